"""What the full enhancer adds where a scene is silent: camera, light, atmosphere and what faces show.

Only for a profile whose `enhancer` is ``full``. What the request, a style or the profile names is theirs: nothing of
that sort is added, whatever it says. Of what the story tells, only what `Scene.details` hold for sure counts. The rules
stand in ``scene_details.yaml``; every fragment quotes the words it comes from.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.hookspecs import hookimpl
from composer.profiles import Profile, card_ratio
from composer.types import Detail, Evidence, Fragment, Scene, Words

_Count = Annotated[int, Field(ge=0)]
_Where = Literal["open", "closed", ""]
_Shape = Literal["wide", "tall", ""]
#: From what ratio of width to height on a picture is wide, and to which it is tall.
_WIDE, _TALL = 1.5, 0.67


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    says: Annotated[str, Field(min_length=1)]
    where: _Where = ""


class _Framing(_Rule):
    people: Annotated[tuple[_Count, _Count], Field(strict=False)]
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    shape: _Shape = ""


class _Lighting(_Rule):
    source: str = ""
    time: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    storm: bool = False
    weather: bool = True


class _Effect(_Rule):
    value: Annotated[str, Field(alias="is")]


class _Places(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    open: frozenset[str]
    closed: frozenset[str]
    none: frozenset[str]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    places: _Places
    camera: tuple[_Framing, ...]
    light: tuple[_Lighting, ...]
    effects: dict[Literal["weather", "season", "mood"], tuple[_Effect, ...]]
    expressions: dict[str, str]


@cache
def _rules() -> _Rules:
    return check_builtin(_Rules, resources.files("composer_plugins") / "stages" / "scene_details.yaml")


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say what the scene leaves open and its story, its request or the number of its people make clear."""
    if profile.enhancer != "full" or not scene.details:  # of which nothing was read, nothing is known to be silent
        return []
    known = _Known(scene, profile)
    return [*_camera(known), *_light(known), *_effects(known), *_expressions(known)]


class _Known:
    """The details of a scene by what they are about."""

    def __init__(self, scene: Scene, profile: Profile) -> None:
        self.scene = scene
        self.named = [one for one in scene.details if not one.told]
        self.told = [one for one in scene.details if one.told]
        self._first = {one.kind: one for one in reversed(self.named)}
        self._last = {(one.kind, one.group): one for one in self.told}
        self._ratio = scene.request.aspect_ratio or profile.aspect_ratio
        asked = "request" if scene.request.aspect_ratio else f"profile:{profile.name}"
        of_card = card_ratio(profile, scene)
        own = Evidence(f"{asked}.aspect_ratio", 0, len(self._ratio), self._ratio)
        self.shape_evidence = of_card.evidence if of_card else own
        #: Where the picture is: the request's place, else the story's.
        self.place = self.first_named("place") or self.last_told("place")
        #: What sort of place that is: open, closed, none, or "" where it is not known.
        self.where = _sort_of_place(self.place.value) if self.place else ""

    def is_named(self, kind: str) -> bool:
        """Return whether request, style or profile speak of this themselves."""
        return kind in self._first

    def first_named(self, kind: str) -> Detail | None:
        """Return the first thing of a kind that the request names."""
        return self._first.get(kind)

    def last_told(self, kind: str, group: str = "") -> Detail | None:
        """Return what the story tells of a kind."""
        return self._last.get((kind, group))

    @property
    def shape(self) -> str:
        """Whether the picture is wide or tall."""
        width, _, height = self._ratio.partition(":")
        ratio = int(width) / int(height) if width.isdecimal() and height.isdecimal() and int(height) else 1.0
        return "wide" if ratio >= _WIDE else "tall" if ratio <= _TALL else ""


def _sort_of_place(value: str) -> str:
    places = _rules().places
    sorts = {"open": places.open, "closed": places.closed, "none": places.none}
    return next((sort for sort, values in sorts.items() if value in values), "")


def _fragment(slot: str, says: str, evidence: Iterable[Evidence]) -> Fragment:
    return Fragment(slot, Words(says), tuple(dict.fromkeys(evidence)))


def _evidence(*details: Detail | None) -> Iterator[Evidence]:
    return (evidence for one in details if one is not None for evidence in one.evidence)


