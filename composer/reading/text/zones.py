"""A text cut into zones: what is told, spoken, said out of character, code or a tag."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Literal

Zone = Literal["narration", "speech", "aside", "code", "tag"]

_SIGN = re.compile("[`(\\[<\"“«„「『'—–]")
#: What opens a zone at a sign, and which; other quotation marks always open speech.
_OPENERS: dict[str, tuple[re.Pattern[str], Zone]] = {
    "`": (re.compile("```|`"), "code"),
    "(": (re.compile(r"\(\(|\((?:OOC|ООС|ООЦ)\b", re.IGNORECASE), "aside"),
    "[": (re.compile(r"\[(?:OOC|ООС|ООЦ)\b|\[IMG:", re.IGNORECASE), "aside"),
    "<": (re.compile(r"<(?=[A-Za-z/!])"), "tag"),
    '"': (re.compile(r'(?<!\d)"'), "speech"),  # not the inches of 5'10"
    "'": (re.compile(r"(?<![\w'])'(?=[A-ZА-ЯЁ])", re.IGNORECASE), "speech"),
}
_ENDS = {
    "`": "`",
    "((": "))",
    "<": ">",
    "[ooc": "]",
    "(ooc": ")",
    "[оос": "]",
    "(оос": ")",
    "[ооц": "]",
    "(ооц": ")",
    "[img:": "]",
}
_CLOSERS = {'"': '"', "“": "”", "«": "»", "„": "“", "'": "'", "「": "」", "『": "』"}
_SIGNS = frozenset({*_OPENERS, *_CLOSERS, "—", "–"})
_DASH = re.compile(r"[—–][ \t]+(?=\S)")
#: A dash within a line that begins a speech.
_INNER_DASH = re.compile(r"(?<=[.!?…] )— (?=[А-ЯЁ])")
_DASH_TURN = re.compile(r"[,.!?…][ \t]+[—–][ \t]+")
_STAGE = re.compile(r"(?<!\*)\*(?!\*)[^*\n]{3,}\*(?!\*)")
# Narration within speech that a dash opened: "— Да. *Она кивает.* — Идём.", "— Да. *Она кивает.* Идём."
_STAGE_TURN = re.compile(r"(?<!\*)\*(?!\*)(?:[^*\n]{3,}\*(?=[ \t]*(?:$|[—–]))|[^*\n]{3,}[.!?…]\*)", re.MULTILINE)
_SHORT_QUOTE = 3
#: In a script without spaces a quote of more letters is no mere mention.
_SHORT_RUN = 6
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class _Seeker:
    """`str.find` that remembers where a mark was not found, so that a thousand open quotes cost one search."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.missing: set[str] = set()
        self.next: dict[str, int] = {}

    def __call__(self, mark: str, start: int, otherwise: int = -1) -> int:
        known = self.next.get(mark, -1)
        if known >= start:
            return known
        if mark in self.missing:
            return otherwise
        found = self.text.find(mark, start)
        if found < 0:
            self.missing.add(mark)
            return otherwise
        self.next[mark] = found
        return found


def zones(text: str, letters: frozenset[str]) -> Iterator[tuple[int, int, Zone, bool]]:
    """Yield (start, end, zone, starred): what is told, spoken, aside, code or tag.

    Where a text marks its narration with asterisks and has no quotation marks, what stands outside them is spoken.

    Args:
        letters: the characters that occur in the text.
    """
    spans = list(_marked(text)) if not letters.isdisjoint(_SIGNS) else []
    stars = deque(match.span() for match in _STAGE.finditer(text)) if "*" in letters else deque()
    quoted = any(zone == "speech" for _, _, zone in spans)
    plain: Zone = "speech" if stars and not quoted else "narration"
    position = 0
    for start, end, zone in spans:
        yield from _starred(position, start, stars, plain)
        yield start, end, zone, False
        position = end
    yield from _starred(position, len(text), stars, plain)


