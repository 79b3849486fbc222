"""OpenAI's image models, and every server that speaks the same: pictures from words, and from pictures and words.

With references, or for an edit, the pictures go to ``images/edits`` as a form; else the words go to
``images/generations``. An `endpoint` that ends in ``/chat/completions`` is asked in a chat instead.
"""

from typing import TYPE_CHECKING

from composer.contracts import Service
from composer.hookspecs import hookimpl
from composer.types import Change

if TYPE_CHECKING:
    from composer.contracts import Dialogue, Exchange, Register
    from composer.pictures import GenerationJob


class OpenAIBackend:
    """Speaks the OpenAI images API, as OpenAI and compatible servers take and answer it."""

    name = "openai"
    operations = frozenset({"generate", "edit"})
    service = Service("https://api.openai.com/v1", ("OPENAI_API_KEY",), "Authorization: Bearer {key}")

    def exchange(self, job: "GenerationJob") -> "Exchange":
        """Ask for the pictures of a job and report what was left out; raise BackendError and RefusedError."""
        from composer_plugins.openai_images.addresses import read_address
        from composer_plugins.openai_images.answering import pictures_in
        from composer_plugins.openai_images.asking import form_kept, options_left_out, request_for

        address = read_address(job.endpoint or self.service.endpoint)
        response = yield request_for(job, address)
        assert response is not None  # a request is always answered
        pictures = yield from pictures_in(response, address)
        yield from (*options_left_out(job, address), *form_kept(job, address))
        if len(pictures) < job.settings.n:
            yield Change("lowered", "n", f"{job.settings.n} pictures were asked for, {len(pictures)} came")
        return pictures

    def models(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the ids of the image models; raise BackendError."""
        from composer_plugins.openai_images.addresses import read_address
        from composer_plugins.openai_images.listing import image_models

        address = read_address(endpoint or self.service.endpoint)
        own = address.base.host == read_address(self.service.endpoint).base.host
        return (yield from image_models(address, own))


@hookimpl
def register_backends(register: "Register") -> None:
    """Offer OpenAI and its like."""
    register(OpenAIBackend())
