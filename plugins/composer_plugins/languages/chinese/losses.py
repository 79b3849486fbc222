"""What of a body is missing, does not work or is drawn on, in Chinese: "左手小指缺了一截", "颈后纹着一行字"."""

from collections.abc import Iterator, Set

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


def read_inked(clause: Clause, taken: Set[int]) -> Iterator[Found]:
    """Yield the pictures on a body that no noun for a tattoo names; `taken`: places of words that say other things."""
    inked = next((at for at in clause.places if clause.has(at, "inking")), -1)
    if inked < 0 or not clause.of(range(clause.begin, inked), *_PARTS) or taken & set(range(inked, clause.end)):
        return
    value = clause.text[clause.row[inked].start : clause.row[clause.end - 1].end].rstrip("的")
    if len(value) <= _LONGEST:
        yield Found("feature", value, value, (Term(value, "tattoo"),), inked, clause.end, inked)
