"""The form of a picture: which ratio, size and tier are asked of a model, from the wishes of a request and a profile.

A profile's size or resolution is what a request without one gets, and the most that a request may ask for.
"""

from collections.abc import Iterator
from functools import cached_property

from composer.models import Limits, Model, listed_sizes
from composer.models.sizes import (
    TIER_ROOM,
    TIERS,
    Size,
    area,
    distance,
    is_legal,
    nearest_legal,
    nearest_listed,
    nearest_ratio,
    nearest_tier,
    of_area,
    of_long_edge,
    ratio_value,
    read_size,
    write_size,
)
from composer.profiles import Profile
from composer.types import Change, ImageRequest

# Two ratios that differ by less are the same picture to the eye.
_SAME = 0.02


class Dimensions:
    """What a request, a profile and a model say on the form of a picture; see `GenerationSettings` for the results."""

    def __init__(self, request: ImageRequest, profile: Profile, model: Model) -> None:
        self.request = request
        self.profile = profile
        self.model = model

    @cached_property
    def ratio(self) -> str:
        """The aspect ratio that is drawn: the model's nearest, or that of the size where sizes are free."""
        wish = self._drawn[0] / self._drawn[1] if self._drawn else self._ratio
        listed = nearest_ratio(wish, self.model.aspect_ratios)
        free = self.model.shape == "pixels" and self._asked and distance(ratio_value(listed), wish) > _SAME
        return f"{self._drawn[0]}:{self._drawn[1]}" if free and self._drawn else listed

    @cached_property
    def size(self) -> str | None:
        """The size that is asked of a model of sizes or pixels."""
        if self._leaves_size_open:
            return "auto"
        return write_size(self._drawn) if self._drawn else None

    @cached_property
    def resolution(self) -> str | None:
        """The tier that is asked of a model that has tiers."""
        if not self.model.resolutions:
            return None
        allowed = self._tiers_allowed()
        usual = self.model.resolutions[0]
        pixels = self._own_pixels or TIERS[usual]
        return nearest_tier(pixels, allowed)

    def changes(self) -> Iterator[Change]:
        """Yield what is drawn otherwise than it was asked for, and why."""
        if self._asked is None:
            yield from self._ratio_changes()
        elif self._size_text != self.size:
            yield self._size_change()
        if self._tier:
            yield from self._tier_changes(self._tier)

    # ── the wishes ──

    @property
    def _size_text(self) -> str:
        """The size that the request names or, where it has no wish of its own, the profile."""
        request = self.request
        if read_size(request.size):
            return request.size or ""
        return "" if request.aspect_ratio or request.image_size else self.profile.size

    @cached_property
    def _asked(self) -> Size | None:
        """That size, an old one replaced by what the model has instead."""
        return self._read(self._size_text)

    def _read(self, text: str) -> Size | None:
        return read_size(self.model.size_snaps.get(text, text))

    @property
    def _ratio_text(self) -> str:
        """The ratio that is wished: a size says it where sizes are drawn, and elsewhere what names a ratio does."""
        named, size = self.request.aspect_ratio, self._asked
        if size and not (named and self.model.shape == "ratio"):
            return f"{size[0]}:{size[1]}"
        return named or self.profile.aspect_ratio

    @cached_property
    def _ratio(self) -> float:
        return ratio_value(self._ratio_text)

    @property
    def _tier(self) -> str | None:
        """The tier that the request names or, where it has no wish of its own, the profile."""
        return self.request.image_size or (None if self._asked else self.profile.resolution) or None

    @cached_property
    def _cap(self) -> int | None:
        """How many pixels the profile's size or resolution stands for; None for neither."""
        size = self._read(self.profile.size)
        return area(size) if size else TIERS.get(self.profile.resolution)

    @cached_property
    def _ceiling(self) -> float:
        """How many pixels the profile allows at most."""
        if self._cap is None:
            return float("inf")
        return self._cap if read_size(self.profile.size) else self._cap * TIER_ROOM

    @cached_property
    def _own_pixels(self) -> int | None:
        """How many pixels the request asks for within what the profile allows, or else the profile."""
        size, tier = self._read(self.request.size or ""), TIERS.get(self.request.image_size or "")
        wish = area(size) if size else tier
        return min(wish, self._cap or wish) if wish else self._cap

    @property
    def _leaves_size_open(self) -> bool:
        """Whether the service is to choose: the profile says so, and the request names nothing."""
        request = self.request
        named = request.aspect_ratio or request.image_size or read_size(request.size)
        return self.model.auto_size and self.profile.size == "auto" and not named

    # ── sizes ──

    @cached_property
    def _drawn(self) -> Size | None:
        """The size that is drawn, None for a model that is asked for a ratio."""
        if self.model.shape == "ratio":
            return None
        return self._of_list() if self.model.shape == "sizes" else self._of_limits()

    def _of_list(self) -> Size:
        sizes = listed_sizes(self.model)
        allowed = [size for size in sizes if area(size) <= self._ceiling] or [min(sizes, key=area)]
        return nearest_listed(self._ratio, self._own_pixels or TIERS["1K"], allowed)

    def _of_limits(self) -> Size:
        limits = self._lowered_limits()
        wish: tuple[float, float] = self._asked or self._preferred(limits) or self._computed()
        allowed = nearest_legal(wish, limits)
        if allowed:
            return allowed
        # The profile allows less than the model can draw: then about its least.
        least = of_area(wish[0] / wish[1], limits.maximum_pixels)
        return nearest_legal(least, self.model.limits) or (limits.maximum_side, limits.maximum_side)

    def _lowered_limits(self) -> Limits:
        """Return the model's limits with no more pixels than the profile allows, or the fewest the model can."""
        limits, ceiling = self.model.limits, self._ceiling
        if ceiling >= limits.maximum_pixels:
            return limits
        return limits.model_copy(update={"maximum_pixels": max(int(ceiling), limits.minimum_pixels)})

    def _preferred(self, limits: Limits) -> Size | None:
        """Return the listed size for the ratio, unless pictures of another tier are wanted."""
        sizes = [size for size in listed_sizes(self.model) if is_legal(size, limits)]
        if not sizes:
            return None
        ratio = ratio_value(nearest_ratio(self._ratio, self.model.aspect_ratios))
        best = nearest_listed(ratio, self._own_pixels or TIERS["1K"], sizes)
        wanted = self._own_pixels or area(best)
        fits = distance(best[0] / best[1], ratio) < 0.1 and distance(area(best), wanted) <= distance(TIER_ROOM, 1)
        return best if fits else None

    def _computed(self) -> tuple[float, float]:
        """Return a size of the ratio: of as many pixels as are wanted, else as the model draws by itself."""
        ratio = ratio_value(nearest_ratio(self._ratio, self.model.aspect_ratios))
        listed = max((area(size) for size in listed_sizes(self.model)), default=0)
        pixels = self._own_pixels or listed
        return of_area(ratio, pixels) if pixels else of_long_edge(ratio, self.model.long_edge)

    # ── tiers ──

    def _tiers_allowed(self) -> tuple[str, ...]:
        """Return the model's tiers that the profile allows, at least its smallest."""
        tiers = sorted(self.model.resolutions, key=TIERS.__getitem__)
        most = TIERS[nearest_tier(self._cap, tiers)] if self._cap else TIERS[tiers[-1]]
        return tuple(tier for tier in tiers if TIERS[tier] <= most)

    # ── what is told ──

    def _ratio_changes(self) -> Iterator[Change]:
        if distance(ratio_value(self.ratio), self._ratio) > _SAME:
            yield self._change("snapped", "aspect_ratio", self._ratio_text, self.ratio)

    def _size_change(self) -> Change:
        asked = self._asked
        above = asked is not None and area(asked) > self._ceiling
        drawn = self.size or " at ".join(filter(None, (self.ratio, self.resolution)))
        return self._change("lowered" if above else "snapped", "size", self._size_text, drawn)

    def _tier_changes(self, tier: str) -> Iterator[Change]:
        kind = "lowered" if self._cap and self._cap < TIERS[tier] else "snapped"
        if self._drawn:
            if distance(area(self._drawn), TIERS[tier]) > distance(TIER_ROOM, 1) + _SAME:
                yield self._change(kind, "image_size", tier, write_size(self._drawn))
        elif self.resolution is None:
            yield Change("dropped", "image_size", f"{tier}: {self.model.name} draws pictures of one size")
        elif self.resolution != tier:
            yield self._change(kind, "image_size", tier, self.resolution)

    def _change(self, kind: str, what: str, wish: str, drawn: str) -> Change:
        cause = "the most that the profile allows" if kind == "lowered" else f"the nearest that {self.model.name} draws"
        return Change(kind, what, f"{wish} became {drawn}, {cause}")
