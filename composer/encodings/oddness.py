"""How odd characters stand side by side: what no language writes tells that a text was misread."""

import re
from functools import lru_cache

from composer.encodings.tables import Misreading

_QUOTES = frozenset("«»‹›“”‘’…–—\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
_PAIRED = frozenset("«»‹›“”‘")
_STARTS = ("á»", "áº", "â€")  # letters of Vietnamese, dashes and quotes begin so when they were misread
_MATHEMATICAL = frozenset("√¬≈∆ƒ")
_WITHIN_WORDS = frozenset("’–—…\N{NO-BREAK SPACE}\N{SOFT HYPHEN}·´")
_DASHES = frozenset("–—")
_MARKS = frozenset("™®©°ª²³¹º·´•†")
_SCRIPTS = ((0x41, 0x24F, "latin"), (0x1E00, 0x1EFF, "latin"), (0x370, 0x3FF, "greek"), (0x400, 0x52F, "cyrillic"))
_BOXES = range(0x2500, 0x25A0)
_C1 = range(0x80, 0xA0)
#: Letters of Cyrillic that Russian lacks, by the alphabets that have them.
_ALPHABETS = tuple(map(frozenset, ("ґєіїҐЄІЇ", "іўІЎё", "ђјљњћџЂЈЉЊЋЏ", "ѓѕјљњќџЃЅЈЉЊЌЏ")))
_FOREIGN = frozenset().union(*_ALPHABETS) - {"ё"}
#: Serbian and Macedonian lack these; so no word has them beside what only those have.
_EASTERN = frozenset("йщъыьэюяёЙЩЪЫЬЭЮЯЁ")
RARE_LETTERS = _SOUTHERN = frozenset("ђјљњћџѓѕќЂЈЉЊЋЏЃЅЌ")
_WORD = re.compile(r"[^\W\d_]+")
#: What follows these two, at the beginning of a word or behind a small letter, is no letter of a language.
_TELLING = frozenset("ÃÂ")
_LOOSE_LATIN = frozenset("ŠšŒœŽžŸƒ")

#: More need not be counted.
_CERTAIN = 64
_CYRILLIC = ("cp1251", "koi8-r", "cp866")

#: Everything that people write in cards: the rest shows that undoing went wrong.
_USUAL = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e\u018f\u0192\u01a0\u01a1"
    r"\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u0254\u0259\u025b\u0263\u02bb\u02bc\u02c6-\u02dd\u0300-\u0345"
    r"\u0384-\u03d6\u0400-\u045f\u048a-\u04bf\u04c1-\u052f\u0531-\u058f\u0591-\u06ff\u0900-\u10ff"
    r"\u1200-\u137f\u1780-\u18af\u1e00-\u20cf\u2100-\u27bf\u2900-\u297f\u2b00-\u2bff\u3000-\u33ff"
    r"\u4e00-\u9fff\uac00-\ud7a3\ufb00-\ufb4f\ufe00-\ufe0f\ufe30-\ufe4f\ufeff\uff00-\uffef"
    r"\U0001d400-\U0001d7ff\U0001f000-\U0001faff\U000e0020-\U000e007f\U00020000-\U0002ffff]*"
)
_OTHER_LETTERS = r"[^\W\d_\x00-\u02ff\u1e00-\u1eff]"
_BESIDE_LATIN = re.compile(rf"(?<=[A-Za-z]){_OTHER_LETTERS}|{_OTHER_LETTERS}(?=[A-Za-z])")


def is_usual(text: str) -> bool:
    """Say whether a text consists of characters that people write: no controls, no rare signs.

    Letters of other scripts seldom stand inside words of Latin ones.
    """
    if _USUAL.fullmatch(text) is None:
        return False
    return 3 * len(_BESIDE_LATIN.findall(text)) <= sum(not one.isascii() for one in text)


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """Return the script of a letter of Latin, Greek or Cyrillic, "" for everything else, nothing included."""
    if not character.isalpha() or character in "ªºµƒ":
        return ""
    code = ord(character)
    return next((name for first, last, name in _SCRIPTS if first <= code <= last), "")


def is_between_words(character: str) -> bool:
    """Say whether a character is a dash, a quote or a space that stands beside letters in good text."""
    return character in _QUOTES


def _is_box(character: str) -> bool:
    return ord(character) in _BOXES


