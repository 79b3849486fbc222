"""Files of a folder that somebody else filled: no way leads out of it, and nothing is read that is too large."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from composer.cards.limits import LIMITS
from composer.errors import CardError

#: The most files of one folder that are looked at.
FILES_LIMIT = 50_000
#: The most that is read of a JSON file, in bytes: settings hold those of every extension.
JSON_LIMIT = 16 * 1024 * 1024


class Contained:
    """A folder whose files are named by strangers: only plain names count, and links that lead out of it do not.

    Args:
        root: the folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))

    def files(self, folder: str, suffix: str) -> list[Path]:
        """Return the files of a folder inside the root with an ending, sorted by name; none when it is not there."""
        return sorted(Path(entry.path) for entry in self._entries(folder) if _is_file(entry, suffix))

    def folders(self, folder: str = "") -> list[Path]:
        """Return the folders in a folder inside the root, sorted by name."""
        return sorted(Path(entry.path) for entry in self._entries(folder) if _is_folder(entry))

    def path(self, folder: str, name: str) -> Path | None:
        """Return a file or folder by its plain name; None when it is not there, or lies outside of the root."""
        if not is_plain(name):
            return None
        path = self.root / folder / name
        try:
            return path if path.exists() and self.holds(path) else None
        except (OSError, ValueError):
            return None

    def holds(self, path: Path) -> bool:
        """Return whether a path, its links followed, lies inside of the root."""
        try:
            return Path(os.path.realpath(path)).is_relative_to(self.root)
        except (OSError, ValueError):
            return False

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        path = self.root / folder
        if not self.holds(path):
            return
        try:
            with os.scandir(path) as entries:
                for entry, _ in zip(entries, range(FILES_LIMIT), strict=False):
                    if is_plain(entry.name) and (not entry.is_symlink() or self.holds(Path(entry.path))):
                        yield entry
        except OSError:
            return


def is_plain(name: str) -> bool:
    """Return whether a name is that of a file in the folder itself: no path, no drive, no control character."""
    strange = any(letter in "/\\:" or letter < " " or letter == "\x7f" for letter in name)
    return bool(name) and name not in (".", "..") and not strange


def read_bytes(path: Path, limit: int, error_type: type[Exception] = CardError) -> bytes:
    """Return what a file holds; an error of the type names the file and the cause."""
    try:
        if not path.is_file():
            raise error_type(f"{path}: {'it is no file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > limit:
            raise error_type(f"{path}: the file has {size} bytes; the limit is {limit}")
        with path.open("rb") as file:
            return file.read(size)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise error_type(f"{path}: {error}") from error


def parse_object(data: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object in `data`, without what no text may hold (NUL characters, halves of surrogate pairs).

    Raises:
        CardError: it is too long, no JSON, no object, or nested too deeply.
    """
    if len(data) > JSON_LIMIT:
        raise CardError(f"the JSON has {len(data)} bytes; the limit is {JSON_LIMIT}")
    try:
        value = json.loads(data, strict=False)
    except RecursionError:
        raise CardError("the JSON is nested too deeply") from None
    except ValueError as error:  # UnicodeDecodeError is one, too
        raise CardError(f"no valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise CardError(f"{what} is a JSON object, this is none")
    escaped = b"\\u" in data or b"\0" in data
    return {clean_text(key): _cleaned(item) for key, item in value.items()} if escaped else value


def clean_text(text: str) -> str:
    """Return a text without NUL characters and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _cleaned(value: Any, depth: int = 1) -> Any:
    if depth > LIMITS.json_depth:
        raise CardError("the JSON is nested too deeply")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): _cleaned(item, depth + 1) for key, item in value.items()}
    return value


def text_of(value: Any) -> str:
    """Return a text of somebody's JSON; "" for anything that is none."""
    return clean_text(value) if isinstance(value, str) else ""


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the texts in a list of somebody's JSON; () for anything that is none."""
    return tuple(text for item in value if (text := text_of(item))) if isinstance(value, list) else ()


def _is_file(entry: os.DirEntry[str], suffix: str) -> bool:
    with suppress(OSError):  # a link to itself
        return entry.name.lower().endswith(suffix) and entry.is_file()
    return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return not entry.name.startswith(".") and entry.is_dir()
    return False
