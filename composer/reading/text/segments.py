"""Texts cut into sentences and words: each sentence knows its language and whether it is told, spoken or aside."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from composer.reading.language import Language, language_of, only_language, sole_language
from composer.reading.lexicon import normalise
from composer.reading.once import once
from composer.reading.text.mapped import MappedText
from composer.reading.text.zones import Zone, zones
from composer.types import Evidence

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|(?<=\s)-(?=\s)|[^\w\s\-]")
_DIGIT = re.compile(r"(?<!\S)\d")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BEGINNING = re.compile(r"(?<=\s)-(?=\s)|[^\s_*\-]")
# The signs that lead let the search leap from one to the next.
_BREAK = re.compile(
    r"[.!?…\n;。！？；](?:(?<=[.!?…])[\"”»*_)]*(?:\s+(?=[^\sa-zа-яё])|$)|(?<=[a-zа-яё]{3}\.)\s+(?=[a-zа-яё])|(?<=\n)\s*|(?<=;)\s+|(?<=[。！？])[”」』*_）]*\s*|(?<=；))",
    re.MULTILINE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Lt|Sgt|Prof|Jr|Sr|vs|approx|etc|incl|max|min|est|тыс|млн|ред|г|гг|см|кг|лет|т\.д|т\.п)|\b[A-ZА-ЯЁ])\.$"
)
#: Tokens; a longer "sentence" is read in parts.
LONGEST_SENTENCE = 256
#: Marks that belong to the sentence they end.
_KEPT = frozenset(".!?…。！？")


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


@dataclass(eq=False)
class Sentence:
    """A sentence, all of it in one zone.

    Attributes:
        text: the text it stands in; start, end: where.
        zone: narration, speech ("…", «…», — …), aside (out of character), code or tag.
        language: the language it is in, None when no registered language claims it.
        parts: its words and punctuation marks where they are known already; see `tokens`.
        starred: whether it stands in *asterisks*.
    """

    text: MappedText
    start: int
    end: int
    zone: Zone
    language: Language | None
    parts: tuple[Token, ...] | None = None
    starred: bool = False

    @once
    def written(self) -> list[str]:
        """Its words and punctuation marks as they stand in the text."""
        if self.parts is not None or self._is_unspaced:
            return [token.text for token in self.tokens]
        return _TOKEN.findall(self.text.text, self.start, self.end)

    @once
    def normal(self) -> str:
        """Its words and punctuation marks, normalised, with spaces between."""
        return normalise(" ".join(self.written))

    @once
    def words(self) -> list[str]:
        """Its words and punctuation marks, normalised."""
        return self.normal.split()

    @property
    def has_digits(self) -> bool:
        """Whether a number in digits is one of its words."""
        return _DIGIT.search(self.normal) is not None

    @once
    def spans(self) -> list[tuple[int, int]]:
        """Where its words and punctuation marks stand in the text."""
        if self.parts is not None or self._is_unspaced:
            return [(token.start, token.end) for token in self.tokens]
        return [match.span() for match in _TOKEN.finditer(self.text.text, self.start, self.end)]

    @once
    def tokens(self) -> tuple[Token, ...]:
        """Its words and punctuation marks, with all that is known of each."""
        return tuple(words(self.text.text, self.start, self.end, self.language)) if self.parts is None else self.parts

    @once
    def vocabulary(self) -> list[str]:
        """Its normalised words in order, without marks: enough to see whether a sentence is worth a closer look."""
        if self.parts is not None or self._is_unspaced:
            return [token.norm for token in self.tokens if token.is_word]
        return _WORD.findall(normalise(self.text.text[self.start : self.end]))

    @once
    def kinds(self) -> set[str]:
        """The kinds that its words may be of: of no other is any word, or phrase, in it."""
        return self.language.lexicon.kinds_in(self.vocabulary) if self.language is not None else set()

    @property
    def source(self) -> str:
        """The sentence as read."""
        return self.text.text[self.start : self.end]

    def spellings(self, kind: str) -> frozenset[str]:
        """Return the words of a kind in the sentence's language, as they are looked up."""
        return self.language.lexicon.words[kind] if self.language else frozenset()

    def endings(self, kind: str) -> tuple[str, ...]:
        """Return what words of a sort end in, in the sentence's language."""
        return self.language.lexicon.endings[kind] if self.language else ()

    def bare(self, position: int) -> str:
        """Return the word at a token without the ending that makes it somebody's: "Anna's"."""
        word = self.words[position]
        return self.language.lexicon.bare[word] if self.language else word

    def ends(self, position: int, kind: str) -> bool:
        """Return whether the word at a token ends as words of a sort do."""
        return self.words[position].endswith(self.endings(kind))

    def evidence(self, first: int, last: int) -> Evidence:
        """Return the evidence for the tokens ``[first, last)``."""
        return self.text.evidence(self.spans[first][0], self.spans[last - 1][1])

    @property
    def _is_unspaced(self) -> bool:
        """Whether its language cuts runs of letters into words."""
        return self.language is not None and self.language.words is not None

    def clauses(self, separators: str = ",:;—–()") -> list[tuple[int, int]]:
        """Return the token ranges between separating marks."""
        ranges, begin = [], 0
        for number, token in enumerate(self.tokens):
            if token.text in separators or token.text == "-":
                if number > begin:
                    ranges.append((begin, number))
                begin = number + 1
        return [*ranges, (begin, len(self.tokens))] if begin < len(self.tokens) else ranges


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words and punctuation marks of ``text[start:end]``."""
    end = len(text) if end is None else end
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    norm = normalise(text[start:end])
    if len(norm) != end - start:  # some letters become two: "ß"
        return [Token(text[first:last], normalise(text[first:last]), first, last) for first, last in spans]
    return [Token(text[first:last], norm[first - start : last - start], first, last) for first, last in spans]


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
    letters = frozenset(read)
    sole = only_language(text.text, tuple(languages)) or sole_language(letters, languages)
    for start, end, zone, starred in zones(read, letters):
        for begin, finish in _cut(text.text, first + start, first + end):
            opening = _BEGINNING.search(text.text, begin, finish)
            if opening is None:
                continue
            begin = opening.start()
            if sole is None:
                language = language_of(text.text[begin:finish], languages)
            else:
                language = sole if sole.letters.search(text.text, begin, finish) else None
            if finish - begin <= LONGEST_SENTENCE:
                yield Sentence(text, begin, finish, zone, language, None, starred)
                continue
            # Rules look around in a sentence: its length is bounded, so that their cost is.
            found = words(text.text, begin, finish, language)
            for part in range(0, len(found), LONGEST_SENTENCE):
                said = tuple(found[part : part + LONGEST_SENTENCE])
                yield Sentence(text, said[0].start, said[-1].end, zone, language, said, starred)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _BREAK.finditer(text, start, end):
        mark = text[match.start()]
        stop = match.start() + (mark in _KEPT)
        if (
            mark in _KEPT
            and match[0][1:].strip(' \t*_"”»)') == ""
            and _ABBREVIATED.search(text, max(begin, stop - 8), stop)
        ):
            continue
        if stop > begin:
            yield begin, stop
        begin = match.end()
    if begin < end:
        yield begin, end
