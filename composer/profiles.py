"""Profiles: what the user fixes once for all pictures, as checked YAML."""

from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check, check_builtin, read_text
from composer.errors import ProfileError
from composer.types import SLOTS


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Extraction(_Section):
    """Whose looks are read and put into the prompt."""

    character: bool = True
    persona: bool = True


class Profile(_Section):
    """One profile.

    Attributes:
        style: the fixed style; when set it wins over the style of a tag or prompt.
        positive, negative: texts that go into every prompt, and what is to be avoided in every picture.
        extract_appearance: whose looks are read; detect_clothing: whether current clothing is.
        depth: how many recent messages are scanned; memory: whether what was worn before them still counts.
        slots: the order of the prompt; templates: further forms of request, such as ``<pic prompt="{prompt}">``.
        backend, model: who draws; aspect_ratio: of a request that does not say.
        max_pictures_per_request: the most that one request may ask for with ``n``.
        max_pictures_per_message: the most that is drawn of one message by itself.
        disabled_plugins: plugins that are never loaded; strict: stop when a plugin fails.
    """

    name: str = "default"
    style: str = ""
    positive: str = ""
    negative: str = ""
    extract_appearance: Extraction = Extraction()
    detect_clothing: bool = True
    depth: Annotated[int, Field(ge=1, le=1000)] = 5
    memory: bool = True
    slots: tuple[str, ...] = Field(default=SLOTS, strict=False)
    templates: tuple[str, ...] = Field(default=(), strict=False)
    backend: str = "sketch"
    model: str = "sketch"
    aspect_ratio: Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$")] = "1:1"
    max_pictures_per_request: Annotated[int, Field(ge=1, le=4)] = 1
    max_pictures_per_message: Annotated[int, Field(ge=1, le=100)] = 4
    disabled_plugins: tuple[str, ...] = Field(default=(), strict=False)
    strict: bool = False


def load_profile(name: str) -> Profile:
    """Load a built-in profile by name, or the YAML file at a path.

    Raises:
        ProfileError: no such profile (the built-in names are listed), or a wrong key or value with its line.
    """
    builtin = resources.files("composer") / "data" / "profiles"
    if "/" not in name and not name.endswith((".yaml", ".yml")):
        source = builtin / f"{name}.yaml"
        if not source.is_file():
            known = ", ".join(sorted(entry.name.removesuffix(".yaml") for entry in builtin.iterdir()))
            raise ProfileError(f"no profile is called {name!r}; there are: {known}; or give the path of a YAML file")
        return check_builtin(Profile, source)
    return check(Profile, read_text(Path(name)), name)
