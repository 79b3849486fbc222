"""Where a story is at the moment, in which light and weather: what its last messages tell and do not take back."""

from collections.abc import Sequence

from composer.reading.clothes.memory import passed
from composer.reading.details.line import AGAINST, Line, Spot
from composer.reading.lexicon import Form
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Detail, Person

_KINDS = ("detail_light", "detail_weather", "detail_season", "detail_mood", "place")
#: Places are sought by themselves, so that "by the campfire" hides no campfire.
_SOUGHT = (AGAINST | {*_KINDS[:-1]}, AGAINST | {"place", "detail_in", "garment"})
#: What no longer holds after a scene jump.
_PASSING = frozenset({"light", "weather", "mood", "place"})
#: How near to a place the word stands that says somebody is there.
_THERE = 3


class Circumstances:
    """What is told of the circumstances so far, the last of each sort.

    Args:
        people: whose names are no words of what is told ("Dawn", "Autumn").
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._held: dict[tuple[str, str], Detail] = {}

    @property
    def details(self) -> tuple[Detail, ...]:
        """What holds now."""
        return tuple(self._held.values())

    def hear(self, text: MappedText, reading: Reading) -> None:
        """Take up what one message tells; what is spoken, asked, wished or remembered tells nothing."""
        reading = reading.within([text.text])
        for sentence in reading.sentences(text):
            if passed(sentence):
                self._held = {key: one for key, one in self._held.items() if key[0] not in _PASSING}
            if sentence.zone == "narration" and sentence.language is not None:
                for kinds in _SOUGHT:
                    self._read(Line(sentence, kinds), reading)

    def _read(self, line: Line, reading: Reading) -> None:
        if line.is_asked or not any(spot.entry(*_KINDS) for spot in line.spots):
            return
        names = [(one.start, one.end) for one in reading.named(line.sentence, self._people)]
        for spot in line.spots:
            if any(start < spot.end and spot.start < end for start, end in names):
                continue
            for kind in _KINDS:
                entry = spot.entry(kind)
                if entry is not None and not entry.get("named") and entry.english:
                    self._note(line, spot, kind.removeprefix("detail_"), entry.english, entry.get("group"))

    def _note(self, line: Line, spot: Spot, kind: str, value: str, group: str) -> None:
        sentence = line.sentence
        if line.is_likened(spot) or line.is_unreal(spot, sentence.start, sentence.end):
            return
        if line.is_denied(spot) or line.is_over(spot):
            self._held = {key: one for key, one in self._held.items() if (one.kind, one.value) != (kind, value)}
        elif kind != "place" or _is_there(line, spot):
            self._change(Detail(kind, value, (line.evidence(spot),), group))

    def _change(self, new: Detail) -> None:
        """Note a detail; with another time of day, or another place, other light goes out."""
        before = self._held.get((new.kind, new.group))
        if before is not None and before.value != new.value and (new.kind == "place" or new.group == "time"):
            gone = "source"
            self._held = {key: one for key, one in self._held.items() if key[1] != gone}
        self._held.pop((new.kind, new.group), None)
        self._held[new.kind, new.group] = new


def _is_there(line: Line, spot: Spot) -> bool:
    """Return whether a place is told of as where somebody is: "in the kitchen"; not «кладу меч на лавку»."""
    form = spot.form("place")
    if form is None or spot.entry("garment"):
        return False
    begin, end = line.clause(spot.start)
    before = [one for one in line.between(begin, spot.start, "detail_in") if _leads(one, form)]
    behind = line.between(spot.end, end, "detail_in") if line.unspaced else []
    return any(line.distance(one.end, spot.start) < _THERE for one in before) or any(
        line.distance(spot.end, one.start) < 1 for one in behind
    )


def _leads(preposition: Spot, place: Form) -> bool:
    """Return whether a preposition says "there" before a place in this case."""
    needs = preposition.forms.features["detail_in"].get("needs")
    return not needs or needs in place.tags
