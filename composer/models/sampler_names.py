"""Samplers and schedulers of local models: their names and what else people call them, for one backend."""

import re
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Named(BaseModel):
    """A sampler or scheduler: the name to send, and the other names it goes by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()


class SamplerNames(BaseModel):
    """The samplers and schedulers that are known without asking a server; no alias may mean two of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    samplers: tuple[Named, ...] = ()
    schedulers: tuple[Named, ...] = ()

    @model_validator(mode="after")
    def _each_name_means_one(self) -> Self:
        for entries in (self.samplers, self.schedulers):
            taken: dict[str, str] = {}
            for entry in entries:
                for name in (entry.name, *entry.aliases):
                    if taken.setdefault(key_of(name), entry.name) != entry.name:
                        raise ValueError(f"{name!r} means both {taken[key_of(name)]!r} and {entry.name!r}")
        return self

    def with_more(self, other: "SamplerNames") -> "SamplerNames":
        """Return these names with others added; ValueError where a name would mean two."""
        return SamplerNames(
            samplers=_joined((*self.samplers, *other.samplers)),
            schedulers=_joined((*self.schedulers, *other.schedulers)),
        )


def key_of(name: str) -> str:
    """Return what is the same in all ways to write a name: ``"DPM++ 2S a"`` and ``"k_dpmpp_2s_ancestral"`` agree."""
    text = re.sub(r"^k[_\s]+", "", name.strip().casefold())
    text = re.sub(r"ancestral\b", "a", text.replace("_", " ")).replace("++", "pp").replace("plusplus", "pp")
    return "".join(letter for letter in text if letter.isalnum())


def _joined(entries: Iterable[Named]) -> tuple[Named, ...]:
    """Return each name once, with the aliases of all its entries."""
    aliases: dict[str, dict[str, None]] = {}
    for entry in entries:
        aliases.setdefault(entry.name, {}).update(dict.fromkeys(entry.aliases))
    return tuple(Named(name=name, aliases=tuple(others)) for name, others in aliases.items())
