"""Illustrating a chat when something fails or somebody stops it: nothing is lost, nothing drawn twice."""

import errno
import threading
from pathlib import Path
from typing import Any

import pytest

from composer.contracts import Service
from composer.errors import (
    BackendError,
    BadKeyError,
    ChatError,
    ComposerError,
    EmptyAnswerError,
    NoCreditError,
    NotPermittedError,
    PluginError,
    RefusedError,
    UnknownOutcomeError,
)
from composer.files import locked
from composer.illustration import Illustration
from tests.illustrating import GULL, HARBOUR, ROPE, illustrate, sidecars, sources, states, written_chat
from tests.painting import Painter, composer_with, read_texts, write_chat


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    return written_chat(tmp_path)


# ── failures ──


def fail_at(words: str, error: Exception) -> Any:
    def before(prompt: str) -> None:
        if prompt == words:
            raise error

    return before


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (EmptyAnswerError("no picture in it"), "no picture in it"),
        (RefusedError("not this"), "not this"),
        (ZeroDivisionError("oops"), "unexpected ZeroDivisionError: oops"),
    ],
)
def test_a_failure_is_written_into_its_tag_and_the_others_are_drawn(
    painter: Painter, chat: Path, error: Exception, reason: str
) -> None:
    painter.before = fail_at(GULL, error)
    summary = illustrate(painter, chat)
    assert states(summary) == ["drawn", "failed", "drawn"]
    assert summary.failures == 1
    assert summary.tasks[1].reason == reason
    (failed,) = [one for one in composer_with(painter).find(read_texts(chat)[2]) if one.status == "failed"]
    assert 'src="[IMG:ERROR]"' in failed.source
    assert failed.job_id == summary.tasks[1].job_id
    assert failed.request is not None
    assert failed.request.prompt == GULL


@pytest.mark.parametrize("out", [None, "out"])
def test_a_failed_request_is_drawn_again_only_when_asked(
    painter: Painter, chat: Path, tmp_path: Path, out: str | None
) -> None:
    folder = tmp_path / out if out else None
    painter.before = fail_at(GULL, EmptyAnswerError("no picture in it"))
    illustrate(painter, chat, folder)
    painter.before = lambda _: None
    again = illustrate(painter, chat, folder)
    assert again.idle
    assert [task.reason for task in again.tasks if task.state == "failed"] == ["no picture in it"]
    assert painter.painted == [HARBOUR, GULL, ROPE]
    retried = illustrate(painter, chat, folder, retry_failed=True)
    assert "failed" not in states(retried)
    assert painter.painted == [HARBOUR, GULL, ROPE, GULL]
    assert len(sources((folder or tmp_path) / "chat.jsonl")) == 3


def test_an_operation_the_backend_does_not_have_fails(painter: Painter, tmp_path: Path) -> None:
    block = (
        "<details><summary>Image: Edit</summary>\naction: edit\nprompt: more rain\n"
        "source_image_url: https://example.org/a.png\n</details>"
    )
    chat = write_chat(tmp_path / "chat.jsonl", [block])
    summary = illustrate(painter, chat)
    assert states(summary) == ["failed"]
    assert "edit" in summary.tasks[0].reason
    assert "Image: Failed" in read_texts(chat)[0]


def test_an_unknown_backend_is_named_and_nothing_is_written(painter: Painter, chat: Path, tmp_path: Path) -> None:
    composer = composer_with(painter, backend="crayons")
    with pytest.raises(PluginError, match=r"'crayons'.*painter"):
        Illustration(composer, chat).run()
    assert [path.name for path in tmp_path.iterdir()] == ["chat.jsonl"]


@pytest.mark.parametrize(
    "error", [NoCreditError("the account is empty"), BadKeyError("no key"), NotPermittedError("not this model")]
)
def test_what_would_fail_for_every_picture_is_not_asked_again(
    painter: Painter, chat: Path, error: BackendError
) -> None:
    painter.before = fail_at(HARBOUR, error)
    summary = illustrate(painter, chat)
    assert states(summary) == ["failed", "draw", "draw"]
    assert summary.barred == str(error)
    assert painter.painted == [HARBOUR]
    assert [text.count("[IMG:GEN]") for text in read_texts(chat)] == [1, 0, 2], "all wait where they stand"
    painter.before = lambda _: None
    assert states(illustrate(painter, chat)) == ["drawn"] * 3


