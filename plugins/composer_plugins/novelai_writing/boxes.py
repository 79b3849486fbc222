"""The prompts of one picture: the base prompt, which is about all, and one for each person.

NovelAI's users call each of them a box. What a box says are pieces, each one tag or phrase, with commas between and
weights around those that count more or less than the others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from composer.types import Fragment, Part, Person, PersonPrompt
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
    _last: tuple[Sequence[Piece], list[tuple[str, list[Part]]]] | None = None

    def box_of(self, person: Person) -> int | None:
        """Return the number of somebody's box, None for the base."""
        return next((number for number, one in enumerate(self.people) if one.name == person.name), None)

    def say(self, text: str, fragment: Fragment, box: int | None = None) -> None:
        """Add what a box says."""
        self._place(self.pieces, (text, fragment), box)

    def avoid(self, text: str, fragment: Fragment, box: int | None = None) -> None:
        """Add what a box is to be without."""
        self._place(self.avoided, (text, fragment), box)

    def _place(self, pieces: list[Piece], piece: Piece, box: int | None) -> None:
        pieces.append(piece)
        self.place[id(piece)] = box

    def whole(self, pieces: Sequence[Piece]) -> str:
        """Return the text of all boxes with some of the pieces, for what counts towards the model's limit."""
        return " | ".join(text for text, _ in self._said(pieces))

    def written(self, pieces: Sequence[Piece]) -> tuple[str, str, tuple[PersonPrompt, ...], tuple[Part, ...]]:
        """Return base prompt and base negative prompt, those of the people, and the parts of all of them."""
        said = self._said(pieces)
        avoided = [_joined(some, box, negative=True) for box, some in self._by_box(self.avoided)]
        (base, _), *others = said
        (base_negative, _), *negatives = avoided
        placed = positions([some for box, some in self._by_box(pieces) if box is not None])
        people = tuple(
            PersonPrompt(person.name, text, negative, position)
            for person, (text, _), (negative, _), position in zip(self.people, others, negatives, placed, strict=True)
        )
        parts = (part for pair in zip(said, avoided, strict=True) for _, of_it in pair for part in of_it)
        return base, base_negative, people, tuple(parts)

    def _said(self, pieces: Sequence[Piece]) -> list[tuple[str, list[Part]]]:
        """Return what each box says, with its parts; it remembers the last, which is measured and then written."""
        if self._last is None or self._last[0] != pieces:
            self._last = (pieces, [_joined(some, box, negative=False) for box, some in self._by_box(pieces)])
        return self._last[1]

    def _by_box(self, pieces: Iterable[Piece]) -> Iterable[tuple[int | None, list[Piece]]]:
        """Return the pieces of each box, those of the base first."""
        boxes: dict[int | None, list[Piece]] = {None: []} | {number: [] for number in range(len(self.people))}
        for piece in pieces:
            boxes[self.place[id(piece)]].append(piece)
        return boxes.items()


def _joined(pieces: Sequence[Piece], box: int | None, negative: bool) -> tuple[str, list[Part]]:
    texts: list[str] = []
    parts: list[Part] = []
    start = 0
    for text, fragment in _weighed(pieces):
        end = start + len(text)
        if fragment is not None:
            parts.append(Part(start, end, fragment, negative, box))
        texts.append(text)
        start = end
    return "".join(texts), parts


def _weighed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with commas between, and one number around neighbours of one weight."""
    result: list[Piece] = []
    for weight, group in groupby(pieces, key=_weight):
        if result:
            result.append((", ", None))
        result += _with_number(weight, list(group))
    return result


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
