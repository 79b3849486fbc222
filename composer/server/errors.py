"""The one shape of errors, whatever went wrong: ``{"error": {"code", "message", "field"?, "details"?}}``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from composer import errors
from composer.errors import ComposerError

#: What an error of the core means to an HTTP client, the nearest class first.
_STATUSES: tuple[tuple[type[ComposerError], int], ...] = (
    (errors.ProfileError, 422),
    (errors.CardError, 422),
    (errors.ChatError, 422),
    (errors.PictureError, 422),
    (errors.InvalidRequestError, 422),
    (errors.RefusedError, 422),
    (errors.NotFoundError, 404),
    (errors.ConflictError, 409),
    (errors.DiskFullError, 507),
    (errors.RateLimitedError, 429),
    (errors.OverloadedError, 503),
    (errors.TimedOutError, 504),
    (errors.OverBudgetError, 409),
    (errors.BackendError, 502),
)
#: The stable names of what HTTP itself refuses.
_CODES = {
    400: "bad_request", 401: "token_needed", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    408: "timed_out", 413: "too_large", 415: "unsupported_media_type", 422: "invalid",
}  # fmt: skip
#: So many problems of one request are told.
_MOST_PROBLEMS = 20


class AnswerError(ComposerError):
    """What a client did wrong, or what is not there.

    Args:
        status: of HTTP; code: the error's stable name; message: one sentence with the next step.
        field: the part of the request at fault, as ``messages.3.text``; "" for none.
        details: more of it, as plain data. headers: of the answer.
    """

    def __init__(
        self, status: int, code: str, message: str, field: str = "", details: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status = status
        self.problem_code = code
        self.field = field
        self.details = details
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error as it is answered: the status of HTTP, what the body's ``error`` holds, and further headers."""

    status: int
    code: str
    message: str
    field: str = ""
    details: Any = None
    headers: Mapping[str, str] = attribute(default_factory=dict)

    def response(self, redact: Callable[[str], str] = str, tell: "Tell | None" = None) -> Response:
        """Return the HTTP answer.

        Args:
            redact: takes secrets out of its words. tell: says it in the shape of another protocol; None for ours.
        """
        clean = replace(
            self,
            message=redact(self.message),
            field=redact(self.field),
            details=_redacted(self.details, redact),
        )
        return (tell or _own_shape)(clean)


#: How a protocol of others says an error.
Tell = Callable[[ErrorAnswer], Response]


def _own_shape(answer: ErrorAnswer) -> Response:
    told = {
        "code": answer.code, "message": answer.message, "field": answer.field or None, "details": answer.details,
    }  # fmt: skip
    body = {"error": {name: value for name, value in told.items() if value is not None}}
    return JSONResponse(body, answer.status, dict(answer.headers))


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted(one, redact) for one in value]
    return {name: _redacted(one, redact) for name, one in value.items()} if isinstance(value, dict) else value


def not_found(message: str) -> NoReturn:
    """Raise the error of something that is not there."""
    raise AnswerError(404, "not_found", message)


def answer_of(error: Exception) -> ErrorAnswer:
    """Return how an error is answered; one that nobody foresaw says nothing of what went on inside."""
    if isinstance(error, AnswerError):
        return ErrorAnswer(error.status, error.problem_code, str(error), error.field, error.details, error.headers)
    if isinstance(error, ComposerError):
        return _of_composer(error)
    if isinstance(error, RequestValidationError):
        return _of_validation(error.errors())
    if isinstance(error, HTTPException):
        return _of_http(error)
    return ErrorAnswer(500, "internal", "the server failed at this; its log (GET /api/logs) says where")


def _of_composer(error: ComposerError) -> ErrorAnswer:
    status = next((one for kind, one in _STATUSES if isinstance(error, kind)), 500)
    seconds = getattr(error, "seconds", None)
    headers = {"retry-after": str(max(1, round(seconds)))} if status in (429, 503) and seconds else {}
    code = getattr(error, "problem_code", "") or error.code
    return ErrorAnswer(status, code, str(error), str(getattr(error, "field", "")), None, headers)


def _of_http(error: HTTPException) -> ErrorAnswer:
    code = _CODES.get(error.status_code, "refused" if error.status_code < 500 else "internal")
    message = str(error.detail) if error.detail != HTTPStatus(error.status_code).phrase else _MESSAGES.get(code, "")
    return ErrorAnswer(error.status_code, code, message or str(error.detail), headers=error.headers or {})


_MESSAGES = {
    "not_found": "there is nothing at this address; GET /api/docs lists what there is",
    "method_not_allowed": "this address does not take that method; GET /api/docs lists what it takes",
}


def _of_validation(problems: Sequence[Any]) -> ErrorAnswer:
    """Say which fields are wrong and why, never what they hold: that may be a key."""
    told = [{"field": _field(one), "message": _sentence(one)} for one in problems[:_MOST_PROBLEMS]]
    first = told[0] if told else {"field": "", "message": "the request does not fit"}
    message = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    return ErrorAnswer(422, "invalid", message, first["field"], told)


def _field(problem: Mapping[str, Any]) -> str:
    """Return where a value stands in the request, without the word for body, path or query before it."""
    location: Sequence[int | str] = problem["loc"]
    if problem["type"] == "json_invalid":
        return ""  # its place is a number of characters, which `_sentence` tells
    inner = location[1:] if location and location[0] in ("body", "path", "query", "header") else location
    return ".".join(str(step)[:100] for step in inner)


def _sentence(problem: Mapping[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        reason = problem.get("ctx", {}).get("error", "it cannot be read")
        return f"the body is no valid JSON at character {problem['loc'][-1]}: {reason}"
    text = str(problem["msg"])
    return text[:1].lower() + text[1:]
