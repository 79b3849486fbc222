"""What the scene's words say about place, light, weather, framing and style."""

from dataclasses import dataclass

from composer.types import Scene, Term
from composer_plugins.sketching.canvas import Colour, mixed
from composer_plugins.sketching.vocabulary import finder, normalised, phrase


@dataclass(frozen=True, slots=True)
class Mood:
    """What the words say: "" for "not said".

    Attributes:
        view: all places named, also those that are only seen from `place`.
        undrawn: stated words that were not understood.
    """

    place: str
    light: str
    weather: frozenset[str]
    framing: str
    style: str
    view: frozenset[str] = frozenset()
    undrawn: tuple[str, ...] = ()

    def toned(self, colour: Colour) -> Colour:
        """Return a colour of the scenery as it looks in this light."""
        ambient, share = _AMBIENT.get(self.light, ((255, 255, 255), 0.0))
        return mixed(colour, ambient, share)

    @property
    def sky(self) -> tuple[Colour, Colour]:
        """The colours of the sky, above and at the horizon."""
        if self.light not in ("night", "sunset", "dark", "neon") and self.weather & {"rain", "storm", "fog"}:
            return (128, 142, 160), (196, 203, 208)
        if not self.light and "snow" in self.weather:
            return (170, 184, 203), (226, 231, 237)
        return _SKIES.get(self.light, ((142, 189, 222), (234, 240, 232)))


_AMBIENT: dict[str, tuple[Colour, float]] = {
    "night": ((34, 42, 88), 0.56),
    "sunset": ((240, 140, 96), 0.22),
    "sunrise": ((250, 196, 170), 0.22),
    "candle": ((236, 160, 84), 0.2),
    "neon": ((96, 40, 140), 0.45),
    "dark": ((26, 26, 44), 0.55),
    "overcast": ((170, 176, 184), 0.3),
}
_SKIES: dict[str, tuple[Colour, Colour]] = {
    "night": ((24, 30, 66), (76, 84, 132)),
    "sunset": ((108, 88, 146), (248, 186, 124)),
    "sunrise": ((152, 182, 216), (252, 220, 194)),
    "candle": ((74, 62, 84), (206, 152, 104)),
    "neon": ((36, 20, 68), (150, 60, 140)),
    "dark": ((30, 30, 44), (74, 74, 92)),
    "overcast": ((158, 170, 184), (216, 220, 222)),
}


def read_mood(scene: Scene) -> Mood:
    """Return the mood of `scene`: stated place, light and camera first, then the request's own words."""
    request = scene.request
    words = normalised(request.prompt, 3000)
    stated = " ".join(phrase(term) for term in (scene.place, scene.light, scene.camera) if term)
    light = _first("lights", _said(scene.light), stated, words)
    weather = frozenset(finder("settings", "weather").all(f"{stated} {words}"))
    # Candles, lamps and hearths are found indoors: without place or weather they make a room of their own.
    indoors = "room" if light == "candle" and not weather else ""
    return Mood(
        place=_place(_said(scene.place), stated, words) or indoors,
        light=light,
        weather=weather,
        framing=_first("cameras", _said(scene.camera)),
        style=_first("styles", normalised(" ".join(filter(None, (request.style, request.style_preset)))), words),
        view=frozenset(finder("settings", "places").all(f"{stated} {words}")),
        undrawn=tuple(_unknown(scene)),
    )


#: Where one can only be, not look at from afar: these win over the other places of the same sentence.
_AROUND = ("kitchen", "library", "tavern", "theatre", "balcony", "room")


def _place(*texts: str) -> str:
    for text in texts:
        found = finder("settings", "places").all(text)
        if found:
            return next((place for place in _AROUND if place in found), found[0])
    return ""


def _said(term: Term | None) -> str:
    return phrase(term) if term else ""


def _first(section: str, *texts: str) -> str:
    return next((found[0] for text in texts if (found := finder("settings", section).all(text))), "")


def _unknown(scene: Scene) -> list[str]:
    missing = []
    for label, term, sections in (
        ("place", scene.place, ("places", "weather", "lights")),
        ("light", scene.light, ("lights", "weather")),
        ("camera", scene.camera, ("cameras",)),
    ):
        if term and not any(finder("settings", section).all(phrase(term)) for section in sections):
            missing.append(f"{label}: {phrase(term)}")
    return missing
