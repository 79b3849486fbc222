"""The story so far, as an immutable state, and the message that is heard next. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from composer.corrections import Correction, corrected_people, corrected_wardrobe
from composer.guard import Voice, under_age
from composer.profiles import Profile
from composer.reading.clothes.event import Event
from composer.reading.clothes.wardrobe import Wardrobe, later, start, step, with_locks
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText, Piece
from composer.reading.text.markup import readable
from composer.types import ChatMessage, FoundRequest, Person

#: More requests than a message usually has: up to so many, what is worn is read from the message's beginning.
REQUESTS_IN_A_PART = 8

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
        char, user: what ``{{char}}`` and ``{{user}}`` stand for.
        wardrobe: who wears what now; recent: the last messages, at most the profile's depth; count: messages so far.
        corrections: what the user put right, by the message with which it counts, -1 for from the beginning.
        consulted: what optional readers say happens to clothes, by the message it was read from.
    """

    people: tuple[Person, ...]
    char: str
    user: str
    wardrobe: Wardrobe
    recent: tuple[Told, ...] = ()
    count: int = 0
    corrections: Mapping[int, tuple[Correction, ...]] = field(default_factory=dict)
    consulted: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)

    def step(self, wardrobe: Wardrobe, told: Told, reading: Reading) -> Wardrobe:
        """Return what is worn after a message, or a part of one, of this story."""
        read = self.consulted.get(told.number, ())
        return step(wardrobe, told.message, told.text, self.people, reading, read)

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
    def _known(self) -> Person | None:
        """The person the message's name means: by full name, alias, or a part that is one person's only."""
        name, people = self.message.name, self.before.people
        exact = next((one for one in people if name and name in (one.name, *one.aliases)), None)
        if exact or not name:
            return exact
        mentions = self.reading.names(name, people)
        return next((one.person for one in mentions if (one.start, one.end) == (0, len(name))), None)

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
        return self.story.step(wardrobe, Told(self.message, text, self.before.count), self.reading)

    def _read(self, first: int, last: int) -> MappedText:
        inside = self._spans[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        stored = self.message.text[first:last]
        text = MappedText(f"message:{self.before.count}", stored, (Piece(0, first, last, True),))
        cuts = ((begin - first, min(finish, last) - first) for begin, finish in inside)
        return readable(text.without(cuts), self.story.char, self.story.user, breaks=True)


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


def _with_ages(people: Sequence[Person], name: str, text: MappedText) -> tuple[Person, ...]:
    """Return the people with what a message of `name` states of anybody being under 18."""
    aged = []
    for person in people:
        voice: Voice = "own words" if person.name == name else "others' words"
        found = under_age(text, (person.name, *person.aliases), voice)
        aged.append(replace(person, under_age=found[:1]) if found and not person.under_age else person)
    return tuple(aged)
