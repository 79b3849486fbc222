"""What somebody looks like, read from the texts about them: typed traits, each with the words it was read from."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from composer.reading.language import Language, written_in
from composer.reading.lexicon import normalise
from composer.reading.looks.ages import ages, listed_ages
from composer.reading.looks.described import HEADS, Found, as_trait
from composer.reading.looks.hair import dyed_self
from composer.reading.looks.heights import heights
from composer.reading.looks.layout import UNREAD, Layout, Passage
from composer.reading.looks.likeness import likenesses
from composer.reading.looks.nouns import noun_traits
from composer.reading.looks.owners import Whose
from composer.reading.looks.printing import printed
from composer.reading.looks.resumed import resumed
from composer.reading.looks.settling import Settled
from composer.reading.looks.singles import ADJECTIVES, NOUNS, single_traits
from composer.reading.looks.stating import stated
from composer.reading.looks.values import values
from composer.reading.looks.view import View
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence, sentences
from composer.types import Conflict, Person, Term, Trait

#: A sentence without a word of these kinds, and without a number, says nothing of looks.
_TELLING = frozenset(
    {*HEADS, *ADJECTIVES, *NOUNS, "number", "decade", "ordinal_decade", "unit", "likeness", "instead", "dyeing"}
)
_WORD = re.compile(r"[^\W_]+")
#: A name with an apostrophe inside is one word of a text, too: "K'thar".
_APOSTROPHED = re.compile(r"[^\W_]+(?:['’][^\W_]+)+")
#: Labels and headings under which whole sentences may stand, and the words such sentences begin with.
_DESCRIBED = frozenset({"body", "build", "feature", "mark"})
_OPENERS = ("pronoun", "possessive")
_OPENING = re.compile(r"(?:^|(?<=[.!?] ))[^\W\d_]+")
_QUOTED = re.compile(r"(?<!\d)\"|[“”«»„「『]|(?m:^\s*[—–] )")
#: How the source begins and ends of a text that a user wrote of themselves.
_BY_USER = ("persona:", ".description")
#: What shows that text in backticks is no mere word set off.
_PROGRAM = re.compile(r"[{}<>=|;:]")
#: A word with a capital letter inside of a sentence.
_NAME = re.compile(r"[ ,](?<=[^\W\d_].)\s?(?=[^\W\d_a-zа-яё])([^\W\d_]{3,})")
_INFERRED = 0.6
#: So many pronouns of one gender say it even where others are named more often.
_PRONOUNS = 3
#: How far from a trait the verb stands that says it was so.
_NEAR_COPULA = 2
#: How many words of a name are looked at.
_NAMES = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody looks like, and what of their texts contradicts it."""

    traits: tuple[Trait, ...]
    conflicts: tuple[Conflict, ...] = ()