def test_a_paid_picture_the_disk_did_not_take_is_asked_for_again_only_on_demand(
    painter: Painter, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("composer.store.write_whole", full)
        first = illustrate(painter, chat)
    assert states(first) == ["failed", "draw", "draw"]
    assert "No space left" in first.barred
    assert states(illustrate(painter, chat)) == ["failed", "drawn", "drawn"]
    assert painter.painted == [HARBOUR, GULL, ROPE]
    assert states(illustrate(painter, chat, retry_failed=True)) == ["drawn", "done", "done"]


def test_an_answer_that_never_came_is_reported_and_asked_for_again_only_on_demand(painter: Painter, chat: Path) -> None:
    painter.before = fail_at(GULL, UnknownOutcomeError("nothing came"))
    painter.service = Service("http://127.0.0.1:9", paid=True)
    assert states(illustrate(painter, chat)) == ["drawn", "unknown", "drawn"]
    painter.before = lambda _: None
    again = illustrate(painter, chat)
    assert states(again) == ["done", "unknown", "done"]
    assert again.idle
    assert states(illustrate(painter, chat, retry_failed=True)) == ["done", "drawn", "done"]


def test_several_are_drawn_at_once_and_reported_in_the_order_of_the_chat(painter: Painter, chat: Path) -> None:
    together = threading.Barrier(3, timeout=30)
    painter.before = lambda _: together.wait()
    reported: list[str] = []
    composer = composer_with(painter, parallel=3)
    summary = Illustration(composer, chat).run(lambda task: reported.append(task.found.source))
    assert states(summary) == ["drawn"] * 3
    assert reported == [task.found.source for task in summary.tasks]


def test_the_profiles_limits_hold_a_picture_until_another_run(painter: Painter, chat: Path) -> None:
    painter.service = Service("http://127.0.0.1:9", paid=False)
    limited = composer_with(painter, limits={"pictures_per_day": 1})
    first = Illustration(limited, chat).run()
    assert states(first) == ["drawn", "held", "draw"]
    assert "limit of 1 pictures a day" in first.barred
    assert states(illustrate(painter, chat)) == ["done", "drawn", "drawn"]


def test_without_its_table_of_jobs_a_chat_keeps_its_pictures(painter: Painter, chat: Path, tmp_path: Path) -> None:
    painter.before = fail_at(GULL, EmptyAnswerError("no picture in it"))
    illustrate(painter, chat, tmp_path / "out")
    (tmp_path / "out" / "chat.jsonl.pictures" / "jobs.sqlite3").unlink()
    assert states(illustrate(painter, chat, tmp_path / "out")) == ["kept", "failed", "kept"]
    assert len(painter.painted) == 3


def test_a_retry_draws_with_the_profile_as_it_is_now(painter: Painter, chat: Path, tmp_path: Path) -> None:
    painter.before = fail_at(GULL, EmptyAnswerError("no picture in it"))
    illustrate(painter, chat, tmp_path / "out")
    painter.before = lambda _: None
    composer = composer_with(painter, positive="in soft light")
    Illustration(composer, chat, out=tmp_path / "out", retry_failed=True).run()
    records = {one["request"]["prompt"]: one["prompt"] for one in sidecars(tmp_path / "out" / "chat.jsonl.pictures")}
    assert "in soft light" in records[GULL]
    assert "in soft light" not in records[HARBOUR]


# ── interruptions ──


def test_a_run_that_is_stopped_writes_what_is_done_and_can_be_continued(painter: Painter, chat: Path) -> None:
    stopped = Illustration(composer_with(painter), chat).run(stop=lambda: len(painter.painted) == 1)
    assert states(stopped) == ["drawn", "draw", "draw"]
    assert stopped.stopped
    assert len(sources(chat)) == 1
    assert states(illustrate(painter, chat)) == ["done", "drawn", "drawn"]
    assert painter.painted == [HARBOUR, GULL, ROPE]


def test_an_interrupt_in_the_middle_of_a_picture_keeps_the_others(painter: Painter, chat: Path) -> None:
    painter.before = fail_at(GULL, KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        illustrate(painter, chat)
    assert len(sources(chat)) == 1


def test_a_picture_whose_record_is_missing_is_drawn_again_and_no_other(
    painter: Painter, chat: Path, tmp_path: Path
) -> None:
    summary = illustrate(painter, chat, tmp_path / "out")
    whole = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.png")}
    (tmp_path / "out" / "chat.jsonl").unlink()
    (tmp_path / "out" / "chat.jsonl.pictures" / f"{summary.tasks[1].job_id}.json").unlink()
    assert states(illustrate(painter, chat, tmp_path / "out")) == ["kept", "drawn", "kept"]
    assert painter.painted == [HARBOUR, GULL, ROPE, GULL]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.png")} == whole


def test_what_was_written_to_the_chat_meanwhile_is_kept(painter: Painter, chat: Path) -> None:
    def go_on(_: str) -> None:
        if len(painter.painted) == 1:
            write_chat(chat, [*read_texts(chat), "Written while the picture was drawn."])

    painter.before = go_on
    illustrate(painter, chat)
    assert read_texts(chat)[3] == "Written while the picture was drawn."
    assert len(sources(chat)) == 3


def test_a_chat_somebody_else_works_on_is_refused(painter: Painter, chat: Path) -> None:
    with locked(chat), pytest.raises(ComposerError, match="another rp-composer"):
        illustrate(painter, chat)
    assert painter.painted == []


def test_the_chats_own_folder_is_no_place_for_a_copy(painter: Painter, chat: Path) -> None:
    with pytest.raises(ComposerError, match="own folder"):
        illustrate(painter, chat, chat.parent)


def test_a_chat_that_is_not_there_makes_nothing(painter: Painter, tmp_path: Path) -> None:
    with pytest.raises(ChatError, match="no such file"):
        illustrate(painter, tmp_path / "none.jsonl", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_chat_behind_a_link_is_rewritten_where_it_is(painter: Painter, chat: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.jsonl"
    link.symlink_to(chat)
    illustrate(painter, link)
    assert link.is_symlink()
    assert len(sources(chat)) == 3


def test_a_chat_of_somebody_elses_where_the_copy_goes_is_kept(painter: Painter, chat: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    other = write_chat(tmp_path / "out" / "chat.jsonl", ["Another chat of the same name."])
    before = other.read_bytes()
    illustrate(painter, chat, tmp_path / "out")
    assert other.with_name("chat.jsonl.bak").read_bytes() == before
    assert len(sources(other)) == 3


def test_a_scene_that_cannot_be_read_fails_alone(painter: Painter, chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    composer = composer_with(painter)
    scene = composer.scene

    def failing(story: Any, message: Any, found: Any) -> Any:
        if GULL in found.source:
            raise ValueError("no words for it")
        return scene(story, message, found)

    monkeypatch.setattr(composer, "scene", failing)
    summary = Illustration(composer, chat).run()
    assert states(summary) == ["drawn", "failed", "drawn"]
    assert summary.tasks[1].reason == "unexpected ValueError: no words for it"
