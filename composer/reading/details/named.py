"""What a request, a style or a profile's text names of camera, light, weather, mood and faces, whatever it says of it.

What is named is the writer's to decide; so even a denied smile counts as named. What a picture must show ("boots", "her
face") counts only where it is not denied.
"""

from collections.abc import Iterator
from dataclasses import replace

from composer.reading.details.line import AGAINST, Line, Spot
from composer.reading.language import written_in
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Detail

#: The kind of a word → what it names.
_NAMED = {
    "camera": "camera", "detail_camera": "camera", "light": "light", "detail_light": "light",
    "detail_weather": "weather", "detail_season": "season", "detail_mood": "mood",
    "detail_expression": "expression",
}  # fmt: skip
#: The kind of a word → what the picture must show.
_SHOWN = {
    "place": "place", "detail_face": "face", "detail_far": "posture", "detail_whole": "motion", "detail_wide": "view",
    "detail_up": "angle",
}  # fmt: skip
#: Where garments are worn that only a picture of the whole figure shows.
_BELOW = frozenset({"legs", "feet", "bottom"})
_WEATHER = frozenset({"rain", "storm", "snow", "fog"})
#: The words are sought in groups, so that a phrase of one hides no word of another.
_SOUGHT = (
    frozenset({"camera"}), frozenset({"detail_camera"}), frozenset({"light", "detail_none"}),
    frozenset({"detail_light", "detail_none"}), frozenset({"detail_weather"}),
    frozenset({"detail_season", "detail_mood"}), frozenset({"detail_expression", "detail_none"}),
    frozenset({"detail_face", "detail_none"}) | AGAINST, frozenset({"detail_far"}) | AGAINST,
    frozenset({"detail_whole", "detail_wide", "detail_up", "detail_none"}) | AGAINST,
    frozenset({"garment", "place", "homonym", "compounding"}) | AGAINST,
)  # fmt: skip


def named_details(text: MappedText, reading: Reading) -> Iterator[Detail]:
    """Yield what a text names, and what a picture of it must show; each with the words that say so."""
    for sentence in reading.sentences(text):
        # A request may mix languages: "Maren, вид сзади".
        for language in written_in((sentence.source,), reading.languages):
            read = sentence if language is sentence.language else replace(sentence, language=language)
            for kinds in _SOUGHT:
                yield from _found(Line(read, kinds))


def _found(line: Line) -> Iterator[Detail]:
    for spot in line.spots:
        yield from _named(line, spot)
        yield from _shown(line, spot)


def _named(line: Line, spot: Spot) -> Iterator[Detail]:
    for kind, names in _NAMED.items():
        entry = spot.entry(kind)
        if entry is not None:
            value = "" if entry.get("named") else entry.english
            weather = kind == "light" and value in _WEATHER
            yield Detail("weather" if weather else names, value, (line.evidence(spot),))


def _shown(line: Line, spot: Spot) -> Iterator[Detail]:
    if line.sentence.zone != "narration" or line.is_denied(spot) or line.is_likened(spot):
        return
    for kind, shows in _SHOWN.items():
        entry = spot.entry(kind)
        if entry is not None and (not entry.get("owned") or _is_owned(line, spot)):
            yield Detail(shows, entry.english or entry.text, (line.evidence(spot),))
    garment = spot.entry("garment")
    if garment is not None and garment.get("slot") in _BELOW and not spot.entry("homonym"):
        yield Detail("legs", garment.english or garment.text, (line.evidence(spot),))


def _is_owned(line: Line, spot: Spot) -> bool:
    """Return whether somebody's name stands before a word, as whose it is: "Maren's eyes"."""
    place = line.distance(line.sentence.start, spot.start)
    return place > 0 and line.sentence.bare(place - 1) != line.sentence.words[place - 1]
