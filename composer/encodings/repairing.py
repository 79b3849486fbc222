"""Undoing misread UTF-8: strictly where every character fits, else with the heuristics of ftfy, else not at all."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from composer.encodings.oddness import is_between_words, is_usual, oddness
from composer.encodings.suspicion import is_suspicious
from composer.encodings.tables import MISREADINGS, NAMES, Misreading

#: From here on a text counts as misread; less may be chance.
_ENOUGH = 2
#: The same for a stretch within a line, for which less speaks.
_ENOUGH_WITHIN = 3
#: The same for a line in which characters were lost: putting it right is a guess.
_ENOUGH_TO_GUESS = 4
#: How often a text may have been misread, one time after the other.
_TIMES = 3
#: The longest text that ftfy is asked about, in characters: it is no match for megabytes.
_FTFY_LIMIT = 200_000
_COMBINING = re.compile("[\u0300-\u036f]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Repair:
    """A text that was put right, and the encodings it had been misread in, by the names people know; () for none."""

    text: str
    encodings: tuple[str, ...] = ()


def repaired(text: str) -> Repair:
    """Return a text as it was before it was misread as another encoding than UTF-8; good text stays as it is.

    The text as a whole has to be valid UTF-8 in the wrong encoding and look misread; else each line of it; else, within
    a line, each stretch between characters that do not fit. What is left broken because characters were lost is left
    to ftfy's `fix_encoding`.
    """
    if text.isascii() or not is_suspicious(text):
        return Repair(text)
    return _whole(text) or _by_lines(text)


def _whole(text: str) -> Repair | None:
    """Return the best of what a text may have been, None when nothing says that it was misread."""
    found = list(_candidates(text, _TIMES))
    return min(found, key=lambda one: (len(_COMBINING.findall(one.text)), len(one.text)), default=None)


def _candidates(text: str, times: int) -> Iterator[Repair]:
    for misreading in MISREADINGS:
        undone = misreading.undone(text)
        if undone is None or undone == text or oddness(text, misreading) < _ENOUGH:
            continue
        name = NAMES[misreading.codec]
        deeper = list(_candidates(undone, times - 1)) if times > 1 and is_suspicious(undone) else []
        yield from (Repair(one.text, (name, *one.encodings)) for one in deeper)
        if not deeper and is_usual(undone):
            yield Repair(undone, (name,))


def _by_lines(text: str) -> Repair:
    texts: list[str] = []
    encodings: list[str] = []
    for line in _LINES.findall(text):
        one = _line(line)
        texts.append(one.text)
        encodings.extend(one.encodings)
    return Repair("".join(texts), tuple(dict.fromkeys(encodings)))


def _line(line: str) -> Repair:
    if line.isascii() or not is_suspicious(line):
        return Repair(line)
    whole = _whole(line) or _with_spaces(line)
    if whole:
        return whole
    encodings: list[str] = []
    for misreading in MISREADINGS:
        line = misreading.segment.sub(partial(_segment, misreading, encodings), line)
    if is_suspicious(line):
        guess = _guessed(line)
        line = guess.text
        encodings.extend(guess.encodings)
    return Repair(line, tuple(encodings))


def _with_spaces(line: str) -> Repair | None:
    for misreading in MISREADINGS:
        undone = misreading.undone_with_spaces(line)
        if undone is not None and is_usual(undone) and oddness(line, misreading) >= _ENOUGH_TO_GUESS:
            return Repair(undone, (NAMES[misreading.codec],))
    return None


def _segment(misreading: Misreading, encodings: list[str], match: "re.Match[str]") -> str:
    """Return a stretch of a line put right; one that is joined to letters around it is none of its own."""
    text = match[0]
    ends = (
        match.string[match.start() - 1 : match.start()] + text[:1],
        text[-1:] + match.string[match.end() : match.end() + 1],
    )
    if any(_is_inside_word(*pair) for pair in ends if len(pair) == 2):
        return text
    if oddness(text, misreading) < _ENOUGH_WITHIN:
        return text
    found = [one for one in _candidates(text, _TIMES) if one.encodings[0] == NAMES[misreading.codec]]
    if not found:
        return text
    encodings.extend(found[0].encodings)
    return found[0].text


def _is_inside_word(first: str, second: str) -> bool:
    return not (_is_between(first) or _is_between(second))


def _is_between(one: str) -> bool:
    return is_between_words(one) or unicodedata.category(one)[0] in "PZC"


def _guessed(line: str) -> Repair:
    """Return a line in which characters were lost as ftfy reads it, where that leaves less that is odd."""
    before = _oddest(line)
    if before < _ENOUGH_TO_GUESS or len(line) > _FTFY_LIMIT:
        return Repair(line)
    import ftfy

    fixed, steps = ftfy.fix_encoding_and_explain(line)
    if fixed == line or 2 * _oddest(fixed) > before or not is_usual(fixed):
        return Repair(line)
    names = [step.parameter.removeprefix("sloppy-") for step in steps or () if step.action == "encode"]
    return Repair(fixed, tuple(dict.fromkeys(names)) or ("unknown",))


def _oddest(text: str) -> int:
    return max(oddness(text, misreading) for misreading in MISREADINGS)
