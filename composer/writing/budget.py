"""What is left out of a prompt that is too long for its model: the least important first, and never half a fact.

The words of a scene go before what somebody is known by; styles, the first words of the request and the looks that make
somebody recognisable stay longest. What a user wrote is never cut.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence

from composer.models import Model, length
from composer.types import Change, Fragment, Garment, Looks, Outfit, Words
from composer.writing.pieces import Piece, phrases

#: The slots, the first to be cut first; one that is not named here is cut after `place`. `details` are the words of the
#: request after its first phrase, which says what the picture is of.
CUT_ORDER = (
    "effects", "light", "camera", "place", "other", "quality", "positive", "tag_style", "avoid", "details", "pose",
    "expression", "clothing", "user", "character", "references", "prompt", "style", "people",
)  # fmt: skip
#: What somebody is known by, the first to be cut first.
TRAITS_CUT = (
    "feature", "age_look", "height", "build", "skin", "hair_style", "eye_color", "hair_color", "species", "gender",
)  # fmt: skip
#: Garments that show least, the first to be cut first; all others come after them.
GARMENTS_CUT = ("underwear", "accessory", "waist", "hands", "face", "neck", "back", "feet", "legs", "head")

_PLACE = {slot: number for number, slot in enumerate(CUT_ORDER)}


def fitting(
    pieces: Sequence[Piece], model: Model, write: Callable[[Sequence[Piece]], str]
) -> tuple[list[Piece], tuple[Change, ...]]:
    """Return the pieces whose prompt is within a model's limit, in their order, and a change for each that goes.

    Of two of one importance the later one goes first. What a user wrote stays, so that only it may be too long.

    Args:
        pieces: each one fact or one phrase, none of which is ever cut in two.
        write: writes the prompt of some of them, with all labels and separators.
    """
    if not model.prompt_limit or length(write(pieces), model.prompt_unit) <= model.prompt_limit:
        return list(pieces), ()
    order = _cuttable(pieces)

    def room(gone: Collection[int]) -> int:
        return model.prompt_limit - length(write(_without(pieces, gone)), model.prompt_unit)

    # The more goes, the shorter it is; then what is small enough comes back, the most important first.
    cuts = bisect_left(range(len(order)), True, key=lambda cuts: room(set(order[:cuts])) >= 0)
    gone = set(order[:cuts])
    free = room(gone)
    for number in reversed(order[:cuts]):
        if 0 < length(pieces[number][0], model.prompt_unit) <= free and (left := room(gone - {number})) >= 0:
            gone.remove(number)
            free = left
    reason = f"{model.name} reads {model.prompt_limit} {model.prompt_unit}"
    changes = (Change("shortened", pieces[number][0].strip(" ,.;\n"), reason) for number in sorted(gone))
    return _without(pieces, gone), tuple(changes)


def fitting_phrases(
    pieces: Sequence[Piece], model: Model, write: Callable[[Sequence[Piece]], str]
) -> tuple[list[Piece], tuple[Change, ...]]:
    """Return the pieces whose prompt is within a model's limit; texts that are too long lose single phrases.

    Args:
        write: writes the prompt of some of them, as for `fitting`.
    """
    if not model.prompt_limit or length(write(pieces), model.prompt_unit) <= model.prompt_limit:
        return list(pieces), ()
    return fitting([phrase for piece in pieces for phrase in phrases(piece)], model, write)


def _without(pieces: Sequence[Piece], gone: Collection[int]) -> list[Piece]:
    return [piece for number, piece in enumerate(pieces) if number not in gone]


def _cuttable(pieces: Sequence[Piece]) -> list[int]:
    """Return the numbers of the pieces that may be cut, the first to be cut first."""
    subject = next((number for number, (_, one) in enumerate(pieces) if one and one.slot == "prompt"), -1)
    ranks = {
        number: (*_importance(fragment, number == subject), -number)
        for number, (_, fragment) in enumerate(pieces)
        if not _is_the_users(fragment)
    }
    return sorted(ranks, key=ranks.__getitem__)


def _is_the_users(fragment: Fragment | None) -> bool:
    """Say whether a piece is a user's own words, in their own words: not the catalogue's, nor a rewriting."""
    if fragment is None or not isinstance(fragment.content, Words):
        return False
    catalogues = any(one.source.startswith("catalogue:") for one in fragment.evidence)
    return fragment.content.own and not catalogues and fragment.slot != "avoid"


def _importance(fragment: Fragment | None, subject: bool) -> tuple[int, int]:
    """Return where a piece stands among all that may be cut; `subject`: it is the first phrase of the request."""
    if fragment is None:
        return len(CUT_ORDER), 0
    slot = "details" if fragment.slot == "prompt" and not subject else fragment.slot
    return _PLACE.get(slot, _PLACE["other"]), _within(fragment)


def _within(fragment: Fragment) -> int:
    content = fragment.content
    if isinstance(content, Looks):
        return max((_rank(TRAITS_CUT, trait.attribute) for trait in content.traits), default=0)
    return max(map(_garment_rank, content.garments), default=0) if isinstance(content, Outfit) else 0


def _garment_rank(garment: Garment) -> int:
    return _rank(GARMENTS_CUT, garment.slot)


def _rank(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
