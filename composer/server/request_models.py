"""What clients send: checked shapes with bounds, every field described, so that the OpenAPI page is the reference."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from composer.corrections import MOST as MOST_CORRECTIONS
from composer.corrections import Correction
from composer.reading.clothes.wardrobe import Wardrobe
from composer.types import Evidence, Role

#: The most of each that one call may bring.
MOST_MESSAGES = 10_000
MOST_CHARACTERS = 8_000_000
MOST_PEOPLE = 32
MOST_BOOKS = 32
LONGEST_TEXT = 1_000_000
LONGEST_NAME = 500
LONGEST_PICTURE = 16_000_000

_HALF = re.compile("[\ud800-\udfff]")


def _whole(value: Any) -> Any:
    """Put a sign in the place of half a surrogate pair (an emoji that somebody cut), which no file can hold."""
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_whole), Field(max_length=LONGEST_TEXT)]
Name = Annotated[str, BeforeValidator(_whole), Field(max_length=LONGEST_NAME)]
#: Texts of a card: what is no text is made one, as with card files.
CardText = Annotated[Any, WithJsonSchema({"description": "A text; anything else is made one, as in a card's file."})]
Base64 = Annotated[str, Field(max_length=LONGEST_PICTURE, description="A picture in base64, or a data URL.")]
ProfileName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^/\\\x00-\x1f\x7f]+$")]


class Incoming(BaseModel):
    """A part of a request; a key that nobody knows is an error that names it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FindRequest(Incoming):
    """A message in which to look for image requests."""

    text: Text = Field(description="The message as stored.")
    profile: ProfileName | None = Field(default=None, description="Whose templates count; the server's own by default.")


class MessageFields(Incoming):
    """A message of the chat."""

    text: Text = Field(description="The current swipe as stored.")
    name: Name = Field(default="", description="The speaker.")
    is_user: bool = Field(default=False, description="The user wrote it.")
    is_system: bool = Field(default=False, description="It is hidden from the story.")
    id: Name = Field(default="", description="Stable within the chat (SillyTavern's `send_date`), never an index.")
    swipe: int = Field(default=0, ge=0, le=100_000, description="The number of the current swipe, from 0.")
    avatar: Name = Field(
        default="", description="The file of the speaker's card or avatar, which tells people of one name apart."
    )


class CardFields(BaseModel):
    """A character's card; fields of the V1, V2 and V3 cards that are not listed may come along."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: Name = Field(description="The character's name.")
    nickname: CardText = None
    description: CardText = None
    personality: CardText = None
    scenario: CardText = None
    first_mes: CardText = None
    aliases: list[Name] = Field(default=[], max_length=MOST_PEOPLE, description="Further names.")
    extensions: dict[str, Any] = Field(default={}, description="As in the card.")
    avatar: Base64 = ""
    file: Name = Field(default="", description="Its file; messages name it as their `avatar`.")


class PersonaFields(Incoming):
    """Whom the user plays."""

    name: Name = Field(description="The persona's name.")
    description: Text = ""
    aliases: list[Name] = Field(default=[], max_length=MOST_PEOPLE, description="Further names.")
    avatar: Base64 = ""


class StatePerson(Incoming):
    """Somebody of the story as the messages made them known."""

    name: Name
    role: Role = "npc"
    aliases: list[Name] = Field(default=[], max_length=1000)
    under_age: list[Evidence] = Field(default=[], max_length=10)


class State(BaseModel):
    """What the story says after a message: made by the server, kept by the frontend with that message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = Field(default=1, description="Of this shape.")
    start: str = Field(max_length=64, description="A hash of who takes part and how they are read.")
    chain: str = Field(max_length=64, description="A hash of that and of every message so far.")
    count: int = Field(ge=0, le=10_000_000, description="How many messages it knows.")
    char: Name = Field(default="", description="What `{{char}}` stands for.")
    user: Name = Field(default="", description="What `{{user}}` stands for.")
    people: list[StatePerson] = Field(default=[], max_length=200)
    wardrobe: Wardrobe = Field(default_factory=Wardrobe, description="Who wears what.")
    corrections: str = Field(default="", max_length=64, description="A hash of the corrections it has in it.")
    variables: dict[str, str] = Field(default={}, max_length=10_000, description="What macros have stored.")


