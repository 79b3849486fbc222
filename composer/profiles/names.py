"""Values of a profile that are names of something: a slip of the pen in one is found when the profile is loaded.

What a plugin may bring (slots, backends) is only refused where it looks like a known name misspelt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from composer.documents import line_of
from composer.errors import ProfileError
from composer.nearest import nearest_spelling
from composer.profiles.files import ProfileFile
from composer.types import SLOTS

#: From this likeness on, in percent, an unknown slot is taken for a known one misspelt.
_SLIP = 75


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a chain and what it says, its keys and the form of its values checked."""

    file: ProfileFile
    text: str
    data: dict[str, Any]


def place(layer: Layer, *path: str | int) -> str:
    """Return file, line and key of a setting, as errors begin."""
    return f"{layer.file.label}, line {line_of(layer.text, path)}: {'.'.join(map(str, path))}"


def check_names(layer: Layer, backend: str) -> None:
    """Refuse slots that are misspelt, in their order or with a weight, and qualities that no model of the backend has.

    Args:
        backend: the one the profile draws with, whichever file of the chain says so.

    Raises:
        ProfileError: naming file, line, key and the nearest valid name.
    """
    slots = layer.data.get("slots") or ()
    for number, slot in enumerate(slots):
        _check_slot(layer, ("slots", number), slot, slots)
    for slot in layer.data.get("weights") or ():
        _check_slot(layer, ("weights", slot), slot)
    _check_quality(layer, ("quality",), layer.data.get("quality"), backend)
    for name, own in (layer.data.get("characters") or {}).items():
        _check_quality(layer, ("characters", name, "quality"), (own or {}).get("quality"), backend)


def _check_slot(layer: Layer, path: tuple[str | int, ...], slot: str, others: Iterable[str] = ()) -> None:
    """Refuse a slot that looks like one of the built-in ones misspelt, of those that `others` do not name."""
    if slot in SLOTS:
        return
    nearest = nearest_spelling(slot, (one for one in SLOTS if one not in others), _SLIP)
    if nearest:
        raise ProfileError(f"{place(layer, *path)}: no slot is called {slot!r}; the nearest is {nearest!r}")


def _check_quality(layer: Layer, path: tuple[str, ...], quality: str | None, backend: str) -> None:
    if not quality:
        return
    from composer.models.catalogue import catalogue

    models = catalogue(backend).models
    known = {name for model in models for name in (*model.qualities, *model.quality_snaps)}
    if known and quality.strip().casefold() not in {*known, "auto"}:
        nearest = nearest_spelling(quality, sorted(known))
        raise ProfileError(
            f"{place(layer, *path)}: no model of {backend} has the quality {quality!r}; the nearest is {nearest!r}; "
            f"there are: {', '.join(sorted(known))}"
        )
