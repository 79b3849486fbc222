"""How sure what was worn still is: a wardrobe's clock, scene jumps, and confidence that decays with them.

The clock counts messages, and a scene jump as many at once. A garment that a message spoke of is half as sure after its
half-life: a dress later than a coat, being wet much earlier. What a card says somebody wears does not fade. The figures
stand in `composer/data/memory.yaml`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.reading.matching import Match, matches
from composer.reading.text.markup import BREAK
from composer.reading.text.segments import Sentence
from composer.types import Garment

_KINDS = frozenset({"time_jump", "time_after", "time_count", "time_unit", "time_later", "time_open"})
_DOUBT = frozenset({"unreal", "time_doubt"})
#: Words within which a jump is told when a sentence begins with one.
_OPENING = 10
#: Older is all the same; it keeps what clients send within the range of numbers.
_OLDEST = 100_000


class _HalfLives(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    clothes: float = Field(gt=0)
    outerwear: float = Field(gt=0)
    state: float = Field(gt=0)


class _Memory(BaseModel):
    """How fast what was worn is forgotten; `composer/data/memory.yaml` explains."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    half_lives: _HalfLives
    outerwear: frozenset[str]
    jumps: dict[str, int]
    surely: float = Field(gt=0, lt=1)
    lasting: frozenset[str]


def remembered(garment: Garment, clock: int) -> Garment:
    """Return a garment as sure as it is at `clock`, without the states that have passed by then."""
    if garment.locked or (not _said_in_chat(garment) and not garment.state):
        return garment
    memory = _memory()
    states = garment.state
    if states and _left(garment.mentioned, clock, memory.half_lives.state) < memory.surely:
        states = tuple(state for state in states if (state.english or state.text) in memory.lasting)
    return replace(garment, state=states, confidence=_confidence(garment, clock, memory))


def is_sure(garment: Garment) -> bool:
    """Return whether a remembered garment is sure enough to be said in a prompt."""
    return garment.confidence >= _memory().surely


def still_holds(changed: int, clock: int) -> bool:
    """Return whether what was said of somebody's clothes at `changed` may still hold at `clock`."""
    return _left(changed, clock, _memory().half_lives.clothes) >= _memory().surely


def is_break(sentence: Sentence) -> bool:
    """Return whether a "sentence" is a line across the page."""
    return sentence.text.text.startswith(BREAK, sentence.start)


def passed(sentence: Sentence) -> int:
    """Return how many messages' worth of time goes by with a sentence: 0 but for a scene jump.

    A sentence jumps that is told and begins with "the next morning", "three days later" and the like; one that is
    asked, supposed or planned does not. A line across the page jumps, too.
    """
    if is_break(sentence):
        return _memory().jumps["break"]
    if sentence.zone != "narration" or sentence.language is None:
        return 0
    unit = _jump(sentence)
    return _memory().jumps[unit] if unit and not _is_doubtful(sentence) else 0


def is_night(time: int) -> bool:
    """Return whether so much time goes by that people have slept."""
    return time >= _memory().jumps["days"]


def _said_in_chat(garment: Garment) -> bool:
    return any(evidence.source.startswith("message:") for evidence in garment.evidence)


def _confidence(garment: Garment, clock: int, memory: _Memory) -> float:
    if not _said_in_chat(garment):
        return garment.confidence
    lives = memory.half_lives
    life = lives.outerwear if garment.slot in memory.outerwear else lives.clothes
    return garment.confidence * _left(garment.mentioned, clock, life)


def _left(since: int, clock: int, half_life: float) -> float:
    """Return what is left, 1 to 0, of being sure."""
    return float(0.5 ** (min(max(0, clock - since), _OLDEST) / half_life))


def _jump(sentence: Sentence) -> str:
    """Return how far a sentence jumps with its first words, "days" or "hours"; "" when it does not."""
    assert sentence.language is not None
    words = sentence.vocabulary[:_OPENING]
    lexicon = sentence.language.lexicon.only(_KINDS)
    if not words or not lexicon.longest_at(words, 0)[0]:  # nearly all sentences
        return ""
    row = matches(words, lexicon)
    row = [match for number, match in enumerate(row) if _adjoins(row, number)]
    while row and row[0].entry("time_open"):
        del row[0]
    if not row:
        return ""
    whole = _first(row, "time_count").entry("time_jump")  # "by eight the next day"
    if whole is None:
        return _counted(row, sentence)
    return whole.get("jump") if _has_happened(whole.get("needs"), sentence) else ""


def _first(row: Sequence[Match], besides: str) -> Match:
    return next((match for match in row if match.entry(besides) is None), row[0])


def _adjoins(row: Sequence[Match], number: int) -> bool:
    """Return whether nothing but words of time stands before one."""
    return row[number].first == sum(match.last - match.first for match in row[:number])


def _counted(row: Sequence[Match], sentence: Sentence) -> str:
    """Return how far "three days later", "after a week", "два дня спустя" jump."""
    after = row[0].entry("time_after")
    rest = list(row[1:] if after else row)
    while rest and rest[0].entry("time_count"):
        del rest[0]
    unit = rest[0].entry("time_unit") if rest else None
    if unit is None:
        return ""
    later = len(rest) > 1 and rest[1].entry("time_later") is not None
    return unit.get("jump") if later or (after and _has_happened(after.get("needs"), sentence)) else ""


def _has_happened(endings: str, sentence: Sentence) -> bool:
    """Return whether a sentence has a word in the past tense, in a language where the same words tell of plans."""
    return not endings or any(word.endswith(tuple(endings.split("|"))) for word in sentence.words)


def _is_doubtful(sentence: Sentence) -> bool:
    assert sentence.language is not None
    return sentence.source.rstrip().endswith("?") or any(
        match.entry(*_DOUBT) for match in matches(sentence.words, sentence.language.lexicon.only(_DOUBT))
    )


@cache
def _memory() -> _Memory:
    return check_builtin(_Memory, resources.files("composer") / "data" / "memory.yaml")
