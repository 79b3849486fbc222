"""The items of a labelled list: where they stand, and the sentence that each makes of its own."""

import re
from collections.abc import Iterator

from composer.reading.language import Language
from composer.reading.looks.view import Modifier, View
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence

_ITEM = re.compile(r"(?:[^\n,;+|\"“”]|(?<=\d),(?=\d))+")
#: Where a remark in brackets is an item of its own: "dark brown (wears violet contacts)".
_REMARKED = re.compile(r"(?:[^\n,;+|\"“”()（）]|(?<=\d),(?=\d))+")
#: Where a remark begins that is a sentence of its own: "pale silver. They were brown once".
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!] +(?=[A-ZА-ЯЁ])")
_TRIM = " \t\r'’`*_.)]}>([{<"
_NOTHING = frozenset({"nothing"})
_DENYING = ("negation", "former", "irreal")


def items(text: str, start: int, end: int, remarks: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where the items of a list begin and end, without the marks around them.

    Args:
        remarks: what stands in brackets is an item of its own.
    """
    for match in (_REMARKED if remarks else _ITEM).finditer(text, start, end):
        start = match.start()
        for ended in (*_SENTENCE_END.finditer(text, start, match.end()), None):
            begin, finish = trimmed(text, start, ended.start() if ended else match.end())
            start = ended.end() if ended else start
            if begin < finish:
                yield begin, finish


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a value without quotation marks, brackets and dots around it."""
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM and not (text[end - 1] == ")" and "(" in text[start:end]):
        end -= 1
    return start, end


def piece(text: MappedText, start: int, length: int, language: Language) -> Sentence:
    """Return a stretch of text as a sentence of its own."""
    end = start + length
    return Sentence(text, start, end, "narration", language)


def is_nothing(view: View) -> bool:
    """Return whether a value says that there is nothing, or denies what it names."""
    words = [word for word in view.words if word[0].isalnum()]
    language = view.sentence.language
    said = language is not None and bool(language.lexicon.only(_NOTHING).lookup(" ".join(words)))
    return said or not words or _denied(view)


def _denied(view: View) -> bool:
    if view.known.isdisjoint(_DENYING):
        return False
    for match in view.matches:
        denying = match.form(*_DENYING)
        if denying and not denying.entry.get("weak") and not match.form("function"):
            return True
    return False


def modifiers(view: View, kinds: tuple[str, ...]) -> list[Modifier]:
    """Return the words of some kinds in a value."""
    found: list[Modifier] = []
    for match in view.matches if not view.known.isdisjoint(kinds) else ():
        form = match.form(*kinds)
        if form:
            found.append(Modifier(match.first, match.last, form))
    return found
