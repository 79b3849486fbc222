"""The backend for Google's native image models, through the Gemini API or a proxy that speaks it."""

import re
from typing import TYPE_CHECKING, Any

from composer.answers import at, json_of, objects_at, text_at
from composer.contracts import Service
from composer.errors import BackendError, ComposerError, UnsupportedError
from composer.hookspecs import hookimpl
from composer.models.catalogue import catalogue
from composer.types import Change
from composer_plugins.gemini_images.answering import error_of, pictures_in
from composer_plugins.gemini_images.asking import address_of, base_of, body_of, seed_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from composer.contracts import Dialogue, Exchange, Register
    from composer.pictures import GenerationJob, Picture

_MOST_PAGES = 10
#: Google's ids of image models have "image" or "nano-banana" as a word of their own; models of text do not.
_IMAGE_MODEL = re.compile(r"(?:^|-)(?:image|nano-banana)(?:-|$)")


class GeminiBackend:
    """Draws and edits with ``generateContent``, one picture a call."""

    name = "gemini"
    operations = frozenset({"generate", "edit"})
    service = Service(
        endpoint="https://generativelanguage.googleapis.com/v1beta",
        key_variables=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        key_header="x-goog-api-key: {key}",
    )

    def exchange(self, job: "GenerationJob") -> "Exchange":
        """Ask for the job's pictures, one after another, and return them.

        Where a later picture fails, those before it are returned and a change says why there are fewer.

        Raises:
            RefusedError, BackendError: the first picture failed; see `composer_plugins.gemini_images.answering`.
        """
        _check(job)
        pictures: list[Picture] = []
        while len(pictures) < max(1, job.settings.n):
            try:
                response = yield self._request(job, len(pictures))
                assert response is not None
                pictures += pictures_in(response, seed_of(job, len(pictures)))
            except ComposerError as error:
                if not pictures:
                    raise
                why = f"{len(pictures)} of {job.settings.n} pictures came: {error}"
                yield Change("lowered", "n", why)
                break
        return tuple(pictures)

    def _request(self, job: "GenerationJob", number: int) -> "httpx.Request":
        import httpx

        address = address_of(job.endpoint or self.service.endpoint, job.settings.model)
        try:
            return httpx.Request("POST", address, json=body_of(job, number))
        except (TypeError, ValueError) as error:
            raise BackendError(f"the profile's options cannot be sent as JSON: {error}") from error

    def models(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the ids of the service's image models, in its order.

        An image model is one the catalogue knows, or one whose id says so; the service itself does not tell.

        Raises:
            BackendError: the service does not answer with a list.
        """
        address = f"{base_of(endpoint or self.service.endpoint)}/models"
        found: dict[str, None] = {}
        token = ""
        for _ in range(_MOST_PAGES):
            data = yield from _page(address, token)
            found |= dict.fromkeys(_image_models(data))
            if not (token := text_at(data, "nextPageToken")):
                break
        return tuple(found)


def _page(address: str, token: str) -> "Dialogue[Any]":
    """Return one page of the list of models (ai.google.dev/api/models, `models.list`)."""
    import httpx

    parameters = {"pageSize": "1000", "pageToken": token} if token else {"pageSize": "1000"}
    response = yield httpx.Request("GET", address, params=parameters)
    assert response is not None
    if response.status_code != 200:
        raise error_of(response)
    return json_of(response)


def _image_models(data: Any) -> "Iterator[str]":
    for model in objects_at(data, "models"):
        name, methods = text_at(model, "name").removeprefix("models/"), at(model, "supportedGenerationMethods")
        if name and isinstance(methods, list) and "generateContent" in methods and _draws(name):
            yield name


def _check(job: "GenerationJob") -> None:
    if job.operation == "edit" and job.source is None:
        raise UnsupportedError("an edit starts from a picture, and none is given")
    if job.mask is not None:
        raise UnsupportedError("gemini takes no mask; say in the prompt what is to change")


def _draws(model: str) -> bool:
    return catalogue(GeminiBackend.name).known(model) is not None or _IMAGE_MODEL.search(model) is not None


@hookimpl
def register_backends(register: "Register") -> None:
    """Offer Google's image models."""
    register(GeminiBackend())
