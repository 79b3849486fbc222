"""The prompts that clients have submitted, and the history that says what came of them.

Clients do not wait on their connection: they ask for the history, ten times a second, until their prompt stands in it.
The job behind a prompt has an id that follows from the prompt's, so that the history knows it after a new start, too.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError

from composer.errors import ComposerError, NotFoundError
from composer.jobs.job import Job
from composer.server.errors import answer_of
from composer.server.service import Service
from composer.types import Change
from composer_plugins.serving_comfyui.asking import NODE, asked_of
from composer_plugins.serving_comfyui.body import Submitted, is_prompt_id
from composer_plugins.serving_comfyui.drawing import prepared
from composer_plugins.serving_comfyui.entries import Place, entry_of, failed_entry, interrupted_entry
from composer_plugins.serving_comfyui.uploads import Uploads

#: So many prompts are remembered, and so many sockets of one client hear of them.
_MOST, _MOST_HEARD = 500, 100


@dataclass
class Prompt:
    """One prompt that was submitted.

    Attributes:
        place: where what comes of it belongs. changes: what of it was not taken as asked.
        interrupted: its client wants it no more. entry: what the history says for good.
    """

    place: Place
    changes: tuple[Change, ...] = ()
    interrupted: bool = False
    entry: dict[str, Any] | None = None


class Prompts:
    """The prompts of this protocol, of one server."""

    def __init__(self) -> None:
        self.uploads = Uploads()
        self._known: OrderedDict[str, Prompt] = OrderedDict()
        self._listening: dict[str, set[asyncio.Queue[str]]] = {}
        self._number = 0

    # ── submitting ──

    async def submit(self, service: Service, sent: Submitted, prompt_id: str) -> Place:
        """Have a workflow drawn; whatever is wrong with what it asks for stands in the history then.

        Raises:
            StorageError, ConflictError: no job can be made now.
        """
        asked = asked_of(sent.graph)
        output = sent.graph.output
        known = self._known.get(prompt_id)
        if known is not None:
            return known.place
        fault = (asked.node.id, asked.node.kind)
        prompt = self._add(Place(self._next(), prompt_id, output.id, output.kind, fault))
        try:
            submission, wish = await prepared(service, asked, self.uploads, job_id(prompt_id))
            prompt.changes = wish.changes
            if prompt.interrupted:  # meanwhile: nothing is drawn
                prompt.entry = interrupted_entry(prompt.place)
            else:
                await service.jobs.submit(submission)
        except (ComposerError, RequestValidationError) as error:
            answer = answer_of(error)
            prompt.entry = failed_entry(prompt.place, answer.code, service.redact(answer.message))
        except BaseException:
            self._known.pop(prompt_id, None)
            raise
        self._announce(sent.client, prompt_id)
        return prompt.place

    def fail(self, service: Service, prompt_id: str, code: str, message: str) -> Place:
        """Put a body that is no workflow into the history, where its user reads why."""
        place = Place(self._next(), prompt_id, fault=("prompt", NODE))
        self._add(place).entry = failed_entry(place, code, service.redact(message))
        return place

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _add(self, place: Place) -> Prompt:
        prompt = self._known[place.prompt_id] = Prompt(place)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return prompt

    # ── history ──

    async def entry(self, service: Service, prompt_id: str) -> dict[str, Any] | None:
        """Return what the history says of a prompt, None while it is drawn or nobody knows it."""
        prompt = self._known.get(prompt_id)
        if prompt is not None and prompt.entry is not None:
            return prompt.entry
        job = await self._job(service, prompt_id)
        place = prompt.place if prompt else Place(0, prompt_id)
        if prompt is not None and prompt.interrupted and (job is None or not job.ended):
            return interrupted_entry(place)
        if job is None or not job.ended:
            return None
        entry = entry_of(place, job, prompt.changes if prompt else ())
        if prompt is not None:
            prompt.entry = entry
        return entry

    async def history(self, service: Service, most: int) -> dict[str, Any]:
        """Return the newest entries, the oldest of them first."""
        ids = list(self._known)[-most:] if most > 0 else []
        entries = {prompt_id: await self.entry(service, prompt_id) for prompt_id in ids}
        return {prompt_id: entry for prompt_id, entry in entries.items() if entry is not None}

    def forget(self, ids: list[str] | None = None) -> None:
        """Take entries out of the history, all for None; what is drawn stays."""
        for prompt_id in list(self._known) if ids is None else ids:
            prompt = self._known.get(prompt_id)
            if prompt is not None and prompt.entry is not None:
                del self._known[prompt_id]

    async def _job(self, service: Service, prompt_id: str) -> Job | None:
        with suppress(NotFoundError):
            return await service.jobs.get(job_id(prompt_id)) if is_prompt_id(prompt_id) else None
        return None

    # ── at work ──

    async def at_work(self, service: Service) -> AsyncIterator[tuple[Prompt, Job]]:
        """Yield the prompts that are drawn or wait for it."""
        for prompt_id, prompt in list(self._known.items()):
            if prompt.entry is None:
                job = await self._job(service, prompt_id)
                if job is not None and not job.ended:
                    yield prompt, job

    async def interrupt(self, service: Service, ids: list[str] | None = None) -> None:
        """Cancel prompts, all for None; what a paid service has already is finished and kept.

        Of several at once ComfyUI would interrupt the one it draws. Clients do not say which they mean, and a picture
        that nobody waits for would still be paid.
        """
        for prompt_id, prompt in list(self._known.items()):
            if prompt.entry is None and (ids is None or prompt_id in ids):
                prompt.interrupted = True
                with suppress(NotFoundError):  # it is not submitted yet, and will not be
                    await service.jobs.cancel(job_id(prompt_id))

    # ── telling ──

    @contextmanager
    def listening(self, client: str) -> Iterator[asyncio.Queue[str]]:
        """Yield a queue of the ids of the prompts that a client submits."""
        queue: asyncio.Queue[str] = asyncio.Queue(_MOST_HEARD)
        self._listening.setdefault(client, set()).add(queue)
        try:
            yield queue
        finally:
            self._listening[client].discard(queue)
            if not self._listening[client]:
                del self._listening[client]

    def _announce(self, client: str, prompt_id: str) -> None:
        for queue in self._listening.get(client, ()):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(prompt_id)

    def place(self, prompt_id: str) -> Place:
        """Return where what comes of a prompt belongs."""
        prompt = self._known.get(prompt_id)
        return prompt.place if prompt else Place(0, prompt_id)


def job_id(prompt_id: str) -> str:
    """Return the id of the job behind a prompt."""
    return f"comfyui-{prompt_id.replace('-', '')}-0"
