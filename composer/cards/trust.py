"""How much each text of a card counts, and what it says of its people beside its description.

In order of trust: our own extension, SillyTavern's image prompt, description, lorebook, the note at depth (what the
card's maker repeats to the model), personality, scenario, greeting. What is not named here says nothing of anybody's
looks: the maker's notes, tags, instructions to the model, example dialogue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from composer.cards import character_prompt as image_prompts
from composer.cards import own
from composer.cards.character_prompt import CharacterPrompt, character_prompt, without_networks
from composer.cards.own import OwnExtension
from composer.cards.pins import LOOKS, OUTFIT, Pin, pinned_garments, pinned_traits
from composer.fragments import evidence_of
from composer.lore.about import is_about
from composer.lore.calling import source_of
from composer.overriding import overridden
from composer.reading.clothes.wardrobe import outfit
from composer.reading.lexicon import normalise
from composer.reading.looks.people import Portrait, about
from composer.reading.looks.settling import MORE_TRUSTED
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import CharacterCard, Garment, Lorebook, LoreEntry, Person, PictureWishes, Quoted

_PINNED = f"extensions.{own.NAME}.looks"
_PROMPT = f"extensions.{image_prompts.NAME}.positive"
_BOOK, _DEPTH = "character_book", "extensions.depth_prompt.prompt"
#: The texts about looks, the most trusted first.
LOOKS_ORDER = (_PINNED, _PROMPT, "description", _BOOK, _DEPTH, "personality", "scenario", "first_mes")
#: The texts about clothes in the order in which they are put on: what tells how the story begins comes last.
CLOTHES_ORDER = (_BOOK, _DEPTH, "description", "personality", "scenario", _PROMPT, _PINNED, "first_mes")
_MOST_ENTRIES, _LONGEST_TEXT = 200, 8000
_NEVER = ("dont_activate", "")


@dataclass(frozen=True)
class Trust:
    """What a card says beside description, personality, scenario and greeting.

    Args:
        card: whose texts they are. main: the name of its character.
        readable: fills macros in and takes markup out. reading: reads the texts.
        books: further lorebooks of the story, in which entries may be about the card's people.
    """

    card: CharacterCard
    main: str
    readable: Callable[[MappedText], MappedText]
    reading: Reading
    books: tuple[Lorebook, ...] = ()

    def portraits(self, found: Sequence[Portrait]) -> tuple[Portrait, ...]:
        """Return the portraits of a card's people with all that it says of each, the most trusted first."""
        everybody = [one.person for one in found]
        added = self._told_apart(self.beside, everybody)
        book = {one.person.name: one for one in about(self._constant, everybody, None, self.reading)}
        return tuple(self._joined(one, (added[one.person.name], book[one.person.name])) for one in found)

    @property
    def beside(self) -> tuple[MappedText, ...]:
        """The texts of the card's extensions about looks, the most trusted first."""
        return tuple(text for text in (self._looks.told(), self._prompt_text, self._depth) if text.text.strip())

    def _told_apart(self, texts: Sequence[MappedText], people: Sequence[Person]) -> dict[str, Portrait]:
        """Return what texts say of each of the card's people; all of it of the only one."""
        if len(people) == 1:
            return {people[0].name: Portrait(people[0], tuple(texts))}
        main = next((one for one in people if one.name == self.main), None)
        return {one.person.name: one for one in about(texts, people, main, self.reading)}

    def _joined(self, found: Portrait, added: Iterable[Portrait]) -> Portrait:
        every = (found, *added)
        own_texts = (*(text for one in every for text in one.own), *self._entries_of(found.person))
        shared = [text for one in every for text in one.shared]
        return replace(found, own=self.ordered(own_texts, LOOKS_ORDER), shared=self.ordered(shared, LOOKS_ORDER))

    def ordered(self, texts: Iterable[MappedText], order: Sequence[str]) -> tuple[MappedText, ...]:
        """Return texts of the card in an order of its fields."""
        return tuple(sorted(texts, key=lambda text: order.index(self._field(text))))

    def _field(self, text: MappedText) -> str:
        field = text.source.removeprefix(f"{self._source}.")
        return _BOOK if field.startswith(_BOOK) or field == text.source else field

    @property
    def _source(self) -> str:
        return f"card:{self.card.name}"

    # ── its texts ──

    @cached_property
    def _own(self) -> OwnExtension:
        return OwnExtension.of(self.card.extensions)

    def _own_text(self, field: str) -> MappedText:
        source = f"{self._source}.extensions.{own.NAME}.{field}"
        return self.readable(without_networks(source, getattr(self._own, field)))

    @cached_property
    def _looks(self) -> Pin:
        return Pin(self._own_text("looks"), LOOKS)

    @cached_property
    def _prompt(self) -> CharacterPrompt:
        return character_prompt(self.card.extensions, self._source, self.readable)

    @property
    def _prompt_text(self) -> MappedText:
        return self._prompt.listed(LOOKS)

    @cached_property
    def _depth(self) -> MappedText:
        """The note that SillyTavern puts between the last messages."""
        note: Any = self.card.extensions.get("depth_prompt")
        text = note.get("prompt") if isinstance(note, Mapping) else None
        return self._read(_DEPTH, text if isinstance(text, str) else "")

    def _read(self, field: str, stored: str) -> MappedText:
        return self.readable(MappedText.of(f"{self._source}.{field}", stored[:_LONGEST_TEXT]))

    @property
    def _entries(self) -> Iterator[tuple[str, LoreEntry]]:
        book = self.card.character_book
        for number, entry in enumerate(book.entries[:_MOST_ENTRIES] if book else ()):
            if entry.enabled and entry.content.strip() and _NEVER not in entry.decorators:
                yield f"{_BOOK}.{number}", entry

    @property
    def _constant(self) -> list[MappedText]:
        """The entries that always count, whatever they tell of: what names somebody in them is theirs."""
        return [self._read(place, entry.content) for place, entry in self._entries if entry.constant]

    def _entries_of(self, person: Person) -> Iterator[MappedText]:
        """Yield the entries that nothing but somebody's name calls, those of the card's own book first."""
        names = {normalise(name) for name in (person.name, *person.aliases)}
        for place, entry in self._entries:
            if not entry.constant and entry.keys and names.issuperset(map(normalise, entry.keys)):
                yield self._read(place, entry.content)
        for book in self.books:
            for number, entry in enumerate(book.entries):
                if is_about(entry, names):
                    yield self.readable(MappedText.of(source_of(book, number), entry.content[:_LONGEST_TEXT]))

    # ── what they say ──

    def settled(self, person: Person) -> Person:
        """Return somebody with their looks as the most trusted texts have them, whatever the others say beside."""
        for field in (_PROMPT, _PINNED):
            stated = [trait for trait in person.traits if trait.evidence[0].source == f"{self._source}.{field}"]
            person = overridden(person, stated, MORE_TRUSTED) if stated else person
        if person.name != self.main:
            return person
        return replace(person, traits=pinned_traits(self._looks, person, self.reading))

    def pinned_outfit(self, person: Person) -> tuple[Garment, ...]:
        """Return the clothes that the card pins on somebody, () for none."""
        text = self._own_text("outfit")
        if not text.text.strip() or person.name != self.main:
            return ()
        return pinned_garments(Pin(text, OUTFIT), person, self.reading)

    def wishes(self, person: Person) -> PictureWishes:
        """Return what the card says of pictures of one of its people, whose looks and clothes are known."""
        positive, style, ratio = (self._quoted(field) for field in ("positive", "style", "ratio"))
        negative = (*self._quoted("negative"), *self._prompt.negative)
        tags = self._tags(person) if person.name == self.main else ()
        return PictureWishes(next(iter(style), None), next(iter(ratio), None), positive, negative, tags)

    def _quoted(self, field: str) -> tuple[Quoted, ...]:
        text = self._own_text(field)
        said = text.text.strip()
        start = text.text.index(said)
        return (Quoted(said, text.evidence(start, start + len(said))),) if said else ()

    def _tags(self, person: Person) -> tuple[Quoted, ...]:
        """Return the tags of the image prompt that are neither looks nor clothes."""
        read = {(one.source, one.start) for one in (*evidence_of(person.traits), *evidence_of(person.garments))}
        tags = (self._prompt.quoted(*span) for span in self._prompt.tags)
        rest = (one for one in tags if (one.evidence.source, one.evidence.start) not in read)
        return tuple(one for one in rest if not self._is_fact(one.text, Person(person.name)))

    def _is_fact(self, tag: str, person: Person) -> bool:
        looks, clothes = (MappedText.of("tag", f"{label}{tag}") for label in (LOOKS, OUTFIT))
        return bool(self.reading.looks([looks], person) or outfit([clothes], person, self.reading))