def _starred(start: int, end: int, stars: deque[tuple[int, int]], plain: Zone) -> Iterator[tuple[int, int, Zone, bool]]:
    while stars and start < end:
        begin, finish = stars[0]
        if begin >= end:
            break
        if begin > start:
            yield start, begin, plain, False
        if finish > end:
            yield max(start, begin), end, "narration", True
            return
        if finish > start:
            yield max(start, begin), finish, "narration", True
        start = max(start, finish)
        stars.popleft()
    if start < end:
        yield start, end, plain, False


def _marked(text: str) -> Iterator[tuple[int, int, Zone]]:
    position = 0
    seek = _Seeker(text)
    while match := _SIGN.search(text, position):
        start, sign = match.start(), match[0]
        if sign in "—–":
            said = _dash(text, start)
            position = max(start + 1, said)
            if said:
                position = seek("\n", said, len(text))
                yield from _staged_dialogue(text, said, position)
            continue
        opener, zone = _opened(text, start, sign)
        end = _end_of(zone, opener, start + len(opener), seek) if opener else 0
        position = end or start + max(1, len(opener))
        if end and not (zone == "speech" and _is_mention(text, start, end)):
            yield start, end, zone


def _opened(text: str, start: int, sign: str) -> tuple[str, Zone]:
    """Return what opens a zone at a sign, "" where nothing does, and which zone."""
    if sign not in _OPENERS:
        return sign, "speech"
    pattern, zone = _OPENERS[sign]
    match = pattern.match(text, start)
    opener = match[0] if match else ""
    return opener, "tag" if opener.casefold() == "[img:" else zone


def _dash(text: str, start: int) -> int:
    """Return where the speech begins that a dash opens, 0 where it opens none."""
    before = start
    while before and text[before - 1] in " \t":
        before -= 1
    leads = before == 0 or text[before - 1] in "\n*"
    match = (_DASH if leads else _INNER_DASH).match(text, start)
    return match.end() if match else 0


def _staged_dialogue(text: str, start: int, end: int) -> Iterator[tuple[int, int, Zone]]:
    """Yield the spoken parts of a line that began with a dash; what stands between asterisks is told."""
    for stage in _STAGE_TURN.finditer(text, start, end):
        yield from _dialogue(text, start, stage.start())
        start = stage.end()
        dash = _DASH.match(text, _past_spaces(text, start, end), end)
        start = dash.end() if dash else start
    yield from _dialogue(text, start, end)


def _past_spaces(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start


def _end_of(zone: Zone, opener: str, start: int, seek: _Seeker) -> int:
    """Return where a zone ends, 0 when it is none."""
    size = len(seek.text)
    line = seek("\n", start, size)
    if zone == "speech":
        end = seek(_CLOSERS[opener], start)
        return end + 1 if start <= end < line else (0 if opener == "'" else line)
    if opener == "```":
        end = seek("```", start)
        return end + 3 if end >= 0 else size
    closer = _ENDS[opener.casefold()]
    end = seek(closer, start)
    return end + len(closer) if end >= 0 and (end < line or zone in ("aside", "tag")) else 0


def _is_mention(text: str, start: int, end: int) -> bool:
    """Return whether quotation marks only set off a word or two: the "silver" in hair("silver")."""
    inside = text[start + 1 : end - 1]
    if len(inside) > _SHORT_RUN and _UNSPACED.match(inside):
        return False
    return inside[-1:] not in set(".!?…,。！？，") and inside.count(" ") < _SHORT_QUOTE and not inside[:1].isupper()


def _dialogue(text: str, start: int, end: int) -> Iterator[tuple[int, int, Zone]]:
    """Yield the spoken parts of a line that began with a dash: each " — " after a mark turns speech on or off."""
    spoken = True
    for turn in _DASH_TURN.finditer(text, start, end):
        if spoken:
            yield start, turn.start() + 1, "speech"
        start, spoken = turn.end(), not spoken
    if spoken and start < end:
        yield start, end, "speech"
