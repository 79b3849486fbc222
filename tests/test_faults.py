"""Every fault of a service, met by every backend over real sockets: what comes of it, and what it costs."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from composer.app import Composer
from composer.errors import ComposerError
from composer.pictures import Attempt, GenerationResult
from composer.profiles import Profile
from composer.routing import Step
from composer.types import ImageRequest, Scene
from tests.stubs.server import BILLED, FAULTS, Fault, Stub

KEY = "stub:key/0123456789+abcdefghij="
#: How a profile asks again after the first call.
TIMES = 2
#: What comes of a fault that a paid service has once, and one that has it every time: how it ends and after how many
#: calls. "finished" is success, anything else the code of the error.
PAID: dict[Fault, tuple[str, int, str, int]] = {
    # fault                  once                    every time
    "":                     ("finished", 1,          "finished", 1),
    "429":                  ("finished", 2,          "rate_limited", 3),
    "429 with wait":        ("finished", 2,          "rate_limited", 3),
    "500":                  ("finished", 2,          "overloaded", 3),
    "503":                  ("finished", 2,          "overloaded", 3),
    "out of credit":        ("no_credit", 1,         "no_credit", 1),
    "400":                  ("backend_failed", 1,    "backend_failed", 1),
    "401":                  ("bad_key", 1,           "bad_key", 1),
    "refusal":              ("refused", 1,           "refused", 1),
    "redirect":             ("backend_failed", 1,    "backend_failed", 1),
    "wrong content type":   ("empty_answer", 1,      "empty_answer", 1),
    "no picture":           ("empty_answer", 1,      "empty_answer", 1),
    "picture elsewhere":    ("empty_answer", 1,      "empty_answer", 1),
    "blank picture":        ("empty_answer", 1,      "empty_answer", 1),
    "broken picture":       ("empty_answer", 1,      "empty_answer", 1),
    "garbage":              ("empty_answer", 1,      "empty_answer", 1),
    "gateway timed out":    ("unknown_outcome", 1,   "unknown_outcome", 1),
    "hang before reading":  ("unknown_outcome", 1,   "unknown_outcome", 1),
    "hang after reading":   ("unknown_outcome", 1,   "unknown_outcome", 1),
    "close after reading":  ("unknown_outcome", 1,   "unknown_outcome", 1),
    "drip":                 ("unknown_outcome", 1,   "unknown_outcome", 1),
    "cut body":             ("unknown_outcome", 1,   "unknown_outcome", 1),
}  # fmt: skip
#: What is otherwise with a server of one's own: nothing is paid, so what was lost is asked for again.
LOCAL: dict[Fault, tuple[str, int, str, int]] = PAID | {
    "out of credit":        ("backend_failed", 1,    "backend_failed", 1),  # of memory, there
    "refusal":              ("not_permitted", 1,     "not_permitted", 1),
    "gateway timed out":    ("backend_failed", 1,    "backend_failed", 1),
    "hang before reading":  ("finished", 2,          "overloaded", 3),
    "hang after reading":   ("finished", 2,          "overloaded", 3),
    "close after reading":  ("finished", 2,          "overloaded", 3),
    "drip":                 ("finished", 2,          "overloaded", 3),
    "cut body":             ("finished", 2,          "overloaded", 3),
}  # fmt: skip
EXPECTED = {"gemini": PAID, "openai": PAID, "a1111": LOCAL}
#: Where a fault is silence, how long a test waits for it, in seconds; everything else has all the time it needs.
TIMEOUTS: dict[Fault, dict[str, float]] = {
    "hang before reading": {"read": 0.5},
    "hang after reading": {"read": 0.5},
    "drip": {"total": 1.0},
}
_KEY_HEADERS = {
    "gemini": ("x-goog-api-key", KEY),
    "openai": ("authorization", f"Bearer {KEY}"),
    "a1111": ("authorization", "Basic c3R1YjprZXkvMDEyMzQ1Njc4OSthYmNkZWZnaGlqPQ=="),
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUB_KEY", KEY)


@pytest.fixture
def elsewhere() -> Iterator[Stub]:
    """Yield another service, which nobody has any business with."""
    with Stub("openai") as stub:
        yield stub


@dataclass(frozen=True)
class End:
    """How a run ended: with a result or an error, and the steps on the way."""

    result: GenerationResult | None
    error: ComposerError | None
    steps: tuple[Step, ...]

    @property
    def code(self) -> str:
        return self.error.code if self.error else "finished"

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        told = self.result.attempts if self.result else self.error.attempts if self.error else ()
        return tuple(one for one in told if isinstance(one, Attempt))

    @property
    def words(self) -> str:
        """All that is told, and where it came from."""
        told: list[object] = [self.result and self.result.changes, self.attempts, self.steps]
        error: BaseException | None = self.error
        while error is not None:
            told += [str(error), repr(error)]
            error = error.__cause__ or error.__context__
        return repr(told)


def settings(stub: Stub, fault: Fault = "", **more: Any) -> dict[str, Any]:
    """Return a profile's settings for drawing with a stub."""
    return {
        "backend": stub.format,
        "endpoint": stub.endpoint,
        "key_variable": "STUB_KEY",
        "timeouts": {"connect": 10, "read": 20, "total": 40} | TIMEOUTS.get(fault, {}),
        "retries": {"times": TIMES, "wait": 0.01},
        **more,
    }


