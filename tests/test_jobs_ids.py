"""Job ids: stable, distinct, and never taken over from a chat that merely claims them."""

from dataclasses import replace

import pytest

from composer.jobs.ids import assign_jobs, job_id
from composer.types import ChatMessage, FoundRequest, ImageRequest, Status

MESSAGE = ChatMessage("Maren", "text", id="2026-01-05@10h", swipe=1)
HARBOUR = ImageRequest("the harbour at night")


def found(request: ImageRequest = HARBOUR, status: Status = "pending", carried: str = "") -> FoundRequest:
    return FoundRequest("image_tag", "generate", status, 0, 4, "text", request, job_id=carried)


def assigned(*requests: FoundRequest) -> list[str]:
    return assign_jobs("chat.jsonl", MESSAGE, requests, "default")


def test_the_same_request_always_has_the_same_id() -> None:
    assert assigned(found()) == assigned(found())
    assert assigned(found()) == [job_id("chat.jsonl", MESSAGE.id, 1, HARBOUR, 0, "default")]


@pytest.mark.parametrize(
    ("chat", "message", "swipe", "request_", "number", "profile", "reroll"),
    [
        ("other.jsonl", "m", 0, HARBOUR, 0, "default", 0),
        ("chat.jsonl", "n", 0, HARBOUR, 0, "default", 0),
        ("chat.jsonl", "m", 1, HARBOUR, 0, "default", 0),
        ("chat.jsonl", "m", 0, replace(HARBOUR, seed=7), 0, "default", 0),
        ("chat.jsonl", "m", 0, HARBOUR, 1, "default", 0),
        ("chat.jsonl", "m", 0, HARBOUR, 0, "anime", 0),
        ("chat.jsonl", "m", 0, HARBOUR, 0, "default", 1),
    ],
)
def test_each_part_of_the_place_changes_the_id(
    chat: str, message: str, swipe: int, request_: ImageRequest, number: int, profile: str, reroll: int
) -> None:
    first = job_id("chat.jsonl", "m", 0, HARBOUR, 0, "default")
    assert job_id(chat, message, swipe, request_, number, profile, reroll) != first


def test_identical_requests_of_a_message_are_numbered() -> None:
    assert len(set(assigned(found(), found(), found(ImageRequest("a gull"))))) == 3


def test_pending_requests_take_the_lowest_free_number() -> None:
    first, second, third = assigned(found(), found(), found())
    assert assigned(found(status="done", carried=second), found(), found()) == [second, first, third]


def test_a_failed_request_keeps_its_id() -> None:
    first, second = assigned(found(), found())
    assert assigned(found(), found(status="failed", carried=second)) == [first, second]


def test_a_finished_request_keeps_the_id_of_a_later_version() -> None:
    first, second = assigned(found(), found())
    version = second.replace("-0", "-3")
    assert assigned(found(status="done", carried=version), found()) == [version, first]


@pytest.mark.parametrize("claimed", ["../../etc/passwd", "0" * 20 + "-0", "", "0" * 20 + "-1"])
def test_an_id_this_message_cannot_have_is_ignored(claimed: str) -> None:
    assert assigned(found(status="failed", carried=claimed)) == assigned(found())


def test_two_requests_never_share_an_id_even_if_both_carry_it() -> None:
    first = assigned(found())[0]
    ids = assigned(found(status="failed", carried=first), found(status="failed", carried=first))
    assert ids[0] == first
    assert ids[1] not in ("", first)


@pytest.mark.parametrize("status", ["error", "incomplete"])
def test_what_cannot_be_drawn_has_no_id_and_takes_no_number(status: Status) -> None:
    assert assigned(found(status=status), found()) == ["", assigned(found())[0]]


def test_a_request_without_words_has_no_id() -> None:
    assert assigned(replace(found(), request=None, status="done")) == [""]


@pytest.mark.parametrize("counter", ["-99999", "-01", "-1-1", "--1"])
def test_a_counter_that_no_version_has_is_ignored(counter: str) -> None:
    [first] = assigned(found())
    assert assigned(found(status="failed", carried=first.removesuffix("-0") + counter)) == [first]
