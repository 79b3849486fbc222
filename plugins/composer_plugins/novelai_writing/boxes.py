"""The prompts of one picture: the base prompt, which is about all, and one for each person.

NovelAI's users call each of them a box. What a box says are pieces, each one tag or phrase, with commas between and
weights around those that count more or less than the others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from composer.types import Part, Person, PersonPrompt
from composer.writing.pieces import Piece, separated
from composer_plugins.novelai_writing.positions import positions

_DIGIT = re.compile(r"[\d.]$")


@dataclass(slots=True)
class Boxes:
    """What a prompt is written from.

    Attributes:
        people: those who have a box of their own. pieces: all that is said, in its order, and `place` says by the
            identity of a piece whose box it stands in, None for the base.
        avoided: what is to be avoided, in the same way.
    """

    people: Sequence[Person] = ()
    pieces: list[Piece] = field(default_factory=list)
    avoided: list[Piece] = field(default_factory=list)
    place: dict[int, int | None] = field(default_factory=dict)

    def box_of(self, person: Person) -> int | None:
        """Return the number of somebody's box, None for the base."""
        return next((number for number, one in enumerate(self.people) if one.name == person.name), None)

    def say(self, pieces: Iterable[Piece], box: int | None = None) -> None:
        """Add what a box says."""
        for piece in pieces:
            self.pieces.append(piece)
            self.place[id(piece)] = box

    def avoid(self, pieces: Iterable[Piece], box: int | None = None) -> None:
        """Add what a box is to be without."""
        for piece in pieces:
            self.avoided.append(piece)
            self.place[id(piece)] = box

    def whole(self, pieces: Sequence[Piece]) -> str:
        """Return the text of all boxes with some of the pieces, for what counts towards the model's limit."""
        return " | ".join(_text(self._in(pieces, box)) for box in self._numbers())

    def written(self, pieces: Sequence[Piece]) -> tuple[str, str, tuple[PersonPrompt, ...], tuple[Part, ...]]:
        """Return base prompt and base negative prompt, those of the people, and the parts of all of them."""
        texts: dict[int | None, tuple[str, str]] = {}
        parts: list[Part] = []
        for box in self._numbers():
            said, of_it = _joined(self._in(pieces, box), box, negative=False)
            avoided, of_that = _joined(self._in(self.avoided, box), box, negative=True)
            texts[box] = (said, avoided)
            parts += [*of_it, *of_that]
        placed = positions([self._in(pieces, box) for box in range(len(self.people))])
        people = tuple(
            PersonPrompt(person.name, *texts[number], placed[number]) for number, person in enumerate(self.people)
        )
        return *texts[None], people, tuple(parts)

    def _numbers(self) -> tuple[int | None, ...]:
        return (None, *range(len(self.people)))

    def _in(self, pieces: Iterable[Piece], box: int | None) -> list[Piece]:
        return [piece for piece in pieces if self.place[id(piece)] == box]


def _joined(pieces: Sequence[Piece], box: int | None, negative: bool) -> tuple[str, list[Part]]:
    texts: list[str] = []
    parts: list[Part] = []
    length = 0
    for text, fragment in _weighed(pieces):
        if fragment is not None:
            parts.append(Part(length, length + len(text), fragment, negative, box))
        texts.append(text)
        length += len(text)
    return "".join(texts), parts


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(text for text, _ in _weighed(pieces))


def _weighed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with commas between, and one number around neighbours of one weight."""
    groups = [_with_number(weight, list(group)) for weight, group in groupby(pieces, key=_weight)]
    return [piece for number, group in enumerate(groups) for piece in ([(", ", None)] if number else []) + group]


def _with_number(weight: float, pieces: Sequence[Piece]) -> list[Piece]:
    if weight == 1:
        return separated(pieces, ", ")
    # A digit before the colons would begin a number.
    end = " ::" if _DIGIT.search(pieces[-1][0]) else "::"
    return [(f"{weight:g}::", None), *separated(pieces, ", "), (end, None)]


def _weight(piece: Piece) -> float:
    """Return how much a piece counts; one that has numbers of its own is left with those."""
    text, fragment = piece
    return fragment.weight if fragment is not None and "::" not in text else 1.0
