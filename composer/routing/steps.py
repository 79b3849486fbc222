"""What a run reports while it goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from composer.pictures import GenerationSettings
from composer.types import RenderedPrompt


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened on the way to a picture.

    Of each target come, in this order: ``composed``; then for every call ``sending``, any number of ``progress``, and
    ``waiting`` when it failed and is made again after a pause; at last ``answered`` or ``failed``. Between ``sending``
    and the next step of another kind than ``progress`` a call may be with the provider.

    Attributes:
        backend, model: the target; number: which of the route, from 0.
        prompt, settings: as they will be sent, with ``composed``.
        fraction: how far the picture is, 0 to 1; seconds: how long it will take where known, or how long is waited.
        reason: why is waited, or why the target failed.
        usd: by the catalogue's prices, None when they do not say: with ``sending`` what the call will cost; with
            ``answered`` and ``failed`` what the target has cost, answers without a usable picture included.
        paid: the service takes money.
    """

    kind: Literal["composed", "sending", "waiting", "progress", "failed", "answered"]
    backend: str
    model: str
    number: int
    prompt: RenderedPrompt | None = None
    settings: GenerationSettings | None = None
    fraction: float | None = None
    seconds: float | None = None
    reason: str = ""
    usd: float | None = None
    paid: bool = False


#: Hears of every step, and is waited for: ``sending`` goes on only when it has returned. What it raises ends the run.
Listener = Callable[[Step], Awaitable[None]]
