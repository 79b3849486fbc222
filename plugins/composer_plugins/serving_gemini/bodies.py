"""What clients send to ``generateContent``: keys in camel case or, as some write them, with underscores."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from composer_plugins.serving_prompts.bodies import Sent
from composer_plugins.serving_prompts.wishes import LONGEST_PROMPT

_MOST_CONTENTS, _MOST_PARTS = 200, 100


def _either(camel: str, snake: str, **more: Any) -> Any:
    return Field(validation_alias=AliasChoices(camel, snake), **more)


class Inline(Sent):
    """A picture in the body."""

    data: str
    mime_type: str = _either("mimeType", "mime_type", default="")


class Part(Sent):
    """A piece of what is said: words or a picture."""

    text: Annotated[str, Field(max_length=LONGEST_PROMPT)] | None = None
    inline: Inline | None = _either("inlineData", "inline_data", default=None)
    file: Any = _either("fileData", "file_data", default=None)


class Content(Sent):
    """What one side has said."""

    role: str = "user"
    parts: Annotated[tuple[Part, ...], Field(max_length=_MOST_PARTS)] = ()


class ImageConfiguration(Sent):
    """The form of the picture."""

    aspect_ratio: str | None = _either("aspectRatio", "aspect_ratio", default=None)
    image_size: str | None = _either("imageSize", "image_size", default=None)


class Configuration(Sent):
    """How it is drawn."""

    candidates: float | None = _either("candidateCount", "candidate_count", default=None)
    seed: float | None = None
    image: ImageConfiguration = _either("imageConfig", "image_config", default=ImageConfiguration())


class Generation(Sent):
    """A call of ``generateContent``."""

    contents: Annotated[list[Content], Field(min_length=1, max_length=_MOST_CONTENTS)]
    configuration: Configuration = _either("generationConfig", "generation_config", default=Configuration())

    @property
    def prompt(self) -> str:
        """The words that the user said last."""
        said = [" ".join(part.text or "" for part in one.parts).strip() for one in self.contents if one.role != "model"]
        return next((text for text in reversed(said) if text), "")

    def parts(self) -> Iterator[Part]:
        """Yield all parts of all contents."""
        for content in self.contents:
            yield from content.parts
