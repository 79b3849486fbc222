"""Labelled cards and chats, and what was predicted for them, as they stand in JSON lines."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from composer.errors import ComposerError

M = TypeVar("M", bound=BaseModel)
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class LabelledDataError(ComposerError):
    """A line that is no labelled card or chat; the message names file, line and cause."""

    code = "bad_labels"


class Labelled(BaseModel):
    """What all parts of the files have in common: read once, never changed, further keys ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Look(Labelled):
    """One thing said of a character's looks, predicted or labelled."""

    attribute: Text = ""
    value: Text = ""


class Wear(Labelled):
    """One garment somebody is said to wear."""

    who: Text = ""
    garment: Text = ""


class LookLabel(Look):
    """A fact that should be found.

    Attributes:
        accept: keywords, one of which a right value holds; alt: further attributes that are right.
        optional: neither rewarded nor punished.
    """

    accept: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    optional: bool = False


class WearLabel(Labelled):
    """A garment somebody wears at the end.

    Attributes:
        garment: keywords, one of which a right answer holds; adjectives: colours and materials it may hold.
        optional: neither rewarded nor punished.
    """

    who: str
    value: Text = ""
    garment: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    optional: bool = False


class ForbiddenLook(Labelled):
    """Words that must not stand in a value of this attribute (``*``: of any)."""

    attribute: str
    words: tuple[str, ...]
    why: Text = ""


class ForbiddenWear(Labelled):
    """Words that must not stand in a garment of this person."""

    who: str
    words: tuple[str, ...]
    why: Text = ""


class Card(Labelled):
    """The texts of a character card."""

    name: Text = ""
    description: Text = ""
    personality: Text = ""
    scenario: Text = ""
    first_mes: Text = ""
    mes_example: Text = ""


class CardLabels(Labelled):
    """What is right for a card."""

    language: str = "?"
    format: str = "?"
    appearance: tuple[LookLabel, ...] = ()
    forbidden: tuple[ForbiddenLook, ...] = ()


class Message(Labelled):
    """A message of a labelled chat; `is_system`: hidden from the story."""

    name: Text = ""
    is_user: bool = False
    is_system: bool = False
    mes: Text = ""


class ChatLabels(Labelled):
    """What is right at the end of a chat."""

    language: str = "?"
    worn: tuple[WearLabel, ...] = ()
    forbidden: tuple[ForbiddenWear, ...] = ()


class LabelledCard(Labelled):
    """A card and what is right for it."""

    id: str
    tags: tuple[str, ...] = ()
    card: Card
    labels: CardLabels


class LabelledChat(Labelled):
    """A chat up to a checkpoint and what everybody wears there."""

    id: str
    tags: tuple[str, ...] = ()
    char: Text = ""
    user: Text = ""
    messages: tuple[Message, ...]
    labels: ChatLabels


class Prediction(Labelled):
    """What was found for one card or chat."""

    id: str
    appearance: tuple[Look, ...] = ()
    worn: tuple[Wear, ...] = ()


def load_cards(folder: Path) -> list[LabelledCard]:
    """Return a folder's labelled cards; a missing file holds none. Raises LabelledDataError."""
    return _load(folder / "cards.jsonl", LabelledCard)


def load_chats(folder: Path) -> list[LabelledChat]:
    """Return a folder's labelled chats; a missing file holds none. Raises LabelledDataError."""
    return _load(folder / "chats.jsonl", LabelledChat)


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Write predictions as JSON lines, each with what it was asked for (looks or clothes) only."""
    lines = (prediction.model_dump_json(exclude_unset=True) + "\n" for prediction in predictions)
    path.write_text("".join(lines), encoding="utf-8")


def _load(path: Path, kind: type[M]) -> list[M]:
    if not path.is_file():
        return []
    adapter: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
    found = []
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    found.append(kind.model_validate(_renamed(adapter.validate_json(line))))
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(str(part) for part in first["loc"])
                    raise LabelledDataError(f"{path.name}, line {number}: {place} {first['msg']}") from None
    return found


def _renamed(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line with its labels' ``not``, which is no name in Python, as ``forbidden``."""
    labels = line.get("labels")
    if not isinstance(labels, dict):
        return line
    return {**line, "labels": {**labels, "forbidden": labels.get("not") or ()}}
