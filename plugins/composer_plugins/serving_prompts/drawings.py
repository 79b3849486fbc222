"""The jobs behind the calls of one protocol: the connection is the job, and a client that hangs up cancels it.

What a paid service already has is finished and kept, and the next call that asks the same gets it: clients repeat a
call whose connection broke, and nobody pays twice for that.
"""

import asyncio
import contextlib
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request

from composer.errors import NotFoundError
from composer.jobs.job import Job, Submission
from composer.server.errors import AnswerError
from composer.server.request_models import Conversation, MessageFields
from composer.server.service import Service, service_of
from composer.server.stories import consulted, setting_of
from composer.server.submissions import plan, requests_of
from composer.types import CharacterCard, Reference, Scene
from composer_plugins.serving_prompts.failing import failure_of
from composer_plugins.serving_prompts.wishes import Wish, asked_by_the_user

#: The story of a call that brings nothing but a prompt.
NOTHING_TOLD = Conversation(message=MessageFields(text=""))
#: So many jobs whose clients have gone are remembered.
_MOST_LEFT = 200
#: What a job whose client has gone must be for the next one to get it.
_WORTH_WAITING = ("queued", "running", "finished")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished job, and what it was drawn from."""

    wish: Wish
    submission: Submission
    job: Job


class Drawings:
    """The jobs of one protocol, of one server, for which clients wait."""

    def __init__(self) -> None:
        self._waited_for: dict[str, int] = {}
        self._left: OrderedDict[str, str] = OrderedDict()

    async def draw(self, request: Request, wish: Wish) -> Drawn:
        """Have a wish drawn while its client waits.

        Raises:
            AnswerError: it was not drawn, the client has gone, or the server is stopping. ComposerError: it cannot be
                asked for.
        """
        service = service_of(request)
        if service.stopping.is_set():
            raise _stopping()
        content = wish.content
        submission = await submission_of(service, wish, await _chat(request, service, content))
        job = await self._known(service, content) or await service.jobs.submit(submission)
        with self._noted(job.id):
            job = await self._ended(request, service, content, job)
        if job.status != "finished":
            raise failure_of(job)
        return Drawn(wish, submission, job)

    async def at_work(self, service: Service) -> list[Job]:
        """Return the jobs for which somebody waits."""
        return [job async for job in self._jobs(service)]

    async def interrupt(self, service: Service) -> None:
        """Cancel every job for which somebody waits; those that a paid service has are finished and kept."""
        async for job in self._jobs(service):
            await service.jobs.cancel(job.id)

    async def _jobs(self, service: Service) -> AsyncIterator[Job]:
        for job_id in list(self._waited_for):
            with contextlib.suppress(NotFoundError):
                job = await service.jobs.get(job_id)
                if not job.ended:
                    yield job

    @contextlib.contextmanager
    def _noted(self, job_id: str) -> Iterator[None]:
        """Count a job among those that are waited for."""
        self._waited_for[job_id] = self._waited_for.get(job_id, 0) + 1
        try:
            yield
        finally:
            self._waited_for[job_id] -= 1
            if not self._waited_for[job_id]:
                del self._waited_for[job_id]

    async def _known(self, service: Service, content: str) -> Job | None:
        """Return the job of a client that asked the same and did not wait for its end."""
        job_id = self._left.pop(content, "")
        try:
            job = await service.jobs.get(job_id) if job_id else None
        except NotFoundError:
            return None
        return job if job is not None and job.status in _WORTH_WAITING else None

    async def _ended(self, request: Request, service: Service, content: str, job: Job) -> Job:
        """Return a job once it has ended; AnswerError when its client goes or the server stops before."""
        ended = asyncio.ensure_future(service.jobs.wait(job.id))
        gone = asyncio.ensure_future(_gone(request))
        stopped = asyncio.ensure_future(service.stopping.wait())
        try:
            await asyncio.wait((ended, gone, stopped), return_when=asyncio.FIRST_COMPLETED)
            if ended.done() and not gone.done():
                return ended.result()
            await self._leave(service, content, job)
            raise _stopping() if stopped.done() else AnswerError(499, "client_gone", "the client has gone")
        finally:
            for task in (ended, gone, stopped):
                task.cancel()
            await asyncio.gather(ended, gone, stopped, return_exceptions=True)

    async def _leave(self, service: Service, content: str, job: Job) -> None:
        """Cancel a job that nobody waits for any more; what comes of it nevertheless is for who asks the same."""
        if self._waited_for.get(job.id, 0) > 1:
            return
        left = await service.jobs.cancel(job.id)
        if left.status in _WORTH_WAITING:
            self._left[content] = job.id
            while len(self._left) > _MOST_LEFT:
                self._left.popitem(last=False)


async def submission_of(
    service: Service, wish: Wish, chat: str, told: Conversation = NOTHING_TOLD, cards: Sequence[CharacterCard] = ()
) -> Submission:
    """Return what is drawn: the wish as the user's own request, behind the last message of a story.

    Args:
        told: the story, by default one of which nothing is known; cards: of its people, as they were read from files.

    Raises:
        AnswerError: it cannot be asked for so.
    """
    sent = told.model_copy(update={"request": dict(wish.instruction)})
    composer = await asyncio.to_thread(service.composers.get, asked_by_the_user(wish.profile))
    setting = await consulted(await setting_of(composer, sent, cards))
    [planned] = await asyncio.to_thread(plan, setting, requests_of(setting, sent.request), chat, False)
    if planned.submission is None:
        raise AnswerError(422, planned.code, planned.reason)
    scene = await asyncio.to_thread(_with_pictures, service, planned.submission.scene, wish)
    return replace(planned.submission, scene=scene, seed=wish.seed, awaited=True)


def _with_pictures(service: Service, scene: Scene, wish: Wish) -> Scene:
    """Return the scene with the pictures that came along, an edit where one is edited; without any, as it is."""
    if not (wish.source or wish.given):
        return scene
    sent = [("source", "", wish.source), ("mask", "", wish.mask)]
    first = 2 if wish.source else 1
    sent += [("given", f"{number:02}", data) for number, data in enumerate(wish.given, start=first)]
    references = tuple(Reference("", role, service.assets.add(role, name, data)) for role, name, data in sent if data)
    if not wish.source:
        return replace(scene, references=references)
    return replace(scene, request=replace(scene.request, operation="edit"), references=references)


async def _chat(request: Request, service: Service, content: str) -> str:
    """Return the chat of a call: the same for the same ``Idempotency-Key``, else one that nobody has."""
    key = request.headers.get("idempotency-key", "")
    if not key:
        return f"once:{uuid.uuid4().hex}"
    return f"key:{await service.idempotency.claim(f'{request.url.path} {key}', content)}"


async def _gone(request: Request) -> None:
    """Return once the client has gone; its request has been read, so that nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _stopping() -> AnswerError:
    return AnswerError(503, "stopping", "the server is stopping; ask again later", headers={"retry-after": "5"})
