"""The openai backend's errors: what went wrong, typed by what one can do about it, in the provider's own words."""

from typing import Any

import httpx
import pytest

from composer.errors import (
    BackendError,
    BadKeyError,
    ComposerError,
    EmptyAnswerError,
    NoCreditError,
    NotPermittedError,
    OverloadedError,
    RateLimitedError,
    RefusedError,
    UnknownOutcomeError,
    UnsupportedError,
)
from composer_plugins.backends.openai import OpenAIBackend
from tests.openai_service import OPENAI, PROXY, Conversation, data_url, drawn


def failure(answer: Any, status: int = 400, **headers: str) -> ComposerError:
    """Return the error that an answer becomes."""
    with pytest.raises(ComposerError) as raised:
        drawn(answer, None, status, **headers)
    return raised.value


def error(message: str = "Something happened.", **fields: Any) -> dict[str, Any]:
    """Return an error as OpenAI writes it."""
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **fields}}


BLOCKED = {
    "moderation": error(
        "Blocked. safety_violations=[sexual]", type="image_generation_user_error", code="moderation_blocked"
    ),
    "safety, without a code": error("Rejected by the safety system.", type="image_generation_user_error"),
    "violations, without a code": error("No. safety_violations=[sexual]", type="image_generation_user_error"),
    "content policy": error("Against the policy.", code="content_policy_violation"),
    "Azure": error("Filtered.", code="contentFilter", innererror={"code": "ResponsibleAIPolicyViolation"}),
    "OpenRouter": {
        "error": {"code": 403, "message": "Flagged", "metadata": {"reasons": ["sexual"], "flagged_input": "…"}}
    },
    "a name alone": {"error": "CONTENT_POLICY_VIOLATION"},
}


@pytest.mark.parametrize("answer", BLOCKED.values(), ids=BLOCKED)
@pytest.mark.parametrize("status", [400, 403, 422, 200])
def test_a_refusal_is_one_whatever_its_status(answer: Any, status: int) -> None:
    refused = failure(answer, status)
    assert isinstance(refused, RefusedError)
    assert refused.by == "openai"


def test_a_refusal_gives_the_providers_reason() -> None:
    details = {"moderation_stage": "output", "categories": ["sexual", "violence"]}
    answer = error("Your request was rejected.", code="moderation_blocked", moderation_details=details)
    assert str(failure(answer)).endswith("Your request was rejected. (sexual, violence, found in the output)")


def test_violations_are_told_though_the_message_is_cut() -> None:
    answer = error("word " * 200 + "safety_violations=[sexual, violence]", code="moderation_blocked")
    assert str(failure(answer)).endswith("… (sexual, violence)")


def test_the_reasons_of_openrouter_are_told() -> None:
    assert str(failure(BLOCKED["OpenRouter"], 403)).endswith("Flagged (sexual)")


def test_what_the_message_says_is_told_once() -> None:
    assert str(failure(BLOCKED["moderation"])).endswith("Blocked. safety_violations=[sexual]")


def test_a_refusal_without_words_says_so() -> None:
    assert "no reason given" in str(failure({"error": {"code": "moderation_blocked"}}))


def test_a_fault_of_the_service_that_speaks_of_safety_is_no_refusal() -> None:
    assert type(failure(error("The safety service is down."), 503)) is OverloadedError


def test_a_wrong_request_of_the_user_is_no_refusal() -> None:
    answer = error("The image is too small.", type="image_generation_user_error", code="invalid_image")
    assert type(failure(answer)) is BackendError


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (error("Quota.", type="insufficient_quota", code="insufficient_quota"), 429, NoCreditError),
        (error("Limit.", code="billing_hard_limit_reached"), 400, NoCreditError),
        (error("用户额度不足", code="insufficient_user_quota"), 403, NoCreditError),
        (error("Pay.", code=402), 402, NoCreditError),
        (error("Incorrect API key provided.", code="invalid_api_key"), 401, BadKeyError),
        (error("No key."), 401, BadKeyError),
        (error("Wrong key.", code="invalid_api_key"), 400, BadKeyError),
        (error("Your organization must be verified."), 403, NotPermittedError),
        (error("No such model.", code="model_not_found"), 404, UnsupportedError),
        (error("No such model.", code="model_not_found"), 400, UnsupportedError),
        (error("No such path."), 404, UnsupportedError),
        (error("Too fast.", code="rate_limit_exceeded"), 429, RateLimitedError),
        (error("Our fault."), 500, OverloadedError),
        (error("Our fault."), 503, OverloadedError),
        (error("Wrong size.", param="size", code="invalid_value"), 400, BackendError),
    ],
)
def test_an_error_is_typed_by_what_one_can_do(answer: Any, status: int, kind: type[BackendError]) -> None:
    found = failure(answer, status)
    assert type(found) is kind
    assert answer["error"]["message"] in str(found)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({"retry_after": "20"}, 20.0),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_that_is_asked_for_is_kept(headers: dict[str, str], seconds: float | None, status: int) -> None:
    found = failure(error(code="rate_limit_exceeded"), status, **headers)
    assert isinstance(found, RateLimitedError | OverloadedError)
    assert found.seconds == seconds


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_that_says_not_to_try_again_is_not(status: int) -> None:
    found = failure(error("Not now."), status, x_should_retry="false")
    assert type(found) is BackendError
    assert not found.may_succeed_later
    assert "Not now." in str(found)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (error("Unknown parameter: 'quality'.", param="quality", code="unknown_parameter"), "quality"),
        (error("Unknown parameter: 'quality'."), "quality"),
        (error("Unrecognized request argument supplied: quality"), "quality"),
        ({"error": "Unrecognized key(s) in object: 'quality'"}, "quality"),
        (error("Not with this model.", param="n", code="unsupported_parameter"), "n"),
        ({"detail": [{"type": "extra_forbidden", "loc": ["body", "n"], "msg": "Extra inputs are not permitted"}]}, "n"),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_an_unknown_parameter_is_named_with_the_way_to_drop_it(answer: Any, name: str, status: int) -> None:
    found = failure(answer, status)
    assert type(found) is UnsupportedError
    assert f"`options: {{{name}: null}}`" in str(found)


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "It is broken."},
        {"detail": "It is broken."},
        {"detail": [{"loc": ["body", "size"], "msg": "It is broken.", "type": "value_error"}]},
        {"message": "It is broken."},
        {"error": {"message": "It is broken."}},
        [{"error": {"message": "It is broken."}}],
    ],
)
def test_the_words_of_proxies_are_found(answer: Any) -> None:
    found = failure(answer)
    assert type(found) is BackendError
    assert "It is broken." in str(found)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502])
