"""Facts: what the story says of people, and the scene that a picture is composed from.

Dialects look facts up in tables, so the hash of a fact leaves out where it was read; equality does not.
"""

from dataclasses import dataclass, field
from typing import Literal

from composer.types.macros import Macros
from composer.types.requests import ImageRequest
from composer.types.story import ChatMessage

Role = Literal["character", "persona", "npc"]
Consistency = Literal["strict", "balanced", "loose"]
#: All of them, the closest first.
CONSISTENCIES: tuple[Consistency, ...] = ("strict", "balanced", "loose")


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
    evidence: tuple[Evidence, ...] = field(default=(), hash=False)
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
    evidence: tuple[Evidence, ...] = field(default=(), hash=False)
    mentioned: int = 0
    locked: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference picture, named and never carried: the app loads it when a backend wants it.

    Attributes:
        person: whom it shows, "" for nobody; role: identity, outfit, persona, place, style, source, mask, or given (it
            came with the request, whose words say what it is for).
        asset: where its bytes are, as ``"card:Maren"``.
        consistency: how closely the picture is to follow it; the profile's.
        also: what else the same picture is for, as (person, role): it was given more than once and travels once.
    """

    person: str
    role: str
    asset: str
    consistency: Consistency = "balanced"
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words as somebody's card has them, and where they stand in it."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PictureWishes:
    """What a card says of the pictures of its people; less trusted than anything the user says.

    Attributes:
        style, ratio: where neither profile nor request has one; None where the card has none.
        positive, negative: words for every picture, and what it avoids. tags: words that only models of tags know.
    """

    style: Quoted | None = None
    ratio: Quoted | None = None
    positive: tuple[Quoted, ...] = ()
    negative: tuple[Quoted, ...] = ()
    tags: tuple[Quoted, ...] = ()


_NO_WISHES = PictureWishes()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story: name, other names, looks, and what they wear at this moment.

    `under_age` is what states or shows that they are under 18, as the core guard reads it; () for everybody else.
    `locked` are the attributes of looks that the user corrected or locked, `conflicts` what was said of their looks and
    does not count. `members` are those for whom a card's title stands ("Lantern Street"); () for somebody. `file` is
    that of their avatar, by which chats know who speaks. `wishes` is what their card says of pictures of them.
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
    file: str = ""
    wishes: PictureWishes = _NO_WISHES


@dataclass(frozen=True, slots=True)
class Detail:
    """What a text says of how a picture may look beside its people, for the full enhancer.

    Attributes:
        kind: camera, light, weather, season, mood or expression; place; what the picture must show or from where: face,
            legs, posture, motion, view, angle; or person, somebody called by name.
        value: the English word for it that rules know ("night", "smiling"); "" when it is only spoken of.
        evidence: the words. A detail of the last messages is told; any other is named, by a request, style or profile.
        group: of light, ``time`` or ``source``. person: whose expression it is.
    """

    kind: str
    value: str
    evidence: tuple[Evidence, ...]
    group: str = ""
    person: str = ""

    @property
    def told(self) -> bool:
        """Whether the story tells it, rather than that a request, style or profile names it."""
        return any(one.source.startswith("message:") for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Description:
    """What a lorebook says can be seen of a place or a thing that a request names.

    Attributes:
        name: what it is called; kind: "place" or "object". text: the descriptive sentences alone, in their own words.
        terms: what they call the place in the lexicon's words, for tags.
        evidence: the words of the request that call it, then the sentences in the book.
        references: its picture, where there is one.
    """

    name: str
    kind: str
    text: str
    terms: tuple[Term, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture is composed from; the same scene always gives the same prompt.

    Attributes:
        request: what the message asks for.
        people: who is in the picture, in scene order, the persona among them; persona: in the picture or not.
        point_of_view: the person through whose eyes we look, of whom only the hands may be seen; None for nobody's.
        messages: the recent messages, oldest first, the one with the request last.
        place, light, camera: stated in the request, else None.
        own_request: the user wrote the request's words, rather than the language model.
        references: the pictures that came with the request itself and those that the user's profile lists, as far as
            they belong to this scene.
        details: what request, style, profile and the last messages say of camera, light, atmosphere and expressions;
            read only for a profile whose enhancer is ``full``.
        lore: what lorebooks say of places and things that the request names; notices: what went wrong or was left out
            of them, as (what, why).
        macros: what macros stand for in the texts of profiles and plugins.
    """

    request: ImageRequest
    people: tuple[Person, ...] = ()
    persona: Person | None = None
    point_of_view: Person | None = None
    messages: tuple[ChatMessage, ...] = ()
    place: Term | None = None
    light: Term | None = None
    camera: Term | None = None
    own_request: bool = False
    references: tuple[Reference, ...] = ()
    details: tuple[Detail, ...] = ()
    lore: tuple[Description, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    macros: Macros = field(default_factory=Macros)
