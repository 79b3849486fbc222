"""What clients send to generations and edits; what is not named here is ignored."""

import re
from typing import Annotated, Any

from pydantic import Field, field_validator

from composer_plugins.serving_prompts.bodies import Sent
from composer_plugins.serving_prompts.wishes import LONGEST_PROMPT

#: Old models of OpenAI's answer with addresses unless base64 is asked for, and clients made for them rely on it.
_ANSWERED_BY_ADDRESS = ("dall-e-2", "dall-e-3")
_MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "jpg": "image/jpeg", "webp": "image/webp"}

#: OpenAI has the first form alone; clients made for other services put theirs into the same field.
_SIZE = re.compile(r"(?P<width>[0-9]{1,6})(?:x(?P<height>[0-9]{1,6}))?|(?P<ratio>[0-9]{1,4}:[0-9]{1,4})", re.IGNORECASE)

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
        if value and value.lower() != "auto" and not _SIZE.fullmatch(value):
            raise ValueError("must be auto, WIDTHxHEIGHT such as 1024x1024, or a ratio such as 3:4")
        return value

    @property
    def sides(self) -> tuple[float, float] | None:
        """Width and height, None when they are left open; one number alone is both."""
        found = _SIZE.fullmatch(self.size or "")
        if found is None or found["ratio"]:
            return None
        return float(found["width"]), float(found["height"] or found["width"])

    @property
    def ratio(self) -> str | None:
        """The aspect ratio, where one stands in the place of a size."""
        found = _SIZE.fullmatch(self.size or "")
        return found["ratio"] if found else None

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
