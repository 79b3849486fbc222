"""Ages: numbers, in digits or words, that say how old somebody is."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.reading.looks.view import View
from composer.types import Term

_SEPARATORS = frozenset({"", ",", "+", ";", "(", ")", "|", "/"})
_OLDEST = 100_000
_ADJECTIVES = ("build", "height", "hair_color", "compound")
_DIGITS, _TEN = 5, 10
#: How far before a number «росту» makes it a height.
_NEAR_HEIGHT = 4
#: Letters of the ending in «30-ти».
_CASE_ENDING = 2
#: Ages that may open a sentence without a word that says so.
_YOUNGEST, _ELDEST = 12, 120
#: Who may stand before what is said of their age.
_WHOM = ("gender", "person", "species", "copula", "looking", "pronoun", "age_word")
#: Tokens before the comma of "Vera Holt, 34, …".
_NEAR_START = 4


def number_at(view: View, position: int) -> tuple[int, int]:
    """Return the number that begins at a token and how many tokens it takes; (-1, 0) when there is none."""
    word = view.word(position)
    if word.isdecimal() and len(word) <= _DIGITS:
        return int(word), 1
    value, count = -1, 0
    while count or view.form(position, "number"):
        # "three hundred and twelve" is one number.
        linked = count > 0 and value % 100 == 0 and view.form(position + count, "number_link") is not None
        form = view.form(position + count + linked, "number")
        following = _joined(value, int(form.entry.get("value", "0"))) if form else -1
        if following < 0:
            break
        value, count = following, count + linked + 1
    return value, count


def _joined(value: int, one: int) -> int:
    """Return the number that a number and the next number word make together, -1 when they are two numbers."""
    if value < 0:
        return one
    if one in (100, 1000) and value < one:
        return value * one
    if (value % 10 == 0 and one < 10) or (value % 100 == 0 and one < 100):
        return value + one
    return -1


def listed_ages(view: View) -> Iterator[Found]:
    """Yield bare numbers that are items of a list about looks: "Mei = 20 + female", "Wren: 26, tall"."""
    for position, word in enumerate(view.words) if view.sentence.has_digits else ():
        alone = view.word(position - 1) in _SEPARATORS and view.word(position + 1) in _SEPARATORS
        if word.isdecimal() and alone and 7 < int(word[:_DIGITS]) < 200:
            yield _age(view, position, position + 1, int(word))


def ages(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield stated ages; `listed`: the text is the value of an age label, where a bare number is an age."""
    if "decade" in view.known:
        yield from _decades(view)
    if "ordinal_decade" in view.known:
        yield from _ordinal(view)
    if "past_age" in view.known:
        yield from _past(view, listed)
    if "ordinal" in view.known and "turned" in view.known:
        yield from _in_year(view)
    if "number" in view.known or view.sentence.has_digits:
        yield from _numbered(view, listed)
        yield from _bare(view)


def _numbered(view: View, listed: bool) -> Iterator[Found]:
    position = 0
    while position < len(view.words):
        value, count = _number_or_range(view, position)
        end = _age_end(view, position, count, listed) if count else 0
        then = view.within(position - 5, position, "then") or view.within(end, end + 3, "then")
        if end and 0 < value < _OLDEST and not then:
            yield _age(view, position, end, value)
            position = end
        else:
            position += max(count, 1)


def _number_or_range(view: View, position: int) -> tuple[int, int]:
    """Return the number at a token and how many tokens it takes, in «30-35 лет», «30-ти лет» all that is joined."""
    value, count = number_at(view, position)
    end = position + count
    if count and view.inflected and view.hyphenated(end) and view.form(end + 1, "year"):
        ending = view.word(position).isdecimal() and view.at[end] is None and len(view.words[end]) <= _CASE_ENDING
        return value, count + (ending or number_at(view, end)[1])
    return value, count


def _odd(view: View, end: int) -> int:
    """Return where "сорок с хвостиком" ends whose number ends at a token: the token itself where nothing is added."""
    odd = view.form(end, "after_age")
    return view.at[end].last if odd and odd.entry.english == "odd" else end  # type: ignore[union-attr]


def _age_end(view: View, position: int, count: int, listed: bool) -> int:
    """Return where "19 years old", "24 года", "aged 30" ends, 0 when the number is no age."""
    end = _odd(view, position + count)
    match = view.at[end] if end < len(view.words) else None
    year = match.form("year") if match else None
    if match and year:
        if year.entry.get("weak"):
            return match.last if listed else 0
        strong = view.inflected or view.form(position - 1, "possessive") or match.last - match.first > 1 or listed
        span = view.form(match.last, "not_age") or not (listed or _leads_to_age(view, position - 1))
        span = span or (not listed and _opens_span(view, position, match.last))
        return match.last if strong and not span else 0
    if view.form(position - 1, "aged") and not view.is_any(position - 2, "word_definite"):
        return end
    return end if listed and not view.form(end, "unit") else 0


