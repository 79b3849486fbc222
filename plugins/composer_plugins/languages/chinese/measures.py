"""Ages and heights in Chinese figures: "二十岁", "165cm", "一米七"."""

import re
from collections.abc import Iterator

from composer.reading.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause

_NUMBER = "[0-9]{1,5}|[零〇一二三四五六七八九十百千万两]+[多几]?"
_AGE = re.compile(rf"(?:{_NUMBER})[多几来余]?(?:周岁|岁)(?:左右|出头)?")
_BARE_AGE = re.compile(r"\s*([0-9]{1,4})\s*")
_HEIGHT = re.compile(
    r"[12]\d\d(?:\.\d)?\s?(?:cm|CM|Cm|厘米|公分)|[12]\.\d{1,2}\s?(?:m|M|米)|[12]米[0-9]{1,2}"
    r"|[一两]米[零一二三四五六七八九]+(?:十[一二三四五六七八九]?)?"
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read_measures(clause: Clause, reads: str) -> Iterator[Found]:
    """Yield the heights and ages of a clause; `reads`: see `composer.reading.layout.Reads`."""
    start, end = clause.row[clause.begin].start, clause.row[clause.end - 1].end
    if reads in ("", "looks", "height", "build", "body"):
        for match in _HEIGHT.finditer(clause.text, start, end):
            yield _measure(clause, "height", match, match[0])
    if reads in ("", "looks", "age"):
        for match in _AGE.finditer(clause.text, start, end):
            yield _measure(clause, "age_look", match, str(_number(match[0])))
        bare = _BARE_AGE.fullmatch(clause.text, start, end) if reads == "age" else None
        if bare:
            yield _measure(clause, "age_look", bare, bare[1])


def _measure(clause: Clause, attribute: str, match: re.Match[str], english: str) -> Found:
    inside = [n for n in clause.places if clause.row[n].start < match.end() and clause.row[n].end > match.start()]
    value = match[0].strip()
    return Found(attribute, value, value, (Term(value, english),), inside[0], inside[-1] + 1, inside[0])


def _number(text: str) -> int:
    """Return the number that a Chinese or Arabic numeral at a text's start says, 0 for none."""
    digits = re.match(r"[0-9]+", text)
    if digits:
        return int(digits[0])
    total, one = 0, 0
    for sign in text:
        if sign in _DIGITS:
            one = _DIGITS[sign]
        elif sign in "十百千":
            total += (one or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            one = 0
    return total + one
