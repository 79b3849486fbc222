"""Our extension in a SillyTavern: put in, looked at, taken out; a folder of somebody else's is never touched."""

import json
import shutil
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from composer.errors import ConflictError, NotFoundError
from composer.sillytavern.placing import is_same, json_of, put

#: The name of our folder among a user's extensions, and of the extension in its manifest.
NAME = "rp-composer"
MANIFEST = "manifest.json"
#: What the page reads to know whether it is worth asking for the server plugin, and belongs to each SillyTavern.
MARK = "server_plugin.json"
_LEFT_OUT = ("tests", "server-plugin", MARK)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at the place of our extension: `version` is "" when it says none; `cloned` by SillyTavern's dialog."""

    version: str
    cloned: bool
    complete: bool


def source() -> Path:
    """Return the folder of the extension: in the installed package, else beside it in a checkout."""
    package = Path(str(resources.files("composer")))
    installed = package / "_sillytavern"
    return installed if installed.is_dir() else package.parent / "plugins" / "sillytavern"


def place_in(root: Path, data: Path | None = None, user: str = "default-user") -> Path:
    """Return where the extension belongs.

    Args:
        root: SillyTavern's own folder, with ``server.js``. data: its data folder, where that is elsewhere.
        user: the name of the user's folder in it.

    Raises:
        NotFoundError: one of them is not there; it says what to do.
    """
    if not (root / "server.js").is_file():
        raise NotFoundError(f"{root}: there is no server.js; name the folder SillyTavern is started from")
    if user in ("", ".", "..") or Path(user).name != user:
        raise NotFoundError(f"{user!r} is no user's folder; --user is a name such as default-user")
    folder = (data or root / "data") / user
    if not folder.is_dir():
        raise NotFoundError(
            f"{folder} is not there; start SillyTavern once, or name its folders with --data and --user"
        )
    return folder / "extensions" / NAME


def find(place: Path) -> Found | None:
    """Return what of ours lies at a place, None for nothing.

    Raises:
        ConflictError: something else does.
    """
    if not place.exists() and not place.is_symlink():
        return None
    manifest = json_of(place / MANIFEST)
    if place.is_symlink() or manifest.get("display_name") != NAME:
        raise ConflictError(f"{place} is not our extension, and is left alone; move it away first")
    complete = is_same(place, source(), _LEFT_OUT)
    return Found(str(manifest.get("version") or ""), (place / ".git").exists(), complete)


def install(place: Path, with_plugin: bool = False) -> None:
    """Put the extension at a place, whole or not at all; an older one of ours is replaced.

    Args:
        with_plugin: this SillyTavern has our server plugin, too.

    Raises:
        ConflictError: something else lies there, or SillyTavern's own dialog has put it there and updates it.
    """
    found = find(place)
    if found and found.cloned:
        raise ConflictError(f"{place} was installed by SillyTavern from a git address; update or delete it there")

    def fill(new: Path) -> None:
        shutil.copytree(source(), new, ignore=shutil.ignore_patterns(*_LEFT_OUT, "*.md~", ".*"))
        (new / MARK).write_text(json.dumps({"installed": with_plugin}) + "\n", encoding="utf-8")

    put(place, fill)


def uninstall(place: Path) -> bool:
    """Take the extension out; return whether it was there. ConflictError when something else lies there."""
    if find(place) is None:
        return False
    shutil.rmtree(place)
    return True


def own_version() -> str:
    """Return the version that is installed from here."""
    return version("rp-composer")
