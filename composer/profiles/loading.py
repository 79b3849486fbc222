"""Loading a profile: every file of what it extends is checked by itself, then one is laid over the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.documents import check_data, read_yaml
from composer.errors import ProfileError
from composer.nearest import nearest_spelling
from composer.profiles.files import ProfileFile, find_profile, is_path, profile_files
from composer.profiles.names import Layer, check_names, place
from composer.profiles.schema import Drawing, Profile

#: What belongs to one service and is not taken along to another: its address, its key, and names only it knows.
_OF_ONE_BACKEND = (
    "model", "endpoint", "key_variable", "key_header", "options", "steps", "cfg_scale", "sampler", "scheduler",
    "clip_skip", "denoising_strength",
)  # fmt: skip
_OF_ONE_ENDPOINT = ("key_variable", "key_header")
#: From this likeness on, in percent, an unknown name in a route is a slip of the pen and not a plugin's backend.
_SLIP = 80


@dataclass(frozen=True, slots=True)
class Resolved:
    """A profile with all that it extends.

    Attributes:
        files: its own file, then the one it extends, and so on.
        origins: for each setting that a file gives (``"avatars.persona"``), the label of that file.
    """

    profile: Profile
    files: tuple[ProfileFile, ...]
    origins: Mapping[str, str]


def load_profile(name: str) -> Profile:
    """Load a profile: the user's own of this name, else the built-in one, or the YAML file at a path.

    Raises:
        ProfileError: no such profile (the names are listed), or a wrong key or value with its file and line.
    """
    return resolve_profile(name).profile


def resolve_profile(name: str | ProfileFile) -> Resolved:
    """Load a profile and say where each of its settings comes from; errors are those of `load_profile`."""
    chain = _chain(find_profile(name) if isinstance(name, str) else name)
    resolved = _resolved(chain)
    for layer in chain:
        _check_route(layer, resolved.profile.name)
        check_names(layer, resolved.profile.backend)
    return resolved


def drawing_of(name: str) -> Drawing:
    """Return the drawing settings of a profile of this name, whose route is not looked at; errors as above."""
    return _resolved(_chain(find_profile(name))).profile


def laid_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings laid over others: sections merge, lists and values replace, and None takes a setting out.

    What belongs to the service of `base` stays behind when `own` names another backend, and its key when `own` names
    another endpoint: a key goes only where it was given for.
    """
    return _merged(_without(base, _left_behind(base, own)), own)


def _left_behind(base: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, ...]:
    if own.get("backend", base.get("backend")) != base.get("backend"):
        return _OF_ONE_BACKEND
    return _OF_ONE_ENDPOINT if own.get("endpoint", base.get("endpoint")) != base.get("endpoint") else ()


def _without(settings: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key not in names}


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    result = _without(base, own)
    for key, value in own.items():
        if isinstance(value, dict):
            inside = base.get(key)
            inside = inside if isinstance(inside, dict) else {}
            behind = _left_behind(inside, value) if key == "reader" else ()
            result[key] = _merged(_without(inside, behind), value)
        elif value is not None:
            result[key] = value
    return result


def _chain(file: ProfileFile) -> list[Layer]:
    """Return a profile's file and those it extends, each checked by itself; ProfileError for a circle."""
    chain = [_layer(file)]
    while parent := chain[-1].data.get("extends"):
        last = chain[-1]
        try:
            file = find_profile(parent, last.file)
        except ProfileError as error:
            raise ProfileError(f"{place(last, 'extends')}: {error}") from None
        if any(file.is_same(layer.file) for layer in chain):
            circle = " extends ".join(one.label for one in (*(layer.file for layer in chain), file))
            raise ProfileError(f"{place(last, 'extends')}: profiles extend each other in a circle: {circle}")
        chain.append(_layer(file))
    return chain


def _layer(file: ProfileFile) -> Layer:
    text = file.text()
    data = read_yaml(text, file.label)
    check_data(Profile, data, text, file.label)
    data = dict(data or {})
    if file.path:
        _root_pictures(data, file.path.parent)
    return Layer(file, text, data)


def _root_pictures(data: dict[str, Any], folder: Path) -> None:
    """Make the paths of picture files stand on their own, whoever extends this profile from wherever."""
    files = (data.get("avatars") or {}).get("files") or {}
    places = [(files, name) for name in files]
    places += [(one, "avatar_file") for one in (data.get("characters") or {}).values() if one]
    places += [(one, "file") for one in data.get("references") or ()]
    for section, name in places:
        if section.get(name):
            section[name] = str((folder / Path(section[name]).expanduser()).absolute())


def _resolved(chain: list[Layer]) -> Resolved:
    data: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    for layer in reversed(chain):
        behind = _left_behind(data, layer.data) if data else ()
        data = _merged(_without(data, behind), layer.data)
        labels = _merged(_without(labels, behind), _labelled(layer.data, layer.file.label))
    own = chain[0]
    labels["name"] = own.file.label
    data |= {"name": own.file.name, "extends": own.data.get("extends") or ""}
    profile = check_data(Profile, data, own.text, own.file.label)
    profile = profile.choosing(frozenset(key for layer in chain if layer.file.path for key in layer.data))
    return Resolved(profile, tuple(layer.file for layer in chain), dict(_flat(labels)))


def _labelled(value: Any, label: str) -> Any:
    """Return settings with each value replaced by the label of its file."""
    if isinstance(value, dict):
        return {key: _labelled(inside, label) for key, inside in value.items()}
    return None if value is None else label


def _flat(labels: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, str]]:
    for key, value in labels.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _check_route(layer: Layer, own_name: str) -> None:
    """Load the profiles that a route names, and refuse a name that looks like one misspelt."""
    names = [(number, entry) for number, entry in enumerate(layer.data.get("route") or ()) if isinstance(entry, str)]
    for number, name in names:
        if is_path(name):
            raise ProfileError(
                f"{place(layer, 'route', number)}: {name!r} is a path; a route takes names: put the file into "
                "the folder of your profiles"
            )
        known = {own_name, *(one.name for one in profile_files())}
        if name in known - {own_name}:
            drawing_of(name)
        elif name not in known:
            _check_backend(layer, number, name, known)


def _check_backend(layer: Layer, number: int, name: str, profiles: set[str]) -> None:
    from composer.models.catalogue import catalogued_backends

    backends = set(catalogued_backends())
    nearest = nearest_spelling(name, sorted(profiles | backends), _SLIP)
    if name not in backends and nearest:
        raise ProfileError(
            f"{place(layer, 'route', number)}: no profile or backend is called {name!r}; the nearest is "
            f"{nearest!r} (a plugin's backend of that very name is written {{backend: {name}}})"
        )
