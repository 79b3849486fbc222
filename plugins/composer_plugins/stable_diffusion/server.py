"""Asking a web UI: addresses, requests, and its lists, which tell what it has and what it lacks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from composer.answers import at, json_of, objects_at, text_at
from composer.errors import EmptyAnswerError
from composer_plugins.stable_diffusion.problems import problem_of

if TYPE_CHECKING:
    import httpx

    from composer.contracts import Dialogue

#: More names than any server has; the rest of a longer list is not read.
_MOST_NAMES = 5000
_LONGEST_NAME = 300


class Server:
    """One web UI.

    Args:
        endpoint: its base address; one that ends in ``/sdapi/v1`` is understood.
    """

    def __init__(self, endpoint: str) -> None:
        self.base = endpoint.rstrip("/").removesuffix("/sdapi/v1")

    def get(self, path: str) -> "Dialogue[httpx.Response]":
        """Return the answer to a GET, whatever its status."""
        import httpx

        return (yield from _answered(httpx.Request("GET", self.base + path)))

    def post(self, path: str, body: Mapping[str, Any]) -> "Dialogue[httpx.Response]":
        """Return the answer to a POST of JSON, whatever its status."""
        import httpx

        return (yield from _answered(httpx.Request("POST", self.base + path, json=body)))

    def look_up(self, path: str, question: Mapping[str, Any] | None = None) -> "Dialogue[Any]":
        """Return the JSON of what not every server can tell; None when this one does not have it.

        Args:
            question: what is posted; None for a GET.

        Raises:
            BadKeyError, NotPermittedError: nothing else will be answered either.
        """
        response = yield from self.get(path) if question is None else self.post(path, question)
        if response.status_code in (401, 403):
            raise problem_of(response)
        try:
            return json_of(response) if response.is_success else None
        except EmptyAnswerError:
            return None

    def names(self, path: str, field: str) -> "Dialogue[tuple[str, ...]]":
        """Return what stands in a field of every entry of a list; raise BackendError."""
        response = yield from self.get(path)
        if not response.is_success:
            raise problem_of(response)
        return tuple(name for entry in entries_of(json_of(response)) if (name := name_in(entry, field)))


def entries_of(data: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects of a list in foreign JSON, as many as are read."""
    return objects_at(data, *path)[:_MOST_NAMES]


def name_in(entry: Any, field: str) -> str:
    """Return the name in a field of foreign JSON; "" for none, and for one that nobody could write or read."""
    name = text_at(entry, field)
    return name if len(name) <= _LONGEST_NAME and name.isprintable() else ""


def texts_of(data: Any, *path: str) -> list[str]:
    """Return the texts of a list in foreign JSON, as many and as long as are read."""
    found = at(data, *path)
    texts = found[:_MOST_NAMES] if isinstance(found, list) else []
    return [text for text in texts if isinstance(text, str) and len(text) <= _LONGEST_NAME]


def _answered(request: "httpx.Request") -> "Dialogue[httpx.Response]":
    response = yield request
    assert response is not None  # a request is always answered
    return response