class Conversation(Incoming):
    """A message with image requests, and the story around it."""

    message: MessageFields = Field(description="The message whose requests are meant.")
    chat: Name = Field(
        default="",
        description="A stable id of the chat, for what its macros pick; without it every call for pictures is a job.",
    )
    people: list[CardFields] = Field(default=[], max_length=MOST_PEOPLE, description="The characters' cards.")
    persona: PersonaFields | None = Field(default=None, description="Whom the user plays.")
    messages: list[MessageFields] = Field(
        default=[], max_length=MOST_MESSAGES, description="Those before it, oldest first; hidden ones count."
    )
    first: int = Field(default=0, ge=0, le=10_000_000,
        description="The number of the first of `messages` in the chat, from 0; above 0 only with a state.",
    )  # fmt: skip
    state: dict[str, Any] | None = Field(
        default=None,
        description="Of the last answer that still holds: only newer messages are needed then.",
    )
    corrections: list[Correction] = Field(
        default=[], max_length=MOST_CORRECTIONS,
        description="What the user put right or locked in this chat, all of it with every call.",
    )  # fmt: skip
    books: list[dict[str, Any]] = Field(
        default=[], max_length=MOST_BOOKS,
        description="Lorebooks beside the cards' own, each as a card's `character_book` or SillyTavern's world info.",
    )  # fmt: skip
    profile: ProfileName | None = Field(default=None, description="Which profile; the server's own by default.")
    request: dict[str, Any] | None = Field(
        default=None,
        description="The caller's own instead of the message's, by its keys (`prompt`, `style` …).",
    )


class JobsRequest(Conversation):
    """Pictures that are wanted."""

    automatic: bool = Field(
        default=False, description="Nobody asked: the profile's `automatic` decides, and what was cancelled stays so."
    )
    hold: bool = Field(
        default=False,
        description="Draw nothing: what has no job yet is held, with its price, until a retry.",
    )


class RerollRequest(Incoming):
    """Another picture of the same prompt."""

    seed: int | None = Field(default=None, ge=0, le=2**32 - 1, description="Null for a random one.")


Share = Annotated[float, Field(ge=0, le=1, strict=False)]


class PersonWords(Incoming):
    """The prompt of one person, for a model that has a prompt for each."""

    name: Annotated[Text, Field(max_length=1000)] = ""
    prompt: Annotated[Text, Field(min_length=1, max_length=100_000)]
    negative_prompt: Annotated[Text, Field(max_length=100_000)] = ""
    position: Annotated[tuple[Share, Share] | None, Field(strict=False)] = Field(
        default=None, description="The middle of the person, from left and top; null for the model to choose."
    )


class RedrawRequest(Incoming):
    """Another picture of other words."""

    prompt: Annotated[Text, Field(min_length=1, max_length=100_000)] = Field(description="The whole prompt, as sent.")
    negative_prompt: Annotated[Text, Field(max_length=100_000)] = ""
    people: Annotated[list[PersonWords], Field(max_length=64)] | None = Field(
        default=None, description="The prompts of single people; null for those it had."
    )
    aspect_ratio: str | None = Field(
        default=None, pattern=r"^[1-9]\d?:[1-9]\d?$", description="As `2:3`; null for the one it had."
    )


class KeyRequest(Incoming):
    """A key to keep; it is never given out again."""

    key: str = Field(min_length=1, max_length=4096, pattern=r"^[!-~]+$", description="The key.")
    endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s@?#]+)?$", max_length=500)] = Field(
        default="", description="The address it is for; the service's own by default."
    )