class Appearance:
    """Reads the looks of one person.

    Args:
        languages: the languages to read; person: whose looks; others: whose they are not.
        name_forms: (name) → its inflected forms, normalised, in all languages.
    """

    def __init__(
        self,
        languages: tuple[Language, ...],
        person: Person,
        others: Sequence[Person],
        name_forms: Callable[[str], Iterable[str]],
    ) -> None:
        self.languages = languages
        self.person = person
        self.name_forms = name_forms
        self.own = _names(person, name_forms)
        self.foreign = {name for other in others for name in _names(other, name_forms)} - self.own
        self._asked: set[str] = set()

    def read(self, texts: Sequence[MappedText], shared: Sequence[MappedText] = ()) -> Seen:
        """Return what the texts state, most trusted text first; see `Reading.seen`."""
        every = (*texts, *shared)
        laid_out = self._laid_out(every)
        gender, pronoun = self._gender(texts)
        settled = Settled()
        for number, (text, passages) in enumerate(zip(every, laid_out, strict=True)):
            settled.add(self._text(text, passages, gender, alone=number < len(texts)))
        if gender and not any(trait.attribute == "gender" for trait in settled.traits) and pronoun is not None:
            settled.traits.append(pronoun)
        return Seen(tuple(settled.traits), settled.conflicts)

    def _laid_out(self, texts: Sequence[MappedText]) -> list[list[Passage]]:
        """Return the passages of the texts, all further names of the person known."""
        layout, known = Layout(self.languages, self._owner), frozenset(self.own)
        laid_out = [self._learned(text, layout.everything(text.text)) for text in texts]
        if not self._asked.isdisjoint(self.own - known):  # labels with these names mean the person
            laid_out = [list(layout.everything(text.text)) for text in texts]
        return laid_out

    def _learned(self, text: MappedText, passages: Iterable[Passage]) -> list[Passage]:
        """Take note of further names in a label: "Name: Marguerite (Mags) Delacroix"; return the passages."""
        read = []
        for passage in passages:
            read.append(passage)
            if passage.reads == "name":
                said = _WORD.findall(text.text[passage.start : passage.end])[:_NAMES]
                if any(normalise(word) in self.own for word in said):
                    more = [word for word in said if word[0].isupper() and len(word) > 2]
                    self.own |= {normalise(form) for word in more for form in (word, *self.name_forms(word))}
                    self.own -= self.foreign
        return read

    def _owner(self, name: str) -> bool | None:
        """Return whether a label that is nothing but a name is the person's, None for nobody's."""
        words = _words_of(name)
        self._asked |= words
        if not words or self.own.issuperset(words):
            return True if words else None
        return False if self.foreign.issuperset(words) else None

    def _text(
        self, text: MappedText, passages: Iterable[Passage], gender: str, alone: bool
    ) -> Iterator[tuple[Found, Trait]]:
        second = self._is_addressed(text)
        names = frozenset(normalise(match[1]) for match in _NAME.finditer(text.text) if match[1][0].isupper())
        whose = Whose(self.own, self.foreign, gender, second=second, known_names=names)
        topics: dict[str, bool] = {}
        waiting: list[tuple[Passage, Sentence, bool]] = []
        for passage in passages:
            if passage.reads in UNREAD:
                continue
            if passage.reads in _DESCRIBED and self._is_told(text.text[passage.start : passage.end]):
                passage = passage._replace(reads="looks")
            if passage.listed and (passage.reads != "looks" or _joined_list(text.text, passage)):
                yield from values(text, passage, self.languages)
                continue
            for sentence, opens in self._sentences(text, passage):
                waiting.append((passage, sentence, opens))
                if _may_tell(sentence):  # whom the ones before are about matters only now
                    for one in waiting:
                        yield from self._told(*one, whose, topics, alone)
                    waiting.clear()

    def _is_addressed(self, text: MappedText) -> bool:
        """Return whether "you" means the person: in a text that says so, and in what a user writes of themselves.

        Who says "I" there means themselves by it, and somebody else by "you".
        """
        languages = written_in([text.text], self.languages)
        addressing = _addressing(languages)
        if _you_are(text.text, self.own, addressing):
            return True
        if not _is_by_user(text) or _you_are(text.text, self.foreign, addressing):
            return False
        return _speakers(languages).isdisjoint(_words(normalise(text.text), languages))

    def _is_of_me(self, text: MappedText, said: Mapping[str, int], languages: tuple[Language, ...]) -> bool:
        """Return whether a user writes of themselves as "I" or "you" only: "she" and "he" are others then."""
        if not _is_by_user(text) or not said.keys().isdisjoint(self.own):
            return False
        return not said.keys().isdisjoint(_speakers(languages, ("first", "second")))

    def _is_told(self, value: str) -> bool:
        """Return whether a value is written in sentences about somebody: "## Body", then "She has a soft figure …"."""
        openings = (normalise(match[0]) for match in _OPENING.finditer(value))
        said = frozenset().union(*(one.lexicon.words[kind] for one in self.languages for kind in _OPENERS))
        return any(word in said or word in self.own for word in openings)

    def _told(
        self, passage: Passage, sentence: Sentence, opens: bool, whose: Whose, topics: dict[str, bool], alone: bool
    ) -> Iterator[tuple[Found, Trait]]:
        """Yield what a sentence tells; `topics` keeps whether the paragraph is about the person."""
        if opens:
            topics.clear()
        # What is said aloud does not change whom the story is about.
        whose.topic = topics.get(sentence.zone, alone)
        yield from self._sentence(sentence, passage, whose)
        topics[sentence.zone] = whose.topic

    def _sentences(self, text: MappedText, passage: Passage) -> Iterator[tuple[Sentence, bool]]:
        """Yield the sentences of a passage that tell of somebody, and whether each opens a paragraph."""
        end = -1
        for sentence in resumed(sentences(text, self.languages, passage.start, passage.end)):
            told = sentence.zone == "narration" or (sentence.zone == "code" and _only_words(sentence.source))
            told = told or (sentence.zone == "speech" and passage.reads == "prose" and _unquoted(text, passage))
            if told or passage.listed or passage.reads == "said":
                yield sentence, end < 0 or text.text.find("\n", end, sentence.start) >= 0
                end = sentence.start

    def _sentence(self, sentence: Sentence, passage: Passage, whose: Whose) -> Iterator[tuple[Found, Trait]]:
        if sentence.language is None:
            return
        if sentence.language.rules is not None:
            reads = passage.reads if passage.listed else ""
            yield from sentence.language.rules.looks(sentence, whose, reads)
            return
        if passage.asked and len(sentence.words) > 1 and not sentence.words[0][0].isalnum():
            sentence = replace(sentence, start=sentence.spans[1][0])  # an answer begins behind its quotation mark
        view = View(sentence)
        if "?" not in view.words and (not _TELLING.isdisjoint(view.known) or sentence.has_digits):
            bare = not view.inflected and view.known.isdisjoint(("copula", "pronoun"))  # not "The dog is older."
            answers = passage.asked == "looks" and sentence.zone == "speech" and bare
            listed = answers or (passage.listed and passage.reads == "looks")
            spoken = sentence.zone == "speech" and not passage.listed
            for found in _found(view, listed):
                own = (not spoken or _of_speaker(view, found, passage)) and not (spoken and _is_past(view, found))
                if own and whose.owns(view, found) and stated(view, found):
                    yield found, as_trait(view, found)
        whose.follow(view)

    def _gender_of_name(self) -> str:
        """Return the gender that the forms of the person's name show, "" where names do not change."""
        name = self.person.name.split(" ")[0]
        cases = {case for language in self.languages for case in language.name_forms(name).values()}
        if not {"genitive", "dative"} <= cases:
            return ""
        return "feminine" if "accusative" in cases else "masculine"

    def _gender(self, texts: Sequence[MappedText]) -> tuple[str, Trait | None]:
        """Return the person's gender by the pronouns used in the texts, and the trait that says so."""
        counts = {"feminine": 0, "masculine": 0}
        evidence: dict[str, Trait] = {}
        written = written_in([text.text for text in texts], self.languages)
        genders, named, others = _gendered(written), 0, 0
        for text in texts:
            said = Counter(_words(normalise(text.text), self.languages))
            if self._is_of_me(text, said, written):
                continue
            named += sum(said[word] for word in self.own)
            others += sum(said[word] for word in self.foreign)
            for word in filter(genders.__contains__, said):
                gender = genders[word]
                counts[gender] += said[word]
                own = written_in([word], written)
                evidence[gender] = evidence.get(gender) or _pronoun_trait(text, word, gender == "feminine", own)
        winner = max(counts, key=lambda gender: counts[gender])
        loser = min(counts.values())
        if counts[winner] < 2 * loser + 1:
            named_so = self._gender_of_name() if loser else ""
            return named_so or next(iter(evidence), ""), None
        if counts[winner] == 1 and winner == "feminine" and self._gender_of_name() == "masculine":
            return "", None  # a dog's "у неё"
        # Where others are named as often, a single "her" may mean them.
        return winner, evidence[winner] if named > others or not others or counts[winner] >= _PRONOUNS else None


