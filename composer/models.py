"""The model catalogue: what each image model takes, as data and never as code."""

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.errors import ProfileError


class Model(BaseModel):
    """Facts on one model.

    Attributes:
        dialect: who writes its prompts.
        avoidance: a real ``negative_field``, or a ``sentence`` in the prompt.
        aspect_ratios: the ones it draws; free_sizes: it draws any width and height that a request names.
        long_edge: the longer side of its pictures in pixels.
        references: how many reference pictures it takes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    backend: str
    dialect: str = "blocks"
    avoidance: Literal["negative_field", "sentence"] = "sentence"
    aspect_ratios: tuple[str, ...] = Field(default=("1:1",), strict=False)
    free_sizes: bool = False
    long_edge: int = Field(default=1024, ge=64, le=8192)
    references: int = Field(default=0, ge=0)


class ModelCatalogue(BaseModel):
    """The models of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: tuple[Model, ...]


@cache
def builtin_models() -> dict[str, Model]:
    """Return the built-in models by name."""
    models: dict[str, Model] = {}
    for source in sorted((resources.files("composer") / "data" / "models").iterdir(), key=lambda entry: entry.name):
        for model in check_builtin(ModelCatalogue, source).models:
            models[model.name] = model
    return models


def find_model(name: str) -> Model:
    """Return the model called `name`; ProfileError lists the known ones."""
    models = builtin_models()
    if name not in models:
        raise ProfileError(f"no model is called {name!r}; there are: {', '.join(sorted(models))}")
    return models[name]
