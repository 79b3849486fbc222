"""Where profiles lie: those that come with rp-composer, and the files in the user's folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from composer.documents import read_text, read_yaml
from composer.errors import ProfileError
from composer.folders import config_folder
from composer.nearest import nearest

_ENDINGS = (".yaml", ".yml")
#: How alike two names must be, of 100, for one to be suggested for the other.
_ALIKE = 60
_STATES_NAME = re.compile(r"^(name|[\"']name[\"'])\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile's name and file; `path` is None for one that comes with rp-composer."""

    name: str
    path: Path | None = None

    @property
    def label(self) -> str:
        """What errors and lists call the file."""
        return str(self.path) if self.path else f"built-in {self.name}.yaml"

    def is_same(self, other: "ProfileFile | None") -> bool:
        """Say whether this is the same file, however it was named."""
        if other is None or self.path is None or other.path is None:
            return self == other
        return self.path.resolve() == other.path.resolve()

    def text(self) -> str:
        """Return what is in the file; ProfileError when it cannot be read."""
        if self.path:
            return read_text(self.path)
        return (_builtin() / f"{self.name}.yaml").read_text(encoding="utf-8")


def profile_folder() -> Path:
    """Return the folder of the user's profiles; it need not exist."""
    return config_folder() / "profiles"


def profile_files() -> list[ProfileFile]:
    """Return every profile that has a name: the user's in the order of the files, then the built-in ones.

    The user's are called what their ``name`` says, else what their file is called; one that cannot be read is among
    them, so that whoever loads it hears why.
    """
    return [*_own(), *(ProfileFile(name) for name in builtin_names())]


def builtin_names() -> list[str]:
    """Return the names of the profiles that come with rp-composer."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _builtin().iterdir())


def find_profile(name: str, asked_by: ProfileFile | None = None) -> ProfileFile:
    """Return the profile of a name, the user's before a built-in one, or of a path.

    Args:
        name: a name, or the path of a YAML file.
        asked_by: the file that extends it, whose folder paths are relative to, and which is not found itself.

    Raises:
        ProfileError: there is none (the nearest and all are named), or two of the user's files have this name.
    """
    if is_path(name):
        folder = asked_by.path.parent if asked_by and asked_by.path else Path()
        path = folder / Path(name).expanduser()
        if not path.is_file():
            raise ProfileError(f"{path}: there is no such file")
        return ProfileFile(_name_of(path), path)
    found = [one for one in profile_files() if one.name == name and not one.is_same(asked_by)]
    own = [one for one in found if one.path]
    if len(own) > 1:
        places = " and ".join(one.label for one in own)
        raise ProfileError(f"two profiles are called {name!r}: {places}; give one of them another name")
    if not found:
        raise ProfileError(_unknown(name))
    return found[0]


def is_path(name: str) -> bool:
    """Say whether this is the path of a profile and not its name."""
    return "/" in name or "\\" in name or name.endswith(_ENDINGS)


def _unknown(name: str) -> str:
    known = sorted({one.name for one in profile_files()})
    found = nearest(name, known, _ALIKE)
    hint = f"; the nearest is {found!r}" if found else ""
    return f"no profile is called {name!r}{hint}; there are: {', '.join(known)}; or give the path of a YAML file"


def _own() -> Iterator[ProfileFile]:
    folder = profile_folder()
    paths = [path for path in folder.iterdir() if path.suffix in _ENDINGS] if folder.is_dir() else []
    return (ProfileFile(_name_of(path), path) for path in sorted(paths))


def _name_of(path: Path) -> str:
    try:
        text = read_text(path)
        data = read_yaml(text, str(path)) if _STATES_NAME.search(text) else None
    except ProfileError:
        return path.stem
    stated = data.get("name") if isinstance(data, dict) else None
    return stated if isinstance(stated, str) and stated else path.stem


def _builtin() -> "resources.abc.Traversable":
    return resources.files("composer") / "data" / "profiles"
