"""Lorebooks made for tests, and short ways to ask what they call."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from composer.app import Composer
from composer.lore.calling import Calls, Library
from composer.profiles import Profile
from composer.reading.language import Language
from composer.types import CharacterCard, ChatMessage, Lorebook, LoreEntry, Persona, RenderedPrompt, Scene
from tests.painting import tag


@cache
def languages() -> tuple[Language, ...]:
    """Return all built-in languages."""
    return Composer().narrator.reading.languages


def entry(*keys: str, **fields: Any) -> LoreEntry:
    """Return an entry with these keys."""
    return LoreEntry(**{"content": "It is there.", "keys": keys, **fields})


def book(*entries: LoreEntry, **fields: Any) -> Lorebook:
    """Return a book of a world called Northport."""
    return Lorebook(entries, origin="world:Northport", **fields)


def calls(of: Lorebook, request: str = "", *messages: str, count: int = 0) -> Calls:
    """Return what a request calls, with messages before it, the newest first."""
    told = [(f"message:{-number}", text) for number, text in enumerate(messages)]
    return Library([of], "Maren", "Alex", languages()).called(request, told, count)


def called(of: Lorebook, request: str = "", *messages: str, count: int = 0) -> list[int]:
    """Return the places of the entries that are called, the most important first."""
    return [call.number for call in calls(of, request, *messages, count=count).entries]


def calling(request: str, *keys: str, **fields: Any) -> bool:
    """Return whether a request calls an entry with these keys."""
    return bool(called(book(entry(*keys, **fields)), request))


HRALD = "Hrald is the smith of Northport, a broad man of fifty with a grey beard. He wears a leather apron."
LIGHTHOUSE = (
    "The Old Lighthouse is a tall white tower with a red roof. It was built two hundred years ago by the guild. "
    "Its keeper is a red-haired woman named Ilsa. Visitors must not climb it at night. Iron stairs wind up inside."
)
MAREN = CharacterCard("Maren", description="Maren is a woman of 34 with silver hair. She wears a red coat.")


@dataclass
class Telling:
    """A story with lorebooks, in which one request after another is asked for."""

    books: tuple[Lorebook, ...]
    profile: Profile = field(default_factory=Profile)
    cards: tuple[CharacterCard, ...] = (MAREN,)
    persona: Persona | None = field(default_factory=lambda: Persona("Alex"))

    def __post_init__(self) -> None:
        self.composer = Composer(self.profile)
        self.story = self.composer.story(self.cards, self.persona, "Maren", "Alex", books=self.books)

    def tell(self, *texts: str, name: str = "Maren", hidden: bool = False) -> "Telling":
        """Tell messages."""
        for text in texts:
            self.story = self.composer.tell(self.story, ChatMessage(name, text, is_system=hidden))
        return self

    def scene(self, prompt: str, before: str = "", **keys: object) -> Scene:
        """Return the scene of a request in Maren's next message, `before` which it says something."""
        message = ChatMessage("Maren", f"{before} {tag(prompt, **keys)}")
        (found,) = self.composer.find(message.text)
        return self.composer.scene(self.story, message, found)

    def prompt(self, prompt: str) -> RenderedPrompt:
        """Return the prompt of a request."""
        return self.composer.compose(self.scene(prompt))


def people(of: Scene) -> list[str]:
    """Return the names of those in a picture."""
    return [person.name for person in of.people]


def looks(of: Scene, name: str) -> dict[str, str]:
    """Return the looks of somebody in a picture."""
    return next({one.attribute: one.value for one in person.traits} for person in of.people if person.name == name)


def wears(of: Scene, name: str) -> list[str]:
    """Return what somebody in a picture wears."""
    return next([one.text for one in person.garments] for person in of.people if person.name == name)