def _opens_span(view: View, position: int, end: int) -> bool:
    """Return whether a sentence begins with a span of years: "Двадцать лет гарантии", "Сорок лет на флоте"."""
    if not view.inflected or position > 0 or end >= len(view.words) or not view.is_word(end):
        return False
    return view.at[end] is None or view.form(end, "place_preposition", "style_preposition") is not None


def _leads_to_age(view: View, position: int) -> bool:
    """Return whether a number of years after this word is an age: in Russian "ей 20 лет", not "работает там 20 лет"."""
    if not view.inflected or position < 0 or not view.is_word(position):
        return True
    if view.form(position, "span", "negation"):
        return False
    if not view.form(position, "place_preposition", "causing", "having") and _genitive(view, position + 1):
        return True  # "боксёр шестидесяти двух лет"
    named = view.capital(position)
    return named or bool(
        view.form(position, "before_decade", "roughly", "copula", "looking", "gender", "person", "species")
    )


def _genitive(view: View, position: int) -> bool:
    """Return whether a number in words is in the genitive."""
    word = view.word(position)
    other = word.endswith(view.sentence.endings("ending_no_genitive"))
    return not other and word.endswith(view.sentence.endings("ending_genitive_number"))


def _age(view: View, first: int, end: int, value: int) -> Found:
    text = view.source(first, end)
    phrase = text
    if text.isdecimal():
        phrase = _printed(view, text, value)
    elif text.endswith(view.sentence.endings("ending_year_old")) and view.word(first).isdecimal():
        phrase = _printed(view, view.sentence.written[first], value)
    return Found("age_look", text, phrase, (Term(text, str(value)),), first, end, first)


def _printed(view: View, number: str, value: int) -> str:
    """Return "24 года", "19 years old"."""
    return view.alone("age", number, value)


def _bare(view: View) -> Iterator[Found]:
    """Read "лет двадцати пяти", "looks about twenty-five", "She is nineteen."."""
    end = 0
    for position in range(len(view.words)):
        value, count = number_at(view, position)
        if position < end or not count or _measures(view, position):
            continue
        end = position + count
        if not 3 < value < 1000:
            continue
        before = view.form(position - 1, "year")
        if (
            view.inflected
            and before
            and number_at(view, position - 2)[1] == 0
            and _is_approximate(view, position, value)
        ):
            end = _odd(view, end)
            text = view.source(position - 1, end)
            yield Found("age_look", text, text, (Term(text, str(value)),), position - 1, end, position)
        elif _states_age(view, position, end):
            end = _odd(view, end)
            text = view.source(position, end)
            words = (Term(text, str(value)),)
            yield Found("age_look", text, _printed(view, text, value), words, position, end, position)


def _measures(view: View, position: int) -> bool:
    """Return whether a number is a height: «росту во мне сто восемьдесят»."""
    return view.inflected and view.within(position - _NEAR_HEIGHT, position, "of_height")


def _is_approximate(view: View, position: int, value: int) -> bool:
    """Return whether "лет" before a number tells an age: in the genitive, or of somebody: "ему лет сорок"."""
    lead = position - 2
    while view.form(lead, "roughly", "adverb"):
        lead -= 1
    return _genitive(view, position) or (value >= _TEN and _whom(view, lead)) or view.form(lead, "looking") is not None


def _states_age(view: View, position: int, end: int) -> bool:
    """Return whether a bare number is an age: "she is 24.", "At thirty, …", "looks about 30", "выглядит на 30"."""
    following = view.word(end)
    if position == 1 and view.is_any(0, "word_at") and following == ",":
        return True
    if position == 0 and not view.inflected and _opens_with_age(view, end):
        return True
    if view.form(end, "turned") and (position == 0 or _whom(view, position - 1)):
        return True  # «Двадцать шесть стукнуло»
    # "two at a time"
    counted = view.is_any(end + 1, "word_indefinite") and not view.form(end, "having", "aside_lead")
    per = following != "," and counted
    turned = view.form(position - 1, "turned") and view.form(end, "function", "place_preposition")
    if (following and view.is_word(end) and not (view.form(end, "after_age") or turned)) or per:
        return False
    start = position - 1
    while view.form(start, "roughly"):
        start -= 1
    return _led_to(view, start, position, following == ",")


def _opens_with_age(view: View, end: int) -> bool:
    """Return whether a sentence opens with an age: "Twenty-nine.", "Sixty-one and furious about it, …"."""
    if not _YOUNGEST <= number_at(view, 0)[0] <= _ELDEST:
        return False
    if end >= len(view.words) or view.words[end] in (".", "!", "…"):
        return True
    described = view.adjectival(end + 1) or view.form(end + 1, "build", "height", "age_word", "adverb")
    return view.is_any(end, "word_and") and bool(described) and not view.adjectival(end + 2)


