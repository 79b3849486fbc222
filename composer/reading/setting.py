"""Where, in which light and how near: what a request says of place, light and camera."""

from dataclasses import dataclass

from composer.reading.language import Language
from composer.reading.matching import matched
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence, sentences
from composer.types import Term

#: How many words after a "not" are denied.
_DENIED = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """The place, the light and the camera of a picture; None where the text does not say."""

    place: Term | None = None
    light: Term | None = None
    camera: Term | None = None


def read_setting(text: MappedText, languages: tuple[Language, ...]) -> Setting:
    """Return the first place, light and camera that a text names and does not deny; a vague word yields to another."""
    found: dict[str, Term] = {}
    for sentence in sentences(text, languages):
        _note(sentence, found)
    return Setting(**found)


def _note(sentence: Sentence, found: dict[str, Term]) -> None:
    denied, vague, behind = -_DENIED - 1, set[str](), -1
    compounds = sentence.language is not None and not sentence.language.cases
    for match in matched(sentence):
        if match.entry("negation"):
            denied = match.last
        for kind in ("place", "light", "camera"):
            entry = match.entry(kind)
            if entry and match.first - denied >= _DENIED:
                known = found.get(kind)
                # Of two nouns side by side the second is the place: "the lighthouse kitchen".
                compound = compounds and kind == "place" and behind == match.first
                if known is None or known.text in vague or compound:
                    found[kind] = Term(entry.text, entry.english)
                    behind = match.last if kind == "place" else behind
                if entry.get("vague"):
                    vague.add(entry.text)
