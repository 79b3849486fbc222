"""The story so far, as an immutable state, and the scene of one request in it. Pure.

A story begins with the people known from cards and persona and is told message by message; each telling is one step of
the wardrobe's fold. The scene of a request is what the story says at the place where the request stands.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from composer.guard import Voice, under_age
from composer.inline_style import take_inline_style
from composer.profiles import Profile
from composer.reading.mapped import MappedText
from composer.reading.markup import plain, readable
from composer.reading.reading import Reading
from composer.reading.wardrobe import Wardrobe, outfit, start, step, worn
from composer.reading.who import who
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Person, Persona, Scene, Trait

#: Traits of which a person has one: a request that states another overrides the card, for its picture.
EXCLUSIVE = frozenset({"hair_color", "eye_color", "skin", "build", "height", "age_look", "species"})

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Told:
    """A message and its text as read: macros resolved, markup and requests taken out."""

    message: ChatMessage
    text: MappedText


@dataclass(frozen=True, slots=True)
class Story:
    """What is known before a message.

    Attributes:
        people: characters, persona and NPCs, with their looks and the clothes they start in.
        char, user: what ``{{char}}`` and ``{{user}}`` stand for.
        wardrobe: who wears what now; recent: the last messages, at most the profile's depth; count: messages so far.
    """

    people: tuple[Person, ...]
    char: str
    user: str
    wardrobe: Wardrobe
    recent: tuple[Told, ...] = ()
    count: int = 0


class Narrator:
    """Tells stories with one reading and one profile; holds no state of its own."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self.reading = reading
        self.profile = profile

    def begin(
        self, cards: Sequence[CharacterCard], persona: Persona | None = None, char: str = "", user: str = "",
        greeting: bool = False,
    ) -> Story:  # fmt: skip
        """Return the story before its first message.

        Args:
            cards, persona: who takes part. char, user: the names the chat gives; else the first card's, the persona's.
            greeting: there is no chat, so a card's greeting says what its character wears.
        """
        char = char or (cards[0].called if cards else "")
        user = user or (persona.name if persona else "")
        people = [self._character(card, user, greeting) for card in cards]
        if persona is not None:
            people.append(self._persona(persona, char))
        return Story(tuple(people), char, user, start(people))

    def tell(self, story: Story, message: ChatMessage, spans: Spans) -> Story:
        """Return the story after one more message; a hidden message counts but says nothing.

        Args:
            spans: the ranges of the message that are no story (requests, thoughts, code), sorted.
        """
        if message.is_system:
            return replace(story, count=story.count + 1)
        story = self._introduce(story, message)
        told = Told(message, self._readable(story, message, spans, len(message.text)))
        return replace(
            story,
            people=_with_ages(story.people, self._speaker(story, message), told.text),
            wardrobe=self._step(story.wardrobe, told, story.people),
            recent=(*story.recent, told)[-self.profile.depth :],
            count=story.count + 1,
        )

    def scene(self, story: Story, message: ChatMessage, found: FoundRequest, spans: Spans) -> Scene:
        """Return the scene of a request; `story` is the state before the message that holds it.

        The message is read up to the request; when nothing but white space stands before it, up to the next request
        or the end, since such a picture heads the text it belongs to.
        """
        story = self._introduce(story, message)
        told = Told(message, self._readable(story, message, spans, _heard(message.text, found, spans)))
        people = _with_ages(story.people, self._speaker(story, message), told.text)
        request = self._request(found.request or ImageRequest(""), story)
        wish = MappedText.of("request", request.prompt)
        asked = ChatMessage(self._speaker(story, message), request.prompt)
        wardrobe = self._step(self._wardrobe(story, told), Told(asked, wish), people)
        presence = who(request, asked.name, people, self.reading)
        setting = self.reading.setting(wish)
        return Scene(
            request=request,
            people=tuple(
                self._present(name, people, wardrobe if presence.sure else None, wish, len(presence.people))
                for name in presence.people
            ),
            persona=next((_dressed(one.name, people, wardrobe) for one in people if one.role == "persona"), None),
            point_of_view=_dressed(presence.point_of_view, people, wardrobe) if presence.point_of_view else None,
            messages=(*(earlier.message for earlier in story.recent), message)[-self.profile.depth :],
            place=setting.place,
            light=setting.light,
            camera=setting.camera,
        )

    def _known(self, story: Story, message: ChatMessage) -> Person | None:
        """Return the person a message's name means: by full name, alias, or a part that is one person's only."""
        mentions = self.reading.names(message.name, story.people) if message.name else []
        whole = [one.person for one in mentions if (one.start, one.end) == (0, len(message.name))]
        exact = [one for one in story.people if message.name and message.name in (one.name, *one.aliases)]
        return next(iter((*exact, *whole)), None)

    def _introduce(self, story: Story, message: ChatMessage) -> Story:
        known = not message.name or self._known(story, message) is not None
        return story if known else _joined(story, message)

    def _speaker(self, story: Story, message: ChatMessage) -> str:
        return _speaker(story, message, self._known(story, message))

    def texts(self, who: CharacterCard | Persona, other: str) -> list[MappedText]:
        """Return the texts that say what somebody looks like, in order of trust; `other` is the name they talk to."""
        if isinstance(who, Persona):
            return [plain(f"persona:{who.name}.description", who.description, other, who.name)]
        fields = ("description", "personality", "scenario")
        return [plain(f"card:{who.name}.{field}", getattr(who, field), who.called, other) for field in fields]

    def _character(self, card: CharacterCard, user: str, greeting: bool) -> Person:
        hello = [plain(f"card:{card.name}.first_mes", card.first_mes, card.called, user)] if greeting else []
        return self._read(Person(card.name, _nickname(card)), self.texts(card, user), hello)

    def _persona(self, persona: Persona, char: str) -> Person:
        person = Person(persona.name, persona.aliases, "persona")
        return self._read(person, self.texts(persona, char), [])

    def _read(self, person: Person, texts: list[MappedText], hello: list[MappedText]) -> Person:
        person = replace(person, traits=self.reading.looks(texts, person))
        minor = tuple(evidence for text in texts for evidence in under_age(text, (person.name, *person.aliases)))
        return replace(person, garments=outfit([*texts, *hello], person, self.reading), under_age=minor)

    def _readable(self, story: Story, message: ChatMessage, spans: Spans, end: int) -> MappedText:
        cut = [span for span in spans if span[0] < end]
        if end < len(message.text):
            cut = [(first, min(last, end)) for first, last in cut] + [(end, len(message.text))]
        text = MappedText.of(f"message:{story.count}", message.text).without(cut)
        return readable(text, story.char, story.user)

    def _request(self, request: ImageRequest, story: Story) -> ImageRequest:
        prompt = re.sub(r"(?i)\{\{char\}\}|<(?:bot|char)>", lambda _: story.char, request.prompt)
        prompt = re.sub(r"(?i)\{\{user\}\}|<user>", lambda _: story.user, prompt)
        return take_inline_style(replace(request, prompt=prompt))

    def _step(self, wardrobe: Wardrobe, told: Told, people: Sequence[Person]) -> Wardrobe:
        return step(wardrobe, told.message, told.text, people, self.reading)

    def _wardrobe(self, story: Story, told: Told) -> Wardrobe:
        """Return what is worn at the request: with memory after all messages, without it after the last `depth`."""
        if self.profile.memory:
            return self._step(story.wardrobe, told, story.people)
        wardrobe = start(story.people)
        for one in (*story.recent, told)[-self.profile.depth :]:
            wardrobe = self._step(wardrobe, one, story.people)
        return wardrobe

    def _present(
        self, name: str, people: Iterable[Person], wardrobe: Wardrobe | None, wish: MappedText, crowd: int
    ) -> Person:
        person = _dressed(name, people, wardrobe)
        others = [other for other in people if other.name != name]
        # Looks in the request belong to somebody for sure only when they are alone in the picture, or called by name.
        stated = (
            self.reading.looks([wish], person, others) if crowd == 1 or self.reading.names(wish.text, [person]) else ()
        )
        return replace(person, traits=_override(person.traits, stated))


