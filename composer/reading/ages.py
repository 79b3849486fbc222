"""Ages and heights: numbers, in digits or words, that say how old or how tall somebody is."""

import re
from collections.abc import Iterator

from composer.reading.nouns import Found
from composer.reading.view import View
from composer.types import Term

_HEIGHT = re.compile(r"\d['’′]\s?\d{0,2}(?:[\"”″]|'')?|\d[.,]\d{1,2}\s?m\b|[12]\d\d\s?(?:cm|см)\b")
_YEAR_WORD = frozenset({"years", "years old"})
_NOT_AGE = frozenset({"ago", "later", "before", "after", "experience", "of", "in", "since", "for", "назад", "опыта", "стажа",
                      "спустя", "службы", "практики", "as", "long", "apart", "together", "работы", "подряд", "тому"})  # fmt: skip
_SPAN = frozenset({"for", "over", "in", "after", "within", "last", "past", "every", "спустя", "через", "за", "последние",
                   "около", "более", "больше", "during", "next", "first", "once"})  # fmt: skip
_SEPARATORS = frozenset({"", ",", "+", ";", "(", ")", "|", "/"})
_AGED = frozenset({"aged", "age"})
_LOOKING = frozenset({"looks", "appears", "seems", "is", "about", "around", "she's", "he's", "i'm", "they're", "выглядит",
                      "на вид", "am", "лет"})  # fmt: skip


def number_at(view: View, position: int) -> tuple[int, int]:
    """Return the number that begins at a token and how many tokens it takes; (-1, 0) when there is none."""
    word = view.word(position)
    if word.isdecimal() and len(word) <= 5:
        return int(word), 1
    value, count = -1, 0
    while (form := view.form(position + count, "number")) is not None:
        one = int(form.entry.get("value", "0"))
        if value < 0:
            value = one
        elif one in (100, 1000) and value < one:
            value *= one
        elif (value % 10 == 0 and one < 10) or (value % 100 == 0 and one < 100):
            value += one
        else:
            break
        count += 1
    return value, count


def listed_ages(view: View) -> Iterator[Found]:
    """Yield bare numbers that are items of a list about looks: "Mei = 20 + female", "Wren: 26, tall"."""
    for position, word in enumerate(view.words):
        alone = view.word(position - 1) in _SEPARATORS and view.word(position + 1) in _SEPARATORS
        if word.isdecimal() and alone and 7 < int(word) < 200:
            yield _age(view, position, position + 1, int(word))


