"""One call: the conversation of a backend with its service, driven to its end.

What is lost on the way decides whether the call may be made again. Before a paid service was asked to draw, nothing is
lost with it; once it was asked and no whole answer came, nobody knows, and the outcome is unknown; once it has agreed,
only fetching is repeated, never asking.
"""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

from composer.contracts import Backend, Dialogue, Interruptible, Progress, Wait
from composer.errors import (
    BackendError,
    ComposerError,
    EmptyAnswerError,
    OverloadedError,
    PluginError,
    TimedOutError,
    UnknownOutcomeError,
)
from composer.keys import origin_of
from composer.pictures import GenerationJob, Picture
from composer.profiles import Timeouts
from composer.routing.wire import LostError, NotSentError, TooLargeError, Wire
from composer.types import Change

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
R = TypeVar("R")

_SAFE = ("GET", "HEAD")
#: Pauses before a picture that is already paid for is fetched again, in seconds.
_FETCH_PAUSES = (1.0, 3.0, 6.0)
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529)
#: Answers about a drawing that say what was wrong with the request for it: there is no picture.
_SAYS_WHY = (400, 413, 422)
_PROGRESS_SECONDS = 1.0
#: How long a backend has, after an answer was lost, to hand over the pictures that came before.
_FAULT_SECONDS = 10.0
#: How long a question about a drawing, or the wish to stop it, may take in all.
_ASIDE = Timeouts(connect=2.0, read=3.0, total=5.0)

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Talk:
    """A conversation with one service, and what is known of it so far.

    Attributes:
        wire: the way to the service; paid: it takes money. sleep: how to wait.
        asked: it was asked for something, or may have been; agreed: and has said yes.
        last: its latest answer; notices: what the backend found out.
        fault: why an answer did not come. seconds, until: how long there is, and the end of it on the loop's clock.
    """

    wire: Wire
    paid: bool = True
    sleep: Sleep = asyncio.sleep
    asked: bool = False
    agreed: bool = False
    last: "httpx.Response | None" = None
    notices: list[Change] = field(default_factory=list)
    fault: BackendError | None = None
    seconds: float = 0.0
    until: float = 0.0

    async def run(self, dialogue: Dialogue[T], seconds: float) -> T:
        """Drive a dialogue to its end; its own work runs in a thread, so that it does not hold up anybody else.

        Args:
            seconds: how long everything may take in all, counted anew with each time that something is asked for.

        Raises:
            TimedOutError: no connection, or no time left before anything was asked. OverloadedError: a service that
            takes no money gave no whole answer. UnknownOutcomeError: one that does gave none.
            BackendError, RefusedError: what the backend itself reports. PluginError: the backend failed.
        """
        self.seconds, self.until = seconds, _now() + seconds
        try:
            return await self._drive(dialogue)
        except UnknownOutcomeError as error:
            if self.paid:
                raise
            raise OverloadedError(str(error)) from error  # with nothing to pay there is nothing to lose

    async def _drive(self, dialogue: Dialogue[T]) -> T:
        news: httpx.Response | BackendError | None = None
        try:
            while True:
                wish = await self._in_time(self._advanced(dialogue, news))
                if isinstance(wish, _Done):
                    return wish.value
                news = await self._granted(wish)
        finally:
            with contextlib.suppress(ValueError):  # interrupted while its thread is at work: it ends there by itself
                dialogue.close()

    async def _in_time(self, work: Awaitable[R]) -> R:
        try:
            async with asyncio.timeout_at(self.until) as limit:
                return await work
        except TimeoutError as error:
            if not limit.expired():
                raise PluginError(f"unexpected TimeoutError: {error}") from error
            raise self._lost(f"nothing was finished within {self.seconds:g} s (`timeouts` in the profile)") from error

    async def _granted(self, wish: "httpx.Request | Wait | Change") -> "httpx.Response | BackendError | None":
        """Do what the backend wishes; the first time that this fails it hears of it, since it may have pictures."""
        if self.fault is None and _asks(wish):
            self.until = _now() + self.seconds
        try:
            return await self._in_time(self._grant(wish))
        except BackendError as error:
            if self.fault is not None:
                raise
            self.fault, self.until = error, _now() + _FAULT_SECONDS
            return error

    async def _advanced(
        self, dialogue: Dialogue[T], news: "httpx.Response | BackendError | None"
    ) -> "httpx.Request | Wait | Change | _Done[T]":
        try:
            threads = _answer_readers() if _is_answer(news) else None
            return await asyncio.get_running_loop().run_in_executor(threads, _advance, dialogue, news)
        except BackendError as error:
            weighed = self._weighed(error)
            if weighed is error:
                raise
            raise weighed from error

    async def _grant(self, wish: "httpx.Request | Wait | Change") -> "httpx.Response | None":
        if isinstance(wish, Change):
            self.notices.append(wish)
        elif isinstance(wish, Wait):
            await self.sleep(max(0.0, wish.seconds))
        else:
            self.last = await self._answer(wish)
            return self.last
        return None

    async def _answer(self, request: "httpx.Request") -> "httpx.Response":
        try:
            return await (self._fetch(request) if request.method in _SAFE else self._ask(request))
        except TooLargeError as fault:  # it may hold the pictures; another would be as large
            raise self._lost(str(fault)) if self.paid and self.asked else BackendError(str(fault)) from fault

    async def _ask(self, request: "httpx.Request") -> "httpx.Response":
        if self.fault is not None:  # what was lost is not asked for again, and nothing else in its place
            raise self.fault
        asked_before, self.asked = self.asked, True
        try:
            answer = await self.wire.send(request)
        except NotSentError as fault:
            self.asked = asked_before
            raise self._lost(str(fault)) from fault
        except LostError as fault:
            raise self._lost(str(fault)) from fault
        self.agreed = self.agreed or answer.is_success
        if answer.is_error and not self.agreed:
            self.asked = asked_before  # it has said no
        return answer

    async def _fetch(self, request: "httpx.Request") -> "httpx.Response":
        """Fetch what is there: again and again if it is already paid for, since asking for it anew would cost anew."""
        for pause in _FETCH_PAUSES if self.agreed else ():
            with contextlib.suppress(NotSentError, LostError):
                answer = await self.wire.send(request)
                if answer.status_code not in _TRY_AGAIN:
                    return answer
            await self.sleep(pause)
        try:
            return await self.wire.send(request)
        except (NotSentError, LostError) as fault:
            raise self._lost(str(fault)) from fault

    def _lost(self, what: str) -> BackendError:
        """Return what it means that no answer came: `what` says how."""
        if self.agreed and self.paid:
            return UnknownOutcomeError(f"{what}; the picture may be drawn and billed, so it is not asked for again")
        if not self.asked:
            return TimedOutError(f"{what}; nothing was asked for")
        if self.paid:
            return UnknownOutcomeError(f"{what}; the request was sent and may be billed, so it is not sent again")
        return OverloadedError(what)

    def _weighed(self, error: BackendError) -> BackendError:
        """Return the error with which a backend ended, in the light of what may be lost with it.

        A picture that is paid for and could not be fetched is not drawn anew, unless the service itself says what was
        wrong with the request.
        """
        if isinstance(self.fault, UnknownOutcomeError) and not isinstance(error, UnknownOutcomeError):
            return UnknownOutcomeError(str(error))  # in the backend's words it is still what was lost
        last = self.last
        if not (self.paid and self.agreed) or last is None or last.is_success or last.request.method not in _SAFE:
            return error
        said = last.status_code in _SAYS_WHY and not self._elsewhere(last)
        if said or isinstance(error, UnknownOutcomeError):
            return error
        host = last.url.host
        return UnknownOutcomeError(f"the picture is drawn, but {host} does not hand it out: {error}; see your account")

    def _elsewhere(self, answer: "httpx.Response") -> bool:
        return origin_of(str(answer.url)) != self.wire.origin


