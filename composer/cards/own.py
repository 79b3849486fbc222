"""Our own extension of character cards, ``extensions.rp_composer``: what a card may say of its pictures, no more."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: Its name among a card's extensions, and as a part of evidence: ``card:Maren.extensions.rp_composer.looks``.
NAME = "rp_composer"
#: The longest text, in characters.
LONGEST = 2000
#: How much of a wrong key is shown, in characters, and how many wrong things are named.
_SHOWN, _MOST_PROBLEMS = 60, 20

Text = Annotated[str, Field(max_length=LONGEST)]


class OwnExtension(BaseModel):
    """What a card says for rp-composer alone; every field is "" where it says nothing.

    Attributes:
        looks, outfit: what its character looks like and wears, before all other texts of the card.
        style, ratio: of its pictures, where neither profile nor request has one; a style may be the name of one.
        positive, negative: words for every picture of the character, and what such a picture avoids.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    looks: Text = ""
    outfit: Text = ""
    style: Text = ""
    positive: Text = ""
    negative: Text = ""
    ratio: Annotated[str, Field(pattern=r"^([1-9]\d?:[1-9]\d?)?$")] = ""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

    @classmethod
    def of(cls, extensions: Mapping[str, Any]) -> Self:
        """Return what is right of a card's own extension; what is wrong in it counts for nothing."""
        return cls._checked(extensions.get(NAME))[0]

    @classmethod
    def _checked(cls, data: Any) -> "tuple[Self, list[ErrorDetails]]":
        try:
            return cls.model_validate({} if data is None else data), []
        except ValidationError as error:
            found = error.errors(include_url=False)
        wrong = {one["loc"][0] for one in found if one["loc"]}
        rest = {key: data[key] for key in cls.model_fields if key in data} if isinstance(data, dict) else {}
        return cls.model_validate({key: value for key, value in rest.items() if key not in wrong}), found


#: What it may say.
KEYS = tuple(OwnExtension.model_fields)
_ALLOWED = f"a card may say {', '.join(KEYS[:-1])} and {KEYS[-1]} there"


def own_problems(extensions: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong in a card's own extension and is ignored, a sentence each, naming the place."""
    if NAME not in extensions:
        return ()
    return tuple(_sentences(OwnExtension._checked(extensions[NAME])[1]))


def _sentences(found: "Iterable[ErrorDetails]") -> Iterable[str]:
    for number, one in enumerate(found):
        if number == _MOST_PROBLEMS:
            yield f"extensions.{NAME} holds more that is ignored"
            return
        key = str(one["loc"][0]) if one["loc"] else ""
        place = f"extensions.{NAME}" + (f".{key[:_SHOWN]}" if key else "")
        yield f"{place} is ignored: {_reason(one['type'])}"


def _reason(kind: str) -> str:
    reasons = {
        "string_type": "it is no text",
        "string_too_long": f"it is longer than {LONGEST} characters",
        "string_pattern_mismatch": "a ratio is written like 3:4",
    }
    return reasons.get(kind, _ALLOWED)
