"""Texts cut into sentences and words: each sentence knows its language and whether it is told, spoken or aside."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from composer.reading.language import Language, language_of
from composer.reading.lexicon import normalise
from composer.reading.mapped import MappedText
from composer.types import Evidence

Zone = Literal["narration", "speech", "aside", "code", "tag"]

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|(?<=\s)-(?=\s)|[^\w\s\-]")
# One alternative a zone; every alternative stops at a line's end or at its own closing mark, searched once.
# The look ahead passes over letters quickly.
_OPENER = re.compile(
    r"(?=[`(\[<\"“«„「『' \t—–])(?:"
    r"(?P<code>```|`)|(?P<aside>\(\(|(?i:\[OOC\b|\(OOC\b))|(?P<tag>(?i:<(?=[A-Za-z/!])|\[IMG:))"
    r"|(?P<speech>[\"“«„「『]|(?<![\w'])'(?=(?i:[A-ZА-ЯЁ])))"
    r"|(?P<dash>(?:^|(?<=\n)|(?<=\*))[ \t]*[—–][ \t]+(?=\S)|(?<=[.!?…][ ])—[ ](?=[А-ЯЁ])))"
)
_CLOSERS = {'"': '"', "“": "”", "«": "»", "„": "“", "'": "'", "「": "」", "『": "』"}
_DASH_TURN = re.compile(r"[,.!?…][ \t]+[—–][ \t]+")
_BREAK = re.compile(
    r"(?<=[.!?…])[\"”»*_)]*(?:\s+(?=[^\sa-zа-яё])|$)|\n\s*|;\s+|(?<=[。！？])[”」』*_）]*\s*|；", re.MULTILINE
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Lt|Sgt|Prof|Jr|Sr|vs|approx|г|гг|см|кг|лет|т\.д|т\.п)|\b[A-ZА-ЯЁ])\.$"
)
_STAGE = re.compile(r"(?<!\*)\*(?!\*)[^*\n]{3,}\*(?!\*)")
# Narration after speech that a dash opened: "— Да. *Она кивает.* — Идём."
_STAGE_TURN = re.compile(r"(?<!\*)\*(?!\*)[^*\n]{3,}\*(?=[ \t]*(?:$|[—–]))", re.MULTILINE)
_SHORT_QUOTE = 3
#: In a script without spaces a quote of more letters is no mere mention.
_SHORT_RUN = 6
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: Tokens; a longer "sentence" is read in parts.
LONGEST_SENTENCE = 256


class Token(NamedTuple):
    """A word or a single punctuation mark; a hyphen inside a word separates two words and is no token itself."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether this is a word or number."""
        return self.norm[0].isalnum()


@dataclass(frozen=True)
class Sentence:
    """A sentence, all of it in one zone.

    Attributes:
        text: the text it stands in; start, end: where.
        zone: narration, speech ("…", «…», — …), aside (out of character), code or tag.
        language: the language it is in, None when no registered language claims it.
        tokens: its words and punctuation marks.
        starred: whether it stands in *asterisks*.
    """

    text: MappedText
    start: int
    end: int
    zone: Zone
    language: Language | None
    tokens: tuple[Token, ...]
    starred: bool = False

    @property
    def words(self) -> list[str]:
        """The normalised tokens."""
        return [token.norm for token in self.tokens]

    @property
    def source(self) -> str:
        """The sentence as read."""
        return self.text.text[self.start : self.end]

    def evidence(self, first: int, last: int) -> Evidence:
        """Return the evidence for the tokens ``[first, last)``."""
        return self.text.evidence(self.tokens[first].start, self.tokens[last - 1].end)

    def clauses(self, separators: str = ",:;—–()") -> list[tuple[int, int]]:
        """Return the token ranges between separating marks."""
        ranges, begin = [], 0
        for number, token in enumerate(self.tokens):
            if token.text in separators or token.text == "-":
                if number > begin:
                    ranges.append((begin, number))
                begin = number + 1
        return [*ranges, (begin, len(self.tokens))] if begin < len(self.tokens) else ranges


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


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words and punctuation marks of ``text[start:end]``."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(word := match[0], normalise(word), *match.span()) for match in found]


def words(text: str, start: int, end: int, language: Language | None) -> list[Token]:
    """Return the words and marks of ``text[start:end]``; without spaces, as the language cuts runs of letters."""
    found = tokens(text, start, end)
    if language is None or language.words is None:
        return found
    return [piece for token in found for piece in _pieces(token, language.words)]


def _pieces(token: Token, cut: Callable[[str], Iterable[int]]) -> Iterator[Token]:
    begin = 0
    for end in cut(token.text):
        word = token.text[begin:end]
        yield Token(word, normalise(word), token.start + begin, token.start + end)
        begin = end


def sentences(
    text: MappedText, languages: Sequence[Language], first: int = 0, last: int | None = None
) -> Iterator[Sentence]:
    """Yield the sentences of ``text[first:last]`` in order; cost is linear in its length."""
    read = text.text if first == 0 and last is None else text.text[first:last]
    for start, end, zone, starred in zones(read):
        for begin, finish in _cut(text.text, first + start, first + end):
            found = tokens(text.text, begin, finish)
            language = language_of(text.text[begin:finish], languages) if found else None
            if language is not None and language.words is not None:
                found = words(text.text, begin, finish, language)
            # Rules look around in a sentence: its length is bounded, so that their cost is.
            for part in range(0, len(found), LONGEST_SENTENCE):
                part_words = tuple(found[part : part + LONGEST_SENTENCE])
                yield Sentence(text, part_words[0].start, part_words[-1].end, zone, language, part_words, starred)


def zones(text: str) -> Iterator[tuple[int, int, Zone, bool]]:
    """Yield (start, end, zone, starred): what is told, spoken, aside, code or tag.

    Where a text marks its narration with asterisks and has no quotation marks, what stands outside them is spoken.
    """
    spans = list(_marked(text))
    stars = deque(match.span() for match in _STAGE.finditer(text))
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
    while match := _OPENER.search(text, position):
        start, kind = match.start(), match.lastgroup or ""
        if kind == "dash":
            end = seek("\n", start + 1, len(text))
            stage = _STAGE_TURN.search(text, match.end(), end)
            end = stage.start() if stage else end
            yield from _dialogue(text, match.end(), end)
            position = max(end, match.end())
            continue
        end = _end_of(kind, match[0], match.end(), seek)
        position = end or match.end()
        if end and not (kind == "speech" and _is_mention(text, start, end)):
            yield start, end, kind if kind != "dash" else "speech"  # type: ignore[misc]


def _end_of(kind: str, opener: str, start: int, seek: _Seeker) -> int:
    """Return where a zone ends, 0 when it is none."""
    size = len(seek.text)
    line = seek("\n", start, size)
    if kind == "speech":
        end = seek(_CLOSERS[opener], start)
        return end + 1 if start <= end < line else (0 if opener == "'" else line)
    if opener == "```":
        end = seek("```", start)
        return end + 3 if end >= 0 else size
    closers = {"`": "`", "((": "))", "<": ">", "[ooc": "]", "(ooc": ")", "[img:": "]"}
    closer = closers[opener.casefold()]
    end = seek(closer, start)
    return end + len(closer) if end >= 0 and (end < line or kind in ("aside", "tag")) else 0


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


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if match[0].strip(' \t*_"”»)') == "" and _ABBREVIATED.search(
            text, max(begin, match.start() - 8), match.start()
        ):
            continue
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if begin < end:
        yield begin, end


def only(zone: Zone, found: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences of one zone."""
    return (sentence for sentence in found if sentence.zone == zone)
