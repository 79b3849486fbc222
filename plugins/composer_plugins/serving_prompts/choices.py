"""Who may be asked to draw, as foreign protocols name it: the profiles, then the models that can be drawn with.

Only a name that is listed chooses. Clients that are made for one service send the names of its models whatever they are
connected to; such a name leaves the choice to the server's own profile, and any other is an error.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from composer.contracts import Service as BackendService
from composer.errors import ComposerError
from composer.models.catalogue import catalogue
from composer.profiles import Profile
from composer.profiles.schema import Drawing
from composer.server.errors import AnswerError
from composer.server.profile_files import entries
from composer.server.service import Service

#: Whose models are named by clients that know no other.
_USUAL = "openai"
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that may be asked for: that of a profile, or of a model of a backend."""

    name: str
    backend: str = ""
    model: str = ""


def choices(service: Service) -> list[Choice]:
    """Return all names, the server's own profile first; errors are those of the server's profile."""
    profiles = [Choice(entry.name) for entry in entries(service) if not entry.problem]
    models = [(backend, model) for backend in _ready(service) for model in _models(service, backend)]
    named = Counter(model for _, model in models) + Counter(one.name for one in profiles)
    return [
        *profiles,
        *(Choice(model if named[model] == 1 else f"{one}/{model}", one, model) for one, model in models),
    ]


def profile_named(service: Service, name: str) -> Profile:
    """Return the profile that draws under a name, the server's own for "".

    Raises:
        AnswerError: nobody has that name; the message lists some that are had. ProfileError: the server's profile.
    """
    own = service.profile()
    name = name.strip()
    if name in ("", own.name):
        return own
    known = choices(service)
    found = next((one for one in known if name in (one.name, f"{one.backend}/{one.model}")), None)
    if found is None and not _is_usual(name):
        told = ", ".join(one.name for one in known[:_MOST_TOLD])
        raise AnswerError(
            404, "model_not_found", f"no model or profile is called {name[:100]!r}; there are: {told}", "model"
        )
    if found is None:
        return own
    return _with_model(service, found) if found.backend else service.profile(found.name)


def _with_model(service: Service, choice: Choice) -> Profile:
    """Return the server's profile with one model in the place of its route; nobody else is asked in its stead."""
    composer = service.composer()
    name = f"{composer.profile.name} with {choice.name}"
    own = next((one.profile for one in composer.targets if one.profile.backend == choice.backend), None)
    if own is not None:  # the route says how this backend is reached
        return own.model_copy(update={"name": name, "model": choice.model, "route": ()})
    route = ({"backend": choice.backend, "model": choice.model},)
    return composer.profile.model_copy(update={"name": name, "route": route})


def _is_usual(name: str) -> bool:
    known = catalogue(_USUAL)
    return known.gone_to(name) is not None or any(model.name == name for model in known.models)


def _ready(service: Service) -> Iterator[str]:
    """Yield the backends that can be drawn with: those of the profile's route, without a service, or with a key."""
    composer = service.composer()
    own = {target.profile.backend for target in composer.targets}
    for backend in composer.backends:
        if backend.name in own or backend.service is None or _has_key(service, backend.name, backend.service):
            yield backend.name


def _has_key(service: Service, backend: str, of: BackendService) -> bool:
    try:
        return service.keys.find(of, backend, Drawing(backend=backend)) is not None
    except ComposerError:
        return False


def _models(service: Service, backend: str) -> list[str]:
    """Return a backend's models: those of the catalogue, then those that it says it has."""
    known = [model.name for model in catalogue(backend).models if not model.family]
    listed = [name for one in service.listings.answers() if one.backend == backend for name in one.models]
    return list(dict.fromkeys((*known, *listed)))
