"""Names of people nobody has introduced, in languages that write only names with a capital."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from composer.reading.language import Language
from composer.reading.lexicon import normalise
from composer.reading.text.segments import Sentence

_CAPITAL = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]{2,}(?![\w-])")
_BEFORE = re.compile(r"(\w+)[^\S\n]*$")
_AFTER = re.compile(r"(['’]s)?\s+(\w+)")
#: How far back the word before a name is looked for.
_LONGEST_WORD = 20
#: What stands before a name that is no person's: "the *Baltic*", "her *Persian* rugs".
_OPENING = ("article", "possessive", "own")
_MOST = 8
#: How many letters a name and its diminutive share.
_STEM = 3


class _Written(NamedTuple):
    """A word with a capital where it stands.

    Attributes:
        leads: whether it begins its sentence, where any word has a capital; acts: whether what follows it may be its
            verb, or a thing of its own; given: whether it is a known first name.
    """

    word: str
    leads: bool
    acts: bool
    given: bool


def newcomers(sentences: Sequence[Sentence], known: Collection[str]) -> list[str]:
    """Return the names of people in some sentences who are not `known`.

    A first name that acts is somebody. Any other word with a capital is one where it acts within a sentence; at the
    beginning of one only when it also stands within another.
    """
    parts = {part for name in known for part in normalise(name).split()}
    found = [one for sentence in sentences for one in _capitals(sentence, parts)]
    within = {one.word for one in found if not one.leads}
    people = (one.word for one in found if one.acts and (one.given or not one.leads or one.word in within))
    return list(dict.fromkeys(people))[:_MOST]


def _capitals(sentence: Sentence, known: Collection[str]) -> Iterator[_Written]:
    language = sentence.language
    if language is None or language.rules is not None:
        return
    text = sentence.text.text
    for match in _CAPITAL.finditer(text, sentence.start, sentence.end):
        norm = normalise(match[0])
        kinds = language.lexicon.lookup(norm).kinds
        if norm in known or (set(kinds) - {"given_name"} and not language.cases):
            continue
        if language.cases:
            if not _is_nickname(norm, known, language):
                yield from _declined(match[0], sentence, match.start(), match.end(), language)
            continue
        before = _BEFORE.search(text[max(sentence.start, match.start() - _LONGEST_WORD) : match.start()])
        if before and _is_one(language, before[1], *_OPENING):
            continue
        leads = not any(letter.isalnum() for letter in text[sentence.start : match.start()])
        called = sentence.zone == "speech" and text[match.end() : match.end() + 1] == ","  # "Imani, give me …"
        leads = leads and not called
        yield _Written(match[0], leads, _acts(text, match.end(), language), "given_name" in kinds)


def _is_nickname(name: str, known: Collection[str], language: Language) -> bool:
    """Return whether a name may be what somebody known is called for short: «Мирка» where Мира is known."""
    stem = name[:_STEM]
    return any(stem == other[:_STEM] for other in known) or any(
        normalise(nickname) in known for nickname in language.nicknames(name)
    )


def _declined(name: str, sentence: Sentence, start: int, end: int, language: Language) -> Iterator[_Written]:
    """Yield a name that is the subject of the verb behind it, by their endings."""
    text = sentence.text.text
    after = _AFTER.match(text, end)
    if after is None or not language.agrees(normalise(name), normalise(after[2])):
        return
    leads = not any(letter.isalnum() for letter in text[sentence.start : start]) or text[start - 1] in '«“„"'
    if leads and set(language.lexicon.lookup(normalise(name)).kinds) - {"given_name", "species", "figure"}:
        return
    yield _Written(name, leads, acts=True, given=any(language.nicknames(name)))


def _acts(text: str, end: int, language: Language) -> bool:
    """Return whether a verb follows, or a thing that is somebody's: "*Ilse* sighs", "*Ilse's* boots"."""
    after = _AFTER.match(text, end)
    if after is None:
        return False
    if after[1] or _is_one(language, after[2], "wearing_verb", "lists") or _is_in(language, after[2]):
        return True
    return (
        after[2].islower()
        and after[2].endswith(language.lexicon.endings["ending_told"])
        and not _is_one(language, after[2], "garment")
    )


def _is_in(language: Language, word: str) -> bool:
    """Return whether a word is "in": "*Tasha* in peach"."""
    return any(form.entry.get("role") == "in" for form in language.lexicon.lookup(word))


def _is_one(language: Language, word: str, *kinds: str) -> bool:
    return not language.lexicon.lookup(normalise(word)).kinds.keys().isdisjoint(kinds)
