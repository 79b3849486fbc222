"""A message as the wardrobe's fold takes it up: who is known, who takes part, and what is told and spoken."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.newcomers import newcomers
from composer.reading.clothes.state import MOST_PEOPLE, Wardrobe
from composer.reading.lexicon import Form, Lexicon, Remembered
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import ChatMessage, Person

_FIRST_WORD = re.compile(r"[\W_]*(\w+)")
_NEXT_WORD = re.compile(r"\s+(\w+)")
#: What speech begins with where it is not simply all that stands outside asterisks.
_BEFORE_SPEECH = 2
_QUOTES = frozenset("\"“«„'「『—–")


def opened(
    state: Wardrobe, message: ChatMessage, text: MappedText, people: Sequence[Person], reading: Reading
) -> tuple[list[Person], Cast, list[Sentence]]:
    """Return who is known, who takes part, and the sentences of a message that may tell of clothes."""
    sentences = [sentence for sentence in reading.sentences(text) if sentence.zone in ("narration", "speech")]
    known = _everyone(people, message, state, sentences)
    cast = Cast(known, message.name, message.is_user, state.genders, state.recent, reading.likely_genders(known))
    if message.name in state.acting and _is_bare(sentences, message.name):
        sentences = [replace(sentence, zone="speech") for sentence in sentences]
    cast.speaks_of_self = any(_says_i(sentence) for sentence in sentences if sentence.zone == "narration")
    if any(_says_you(sentence) for sentence in sentences if sentence.zone == "narration"):
        cast.addressed = cast.second()
    _learn_genders(cast, sentences, known, reading)
    return known, cast, sentences


def acts(before: Sequence[str], name: str, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return the speakers who tell between asterisks and speak outside them, without quotation marks.

    Args:
        before: those who did so in the messages before. name: who speaks now. sentences: of this message.
    """
    starred = any(sentence.starred for sentence in sentences)
    spoken = [sentence for sentence in sentences if sentence.zone == "speech"]
    quoted = any(_is_quoted(sentence) for sentence in spoken)
    if not starred and not quoted:
        return tuple(before)
    others = [other for other in before if other != name]
    unquoted = starred and bool(spoken) and not quoted
    return (*others[1 - MOST_PEOPLE :], name) if unquoted else tuple(others)


def _is_bare(sentences: Sequence[Sentence], name: str) -> bool:
    """Return whether a message has neither asterisks nor quotation marks, and does not tell of its speaker by name."""
    told = all(sentence.zone == "narration" and not sentence.starred for sentence in sentences)
    return told and not any(name in sentence.source for sentence in sentences)


def _is_quoted(sentence: Sentence) -> bool:
    before = sentence.text.text[max(0, sentence.start - _BEFORE_SPEECH) : sentence.start + 1].strip()
    return any(sign in _QUOTES for sign in before[-2:])


def _everyone(
    people: Sequence[Person], message: ChatMessage, state: Wardrobe, sentences: Sequence[Sentence]
) -> list[Person]:
    names = {person.name for person in people}
    others = [name for name in [message.name, *state.outfits, *sorted(state.recent)] if name and name not in names]
    others += newcomers(sentences, [*names, *others])
    role = "persona" if message.is_user else "npc"
    return [*people, *(Person(name, role=role if name == message.name else "npc") for name in dict.fromkeys(others))]  # type: ignore[arg-type]


def _says_i(sentence: Sentence) -> bool:
    """Return whether a sentence is told in the first person."""
    language = sentence.language
    first = _FIRST_WORD.match(sentence.text.text, sentence.start, sentence.end)
    if language is not None and first is not None and language.says_i(first[1].lower()):
        return True
    return language is not None and any(map(_first_person(language.lexicon).__getitem__, sentence.vocabulary))


@lru_cache(maxsize=64)
def _first_person(lexicon: Lexicon) -> Remembered[bool]:
    """Return of which words of a lexicon it is known whether they say "I"."""
    return Remembered(lambda word: any(map(_is_first_person, lexicon.lookup(word))))


def _says_you(sentence: Sentence) -> bool:
    """Return whether a sentence tells somebody what they do: "*You* pull on your boots"."""
    language = sentence.language
    if language is None or language.cases:
        return False
    return any(map(_second_person(language.lexicon).__getitem__, sentence.vocabulary))


@lru_cache(maxsize=64)
def _second_person(lexicon: Lexicon) -> Remembered[bool]:
    """Return of which words of a lexicon it is known whether they say "you"."""
    return Remembered(lambda word: any(form.entry.get("person") == "second" for form in lexicon.lookup(word)))


def _is_first_person(form: Form) -> bool:
    return form.entry.get("person") == "first" or (form.entry.kind == "wearing_verb" and "first" in form.tags)


def _learn_genders(cast: Cast, sentences: Sequence[Sentence], people: Sequence[Person], reading: Reading) -> None:
    """Learn from verbs in the past tense and from names who is a woman, who a man."""
    for sentence in sentences:
        if sentence.zone == "narration" and sentence.language is not None and sentence.language.cases:
            for mention in reading.named(sentence, people):
                if mention.case == "nominative" and (gender := _told_gender(sentence, mention.end)):
                    cast.genders[mention.person.name] = gender
    for person in people:
        for language in reading.languages:
            if gender := language.name_gender(person.name):
                cast.genders.setdefault(person.name, gender)


def _told_gender(sentence: Sentence, end: int) -> str:
    """Return the gender that the word behind a name shows: «Вал *сбросил*»."""
    match = _NEXT_WORD.match(sentence.text.text, end, sentence.end)
    return sentence.language.past_gender(match[1]) if match and sentence.language else ""
