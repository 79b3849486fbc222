"""The people a card tells of, told apart: what stands in its texts about whom.

A card may be one character's, or hold several: in parts with a heading, a label or a field for each, or in prose that
names them. A card of one character stays whole, whoever else is described in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from composer.reading.language import language_of, written_in
from composer.reading.lexicon import normalise
from composer.reading.looks.aliases import Alias, with_aliases, with_listed_aliases, without_aliases
from composer.reading.looks.introductions import Introduction, Introductions, introductions
from composer.reading.looks.named import names_in_prose
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import Person, Trait

#: Of so many people at least so many things are told in a card that is about several.
_FEWEST_FACTS = 2
_FEWEST_PEOPLE = 2
_MOST_PEOPLE = 32


@dataclass(frozen=True, slots=True)
class Portrait:
    """One of the people of a card, and the texts about them, the most trusted first.

    Attributes:
        own: about nobody else; shared: about several, where only what is said of this one by name is theirs.
    """

    person: Person
    own: tuple[MappedText, ...]
    shared: tuple[MappedText, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text that is about one person."""

    person: Person
    introduction: Introduction


def portraits(texts: Sequence[MappedText], person: Person, other: str, reading: Reading) -> tuple[Portrait, ...]:
    """Return the people whom the texts of a card describe; the card's character alone unless there are more.

    Args:
        texts: the card's, the most trusted first. person: the card's character. other: the name of the user.
    """
    reading = reading.within(text.text for text in texts)
    languages = tuple(written_in([person.name, *(text.text for text in texts)], reading.languages))
    bare = [without_aliases(text, languages) for text in texts]
    texts, called = [text for text, _ in bare], [alias for _, aliases in bare for alias in aliases]
    read = _told_apart(texts, with_aliases(person, called), called, introductions(languages, other), reading)
    return tuple(replace(one, person=with_listed_aliases(one.person, one.own, languages)) for one in read)


def _told_apart(
    texts: Sequence[MappedText], person: Person, called: Sequence[Alias], found: Introductions, reading: Reading
) -> tuple[Portrait, ...]:
    """Return the people whom texts describe; `called` are other names of anybody in them."""
    told = []
    for text in texts:
        rows = found.rows(text.text)
        for row in rows:
            parts = _parts(row, text, texts, person, called, reading)
            if parts:
                return _by_parts(parts, text, texts, person, reading)
        told.append(_without_asides(text, rows, person, reading))
    texts = told
    named = names_in_prose(texts, person, found, reading)
    members = [with_aliases(one, called) for one in named]
    read = about(texts, members, None, reading) if len(members) >= _FEWEST_PEOPLE else ()
    telling = [one.person for one in read if _facts(one, members, reading) >= _FEWEST_FACTS]
    if len(telling) < _FEWEST_PEOPLE or _own_facts(texts, person, telling, reading):
        return (Portrait(person, tuple(texts)),)
    return about(texts, telling, None, reading)


# ── parts ──


def _without_asides(
    text: MappedText, rows: Sequence[Sequence[Introduction]], person: Person, reading: Reading
) -> MappedText:
    """Return a text without the parts that introduce others than the card's character: family, side characters."""
    spans = [
        (one.start, one.end)
        for row in rows
        for one in row
        if one.aside and one.name and not _means(one.name, person, reading)
    ]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start < end and (not apart or start >= apart[-1][1]):
            apart.append((start, end))
    return text.without(apart) if apart else text


def _parts(
    row: Sequence[Introduction], text: MappedText, texts: Sequence[MappedText], person: Person,
    called: Sequence[Alias], reading: Reading,
) -> list[_Part]:  # fmt: skip
    """Return the parts of a text that introduce the card's people; [] when it is a card of one character."""
    main = {one.name for one in row if one.name and _means(one.name, person, reading)}
    row = [one for one in row if not (one.lead and one.name in main and _is_title(one, text, person, reading))]
    main = main.intersection(one.name for one in row)
    if main and any(one.lead for one in row):
        return []  # a card of one, and paragraphs about others
    main = main if len(main) == 1 else set()  # of "Ash and Bramble", neither
    named = [one for one in row if one.name and not (one.aside and (main or one.labelled))]
    people = {one.name: person if one.name in main else with_aliases(Person(one.name), called) for one in named}
    if len(people) > _MOST_PEOPLE:
        return []  # a list of something else, or of more than anybody draws
    parts = [_Part(people[one.name], one) for one in named]
    facts = {
        one.name: _facts(_portrait(one, parts, text, reading), [*people.values()], reading) for one in people.values()
    }
    if sum(count >= _FEWEST_FACTS for count in facts.values()) < _FEWEST_PEOPLE:
        return []
    told = [one for one in people.values() if facts[one.name]]
    rest = [text.without(_spans(parts)) if one is text else one for one in texts]
    if person not in told and _own_facts(rest, person, told, reading) >= _FEWEST_FACTS:
        return []
    return [one for one in parts if one.person in told]


def _is_title(part: Introduction, text: MappedText, person: Person, reading: Reading) -> bool:
    """Return whether a paragraph that begins with the card's name tells of nobody: "The Night Ferry is run by …"."""
    return not _facts(Portrait(person, (_told_in(part, text, reading),)), (), reading)