@lru_cache(maxsize=65536)
def pair_oddness(first: str, second: str) -> int:
    """Return how odd it is that one character follows another: 0 for not at all, 2 for never seen."""
    if ord(first) in _C1 or ord(second) in _C1:
        return 2
    scripts = script_of(first), script_of(second)
    if all(scripts):
        return _letters(first, second, *scripts)
    if _is_box(first) or _is_box(second):
        return _beside_box(first, second)
    if scripts[0]:
        return _behind_letter(second)
    if first in _MATHEMATICAL and script_of(second) == "latin":
        return 2
    if first == "√" and second not in "π∞∑∏∂Ω":
        return 2
    if script_of(second) or second in _QUOTES or second.isspace() or (first in _DASHES and second in "£¥$€∞°"):
        return 0
    return 1


def _letters(first: str, second: str, script: str, other: str) -> int:
    if script != other:
        return 2
    if first.islower() and second.isupper():
        return 2
    if script == "latin":
        if first == "Ä" and second in "ôúùîìòõ":
            return 2
        return 2 if second in _LOOSE_LATIN and first in "ÂÃÄÅÆËÏÐÑÖØÙÛÜÞßâãåæçèêëìîïðñøùûþ" else 0
    return 0


def _beside_box(first: str, second: str) -> int:
    if _is_box(first) and _is_box(second):
        return 0
    other = second if _is_box(first) else first
    if not other.isalpha():
        return 1 if other in _MARKS else 0
    return 2 if script_of(other) == "latin" else 1


def _behind_letter(second: str) -> int:
    if second in _QUOTES or second.isspace() or second.isdecimal():
        return 0
    return 1 if second in _MARKS or second in "€£¥„‚" else 2


def word_oddness(word: str) -> int:
    """Return how odd the letters of a word are together: those of Cyrillic that no alphabet has at once."""
    letters = frozenset(word)
    foreign = letters & _FOREIGN
    if not foreign:
        return 0
    if letters & _SOUTHERN and letters & _EASTERN:
        return 2
    return 0 if any(foreign <= alphabet for alphabet in _ALPHABETS) else 2


def oddness(text: str, misreading: Misreading) -> int:
    """Return how much in a text speaks for its having been misread in this way, up to a limit; 0 for good text."""
    total = count = 0
    end = -1
    for match in misreading.sequence.finditer(text):
        joined = match.start() == end
        end = match.end()
        count += 1
        if total > _CERTAIN:
            return total
        total += _sequence_oddness(text, match.start(), end, joined)
    if total > 1 or not count or misreading.codec not in _CYRILLIC:
        return total
    if _is_latin(text, misreading):
        total += min(count, 2)
    if misreading.codec == "cp1251":
        total += sum(word_oddness(word) for word in _WORD.findall(text))
    return total


def _is_latin(text: str, misreading: Misreading) -> bool:
    """Say whether a text that shows letters of Cyrillic is all Latin once it is put right."""
    undone = misreading.undone(text)
    if undone is None or "Ÿ" in undone or not any("a" <= one.lower() <= "z" for one in text):  # Ÿ is Её, too
        return False
    return {script_of(one) for one in undone if one.isalpha()} == {"latin"}


def _sequence_oddness(text: str, start: int, end: int, joined: bool) -> int:
    found = text[start:end]
    before = text[start - 1 : start]
    after = text[end : end + 1]
    total = sum(pair_oddness(*found[place : place + 2]) for place in range(len(found) - 1))
    if joined and not script_of(found[0]):
        total += 2  # dashes, quotes and lines stand between words, not before every letter
    if found[0] in _TELLING and not found[1].isalpha() and (after.islower() or not before.isupper()):
        total += 2
    if joined and before in _PAIRED and script_of(found[0]):
        total += 1
    if found[:2] in _STARTS and len(found) == 3 and (found[0] == "â" or after.isalpha() or found[2] not in _QUOTES):
        total += 2
    return total + _broken_word(found, before, after)


def _broken_word(found: str, before: str, after: str) -> int:
    """Return how odd a sequence is inside a word: letters of two scripts, or a sign between letters."""
    total = 0
    if script_of(before):
        total += pair_oddness(before, found[0])
    if not after.islower():
        return total
    if script_of(found[-1]):
        lone = found[0] in "«»…" and script_of(before) and script_of(found[-1]) == "latin"
        return total + (2 if lone or script_of(after) != script_of(found[-1]) else 0)
    if found[-1] in _WITHIN_WORDS:
        return total
    return total + (2 if len(found) > 2 or (before.islower() and not found[0].isalpha()) else 1)
