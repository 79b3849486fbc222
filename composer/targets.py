"""A target: one entry of a route, resolved to what is asked of whom."""

from dataclasses import dataclass

from composer.models import Model
from composer.profiles import Profile
from composer.types import Change


@dataclass(frozen=True, slots=True)
class Target:
    """Who may draw: the profile with this entry's drawing settings, the model, and notices about it."""

    profile: Profile
    model: Model
    notices: tuple[Change, ...] = ()
