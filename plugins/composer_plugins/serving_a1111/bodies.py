"""What clients send to txt2img and img2img. Of the many fields only these count.

SillyTavern sends its own settings along, an address and a credential among them: nothing of a body is ever repeated but
what is named here.
"""

from typing import Annotated, Any

from pydantic import Field

from composer_plugins.serving_prompts.bodies import Sent
from composer_plugins.serving_prompts.wishes import LONGEST_PROMPT

#: So many pictures may come to be edited.
_MOST_PICTURES = 16

Text = Annotated[str, Field(max_length=LONGEST_PROMPT)]
Number = float | None


class Txt2Img(Sent):
    """A picture from words."""

    prompt: Text | None = ""
    negative_prompt: Text | None = ""
    width: Number = None
    height: Number = None
    steps: Number = None
    cfg_scale: Number = None
    seed: Number = None
    batch_size: Number = 1
    n_iter: Number = 1
    sampler_name: str | None = None
    sampler_index: str | None = None
    scheduler: str | None = None
    override_settings: dict[str, Any] | None = None

    @property
    def checkpoint(self) -> str:
        """Who is to draw this one picture; "" for whoever is chosen."""
        name = (self.override_settings or {}).get("sd_model_checkpoint")
        return name if isinstance(name, str) else ""

    @property
    def pictures(self) -> float:
        """How many pictures are wanted."""
        return max(1.0, self.batch_size or 1) * max(1.0, self.n_iter or 1)


class Img2Img(Txt2Img):
    """A picture from a picture and words; of several the first is edited."""

    init_images: list[str] | None = Field(default=None, max_length=_MOST_PICTURES)
    mask: str | None = None
    inpainting_mask_invert: bool | int | None = None
    denoising_strength: Number = None


class Options(Sent):
    """The one option that can be set: who draws."""

    sd_model_checkpoint: Annotated[str, Field(max_length=1000)] | None = None
