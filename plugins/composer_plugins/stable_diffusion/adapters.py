"""References through IP-Adapter: which model and which image encoder a server has for a checkpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from composer.documents import check_builtin
from composer.models import Likeness

#: Above this a picture is meant for SDXL, whose own sizes have a megapixel; SD 1.5 is trained on a quarter of one.
_SDXL_PIXELS = 700_000


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Adapter(_Data):
    """An IP-Adapter model: its file's name, the family of checkpoints it fits, and the encoder it wants.

    `face_only`: it sees nothing but the face.
    """

    model: str
    family: Literal["sd15", "sdxl"]
    encoder: str
    face_only: bool = False


class FaceUnit(_Data):
    """A model that reads real faces, and the encoder it wants."""

    model: str
    encoder: str


class Faces(_Data):
    """One way to keep a real face: units that belong together, for one family of checkpoints."""

    family: Literal["sd15", "sdxl"]
    units: tuple[FaceUnit, ...]


class AdapterTable(_Data):
    """What is known of IP-Adapter models, image encoders, checkpoints and upscalers; the best comes first."""

    adapters: tuple[Adapter, ...]
    faces: tuple[Faces, ...]
    beside: float
    encoders: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]
    upscalers: tuple[str, ...]

    @model_validator(mode="after")
    def _encoders_exist(self) -> Self:
        wanted = {one.model: one.encoder for one in self.adapters}
        wanted |= {unit.model: unit.encoder for way in self.faces for unit in way.units}
        for model, encoder in wanted.items():
            if encoder not in self.encoders:
                raise ValueError(f"{model} wants the encoder {encoder!r}, which is not in `encoders`")
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

    def unit(self, image: str, likeness: Likeness, share: float = 1.0) -> dict[str, Any]:
        """Return the ControlNet unit for one reference picture in base64; `share` of the weight counts."""
        return {
            "enabled": True,
            "image": image,
            "module": self.module,
            "model": self.model,
            "weight": round(likeness.weight * share, 2),
            "guidance_start": likeness.start,
            "guidance_end": likeness.end,
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


@dataclass(frozen=True, slots=True)
class Listed:
    """The models and modules that a server lists, models perhaps with a hash: ``"ip-adapter_sd15 [6a3f6166]"``."""

    models: Sequence[str]
    modules: Sequence[str]

    def fit(self, model: str, encoder: str) -> Fit | None:
        """Return the server's own names of a model and of one of its encoders, None without either."""
        names = {name.partition(" [")[0].casefold(): name for name in self.models}
        found = names.get(model.casefold())
        module = first_of(adapter_table().encoders[encoder], self.modules)
        return Fit(found, module) if found and module else None


def best_fit(family: str, listed: Listed, whole: bool = False) -> Fit | None:
    """Return the best IP-Adapter that a server lists for a family of checkpoints, None when there is none.

    Args:
        whole: it has to see more than a face.
    """
    known = (one for one in adapter_table().adapters if one.family == family and not (whole and one.face_only))
    return next(filter(None, (listed.fit(one.model, one.encoder) for one in known)), None)


def face_fits(family: str, listed: Listed) -> tuple[Fit, ...]:
    """Return the units of the best way to keep a real face that a server has whole, () when there is none."""
    for way in adapter_table().faces:
        fits = [listed.fit(one.model, one.encoder) for one in way.units]
        if way.family == family and all(fits):
            return tuple(filter(None, fits))
    return ()


def first_of(wanted: Iterable[str], listed: Sequence[str]) -> str:
    """Return the first of the wanted names that is listed, whatever its case, as it is listed; "" for none."""
    names = {name.casefold(): name for name in listed}
    return next((names[name.casefold()] for name in wanted if name.casefold() in names), "")