def _may_tell(sentence: Sentence) -> bool:
    """Return whether a word about looks or a number may stand in a sentence."""
    if sentence.language is None or sentence.language.rules is not None:
        return sentence.language is not None
    lexicon = sentence.language.lexicon.only(_TELLING)
    if sentence.has_digits or lexicon.touches(sentence.words):
        return True
    bare = list(map(lexicon.bare.__getitem__, sentence.words))  # "my hair's long"
    return bare != sentence.words and lexicon.touches(bare)


def _is_past(view: View, found: Found) -> bool:
    """Return whether what is said aloud was so: «Коса была до пят»; who tells a story tells it in the past anyway."""
    near = range(max(0, found.first - _NEAR_COPULA), min(len(view.words), found.last + _NEAR_COPULA))
    copulas = (view.form(position, "copula") for position in near)
    return any(form.entry.english in ("was", "were") for form in copulas if form)


def _of_speaker(view: View, found: Found, passage: Passage) -> bool:
    """Return whether what is said aloud is said of the speaker: "my hair", in an interview also «Лицо круглое»."""
    pronouns = [n for n in range(len(view.words)) if view.form(n, "pronoun", "possessive")]
    if any(n < found.last for n in pronouns) or (passage.asked and not view.inflected and "copula" not in view.known):
        return True
    interview = passage.reads == "said" and view.inflected and not pronouns
    turned = view.within(found.first - 1, found.last + 1, "turned")  # «Сорок три стукнуло»
    return interview and (turned or view.form(found.anchor, *HEADS) is not None)


def _unquoted(text: MappedText, passage: Passage) -> bool:
    """Return whether a description only sets words off by asterisks: without quotation marks nobody speaks there."""
    described = not text.source.endswith(("first_mes", "mes_example"))
    return described and not _QUOTED.search(text.text, passage.start, passage.end)


