"""What sentences say happens to clothes, before it is applied to anybody's outfit."""

from typing import NamedTuple

from composer.reading.clothes.garments import Phrase
from composer.reading.language import Language
from composer.types import Evidence, Term


class Event(NamedTuple):
    """Something that happens to one garment, or to all of somebody's clothes.

    Attributes:
        kind: wear, put_on, change, take_off, take, give, store, adjust, gone, state, strip, bathe, bare or part.
        who: whom it happens to; "" when nobody in particular ("the wind tears the scarf off").
        phrase: the garment; None for "it", "them" and for strip and bare.
        owner: whose it is, if that is said; definite: "the", "her" rather than "a".
        state: the garment's new state; slot: what a `bare` empties, or which `part` changes.
        giver: who puts it on somebody else; gender: of the pronoun that stands for the garment, in `language`.
    """

    kind: str
    who: str
    evidence: Evidence
    phrase: Phrase | None = None
    owner: str = ""
    definite: bool = False
    state: Term | None = None
    slot: str = ""
    gender: str = ""
    giver: str = ""
    language: Language | None = None
