"""What of somebody's body is missing or does not work, in Chinese: "左手小指缺了一截", "右眼失明"."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause

_PARTS = ("body_part", "location", "feature", "eye")
_LONGEST = 14


def read_losses(clause: Clause) -> Iterator[Found]:
    """Yield what a clause says is missing of a body."""
    parts = clause.of(clause.places, *_PARTS)
    lost = [at for at in clause.of(clause.places, "loss") if parts and at > parts[0]]
    if not lost or any(word.has("garment") for word in clause.words):
        return
    first, last = parts[0], clause.end
    value = clause.text[clause.row[first].start : clause.row[last - 1].end]
    if len(value) <= _LONGEST:
        yield Found("feature", value, value, (Term(value, ""),), first, last, first)