def test_a_page_is_no_reason(status: int) -> None:
    found = failure(b"<html><body>Bad gateway</body></html>", status, content_type="text/html")
    assert isinstance(found, BackendError)
    assert "<" not in str(found)


def test_a_gateway_that_gave_up_waiting_says_nothing_of_the_picture() -> None:
    assert type(failure(b"<html>", 524, content_type="text/html")) is UnknownOutcomeError


def test_a_redirect_is_not_followed() -> None:
    found = failure(b"", 307, location="https://elsewhere.example/v1/images/generations")
    assert "elsewhere.example" in str(found)
    assert type(found) is BackendError


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": {"message": "Said.", "code": 429}}, RateLimitedError),
        ({"error": {"message": "Said.", "code": "503"}}, OverloadedError),
        ({"error": {"message": "Said.", "code": "rate_limit_exceeded"}}, RateLimitedError),
        ({"error": {"message": "Said.", "code": "odd"}}, BackendError),
        ({"error": "Said."}, BackendError),
        ({"data": [{"error": {"message": "Said."}}]}, BackendError),
        ({"choices": [{"error": {"code": 402, "message": "Said."}, "message": {"content": ""}}]}, NoCreditError),
    ],
)
def test_an_error_with_status_200_is_one(answer: Any, kind: type[BackendError]) -> None:
    found = failure(answer, 200)
    assert type(found) is kind
    assert "Said." in str(found)


def test_an_error_without_words_is_told_as_one() -> None:
    assert str(failure({"error": {"type": "odd"}}, 200)).endswith("answers with an error: it does not say which")


def test_a_picture_beside_an_error_is_kept() -> None:
    answer = {"data": [{"url": data_url()}, {"error": {"message": "The second failed."}}]}
    assert len(drawn(answer)) == 1


def test_words_of_a_provider_stay_one_line() -> None:
    found = failure(error("a\nb\x1b[31m\r\n" + "c" * 5000))
    assert str(found).isprintable()
    assert len(str(found)) < 500


# ── the models of a service ──


def listed(answer: Any, endpoint: str = PROXY, status: int = 200) -> tuple[tuple[str, ...], str]:
    """Return the models of a service and the address that was asked for them."""
    conversation = Conversation(lambda request: httpx.Response(status, json=answer))
    models = conversation.hold(OpenAIBackend().models(endpoint))
    (request,) = conversation.requests
    assert request.method == "GET"
    return models, str(request.url)


IDS = ["gpt-text", "gpt-image-2", "gpt-image-2.5-flare-2026-09-08", "unheard-of", "gpt-image-2"]
LIST = {"object": "list", "data": [{"id": name, "object": "model", "created": 1, "owned_by": "x"} for name in IDS]}


def test_of_openais_own_models_those_that_draw_are_named() -> None:
    models = ("gpt-image-2", "gpt-image-2.5-flare-2026-09-08")
    assert listed(LIST, OPENAI) == (models, "https://api.openai.com/v1/models")


def test_of_other_services_every_model_is_named() -> None:
    assert listed(LIST, "https://proxy.example/v1/chat/completions?a=b") == (
        ("gpt-text", "gpt-image-2", "gpt-image-2.5-flare-2026-09-08", "unheard-of"),
        "https://proxy.example/v1/models?a=b",
    )


@pytest.mark.parametrize(
    "answer", [["one", "two"], {"models": [{"name": "one"}, {"name": "two"}]}, {"data": ["one", 2, {}, {"id": "two"}]}]
)
def test_other_shapes_of_lists_are_read(answer: Any) -> None:
    assert listed(answer)[0] == ("one", "two")


def test_hostile_lists_stay_small() -> None:
    names = [f"model-{number}" for number in range(20_000)]
    assert listed(["a" * 10_000, "b\x1b[2J", *names])[0] == tuple(names[:5000])


def test_a_wrong_key_shows_in_the_list() -> None:
    with pytest.raises(BadKeyError):
        listed(error(code="invalid_api_key"), status=401)


def test_a_page_is_no_list() -> None:
    conversation = Conversation(lambda request: httpx.Response(200, html="<html>"))
    with pytest.raises(EmptyAnswerError, match="text/html"):
        conversation.hold(OpenAIBackend().models(PROXY))
