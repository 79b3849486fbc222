"""Two people who swap what they wear: each gets the other's, as far as it is known."""

from collections.abc import Mapping

from composer.reading.clothes.state import Outfit
from composer.types import Garment


def swapped(outfits: Mapping[str, Outfit], garment: Garment, one: str, other: str) -> dict[str, Outfit]:
    """Return the outfits once two people have swapped such garments.

    Args:
        garment: of the sort that is swapped. one, other: who swaps; where not both are known, the two who wear such.
    """
    wearers = [name for name in outfits if _such(outfits, name, garment)]
    parties = [one, other] if one and other and one != other else wearers
    if len(parties) == 1:  # whose they get, nobody knows
        parties.append("")
    if len(parties) != _TWO:
        return dict(outfits)
    first, second = parties
    given = {first: _such(outfits, second, garment), second: _such(outfits, first, garment)}
    kept = {name: tuple(own for own in outfits.get(name, ()) if own.slot != garment.slot) for name in parties}
    return {**outfits, **{name: (*kept[name], *given[name]) for name in parties if name}}


_TWO = 2


def _such(outfits: Mapping[str, Outfit], name: str, garment: Garment) -> Outfit:
    """Return what somebody wears of the sort of a garment."""
    return tuple(own for own in outfits.get(name, ()) if own.slot == garment.slot)
