"""The optional readers of one composer, and what they know of a story beyond the rules."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from composer.cards.people import texts_about
from composer.consulting import Consultation, Remembered
from composer.contracts import AskingReader, Reader
from composer.folders import data_folder
from composer.plugins import READERS, PluginManager
from composer.profiles import Profile
from composer.scenes import Narrator
from composer.story import Heard, Story
from composer.types import CharacterCard, ChatMessage, Persona

if TYPE_CHECKING:
    import httpx

    from composer.consulting.clothes import Question
    from composer.keys import Keys
    from composer.reading.text.mapped import MappedText
    from composer.routing import ServiceReader

Hear = Callable[[Story, ChatMessage], Heard]


class Readers:
    """Asks the readers that the plugins register; those that ask a service only where the profile names one.

    Args:
        plugins: register readers and hear of what goes wrong. profile: says whether and whom to ask.
        keys, client: what a service is asked with.
    """

    def __init__(
        self,
        plugins: PluginManager,
        profile: Profile,
        keys: "Callable[[], Keys]",
        client: "Callable[[], httpx.AsyncClient | None]",
    ) -> None:
        self.plugins = plugins
        self.profile = profile
        self._keys = keys
        self._client = client

    @cached_property
    def consultation(self) -> Consultation:
        """The readers, with what they have answered so far."""
        self.plugins.load(READERS)
        active = (self._active(reader) for reader in self.plugins.catalogue("register_readers", "reader"))
        return Consultation([reader for reader in active if reader is not None])

    @property
    def of_services(self) -> "tuple[ServiceReader, ...]":
        """Those of the readers that ask a service."""
        from composer.routing import ServiceReader

        return tuple(reader for reader in self.consultation.readers if isinstance(reader, ServiceReader))

    def _active(self, reader: Reader | AskingReader) -> Reader | None:
        if not isinstance(reader, AskingReader):
            return reader
        settings = self.profile.reader
        if not (settings.endpoint and settings.model):
            return None
        from composer.routing import ServiceReader

        return ServiceReader(reader, settings, self._keys(), self._client, Remembered(data_folder() / "readings"))

    async def looks(
        self, narrator: Narrator, story: Story, cards: Sequence[CharacterCard], persona: Persona | None
    ) -> Story:
        """Return the story with what readers find in its cards and persona."""
        wanted = self.profile.extract_appearance
        texts: dict[str, tuple[MappedText, ...]] = {}
        for card in cards if wanted.character else ():
            texts |= texts_about(card, story.macros, narrator.reading)
        if persona is not None and wanted.persona:
            texts |= texts_about(persona, story.macros, narrator.reading)
        people = [await self.consultation.looks(one, texts.get(one.name, ())) for one in story.people]
        return replace(story, people=tuple(people))

    async def clothes(self, narrator: Narrator, story: Story, messages: Iterable[ChatMessage], hear: Hear) -> Story:
        """Return the story with what readers find in the messages that come next, where the rules are unsure."""
        if not self.profile.detect_clothing:
            return story
        from composer.consulting.clothes import clothes

        questions = _questions(narrator, story, messages, hear)
        found = await clothes(self.consultation, questions, self.profile.reader.messages, narrator.reading)
        return replace(story, consulted={**story.consulted, **found}) if found else story

    def report(self) -> None:
        """Tell the plugin manager what went wrong with readers, each thing once."""
        reports, told = self.consultation.answers.reports, set(map(str, self.plugins.reports))
        self.plugins.reports += [one for one in reports if str(one) not in told]
        reports.clear()


def _questions(
    narrator: Narrator, story: Story, messages: Iterable[ChatMessage], hear: Hear
) -> "Iterator[Question]":  # fmt: skip
    """Tell the messages by the rules and yield those of which they are unsure."""
    from composer.consulting.clothes import Question

    for message in messages:
        heard = hear(story, message)
        if unsure := narrator.unsure(heard):
            names = tuple(person.name for person in heard.story.people)
            yield Question(story.count, heard.speaker, names, heard.text, unsure)
        story = narrator.tell(heard)
