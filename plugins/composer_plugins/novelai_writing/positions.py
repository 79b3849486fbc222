"""Where people stand in the picture, where the request says it of each of them."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.types import Words
from composer.writing.pieces import Piece

Position = tuple[float, float]


class _Positions(BaseModel):
    """`positions.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    columns: dict[str, float]
    row: float

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The words at the end of a phrase: "a scar on the left cheek" places nobody."""
        words = "|".join(re.escape(word) for word in sorted(self.columns, key=len, reverse=True))
        return re.compile(rf"\b({words})$")


@cache
def _words() -> _Positions:
    return check_builtin(_Positions, resources.files("composer_plugins") / "novelai_writing" / "positions.yaml")


def positions(boxes: Sequence[Iterable[Piece]]) -> list[Position | None]:
    """Return the position of each person, by what a request's words in their boxes say.

    The service places all people or none, so None for all where it is not said of each, or of two the same.
    """
    found = [_position(pieces) for pieces in boxes]
    placed = len(found) > 1 and None not in found and len(set(found)) == len(found)
    return found if placed else [None] * len(found)


def _position(pieces: Iterable[Piece]) -> Position | None:
    for text, fragment in pieces:
        said = fragment is not None and isinstance(fragment.content, Words)
        match = _words().pattern.search(text) if said else None
        if match:
            return _words().columns[match[1]], _words().row
    return None
