"""Who takes part, as their files say it: character cards with their lorebooks and pictures, and personas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: How a lorebook entry's secondary keys narrow it down, in the order of SillyTavern's numbers for it.
SelectiveLogic = Literal["and_any", "not_all", "not_any", "and_all"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or other file that belongs to a card.

    Attributes:
        kind: icon, emotion, background, user_icon, or whatever else the card calls it (`type` of the V3 specification).
        name: what it shows: ``main`` for the portrait, ``happy`` …; uri, ext: as the card writes them.
        data: its bytes when the card's file carries them; b"" otherwise: nothing is ever fetched.
    """

    kind: str
    name: str
    uri: str = ""
    ext: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class LoreEntry:
    """One entry of a lorebook.

    Attributes:
        name: its title ("" when it has none); keys, secondary_keys: what calls it; content: its text as stored.
        constant: it needs no key; selective: the secondary keys count, by `logic`.
        use_regex: the keys are regular expressions, as far as they are written like ``/pattern/flags`` or in a V3 book.
        case_sensitive, whole_words, scan_depth: None for what the book says.
        order: higher ones come later and win; decorators: the ``@@`` lines of its content, name → value.
        probability: 0 to 100. extensions, unknown: what else the file says of it.
    """

    content: str
    keys: tuple[str, ...] = ()
    name: str = ""
    secondary_keys: tuple[str, ...] = ()
    id: str = ""
    enabled: bool = True
    constant: bool = False
    selective: bool = False
    logic: SelectiveLogic = "and_any"
    use_regex: bool = False
    case_sensitive: bool | None = None
    whole_words: bool | None = None
    scan_depth: int | None = None
    order: int = 100
    probability: int = 100
    decorators: tuple[tuple[str, str], ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Lorebook:
    """A card's `character_book`, or a world-info file.

    Attributes:
        name: its title; entries: in the order of the file, disabled ones among them.
        scan_depth: how many messages are searched for keys; None when it does not say. recursive: entries call entries.
        origin: the texts' source in evidence: ``card:Maren`` or ``world:Northport``.
    """

    entries: tuple[LoreEntry, ...] = ()
    name: str = ""
    scan_depth: int | None = None
    recursive: bool = False
    origin: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class CharacterCard:
    """A character card, normalised to the fields of the V3 specification.

    Attributes:
        name … extensions: the fields of that name in the specification; wrong types are put right.
        unknown: what is no field of the specification.
        spec: the specification the file names ("chara_card_v3"), "" for a flat card of version 1.
        carrier: the format it was read from ("png"); file: the name of its file, by which SillyTavern knows characters.
        avatar: the card's own picture (the bytes of an image file), or b"".
        stored: the card's JSON as it was parsed, before anything was put right, so that writing it back loses nothing.
        coercions: what was of the wrong type or in the wrong place, a sentence each; warnings: everything else that the
            user should know.
    """

    name: str
    description: str = ""
    personality: str = ""
    scenario: str = ""
    first_mes: str = ""
    mes_example: str = ""
    nickname: str = ""
    creator_notes: str = ""
    system_prompt: str = ""
    post_history_instructions: str = ""
    alternate_greetings: tuple[str, ...] = ()
    group_only_greetings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    creator: str = ""
    character_version: str = ""
    creator_notes_multilingual: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: tuple[str, ...] = ()
    creation_date: int | None = None
    modification_date: int | None = None
    character_book: Lorebook | None = None
    assets: tuple[Asset, ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)
    spec: str = ""
    spec_version: str = ""
    carrier: str = ""
    file: str = ""
    avatar: bytes = field(default=b"", repr=False)
    stored: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False, repr=False)
    coercions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What ``{{char}}`` stands for: the nickname when there is one."""
        return self.nickname or self.name


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the user plays.

    Attributes:
        name; description; aliases: other names.
        avatar: a picture's bytes, where known; file: the name of its file, by which SillyTavern knows personas.
        card: the character card that the user plays; then it says who the persona is, and the description only to
            people.
    """

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    avatar: bytes = field(default=b"", repr=False)
    file: str = ""
    card: CharacterCard | None = None
