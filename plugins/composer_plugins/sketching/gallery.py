"""A contact sheet of scenes to look at: what the sketch can draw, on one page."""

from typing import TYPE_CHECKING

from composer.pictures import GenerationSettings
from composer.types import Garment, ImageRequest, Person, Scene, Term, Trait
from composer_plugins.sketching.canvas import PAPER
from composer_plugins.sketching.picture import draw_scene

if TYPE_CHECKING:
    from PIL import Image

#: How high each scene is on the page, in pixels.
_HEIGHT = 640


def person(name: str, traits: str = "", *garments: Garment) -> Person:
    """Return a person from traits written as ``"attribute: words; attribute: words"``."""
    pairs = (pair.split(":", 1) for pair in traits.split(";") if pair.strip())
    return Person(
        name, traits=tuple(Trait(a.strip(), w.strip(), (Term(w.strip()),)) for a, w in pairs), garments=garments
    )


def worn(name: str, slot: str, colours: str = "", **more: str) -> Garment:
    """Return a garment; `colours` and `state` are lists with commas, `pattern`, `length` and `materials` are single."""
    return Garment(
        Term(name),
        f"{colours} {name}".strip(),
        _terms(colours),
        _terms(more.get("materials", "")),
        Term(more["pattern"]) if "pattern" in more else None,
        Term(more["length"]) if "length" in more else None,
        _terms(more.get("state", "")),
        slot,
    )


def _terms(text: str) -> tuple[Term, ...]:
    return tuple(Term(word.strip()) for word in text.split(",") if word.strip())


MAREN = person(
    "Maren",
    "gender: woman; hair_color: copper; hair_style: long; hair_style: braid; "
    "eye_color: green; skin: pale; feature: freckles",
    worn("raincoat", "outer", "yellow", state="unbuttoned"),
    worn("sweater", "top", "white, navy", pattern="striped"),
    worn("jeans", "bottom", "blue"),
    worn("boots", "feet", "dark green"),
)
VIKTOR = person(
    "Виктор",
    "gender: man; hair_color: black; hair_style: short; feature: beard; "
    "build: broad; height: tall; eye_color: grey; feature: scar",
    worn("coat", "outer", "charcoal", length="long"),
    worn("turtleneck", "top", "burgundy"),
    worn("trousers", "bottom", "black"),
    worn("shoes", "feet", "brown"),
    worn("scarf", "neck", "red"),
)
FOX = person(
    "Ember",
    "species: fox; skin: orange fur; eye_color: amber; build: slim",
    worn("cloak", "outer", "forest green", state="hood down"),
    worn("tunic", "top", "cream"),
    worn("belt", "waist", "brown"),
    worn("trousers", "bottom", "brown"),
    worn("boots", "feet", "dark brown"),
)
DRAGON = person(
    "Ssarun",
    "species: dragon; skin: teal scales; eye_color: golden; height: very tall; build: broad",
    worn("robe", "full", "indigo, gold"),
    worn("amulet", "neck", "gold"),
)
ANGEL = person(
    "Seraphiel",
    "species: angel; gender: woman; hair_color: platinum blonde; hair_style: very long; "
    "hair_style: wavy; eye_color: violet; skin: dark",
    worn("gown", "full", "white"),
    worn("sandals", "feet", "gold"),
)
CATGIRL = person(
    "Yuki",
    "species: catgirl; gender: woman; hair_color: white and pink; hair_style: twin tails; "
    "eye_color: blue, golden; height: short",
    worn("maid dress", "full", "black"),
    worn("apron", "waist", "white"),
    worn("stockings", "legs", "white"),
    worn("mary janes", "feet", "black"),
    worn("headband", "head", "white"),
)
ROBOT = person(
    "Unit 7", "species: robot; eye_color: cyan; build: average", worn("scarf", "neck", "mustard", pattern="checked")
)
WITCH = person(
    "Odile",
    "gender: woman; age_look: elderly; hair_color: grey; hair_style: bun; "
    "eye_color: hazel; feature: glasses; build: plump",
    worn("dress", "full", "purple", pattern="floral", length="long"),
    worn("shawl", "outer", "mustard"),
    worn("witch hat", "head", "black, purple"),
    worn("staff", "accessory"),
)
KNIGHT = person(
    "Ser Bran",
    "gender: man; hair_color: blond; hair_style: shoulder-length; eye_color: blue; build: muscular; height: tall",
    worn("plate armour", "top", "steel"),
    worn("trousers", "bottom", "dark grey"),
    worn("boots", "feet", "steel"),
    worn("cape", "back", "crimson"),
    worn("sword", "accessory"),
)
HIKER = person(
    "Amara",
    "gender: woman; hair_color: black; hair_style: curly; skin: dark brown; eye_color: brown; build: athletic",
    worn("hoodie", "top", "teal"),
    worn("shorts", "bottom", "khaki"),
    worn("sneakers", "feet", "white, red"),
    worn("backpack", "back", "orange"),
)
KIMONO = person(
    "Хана",
    "gender: woman; hair_color: black; hair_style: bun; hair_style: bangs; eye_color: dark brown; skin: fair",
    worn("kimono", "full", "rose, gold", pattern="floral"),
    worn("geta", "feet"),
)
BUSINESS = person(
    "Dr. Ito",
    "gender: man; hair_color: brown; hair_style: side-parted short; feature: glasses; "
    "feature: stubble; build: slim; skin: light",
    worn("lab coat", "outer", "white"),
    worn("shirt", "top", "light blue"),
    worn("tie", "neck", "dark red"),
    worn("trousers", "bottom", "grey"),
    worn("shoes", "feet", "black"),
)
DEMON = person(
    "Vex",
    "species: demon; gender: man; hair_color: white; hair_style: messy; "
    "eye_color: red; skin: crimson; feature: bat wings",
    worn("leather jacket", "outer", "black", materials="leather"),
    worn("t-shirt", "top", "grey", state="torn"),
    worn("jeans", "bottom", "black", state="ripped"),
    worn("combat boots", "feet", "black"),
)
HOODED = person(
    "Wren",
    "gender: woman; hair_color: auburn; hair_style: bob; eye_color: hazel; feature: pointed ears",
    worn("hooded cloak", "outer", "moss", state="hood up"),
    worn("dress", "full", "brown"),
    worn("boots", "feet"),
    worn("lantern", "accessory"),
)


