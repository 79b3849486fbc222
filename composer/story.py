"""The story so far, as an immutable state, and the message that is heard next. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from composer.cards.people import person_of
from composer.corrections import Correction, corrected_people, corrected_wardrobe
from composer.guard import Voice, under_age
from composer.lore.world import World
from composer.profiles import Profile
from composer.reading.clothes.event import Event
from composer.reading.clothes.wardrobe import Wardrobe, later, start, step, with_locks
from composer.reading.macros import Expanded, expand
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import without_markup
from composer.speakers import called, names_of, namesake_first, persona_of, played, speaker_of, with_own_names
from composer.types import ChatMessage, FoundRequest, Macros, Person, Persona

#: More requests than a message usually has: up to so many, what is worn is read from the message's beginning.
REQUESTS_IN_A_PART = 8
#: How many characters of one message are read; of what stands behind them only the requests count.
LONGEST_MESSAGE = 1_000_000
#: Whoever speaks when a story has so many people does not join it: every message is read for all of them.
MOST_PEOPLE = 100

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Told:
    """A message and its text as read: macros resolved, markup and requests taken out."""

    message: ChatMessage
    text: MappedText
    number: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """What is known before a message.

    Attributes:
        people: characters, persona and NPCs, with their looks and the clothes they start in.
        macros: what they stand for; variables are as the messages so far have set them.
        wardrobe: who wears what now; recent: the last messages, at most the profile's depth; count: messages so far.
        corrections: what the user put right, by the message with which it counts, -1 for from the beginning.
        consulted: what optional readers say happens to clothes, by the message it was read from.
        others: personas whom the user does not play yet, but may.
        world: what lorebooks say of people, places and things; None without any.
    """

    people: tuple[Person, ...]
    macros: Macros
    wardrobe: Wardrobe
    recent: tuple[Told, ...] = ()
    count: int = 0
    corrections: Mapping[int, tuple[Correction, ...]] = field(default_factory=dict)
    consulted: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)
    others: tuple[Persona, ...] = ()
    world: World | None = None

    def last_said(self) -> dict[str, str]:
        """Return what macros such as ``{{lastMessage}}`` stand for, as far as it is known."""
        found = {"lastmessageid": str(self.count - 1)} if self.count else {}
        for told in self.recent:
            of_whom = "lastusermessage" if told.message.is_user else "lastcharmessage"
            found |= {"lastmessage": told.text.text, of_whom: told.text.text}
        return found

    def step(self, wardrobe: Wardrobe, told: Told, reading: Reading) -> Wardrobe:
        """Return what is worn after a message, or a part of one, of this story."""
        read = self.consulted.get(told.number, ())
        return step(wardrobe, told.message, told.text, self.around(told.message.name), reading, read)

    def around(self, speaker: str) -> tuple[Person, ...]:
        """Return the people as a speaker speaks of them: a name that is theirs, too, is theirs."""
        return namesake_first(self.people, speaker)

    def corrected(self, first: int, last: int) -> tuple[Correction, ...]:
        """Return the corrections of the messages from `first` to `last`, in the order in which they count."""
        numbers = sorted(number for number in self.corrections if first <= number <= last)
        return tuple(one for number in numbers for one in self.corrections[number])


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
        """The state before the message, with its speaker among the people, and those of lorebooks whom it names."""
        spoken = self._spoken
        if spoken.world is None or self.message.is_system:
            return spoken
        found = spoken.world.newcomers(self.text.text, spoken.people, spoken.macros, spoken.count)
        worn = with_outfits(spoken.wardrobe, found)
        return replace(spoken, people=(*spoken.people, *found), wardrobe=worn) if found else spoken

    @cached_property
    def _spoken(self) -> Story:
        """The state before the message, its speaker among the people, and as the user if the user wrote it."""
        if self._known is not None:
            return _spoken(self.before, self._known, self.message)
        if not self.message.name or len(self.before.people) >= MOST_PEOPLE:
            return self.before
        return _joined(self.before, self.message, self.reading)

    @cached_property
    def voiced(self) -> ChatMessage:
        """The message under the name that its speaker has in the story; what a persona says is the user's."""
        if not self.message.name:
            return self.message
        known = self._speaking
        is_user = self.message.is_user or (known is not None and known.role == "persona")
        return replace(self.message, name=self.speaker, is_user=is_user)

    @cached_property
    def speaker(self) -> str:
        """The name of the person who speaks; of a message without a name, the persona or the first character."""
        known = self._speaking
        if known is not None:
            return known.name
        if self.message.name:
            return self.message.name
        role = "persona" if self.message.is_user else "character"
        return next((person.name for person in self.story.people if person.role == role), self.message.name)

    @cached_property
    def text(self) -> MappedText:
        """The whole message as read: macros resolved, markup and whatever is no story taken out."""
        return self._read(0, len(self.message.text))

    @property
    def macros(self) -> Macros:
        """What macros stand for after the message."""
        return self._filled.macros

    @cached_property
    def scene_macros(self) -> Macros:
        """What macros stand for in a request of the message, and in all that its pictures are asked for with."""
        own, said = self._own_macros(), "lastusermessage" if self.message.is_user else "lastcharmessage"
        last = {"lastmessage": self.text.text, said: self.text.text, "lastmessageid": str(self.before.count)}
        return replace(own, texts={**own.texts, **self.before.last_said(), **last}, variables=self.macros.variables)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody, with what the message states of anybody being under 18."""
        people = _with_ages(self.story.people, self.speaker, self.text)
        return corrected_people(people, self.corrections, self.reading)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What the user put right with this message."""
        return self.before.corrections.get(self.before.count, ())

    def end(self, found: FoundRequest) -> int:
        """Return up to where the message is read for a request in it."""
        if found.start > self._opening:
            return found.start
        following = bisect_left(self._starts, found.end)
        return self._starts[following] if following < len(self._starts) else len(self.message.text)

    def until(self, end: int) -> MappedText:
        """Return the message as read, up to `end`."""
        return self._read(0, end) if end < len(self.message.text) else self.text

    def wardrobe(self, end: int) -> Wardrobe:
        """Return what is worn once the message is read up to `end`."""
        part = max(0, bisect_left(self._parts, end) - 1)
        while len(self._worn) <= part:
            number = len(self._worn)
            self._worn.append(self._step(self._worn[-1], self._parts[number - 1], self._parts[number]))
        return self.put_right(self._step(self._worn[part], self._parts[part], end))

    def put_right(self, wardrobe: Wardrobe) -> Wardrobe:
        """Return what is worn with the corrections of this message."""
        return corrected_wardrobe(wardrobe, self.story.people, self.corrections, self.reading)

    @cached_property
    def _speaking(self) -> Person | None:
        """The person who speaks, somebody new among them."""
        return self._known or speaker_of(self.message, self.story.people, self.reading)

    @cached_property
    def _known(self) -> Person | None:
        """The person whom the message's avatar file or name means, of those known before it."""
        return speaker_of(self.message, self.before.people, self.reading)

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
        wardrobe = self._locked_at_first()
        for told in self.story.recent[max(0, len(self.story.recent) + 1 - self.profile.depth) :]:
            wardrobe = later(self.story.step(wardrobe, told, self.reading))
            put_right = self.story.corrections.get(told.number, ())
            wardrobe = corrected_wardrobe(wardrobe, self.story.people, put_right, self.reading)
        return [wardrobe]

    def _locked_at_first(self) -> Wardrobe:
        """Return what is worn before the messages that count without memory: the cards' outfits, and what is locked."""
        begun, people = start(self.story.people), self.story.people
        replayed = self.story.recent[max(0, len(self.story.recent) + 1 - self.profile.depth) :]
        first = replayed[0].number if replayed else self.before.count
        earlier = corrected_wardrobe(begun, people, self.story.corrected(-1, first - 1), self.reading)
        return replace(earlier, outfits=with_locks(earlier, begun.outfits))

    def _step(self, wardrobe: Wardrobe, first: int, last: int) -> Wardrobe:
        text = self.text if (first, last) == (0, len(self.message.text)) else self._read(first, last)
        return self.story.step(wardrobe, Told(self.voiced, text, self.before.count), self.reading)

    @cached_property
    def _filled(self) -> Expanded:
        """The whole message without what is no story, its macros filled in."""
        stored = MappedText.of(f"message:{self.before.count}", self.message.text[:LONGEST_MESSAGE])
        spans = [(first, min(last, LONGEST_MESSAGE)) for first, last in self._spans if first < LONGEST_MESSAGE]
        filled = expand(stored.without(spans), self._own_macros())
        return Expanded(filled.text, replace(self._spoken.macros, variables=filled.macros.variables))

    def _own_macros(self) -> Macros:
        """Return what macros stand for in the message: in a group, ``{{char}}`` is who speaks."""
        macros = self._spoken.macros
        if "{{" in self.message.text:
            macros = replace(macros, texts={**macros.texts, **self.before.last_said()})
        if len(macros.cast) < 2 or self._known is None:
            return macros
        called = (self._known.name, *self._known.aliases)
        char = next((name for name in macros.cast if name in called), "")
        if not char or char == macros.card:
            return macros
        return replace(macros, char=char, card=char, texts={})  # only the texts of the first card are at hand

    def _read(self, first: int, last: int) -> MappedText:
        return without_markup(self._filled.text.within(first, last), breaks=True)


