"""What is asked of a backend beside the prompt: the wishes of a request, within the maxima of profile and model.

What a profile says of size, resolution and quality is both what a request without a wish of its own gets and the most
that a request may ask for, so that a chat cannot order what its user would not pay for. Where the profile says nothing,
a request may have all that the model has.
"""

from typing import TypeVar

from composer.models import Model, Sampling
from composer.pictures import GenerationSettings
from composer.profiles import Profile
from composer.settings.dimensions import Dimensions
from composer.types import Change, ImageRequest

N = TypeVar("N", int, float)

#: What a local program is told of a model that stands for a family of them: to draw with what it has loaded.
LOADED = "default"


def settings_for(
    request: ImageRequest, profile: Profile, model: Model
) -> tuple[GenerationSettings, tuple[Change, ...]]:
    """Return the settings of a request and what had to be lowered, snapped or dropped, and why.

    The profile's model always stands: a message may not choose who is paid.
    """
    form = Dimensions(request, profile, model)
    wishes = _Wishes(request, profile, model, list(form.changes()))
    wishes.no_other_model()
    settings = GenerationSettings(
        model=LOADED if model.family else model.name,
        aspect_ratio=form.ratio,
        resolution=form.resolution,
        size=form.size,
        quality=wishes.quality(),
        n=wishes.number(),
        seed=wishes.seed(),
        steps=wishes.steps(),
        cfg_scale=wishes.cfg_scale(),
        sampler=wishes.sampler(),
        scheduler=wishes.scheduler(),
        clip_skip=wishes.clip_skip(),
        denoising_strength=wishes.denoising_strength(),
        options=profile.options,
    )
    return settings, tuple(wishes.changes)


class _Wishes:
    """Settles one setting after the other and notes what becomes of each wish."""

    def __init__(self, request: ImageRequest, profile: Profile, model: Model, changes: list[Change]) -> None:
        self.request = request
        self.profile = profile
        self.model = model
        self.changes = changes

    def no_other_model(self) -> None:
        """Note that the model a request names is not asked for."""
        named = self.request.model
        if named and named != self.model.name:
            self._note("dropped", "model", f"{named}: only the profile chooses who draws, {self.model.name}")

    def quality(self) -> str | None:
        """Return the quality of the request up to the profile's, or the profile's; None for the model's own choice."""
        most = self._known_quality(self.profile.quality)
        wish = self._known_quality(self.request.quality or "") or most
        order = self.model.qualities
        if wish and most and order.index(wish) > order.index(most):
            self._note("lowered", "quality", f"{self.request.quality} became {most}, the most that the profile allows")
            return most
        return wish

    def _known_quality(self, name: str) -> str | None:
        """Return a quality by the model's name for it; None for "auto" and for what it does not have."""
        wish = name.strip().casefold()
        if wish in ("", "auto"):
            return None
        quality = self.model.quality_snaps.get(wish, wish)
        if quality not in self.model.qualities:
            has = f"it has {', '.join(self.model.qualities)}" if self.model.qualities else "it has no such setting"
            self._note("dropped", "quality", f"{name[:40]} is no quality of {self.model.name}; {has}")
            return None
        if quality != wish:
            self._note("snapped", "quality", f"{name} became {quality}, as {self.model.name} calls it")
        return quality

    def number(self) -> int:
        """Return how many pictures are drawn; a backend that draws one in a call is called again for each."""
        wish, limit = self.request.n or 1, self.profile.max_pictures_per_request
        why = "the profile's max_pictures_per_request"
        if 1 < self.model.most_pictures < limit:
            limit, why = self.model.most_pictures, f"the most that {self.model.name} draws at once"
        if wish > limit:
            self._note("lowered", "n", f"{wish} became {limit}, {why}")
        return min(wish, limit)

    def seed(self) -> int | None:
        """Return the seed where the model takes one."""
        if self.request.seed is not None and not self.model.seed:
            self._note("dropped", "seed", f"{self.model.name} takes no seed")
            return None
        return self.request.seed

    def steps(self) -> int | None:
        """Return the steps of the request within the model's range, else of the profile, else of the catalogue."""
        sampling = self._sampling("steps", self.request.steps or self.profile.steps)
        if sampling is None:
            return None
        own = self.profile.steps or sampling.steps
        return self._within("steps", self.request.steps, sampling.steps_range) if self.request.steps else own

    def cfg_scale(self) -> float | None:
        """Return the guidance of the request within the model's range, else of the profile, else of the catalogue."""
        wish, own = self.request.cfg_scale, self.profile.cfg_scale
        sampling = self._sampling("cfg_scale", own if wish is None else wish)
        if sampling is None:
            return None
        if wish is None:
            return sampling.cfg_scale if own is None else own
        return self._within("cfg_scale", wish, sampling.cfg_scale_range)

    def sampler(self) -> str | None:
        """Return the sampler of the profile, else of the catalogue; None for the program's own choice."""
        sampling = self._sampling("sampler", self.profile.sampler)
        return (self.profile.sampler or sampling.sampler or None) if sampling else None

    def scheduler(self) -> str | None:
        """Return the scheduler of the profile, else the one that belongs to the catalogue's sampler."""
        sampling = self._sampling("scheduler", self.profile.scheduler)
        usual = sampling.scheduler if sampling and not self.profile.sampler else ""
        return (self.profile.scheduler or usual or None) if sampling else None

    def clip_skip(self) -> int | None:
        """Return the clip skip of the profile, else of the catalogue."""
        sampling = self._sampling("clip_skip", self.profile.clip_skip)
        return (self.profile.clip_skip or sampling.clip_skip) if sampling else None

    def denoising_strength(self) -> float | None:
        """Return how far an edit may leave its source, where the profile says."""
        wish = self.profile.denoising_strength
        return wish if self._sampling("denoising_strength", wish) else None

    def _sampling(self, name: str, wish: object) -> Sampling | None:
        """Return how a local model is sampled; note that a wish is dropped where there is no such thing."""
        if self.model.sampling is None and wish not in (None, ""):
            self._note("dropped", name, f"{self.model.name} has no such setting")
        return self.model.sampling

    def _within(self, name: str, wish: N, allowed: tuple[N, N]) -> N:
        value = min(max(wish, allowed[0]), allowed[1])
        if value != wish:
            self._note("snapped", name, f"{wish:g} became {value:g}, the nearest that suits {self.model.name}")
        return value

    def _note(self, kind: str, what: str, why: str) -> None:
        self.changes.append(Change(kind, what, why))
