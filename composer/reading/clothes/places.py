"""Where clothes are kept: "on the back of a chair", "from its peg"; nobody wears what is there."""

import re
from collections.abc import Sequence

from composer.reading.clothes.mark import Mark
from composer.reading.text.segments import Sentence

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_PLACING = frozenset({"on", "over", "in", "from", "at", "beside", "place", "into"})
_LONGEST_PLACE = 6
_MOST_WORDS = 2
_OPENING = frozenset({"article", "possessive", "own", "others", "wearing_only", "word", "object", "small_word"})
_WITHIN = frozenset({"article", "possessive", "word", "small_word", "plain_modifier"})


def with_places(row: list[Mark]) -> list[Mark]:
    """Read "on the back of a chair", "from its peg" as one: a place where nobody wears anything."""
    if not any(mark.kind in ("storage", "compounding") for mark in row):
        return row
    read: list[Mark] = []
    for number, mark in enumerate(row):
        following = row[number + 1] if number + 1 < len(row) else None
        if mark.kind == "compounding":
            mark = mark.read_as("word")
        if mark.kind == "storage":
            describes = following is not None and following.kind == "word" and following.first == mark.last
            opens = 0 if describes else _opens_place(read)  # not "in the hallway mirror"
            mark = mark.read_as("word")
            if opens:
                mark = Mark("elsewhere", read[-opens].first, mark.last, case=mark.case)
                del read[-opens:]
        read.append(mark)
    return read


def with_quotes(sentence: Sentence, row: list[Mark]) -> list[Mark]:
    """Read what is quoted as a word: of a T-shirt with the words «Не сегодня» nothing is denied."""
    denied = any(mark.kind in ("negation", "unreal") for mark in row)
    if not denied or sentence.zone != "narration" or not _QUOTED.search(sentence.source):
        return row
    inside = [
        (found.start() + sentence.start, found.end() + sentence.start) for found in _QUOTED.finditer(sentence.source)
    ]
    read: list[Mark] = []
    for mark in row:
        at = sentence.spans[mark.first][0]
        quoted = mark.kind in ("negation", "unreal") and any(start < at < end for start, end in inside)
        read.append(Mark("word", mark.first, mark.last, case=mark.case) if quoted else mark)
    return read


def with_adverbs(row: list[Mark]) -> list[Mark]:
    """Read "back" as a noun only where something opens it, and not in "gives him *back* his"."""
    for number, mark in enumerate(row):
        noun = mark.kind in ("garment_part", "body_part") and "plural" not in mark.case and mark.match is not None
        opened = noun and number > 0 and _opens_noun(row[number - 1])
        if noun and mark.match and mark.match.entry("wearing_preposition") and not opened:
            row[number] = mark.read_as("wearing_preposition")
    return row


def with_owners(row: list[Mark]) -> list[Mark]:
    """Read "her late brother's" as one: whose the next noun is."""
    if not any(mark.kind == "others" for mark in row):
        return row
    read: list[Mark] = []
    for mark in row:
        if mark.kind == "others":
            words = 0
            while words < min(_MOST_WORDS, len(read)) and read[-1 - words].kind == "word":
                words += 1
            opener = read[-1 - words] if words < len(read) else mark
            if opener.kind == "possessive":
                mark = Mark("others", opener.first, mark.last)
                del read[-1 - words :]
        read.append(mark)
    return read


def _opens_noun(mark: Mark) -> bool:
    return mark.kind in _OPENING or "possessive" in mark.case


def _opens_place(row: Sequence[Mark]) -> int:
    """Return how many marks at a row's end lead to a place: "on the back of a", 0 when it is the subject or so."""
    for count in range(1, min(len(row), _LONGEST_PLACE) + 1):
        mark = row[-count]
        if mark.get("role") in _PLACING:
            return count
        if mark.kind not in _WITHIN and mark.get("role") != "of":
            break
    return 0
