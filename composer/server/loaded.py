"""Profiles as their files say now, read again only when one of the files has changed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

from composer.errors import ProfileError
from composer.folders import config_folder
from composer.profiles import Profile
from composer.profiles.files import ProfileFile
from composer.profiles.loading import resolve_profile

#: So many profiles are remembered; with another one everything is forgotten.
_MOST = 64

#: What tells one state of a file from another: its path, and what `os.stat` says of it.
_Stamp = tuple[str, int, int, int]


class LoadedProfiles:
    """Profiles by name or path; may be used from several threads."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[ProfileFile, ...]] = {}
        self._loaded: dict[str, tuple[list[_Stamp], Profile]] = {}
        self._lock = Lock()

    def get(self, name: str) -> Profile:
        """Return a profile; errors are those of `load_profile`."""
        files = self._files.get(name, ())
        stamps = list(_stamps(files))
        stamped, profile = self._loaded.get(name, (None, None))
        if profile is not None and stamped == stamps:
            return profile
        resolved = resolve_profile(name)
        with self._lock:
            if len(self._files) >= _MOST:
                self._files.clear()
                self._loaded.clear()
            self._files[name] = resolved.files
            if resolved.files == files:  # else not all of what it comes from was looked at before it was read
                self._loaded[name] = (stamps, resolved.profile)
        return resolved.profile

    def name_of(self, name: str) -> str:
        """Return what a profile calls itself; "" while its file cannot be read."""
        try:
            return self.get(name).name
        except ProfileError:
            return ""


def _stamps(files: Sequence[ProfileFile]) -> Iterator[_Stamp]:
    """Yield the states of everything that a profile may come from: all that can be named, and its own files."""
    for folder in (config_folder() / "profiles", config_folder() / "models"):
        yield _stamp(folder)
        yield from (_stamp(path) for path in (sorted(folder.iterdir()) if folder.is_dir() else ()))
    yield from (_stamp(file.path) for file in files if file.path)


def _stamp(path: Path) -> _Stamp:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), state.st_mtime_ns, state.st_ino, state.st_size
