"""Who is in the picture though nothing is known of their looks, how several stand, and through whose eyes we look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from composer.types import Cast, Fragment, Looks, Outfit, Person, Words
from composer.writing.pieces import Piece
from composer_plugins.prose_writing.calling import Called, is_named, is_placed, request_words
from composer_plugins.prose_writing.phrases import and_list
from composer_plugins.prose_writing.speaking import says_first_person
from composer_plugins.prose_writing.vocabulary import prose_words

_EYES = "First-person view"
_MOST_IN_A_ROW = 8


def cast_pieces(
    fragment: Fragment, cast: Cast, called: Mapping[str, Called], fragments: Sequence[Fragment]
) -> Iterator[Piece]:  # fmt: skip
    """Yield what is to be said of the cast itself, where neither the request nor somebody's looks do."""
    words = request_words(fragments)
    if cast.point_of_view and not says_first_person(words) and not _is_untouched(fragments):
        yield _EYES, replace(fragment, content=replace(cast, people=()))
    if max(prose_words().positions) < len(cast.people) <= _MOST_IN_A_ROW and not is_placed(cast.people, words):
        yield and_list([called[one.name].label for one in cast.people]), fragment
        return
    told = {one.content.person.name for one in fragments if isinstance(one.content, Looks | Outfit)}
    for person in cast.people if len(cast.people) > 1 else ():
        who = called[person.name]
        if who.label and person.name not in told and (who.position or not is_named(person, words)):
            yield who.label, replace(fragment, content=Cast((person,)))


def cast_sentence(piece: Piece, cast: Cast, called: Mapping[str, Called]) -> list[Piece]:
    """Return the sentence of one such piece."""
    if len(cast.people) > 1:
        return [(prose_words().row, None), piece, (".", None)]
    if not cast.people:
        return [piece, (".", None)]
    return [_capital(piece), (f" {_where(cast.people[0], called)}.", None)]


def _where(person: Person, called: Mapping[str, Called]) -> str:
    position = called[person.name].position
    return f"is {position}" if position else "is there as well"


def _capital(piece: Piece) -> Piece:
    return piece[0][:1].upper() + piece[0][1:], piece[1]


def _is_untouched(fragments: Sequence[Fragment]) -> bool:
    return any(isinstance(one.content, Words) and one.content.untouched for one in fragments)
