"""A target: one entry of a route, or a model by its name, resolved to what is asked of whom."""

from dataclasses import dataclass
from pathlib import Path

from composer.models import Model
from composer.models.catalogue import catalogue, catalogued_backends, find_model
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
            own first. folder: the user's own models, None for the usual place.

    Raises:
        ProfileError: a file of the user's models is wrong.

    A name that no backend knows is one of the profile's backend, with a notice.
    """
    first, _, rest = name.partition("/")
    if rest and first in catalogued_backends(folder):
        return _target(first, rest, profile, folder)
    backends = dict.fromkeys((profile.backend, *catalogued_backends(folder)))
    backend = next((one for one in backends if catalogue(one, folder).known(name)), profile.backend)
    return _target(backend, name, profile, folder)


def _target(backend: str, name: str, profile: Profile, folder: Path | None) -> Target:
    model, notices = find_model(name, backend, folder, elsewhere=bool(profile.endpoint))
    return Target(profile.model_copy(update={"backend": backend, "model": name}), model, notices)