def with_outfits(wardrobe: Wardrobe, found: Sequence[Person]) -> Wardrobe:
    """Return what is worn with the clothes of people who are new to the story."""
    return replace(wardrobe, outfits={**start(found).outfits, **wardrobe.outfits}) if found else wardrobe


def _spoken(story: Story, speaker: Person, message: ChatMessage) -> Story:
    """Return the story in which somebody known speaks; if the user wrote it, they play that persona from here on."""
    if message.name and message.name not in names_of(speaker) and speaker.file and speaker.file == message.avatar:
        people = called(story.people, speaker, message.name)
        speaker = next(person for person in people if person.name == speaker.name)
        story = replace(story, people=people)
    if speaker.role != "persona" or speaker is persona_of(story.people):
        return story
    macros = _with_user(story, message.name or speaker.name, speaker)
    return replace(story, people=played(story.people, speaker), macros=macros)


def _joined(story: Story, message: ChatMessage, reading: Reading) -> Story:
    """Return the story with a speaker nobody knew yet among its people."""
    if not message.is_user:
        newcomer = Person(message.name, file=message.avatar)
        macros = replace(story.macros, char=story.macros.char or message.name)
        return replace(story, people=(*story.people, newcomer), macros=macros)
    persona = persona_of(story.people)
    known = _another(story, message, reading)
    if known is None and persona is not None and _is_own_name(story.macros.user, persona, message.name):
        # The chat's own name for the user: one more name of the persona.
        macros = replace(story.macros, user=message.name)
        return replace(story, people=called(story.people, persona, message.name), macros=macros)
    newcomer = known or Person(message.name, role="persona", file=message.avatar)
    people = played(story.people, newcomer)
    user = message.name if persona is not None else story.macros.user or message.name
    macros = _with_user(story, user, newcomer)
    return replace(story, people=people, macros=macros, wardrobe=with_outfits(story.wardrobe, [newcomer]))


