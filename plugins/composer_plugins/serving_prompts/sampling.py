"""Samplers and schedulers as clients of local programs list and choose them."""

from collections.abc import Sequence
from typing import Any, Literal

from composer.models.catalogue import catalogue
from composer.models.sampler_names import Named, key_of
from composer.profiles import Profile
from composer.server.service import Service

#: Whose samplers are listed where the profile's own backend has none: clients want a list.
_USUAL = "a1111"


def names(service: Service, kind: Literal["samplers", "schedulers"]) -> Sequence[Named]:
    """Return the samplers or schedulers of the profile's backend."""
    backends = [target.profile.backend for target in service.composer().targets]
    found = (getattr(catalogue(backend).names, kind) for backend in (*backends, _USUAL))
    return next((known for known in found if known), ())


def sampled(
    service: Service, profile: Profile, sampler: str | None, scheduler: str | None, strength: float | None = None
) -> Profile:
    """Return the profile with a sampler, scheduler and strength, where its model is sampled at all.

    A name that the backend's catalogue does not know is left to the profile: clients send one in any case.

    Args:
        strength: how much of a picture that is edited may change, 0 to 1; None where none is.
    """
    first = service.composers.get(profile).targets[0]
    if first.model.sampling is None:
        return profile
    known = catalogue(first.profile.backend).names
    given: dict[str, Any] = {
        "sampler": _known(sampler, known.samplers),
        "scheduler": _known(scheduler, known.schedulers),
        "denoising_strength": min(max(strength, 0.0), 1.0) if strength is not None else None,
    }
    return profile.model_copy(update={name: value for name, value in given.items() if value is not None})


def _known(name: str | None, known: Sequence[Named]) -> str | None:
    """Return the name under which the catalogue has a sampler; None for none or an unknown one."""
    key = key_of(name or "")
    return next((one.name for one in known if key in map(key_of, (one.name, *one.aliases))), None) if key else None
