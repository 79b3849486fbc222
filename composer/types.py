"""What flows through rp-composer: frozen values, from the text of a chat to the picture in it.

Read them in this order, which is also the order of the work: requests (what a message asks for) → the story → facts
(what the story says) → the scene → fragments → the rendered prompt. What comes after it stands in `composer.pictures`.
All offsets are code points; all ranges are half-open, ``[start, end)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Operation = Literal["generate", "edit", "upscale", "video"]
Status = Literal["pending", "done", "failed", "incomplete", "error"]
Role = Literal["character", "persona", "npc"]

# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What a message asks for, whatever form it was written in; None means "not said".

    Attributes:
        prompt: the request's own words; "" only for an upscale.
        style, negative_prompt, style_preset, preset, quality, model: as written in the request.
        aspect_ratio: ``"3:4"``; image_size: ``"1K" | "2K" | "4K"``; size: ``"832x1216"`` or ``"auto"``.
        n: pictures asked for; seed, steps: integers; cfg_scale: guidance scale.
        people: names for the picture when the request lists them, () for "nobody", None when it does not say.
        source_image, scale, enhance, enhance_prompt, replication: for the operations edit and upscale.
    """

    prompt: str
    operation: Operation = "generate"
    style: str | None = None
    negative_prompt: str | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int | None = None
    seed: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    style_preset: str | None = None
    preset: str | None = None
    model: str | None = None
    people: tuple[str, ...] | None = None
    source_image: str | None = None
    scale: float | None = None
    enhance: bool | None = None
    enhance_prompt: str | None = None
    replication: float | None = None


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """Why a request cannot be drawn: the field, the value as written and one sentence with the fix."""

    code: str
    field: str
    value: object
    message: str


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """An image request in a message.

    Attributes:
        grammar: the name of the grammar that reads and writes this form.
        start, end: its span in the message; source: exactly ``message[start:end]``.
        request: the parsed request, also for one that has an error when its prompt could be read.
        pictures: the `src` of those that are done; job_id: the value of ``data-rp-composer``, "" without one.
    """

    grammar: str
    operation: Operation
    status: Status
    start: int
    end: int
    source: str
    request: ImageRequest | None = None
    error: RequestProblem | None = None
    pictures: tuple[str, ...] = ()
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class Illustrated:
    """The happy outcome of a request: where its pictures lie (`src` values, the first goes inline) and its job id."""

    pictures: tuple[str, ...]
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The unhappy outcome of a request: the reason in plain words and its job id."""

    reason: str
    job_id: str = ""


Outcome = Illustrated | Failed

# ── the story ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat, as stored.

    Attributes:
        name: the speaker; text: the current swipe, raw; is_user: the user wrote it; is_system: hidden from the story.
        id: stable within the chat (SillyTavern's `send_date`), never an index; swipe: number of the current swipe.
        avatar: the speaker's avatar file where the chat names it.
    """

    name: str
    text: str
    is_user: bool = False
    is_system: bool = False
    id: str = ""
    swipe: int = 0
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class CharacterCard:
    """A character card, normalised to the field names of the V3 specification.

    `extensions` and `unknown` keep what was not understood; `avatar` is the card's own picture (PNG bytes) or b"".
    """

    name: str
    description: str = ""
    personality: str = ""
    scenario: str = ""
    first_mes: str = ""
    mes_example: str = ""
    nickname: str = ""
    spec: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)
    avatar: bytes = b""
    warnings: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What ``{{char}}`` stands for: the nickname when there is one."""
        return self.nickname or self.name


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the user plays: a name, a description and, where known, other names and an avatar (PNG bytes)."""

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    avatar: bytes = b""


# ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
    """The text a fact came from.

    Attributes:
        source: which text: ``"card:Maren.description"``, ``"message:12"``, ``"request"``, ``"profile:default.style"`` …
        start, end: offsets into that text as stored.
        quote: the words; when `exact`, ``stored[start:end] == quote``, else markup or a macro stood between them.
        reader: the optional reader (a plugin) that read the fact there; "" for the rules.
    """

    source: str
    start: int
    end: int
    quote: str
    exact: bool = True
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the source's language in dictionary form, and its English ("" if unknown)."""

    text: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that can be seen of a person.

    Attributes:
        attribute: hair_color, hair_style, eye_color, skin, build, height, age_look, species, gender or feature.
        value: the source's words, ready to print ("long silver hair" → attribute hair_color, value "silver").
        words: the lexicon's terms in the value, for drawing, tags and translation; confidence: 0 (guessed) to 1.
        phrase: the trait printed on its own ("silver hair", "19 years old"); "" when it is the value.
    """

    attribute: str
    value: str
    words: tuple[Term, ...] = ()
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things said of somebody's looks of which one can hold: what is kept, what is dropped, and why in words."""

    attribute: str
    kept: Trait
    dropped: Trait
    why: str


