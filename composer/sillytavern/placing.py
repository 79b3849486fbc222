"""A folder of ours put among others of SillyTavern's: whole or not at all, and compared with what was put there."""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

_LARGEST = 100_000


def put(place: Path, fill: Callable[[Path], object]) -> None:
    """Put a folder at a place; one that is there is replaced, and stays when something fails.

    Args:
        fill: makes the folder at the path that it is given.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as working:
        new, old = Path(working) / "new", Path(working) / "old"
        fill(new)
        if place.exists():
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            with contextlib.suppress(OSError):
                old.rename(place)
            raise


def files_of(folder: Path, left_out: Iterable[str] = ()) -> set[Path]:
    """Return the files of a folder as paths in it, without hidden ones and what is left out at its top."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    skipped = set(left_out)
    return {path for path in found if path.parts[0] not in skipped and not any(part[0] == "." for part in path.parts)}


def is_same(place: Path, source: Path, left_out: Iterable[str] = ()) -> bool:
    """Return whether a folder holds the same files as another one, to the byte."""
    files = files_of(source, left_out)
    return files_of(place, left_out) == files and all(
        (place / one).read_bytes() == (source / one).read_bytes() for one in files
    )


def json_of(path: Path) -> dict[str, object]:
    """Return the JSON object in a small file, {} when there is none."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
