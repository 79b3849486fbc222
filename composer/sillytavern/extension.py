"""Our extension in a SillyTavern: put in, looked at, taken out; a folder of somebody else's is never touched."""

import contextlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from composer.errors import ConflictError, NotFoundError

#: The name of our folder among a user's extensions, and of the extension in its manifest.
NAME = "rp-composer"
MANIFEST = "manifest.json"
_LEFT_OUT = ("tests", "*.md~", ".*")
_LARGEST_MANIFEST = 100_000


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
    manifest = _manifest(place)
    if place.is_symlink() or manifest.get("display_name") != NAME:
        raise ConflictError(f"{place} is not our extension, and is left alone; move it away first")
    files = _files(source())
    complete = _files(place) == files and all(
        (place / one).read_bytes() == (source() / one).read_bytes() for one in files
    )
    return Found(str(manifest.get("version") or ""), (place / ".git").exists(), complete)


def install(place: Path) -> None:
    """Put the extension at a place, whole or not at all; an older one of ours is replaced.

    Raises:
        ConflictError: something else lies there, or SillyTavern's own dialog has put it there and updates it.
    """
    found = find(place)
    if found and found.cloned:
        raise ConflictError(f"{place} was installed by SillyTavern from a git address; update or delete it there")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{NAME}-", dir=place.parent) as working:
        new, old = Path(working) / "new", Path(working) / "old"
        shutil.copytree(source(), new, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        if found:
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            with contextlib.suppress(OSError):
                old.rename(place)
            raise


def uninstall(place: Path) -> bool:
    """Take the extension out; return whether it was there. ConflictError when something else lies there."""
    if find(place) is None:
        return False
    shutil.rmtree(place)
    return True


def own_version() -> str:
    """Return the version that is installed from here."""
    return version("rp-composer")


def _manifest(place: Path) -> dict[str, object]:
    path = place / MANIFEST
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            return {}
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _files(folder: Path) -> set[Path]:
    """Return what is installed of a folder, as paths in it."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path for path in found if path.parts[0] != "tests" and not any(part.startswith(".") for part in path.parts)}
