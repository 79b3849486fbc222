"""The story so far, as an immutable state, and the scene of one request in it. Pure.

A story begins with the people known from cards and persona and is told message by message; each telling is one step of
the wardrobe's fold. The scene of a request is what the story says at the place where the request stands.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from composer.guard import Voice, under_age
from composer.inline_style import take_inline_style
from composer.overriding import override
from composer.profiles import Profile
from composer.reading.mapped import MappedText, Piece
from composer.reading.markup import plain, readable
from composer.reading.reading import Reading
from composer.reading.wardrobe import Wardrobe, outfit, start, step, worn
from composer.reading.who import who
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Person, Persona, Scene

#: More requests than a message usually has: up to so many, what is worn is read from the message's beginning.
REQUESTS_IN_A_PART = 8

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

    def hear(self, story: Story, message: ChatMessage, spans: Spans) -> "Heard":
        """Return the next message as its requests and the rest of the story see it.

        Args:
            story: the state before the message.
            spans: the ranges of the message that are no story (requests, thoughts, code), sorted.
        """
        return Heard(story, message, spans, self.reading, self.profile)

    def tell(self, heard: "Heard") -> Story:
        """Return the story after one more message; a hidden message counts but says nothing."""
        if heard.message.is_system:
            return replace(heard.before, count=heard.before.count + 1)
        story, told = heard.story, Told(heard.message, heard.text)
        return replace(
            story,
            people=heard.people,
            wardrobe=step(story.wardrobe, told.message, told.text, story.people, self.reading),
            recent=(*story.recent, told)[-self.profile.depth :],
            count=story.count + 1,
        )

    def scene(self, heard: "Heard", found: FoundRequest) -> Scene:
        """Return the scene of a request in the message that was heard.

        Clothes are those worn at the request; when nothing but white space stands before it, at the next request or
        the end, since such a picture heads the text it belongs to. An age counts wherever in the message it is stated.
        """
        story, people = heard.story, heard.people
        request = self._request(found.request or ImageRequest(""), story)
        wish = MappedText.of("request", request.prompt)
        asked = ChatMessage(heard.speaker, request.prompt)
        wardrobe = step(heard.wardrobe(heard.end(found)), asked, wish, people, self.reading)
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
            messages=(*(earlier.message for earlier in story.recent), heard.message)[-self.profile.depth :],
            place=setting.place,
            light=setting.light,
            camera=setting.camera,
        )

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

    def _request(self, request: ImageRequest, story: Story) -> ImageRequest:
        prompt = re.sub(r"(?i)\{\{char\}\}|<(?:bot|char)>", lambda _: story.char, request.prompt)
        prompt = re.sub(r"(?i)\{\{user\}\}|<user>", lambda _: story.user, prompt)
        return take_inline_style(replace(request, prompt=prompt))

    def _present(
        self, name: str, people: Iterable[Person], wardrobe: Wardrobe | None, wish: MappedText, crowd: int
    ) -> Person:
        person = _dressed(name, people, wardrobe)
        others = [other for other in people if other.name != name]
        # Looks in the request belong to somebody for sure only when they are alone in the picture, or called by name.
        stated = (
            self.reading.looks([wish], person, others) if crowd == 1 or self.reading.names(wish.text, [person]) else ()
        )
        return replace(person, traits=override(person.traits, stated))


class Heard:
    """A message and the state before it, read once however many requests it holds.

    What is worn at a request is read from the part of the message before it. A message with many requests is read in
    parts: each begins with what was worn at the end of the one before, so that no text is read more often than a part
    has requests.
    """

    def __init__(self, story: Story, message: ChatMessage, spans: Spans, reading: Reading, profile: Profile) -> None:
        self.before = story
        self.message = message
        self.reading = reading
        self.profile = profile
        self._spans = spans
        self._starts = [first for first, _ in spans]
        self._parts = [0, *self._starts[REQUESTS_IN_A_PART::REQUESTS_IN_A_PART]]

    @cached_property
    def story(self) -> Story:
        """The state before the message, its speaker among the people."""
        known = not self.message.name or self._known is not None
        return self.before if known else _joined(self.before, self.message)

    @cached_property
    def speaker(self) -> str:
        """The name of the person who speaks; of a message without a name, the persona or the first character."""
        known = self._known
        if known is not None:
            return known.name
        role = "persona" if self.message.is_user else "character"
        return next((person.name for person in self.story.people if person.role == role), self.message.name)

    @cached_property
    def text(self) -> MappedText:
        """The whole message as read: macros resolved, markup and whatever is no story taken out."""
        return self._read(0, len(self.message.text))

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody, with what the message states of anybody being under 18."""
        return _with_ages(self.story.people, self.speaker, self.text)

    def end(self, found: FoundRequest) -> int:
        """Return up to where the message is read for a request in it."""
        if found.start > self._opening:
            return found.start
        following = bisect_left(self._starts, found.end)
        return self._starts[following] if following < len(self._starts) else len(self.message.text)

    def wardrobe(self, end: int) -> Wardrobe:
        """Return what is worn once the message is read up to `end`."""
        part = max(0, bisect_left(self._parts, end) - 1)
        while len(self._worn) <= part:
            number = len(self._worn)
            self._worn.append(self._step(self._worn[-1], self._parts[number - 1], self._parts[number]))
        return self._step(self._worn[part], self._parts[part], end)

    @cached_property
    def _known(self) -> Person | None:
        """The person the message's name means: by full name, alias, or a part that is one person's only."""
        name, people = self.message.name, self.before.people
        mentions = self.reading.names(name, people) if name else []
        whole = [one.person for one in mentions if (one.start, one.end) == (0, len(name))]
        exact = [one for one in people if name and name in (one.name, *one.aliases)]
        return next(iter((*exact, *whole)), None)

    @cached_property
    def _opening(self) -> int:
        """Where the message begins to tell anything."""
        text, position = self.message.text, 0
        for first, last in (*self._spans, (len(text), len(text))):
            told = text[position:first]
            if told.strip():
                return position + len(told) - len(told.lstrip())
            position = last
        return len(text)

    @cached_property
    def _worn(self) -> list[Wardrobe]:
        """What is worn where each part of the message begins, as far as it was asked for; without memory, the first
        is what the last `depth` messages say, this one among them."""
        if self.profile.memory:
            return [self.story.wardrobe]
        wardrobe = start(self.story.people)
        for told in self.story.recent[max(0, len(self.story.recent) + 1 - self.profile.depth) :]:
            wardrobe = step(wardrobe, told.message, told.text, self.story.people, self.reading)
        return [wardrobe]

    def _step(self, wardrobe: Wardrobe, first: int, last: int) -> Wardrobe:
        text = self.text if (first, last) == (0, len(self.message.text)) else self._read(first, last)
        return step(wardrobe, self.message, text, self.story.people, self.reading)

    def _read(self, first: int, last: int) -> MappedText:
        inside = self._spans[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        stored = self.message.text[first:last]
        text = MappedText(f"message:{self.before.count}", stored, (Piece(0, first, last, True),))
        cuts = ((begin - first, min(finish, last) - first) for begin, finish in inside)
        return readable(text.without(cuts), self.story.char, self.story.user)


def _dressed(name: str, people: Iterable[Person], wardrobe: Wardrobe | None) -> Person:
    """Return somebody as they are dressed now, without clothes when that is not known; a stranger is an NPC."""
    person = next((person for person in people if person.name == name), Person(name, role="npc"))
    return replace(person, garments=worn(wardrobe, name) if wardrobe else ())


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


def _with_ages(people: Sequence[Person], name: str, text: MappedText) -> tuple[Person, ...]:
    """Return the people with what a message of `name` states of anybody being under 18."""
    aged = []
    for person in people:
        voice: Voice = "own words" if person.name == name else "others' words"
        found = under_age(text, (person.name, *person.aliases), voice)
        aged.append(replace(person, under_age=(*person.under_age, *found)) if found else person)
    return tuple(aged)
