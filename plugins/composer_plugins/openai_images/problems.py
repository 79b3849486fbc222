"""What OpenAI and the servers that copy it mean by their errors, beyond what their status says.

Codes: https://platform.openai.com/docs/guides/error-codes; those of proxies as they are seen in their answers.
"""

import re
from typing import Any

import httpx

from composer.answers import at, brief, host_of, objects_at, reason_of, status_error, text_at
from composer.errors import (
    BackendError,
    BadKeyError,
    ComposerError,
    NoCreditError,
    RateLimitedError,
    RefusedError,
    UnsupportedError,
)

_REFUSED = frozenset({
    "moderation_blocked", "content_policy_violation", "content_filter", "contentfilter", "safety_violation",
    "responsibleaipolicyviolation",
})  # fmt: skip
_NO_CREDIT = frozenset({
    "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_user_quota",
    "insufficient_credits", "insufficient_balance",
})  # fmt: skip
_BAD_KEY = frozenset({"invalid_api_key", "incorrect_api_key", "account_deactivated"})
_NO_MODEL = frozenset({"model_not_found", "model_not_supported", "unsupported_model"})
_BAD_PARAMETER = frozenset({"unknown_parameter", "unsupported_parameter", "extra_forbidden"})
#: "Unknown parameter: 'style'." (OpenAI), "Unrecognized key(s) in object: 'n'" (servers that check with Zod).
_UNKNOWN_PARAMETER = re.compile(
    r"\b(?:unknown|unsupported|unrecognized) (?:request )?(?:parameter|argument|field|key)(?:\(?s\)?)?(?: in object)?"
    r"(?: supplied)?:? ['\"`]?([a-z]\w*)",
    re.IGNORECASE,
)
_VIOLATIONS = re.compile(r"safety_violations=\[([^\[\]]{1,200})\]")


def problem_of(response: httpx.Response, answer: Any = None) -> ComposerError:
    """Return the error an answer stands for.

    Args:
        response: the whole answer; its status may be 200 when its JSON says that something went wrong.
        answer: that JSON where there is any.
    """
    error = error_in(answer)
    message = error if isinstance(error, str) else text_at(error, "message")
    words = brief(message) or reason_of(response)
    return _refusal(error, message) or _by_code(error, words) or _by_status(response, error, words)


def error_in(answer: Any) -> Any:
    """Return the error an answer holds: beside its pictures, among them, or inside a chat's choice; None for none."""
    inside = [*objects_at(answer, "choices"), *objects_at(answer, "data")]
    places = (at(answer, "error"), at(answer, 0, "error"), *(at(item, "error") for item in inside))
    forbidden = at(answer, "detail", 0)  # FastAPI's list of what does not fit
    return next((error for error in places if error), forbidden)


def refusal_in(answer: Any) -> RefusedError | None:
    """Return the refusal that a chat answer states by `refusal` or by its `finish_reason`; None for none."""
    for choice in objects_at(answer, "choices"):
        words = brief(text_at(choice, "message", "refusal"))
        if words or text_at(choice, "finish_reason") == "content_filter":
            return _refused(words or "its content filter stopped it")
    return None


def _refused(reason: str) -> RefusedError:
    return RefusedError(f"the provider refuses the picture: {reason}", "openai")


def _codes(error: Any) -> frozenset[str]:
    """Return every name an error goes by; a proxy may write nothing but the name."""
    named = (text_at(error, "code"), text_at(error, "type"), text_at(error, "innererror", "code"))
    return frozenset(name.lower() for name in (*named, error if isinstance(error, str) else "") if name)


def _refusal(error: Any, message: str) -> RefusedError | None:
    violations = _violations(error, message)
    users_fault = "image_generation_user_error" in _codes(error) and ("safety" in message.lower() or bool(violations))
    if not (users_fault or _codes(error) & _REFUSED or at(error, "metadata", "flagged_input")):
        return None
    words = brief(message) or "no reason given"
    unsaid = [one for one in violations if one not in words]
    return _refused(words + (f" ({', '.join(unsaid)})" if unsaid else ""))


def _violations(error: Any, message: str) -> list[str]:
    """Return what the provider objects to ("sexual"), and whether in the prompt or in the picture, where it says so."""
    told = at(error, "moderation_details", "categories") or at(error, "metadata", "reasons")
    named = [brief(one) for one in told[:10] if isinstance(one, str)] if isinstance(told, list) else []
    if not named and (match := _VIOLATIONS.search(message)):
        named = [brief(one) for one in match[1].split(",")]
    stage = brief(text_at(error, "moderation_details", "moderation_stage"))
    return [*named, f"found in the {stage}"] if stage else named


def _by_code(error: Any, words: str) -> BackendError | None:
    codes = _codes(error)
    said = words or brief(", ".join(sorted(codes)))
    if codes & _NO_CREDIT:
        return NoCreditError(f"the account has no credit left: {said}; add credit or raise its limit")
    if codes & _BAD_KEY:
        return BadKeyError(f"the key is wrong: {said}; `rp-composer doctor` shows where it is looked for")
    if codes & _NO_MODEL:
        return UnsupportedError(f"the service does not have this model: {said}; choose another `model` in the profile")
    return _unknown_parameter(error, said)


def _unknown_parameter(error: Any, words: str) -> UnsupportedError | None:
    match = _UNKNOWN_PARAMETER.search(words)
    if not match and not _codes(error) & _BAD_PARAMETER:
        return None
    name = brief(text_at(error, "param") or text_at(error, "loc", -1)) or (match[1] if match else "")
    advice = f"; to leave it out, write `options: {{{name}: null}}` in the profile" if name else ""
    return UnsupportedError(f"the service does not take a parameter: {words}{advice}")


def _by_status(response: httpx.Response, error: Any, words: str) -> BackendError:
    meant = _as_meant(response, error)
    if meant.is_success:
        kind = RateLimitedError if "rate_limit_exceeded" in _codes(error) else BackendError
        return kind(f"{host_of(response)} answers with an error: {words or 'it does not say which'}")
    problem = status_error(meant, words)
    if problem.may_succeed_later and response.headers.get("x-should-retry", "").lower() == "false":
        return BackendError(f"{problem}; the service says that another try is no use")
    return problem


def _as_meant(response: httpx.Response, error: Any) -> httpx.Response:
    """Return the answer with the status it means: some proxies answer 200 and write the true one into ``code``."""
    code = str(at(error, "code"))
    if not response.is_success or not re.fullmatch(r"[45]\d\d", code):
        return response
    return httpx.Response(int(code), headers=response.headers, content=response.content, request=response.request)
