"""References through IP-Adapter: which model and which image encoder a server has for a checkpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from composer.documents import check_builtin

#: How strongly a reference counts: alike, and the prompt still decides pose and clothes.
WEIGHT = 0.7
#: Above this a picture is meant for SDXL, whose own sizes have a megapixel; SD 1.5 is trained on a quarter of one.
_SDXL_PIXELS = 700_000


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Adapter(_Data):
    """An IP-Adapter model: its file's name, the family of checkpoints it fits, and the encoder it wants."""

    model: str
    family: Literal["sd15", "sdxl"]
    encoder: str


class AdapterTable(_Data):
    """What is known of IP-Adapter models, image encoders, checkpoints and upscalers; the best comes first."""

    adapters: tuple[Adapter, ...]
    encoders: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]
    upscalers: tuple[str, ...]

    @model_validator(mode="after")
    def _encoders_exist(self) -> Self:
        for adapter in self.adapters:
            if adapter.encoder not in self.encoders:
                raise ValueError(f"{adapter.model} wants the encoder {adapter.encoder!r}, which is not in `encoders`")
        return self


@cache
def adapter_table() -> AdapterTable:
    """Return the built-in table; ProfileError when it contradicts itself."""
    return check_builtin(AdapterTable, resources.files(__package__) / "adapters.yaml")


@dataclass(frozen=True, slots=True)
class Fit:
    """The names of an IP-Adapter model and of its image encoder, as the server lists them."""

    model: str
    module: str

    def unit(self, image: str) -> dict[str, Any]:
        """Return the ControlNet unit for one reference picture in base64."""
        return {
            "enabled": True,
            "image": image,
            "module": self.module,
            "model": self.model,
            "weight": WEIGHT,
            "resize_mode": "Crop and Resize",
            "pixel_perfect": False,
        }


def family_of(checkpoint: str, width: int, height: int) -> str:
    """Return ``sd15``, ``sdxl`` or ``other`` of a checkpoint, by its name or else by the picture's size in pixels."""
    name = checkpoint.casefold()
    for family, marks in adapter_table().families.items():
        if any(mark in name for mark in marks):
            return family
    return "sdxl" if width * height > _SDXL_PIXELS else "sd15"


def best_fit(family: str, models: Sequence[str], modules: Sequence[str]) -> Fit | None:
    """Return the best IP-Adapter that a server lists for a family of checkpoints, None when there is none.

    Args:
        models, modules: what it lists, models perhaps with a hash: ``"ip-adapter_sd15 [6a3f6166]"``.
    """
    listed = {model.partition(" [")[0].casefold(): model for model in models}
    for adapter in adapter_table().adapters:
        model = listed.get(adapter.model.casefold())
        module = first_of(adapter_table().encoders[adapter.encoder], modules)
        if adapter.family == family and model and module:
            return Fit(model, module)
    return None


def first_of(wanted: Iterable[str], listed: Sequence[str]) -> str:
    """Return the first of the wanted names that is listed, whatever its case, as it is listed; "" for none."""
    names = {name.casefold(): name for name in listed}
    return next((names[name.casefold()] for name in wanted if name.casefold() in names), "")
