"""What the server answers about people: who wears what, and whose looks are no longer their card's."""

from typing import Literal

from pydantic import Field

from composer.server.job_models import ConflictFields
from composer.server.request_models import State
from composer.server.response_models import Answer


class GarmentFields(Answer):
    """One thing somebody wears."""

    text: str = Field(description="As a prompt prints it.")
    english: str = Field(description="What it is, in English.")
    slot: str = Field(description="Where on the body: `top`, `full`, `feet` …")
    colours: list[str] = Field(description="As the source says them.")
    materials: list[str] = Field(description="As the source says them.")
    pattern: str = Field(description="`striped` …, empty when nothing is said.")
    length: str = Field(description="`knee-length` …, empty when nothing is said.")
    state: list[str] = Field(description="`unbuttoned`, `wet` …")
    owner: str = Field(description="Whose it is, when somebody else wears it.")
    confidence: float = Field(description="0 to 1: less with every message, and faster with a scene jump.")
    said: bool = Field(description="Sure enough for a prompt.")
    locked: bool = Field(description="Worn until the user unlocks it.")
    source: str = Field(description="The text it comes from, as `message:12` or `card:Maren.description`.")
    message: int | None = Field(description="The number of its message, null for a card's.")
    sentence: str = Field(description="The sentence, or its words alone where the text was not sent.")
    reader: str = Field(description='The optional reader that read it there, `""` for the rules.')


class SeenFields(Answer):
    """One thing that can be seen of somebody now."""

    attribute: str
    text: str = Field(description="As a prompt prints it.")
    locked: bool = Field(description="The user corrected or locked it.")
    source: str = Field(description="The text it comes from, as `message:12` or `card:Maren.description`.")
    message: int | None = Field(description="The number of its message, null for a card's.")
    sentence: str = Field(description="The sentence, or its words alone where the text was not sent.")


class TakenOffFields(Answer):
    """What somebody took off last."""

    garments: list[str]
    message: int | None


class LooksFields(Answer):
    """One thing that can be seen of somebody."""

    attribute: str
    value: str


class ChangedFields(Answer):
    """Something that the chat has changed of somebody's looks for good."""

    attribute: str
    kind: Literal["set", "add", "lose", "turn", "revert"] = Field(
        description="`set` replaces what it excludes, `add` stands beside the rest; `turn` is another shape."
    )
    text: str = Field(description="What is new, as a prompt prints it.")
    lost: list[str] = Field(description="What is gone: features in English, or `length` and `arrangement` of hair.")
    message: int | None = Field(description="The number of the message that says so.")
    sentence: str = Field(description="The sentence, or its words alone where the text was not sent.")


class WearerFields(Answer):
    """Somebody and their clothes."""

    name: str
    role: str
    file: str = Field(description="Of their card, as the call named it; empty where it named none.")
    looks: list[SeenFields] = Field(description="What can be seen of them.")
    garments: list[GarmentFields]
    put_right: list[LooksFields] = Field(description="Looks that the user corrected or locked.")
    changed: list[ChangedFields] = Field(description="Looks that the chat has changed for good.")
    conflicts: list[ConflictFields] = Field(description="What is said of their looks and does not count.")
    taken_off: TakenOffFields | None


class WardrobeAnswer(Answer):
    """Who wears what after a message, and what to keep with it."""

    message: int | None = Field(description="The number of the message, from 0.")
    people: list[WearerFields]
    state: State