def _means(name: str, person: Person, reading: Reading) -> bool:
    """Return whether a name is the person's, or a part of it."""
    whole = [one for one in reading.names(name, (person,)) if one.end - one.start == len(name)]
    return bool(whole) or normalise(name) == normalise(person.name)


def _spans(parts: Sequence[_Part]) -> list[tuple[int, int]]:
    return sorted((one.introduction.start, one.introduction.end) for one in parts)


def _portrait(person: Person, parts: Sequence[_Part], text: MappedText, reading: Reading) -> Portrait:
    """Return somebody as their own parts of a text show them."""
    own = [one.introduction for one in parts if one.person is person]
    return Portrait(person, tuple(_told_in(one, text, reading) for one in own))


def _told_in(part: Introduction, text: MappedText, reading: Reading) -> MappedText:
    """Return what a part tells; in the place of a label with a name stands one that announces looks."""
    label = _label_of_looks(text.text[part.begin : part.end], reading) if part.labelled else ""
    return text.only(part.start, part.end, part.begin, label)


def _label_of_looks(text: str, reading: Reading) -> str:
    language = language_of(text, reading.languages)
    if language is None or language.rules is not None:
        return ""
    found = (one.text for one in language.lexicon.of_kind("label") if one.get("reads") == "looks")
    return next((f"{text}: " for text in found), "")


def _by_parts(
    parts: Sequence[_Part], text: MappedText, texts: Sequence[MappedText], person: Person, reading: Reading
) -> tuple[Portrait, ...]:
    """Return the people with their parts of one text, and what all texts beside say of them by name."""
    members = list(dict.fromkeys(one.person for one in parts))
    rest = [text.without(_spans(parts)) if one is text else one for one in texts]
    beside = about(rest, members, person if person in members else None, reading)
    return tuple(
        Portrait(one.person, (*_portrait(one.person, parts, text, reading).own, *one.own), one.shared) for one in beside
    )


def _own_facts(texts: Sequence[MappedText], person: Person, members: Sequence[Person], reading: Reading) -> int:
    """Return how many things texts say of the looks of the card's character that are not said of a member."""
    if any(reading.names(person.name, (one,)) for one in members):
        person = Person("")  # a title that holds their names, such as "Isolde and Maud"
    return sum(map(_is_told, reading.looks(texts, person, members)))


def _facts(portrait: Portrait, people: Sequence[Person], reading: Reading) -> int:
    """Return how many things are told of somebody's looks."""
    others = [one for one in people if one is not portrait.person]
    traits = reading.looks(portrait.own, portrait.person, others, portrait.shared)
    # A gate may be tall; nothing else of it is somebody's looks.
    return sum(map(_is_told, traits)) if any(one.attribute != "height" for one in traits) else 0


def _is_told(trait: Trait) -> bool:
    """Return whether a trait says more than a pronoun does."""
    return trait.attribute != "gender"


# ── names ──


def about(
    texts: Sequence[MappedText], members: Sequence[Person], main: Person | None, reading: Reading
) -> tuple[Portrait, ...]:
    """Return people with the sentences of texts about each of them; those about nobody are the main person's."""
    own: dict[str, list[MappedText]] = {one.name: [] for one in members}
    shared: dict[str, list[MappedText]] = {one.name: [] for one in members}
    for text in texts:
        turns = list(_turns(text, members, reading))
        for one in members:
            mine = [turn[:2] for turn in turns if turn[2] == {one.name} or (not turn[2] and one is main)]
            with_others = [turn[:2] for turn in turns if one.name in turn[2] and len(turn[2]) > 1]
            own[one.name] += [text.without(_between(mine, len(text.text)))] if mine else []
            shared[one.name] += [text.without(_between(with_others, len(text.text)))] if with_others else []
    return tuple(Portrait(one, tuple(own[one.name]), tuple(shared[one.name])) for one in members)


def _between(spans: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield what is not in these spans."""
    position = 0
    for start, end in spans:
        if start > position:
            yield position, start
        position = end
    if position < length:
        yield position, length


def _turns(text: MappedText, members: Sequence[Person], reading: Reading) -> Iterator[tuple[int, int, set[str]]]:
    """Yield the sentences of a text with the names of those whom each is about."""
    topic: set[str] = set()
    position = 0
    for sentence in reading.sentences(text):
        continued = _begins_with_pronoun(sentence)
        if "\n" in text.text[position : sentence.start] and not continued:
            topic = set()
        position = sentence.end
        named = list(dict.fromkeys(one.person.name for one in reading.names(sentence.source, members)))
        about = topic if continued and topic else set(named) or topic
        topic = {named[0]} if named and about is not topic else topic
        yield sentence.start, sentence.end, about


def _begins_with_pronoun(sentence: Sentence) -> bool:
    """Return whether a sentence goes on about the one named before: "She is …"."""
    word = next(iter(sentence.vocabulary), "")
    forms = sentence.language.lexicon.lookup(word) if sentence.language and word else ()
    entries = (form.entry for form in forms if form.entry.kind in ("pronoun", "possessive"))
    return any(one.get("gender") in ("feminine", "masculine") for one in entries)
