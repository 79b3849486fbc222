"""What a web UI's errors mean: most are no overload but something that the next try would meet again."""

from typing import TYPE_CHECKING, Any

from composer.answers import at, brief, host_of, json_of, objects_at, status_error, text_at
from composer.errors import BackendError, BadKeyError, EmptyAnswerError, UnsupportedError

if TYPE_CHECKING:
    import httpx

#: A tunnel or proxy gave up; the web UI may still be drawing.
_GATEWAY_TIMED_OUT = (504, 524)
#: Words of a checkpoint that is not there: Forge's, AUTOMATIC1111's.
_NO_CHECKPOINT = ("unknown checkpoint", "no checkpoints found", "checkpoint not found")


def problem_of(response: "httpx.Response") -> BackendError:
    """Return the error that an answer with a status other than 2xx stands for.

    Web UIs answer ``{"error", "detail", "body", "errors"}`` from their own handler and ``{"detail": …}`` from FastAPI.
    """
    data = _json(response)
    words, status, host = words_of(data), response.status_code, host_of(response)
    if status == 401:
        return BadKeyError(f"{host} wants a user and a password: set A1111_AUTH to the user:password of --api-auth")
    if status == 404:
        return _not_found(words, host, response)
    if status in _GATEWAY_TIMED_OUT:
        return BackendError(f"a proxy before {host} gave up waiting ({status}); use the web UI's own address")
    if status >= 500:
        return _failed(data, words, host) or status_error(response, words)
    return status_error(response, words)


def _json(response: "httpx.Response") -> Any:
    try:
        return json_of(response)
    except EmptyAnswerError:
        return None


def words_of(data: Any) -> str:
    """Return what the server says went wrong, with the fields that FastAPI's checks name; "" for nothing."""
    checks = [_check(entry) for entry in objects_at(data, "detail")[:5]]
    said = "; ".join(filter(None, checks)) or text_at(data, "detail") or text_at(data, "errors")
    kind = text_at(data, "error")
    return brief(": ".join(filter(None, (kind if kind != "HTTPException" else "", said))))


def _check(entry: dict[str, Any]) -> str:
    place = at(entry, "loc")
    steps = [str(step) for step in place if step != "body"] if isinstance(place, list) else []
    return ": ".join(filter(None, (".".join(steps), text_at(entry, "msg"))))


def _not_found(words: str, host: str, response: "httpx.Response") -> BackendError:
    if "sampler" in words.casefold():
        return UnsupportedError(f"{host}: {words}; write the name of one that the web UI shows as `sampler`")
    if words in ("", "Not Found"):
        return UnsupportedError(f"{host} has no web API: start the web UI with --api, and check `endpoint`")
    return status_error(response, words)


def _failed(data: Any, words: str, host: str) -> BackendError | None:
    """Return the error of a failure that another try would meet again, None for one of which that is not known."""
    said = words.casefold()
    if "outofmemory" in said or "out of memory" in said:
        return BackendError(f"{host} has too little memory ({words}); ask for a smaller `size`, or use --medvram")
    if any(known in said for known in _NO_CHECKPOINT) or ("model " in said and "not found" in said):
        return UnsupportedError(f"{host}: {words}; `rp-composer models` lists its checkpoints for `model`")
    if "nansexception" in said:
        return BackendError(f"{host}: {words}; start the web UI with --no-half-vae")
    return BackendError(f"{host}: {words}") if text_at(data, "error") == "HTTPException" else None