def _with_user(story: Story, user: str, persona: Person) -> Macros:
    """Return what macros stand for once the user plays another persona."""
    told = (one.description for one in story.others if one.name in names_of(persona))
    return replace(story.macros, user=user, texts={**story.macros.texts, "persona": next(told, "")})


def _is_own_name(user: str, persona: Person, name: str) -> bool:
    """Return whether a name is the chat's for the persona, who is called otherwise in their own file."""
    return name == user or user not in names_of(persona)


def _another(story: Story, message: ChatMessage, reading: Reading) -> Person | None:
    """Return the persona from another file whom a message of the user's means."""
    for other in story.others:
        person = person_of(other, story.macros, reading)
        if (message.avatar and person.file == message.avatar) or message.name in names_of(person):
            (person,) = with_own_names([person], [one.name for one in story.people])
            return person
    return None


def _with_ages(people: Sequence[Person], name: str, text: MappedText) -> tuple[Person, ...]:
    """Return the people with what a message of `name` states of anybody being under 18."""
    aged = []
    for person in people:
        voice: Voice = "own words" if person.name == name else "others' words"
        found = under_age(text, (person.name, *person.aliases), voice)
        aged.append(replace(person, under_age=found[:1]) if found and not person.under_age else person)
    return tuple(aged)
