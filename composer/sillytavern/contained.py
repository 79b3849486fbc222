"""Files of a folder that somebody else filled: no way leads out of it, and nothing is read that is too large."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

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


def text_of(value: Any) -> str:
    """Return a text of somebody's JSON; "" for anything that is none."""
    return value if isinstance(value, str) else ""


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
