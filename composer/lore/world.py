"""The world of a story: what its lorebooks say of whom and what a message or a request names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from composer.lore.calling import REQUEST, Call, Library
from composer.lore.describing import described, is_place
from composer.lore.forms import fold
from composer.lore.names import EntryNames, names_of
from composer.lore.people import Npc, may_tell_of_somebody, npc_of, text_of
from composer.reading.lexicon import normalise
from composer.reading.reading import Reading
from composer.reading.who import Presence
from composer.references import asset_name
from composer.types import (
    Asset,
    CharacterCard,
    Description,
    Evidence,
    ImageRequest,
    Lorebook,
    LoreEntry,
    Macros,
    Person,
    Reference,
)

#: The most places and things described in one picture, and how much is said of them together, in characters.
MOST_DESCRIPTIONS, MOST_CHARACTERS = 3, 600
#: The most people of lorebooks that one text can bring, and that one story can have.
MOST_NPCS, MOST_IN_STORY = 12, 64

#: A story's recent messages as read, (name, text), the newest first.
Recent = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What lorebooks bring into one picture: people who may be in it, descriptions, and notices (what, why)."""

    npcs: tuple[Npc, ...] = ()
    descriptions: tuple[Description, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """The people."""
        return tuple(npc.person for npc in self.npcs)

    def cast(self, presence: Presence, prompt: str, known: Iterable[Person], reading: Reading) -> Presence:
        """Return who is in the picture, with those whom it calls by a key that is no name ("the smith").

        Where nothing else said who it is, they are. Whoever is under 18 is taken to be in it, for the guard to know.
        """
        names = {person.name for person in known}
        called = [name if name in names else self._called(name, prompt, reading) for name in presence.people]
        by_noun = [npc.person for npc in self.npcs if _is_called_by_noun(npc, prompt, reading)]
        if by_noun and not presence.sure:
            return Presence(tuple(person.name for person in by_noun), presence.point_of_view)
        young = [person.name for person in by_noun if person.under_age]
        return replace(presence, people=tuple(dict.fromkeys((*called, *young))))

    def _called(self, figure: str, prompt: str, reading: Reading) -> str:
        """Return the name of somebody unknown whom the request shows, as the books have it."""
        start = prompt.find(figure)
        meant = [npc for npc in self.npcs if start >= 0 and _calls_within(npc, start, start + len(figure))]
        anybody = _is_indefinite(figure.partition(" ")[0], reading)
        return meant[0].person.name if len(meant) == 1 and not anybody else figure


NOTHING_SHOWN = Shown()


def _texts(entry: LoreEntry) -> tuple[str, ...]:
    return (entry.name, *entry.keys, *entry.secondary_keys, entry.content)


def _is_called_by_noun(npc: Npc, prompt: str, reading: Reading) -> bool:
    """Return whether a request calls somebody by a key that is no name, and means this one: not "a smith"."""
    nouns = {fold(noun) for noun in npc.nouns}
    for call in npc.calls:
        if call.text == REQUEST and call.end <= len(prompt) and fold(prompt[call.start : call.end]) in nouns:
            before = prompt[: call.start].split()[-1:]
            return bool(npc.person.under_age) or not (before and _is_indefinite(before[0], reading))
    return False


def _is_indefinite(word: str, reading: Reading) -> bool:
    return any(word.lower() in one.lexicon.words["word_indefinite"] for one in reading.languages)


def _calls_within(npc: Npc, start: int, end: int) -> bool:
    return any(call.text == REQUEST and start <= call.start and call.end <= end for call in npc.calls)


@dataclass(eq=False)
class World:
    """Some books, and the pictures that belong to what they tell of.

    Attributes:
        books: the books. pictures: name, in lower case → handle of a picture.
    """

    books: tuple[Lorebook, ...]
    reading: Reading
    pictures: Mapping[str, str]

    def __post_init__(self) -> None:
        self._library = lru_cache(maxsize=8)(self._made)

    def _made(self, char: str, user: str) -> Library:
        return Library(self.books, char, user, self.reading.languages)

    def newcomers(self, text: str, known: Sequence[Person], macros: Macros, count: int) -> tuple[Person, ...]:
        """Return the people of the books whom a message names, and nobody knows yet."""
        if sum(person.role == "npc" for person in known) >= MOST_IN_STORY:
            return ()
        calls = self._library(macros.char, macros.user).called(text, (), count)
        npcs = self._npcs([call for call in calls.entries if call.by == REQUEST], known, macros)
        return tuple(npc.person for npc in npcs if self.reading.names(text, [npc.person]))

    def person_called(self, name: str, macros: Macros) -> Person | None:
        """Return the person of the books who has exactly this name, None for nobody."""
        calls = self._library(macros.char, macros.user).called(name, (), 0)
        found = self._npcs([call for call in calls.entries if call.text == REQUEST], (), macros)
        return next((npc.person for npc in found if npc.person.name == name), None)

    @cached_property
    def people_told_of(self) -> tuple[tuple[str, ...], ...]:
        """What decides which people the books bring into a story: names and texts of all entries that may be of any."""
        told = (entry for book in self.books for entry in book.entries if entry.enabled and self._may_tell(entry))
        return tuple((*_texts(one), one.logic, str((one.constant, one.selective, one.probability))) for one in told)

    def _may_tell(self, entry: LoreEntry) -> bool:
        names = names_of(entry, self.reading.languages)
        called = names.name or names.title or entry.constant
        return bool(called) and may_tell_of_somebody(entry.content, self.reading.languages)

    def shown(
        self, request: ImageRequest, known: Sequence[Person], recent: Recent, macros: Macros, count: int
    ) -> Shown:  # fmt: skip
        """Return what the books bring into the picture of a request: of whom and what it names alone."""
        asked = "\n".join((request.prompt, *(request.people or ())))
        calls = self._library(macros.char, macros.user).called(asked, recent, count)
        named = [call for call in calls.entries if call.by == REQUEST]
        npcs = tuple(self._npcs(named, known, macros))
        theirs = {call.source for npc in npcs for call in npc.calls}
        people = (*known, *(npc.person for npc in npcs))
        rest = (call for call in named if call.source not in theirs and call.end <= len(request.prompt))
        found = [one for call in rest if (one := self._description(call, request.prompt, people, macros))]
        kept, left_out = _within_budget(found)
        return Shown(npcs, kept, (*calls.notices, *left_out))

    # ── people ──

    def _npcs(self, calls: Iterable[Call], known: Sequence[Person], macros: Macros) -> Iterator[Npc]:
        """Yield the people of entries that are called; entries of one name describe one person."""
        groups: dict[str, list[Call]] = {}
        for call in calls:
            names = names_of(call.entry, self.reading.languages)
            called = names.name or names.title
            if called and not self._is_known(names, known):
                groups.setdefault(normalise(called), []).append(call)
        for group in list(groups.values())[:MOST_NPCS]:
            npc = npc_of(group, macros, self.reading)
            if npc is not None:
                yield replace(npc, person=self._pictured(npc.person))

    def _is_known(self, names: EntryNames, known: Sequence[Person]) -> bool:
        """Return whether an entry is about somebody whom a card or persona describes, or who has joined already."""
        return any(self._means(name, known) for name in (names.name, names.title) if name)

    def _means(self, name: str, people: Sequence[Person]) -> bool:
        mentions = self.reading.names(name[:1].upper() + name[1:], people)
        return any(one.end - one.start == len(name) for one in mentions)

    def _pictured(self, person: Person) -> Person:
        handle = self._picture((person.name, *person.aliases))
        return replace(person, references=(Reference(person.name, "identity", handle),)) if handle else person

    def _picture(self, names: Iterable[str]) -> str:
        return next((self.pictures[name.casefold()] for name in names if name.casefold() in self.pictures), "")

    # ── places and things ──

    def _description(
        self, call: Call, prompt: str, people: Sequence[Person], macros: Macros
    ) -> Description | None:  # fmt: skip
        """Return what can be seen of what an entry is about, None where it is nothing, or somebody."""
        key = prompt[call.start : call.end]
        if self._means(key, people):
            return None
        text = text_of(call, macros)
        names = names_of(call.entry, self.reading.languages)
        seen = described(text, people, self.reading)
        handle = self._picture((names.title, names.name, *names.aliases, *names.nouns))
        if not seen.text and not handle:
            return None
        name = names.title or key
        called = (names.name, names.title, *names.aliases, *names.nouns)
        place = is_place([one for one in called if one], text, self.reading)
        return Description(
            name,
            "place" if place else "object",
            seen.text if normalise(name) in normalise(seen.text) or not seen.text else f"{name}: {seen.text}",
            seen.places,
            (Evidence(REQUEST, call.start, call.end, key), *seen.evidence),
            (Reference("", "place", handle),) if place and handle else (),
        )


def _within_budget(found: Sequence[Description]) -> tuple[tuple[Description, ...], list[tuple[str, str]]]:
    """Return the most important descriptions, and why the others are left out."""
    kept: list[Description] = []
    left_out: list[tuple[str, str]] = []
    for one in found:
        length = sum(len(other.text) for other in kept) + len(one.text)
        if len(kept) < MOST_DESCRIPTIONS and length <= MOST_CHARACTERS:
            kept.append(one)
        else:
            why = f"a picture has at most {MOST_DESCRIPTIONS} descriptions with {MOST_CHARACTERS} characters together"
            left_out.append((one.name, why))
    return tuple(kept), left_out


def world_of_cards(cards: Sequence[CharacterCard], books: Sequence[Lorebook], reading: Reading) -> World | None:
    """Return the world of the cards' own books and further ones, None where there are none."""
    own = [card.character_book for card in cards if card.character_book is not None]
    every = tuple(book for book in (*own, *books) if any(entry.enabled for entry in book.entries))
    return _world(every, tuple(_pictures(cards, every)), reading) if every else None


def lore_assets(cards: Iterable[CharacterCard], books: Iterable[Lorebook]) -> Iterator[tuple[CharacterCard, Asset]]:
    """Yield the pictures of cards that are called as an entry of some books is: of whom or what it tells."""
    entries = (entry for book in books for entry in book.entries if entry.enabled)
    names = {name.casefold() for entry in entries for name in (entry.name, *entry.keys) if name}
    for card in cards:
        yield from ((card, asset) for asset in card.assets if asset.data and asset.name.casefold() in names)


def asset_key(card: CharacterCard, asset: Asset) -> str:
    """Return what a card's picture is called among the assets."""
    return f"{card.name}/{asset.name}"


@lru_cache(maxsize=16)
def _world(books: tuple[Lorebook, ...], pictures: tuple[tuple[str, str], ...], reading: Reading) -> World:
    """Return the world of some books; the same books are read once."""
    return World(books, reading, {name.casefold(): handle for name, handle in reversed(pictures)})


def _pictures(cards: Iterable[CharacterCard], books: Iterable[Lorebook]) -> Iterator[tuple[str, str]]:
    for card, asset in lore_assets(cards, books):
        yield asset.name, asset_name("asset", asset_key(card, asset), asset.data)
