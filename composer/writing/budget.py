"""What is left out of a prompt that is too long for its model: the least important first, and never half a fact.

The words of a scene go before what somebody is known by; styles, the first words of the request and the looks that make
somebody recognisable stay longest.
"""

from collections.abc import Callable, Iterable, Sequence

from composer.types import Fragment, Garment, Looks, Outfit
from composer.writing.pieces import Piece
from composer.writing.writing import Writing

#: The slots, the first to be cut first; one that is not named here is cut after `place`.
CUT_ORDER = (
    "effects", "light", "camera", "place", "other", "quality", "positive", "tag_style", "avoid", "pose", "expression",
    "clothing", "user", "character", "references", "prompt", "style", "people",
)  # fmt: skip
#: What somebody is known by, the first to be cut first.
TRAITS_CUT = (
    "feature", "age_look", "height", "build", "skin", "hair_style", "eye_color", "hair_color", "species", "gender",
)  # fmt: skip
#: Garments that show least, the first to be cut first; all others come after them.
GARMENTS_CUT = ("underwear", "accessory", "waist", "hands", "face", "neck", "back", "feet", "legs", "head")

_PLACE = {slot: number for number, slot in enumerate(CUT_ORDER)}


def fitting(
    pieces: Sequence[Piece], room: int, cost: Callable[[str], int], writing: Writing, limit: str
) -> list[Piece]:  # fmt: skip
    """Return the pieces that fit into `room`, in their order; of two of one importance the later one goes first.

    Args:
        pieces: each one fact or one phrase, none of which is ever cut in two.
        room: what `cost` of all texts, separators included, may add up to.
        writing: notes each piece that goes, with `limit` in words as its reason.
    """
    costs = [cost(text) for text, _ in pieces]
    excess = sum(costs) - room
    gone: set[int] = set()
    for number in sorted(range(len(pieces)), key=lambda number: (_importance(pieces[number][1]), -number)):
        if excess <= 0:
            break
        excess -= costs[number]
        gone.add(number)
    for number in sorted(gone):
        writing.note("shortened", pieces[number][0], limit)
    return [piece for number, piece in enumerate(pieces) if number not in gone]


def _importance(fragment: Fragment | None) -> tuple[int, int]:
    """Return where a piece stands among all that may be cut; what says no fragment is never cut before the rest."""
    if fragment is None:
        return len(CUT_ORDER), 0
    return _PLACE.get(fragment.slot, _PLACE["other"]), _within(fragment)


def _within(fragment: Fragment) -> int:
    content = fragment.content
    if isinstance(content, Looks):
        return max((_rank(TRAITS_CUT, trait.attribute) for trait in content.traits), default=0)
    return max(map(_garment_rank, content.garments), default=0) if isinstance(content, Outfit) else 0


def _garment_rank(garment: Garment) -> int:
    return _rank(GARMENTS_CUT, garment.slot)


def _rank(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def total(pieces: Iterable[Piece], cost: Callable[[str], int]) -> int:
    """Return what all texts cost together."""
    return sum(cost(text) for text, _ in pieces)
