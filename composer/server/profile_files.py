"""The files of profiles as the page sees them: which there are, what they say, and writing one."""

import re
import tempfile
from pathlib import Path
from typing import Any, Literal

import yaml

from composer.documents import read_yaml
from composer.errors import BackendError, ProfileError
from composer.files import locked, write_whole
from composer.profiles import Profile, resolve_profile
from composer.profiles.files import ProfileFile, builtin_names, find_profile, is_path, profile_files, profile_folder
from composer.routing import needs_key
from composer.server.errors import AnswerError
from composer.server.profile_checks import check_settings
from composer.server.service import Service
from composer.server.settings_models import ProfileAnswer, ProfileEntry

#: Names that Windows keeps for devices, with any ending; a folder of profiles may travel there.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
#: How errors of a file begin, with the key at fault.
_PLACE = re.compile(r"[^\n:]+, line \d+: ([\w.]+): ")


def entries(service: Service) -> list[ProfileEntry]:
    """Return every profile that a call can name, the server's own first."""
    own = service.options.profile
    found = {file.name: _entry(file, active=False) for file in reversed(profile_files())}
    if isinstance(own, Profile):
        found[own.name] = ProfileEntry(name=own.name, origin="started with", active=True)
    else:
        file = find_profile(own)
        entry = _entry(file, active=True)
        found[file.name] = entry.model_copy(update={"origin": "started with"}) if is_path(own) else entry
    return sorted(found.values(), key=lambda entry: (not entry.active, entry.name))


def answer(service: Service, name: str) -> ProfileAnswer:
    """Return a profile; AnswerError when there is none, ProfileError when its file is wrong."""
    own = service.options.profile
    if isinstance(own, Profile) and own.name == name:
        written, profile = own.model_dump(mode="json", exclude_unset=True), own
    else:
        file = _file(service, name)
        written, profile = read_yaml(file.text(), file.label) or {}, resolve_profile(file).profile
    settings = profile.model_dump(mode="json")
    return ProfileAnswer(name=name, written=written, settings=settings, key_missing=_key_missing(service, profile))


def write(service: Service, name: str, settings: dict[str, Any]) -> None:
    """Write a profile into the user's folder, whole or not at all.

    Raises:
        AnswerError: a key or a value is wrong; every one is told, with the nearest valid key.
    """
    _check_name(service, name, settings)
    check_settings(settings)
    known = (one.path for one in profile_files() if one.name == name and one.path)
    path = next(known, profile_folder() / f"{name}.yaml")
    own = {key: value for key, value in settings.items() if key != "name"}
    named = own if path.stem == name else {"name": name, **own}
    text = yaml.safe_dump(named, allow_unicode=True, sort_keys=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    _check_as_file(path, name, text)
    with locked(path):
        write_whole(path, text.encode("utf-8"), private=True)
    service.composers.forget()


def delete(service: Service, name: str) -> None:
    """Delete a profile of the user's own; a built-in one of that name counts again.

    Raises:
        AnswerError: there is none, or the server was started with it.
    """
    path = next((one.path for one in profile_files() if one.name == name and one.path), None)
    if path is None:
        raise AnswerError(404, "not_found", f"no profile of yours is called {name!r}; built-in ones stay")
    own = service.options.profile
    if own == name and name not in builtin_names():
        raise AnswerError(409, "conflict", f"the server was started with {name!r}; start it with another one first")
    with locked(path):
        path.unlink(missing_ok=True)
    service.composers.forget()


def _key_missing(service: Service, profile: Profile) -> bool:
    backend = service.composer().backends.items.get(profile.backend)
    if backend is None or backend.service is None or not needs_key(backend.service, profile):
        return False
    try:
        return service.keys.find(backend.service, profile.backend, profile) is None
    except BackendError:
        return False


def _check_name(service: Service, name: str, settings: dict[str, Any]) -> None:
    if _DEVICES.fullmatch(name):
        raise AnswerError(422, "bad_profile", f"{name!r} is the name of a device; choose another", "name")
    if settings.get("name", name) != name:
        raise AnswerError(422, "bad_profile", f"the address says {name!r}; leave `name` out or give the same", "name")
    if is_path(str(settings.get("extends") or "")):
        raise AnswerError(422, "bad_profile", "name a profile of the profiles folder; a path is not taken", "extends")
    own = service.options.profile
    if isinstance(own, Profile) or is_path(own):
        started = own.name if isinstance(own, Profile) else find_profile(own).name
        if started == name:
            raise AnswerError(
                409, "conflict", f"the server was started with the file of {name!r}; change that file, or choose "
                "another name",
            )  # fmt: skip


def _check_as_file(place: Path, name: str, text: str) -> None:
    """Load the profile from beside its place, with all that it extends and routes to, before it takes that place."""
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".checking-") as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            resolve_profile(ProfileFile(name, path))
        except ProfileError as error:
            message = str(error).replace(str(path), place.name)
            at_fault = _PLACE.match(message)
            raise AnswerError(422, "bad_profile", message, at_fault[1] if at_fault else "") from error


def _file(service: Service, name: str) -> ProfileFile:
    own = service.options.profile
    if isinstance(own, str) and is_path(own):
        started = find_profile(own)
        if started.name == name:
            return started
    if is_path(name):
        raise AnswerError(404, "not_found", f"{name[:80]!r} is a path; GET /api/profiles has the names")
    try:
        return find_profile(name)
    except ProfileError as error:
        raise AnswerError(404, "not_found", str(error)) from error


def _entry(file: ProfileFile, active: bool) -> ProfileEntry:
    try:
        problem = ""
        resolve_profile(file)
    except ProfileError as error:
        problem = str(error)
    path = str(file.path) if file.path else ""
    origin: Literal["user", "built-in"] = "user" if file.path else "built-in"
    return ProfileEntry(name=file.name, origin=origin, active=active, path=path, problem=problem)
