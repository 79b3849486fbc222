"""Measured heights: 5'10", 178 cm, 1.78 m, "six feet tall", "ростом 185 см"."""

import re
from collections.abc import Iterator

from composer.reading.looks.ages import number_at
from composer.reading.looks.described import Found
from composer.reading.looks.view import View
from composer.reading.matching import Match
from composer.types import Term

_MEASURE = re.compile(
    r"\d['’′]\s?\d{0,2}(?:[\"”″]|'')?|\d[.,]\d{1,2}\s?(?:m|м)\b"
    r"|[12]\d\d\s?(?:cm|см|centimet\w{2,3}|сантиметр\w{0,3})\b"
)
#: Feet and inches that somebody may measure.
_FEET, _INCHES = range(4, 8), 12
#: Digits of a number of centimetres that is no height of a person.
_SHORT_NUMBER = 2
#: Words of "as tall as …".
_LONGEST_COMPARISON = 4
#: Centimetres that somebody may measure, and metres in «два десять».
_LIKELY, _METRES = range(120, 250), range(1, 4)


def heights(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield measured heights; `listed`: the text is the value of a height label."""
    text = view.sentence.text.text
    for match in _MEASURE.finditer(text, view.sentence.start, view.sentence.end):
        first, last = match.span()
        inside = [n for n, (start, end) in enumerate(view.sentence.spans) if start < last and end > first]
        if inside and (listed or _is_height(view, inside[0], inside[-1] + 1)):
            yield _height(view, inside[0], inside[-1] + 1)
    if "unit" in view.known:
        yield from _in_words(view, listed)
    if "measured_by" in view.known:
        yield from _compared(view)
    if "number" in view.known and not view.inflected:
        yield from _spoken(view)
    if "of_height" in view.known:
        yield from _bare(view)


def _bare(view: View) -> Iterator[Found]:
    """Read "рост 172", "рост — сто шестьдесят", «ростом около двух десяти»: numbers without a unit."""
    for lead in view.matches:
        if not lead.form("of_height"):
            continue
        start = view.past_person(lead.last)
        start += 2 * (view.inflected and view.form(start, "style_preposition") is not None
                      and view.form(start + 1, "pronoun") is not None)  # «росту во мне»  # fmt: skip
        while view.inflected and (view.form(start, "roughly", "past_age") or view.word(start) in ("—", "–", ":", ",")):
            start += 1
        value, count = number_at(view, start)
        second, more = number_at(view, start + count) if view.inflected and count else (0, 0)
        metres = value in _METRES and more and second < 100 and not view.words[start].isdecimal()
        end = start + count + (more if metres else 0)
        if (metres or value in _LIKELY) and not view.form(end, "unit", "year") and (metres or not more):
            yield _height(view, start, end)


def _compared(view: View) -> Iterator[Found]:
    """Read "ростом со взрослого медведя", "не выше табурета"."""
    for match in view.matches if view.inflected else ():
        if not match.form("measured_by"):
            continue
        end = match.last
        while end < min(len(view.words), match.last + _LONGEST_COMPARISON) and view.is_word(end):
            end += 1
        closed = end >= len(view.words) or not view.is_word(end)
        if match.last < end and closed and not view.within(match.last, end, "relation", "possessive"):
            value = view.source(match.first, end)
            yield Found("height", value, value, (Term(value),), match.first, end, match.first)


def _counts(view: View, position: int) -> bool:
    """Return whether a token belongs to a measure in words: "six and a half feet"."""
    said = view.form(position, "unit") or number_at(view, position)[1]
    return bool(said) or view.is_any(position, "word_measured")


def _height(view: View, first: int, last: int) -> Found:
    value = view.source(first, last)
    phrase = view.alone("height", value)
    return Found("height", value, phrase, (Term(value),), first, last, first)


def _in_words(view: View, listed: bool) -> Iterator[Found]:
    for match in view.matches:
        unit = match.form("unit")
        if unit is None or unit.entry.get("weight"):
            continue
        if bounds := _measured(view, match, listed):
            value = view.source(*bounds)
            phrase = view.alone("height", value)
            yield Found("height", value, phrase, (Term(value),), *bounds, match.first)
        elif view.is_any(match.last, "word_tall"):
            first = match.first
            while _counts(view, first - 1):
                first -= 1
            value = view.source(first, match.last + 1)
            decimal = view.word(first - 1) in (".", ",") and view.word(first - 2).isdecimal()  # measured already
            if first < match.first and not decimal and not _MEASURE.search(value):
                yield Found("height", value, value, (Term(value),), first, match.last + 1, match.first)


def _spoken(view: View) -> Iterator[Found]:
    """Read "she is five-eleven", "Five-four without the shoes": feet and inches without their names."""
    for feet in range(len(view.words) - 1):
        first, second = view.form(feet, "number"), view.form(feet + 1, "number")
        if first is None or second is None or not view.hyphenated(feet + 1) or view.hyphenated(feet + 2):
            continue
        likely = int(first.entry.get("value")) in _FEET and int(second.entry.get("value")) < _INCHES
        led = feet == 0 or view.form(feet - 1, "copula", "of_height", "roughly") or view.word(feet - 1) in (",", "(")
        after = feet + 2
        ends = after >= len(view.words) or not view.is_word(after) or view.form(after, "function", "of_height")
        if likely and led and ends:
            yield _height(view, feet, after)


def _measured(view: View, match: Match, listed: bool) -> tuple[int, int] | None:
    return _feet_and_inches(view, match) or _in_centimetres(view, match) or _whole_feet(view, match, listed)


def _number_before(view: View, position: int) -> int:
    """Return where the number that ends before a token begins, -1 when there is none."""
    found = -1
    for start in range(position - 1, max(-1, position - 5), -1):
        if number_at(view, start)[1] == position - start:
            found = start
    return found


def _feet_and_inches(view: View, match: Match) -> tuple[int, int] | None:
    """Read "five foot nine", "метр семьдесят": a unit between two numbers, or one that needs none before it."""
    form = match.form("unit")
    linked = view.form(match.last, "number_link") is not None and not view.inflected  # "five feet and two inches"
    value, count = number_at(view, match.last + linked)
    count += linked and count > 0
    if form is None or not form.entry.get("parts") or not count or view.form(match.last + count, "year"):
        return None
    if not 0 < value < int(form.entry.get("parts")) or view.is_any(match.last + count, "word_tall"):
        return None
    start = _number_before(view, match.first)
    start = start if start >= 0 else match.first
    if start == match.first and not view.inflected:
        return None
    end = match.last + count
    return start, end + (view.form(end, "unit") is not None)


def _in_centimetres(view: View, match: Match) -> tuple[int, int] | None:
    """Read "ростом сто шестьдесят сантиметров" where the number is in words."""
    start = _number_before(view, match.first)
    if (
        start < 0
        or (len(view.words[start]) > _SHORT_NUMBER and view.words[start].isdecimal())
        or view.is_any(match.last, "word_tall")
    ):
        return None
    near = view.within(start - 6, start, "of_height") or view.form(match.last, "of_height")
    return (start, match.last) if near else None


def _whole_feet(view: View, match: Match, listed: bool) -> tuple[int, int] | None:
    """Read "she is barely five foot."."""
    form = view.form(match.first, "unit")
    start = _number_before(view, match.first)
    if form is None or not form.entry.get("parts") or start < 0 or view.is_any(match.last, "word_tall"):
        return None
    if listed and start == 0:
        return start, match.last
    lead = start - 1
    while view.form(lead, "roughly"):
        lead -= 1
    ends = match.last >= len(view.words) or not view.is_word(match.last)
    exact = view.form(match.last, "after_measure") is not None
    led = view.form(lead, "copula", "of_height") or (exact and view.word(lead) in ("", ","))
    return (start, match.last) if (ends or exact) and led else None


def _opens_item(view: View, first: int, last: int) -> bool:
    """Return whether a sentence begins with centimetres and no noun of what they measure: "172 см, крепкие плечи"."""
    ends = last >= len(view.words) or view.words[last] in (",", ";")
    return first == 0 and ends and view.inflected and "'" not in view.words[0]


def _is_height(view: View, first: int, last: int) -> bool:
    near = view.within(first - 4, first, "of_height") or _opens_item(view, first, last)
    metric = "'" not in view.words[first] and view.form(first - 1, "copula") is not None
    return near or metric or view.form(last, "of_height") is not None or "'" in view.words[first]