# ── camera ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _camera(known: _Known) -> list[Fragment]:
    if known.is_named("camera") or known.scene.camera is not None or known.scene.point_of_view is not None:
        return []
    found = [_fragment("camera", rule.says, _reasons(rule, known)) for rule in _rules().camera if _frames(rule, known)]
    angle = known.first_named("angle")
    seen = [_fragment("camera", angle.value, angle.evidence)] if angle and known.scene.people else []
    return [*found[:1], *seen]


def _frames(rule: _Framing, known: _Known) -> bool:
    first, last = rule.people
    return (
        first <= len(known.scene.people) <= last
        and all(map(known.is_named, rule.needs))
        and not any(map(known.is_named, rule.without))
        and rule.where in ("", known.where)
        and rule.shape in ("", known.shape)
    )


def _reasons(rule: _Framing, known: _Known) -> list[Evidence]:
    reasons = [*_evidence(*map(known.first_named, rule.needs))]
    if rule.shape:
        reasons.append(known.shape_evidence)
    if not rule.needs:
        reasons += _evidence(*(one for one in known.named if one.kind == "person"))
    prompt = known.scene.request.prompt
    return reasons or [Evidence("request", 0, len(prompt), prompt)]


# ── light and atmosphere ────────────────────────────────────────────────────────────────────────────────────────────


def _light(known: _Known) -> list[Fragment]:
    if known.is_named("light") or _has_light(known) or known.where == "none":
        return []
    lit = _Lit(known)
    rule = next((rule for rule in _rules().light if lit.fits(rule)), None)
    return [_fragment("light", rule.says, _evidence(*lit.reasons(rule)))] if rule else []


def _has_light(known: _Known) -> bool:
    """Return whether the scene has a light of its own that is no weather."""
    return known.scene.light is not None and not known.is_named("weather")


class _Lit:
    """What there is to light a scene."""

    def __init__(self, known: _Known) -> None:
        self.source, self.time = known.last_told("light", "source"), known.last_told("light", "time")
        self.weather = known.first_named("weather") or known.last_told("weather")
        self.place, self.where = known.place, known.where
        self.storms = self.weather is not None and self.weather.value == "storm"

    def fits(self, rule: _Lighting) -> bool:
        """Return whether all conditions of a rule hold."""
        return (
            (not rule.source or (self.source is not None and self.source.value == rule.source))
            and (not rule.time or (self.time is not None and self.time.value in rule.time))
            and (not rule.place or (self.place is not None and self.place.value in rule.place))
            and (not rule.storm or self.storms)
            and (rule.weather or self.weather is None)
            and rule.where in ("", self.where)
        )

    def reasons(self, rule: _Lighting) -> Iterator[Detail]:
        """Yield what a rule that holds rests on."""
        asked = ((rule.source, self.source), (rule.time, self.time), (rule.storm, self.weather))
        placed = (rule.place or rule.where, self.place)
        return (detail for condition, detail in (*asked, placed) if condition and detail is not None)


def _effects(known: _Known) -> Iterator[Fragment]:
    for kind, rules in _rules().effects.items():
        detail = known.last_told(kind)
        if detail is None or known.is_named(kind) or (known.where == "none" and kind != "mood"):
            continue
        for rule in rules:
            if rule.value == detail.value and rule.where in ("", known.where):
                yield _fragment("effects", rule.says, _evidence(detail, known.place if rule.where else None))
                break


# ── what faces show ─────────────────────────────────────────────────────────────────────────────────────────────────


def _expressions(known: _Known) -> list[Fragment]:
    """Say what the faces of those in the picture show; with the name where there are several."""
    if any(one.kind == "expression" and not one.person for one in known.named):
        return []
    carded = {one.person for one in known.named if one.kind == "expression"}
    people = {person.name for person in known.scene.people} - carded
    alone = len(known.scene.people) == 1
    shown = [one for one in known.told if one.kind == "expression" and one.person in people]
    said = [(one, _rules().expressions.get(one.value, "")) for one in shown]
    return [
        _fragment("expression", words if alone else f"{one.person} {words}", one.evidence)
        for one, words in said
        if words
    ]
