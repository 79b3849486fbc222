"""The prompt: fragments, in which facts wait for a model's words, and what a dialect makes of them."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from composer.types.facts import Conflict, Evidence, Garment, Person, Reference, Term, Trait

#: The slots in their default order. The built-in stages fill style, positive, tag_style, character, user, clothing,
#: prompt and avoid; the others are reserved for dialects, enhancers and plugins.
SLOTS: tuple[str, ...] = (
    "quality", "style", "positive", "tag_style", "people", "character", "user", "clothing", "expression", "pose",
    "prompt", "place", "camera", "light", "effects", "avoid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it is: a style, a request's own words, things to avoid.

    Attributes:
        own: the user wrote it (a profile, the command line, an edited prompt), so that its weights, brackets and
            operators are meant; text of cards, chats and models is not trusted.
        untouched: no dialect changes a letter of it for beauty (``enhancer: off``); what is not the user's own is still
            made harmless.
        tags: only models that read tags know what it means, so that the core leaves it out for all others.
        person: of whom tags are said, by name; "" for the whole picture.
        terms: what a description from a lorebook is of, in the lexicon's words: all of it that models of tags are told;
            None for every other text.
    """

    text: str
    own: bool = False
    untouched: bool = False
    tags: bool = False
    person: str = ""
    terms: tuple[Term, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in the picture, in scene order, whether or not anything is known of their looks; () for nobody.

    `point_of_view` is the person through whose eyes we look, as in `Scene`.
    """

    people: tuple[Person, ...]
    point_of_view: Person | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """What somebody looks like; the dialect finds the words."""

    person: Person
    traits: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Outfit:
    """What somebody wears; the dialect finds the words."""

    person: Person
    garments: tuple[Garment, ...]


Content = Words | Cast | Looks | Outfit


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a prompt before any model's words: what to say, in which slot, and why.

    Attributes:
        slot: one of `SLOTS`, or a name of the plugin's own.
        after: for a slot of the plugin's own, the slot it follows.
        source: the plugin that gave it; filled in by the core.
        weight: how much it counts for models that read weights, 1 for as much as everything else; the profile's.
    """

    slot: str
    content: Content
    evidence: tuple[Evidence, ...] = field(default=(), hash=False)
    source: str = ""
    after: str = "prompt"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """Something the prompt does not say as asked.

    `kind` is dropped, replaced, merged, shortened, translated, rewritten, neutralised, snapped or lowered, or a notice.
    """

    kind: str
    what: str
    why: str


class Part(NamedTuple):
    """Which fragment the range ``[start, end)`` of a rendered prompt (or of its negative prompt) came from.

    `person` is the place in `RenderedPrompt.people` of the prompt it is a range of; None for the prompt of all.
    """

    start: int
    end: int
    fragment: Fragment
    negative: bool = False
    person: int | None = None


@dataclass(frozen=True, slots=True)
class PersonPrompt:
    """What a model that has a prompt for each person reads of one of them.

    Only models with a `people_limit` get them; their backend sends each, as the service wants it.

    Attributes:
        name: whose it is, as the story names them; never sent.
        position: the middle of the person, from the left and from the top, each 0 to 1; None where the model chooses.
    """

    name: str
    prompt: str
    negative_prompt: str = ""
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """The prompt in one model's words, with the way back to the facts.

    Attributes:
        references: in upload order, numbered as in the text.
        parts: sorted by start, those of the prompt of all first; changes: what was dropped, merged, shortened … and
            why.
        people: a prompt for each person, for models that have such prompts; `prompt` then says what is true of all.
        conflicts: what texts say of the looks of those in the picture and does not count, by name; the core adds it.
    """

    prompt: str
    negative_prompt: str = ""
    references: tuple[Reference, ...] = ()
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    conflicts: tuple[tuple[str, Conflict], ...] = ()
    people: tuple[PersonPrompt, ...] = ()

    @property
    def whole(self) -> str:
        """The prompt of all and those of the people, as one text to be read: ``2girls, a pier | girl, … | girl, …``."""
        return " | ".join((self.prompt, *(person.prompt for person in self.people)))

    def in_one(self) -> "RenderedPrompt":
        """Return it for a model with one prompt for all; which fragment a range came from is then not known."""
        if not self.people:
            return self
        prompt = ", ".join(filter(None, (self.prompt, *(person.prompt for person in self.people))))
        negative = ", ".join(filter(None, (self.negative_prompt, *(person.negative_prompt for person in self.people))))
        return replace(self, prompt=prompt, negative_prompt=negative, parts=(), people=())

    def said(self, part: Part) -> str:
        """Return the words that a part is the range of."""
        whose = self if part.person is None else self.people[part.person]
        return (whose.negative_prompt if part.negative else whose.prompt)[part.start : part.end]