def draw(profile: dict[str, Any], words: str = "a lamp", **request: Any) -> End:
    """Draw as a program would that has a profile."""
    steps: list[Step] = []

    async def hear(step: Step) -> None:
        steps.append(step)

    composer = Composer(Profile.model_validate(profile))
    try:
        result = asyncio.run(composer.generate(Scene(ImageRequest(words, **request)), listen=hear))
    except ComposerError as error:
        return End(None, error, tuple(steps))
    return End(result, None, tuple(steps))


def once(fault: Fault) -> Iterator[Fault]:
    return iter([fault])


MATRIX = [(name, fault) for name in EXPECTED for fault in FAULTS]


def test_the_table_has_every_fault() -> None:
    assert set(PAID) == set(LOCAL) == set(FAULTS)


@pytest.mark.parametrize("often", [once, itertools.repeat], ids=["once", "always"])
@pytest.mark.parametrize(("service", "fault"), MATRIX, ids=[f"{name}-{fault or 'none'}" for name, fault in MATRIX])
def test_what_comes_of_a_fault(
    service: str, fault: Fault, often: Callable[[Fault], Iterator[Fault]], elsewhere: Stub,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    with Stub(service, often(fault), elsewhere=elsewhere.address) as stub:
        end = draw(settings(stub, fault))
    expected = EXPECTED[service][fault][:2] if often is once else EXPECTED[service][fault][2:]
    assert (end.code, len(stub.asked)) == expected, end.error
    _nothing_is_lost(end, len(stub.asked))
    _the_key_stays_here(end, stub, elsewhere, caplog.text)
    if service != "a1111":
        assert stub.billed == (1 if fault in BILLED or end.result else 0)


def _nothing_is_lost(end: End, calls: int) -> None:
    """Every call is told, with what came of it."""
    [attempt] = end.attempts
    assert attempt.calls == calls == sum(step.kind == "sending" for step in end.steps)
    if end.result:
        assert attempt.status == "finished"
        assert len(end.result.pictures) == 1
    else:
        assert attempt.status == ("unknown" if end.code == "unknown_outcome" else "failed")
        assert attempt.code == end.code
        assert attempt.reason == str(end.error) != ""


def _the_key_stays_here(end: End, stub: Stub, elsewhere: Stub, log: str) -> None:
    """The service gets its key in one header, and nobody else gets anything."""
    name, value = _KEY_HEADERS[stub.format]
    assert {one.headers[name] for one in stub.asked} == {value}
    assert all(KEY.encode() not in one.body and KEY not in one.path for one in stub.seen)
    assert not elsewhere.seen
    for text in (end.words, log):
        assert KEY not in text
        assert value.rpartition(" ")[2] not in text


# ── nobody there ──


@pytest.mark.parametrize("service", EXPECTED)
def test_where_nobody_listens_nothing_is_asked_for_and_the_call_is_repeated(service: str) -> None:
    with Stub(service) as stub:
        profile = settings(stub)
    end = draw(profile)
    assert (end.code, len(end.attempts), end.attempts[0].calls) == ("timed_out", 1, 1 + TIMES)
    assert not stub.seen


# ── several pictures in several calls ──


@pytest.mark.parametrize("fault", [fault for fault, (code, *_) in PAID.items() if code != "finished"])
def test_a_picture_that_came_is_kept_when_the_next_call_fails(fault: Fault, elsewhere: Stub) -> None:
    with Stub("gemini", ["", fault], elsewhere=elsewhere.address) as stub:
        end = draw(settings(stub, fault, max_pictures_per_request=2), n=2)
    assert end.result, end.error
    assert (len(end.result.pictures), len(stub.asked)) == (1, 2)
    [change] = [one for one in end.result.changes if one.what == "n"]
    assert change.why.startswith("1 of 2 pictures came: ")


def test_every_call_for_one_of_several_pictures_has_the_whole_time() -> None:
    with Stub("gemini", thinks=0.6) as stub:
        profile = settings(stub, max_pictures_per_request=3, timeouts={"total": 1.2})
        end = draw(profile, n=3)
    assert end.result, end.error
    assert len(end.result.pictures) == 3


# ── a route of two ──


def route(first: Stub, second: Stub, fault: Fault, **more: Any) -> dict[str, Any]:
    entries = [settings(first, fault), settings(second, fault)]
    return {**settings(first, fault), "route": entries, **more}


@pytest.mark.parametrize("fault", [fault for fault, (*_, code, _) in PAID.items() if code != "finished"])
@pytest.mark.parametrize(("one", "other"), [("gemini", "openai"), ("openai", "a1111")])
def test_the_next_of_a_route_draws_unless_that_may_be_paid_twice(
    one: str, other: str, fault: Fault, elsewhere: Stub
) -> None:
    with Stub(one, itertools.repeat(fault), elsewhere=elsewhere.address) as first, Stub(other) as second:
        end = draw(route(first, second, fault, after_refusal="next"))
    code, calls = PAID[fault][2:]
    tried = [(attempt.backend, attempt.status, attempt.code, attempt.calls) for attempt in end.attempts]
    if code == "unknown_outcome":
        assert tried == [(one, "unknown", code, calls)]
        assert (end.code, len(second.asked)) == (code, 0)
    else:
        assert tried == [(one, "failed", code, calls), (other, "finished", "", 1)]
        assert (end.code, len(second.asked)) == ("finished", 1)
    assert first.billed + second.billed <= 1 + (code == "empty_answer")


@pytest.mark.parametrize("service", ["gemini", "openai"])
def test_a_refusal_ends_the_route_unless_the_profile_goes_on(service: str) -> None:
    with Stub(service, ["refusal"]) as first, Stub("a1111") as second:
        end = draw(route(first, second, "refusal"))
    assert (end.code, [attempt.code for attempt in end.attempts]) == ("refused", ["refused"])
    assert not second.seen


def test_when_all_of_a_route_fail_the_error_tells_of_each() -> None:
    with Stub("gemini", itertools.repeat("400")) as first, Stub("openai", itertools.repeat("401")) as second:
        end = draw(route(first, second, "400"))
    assert (end.code, [attempt.code for attempt in end.attempts]) == ("bad_key", ["backend_failed", "bad_key"])
    assert all(attempt.reason in str(end.error) for attempt in end.attempts)


def test_the_key_of_one_service_is_not_sent_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_KEY", "other/key/0123456789")
    with Stub("gemini", itertools.repeat("400")) as first, Stub("openai") as second:
        profile = settings(first)
        profile["route"] = [settings(first), settings(second) | {"key_variable": "OTHER_KEY"}]
        draw(profile)
    assert second.asked[0].headers["authorization"] == "Bearer other/key/0123456789"
    assert all(KEY not in str(one) for one in second.seen)
    assert all("other/key" not in str(one) for one in first.seen)
