"""What clients send to generations and edits; what is not named here is ignored."""

from typing import Annotated, Any

from pydantic import Field, field_validator

from composer_plugins.serving_prompts.bodies import Sent
from composer_plugins.serving_prompts.wishes import LONGEST_PROMPT

#: Old models of OpenAI's answer with addresses unless base64 is asked for, and clients made for them rely on it.
_ANSWERED_BY_ADDRESS = ("dall-e-2", "dall-e-3")
_MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "jpg": "image/jpeg", "webp": "image/webp"}

Text = Annotated[str, Field(max_length=LONGEST_PROMPT)]
Word = Annotated[str, Field(max_length=1000)]


class Generation(Sent):
    """Pictures from words."""

    prompt: Text
    model: Word | None = None
    n: float | None = None
    size: Word | None = None
    quality: Word | None = None
    background: Word | None = None
    response_format: Word | None = None
    output_format: Word | None = None
    output_compression: Annotated[float, Field(ge=0, le=100)] | None = None
    stream: bool | None = None

    @field_validator("size")
    @classmethod
    def _is_size(cls, value: str | None) -> str | None:
        sides = (value or "").lower().split("x")
        is_size = len(sides) == 2 and all(side.isascii() and side.isdigit() and 0 < len(side) < 7 for side in sides)
        if value and value.lower() != "auto" and not is_size:
            raise ValueError("must be auto, or WIDTHxHEIGHT such as 1024x1024")
        return value

    @property
    def sides(self) -> tuple[float, float] | None:
        """Width and height, None when they are left open."""
        width, _, height = (self.size or "").lower().partition("x")
        return (float(width), float(height)) if height else None

    @property
    def media_type(self) -> str:
        """In which format the pictures are answered; a format that is not known is PNG."""
        return _MEDIA_TYPES.get((self.output_format or "").lower(), "image/png")

    @property
    def by_address(self) -> bool:
        """Whether the pictures are answered as addresses."""
        wanted = self.response_format or ("url" if self.model in _ANSWERED_BY_ADDRESS else "")
        return wanted == "url" and not self.stream


class Edit(Generation):
    """Pictures from a picture and words, as JSON; a form is brought into this shape."""

    images: list[Any] | None = None
    mask: Any = None