def _dressed(name: str, people: Iterable[Person], wardrobe: Wardrobe | None) -> Person:
    """Return somebody as they are dressed now, without clothes when that is not known; a stranger is an NPC."""
    person = next((person for person in people if person.name == name), Person(name, role="npc"))
    return replace(person, garments=worn(wardrobe, name) if wardrobe else ())


def _speaker(story: Story, message: ChatMessage, known: Person | None) -> str:
    """Return the name of the person who speaks; of a message without a name, the persona or the first character."""
    if known is not None:
        return known.name
    role = "persona" if message.is_user else "character"
    return next((person.name for person in story.people if person.role == role), message.name)


def _joined(story: Story, message: ChatMessage) -> Story:
    """Return the story with a speaker nobody knew yet among its people."""
    persona = next((person for person in story.people if person.role == "persona"), None)
    if message.is_user and persona is not None:
        # The chat's own name for the user: one more name of the persona.
        renamed = replace(persona, aliases=(*persona.aliases, message.name))
        return replace(story, people=tuple(renamed if one is persona else one for one in story.people))
    return replace(
        story,
        people=(*story.people, Person(message.name, role="persona" if message.is_user else "character")),
        char=story.char or ("" if message.is_user else message.name),
        user=story.user or (message.name if message.is_user else ""),
    )


def _nickname(card: CharacterCard) -> tuple[str, ...]:
    return (card.nickname,) if card.nickname and card.nickname != card.name else ()


def _override(traits: tuple[Trait, ...], stated: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """Return the traits with those a request states: of an exclusive attribute, the request's instead of the card's."""
    gone = {trait.attribute for trait in stated} & EXCLUSIVE
    kept = [trait for trait in traits if trait.attribute not in gone]
    seen = {(trait.attribute, trait.value) for trait in kept}
    return (*kept, *(trait for trait in stated if (trait.attribute, trait.value) not in seen))


def _heard(text: str, found: FoundRequest, spans: Spans) -> int:
    """Return up to where a message is read for a request in it."""
    before = MappedText.of("", text[: found.start]).without([span for span in spans if span[1] <= found.start])
    if before.text.strip():
        return found.start
    return next((first for first, _ in spans if first >= found.end), len(text))


def _with_ages(people: Sequence[Person], name: str, text: MappedText) -> tuple[Person, ...]:
    """Return the people with what a message of `name` states of anybody being under 18."""
    aged = []
    for person in people:
        voice: Voice = "own words" if person.name == name else "others' words"
        found = under_age(text, (person.name, *person.aliases), voice)
        aged.append(replace(person, under_age=(*person.under_age, *found)) if found else person)
    return tuple(aged)