def _led_to(view: View, start: int, position: int, comma: bool) -> bool:
    """Return whether the token `start` leads to an age at `position`; `comma`: one stands after the age."""
    if view.form(start, "of_age") and view.form(start - 1, "gender", "person", "species", "hair_color"):
        return True
    if view.form(start, "looking", "turned") or (view.word(start) == "—" and view.form(start - 1, "before_decade")):
        return True
    if view.inflected and comma and position == 0 and view.form(view.words.index(",") + 1, *_ADJECTIVES):
        return True  # «Двадцать два, тощий, …»
    if view.inflected:
        return _whom(view, start) and (start == position - 1 or start == 0 or not view.is_word(start - 1))
    if comma and start < 1 and (start < position - 1 or position == 0):
        return True  # "Though only forty, …", "Twenty-six, …"
    if comma and view.word(start) == "," and start == position - 1 < _NEAR_START:
        return view.at[start - 1] is None and view.capital(start - 1)  # "Vera, 34, is …"
    named = start > 0 and (view.capital(start - 1) or view.words[start - 1] == ",")
    return bool(view.form(start, "being")) and bool(named or view.form(start - 1, "pronoun"))


def _whom(view: View, position: int) -> bool:
    """Return whether a token is somebody in the dative, who has an age: "ей сорок", "Вере сорок"."""
    if position < 0:
        return False
    pronoun = view.form(position, "pronoun")
    if pronoun:
        return pronoun.entry.get("case") == "object"
    name = view.sentence.written[position]
    return view.at[position] is None and name[:1].isupper() and view.ends(position, "ending_dative_name")


def _decades(view: View) -> Iterator[Found]:
    for match in view.matches:
        form = match.form("decade")
        bounds = _in_the(view, match.first) if form else None
        if form is not None and bounds is not None:
            start, begin = bounds
            text = view.source(begin, match.last)
            words = (Term(text, form.entry.get("years")),)
            phrase = view.source(start, match.last)
            yield Found("age_look", text, phrase, words, begin, match.last, match.first)


def _past(view: View, listed: bool) -> Iterator[Found]:
    """Read "за сорок", "около тридцати", "слегка под 50 лет"."""
    for match in view.matches:
        value, count = number_at(view, match.last) if match.form("past_age") else (-1, 0)
        end = match.last + count
        if not count or not 15 < value < _OLDEST or (value % 5 and value < 100):
            continue
        end += view.form(end, "year") is not None
        if (listed or _is_somebodys(view, match.first)) and (listed or _is_all(view, end)):
            text = view.source(match.first, end)
            yield Found("age_look", text, text, (Term(text, str(value)),), match.first, end, match.first)


def _is_somebodys(view: View, position: int) -> bool:
    """Return whether what is said at a token is said of a person: "Мужик под сорок", "ей за тридцать"."""
    before = view.word(position - 1)
    if (
        before in ("", ",", "—", "–", ":", "(")
        or view.is_any(position - 1, "word_and")
        or view.form(position - 1, "before_decade", *_WHOM)
    ):
        return True
    return view.capital(position - 1)


def _is_all(view: View, position: int) -> bool:
    """Return whether no noun follows that a number might count: not "под сорок градусов"."""
    if position >= len(view.words) or not view.is_word(position):
        return True
    return view.form(position, "function", "having", "copula", "after_age", "breaker", "negation") is not None


def _ordinal(view: View) -> Iterator[Found]:
    """Read "на восьмом десятке", "пятый десяток"."""
    for match in view.matches:
        form = match.form("ordinal_decade")
        if form is not None:
            first = match.first - (view.form(match.first - 1, "place_preposition") is not None)
            text = view.source(first, match.last)
            yield Found("age_look", text, text, (Term(text, form.entry.get("years")),), first, match.last, match.first)


def _leads(view: View, position: int) -> bool:
    """Return whether a word leads to "her thirties": "the", "of the late-"."""
    return view.word(position) == "-" or any(view.is_any(position, kind) for kind in ("word_of", "word_definite"))


def _in_year(view: View) -> Iterator[Found]:
    """Read «восемьдесят шестой пошёл», «пошёл тридцать второй год»."""
    for match in view.matches:
        form = match.form("ordinal")
        if form is None:
            continue
        tens = view.form(match.first - 1, "number")
        first = match.first - (tens is not None)
        end = match.last + (view.form(match.last, "year") is not None)
        if view.form(end, "turned") or view.form(first - 1, "turned"):
            text = view.source(first, end)
            value = int(form.entry.get("value")) + (int(tens.entry.get("value")) if tens else 0)
            yield Found("age_look", text, text, (Term(text, str(value - 1)),), first, end, first)


def _in_the(view: View, position: int) -> tuple[int, int] | None:
    """Return where "in her late thirties" begins for printing, and where "late thirties" does."""
    begin = position - 1 if view.form(position - 1, "decade_part") else position
    start = begin
    while view.form(start - 1, "possessive") or _leads(view, start - 1):
        start -= 1
    inside = view.is_any(start - 1, "word_in") and start < begin
    if inside and not view.is_any(start, "word_definite"):
        return start - 1, begin
    return (begin, begin) if begin < position else None
