"""What of an outfit can be drawn: garments read into pieces with shape, colours, pattern, length and state."""

import re
from dataclasses import dataclass, replace
from functools import cache

from composer.types import Garment, Person, Term
from composer_plugins.sketching.canvas import Colour, Paint, lit, mixed, shaded
from composer_plugins.sketching.colour_names import material_colour, named_colours
from composer_plugins.sketching.vocabulary import Finder, Shape, finder, garments, normalised, phrase

PLAIN: Colour = (214, 207, 194)
MOST = 40  # garments drawn on one person


@dataclass(frozen=True, slots=True)
class Piece:
    """One garment, ready to draw.

    Attributes:
        shape: its family and cut; slot, layer: where it is worn.
        colour, trim: first and second colour; pattern: a name of `Paint`.
        hem, sleeve: as in the shape, or as the text says; states: open, hood_up, torn, wet …
    """

    shape: Shape
    slot: str
    layer: int
    colour: Colour
    trim: Colour
    pattern: str
    hem: str
    sleeve: str
    states: frozenset[str]

    @property
    def paint(self) -> Paint:
        """The surface of the cloth."""
        return Paint(self.colour, self.trim, self.pattern)

    @property
    def edge(self) -> Paint:
        """The surface of cuffs, collars and hems."""
        return Paint(self.trim if not self.pattern else shaded(self.colour, 0.18))


def read_outfit(person: Person) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Return the pieces of `person`, innermost first, and what the caption has to say instead."""
    pieces, undrawn = [], []
    for garment in person.garments[:MOST]:
        piece, unknown = _piece(garment)
        undrawn.extend(unknown)
        if piece:
            pieces.append(piece)
    return _widened(sorted(pieces, key=_depth)), tuple(undrawn)


def barefoot(person: Person) -> Person:
    """Return `person` with bare feet, unless something is known to be on them."""
    if any(garment.slot in ("feet", "legs") for garment in person.garments):
        return person
    return replace(person, garments=(*person.garments, Garment(Term("barefoot"), "barefoot", slot="feet")))


def _widened(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with coats wide enough for the skirts under them."""
    flare = max((piece.shape.flare for piece in pieces if piece.slot in ("full", "bottom")), default=0.0)
    return tuple(_over(piece, flare) if piece.slot == "outer" else piece for piece in pieces)


def _over(coat: Piece, flare: float) -> Piece:
    wide = max(coat.shape.flare, flare * 0.95)
    return replace(coat, shape=coat.shape.model_copy(update={"flare": wide}))


_ORDER = {"underwear": 0, "legs": 1, "feet": 2, "bottom": 3, "top": 3, "full": 4, "waist": 5, "outer": 6}


def _depth(piece: Piece) -> tuple[int, int]:
    return _ORDER.get(piece.slot, 5), piece.layer


def _piece(garment: Garment) -> tuple[Piece | None, list[str]]:
    name = phrase(garment.name)
    shape, known = _shape(name, garment.slot)
    if shape is None:
        return None, [garment.text or name]
    unknown = [] if known else [garment.text or name]
    (colour, trim), missing = _cloth(garment, shape)
    states, strange = _states(garment)
    piece = Piece(
        shape, garment.slot, garment.layer, _weathered(colour, states), _weathered(trim, states),
        _pattern(garment, missing),
        _length(garment, shape, missing), _sleeve(garment, shape), states,
    )  # fmt: skip
    return piece, [*unknown, *(f"{name}: {word}" for word in [*missing, *strange])]


def _shape(name: str, slot: str) -> tuple[Shape | None, bool]:
    """Return the shape of a garment and whether its name is known; the last word counts, as in "sweater dress"."""
    shapes, words = _shapes()
    head = re.split(r" (?:with|of|over|in|for) ", name)[0]
    found = words.words(head) or words.words(name)
    return (shapes[found[-1]], True) if found else (garments().fallback.get(slot), False)


@cache
def _shapes() -> tuple[dict[str, Shape], Finder]:
    shapes = {word: shape for shape in garments().garments for word in shape.words}
    return shapes, Finder({word: word for word in shapes})


def _cloth(garment: Garment, shape: Shape) -> tuple[tuple[Colour, Colour], list[str]]:
    missing, tints = [], []
    for term in garment.colours:
        found = named_colours(phrase(term))
        tints.extend(found)
        if not found:
            missing.append(phrase(term))
    tints = named_colours(normalised(garment.text), "cloth") or tints  # the words in full: "dark green", not "green"
    if not tints:
        tints = [t for term in garment.materials if (t := material_colour(phrase(term)))]
    base = tints[0] if tints else shape.colour or PLAIN
    return (base, tints[1] if len(tints) > 1 else _trim(base, garment)), missing


def _weathered(colour: Colour, states: frozenset[str]) -> Colour:
    """Return the colour of cloth that is wet or dirty."""
    colour = mixed(colour, (116, 88, 62), 0.3) if "dirty" in states else colour
    return shaded(colour, 0.26) if "wet" in states else colour


def _trim(base: Colour, garment: Garment) -> Colour:
    bright = sum(base) > 420
    if garment.pattern:
        return shaded(base, 0.42) if bright else lit(base, 0.75)
    return shaded(base, 0.2) if bright else lit(base, 0.22)


def _pattern(garment: Garment, missing: list[str]) -> str:
    if garment.pattern is None:
        return ""
    found = finder("garments", "patterns").all(phrase(garment.pattern))
    if not found:
        missing.append(phrase(garment.pattern))
    return found[0] if found else ""


def _length(garment: Garment, shape: Shape, missing: list[str]) -> str:
    if garment.length is None:
        return shape.hem
    text = phrase(garment.length)
    found = finder("garments", "lengths").all(text)
    if not found and not finder("garments", "sleeves").all(text):
        missing.append(text)
    return found[0] if found else shape.hem


def _sleeve(garment: Garment, shape: Shape) -> str:
    words = [garment.name, *garment.state, *([garment.length] if garment.length else [])]
    found = [sleeve for term in words for sleeve in finder("garments", "sleeves").all(phrase(term))]
    return found[0] if found else shape.sleeve


def _states(garment: Garment) -> tuple[frozenset[str], list[str]]:
    states, strange = set(), []
    for term in garment.state:
        found = finder("garments", "states").all(phrase(term))
        states.update(found)
        if not found:
            strange.append(phrase(term))
    return frozenset(states), strange
