"""The assets of a card: pictures and other files it names, as its file writes them; nothing is fetched."""

from typing import Any

from composer.cards import coercion
from composer.cards.coercion import Notes, kind_of
from composer.types import Asset


def assets_from(value: Any, where: str, notes: Notes) -> tuple[Asset, ...]:
    """Read the list of a card's assets; what is no asset is left out and noted."""
    if isinstance(value, dict):
        notes.coerced(f"{where} is an object, not a list")
        value = list(value.values())
    if not isinstance(value, list):
        notes.coerced(f"{where} is {kind_of(value)}, not a list")
        return ()
    found = (_asset(stored, f"{where}, asset {number}", notes) for number, stored in enumerate(value))
    return tuple(asset for asset in found if asset is not None)


def _asset(stored: Any, where: str, notes: Notes) -> Asset | None:
    if isinstance(stored, str):
        notes.coerced(f"{where} is text, not an object; it is taken as an address")
        return Asset("", "", stored)
    if not isinstance(stored, dict):
        notes.coerced(f"{where} is {kind_of(stored)}, not an object; it is left out")
        return None
    kind, name, uri, ext = (
        coercion.text(stored.get(key, ""), f"{where}: {key}", notes) for key in ("type", "name", "uri", "ext")
    )
    return Asset(kind, name, uri, ext)
