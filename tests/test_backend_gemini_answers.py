"""The Gemini backend: which pictures an answer holds, what is a refusal, and which errors can be mended."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from composer.errors import (
    BackendError,
    BadKeyError,
    EmptyAnswerError,
    NoCreditError,
    NotPermittedError,
    OverloadedError,
    RateLimitedError,
    RefusedError,
    UnknownOutcomeError,
    UnsupportedError,
)
from tests.gemini_service import (
    PNG,
    candidate,
    delivered,
    detail,
    drawn,
    failed,
    google_error,
    image_part,
    job,
    painted,
    published,
)

# ── pictures ──


def test_the_published_answer_is_read_once_it_holds_a_whole_picture() -> None:
    sample = published("gemini.response")
    error = failed(sample)
    assert isinstance(error, EmptyAnswerError)
    assert "is cut" in str(error)
    sample["candidates"][0]["content"]["parts"][1]["inlineData"]["data"] = b64encode(PNG).decode()
    (picture,) = drawn(sample)
    assert (picture.data, picture.media_type, picture.width, picture.height) == (PNG, "image/png", 32, 24)
    assert picture.provider_data == {"thoughtSignature": "Cg=="}


def test_pictures_of_all_candidates_come_in_order_without_the_drafts_of_thoughts() -> None:
    first = candidate({"text": "a"}, image_part(painted(9), thought=True), image_part(painted(1)), {"text": "b"})
    second = candidate(image_part(painted(2), thought=False, thoughtSignature="a_-b"), image_part(painted(3)))
    pictures = drawn({"candidates": [first, second]})
    assert [picture.data for picture in pictures] == [painted(1), painted(2), painted(3)]
    assert [picture.provider_data for picture in pictures] == [{}, {"thoughtSignature": "a_-b"}, {}]


def test_a_picture_carries_the_seed_it_was_asked_with() -> None:
    assert drawn(delivered(), job(settings={"seed": 7}))[0].seed == 7
    assert drawn(delivered())[0].seed is None


@pytest.mark.parametrize("finish", ["MAX_TOKENS", "IMAGE_OTHER", "IMAGE_SAFETY", "OTHER", ""])
def test_pictures_are_kept_whatever_the_finish_reason(finish: str) -> None:
    assert len(drawn(delivered(image_part(), finish=finish))) == 1


def test_a_good_picture_is_kept_beside_a_broken_one() -> None:
    assert [one.data for one in drawn(delivered(image_part(PNG[:60]), image_part(painted(3))))] == [painted(3)]


def test_a_picture_that_cannot_be_used_says_what_is_wrong_with_it() -> None:
    black = BytesIO()
    Image.new("RGB", (8, 8)).save(black, "PNG")
    assert "one single colour" in str(failed(delivered({"text": "here"}, image_part(black.getvalue()))))
    broken = {"inlineData": {"mimeType": "image/png", "data": "%%%"}}
    assert "no base64" in str(failed(delivered(broken)))


@pytest.mark.parametrize(
    "answer",
    [
        [], None, 5, {}, {"candidates": 5}, {"candidates": [5]}, {"candidates": [{"content": []}]},
        {"candidates": [{"content": {"parts": [None, {"inlineData": 5}, {"inlineData": {"data": 5}}, {"text": 5}]}}]},
        {"candidates": [{"finishReason": 5}], "promptFeedback": {"blockReason": 5}},
    ],
)  # fmt: skip
def test_an_answer_of_any_other_shape_is_an_empty_one(answer: object) -> None:
    error = failed(httpx.Response(200, json=answer))
    assert isinstance(error, EmptyAnswerError)
    assert not error.once_more


def test_an_answer_that_is_no_json_is_an_empty_one() -> None:
    assert "text/html" in str(failed(httpx.Response(200, html="<p>sign in</p>")))


# ── refusals ──


@pytest.mark.parametrize("reason", ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"])
def test_a_blocked_prompt_is_a_refusal_with_its_reason(reason: str) -> None:
    feedback = {"blockReason": reason, "blockReasonMessage": "The prompt\nwas blocked."}
    error = failed({"promptFeedback": feedback, "usageMetadata": {}})
    assert isinstance(error, RefusedError)
    assert error.by == "gemini"
    assert str(error) == f"gemini refuses: {reason}, The prompt was blocked."


@pytest.mark.parametrize(
    "reason",
    ["IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "PROHIBITED_CONTENT", "SAFETY", "RECITATION",
     "SPII", "BLOCKLIST"],
)  # fmt: skip
def test_a_blocked_picture_is_a_refusal_with_the_finish_message(reason: str) -> None:
    error = failed({"candidates": [{"finishReason": reason, "finishMessage": "Unable to show it.", "index": 0}]})
    assert isinstance(error, RefusedError)
    assert str(error) == f"gemini refuses: {reason}, Unable to show it."


def test_an_answer_in_words_only_is_a_refusal_in_the_words_of_the_model() -> None:
    error = failed(delivered({"text": "thinking", "thought": True}, {"text": "Who is Mira?"}, {"text": "Tell me."}))
    assert isinstance(error, RefusedError)
    assert error.by == "gemini"
    assert str(error) == "gemini answers in words only: Who is Mira? Tell me."


def test_long_words_of_the_model_are_cut() -> None:
    assert len(str(failed(delivered({"text": "no " * 5000})))) < 350


@pytest.mark.parametrize(
    ("finish", "once_more"),
    [("NO_IMAGE", True), ("IMAGE_OTHER", True), ("MAX_TOKENS", False), ("OTHER", False), ("STOP", False)],
)
def test_no_picture_without_a_refusal_is_an_empty_answer(finish: str, once_more: bool) -> None:
    error = failed({"candidates": [{"finishReason": finish, "finishMessage": "It went wrong."}]})
    assert isinstance(error, EmptyAnswerError)
    assert error.once_more is once_more
    assert f"({finish}: It went wrong.)" in str(error)


def test_words_do_not_make_a_refusal_of_no_image() -> None:
    error = failed(delivered({"text": "Here she is."}, finish="NO_IMAGE"))
    assert isinstance(error, EmptyAnswerError)
    assert "Here she is." in str(error)


def test_too_few_tokens_say_what_to_raise() -> None:
    assert "maxOutputTokens" in str(failed(delivered({"text": "Here"}, finish="MAX_TOKENS")))


def test_an_error_in_an_answer_of_status_200_is_told() -> None:
    assert "upstream is down" in str(failed({"error": {"code": 500, "message": "upstream is down"}}))


# ── errors ──


@pytest.mark.parametrize(("delay", "seconds"), [("34s", 34.0), ("34.074824224s", 34.074824224), ("0s", 0.0)])
def test_the_wait_is_that_of_retry_info(delay: str, seconds: float) -> None:
    error = failed(
        google_error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.", detail("RetryInfo", retryDelay=delay))
    )
    assert isinstance(error, RateLimitedError)
    assert error.seconds == seconds


@pytest.mark.parametrize("delay", ["soon", "-3s", 5, None])
def test_a_wait_that_is_none_leaves_the_header_to_say_it(delay: object) -> None:
    info = detail("RetryInfo", retryDelay=delay)
    error = failed(google_error(429, "RESOURCE_EXHAUSTED", "Slow down.", info, headers={"retry-after": "5"}))
    assert isinstance(error, RateLimitedError)
    assert error.seconds == 5


BILLING = "You exceeded your current quota, please check your plan and billing details."


def violations(*quotas: str) -> dict[str, Any]:
    return detail("QuotaFailure", violations=[{"quotaId": quota, "quotaMetric": "m"} for quota in quotas])


def test_a_quota_of_a_minute_is_waited_for_though_the_message_speaks_of_billing() -> None:
    minute = violations("GenerateRequestsPerMinutePerProjectPerModel-FreeTier")
    error = failed(google_error(429, "RESOURCE_EXHAUSTED", BILLING, minute, detail("RetryInfo", retryDelay="34s")))
    assert isinstance(error, RateLimitedError)
    assert error.seconds == 34


def test_a_used_up_day_is_not_waited_for_whatever_retry_info_says() -> None:
    both = violations(
        "GenerateRequestsPerMinutePerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
    )
    error = failed(google_error(429, "RESOURCE_EXHAUSTED", BILLING, both, detail("RetryInfo", retryDelay="34s")))
    assert isinstance(error, NoCreditError)
    assert "day is used up" in str(error)


def test_a_model_without_free_quota_is_not_waited_for() -> None:
    message = f"{BILLING}\n* Quota exceeded for metric: requests, limit: 0, model: gemini-2.5-flash-preview-image"
    error = failed(google_error(429, "RESOURCE_EXHAUSTED", message, detail("RetryInfo", retryDelay="34s")))
    assert isinstance(error, NoCreditError)
    assert "no free quota" in str(error)


def test_a_limit_that_only_begins_with_a_zero_is_one() -> None:
    message = "Quota exceeded for metric: requests, limit: 05"
    assert isinstance(failed(google_error(429, "RESOURCE_EXHAUSTED", message)), RateLimitedError)


def test_billing_without_a_wait_is_no_credit() -> None:
    assert isinstance(failed(google_error(429, "RESOURCE_EXHAUSTED", BILLING)), NoCreditError)


def test_too_many_calls_without_details_are_a_rate_limit_of_unknown_length() -> None:
    error = failed(google_error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."))
    assert isinstance(error, RateLimitedError)
    assert error.seconds is None


@pytest.mark.parametrize(
    "answer",
    [
        google_error(400, "INVALID_ARGUMENT", "Nope.", detail("ErrorInfo", reason="API_KEY_INVALID", domain="x")),
        google_error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        google_error(400, "INVALID_ARGUMENT", "API Key not found. Please pass a valid API key."),
        google_error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers."),
        google_error(403, "PERMISSION_DENIED", "Your API key was reported as leaked."),
        google_error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    ],
)
def test_a_key_that_is_missing_or_wrong_is_told_whatever_the_status(answer: httpx.Response) -> None:
    error = failed(answer)
    assert isinstance(error, BadKeyError)
    assert "doctor" in str(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (google_error(400, "INVALID_ARGUMENT", "Invalid value at 'seed'."), BackendError),
        (google_error(400, "FAILED_PRECONDITION", "User location is not supported."), NotPermittedError),
        (google_error(403, "PERMISSION_DENIED", "The caller does not have permission."), NotPermittedError),
        (google_error(500, "INTERNAL", "An internal error has occurred."), OverloadedError),
        (google_error(503, "UNAVAILABLE", "The model is overloaded."), OverloadedError),
        (google_error(504, "DEADLINE_EXCEEDED", "Deadline expired."), OverloadedError),
        (httpx.Response(504, html="<p>gateway</p>"), UnknownOutcomeError),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/"}), BackendError),
    ],
)
def test_every_other_status_is_the_error_it_stands_for(answer: httpx.Response, kind: type[BackendError]) -> None:
    assert type(failed(answer)) is kind


def test_the_errors_keep_the_words_of_google() -> None:
    error = failed(google_error(400, "INVALID_ARGUMENT", "Invalid value at 'seed'."))
    assert str(error) == "generativelanguage.googleapis.com answers 400: Invalid value at 'seed'."


def test_an_error_wrapped_in_a_list_is_read_as_well() -> None:
    info = detail("RetryInfo", retryDelay="9s")
    error = failed(httpx.Response(429, json=[{"error": {"code": 429, "message": "Slow.", "details": [info]}}]))
    assert isinstance(error, RateLimitedError)
    assert error.seconds == 9


def test_a_model_that_is_not_there_says_where_the_models_are_listed() -> None:
    message = "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent."
    error = failed(google_error(404, "NOT_FOUND", message))
    assert isinstance(error, UnsupportedError)
    assert "gemini-9" in str(error)
    assert "`rp-composer models`" in str(error)


@pytest.mark.parametrize("details", [5, [5], [{"retryDelay": 5}], [{"violations": [5]}], {"a": 1}])
def test_details_of_any_other_shape_do_no_harm(details: object) -> None:
    response = httpx.Response(429, json={"error": {"message": "Slow.", "details": details}})
    assert isinstance(failed(response), RateLimitedError)
