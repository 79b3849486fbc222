"""The bytes of a text file into text: Unicode where they are, else the encoding in which they look like a language."""

import codecs
from dataclasses import dataclass

from composer.encodings.oddness import is_between_words, is_usual, script_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
#: The encodings of before Unicode that people still save files in.
_LEGACY = {
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "koi8-r": "KOI8-R",
    "cp866": "CP866",
    "mac_roman": "Mac Roman",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp932": "Shift JIS",
    "cp949": "EUC-KR",
}
#: Where the common half of the Chinese characters ends in the national sets that the encodings hold.
_COMMON_HALVES = {"gb18030": ("gb2312", 0xD8), "big5": ("big5", 0xC9), "cp932": ("shift_jis", 0x98)}
#: So much of a text tells which of them it is, in bytes.
_SAMPLE = 64 * 1024
#: Fewer broken characters than one in so many are damage, and the text is UTF-8 all the same.
_DAMAGE = 8
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґўё")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of the encoding it was in, and whether bytes of it could not be read (shown as U+FFFD)."""

    text: str
    encoding: str = "UTF-8"
    damaged: bool = False


def decoded(data: bytes) -> Decoded:
    """Return the text of a file: by its mark, else as UTF-8, else as what makes the best text of it. Never fails."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(codec, "replace")
            return Decoded(text, name, "\ufffd" in text)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _without_mark(data)


def _without_mark(data: bytes) -> Decoded:
    for codec in ("utf-16-le", "utf-16-be"):
        if b"\0" in data and (text := _text(data, codec)) is not None and is_usual(text):
            return Decoded(text, "UTF-16")
    damaged = data.decode("utf-8", "replace")
    whole = sum(not one.isascii() for one in damaged) - (broken := damaged.count("\ufffd"))
    if whole > _DAMAGE * broken:
        return Decoded(damaged, "UTF-8", True)
    sample = data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]
    best = max(_LEGACY, key=lambda codec: _likeness(sample, codec))
    text = data.decode(best, "replace")
    return Decoded(text, _LEGACY[best], "\ufffd" in text)


def _text(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _likeness(data: bytes, codec: str) -> float:
    """Return how much the text is like a language when it is read so, on average over what is not ASCII."""
    text = data.decode(codec, "replace")
    places = [place for place, one in enumerate(text) if not one.isascii()]
    if not places:
        return 0.0
    return sum(_at(text, place, codec) for place in places) / len(places)


def _at(text: str, place: int, codec: str) -> float:
    """Return how well a character fits among its neighbours, from -1 to 1."""
    one = text[place]
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    script = script_of(one)
    if script == "cyrillic":
        return _cyrillic(one, text[place - 1 : place], around)
    if script == "latin":
        beside = sum(script_of(other) == "latin" for other in around)
        return (0.9 if one.islower() else 0.3) if beside else -0.2
    if is_between_words(one):
        return 0.4
    return -1.0 if any(script_of(other) == "latin" for other in around) else _eastern(one, codec)


def _cyrillic(one: str, before: str, around: str) -> float:
    if any(script_of(other) == "latin" for other in around) or (one.isupper() and before.islower()):
        return -1.0
    if one.lower() not in _COMMON_CYRILLIC:
        return -0.3
    return 1.0 if one.islower() else 0.5


def _eastern(one: str, codec: str) -> float:
    """Return how well a character fits into Chinese, Japanese or Korean; anything else is a stray sign."""
    if "\u3000" <= one <= "\u30ff" or "\uff01" <= one <= "\uff5e":
        return 1.0 if codec == "cp932" or one in "、。「」！，？：；（）　《》" else 0.0
    if "\uac00" <= one <= "\ud7a3":
        return 1.0 if _first_byte(one, "euc-kr") else -0.5
    if "\u4e00" <= one <= "\u9fff":
        return 0.95 if _is_common(one, codec) else -0.2
    return -0.5


def _first_byte(one: str, codec: str) -> int:
    """Return the first byte of the two that a character has in a national character set, 0 when it is not in it."""
    try:
        packed = one.encode(codec)
    except UnicodeEncodeError:
        return 0
    return packed[0] if len(packed) == 2 else 0


def _is_common(one: str, codec: str) -> bool:
    """Say whether a Chinese character is of the first half, the common one, of a national character set."""
    national, limit = _COMMON_HALVES.get(codec, ("ascii", 0))
    return 0 < _first_byte(one, national) < limit
