"""What the answers of services mean: statuses as typed errors in the provider's own words, waits, JSON.

Every answer is hostile: words of a provider are cut and stripped of control characters before they stand in a message,
and what is read out of its JSON is looked for, never taken for granted.
"""

import json
import math
import time
import unicodedata
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    import httpx

#: The largest body that is read as JSON, in bytes: ten pictures of the largest size there is, in base64.
LARGEST_BODY = 128 * 1024 * 1024
#: So many values an answer has at most: each takes far more memory than it has letters. Pictures are one value each.
_MOST_VALUES = 500_000
#: A mark that occurs less often is counted by leaps.
_RARE = 1000
_LARGEST_ERROR = 1024 * 1024
_LONGEST_REASON = 300
#: A gateway gave up waiting for a service that may still be at work (504; Cloudflare's 524).
_GATEWAY_TIMED_OUT = (504, 524)
#: Where services keep the words of an error, the most telling first.
_REASONS: tuple[tuple[str | int, ...], ...] = (
    ("error", "message"), ("error",), ("message",), ("detail", 0, "msg"), ("detail", "message"), ("detail",),
    ("errors", 0, "message"), ("errors", 0), ("errors",), ("reason",),
)  # fmt: skip


def status_error(response: "httpx.Response", reason: str = "", seconds: float | None = None) -> BackendError:
    """Return the error that an answer with a status other than 2xx stands for.

    Args:
        response: the whole answer.
        reason: the provider's own words where the backend knows better than `reason_of`.
        seconds: the wait the provider asks for where the backend knows better than `wait_of`.
    """
    status, known = response.status_code, reason_of(response)
    words = brief(reason) or known
    said = f"{host_of(response)} answers {status}" + (f": {words}" if words else f" {response.reason_phrase}".rstrip())
    if seconds is None:
        seconds = wait_of(response)
    if 300 <= status < 400:
        return _redirect(response)
    if status in (408, 425, 429):
        return RateLimitedError(said, seconds)
    if status in _GATEWAY_TIMED_OUT and not _says_error(response) and _method(response) != "GET":
        return UnknownOutcomeError(f"{said}; the request may have been billed, so it is not sent again by itself")
    if status >= 500 and status not in (501, 505):
        return OverloadedError(said, seconds)
    error, advice = _ERRORS.get(status, (BackendError, ""))
    return error(said + advice)


_ERRORS: dict[int, tuple[type[BackendError], str]] = {
    401: (BadKeyError, "; the key is missing or wrong: `rp-composer doctor` shows where it is looked for"),
    402: (NoCreditError, "; add credit to the account"),
    403: (NotPermittedError, "; the account or the key may not do this"),
    404: (UnsupportedError, "; check `model` and `endpoint` in the profile"),
    405: (UnsupportedError, "; check `endpoint` in the profile"),
    413: (BackendError, "; send fewer or smaller reference pictures"),
    501: (UnsupportedError, ""),
    505: (UnsupportedError, ""),
}


def _redirect(response: "httpx.Response") -> BackendError:
    import httpx

    try:
        place = brief(httpx.URL(response.headers.get("location", "")).host)
    except (httpx.InvalidURL, ValueError):
        place = ""
    said = f"{host_of(response)} redirects" + (f" to {place}" if place else "")
    return BackendError(f"{said}, which is not followed; put the right address in `endpoint` of the profile")


def host_of(response: "httpx.Response") -> str:
    """Return the host that gave the answer; "the service" for an answer to no request."""
    try:
        return response.request.url.host or "the service"
    except RuntimeError:
        return "the service"


def _method(response: "httpx.Response") -> str:
    try:
        return response.request.method
    except RuntimeError:
        return ""


def reason_of(response: "httpx.Response") -> str:
    """Return the provider's own words for an error, `brief`; "" when its body says nothing that people can read."""
    if len(response.content) > _LARGEST_ERROR:
        return ""
    try:
        data = _parsed(response)
    except ValueError:
        plain = response.headers.get("content-type", "").startswith("text/plain")
        return brief(response.content.decode("utf-8", "replace")) if plain else ""
    if isinstance(data, list):  # Google's services wrap the errors of streams
        data = data[0] if data else None
    return next((words for path in _REASONS if (words := brief(text_at(data, *path)))), "")


def _says_error(response: "httpx.Response") -> bool:
    """Say whether the service itself speaks of an error; gateways write a page, a line or a message of their own."""
    try:
        data = _parsed(response) if len(response.content) <= _LARGEST_ERROR else None
    except ValueError:
        return False
    return isinstance(at(data[0] if isinstance(data, list) and data else data, "error"), dict)


def brief(text: str, longest: int = _LONGEST_REASON) -> str:
    """Return foreign text as one line of at most `longest` characters, without control characters."""
    head = text[: longest * 8]
    kept = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in head)
    line = " ".join(kept.split())
    return line if len(line) <= longest and len(head) == len(text) else line[: longest - 1].rstrip() + "…"


def wait_of(response: "httpx.Response") -> float | None:
    """Return for how many seconds the answer asks to wait (0 or more), None when it does not say.

    ``retry-after-ms`` (OpenAI, Azure) counts before ``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3), which
    is held against the answer's own ``Date`` where there is one, since clocks differ.
    """
    if (milliseconds := _number(response.headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    wish = response.headers.get("retry-after", "")
    if (seconds := _number(wish)) is not None:
        return seconds
    then = _moment(wish)
    if then is None:
        return None
    now = _moment(response.headers.get("date", ""))
    return max(0.0, then - (time.time() if now is None else now))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def json_of(response: "httpx.Response") -> Any:
    """Return the JSON of an answer.

    Raises:
        EmptyAnswerError: the body is no JSON (it names the content type) or too large.
    """
    size = len(response.content)
    if size > LARGEST_BODY:
        raise EmptyAnswerError(f"{host_of(response)} answers {size} bytes, which is too much to be an answer")
    try:
        return _parsed(response)
    except ValueError as error:
        kind = brief(response.headers.get("content-type", "")) or "no content type"
        raise EmptyAnswerError(
            f"{host_of(response)} answers something other than JSON ({kind}, {size} bytes); "
            "check `endpoint` in the profile"
        ) from error


def _parsed(response: "httpx.Response") -> Any:
    content = response.content
    if sum(_count(content, mark) for mark in (b"{", b"[", b",")) > _MOST_VALUES:
        raise ValueError("too many values")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _count(content: bytes, mark: bytes) -> int:
    """Return how often a mark occurs: where it is rare, as around a picture, leaping to it is the faster way."""
    place = -1
    for found in range(_RARE):
        place = content.find(mark, place + 1)
        if place < 0:
            return found
    return content.count(mark)


def at(data: Any, *path: str | int) -> Any:
    """Return what stands at a path of keys and indices in foreign JSON, None when there is nothing."""
    for step in path:
        if isinstance(step, str) and isinstance(data, dict):
            data = data.get(step)
        elif isinstance(step, int) and isinstance(data, list) and -len(data) <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def text_at(data: Any, *path: str | int) -> str:
    """Return the text at a path, "" when there is none."""
    found = at(data, *path)
    return found if isinstance(found, str) else ""


def objects_at(data: Any, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects of the list at a path, [] when there is none; what is no object is left out."""
    found = at(data, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
