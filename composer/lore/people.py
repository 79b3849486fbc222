"""The people whom lorebooks describe: NPCs with looks, clothes and what shows that somebody is under 18.

An entry describes somebody when its text says of one of its names, by that name, what only a person has: gender,
species, age, hair, eyes. An entry about a place or a thing may tell of people, too: none of them is its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from composer.cards.books import content_start
from composer.cards.people import person_in
from composer.lore.calling import Call
from composer.lore.describing import is_place
from composer.lore.names import EntryNames, names_of
from composer.reading.language import Language
from composer.reading.lexicon import normalise
from composer.reading.looks.people import Portrait
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText, Piece
from composer.reading.text.markup import readable
from composer.types import Macros, Person, Trait

#: What only somebody has.
_PERSONAL = frozenset({"gender", "species", "age_look", "hair_color", "hair_style", "eye_color"})
#: Kinds of words of which a text about somebody has one.
_TELLING = frozenset({
    "gender", "figure", "person", "species", "hair", "hair_color", "hairdo", "eye", "eye_color", "age_word", "year",
    "pronoun",
})  # fmt: skip
#: The longest text of an entry that is read, in characters.
LONGEST_CONTENT = 20_000
#: So many people of lorebooks are read once.
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Npc:
    """Somebody whom a lorebook describes, with the calls of their entries and the keys that are no names."""

    person: Person
    calls: tuple[Call, ...]
    nouns: tuple[str, ...] = ()


def text_of(call: Call, macros: Macros) -> MappedText:
    """Return the content of an entry as it is read: macros filled in, without decorators and markup."""
    stored = call.entry.content[:LONGEST_CONTENT]
    start = content_start(stored)
    text = MappedText(call.source, stored[start:], (Piece(0, start, len(stored), True),))
    return readable(text, macros)


def may_tell_of_somebody(content: str, languages: tuple[Language, ...]) -> bool:
    """Return whether a text may describe a person: cheap, and true rather too often."""
    for language in languages:
        words = [normalise(word) for word in language.letters.findall(content[:LONGEST_CONTENT])]
        unspaced = bool(words) and language.words is not None
        if unspaced or not _TELLING.isdisjoint(language.lexicon.kinds_in(words)):
            return True
    return False


def npc_of(calls: Sequence[Call], macros: Macros, reading: Reading) -> Npc | None:
    """Return the person whom some entries of one name describe, None when they describe nobody."""
    names = [names_of(call.entry, reading.languages) for call in calls]
    merged = _merged(names)
    person = _person(merged, tuple(text_of(call, macros) for call in calls), (macros.char, macros.user), reading)
    return Npc(person, tuple(calls), merged.nouns) if person else None


def _merged(names: Sequence[EntryNames]) -> EntryNames:
    first = names[0]
    aliases = dict.fromkeys(alias for one in names for alias in one.aliases if alias != first.name)
    nouns = dict.fromkeys(noun for one in names for noun in one.nouns)
    return EntryNames(first.name, tuple(aliases), tuple(nouns), first.title)


@lru_cache(maxsize=_REMEMBERED)
def _person(
    names: EntryNames, texts: tuple[MappedText, ...], present: tuple[str, ...], reading: Reading
) -> Person | None:
    called = names.name or names.title
    known = (*filter(None, (names.name, names.title)), *names.aliases)
    if not called or any(is_place(known, text, reading) for text in texts):
        return None
    others = [Person(name) for name in present if name and name not in known]
    person = person_in(_portrait(names, called, texts), others, reading)
    if not person.under_age and not _is_somebody(person, bool(names.name), texts, reading):
        return None
    return replace(person, name=called, aliases=names.aliases, traits=_with_gender(person, texts, others, reading))


def _portrait(names: EntryNames, called: str, texts: tuple[MappedText, ...]) -> Portrait:
    """Return a portrait of which only what is said by name counts; of a smith without a name all that is said."""
    blank = Person(called, names.aliases, "npc")
    return Portrait(_named_so(blank), (), texts) if names.name else Portrait(blank, texts)


def _named_so(person: Person) -> Person:
    """Return somebody with names as texts write them at the beginning of a sentence, too."""
    names = (person.name, *person.aliases)
    capitals = (name[:1].upper() + name[1:] for name in names)
    return replace(person, aliases=tuple(dict.fromkeys((*person.aliases, *capitals))))


def _is_somebody(person: Person, named: bool, texts: Sequence[MappedText], reading: Reading) -> bool:
    """Return whether looks are somebody's: "the Guild has grey eyes everywhere" tells of no person."""
    personal = [trait for trait in person.traits if trait.attribute in _PERSONAL]
    if named and not any(_has_article(person, text, reading) for text in texts):
        return bool(personal)
    return _is_called_somebody(personal, texts)


def _has_article(person: Person, text: MappedText, reading: Reading) -> bool:
    """Return whether a name is first used with an article, as those of things are."""
    mention = next(iter(reading.names(text.text, [person])), None)
    before = text.text[: mention.start].split()[-1:] if mention else []
    articles = {word for one in reading.languages for word in one.lexicon.words["word_definite"]}
    return not articles.isdisjoint(word.lower() for word in (*before, person.name.partition(" ")[0]))


def _is_called_somebody(personal: Sequence[Trait], texts: Sequence[MappedText]) -> bool:
    """Return whether the first sentence with a name says a gender or an age."""
    ends = {text.source: _first_end(text) for text in texts}
    telling = [trait for trait in personal if trait.attribute in ("gender", "age_look")]
    return any(one.start < ends.get(one.source, 0) for trait in telling for one in trait.evidence)


def _first_end(text: MappedText) -> int:
    first = text.text.partition("\n")[0]
    end = min((at for mark in ".!?。" if (at := first.find(mark)) >= 0), default=len(first))
    return text.evidence(0, max(1, end)).end


def _with_gender(
    person: Person, texts: Sequence[MappedText], others: Sequence[Person], reading: Reading
) -> tuple[Trait, ...]:
    """Return somebody's traits with the gender that pronouns and the rest of their texts tell."""
    if any(trait.attribute == "gender" for trait in person.traits):
        return person.traits
    told = reading.looks(texts, person, others)
    return (*person.traits, *(trait for trait in told if trait.attribute == "gender"))
