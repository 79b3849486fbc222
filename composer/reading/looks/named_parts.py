"""Parts of the body and marks that only a label names: "Tail: long, black", "Tattoos: koi on the left arm"."""

from collections.abc import Iterator, Sequence

from composer.reading.language import Language, language_of
from composer.reading.lexicon import Entry
from composer.reading.looks.described import Found, as_trait
from composer.reading.looks.items import is_nothing, items, modifiers, piece, trimmed
from composer.reading.looks.layout import Passage
from composer.reading.looks.view import View, terms
from composer.reading.text.mapped import MappedText
from composer.types import Term, Trait

_LONGEST = 80
#: Tokens of a value without a word that describes, if it is no sentence.
_LONGEST_PHRASE = 8
#: What one may have several of, each an item of its own, by their English names.
_MARKS = frozenset(
    {"tattoo", "scar", "burn scar", "piercing", "birthmark", "mole", "beauty mark", "brand", "prosthetic"}
)


def named_parts(
    text: MappedText, passage: Passage, language: Language, languages: Sequence[Language]
) -> Iterator[tuple[Found, Trait]]:
    """Yield what a label's value says of the part that the label names: "Tail: long, black" is a long, black tail."""
    own = language_of(passage.label, languages) or language
    label = View(piece(text, max(0, text.text.rfind(passage.label, 0, passage.start)), len(passage.label), own))
    named = next((match for match in label.matches if match.form("feature")), None)
    form = named.form("feature") if named else None
    entry = _in_language(form.entry, own, language) if form else None
    if named is None or entry is None:
        return
    said = label.source(named.first, named.last).lower()
    apart = (entry.english or entry.text) in _MARKS or text.text.count('"', passage.start, passage.end) > 2
    spans = items(text.text, passage.start, passage.end) if apart else [_whole(text, passage)]
    for start, end in spans:
        sentence = piece(text, start, end - start, language)
        if sentence.written and end - start <= _LONGEST:
            found = _part(View(sentence), entry, said)
            if found:
                yield found, as_trait(View(sentence), found, confidence=1.0)


def _in_language(entry: Entry, own: Language, language: Language) -> Entry | None:
    """Return the word for a part in the language of what is said of it: "Tattoos: карп на плече"."""
    if own is language:
        return entry
    meant = entry.english or entry.text
    return next((one for one in language.lexicon.of_kind("feature") if one.english == meant and one.nominative), None)


def _whole(text: MappedText, passage: Passage) -> tuple[int, int]:
    return trimmed(text.text, passage.start, passage.end)


def _part(view: View, entry: Entry, said: str) -> Found | None:
    """Return a part of the body with the words that describe it, None where they are no description."""
    words = modifiers(view, ("part_mod", "color", "shade", "tone"))
    if not (words or _is_phrase(view)) or is_nothing(view):
        return None
    noun = entry.nominative[-1] if view.inflected and entry.nominative else said
    value = _with_noun(view, entry.text if (entry.english or entry.text) in _MARKS else noun.lower())
    kinds = [one.form.entry.english for one in words if one.form.entry.kind == "part_mod" and one.form.entry.english]
    english = f"{kinds[0]} ears" if kinds and entry.english == "ears" else entry.english or entry.text
    return Found("feature", value, value, (Term(entry.text, english), *terms(words)), 0, len(view.words), 0)


def _with_noun(view: View, noun: str) -> str:
    """Return a description with its noun, which stands before where it is: "koi tattoo on the left arm"."""
    end = len(view.words)
    place = next((n for n in range(end) if view.form(n, "place_preposition")), end)
    if view.inflected:
        place = end
    before, after = (view.source(0, place) if place else ""), (view.source(place, end) if place < end else "")
    return " ".join(filter(None, [before.lower(), noun, after]))


def _is_phrase(view: View) -> bool:
    """Return whether a value is a short description and no sentence: "ram-like", not "twitches when she lies"."""
    verbs = view.ends(0, "ending_plural") or not view.known.isdisjoint(("copula", "pronoun", "having"))
    return len(view.words) <= _LONGEST_PHRASE and not verbs