def ages(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield stated ages; `listed`: the text is the value of an age label, where a bare number is an age."""
    yield from _decades(view)
    if not any(word.isdecimal() or "number" in kinds for word, kinds in zip(view.words, view.kinds, strict=True)):
        return
    position = 0
    while position < len(view.words):
        value, count = number_at(view, position)
        if count:
            end = _age_end(view, position, count, listed)
            told = {"when", "когда", "since", "with"} & set(view.words[max(0, position - 5) : position])
            if end and 0 < value < 100000 and not told:
                yield _age(view, position, end, value)
                position = end
                continue
        position += max(count, 1)
    yield from _about(view)


def _age_end(view: View, position: int, count: int, listed: bool) -> int:
    """Return where "19 years old", "24 года", "aged 30" ends, 0 when the number is no age."""
    end = position + count
    match = view.at[end] if end < len(view.words) else None
    year = match.form("year") if match else None
    before = view.word(position - 1)
    if match and year:
        strong = not year.entry.get("weak") and (view.inflected or match.last - match.first > 1 or listed)
        stop = view.word(match.last) in _NOT_AGE or (before in _SPAN and view.inflected)
        if strong and not stop:
            return match.last
        return match.last if year.entry.get("weak") and listed else 0
    if before in _AGED and view.word(position - 2) != "the":
        return end
    if listed and not view.form(end, "unit"):
        return end
    return 0


def _age(view: View, first: int, end: int, value: int) -> Found:
    text = view.source(first, end)
    phrase = text
    if text.isdecimal():
        phrase = f"{text} {_years(value)}" if view.inflected else f"{text} years old"
    elif text.endswith(("-year-old", "year old")):
        phrase = f"{view.source(first, first + 1)} years old" if view.word(first).isdecimal() else text
    return Found("age_look", text, phrase, (Term(text, str(value)),), first, end, first)


def _years(value: int) -> str:
    if value % 10 == 1 and value % 100 != 11:
        return "год"
    return "года" if value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14) else "лет"


def _about(view: View) -> Iterator[Found]:
    """Read "лет двадцати пяти", "looks about twenty-five", "She is nineteen."."""
    for position, word in enumerate(view.words):
        value, count = number_at(view, position)
        if not count or not 3 < value < 1000:
            continue
        before = view.word(position - 1)
        end = position + count
        if view.inflected and before == "лет" and number_at(view, position - 2)[1] == 0:
            yield Found("age_look", view.source(position - 1, end), view.source(position - 1, end),
                        (Term(word, str(value)),), position - 1, end, position)  # fmt: skip
        elif _states_age(view, position, end):
            text = view.source(position, end)
            yield Found("age_look", text, f"{text} {_years(value)}" if view.inflected else f"{text} years old",
                        (Term(text, str(value)),), position, end, position)  # fmt: skip


def _states_age(view: View, position: int, end: int) -> bool:
    """Return whether a bare number is an age: "she is 24.", "looks about thirty and …", "выглядит на 30"."""
    following = view.word(end)
    if position == 1 and view.word(0) == "at" and following == ",":
        return True
    if (
        following
        and view.tokens[end].is_word
        and following not in ("and", "but", "with", "at", "и", "но", "years", "now")
    ):
        return False
    start = position - 1
    while view.word(start) in (
        "about",
        "around",
        "barely",
        "only",
        "just",
        "roughly",
        "to",
        "be",
        "на",
        "примерно",
        "лишь",
    ):
        start -= 1
    if view.word(start) in ("looks", "appears", "she's", "he's", "i'm", "выглядит", "turned", "исполнилось"):
        return True
    return view.word(start) in ("is", "am") and bool(view.form(start - 1, "pronoun") or view.word(start - 1).istitle()
                                                     or view.tokens[start - 1].text.istitle()) if start > 0 else False  # fmt: skip


def _decades(view: View) -> Iterator[Found]:
    for match in view.matches:
        form = match.form("decade")
        if not form:
            continue
        if view.inflected:
            if view.form(match.last, "year") or not view.tokens[match.last - 1].is_word:
                continue
            allowed = view.word(match.first - 1) in (
                "",
                ",",
                "ей",
                "ему",
                "мне",
                "слегка",
                "далеко",
                "уже",
                "—",
                "лет",
                "немного",
                "чуть",
                "ей",
                "вид",
                "на",
                "женщина",
                "мужчина",
                ":",
            )
            if allowed:
                text = view.source(match.first, match.last)
                yield Found(
                    "age_look", text, text, (Term(text, form.entry.get("years")),), match.first, match.last, match.first
                )
            continue
        first = match.first
        while view.word(first - 1) in (
            "early",
            "mid",
            "late",
            "middle",
            "his",
            "her",
            "their",
            "my",
            "your",
            "the",
            "of",
            "-",
        ):
            first -= 1
        if (
            view.word(first - 1) == "in"
            and first < match.first
            and view.word(first) not in ("the",)
            or view.word(match.first - 1) in ("early", "mid", "late")
        ):
            begin = match.first - (view.word(match.first - 1) in ("early", "mid", "late"))
            text = view.source(begin, match.last)
            phrase = text if view.word(first - 1) != "in" else view.source(first - 1, match.last)
            yield Found(
                "age_look", text, phrase, (Term(text, form.entry.get("years")),), begin, match.last, match.first
            )


def heights(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield measured heights: 5'10", 178 cm, 1.78 m, "six feet tall", "ростом 185 см"."""
    start, end = view.sentence.start, view.sentence.end
    text = view.sentence.text.text
    for match in _HEIGHT.finditer(text, start, end):
        inside = [n for n, token in enumerate(view.tokens) if token.start < match.end() and token.end > match.start()]
        if inside and _is_height(view, inside[0], inside[-1] + 1, listed):
            last = inside[-1] + 1
            value = view.source(inside[0], last)
            phrase = (
                value
                if listed is False and view.word(last) != "tall"
                else f"{value} tall"
                if not view.inflected
                else value
            )
            yield Found(
                "height",
                value,
                phrase if not view.inflected else f"рост {value}",
                (Term(value),),
                inside[0],
                last,
                inside[0],
            )
    for match in view.matches:
        if match.form("unit") and view.word(match.last) == "tall":
            first = match.first
            while view.form(first - 1, "unit") or number_at(view, first - 1)[1] or view.word(first - 1) == "a":
                first -= 1
            value = view.source(first, match.last + 1)
            if first < match.first and not _HEIGHT.search(value):
                yield Found("height", value, value, (Term(value),), first, match.last + 1, match.first)


def _is_height(view: View, first: int, last: int, listed: bool) -> bool:
    if (
        listed
        or view.word(last) in ("tall", "ростом", "in")
        or view.word(first - 1) in ("рост", "ростом", "height", "at", "stands")
    ):
        return True
    near = view.words[max(0, first - 4) : first]
    return bool({"stands", "standing", "рост", "ростом", "height", "роста"} & set(near)) or "'" in view.words[first]