def _only_words(code: str) -> bool:
    """Return whether backticks only set words off: `winter spirit`."""
    return not code.startswith("```") and not _PROGRAM.search(code)


def _joined_list(text: str, passage: Passage) -> bool:
    """Return whether a description is a list joined by "+", whose items are read one by one."""
    return text.count(" + ", passage.start, passage.end) > 1


@lru_cache(maxsize=1024)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in _WORD.findall(name))


def _words(text: str, languages: Iterable[Language]) -> Iterable[str]:
    """Return the words of a text, in a script without spaces as its language cuts them."""
    cutters = [language for language in languages if language.words is not None and language.letters.search(text)]
    words: list[str] = _WORD.findall(text)
    return _cut(words, cutters) if cutters else words


def _cut(words: Iterable[str], cutters: Sequence[Language]) -> Iterator[str]:
    for word in words:
        language = next((one for one in cutters if one.letters.search(word)), None)
        if language is None or language.words is None:
            yield word
            continue
        begin = 0
        for end in language.words(word):
            yield word[begin:end]
            begin = end


def _is_by_user(text: MappedText) -> bool:
    """Return whether a user wrote a text of themselves."""
    return text.source.startswith(_BY_USER[0]) and text.source.endswith(_BY_USER[1])


@lru_cache(maxsize=16)
def _speakers(languages: tuple[Language, ...], persons: tuple[str, ...] = ("first",)) -> frozenset[str]:
    """Return the pronouns and possessives by which somebody speaks of themselves, or of who is spoken to."""
    lexicons = [language.lexicon for language in languages]
    pronouns = (entry for one in lexicons for kind in ("pronoun", "possessive") for entry in one.of_kind(kind))
    return frozenset(normalise(entry.text) for entry in pronouns if entry.get("person") in persons)


@lru_cache(maxsize=8)
def _gendered(languages: tuple[Language, ...]) -> dict[str, str]:
    """Return the pronouns and possessives that tell the gender of the person they stand for."""
    lexicons = [language.lexicon for language in languages]
    pronouns = (entry for one in lexicons for kind in ("pronoun", "possessive") for entry in one.of_kind(kind))
    told = ((normalise(entry.text), entry.get("gender")) for entry in pronouns)
    return {word: gender for word, gender in told if gender in ("feminine", "masculine")}


def _found(view: View, listed: bool) -> Iterator[Found]:
    nouns = list(noun_traits(view, listed))
    yield from nouns
    for found in single_traits(view, "looks" if listed else ""):
        if not any(noun.first <= found.first and found.last <= noun.last for noun in nouns):
            yield found
    yield from ages(view)
    if listed:
        yield from listed_ages(view)
    yield from heights(view, listed)
    yield from likenesses(view)
    yield from dyed_self(view)


def _pronoun_trait(text: MappedText, pronoun: str, female: bool, languages: Iterable[Language]) -> Trait:
    unspaced = pronoun[0] > "\u3000"
    found = re.finditer(re.escape(pronoun), text.text) if unspaced else _WORD.finditer(text.text)
    match = next(match for match in found if normalise(match[0]) == pronoun)
    value = printed(next(iter(languages), None), "female" if female else "male")
    term = Term(value, "woman" if female else "man")
    return Trait("gender", value, (term,), _INFERRED, (text.evidence(match.start(), match.end()),))


def _names(person: Person, name_forms: Callable[[str], Iterable[str]]) -> set[str]:
    return {
        normalise(word)
        for name in (person.name, *person.aliases)
        for form in name_forms(name)
        for word in (*_WORD.findall(form), *_APOSTROPHED.findall(form))
    }


@lru_cache(maxsize=64)
def _addressing(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of "you are" with what follows it in some languages."""
    parts = [r"(?!)"]
    for language in languages:
        words = sorted(language.lexicon.words["word_addressing"], key=len, reverse=True)
        if words:
            begins = "".join(sorted({letter for word in words for letter in word[0] + word[0].upper()}))
            lead = rf"(?=[{begins}])" + ("" if language.words else r"\b")
            gap = "" if language.words else r"\s*[—–-]?\s*"
            parts.append(rf"{lead}(?i:{'|'.join(map(re.escape, words))}){gap}([^\W_]+)")
    return re.compile("|".join(parts))


def _you_are(text: str, own: set[str], addressing: re.Pattern[str]) -> bool:
    """Return whether a text speaks to the person: "You are Wheatley", "Ты — Вера", "你是林浩"."""
    for match in addressing.finditer(text):
        name = normalise(match[match.lastindex or 0])
        if name in own or (not name.isascii() and name.startswith(tuple(own))):
            return True
    return False
