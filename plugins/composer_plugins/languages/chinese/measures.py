"""Ages and heights in Chinese figures: "二十岁", "三十出头", "165cm", "一米七"."""

import re
from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause

_SIGNS = "零〇一二三四五六七八九十百千万萬两兩"
_NUMBER = rf"(?:[0-9]{{1,5}}(?:\s?[-~～至到]\s?[0-9]{{1,5}})?|[{_SIGNS}]+(?:有[一二三四五六七八九])?)"
_ROUGH = r"(?:左右|出头|出頭|上下|开外|開外|有余|有餘|以上)"
_AGE = re.compile(
    rf"{_NUMBER}\s?[多几幾来來余餘]?\s?(?:周|週)?[岁歲]{_ROUGH}?"
    rf"|(?:[二三四五六七八九两兩]?十|[2-9]0)(?:(?:好几|好幾|[多几幾来來余餘])?{_ROUGH}|好几|好幾|[多几幾来來]岁?(?=[的，,。；;\s]|$))"
    rf"|(?:年约|年約|年方|芳龄|芳齡|年近|年满|年滿|年过|年過|年逾|年届|年屆)\s?(?:半百|而立|不惑|花甲|古稀|{_NUMBER}[岁歲]?)(?![0-9年月日旬])"
    rf"|(?<=今年)(?:才|不过|不過|刚满|刚刚|已|已经|约)?(?:[{_SIGNS}]{{2,4}}(?:有[一二三四五六七八九])?|[0-9]{{2}})(?=\s*(?:[，,。、]|$))"
    rf"|(?<![{_SIGNS}])[二三四五六七八九]十有[一二三四五六七八九](?![{_SIGNS}])|(?<![{_SIGNS}\u3400-\u9fff])年\s?[二三四五六七八九]十[一二三四五六七八九]?(?=\s*(?:[，,。、]|$))"
    rf"|(?<=[着著过過约約莫像才概似就去])[二三四五六七八九]?十(?:二三|三四|四五|五六|六七|七八|八九)(?![{_SIGNS}岁歲])"
    rf"|(?<![{_SIGNS}])[三四五六七八九]旬(?:左右|上下|出头)?"
)
#: What the age was or will be, and how much older somebody is.
_NOT_NOW = re.compile(
    r"[ ]?(?:那[年天时時]|时|時|的[时時]候|以[前后後下内]|之[前后後]|前|起|[开開]始|就|便|后|後|生日|才会|即可)"
)
_OLDER = re.compile(r"(?:[大小差长長活了]|(?<!不)[过過]|相差|年长|年長|每|再过|再過|满|滿)$")
_BARE_AGE = re.compile(r"\s*(?:约|約|大约|大約|看起来|看上去|外表)?\s*([0-9]{1,5}\+?)\s*(?:years old|多|左右)?\s*")
#: An age without "岁": in a labelled value, and as a clause of its own.
_SAID_AGE = re.compile(rf"[{_SIGNS}]{{2,}}")
_ONLY_AGE = re.compile("[二三四五六七八九]十[一二三四五六七八九]?")
_HEIGHT = re.compile(
    r"[12]\d\d(?:\.\d)?\s?(?:cm|CM|Cm|㎝|厘米|釐米|公分)(?:左右|上下)?|[1-9]\d(?:\.\d)?\s?(?:cm|CM|Cm|㎝|厘米|公分)高?"
    r"|[一二][五六七八九][零〇一二三四五六七八九](?=的(?:大高个|大個子|个子|個子|身高|身材))"
    r"|[12]\.\d{1,2}\s?(?:m|M|米|公尺)(?![a-zA-Z])|[12]米[0-9]{1,2}"
    r"|[一两兩]米[零〇一二三四五六七八九]+(?:十[一二三四五六七八九]?)?(?:几|幾|多|出头|左右)?|[两兩三四五六七八九十]米(?:多)?高"
    r"|[一两兩七八九]尺[一二三四五六七八九有]?(?:余|餘|多|长|高)?"
    r"|[4-7]'\d{1,2}\"?|[4-7]尺\d{1,2}"
)
_BARE_HEIGHT = re.compile(r"(?<![\d.])(?:[12]\d\d|[1-9]\d)(?:\.\d)?(?![\d.岁歲kK斤公])")
#: What else is so long.
_NOT_TALL = re.compile(r"[ ]?(?:[远遠宽寬深长長外距]|的(?:大床|[床门門剑劍刀墙牆]|距[离離]|尾巴|[头頭][发髮]))")
_TALL = ("height", "build", "looks")
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000}