async def draw(
    backend: Backend, job: GenerationJob, talk: Talk, seconds: float, report: Callable[[Progress], Awaitable[None]]
) -> tuple[Picture, ...]:
    """Have a backend draw one job, in one call.

    Args:
        talk: the conversation to do it in. seconds: how long it may take in all.
        report: hears about once a second how far the picture is, from backends that can say; what goes wrong with that
            goes wrong with nothing else.

    Raises:
        EmptyAnswerError: there is no picture; and what `Talk.run` raises. A backend that can be stopped is stopped
        when nobody waits for its answer any more.
    """
    watch = asyncio.create_task(_watch(backend, job, talk, report)) if isinstance(backend, Interruptible) else None
    try:
        pictures = await talk.run(backend.exchange(job), seconds)
    except BaseException:
        if isinstance(backend, Interruptible) and talk.asked and not talk.agreed:
            with contextlib.suppress(ComposerError):
                await _aside(talk).run(backend.interrupt(job), _ASIDE.total)
        raise
    finally:
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
    if not pictures:
        raise EmptyAnswerError(f"the backend {backend.name!r} answered without a picture")
    return tuple(pictures)


async def _watch(
    backend: Interruptible, job: GenerationJob, talk: Talk, report: Callable[[Progress], Awaitable[None]]
) -> None:
    known = None
    while True:
        await talk.sleep(_PROGRESS_SECONDS)
        with contextlib.suppress(Exception):
            progress = await _aside(talk).run(backend.progress(job), _ASIDE.total)
            if progress != known:
                known = progress
                await report(progress)


def _aside(talk: Talk) -> Talk:
    """Return a conversation beside the one in which the picture is waited for."""
    return Talk(replace(talk.wire, timeouts=_ASIDE), paid=False, sleep=talk.sleep)


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


def _now() -> float:
    return asyncio.get_running_loop().time()


def _asks(wish: "httpx.Request | Wait | Change") -> bool:
    return not isinstance(wish, Change | Wait) and wish.method not in _SAFE


def _is_answer(news: "httpx.Response | BackendError | None") -> bool:
    return news is not None and not isinstance(news, BackendError)


@cache
def _answer_readers() -> ThreadPoolExecutor:
    """Return the threads in which answers are read: one a processor, since more stand in each other's way.

    A backend that draws by itself does so before any answer, in a thread of the event loop's.
    """
    return ThreadPoolExecutor(os.cpu_count(), "composer-answers")


def _advance(
    dialogue: Dialogue[T], news: "httpx.Response | BackendError | None"
) -> "httpx.Request | Wait | Change | _Done[T]":
    # A StopIteration cannot cross from a thread into a coroutine: the result travels as a value.
    try:
        return dialogue.throw(news) if isinstance(news, BackendError) else dialogue.send(news)
    except StopIteration as done:
        return _Done(done.value)
    except ComposerError:
        raise
    except Exception as error:
        raise PluginError(f"unexpected {type(error).__name__}: {error}") from error
