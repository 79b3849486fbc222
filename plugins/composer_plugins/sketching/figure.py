"""One storyboard figure, drawn from back to front. The ground is y = 0, the crown of an average adult y = -100."""

from dataclasses import dataclass

from composer.types import Person
from composer_plugins.sketching import (
    accessories,
    face,
    features,
    hair,
    headwear,
    lower_clothes,
    mantles,
    sleeves,
    trunk_clothes,
)
from composer_plugins.sketching.body import HEAD, Body, build_body, draw_arm, draw_legs, draw_neck, draw_trunk
from composer_plugins.sketching.canvas import Colour, Pen
from composer_plugins.sketching.looks import Look, read_look
from composer_plugins.sketching.outfits import Piece, read_outfit


@dataclass(frozen=True, slots=True)
class Figure:
    """A person ready to draw, and what of them the caption has to say."""

    look: Look
    body: Body
    pieces: tuple[Piece, ...]
    undrawn: tuple[str, ...]

    def of(self, *shapes: str) -> list[Piece]:
        """Return the pieces of these shapes, innermost first."""
        return [piece for piece in self.pieces if piece.shape.shape in shapes]


def read_figure(person: Person, pose: int) -> Figure:
    """Return the figure of `person` in the pose of that number."""
    look = read_look(person)
    pieces, undrawn = read_outfit(person)
    holding = any(piece.shape.shape == "held" for piece in pieces)
    return Figure(look, build_body(look, pose, holding), pieces, (*look.undrawn, *undrawn))


def draw_behind(pen: Pen, figure: Figure) -> None:
    """Draw what is behind the body: wings, tail, cloak, long hair, backpack."""
    features.draw_wings(pen, figure.look)
    features.draw_tail(pen, figure.look)
    for piece in figure.of("backpack"):
        accessories.draw_backpack(pen, figure.body, piece)
    for piece in figure.of("cloak"):
        mantles.draw_cloak_back(pen, figure.body, piece)
    headwear.draw_hood_back(_head(pen), figure.pieces)
    headwear.draw_hood_behind_neck(pen, figure.pieces)
    features.draw_halo(_head(pen), figure.look)
    hair.draw_back_hair(_head(pen), figure.look)


def draw_figure(pen: Pen, figure: Figure) -> None:
    """Draw the whole figure."""
    draw_behind(pen, figure)
    _lower_half(pen, figure)
    _trunk(pen, figure)
    _arms(pen, figure)
    _over_arms(pen, figure)
    _head_and_face(pen, figure)


def _head(pen: Pen) -> Pen:
    return Pen(pen.image, (pen.origin[0] + HEAD[0] * pen.scale, pen.origin[1] + HEAD[1] * pen.scale), pen.scale)


def _legs_known(figure: Figure) -> bool:
    """Say whether the story dresses the legs; underwear alone is drawn over the plain figure."""
    lower = ("trousers", "skirt", "suit", "dungarees")
    return any(p.slot == "full" or (p.shape.shape in lower and p.slot != "underwear") for p in figure.pieces)


def _trunk_known(figure: Figure) -> bool:
    """Say whether the story dresses the trunk; underwear alone is drawn over the plain figure."""
    return any(piece.slot != "underwear" for piece in figure.of("torso", "suit", "dungarees"))


def _lower_half(pen: Pen, figure: Figure) -> None:
    draw_legs(pen, figure.body, figure.look, _legs_known(figure))
    draw_trunk(pen, figure.body, figure.look, _trunk_known(figure))
    for piece in figure.of("legwear"):
        lower_clothes.draw_legwear(pen, figure.body, piece)
    footwear = figure.of("footwear")
    high = bool(footwear) and footwear[-1].shape.kind == "boot" and footwear[-1].hem != "ankle"
    feet = footwear[-1] if footwear else None
    socks = next(iter(figure.of("legwear")), None)
    if not high:
        lower_clothes.draw_feet(pen, figure.body, figure.look, feet, socks)
    _bottoms(pen, figure)
    if high:
        lower_clothes.draw_feet(pen, figure.body, figure.look, feet, socks)


