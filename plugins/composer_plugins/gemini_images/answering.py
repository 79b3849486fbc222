"""What Google's answers mean: pictures and signatures, refusals that come with HTTP 200, and errors with details."""

import re
from typing import TYPE_CHECKING, Any

from composer.answers import brief, host_of, json_of, objects_at, reason_of, status_error, text_at
from composer.decoding import bytes_of, picture_of
from composer.errors import (
    BackendError,
    BadKeyError,
    ComposerError,
    EmptyAnswerError,
    NoCreditError,
    NotPermittedError,
    RefusedError,
    UnsupportedError,
)
from composer.pictures import Picture

if TYPE_CHECKING:
    import httpx

#: The finish reasons that are about the content (google-genai, `FinishReason`).
_REFUSALS = frozenset({
    "SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "RECITATION", "IMAGE_RECITATION",
    "SPII", "BLOCKLIST", "MODEL_ARMOR",
})  # fmt: skip
#: The ones where asking once more helps.
_CHANCE = frozenset({"NO_IMAGE", "IMAGE_OTHER"})
_UNSPECIFIED = frozenset({"", "FINISH_REASON_UNSPECIFIED"})
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")
_NO_QUOTA = re.compile(r"\blimit: 0\b")
_BAD_KEY = re.compile(r"api key (not valid|not found|expired)|reported as leaked|unregistered callers", re.IGNORECASE)
_NOT_HERE = re.compile(r"location is not supported|not available in your country", re.IGNORECASE)


def pictures_in(response: "httpx.Response", seed: int | None) -> tuple[Picture, ...]:
    """Return the pictures of an answer, in order and without the drafts of its thoughts.

    Whatever the answer says of itself, pictures that can be used are kept.

    Raises:
        RefusedError: the provider refuses, with its own reason.
        EmptyAnswerError: there is no picture, or none that can be used.
        BackendError: the answer is an error.
    """
    if response.status_code != 200:
        raise error_of(response)
    data = json_of(response)
    parts = [part for candidate in objects_at(data, "candidates") for part in _spoken(candidate)]
    pictures, broken = _decoded(parts, seed)
    if pictures:
        return pictures
    raise broken or _why_none(data, parts, host_of(response))


def _spoken(candidate: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in objects_at(candidate, "content", "parts") if part.get("thought") is not True]


def _decoded(parts: list[dict[str, Any]], seed: int | None) -> tuple[tuple[Picture, ...], EmptyAnswerError | None]:
    """Return the pictures among the parts and what was wrong with the first that is none."""
    pictures, broken = [], None
    for part in parts:
        if not (text := text_at(part, "inlineData", "data")):
            continue
        signature = text_at(part, "thoughtSignature")
        try:
            pictures.append(picture_of(bytes_of(text), seed, {"thoughtSignature": signature} if signature else {}))
        except EmptyAnswerError as error:
            broken = broken or error
    return tuple(pictures), broken


def _why_none(data: Any, parts: list[dict[str, Any]], host: str) -> ComposerError:
    """Return the error of an answer without pictures: what refused it, else why it is empty."""
    if blocked := text_at(data, "promptFeedback", "blockReason"):
        return _refused(blocked, text_at(data, "promptFeedback", "blockReasonMessage"))
    candidates = objects_at(data, "candidates")
    ended = next((candidate for candidate in candidates if text_at(candidate, "finishReason") not in _UNSPECIFIED), {})
    finish, message = text_at(ended, "finishReason"), text_at(ended, "finishMessage")
    said = brief(" ".join(text_at(part, "text") for part in parts))
    if finish in _REFUSALS:
        return _refused(finish, message or said)
    if finish in ("STOP", "") and said:
        return RefusedError(f"gemini answers in words only: {said}", by="gemini")
    if words := brief(text_at(data, "error", "message")):
        return BackendError(f"{host} answers 200 with an error: {words}")
    reason = ": ".join(filter(None, (brief(finish) or "no finish reason", brief(message) or said)))
    return EmptyAnswerError(f"{host} answers without a picture ({reason}){_advice(finish)}", finish in _CHANCE)


def _refused(reason: str, message: str) -> RefusedError:
    words = brief(message)
    return RefusedError(f"gemini refuses: {brief(reason)}" + (f", {words}" if words else ""), by="gemini")


def _advice(finish: str) -> str:
    if finish == "MAX_TOKENS":
        return "; raise `maxOutputTokens` in the profile's options, or shorten the prompt"
    return "; the model may not draw in this language" if finish == "LANGUAGE" else ""


# ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def error_of(response: "httpx.Response") -> BackendError:
    """Return the error of an answer with another status than 200, by Google's error model (google.aip.dev/193)."""
    words = reason_of(response)
    details = _details(response)
    reasons = {text_at(detail, "reason") for detail in details}
    if "API_KEY_INVALID" in reasons or (response.status_code in (400, 403) and _BAD_KEY.search(words)):
        return BadKeyError(f"{_said(response, words)}; `rp-composer doctor` shows where the key is looked for")
    if response.status_code == 429 and (spent := _spent(words, details)):
        return NoCreditError(f"{_said(response, words)}; {spent}")
    if response.status_code == 404:
        return UnsupportedError(
            f"{_said(response, words)}; `rp-composer models` lists the models, and `endpoint` says where they are"
        )
    if response.status_code == 400 and _NOT_HERE.search(words):
        return NotPermittedError(_said(response, words))
    return status_error(response, words, _retry_delay(details))


def _said(response: "httpx.Response", words: str) -> str:
    return f"{host_of(response)} answers {response.status_code}" + (f": {words}" if words else "")


def _details(response: "httpx.Response") -> list[dict[str, Any]]:
    try:
        data = json_of(response)
    except EmptyAnswerError:
        return []
    return objects_at(data[0] if isinstance(data, list) and data else data, "error", "details")


def _retry_delay(details: list[dict[str, Any]]) -> float | None:
    """Return the seconds of ``RetryInfo``, whose durations are written as "34s" or "34.07s"."""
    delays = (_DURATION.fullmatch(text_at(detail, "retryDelay")) for detail in details)
    return next((float(delay[1]) for delay in delays if delay), None)


def _spent(words: str, details: list[dict[str, Any]]) -> str:
    """Say what is used up for longer than a pause, "" when it is not.

    Every exceeded quota is told as "check your plan and billing details", those of one minute too, and a used up day
    comes with a RetryInfo of seconds: the violations count first, then RetryInfo, then the words.
    """
    violations = [violation for detail in details for violation in objects_at(detail, "violations")]
    if _NO_QUOTA.search(words):
        return "this model has no free quota: turn on billing or take another model"
    if any("perday" in text_at(violation, "quotaId").lower() for violation in violations):
        return "the quota of the day is used up: wait until tomorrow or turn on billing"
    if "billing" in words.lower() and _retry_delay(details) is None:
        return "check plan and billing of the account"
    return ""