def read_measures(clause: Clause, reads: str) -> Iterator[Found]:
    """Yield the heights and ages of a clause; `reads`: see `composer.reading.looks.labels.Reads`."""
    start, end = clause.row[clause.begin].start, clause.row[clause.end - 1].end
    if reads in ("", "body", *_TALL):
        yield from _heights(clause, start, end, reads)
    if reads in ("", "looks", "age", "gender", "species", "feature"):
        yield from _ages(clause, start, end, reads)


def _heights(clause: Clause, start: int, end: int, reads: str) -> Iterator[Found]:
    if any((entry := word.entry("garment")) and entry.get("slot") == "feet" for word in clause.words):
        return  # "穿上高跟鞋能有一米八"
    stature = any(word.has("stature", "body") for word in clause.words)
    for match in _HEIGHT.finditer(clause.text, start, end):
        old = "尺" in match[0] or match[0][0] in "3456789" or "'" in match[0]
        if (not old or stature or reads) and not _NOT_TALL.match(clause.text, match.end()):
            yield _measure(clause, "height", match, match[0])
            return
    bare = (
        _BARE_HEIGHT.search(clause.text, start, end)
        if reads == "height" or (stature and _says_height(clause))
        else None
    )
    if bare:
        yield _measure(clause, "height", bare, f"{bare[0]} cm")


def _says_height(clause: Clause) -> bool:
    return any(word.base == "身高" for word in clause.words)


def _ages(clause: Clause, start: int, end: int, reads: str) -> Iterator[Found]:
    for match in _AGE.finditer(clause.text, start, end):
        elder = _OLDER.search(clause.text, max(start, match.start() - 3), match.start())
        if not _NOT_NOW.match(clause.text, match.end()) and (reads or not elder):
            yield _measure(clause, "age_look", match, str(_number(match[0])))
    bare = _BARE_AGE.fullmatch(clause.text, start, end) if reads in ("age", "looks") else None
    said = _SAID_AGE.search(clause.text, start, end) if reads == "age" else _ONLY_AGE.fullmatch(clause.text, start, end)
    if said and not _AGE.search(clause.text, start, end):
        yield _measure(clause, "age_look", said, str(_number(said[0])))
    if bare and (reads == "age" or len(bare[1]) == 2):
        yield _measure(clause, "age_look", bare, bare[1].rstrip("+"))


def _measure(clause: Clause, attribute: str, match: re.Match[str], english: str) -> Found:
    inside = [n for n in clause.places if clause.row[n].start < match.end() and clause.row[n].end > match.start()]
    value = match[0].strip()
    return Found(attribute, value, value, (Term(value, english),), inside[0], inside[-1] + 1, inside[0])


def _number(text: str) -> int:
    """Return the number that a Chinese or Arabic numeral in a text says, 0 for none; of two the first."""
    digits = re.search(r"[0-9]+", text)
    if digits:
        return int(digits[0])
    total, one = 0, 0
    for sign in text:
        if sign in _DIGITS:
            one = _DIGITS[sign]
        elif sign in _PLACES:
            total += (one or 1) * _PLACES[sign]
            one = 0
        elif sign == "旬":
            return one * 10
    return total + one