def _bottoms(pen: Pen, figure: Figure) -> None:
    for piece in figure.of("torso"):
        if piece.shape.tucked and piece.slot != "outer":
            trunk_clothes.draw_trunk_garment(pen, figure.body, piece)
    for piece in figure.of("trousers", "suit", "dungarees"):
        lower_clothes.draw_trousers(pen, figure.body, _as_trousers(piece))


def _as_trousers(piece: Piece) -> Piece:
    from dataclasses import replace

    return replace(piece, hem="ankle") if piece.shape.shape != "trousers" else piece


def _trunk(pen: Pen, figure: Figure) -> None:
    skirts = figure.of("skirt")
    for piece in skirts:
        lower_clothes.draw_skirt(pen, figure.body, piece)
    draw_neck(pen, figure.look)
    for piece in figure.pieces:
        draw = _LAYERS.get(piece.shape.shape)
        if draw and not (piece.shape.shape == "torso" and piece.shape.tucked and piece.slot != "outer"):
            draw(pen, figure.body, piece)


_LAYERS = {
    "torso": trunk_clothes.draw_trunk_garment,
    "suit": trunk_clothes.draw_trunk_garment,
    "armour": mantles.draw_armour,
    "dungarees": mantles.draw_dungarees,
    "apron": accessories.draw_apron,
    "belt": accessories.draw_belt,
}


def _arms(pen: Pen, figure: Figure) -> None:
    for side in (-1, 1):
        _arm(pen, figure, side)


def _arm(pen: Pen, figure: Figure, side: int) -> None:
    gloves = figure.of("gloves")
    glove: Colour | None = gloves[-1].colour if gloves else None
    bare = bool(gloves) and gloves[-1].shape.kind == "fingerless"
    accessories.draw_held(pen, figure.body, figure.pieces, side)
    draw_arm(pen, figure.body, figure.look, side, _trunk_known(figure), glove, bare)
    for piece in figure.pieces:
        if piece.shape.shape in ("torso", "suit"):
            sleeves.draw_sleeve(pen, figure.body, piece, side)
        elif piece.shape.shape == "armour":
            mantles.draw_pauldron(pen, figure.body, piece, side)
    accessories.draw_wrist(pen, figure.body, figure.pieces, side)


def _over_arms(pen: Pen, figure: Figure) -> None:
    for piece in figure.pieces:
        draw = _OVER.get(piece.shape.shape)
        if draw:
            draw(pen, figure.body, piece)
    if figure.of("cloak", "poncho") and figure.of("held"):
        _arm(pen, figure, 1)  # what the hand holds is seen, and so is the arm that reaches out from under the cloth
    headwear.draw_hood_rim(pen, figure.pieces)
    accessories.draw_neckwear(pen, figure.pieces)


_OVER = {
    "cloak": mantles.draw_cloak_front,
    "poncho": mantles.draw_poncho,
    "shawl": mantles.draw_shawl,
    "backpack": accessories.draw_straps,
    "bag": accessories.draw_bag,
}


def _head_and_face(pen: Pen, figure: Figure) -> None:
    head, look = _head(pen), figure.look
    human = not look.snout and look.ears in ("", "pointed", "fin") and look.hide != "metal"
    if human and not headwear.hooded(figure.pieces):
        face.draw_human_ears(head, look)
    face.draw_skull(head, look)
    face.draw_face(head, look)
    accessories.draw_eyewear(head, figure.pieces)
    hair.draw_front_hair(head, look)
    features.draw_animal_ears(head, look)
    features.draw_horns(head, look)
    accessories.draw_earrings(head, figure.pieces)
    headwear.draw_headwear(head, figure.pieces)
