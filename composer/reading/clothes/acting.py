"""Who does something in a language whose endings tell, when nobody has introduced them: «за ней семенила *Тоня*»."""

from collections.abc import Sequence

from composer.reading.clothes.mark import Mark
from composer.reading.text.segments import Sentence

_VERBS = frozenset({
    "wearing_verb", "lying_verb", "garment_motion", "perceiving_verb", "reporting_verb", "phase_verb", "beholding_verb",
})  # fmt: skip
_LIGHT = frozenset({"small_word", "negation", "dative", "object"})
_OPENS = frozenset({"small_word", "clause_start"})
#: How far a verb stands from its subject, and how many words make up a subject: «старый дух леса».
_NEAR, _LONGEST_SUBJECT = 3, 3
_SHORTEST = 3
_QUOTES = frozenset('«“„"')


def acting(sentence: Sentence, row: Sequence[Mark], number: int) -> Mark:
    """Read an unknown word with a capital letter as the name of somebody who does something, or is so called."""
    mark, language = row[number], sentence.language
    written, word = sentence.written[mark.first], sentence.words[mark.first]
    if mark.kind != "word" or mark.match or language is None or not written[0].isupper() or len(written) < _SHORTEST:
        return mark
    before = row[number - 1] if number else None
    if before is not None and before.kind == "naming":
        return _named(mark, written)
    known = any(language.nicknames(written))
    if not (known or _is_within(sentence, mark)):
        return mark
    acts = language.agrees(word, _verb_near(sentence, row[number + 1 :]))
    behind = before is not None and known and language.agrees(word, _verb_near(sentence, row[:number][::-1]))
    return _named(mark, written) if acts or behind else mark


def _named(mark: Mark, name: str) -> Mark:
    return Mark("person", mark.first, mark.last, name=name, case=frozenset({"nominative"}))


def _is_within(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a word stands within a sentence, where only names are written so, and opens no quotation."""
    first = next((at for at, word in enumerate(sentence.written) if word[0].isalpha()), mark.first)
    return mark.first > first and sentence.written[mark.first - 1][-1:] not in _QUOTES


def _verb_near(sentence: Sentence, marks: Sequence[Mark]) -> str:
    """Return the verb that stands first among some marks, adverbs and pronouns left out; "" for anything else."""
    for mark in marks[:_NEAR]:
        if _is_verb(sentence, mark):
            return sentence.words[mark.first]
        if mark.kind not in _LIGHT:
            break
    return ""


def _is_verb(sentence: Sentence, mark: Mark) -> bool:
    language = sentence.language
    if mark.kind in _VERBS:
        return not {"participle", "gerund", "infinitive", "imperative"} & mark.case
    unknown = mark.kind == "word" and mark.match is None and language is not None
    return unknown and language is not None and language.acts(sentence.words[mark.first])


def unknown_subject(sentence: Sentence, row: Sequence[Mark]) -> tuple[str, str]:
    """Return (noun, verb) of a clause that leads with somebody or something unknown who does it, else twice "".

    So nobody known puts on the cap in «сосны нахлобучили снежные папахи», «стажёрка поправила берет».
    """
    language = sentence.language
    start = next((at for at, mark in enumerate(row) if mark.kind not in _OPENS), len(row))
    words = 0
    while words < _LONGEST_SUBJECT and start + words < len(row) and _is_noun_like(sentence, row[start + words]):
        words += 1
    verb = _verb_near(sentence, row[start + words :]) if words else ""
    if language is None or not verb:
        return "", ""
    nouns = [mark.first for mark in row[start : start + words]]
    noun = next((at for at in nouns if not language.adjective(sentence.words[at], "", False)), None)
    if noun is None or not language.agrees(sentence.words[noun], verb):
        return "", ""
    return sentence.written[noun], verb


def _is_noun_like(sentence: Sentence, mark: Mark) -> bool:
    language, word = sentence.language, sentence.words[mark.first]
    return mark.kind == "word" and mark.match is None and language is not None and not language.acts(word)