@dataclass(frozen=True, slots=True)
class Garment:
    """One thing somebody wears.

    Attributes:
        name: the garment ("raincoat"); text: how to print it, with its colour and material ("yellow raincoat").
        colours, materials, pattern, length: what the source says of it.
        state: "unbuttoned", "hood up", "torn", "wet" …
        slot: top, bottom, full, outer, front (aprons), legs, feet, hands, head, face, neck, waist, back, underwear or
            accessory.
        layer: 0 next to the skin, higher further out.
        confidence: 0 (guessed) to 1 (stated); mentioned: when, on the clock of `reading.clothes.memory`.
        locked: the user wants it worn until they unlock it, whatever the chat and requests say.
        owner: whose it is, when somebody else wears it; "" for one's own.
    """

    name: Term
    text: str
    colours: tuple[Term, ...] = ()
    materials: tuple[Term, ...] = ()
    pattern: Term | None = None
    length: Term | None = None
    state: tuple[Term, ...] = ()
    slot: str = "accessory"
    layer: int = 0
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    mentioned: int = 0
    locked: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference picture, named and never carried: the app loads it when a backend wants it.

    `person` is whom it shows; `role` identity, outfit, persona, place or style; `asset` as ``"card:Maren"``.
    """

    person: str
    role: str
    asset: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story: name, other names, looks, and what they wear at this moment.

    `under_age` is what states or shows that they are under 18, as the core guard reads it; () for everybody else.
    `locked` are the attributes of looks that the user corrected or locked, `conflicts` what was said of their looks and
    does not count. `members` are those for whom a card's title stands ("Lantern Street"); () for somebody.
    """

    name: str
    aliases: tuple[str, ...] = ()
    role: Role = "character"
    traits: tuple[Trait, ...] = ()
    garments: tuple[Garment, ...] = ()
    references: tuple[Reference, ...] = ()
    under_age: tuple[Evidence, ...] = ()
    locked: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture is composed from; the same scene always gives the same prompt.

    Attributes:
        request: what the message asks for.
        people: who is in the picture, in scene order, the persona among them; persona: in the picture or not.
        point_of_view: the person through whose eyes we look, of whom only the hands may be seen; None for nobody's.
        messages: the recent messages, oldest first, the one with the request last.
        place, light, camera: stated in the request, else None.
    """

    request: ImageRequest
    people: tuple[Person, ...] = ()
    persona: Person | None = None
    point_of_view: Person | None = None
    messages: tuple[ChatMessage, ...] = ()
    place: Term | None = None
    light: Term | None = None
    camera: Term | None = None


# ── the prompt ──────────────────────────────────────────────────────────────────────────────────────────────────────

#: The slots in their default order. The built-in stages fill style, positive, tag_style, character, user, clothing,
#: prompt and avoid; the others are reserved for dialects, enhancers and plugins.
SLOTS: tuple[str, ...] = (
    "quality", "style", "positive", "tag_style", "people", "character", "user", "clothing", "expression", "pose",
    "prompt", "place", "camera", "light", "effects", "avoid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it is: a style, a request's own words, things to avoid."""

    text: str


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


Content = Words | Looks | Outfit


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a prompt before any model's words: what to say, in which slot, and why.

    Attributes:
        slot: one of `SLOTS`, or a name of the plugin's own.
        after: for a slot of the plugin's own, the slot it follows.
        source: the plugin that gave it; filled in by the core.
    """

    slot: str
    content: Content
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    after: str = "prompt"


@dataclass(frozen=True, slots=True)
class Change:
    """Something the prompt does not say as asked.

    `kind` is dropped, replaced, merged, shortened, translated, neutralised, snapped or lowered.
    """

    kind: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """Which fragment the range ``[start, end)`` of a rendered prompt (or of its negative prompt) came from."""

    start: int
    end: int
    fragment: Fragment
    negative: bool = False


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """The prompt in one model's words, with the way back to the facts.

    Attributes:
        references: in upload order, numbered as in the text.
        parts: sorted by start; changes: what was dropped, merged, shortened … and why.
        conflicts: what texts say of the looks of those in the picture and does not count, by name; the core adds it.
    """

    prompt: str
    negative_prompt: str = ""
    references: tuple[Reference, ...] = ()
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    conflicts: tuple[tuple[str, Conflict], ...] = ()
