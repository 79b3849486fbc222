"""Names of samplers and schedulers: as people write them, and as this server lists them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.errors import UnsupportedError
from composer.models.catalogue import catalogue
from composer.models.sampler_names import Named, SamplerNames, key_of
from composer.nearest import nearest_few
from composer.types import Change

#: The scheduler that leaves the choice to the sampler.
AUTOMATIC = "Automatic"


def name_table() -> SamplerNames:
    """Return the names that are known without asking a server, the user's own among them; see the catalogue."""
    return catalogue("a1111").names


@dataclass(frozen=True, slots=True)
class Sampling:
    """What to send: both names as the server lists them, "" for nothing; and what could not be had."""

    sampler: str = ""
    scheduler: str = ""
    changes: tuple[Change, ...] = ()


def sampling_of(
    sampler: str, scheduler: str, samplers: Sequence[Named] | None, schedulers: Sequence[Named] | None
) -> Sampling:
    """Return the names under which this server knows a sampler and a scheduler.

    Web UIs before AUTOMATIC1111 1.9 have no schedulers and list "DPM++ 2M SDE Karras" as a sampler of its own; the
    later ones would draw an unknown sampler with their default and say nothing. So the server's lists decide.

    Args:
        sampler: as people write it, with or without a scheduler at its end; scheduler: wins over that one; "" for none.
        samplers, schedulers: what the server lists; None when it has no such list.

    Raises:
        UnsupportedError: the server does not have it; the nearest names are listed.
    """
    base, implied = split(sampler, samplers or ())
    wish = _known(scheduler, name_table().schedulers) or scheduler.strip() or implied
    if samplers is None:
        return Sampling(base, wish)
    whole = _known(f"{base} {wish}", samplers) if base and wish else ""
    if schedulers is None and whole:
        return Sampling(whole)
    listed = _known(base, samplers)
    if base and not listed:
        if whole:
            return Sampling(whole)
        raise _unknown("sampler", sampler, samplers)
    return _with_scheduler(listed, wish, schedulers)


def _with_scheduler(sampler: str, wish: str, schedulers: Sequence[Named] | None) -> Sampling:
    if not wish:
        return Sampling(sampler)
    if schedulers is None:
        dropped = Change("dropped", "scheduler", f"this server has no schedulers, and no sampler {sampler} {wish}")
        return Sampling(sampler, changes=() if wish == AUTOMATIC else (dropped,))
    listed = _known(wish, schedulers)
    if not listed:
        raise _unknown("scheduler", wish, schedulers)
    return Sampling(sampler, listed)


def split(text: str, samplers: Iterable[Named] = ()) -> tuple[str, str]:
    """Return (sampler, scheduler) of a name such as ``"DPM++ 2M SDE Karras"``, the scheduler "" when there is none.

    The built-in names count first, so that such a name is two also where the server lists it whole. A name that nobody
    knows comes back as it is.
    """
    key = key_of(text)
    for known in (_by_key(name_table().samplers), _by_key(samplers)):
        if key in known:
            return known[key], ""
        for end, scheduler in _scheduler_ends(name_table().schedulers):
            if key.endswith(end) and key.removesuffix(end) in known:
                return known[key.removesuffix(end)], scheduler
    return text.strip(), ""


@lru_cache(maxsize=8)
def _scheduler_ends(schedulers: tuple[Named, ...]) -> tuple[tuple[str, str], ...]:
    """Return what a combined name may end in, the longest first: "polyexponential" is no "exponential"."""
    return tuple(sorted(_by_key(schedulers).items(), key=lambda pair: -len(pair[0])))


def _by_key(entries: Iterable[Named]) -> Mapping[str, str]:
    # Names count before aliases: a server may list an alias of one sampler as another's name.
    aliases = {key_of(alias): entry.name for entry in entries for alias in entry.aliases}
    return aliases | {key_of(entry.name): entry.name for entry in entries}


def _known(text: str, entries: Iterable[Named]) -> str:
    return _by_key(entries).get(key_of(text), "") if text else ""


def _unknown(kind: str, text: str, entries: Sequence[Named]) -> UnsupportedError:
    names = [entry.name for entry in entries]
    nearest = nearest_few(text, names)
    has = f"the nearest are {', '.join(map(repr, nearest))}" if nearest else "its list is empty"
    return UnsupportedError(f"the server has no {kind} {text!r}; {has}; write one of its names as `{kind}`")