def _scene(
    prompt: str,
    *people: Person,
    style: str = "",
    place: str = "",
    light: str = "",
    camera: str = "",
    eyes: Person | None = None,
) -> Scene:
    return Scene(
        ImageRequest(prompt, style=style or None),
        people,
        place=Term(place) if place else None,
        light=Term(light) if light else None,
        camera=Term(camera) if camera else None,
        point_of_view=eyes,
    )


SCENES: tuple[tuple[Scene, str], ...] = (
    (_scene("Maren waits at the harbour in the rain", MAREN, place="harbour"), "1:1"),
    (_scene("Виктор и Марен на вечерней улице", VIKTOR, MAREN, place="street", light="sunset"), "1:1"),
    (_scene("Ember walks through the autumn forest", FOX, place="forest", style="watercolor"), "1:1"),
    (_scene("an audience in the library", DRAGON, BUSINESS, place="library", light="candlelight"), "1:1"),
    (_scene("above the clouds, mountains at dawn", ANGEL, place="mountains", light="dawn"), "2:3"),
    (_scene("tea is served", CATGIRL, place="tavern"), "2:3"),
    (_scene("patrol under the stars", ROBOT, place="spaceship"), "2:3"),
    (_scene("Odile and the knight", WITCH, KNIGHT, place="castle"), "1:1"),
    (_scene("on the beach", HIKER, place="beach"), "2:3"),
    (_scene("cherry blossom petals at the lake", KIMONO, place="lake"), "2:3"),
    (_scene("a quarrel in the neon night", DEMON, place="street", light="night", style="noir"), "1:1"),
    (_scene("Wren in the night forest", HOODED, place="forest", light="moonlight", style="anime"), "1:1"),
    (_scene("everybody at the market", MAREN, VIKTOR, FOX, DRAGON, CATGIRL, WITCH, place="market"), "16:9"),
    (_scene("everybody in the kitchen", KNIGHT, HIKER, KIMONO, BUSINESS, DEMON, ANGEL, place="kitchen"), "9:16"),
    (_scene("an empty snowy field", place="meadow", light="night"), "16:9"),
    (_scene("I hand her the cup", MAREN, place="kitchen", eyes=HIKER, camera="medium shot"), "1:1"),
)


def contact_sheet() -> "Image.Image":
    """Return all scenes on one page, one beside the other."""
    from PIL import Image

    shots = [draw_scene(scene, GenerationSettings("sketch", aspect_ratio=ratio)) for scene, ratio in SCENES]
    shots = [
        shot.resize((round(shot.width * _HEIGHT / shot.height), _HEIGHT), Image.Resampling.LANCZOS) for shot in shots
    ]
    rows = [shots[start : start + 4] for start in range(0, len(shots), 4)]
    width = max(sum(shot.width + 12 for shot in row) for row in rows) + 12
    page = Image.new("RGB", (width, len(rows) * (_HEIGHT + 12) + 12), tuple(round(part * 0.86) for part in PAPER))
    for number, row in enumerate(rows):
        x = 12
        for shot in row:
            page.paste(shot, (x, 12 + number * (_HEIGHT + 12)))
            x += shot.width + 12
    return page
