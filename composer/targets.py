"""A target: one entry of a route, or a model by its name, resolved to what is asked of whom."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from composer.models import Model
from composer.models.catalogue import ALIKE, catalogue, catalogued_backends, find_model
from composer.nearest import nearest_spelling
from composer.profiles import Profile
from composer.types import Change


@dataclass(frozen=True, slots=True)
class Target:
    """Who may draw: the profile with this entry's drawing settings, the model, and notices about it."""

    profile: Profile
    model: Model
    notices: tuple[Change, ...] = ()


def named_target(name: str, profile: Profile, folder: Path | None = None) -> Target:
    """Return the model that a name stands for, with all other settings of a profile.

    Args:
        name: ``BACKEND/MODEL``, or the id (or what people call it) of a model that any backend knows, the profile's
            own first, or ``BACKEND`` for its default model. folder: the user's own models, None for the usual place.

    Raises:
        ProfileError: a file of the user's models is wrong.

    A name that no backend knows is one of the profile's backend, with a notice, and one more that names the model of
    another backend that was probably meant.
    """
    known = catalogued_backends(folder)
    first, _, rest = name.partition("/")
    if rest and first in known:
        return _target(first, rest, profile, folder)
    backends = dict.fromkeys((profile.backend, *known))
    backend = next((one for one in backends if catalogue(one, folder).known(name)), None)
    if backend is None and name in known:
        return _target(name, "", profile, folder)
    if backend is None:
        return _stranger(name, profile, backends, folder)
    return _target(backend, name, profile, folder)


def _stranger(name: str, profile: Profile, backends: Iterable[str], folder: Path | None) -> Target:
    """Return a model that nobody knows, with a notice about what it is probably a misspelling of."""
    target = _target(profile.backend, name, profile, folder)
    others = {model.name: one for one in reversed([*backends]) for model in catalogue(one, folder).models}
    meant = nearest_spelling(name, others, ALIKE)
    if not meant or others[meant] == profile.backend:
        return target
    notice = Change("notice", "model", f"no backend knows {name!r}; the nearest is '{others[meant]}/{meant}'")
    return replace(target, notices=(*target.notices, notice))


def _target(backend: str, name: str, profile: Profile, folder: Path | None) -> Target:
    model, notices = find_model(name, backend, folder, elsewhere=bool(profile.endpoint))
    return Target(profile.model_copy(update={"backend": backend, "model": name}), model, notices)
