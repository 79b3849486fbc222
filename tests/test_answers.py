"""Answers of services: which error a status stands for, whose words it carries, how long to wait, what is no JSON."""

import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer import answers
from composer.answers import at, brief, host_of, json_of, objects_at, reason_of, status_error, text_at, wait_of
from composer.errors import (
    BackendError,
    BadKeyError,
    EmptyAnswerError,
    NoCreditError,
    NotPermittedError,
    OverloadedError,
    RateLimitedError,
    UnknownOutcomeError,
    UnsupportedError,
)


def answer(status: int = 200, method: str = "POST", **parts: object) -> httpx.Response:
    return httpx.Response(status, request=httpx.Request(method, "https://draw.example/v1/x"), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, BackendError),
        (400, BackendError),
        (401, BadKeyError),
        (402, NoCreditError),
        (403, NotPermittedError),
        (404, UnsupportedError),
        (405, UnsupportedError),
        (408, RateLimitedError),
        (413, BackendError),
        (422, BackendError),
        (429, RateLimitedError),
        (500, OverloadedError),
        (501, UnsupportedError),
        (502, OverloadedError),
        (503, OverloadedError),
        (504, UnknownOutcomeError),
        (524, UnknownOutcomeError),
        (529, OverloadedError),
    ],
)
def test_a_status_becomes_the_error_one_can_do_something_about(status: int, error: type[BackendError]) -> None:
    assert type(status_error(answer(status))) is error


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "no such size", "code": 1}}, "no such size"),
        ({"error": "no such size"}, "no such size"),
        ({"message": "no such size"}, "no such size"),
        ({"detail": "no such size", "error": "no such size"}, "no such size"),
        ({"detail": [{"loc": ["body"], "msg": "no such size"}]}, "no such size"),
        ({"errors": ["no such size"]}, "no such size"),
        ([{"error": {"message": "no such size"}}], "no such size"),
        ({"error": {"message": 5}, "errors": {}}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_words_of_a_provider_are_found_wherever_it_keeps_them(body: object, words: str) -> None:
    assert reason_of(answer(400, json=body)) == words


def test_an_error_names_host_status_and_the_words_of_the_provider() -> None:
    assert str(status_error(answer(400, json={"error": "no such size"}))) == "draw.example answers 400: no such size"


def test_words_the_backend_knows_better_are_preferred() -> None:
    assert str(status_error(answer(400, json={"error": "code 7"}), "no such size")).endswith("400: no such size")


def test_plain_text_is_an_explanation_and_a_page_is_none() -> None:
    assert reason_of(answer(500, text="out of memory")) == "out of memory"
    page = answer(502, html="<html>nginx</html>")
    assert reason_of(page) == ""
    assert str(status_error(page)) == "draw.example answers 502 Bad Gateway"


def test_a_very_large_error_is_not_read() -> None:
    assert reason_of(answer(500, text="x" * (1024 * 1024 + 1))) == ""


def test_the_wait_travels_with_the_errors_that_may_succeed_later() -> None:
    limited = status_error(answer(429, headers={"retry-after": "7"}))
    overloaded = status_error(answer(503), seconds=3.5)
    assert isinstance(limited, RateLimitedError)
    assert limited.seconds == 7
    assert isinstance(overloaded, OverloadedError)
    assert overloaded.seconds == 3.5


def test_a_wait_of_nothing_that_the_backend_knows_counts_before_the_headers() -> None:
    error = status_error(answer(429, headers={"retry-after": "7"}), seconds=0.0)
    assert isinstance(error, RateLimitedError)
    assert error.seconds == 0.0


def test_a_gateway_that_gave_up_leaves_the_outcome_unknown_unless_the_provider_itself_speaks() -> None:
    assert isinstance(status_error(answer(504, html="<p>timeout</p>")), UnknownOutcomeError)
    assert isinstance(status_error(answer(504, json={"error": {"message": "deadline"}})), OverloadedError)


@pytest.mark.parametrize("status", [504, 524])
@pytest.mark.parametrize("said", [{"text": "error code: 524"}, {"json": {"message": "Endpoint request timed out"}}])
def test_what_a_gateway_says_itself_leaves_the_outcome_unknown(status: int, said: dict[str, Any]) -> None:
    assert isinstance(status_error(answer(status, **said)), UnknownOutcomeError)


def test_a_gateway_that_gave_up_on_a_list_is_only_overloaded() -> None:
    assert isinstance(status_error(answer(504, method="GET")), OverloadedError)


def test_a_redirect_names_the_other_host_and_the_setting_to_change() -> None:
    error = str(status_error(answer(307, headers={"location": "https://elsewhere.example/a?key=1"})))
    assert "redirects to elsewhere.example," in error
    assert "`endpoint`" in error
    assert "key=1" not in error


@pytest.mark.parametrize("location", ["/login", "", "https://a:port/", "http://\x00"])
def test_a_redirect_to_nowhere_is_told_all_the_same(location: str) -> None:
    assert "draw.example redirects, which" in str(status_error(answer(302, headers={"location": location})))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "9"}, 9.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:30 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 9999999999 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_of(answer(429, headers=headers)) == seconds


def test_a_date_is_held_against_our_clock_where_the_answer_has_none() -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    seconds = wait_of(answer(429, headers={"retry-after": then}))
    assert seconds is not None
    assert 3000 < seconds <= 3600


def test_json_is_returned_as_it_is() -> None:
    assert json_of(answer(json={"a": ["ü"]})) == {"a": ["ü"]}


@pytest.mark.parametrize("body", [b"<html></html>", b"", b'{"a": "b', b"\xff\xfe\xfa", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_json_is_an_empty_answer_that_names_the_content_type(body: bytes) -> None:
    with pytest.raises(EmptyAnswerError, match=r"draw\.example .* \(text/html, \d+ bytes\)"):
        json_of(answer(content=body, headers={"content-type": "text/html"}))


def test_a_body_beyond_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LARGEST_BODY", 10)
    with pytest.raises(EmptyAnswerError, match="11 bytes"):
        json_of(answer(content=b'"123456789"'))


@given(st.text(max_size=400) | st.text(alphabet="a\u202e\x1b\n\ud800 ", max_size=4000))
@settings(max_examples=100)
def test_foreign_words_become_one_short_line_without_control_characters(text: str) -> None:
    line = brief(text)
    assert len(line) <= 300
    assert not [letter for letter in line if unicodedata.category(letter).startswith("C")]
    assert line == " ".join(line.split())
    line.encode()


def test_short_words_stay_and_long_ones_say_that_they_are_cut() -> None:
    assert brief("a  b\n\tc") == "a b c"
    assert brief("x" * 300) == "x" * 300
    assert brief("x" * 301) == "x" * 299 + "…"
    assert brief("\n" * 5000 + "x").endswith("…")


def test_what_is_looked_for_in_json_is_found_or_nothing() -> None:
    data = {"a": [{"b": "c"}, 5, None]}
    assert at(data, "a", 0, "b") == "c"
    assert at(data, "a", -1) is None
    assert [at(data, *path) for path in (("a", 9), ("a", -9), ("b",), (0,), ("a", "b"), ("a", 1, "b"))] == [None] * 6
    assert (text_at(data, "a", 0, "b"), text_at(data, "a", 1)) == ("c", "")
    assert (objects_at(data, "a"), objects_at(data, "a", 0)) == ([{"b": "c"}], [])


def test_an_answer_to_no_request_comes_from_the_service() -> None:
    assert host_of(httpx.Response(500)) == "the service"
    assert isinstance(status_error(httpx.Response(504)), UnknownOutcomeError)
