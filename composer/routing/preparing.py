"""What one target is asked: prompt, pictures that travel with it and settings, as one job with its price."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from composer.contracts import Backend
from composer.errors import PictureError, UnsupportedError
from composer.models import Model, beyond_limit, price_of
from composer.pictures import GenerationJob, GenerationSettings, ReferencePicture
from composer.references import EDITING, Assets, sources
from composer.references.masks import prepared_mask
from composer.references.preparing import prepare_all
from composer.routing.route import Prepared, endpoint_of
from composer.targets import Target
from composer.types import Change, RenderedPrompt, Scene

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Preparation:
    """Prepares one scene for any target.

    Attributes:
        scene: what is to be drawn. given: the prompt for every target; None composes anew for each.
        compose, settings, backend: tell the prompt, what is asked beside it, and who draws, of a target.
        assets: where the bytes of reference pictures are. pictures: the folder of the chat's earlier pictures.
        client: loads a source from elsewhere; None opens one for it.
    """

    scene: Scene
    given: RenderedPrompt | None
    compose: Callable[[Target], RenderedPrompt]
    settings: Callable[[Target], tuple[GenerationSettings, tuple[Change, ...]]]
    backend: Callable[[Target], Backend]
    assets: Assets
    pictures: Path | None
    client: "httpx.AsyncClient | None"

    async def prepared(self, target: Target) -> Prepared:
        """Return what a target is asked.

        Raises:
            UnsupportedError: it cannot do what is asked, or reads no prompt as long. PictureError: a picture that was
                asked for cannot be read. RefusedError: the core guard refuses the prompt.
        """
        backend = self.backend(target)
        _check_operation(self.scene, target, backend)
        prompt, references = await self._with_references(target)
        source = await self._source(prompt, target)
        too_long = _too_long(prompt, target)
        settings, lowered = self.settings(target)
        job = GenerationJob(
            prompt,
            self.scene,
            settings,
            operation=self.scene.request.operation,
            references=references,
            source=source,
            mask=await self._mask(prompt, source),
            endpoint=endpoint_of(target.profile, backend.service),
            model=target.model,
        )
        usd = price_of(target.model, settings, len(references) + (source is not None))
        return Prepared(backend, job, (*prompt.changes, *too_long, *lowered), usd)

    async def _with_references(self, target: Target) -> tuple[RenderedPrompt, tuple[ReferencePicture, ...]]:
        """Return the prompt and the pictures it numbers; one that turns out broken is left out of a prompt of ours."""
        while True:
            prompt = _given_to(target.model, self.given) if self.given else self.compose(target)
            try:
                wanted = [one for one in prompt.references if one.role not in EDITING]
                return prompt, await prepare_all(wanted[: target.model.references], self.assets, target.model)
            except PictureError:  # `assets` knows it now, so that the next prompt names one picture less
                if self.given is not None:
                    raise

    async def _source(self, prompt: RenderedPrompt, target: Target) -> ReferencePicture | None:
        """Return the picture that an edit starts from, or an upscale enlarges: the request's, else the profile's."""
        request = self.scene.request
        if request.operation not in ("edit", "upscale"):
            return None
        if request.source_image:
            return await sources.prepared_source(request.source_image, self.pictures, target.model, self.client)
        own = next((one for one in prompt.references if one.role == "source"), None)
        return await sources.prepared_own(own, self.assets, target.model) if own else None

    async def _mask(self, prompt: RenderedPrompt, source: ReferencePicture | None) -> ReferencePicture | None:
        """Return what of the source may change, None for all of it."""
        mask = next((one for one in prompt.references if one.role == "mask"), None)
        return await prepared_mask(mask, self.assets, source) if mask is not None and source is not None else None


def _check_operation(scene: Scene, target: Target, backend: Backend) -> None:
    """Raise UnsupportedError when a target cannot do what is asked."""
    operation, model = scene.request.operation, target.model
    if operation not in backend.operations:
        can = ", ".join(sorted(backend.operations))
        raise UnsupportedError(f"the backend {backend.name!r} cannot do {operation!r}; it can do: {can}")
    if operation not in model.operations:
        can = ", ".join(model.operations)
        raise UnsupportedError(f"the model {model.name!r} cannot do {operation!r}; it can do: {can}")


def _given_to(model: Model, given: RenderedPrompt) -> RenderedPrompt:
    return given if model.people_limit else given.in_one()


def _too_long(prompt: RenderedPrompt, target: Target) -> tuple[Change, ...]:
    """Return a notice where a prompt may be too long to be read to its end; UnsupportedError where it is for sure."""
    excess = beyond_limit(target.model, prompt.whole)
    if not excess:
        return ()
    if target.model.prompt_unit == "tokens":
        return (Change("shortened", "prompt", f"{excess}: what goes beyond is not drawn"),)
    raise UnsupportedError(f"{excess}; shorten the request, or `positive` and `style` in the profile")
