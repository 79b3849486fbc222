"""The offline backend: what a trait or garment changes, and nothing else; always the same bytes; never a crash."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from composer.errors import UnsupportedError
from composer.pictures import GenerationJob, GenerationSettings
from composer.plugins import PluginManager
from composer.types import Garment, Operation, Person, RenderedPrompt, Term, Trait
from composer_plugins.backends.sketch import SketchBackend
from composer_plugins.sketching.gallery import SCENES, person, worn
from composer_plugins.sketching.layout import panel, picture_size, regions
from composer_plugins.sketching.mood import read_mood
from tests.sketching import GARMENTS, SQUARE, Box, changed, drawn, image, scene, subject


def inside(box: Box, region: Box) -> bool:
    return all((box[0] >= region[0], box[1] >= region[1], box[2] <= region[2], box[3] <= region[3]))


@pytest.mark.parametrize(
    ("traits", "region"),
    [
        ({"hair_color": "silver"}, "hair"),
        ({"hair_color": "brown and pink"}, "hair"),
        ({"hair_style": "short"}, "hair"),
        ({"hair_style": "bald"}, "hair"),
        ({"hair_style": "wavy bob"}, "hair"),
        ({"eye_color": "blue"}, "eyes"),
        ({"eye_color": "green, golden"}, "eyes"),
    ],
)
def test_a_trait_changes_its_region_and_nothing_else(traits: dict[str, str], region: str) -> None:
    before, after = scene(subject()), scene(subject(traits))
    box = changed(before, after)
    assert box is not None
    assert inside(box, regions(before, SQUARE)[0].boxes[region])


@pytest.mark.parametrize(
    "style", ["long", "very long", "ponytail", "twin tails", "braid", "bun", "curly shoulder-length"]
)
def test_longer_hair_stays_within_the_region_of_its_length(style: str) -> None:
    before, after = scene(subject()), scene(subject({"hair_style": style}))
    box = changed(before, after)
    assert box is not None
    assert inside(box, regions(after, SQUARE)[0].boxes["hair"])


def test_hair_never_reaches_the_eyes() -> None:
    eyes = regions(scene(subject()), SQUARE)[0].boxes["eyes"]
    plain = image(scene(subject())).crop(eyes)
    for style in ("short", "long wavy", "curly", "messy short", "bangs", "side-swept bangs", "bald", "ponytail"):
        other = image(scene(subject({"hair_color": "brown", "hair_style": style}))).crop(eyes)
        assert ImageChops.difference(plain, other).getbbox() is None, style


@pytest.mark.parametrize(
    ("feature", "region"),
    [
        ("freckles", "face"),
        ("scar", "face"),
        ("mole", "face"),
        ("glasses", "face"),
        ("beard", "head"),
        ("fox ears", "headwear"),
        ("rabbit ears", "head"),
        ("curved horns", "headwear"),
        ("halo", "headwear"),
        ("fox tail", "tail"),
        ("devil tail", "tail"),
        ("feathered wings", "wings"),
        ("bat wings", "wings"),
    ],
)
def test_a_feature_is_drawn_in_its_region(feature: str, region: str) -> None:
    before, after = scene(subject()), scene(subject(features=f"feature: {feature}"))
    box = changed(before, after)
    assert box is not None
    assert inside(box, regions(before, SQUARE)[0].boxes[region])


@pytest.mark.parametrize(
    ("name", "garment", "region"),
    [
        ("raincoat", worn("raincoat", "outer", "red", state="unbuttoned"), "clothes"),
        ("raincoat", worn("raincoat", "outer", "yellow"), "clothes"),
        ("raincoat", worn("cardigan", "outer", "grey"), "clothes"),
        ("sweater", worn("sweater", "top", "green", pattern="striped"), "torso"),
        ("sweater", worn("sweater", "top", "white", pattern="checked"), "torso"),
        ("sweater", worn("shirt", "top", "white"), "torso"),
        ("trousers", worn("trousers", "bottom", "black"), "legs"),
        ("trousers", worn("skirt", "bottom", "blue"), "clothes"),
        ("trousers", worn("shorts", "bottom", "blue"), "legs"),
        ("boots", worn("boots", "feet", "red"), "feet"),
        ("boots", worn("sneakers", "feet", "white"), "feet"),
        ("scarf", worn("scarf", "neck", "red"), "neck"),
        ("hat", worn("hat", "head", "black"), "headwear"),
        ("beanie", worn("beanie", "head", "orange"), "headwear"),
        ("glasses", worn("sunglasses", "face", "black"), "face"),
        ("gloves", worn("gloves", "hands", "black"), "torso"),
        ("belt", worn("belt", "waist", "brown"), "torso"),
        ("cloak", worn("cloak", "outer", "purple"), "clothes"),
    ],
)
def test_a_garment_changes_its_region_and_nothing_else(name: str, garment: Garment, region: str) -> None:
    before, after = scene(subject()), scene(subject(garments={name: garment}))
    box = changed(before, after)
    assert box is not None
    assert inside(box, regions(before, SQUARE)[0].boxes[region])


@pytest.mark.parametrize("state", ["torn", "hood up", "wet", "dirty", "rolled up"])
def test_a_state_is_drawn(state: str) -> None:
    coat = worn("raincoat", "outer", "yellow", state=f"unbuttoned, {state}")
    assert changed(scene(subject()), scene(subject(garments={"raincoat": coat}))) is not None


def test_the_neighbour_stays_as_they_are() -> None:
    other = person("Ivo", "hair_color: black; skin: tan", worn("coat", "outer", "grey"))
    before, after = scene(subject(), other), scene(subject({"hair_color": "silver"}), other)
    box = changed(before, after)
    assert box is not None
    assert inside(box, regions(before, SQUARE)[0].boxes["hair"])


def test_height_and_build_change_the_figure() -> None:
    for traits in ({"build": "broad"}, {"height": "short"}, {"height": "1.92 m"}):
        assert changed(scene(subject()), scene(subject(traits))) is not None


def test_the_english_term_counts_where_the_lexicon_has_one() -> None:
    russian = Person("Maren", traits=(Trait("hair_color", "рыжие", (Term("рыжий", "ginger"),)),))
    english = Person("Maren", traits=(Trait("hair_color", "ginger", (Term("ginger"),)),))
    assert drawn(scene(russian))[0].data == drawn(scene(english))[0].data


def test_the_terms_of_a_feature_are_one_thing() -> None:
    split = Trait("feature", "пушистый лисий хвост", (Term("хвост", "fox tail"), Term("пушистый", "bushy")))
    whole = Trait("feature", "fox tail", (Term("fox tail"),))
    pictures = [drawn(scene(Person("Ember", traits=(trait,))))[0].data for trait in (split, whole)]
    assert pictures[0] == pictures[1]


def test_a_bare_tail_keeps_the_tail_of_the_species() -> None:
    fox = person("Ember", "species: fox; skin: orange fur")
    assert (
        drawn(scene(fox))[0].data == drawn(scene(replace(fox, traits=(*fox.traits, Trait("feature", "tail")))))[0].data
    )


@pytest.mark.parametrize(
    ("text", "term"), [("dark green linen dress", "green"), ("mustard yellow dress", "mustard"), ("navy dress", "blue")]
)
def test_the_full_words_of_a_garment_beat_a_coarser_term(text: str, term: str) -> None:
    coarse = replace(worn("dress", "full", term), text=text)
    exact = worn("dress", "full", text.replace(" dress", "").replace(" linen", ""))
    assert drawn(scene(person("Maren", "", coarse)))[0].data == drawn(scene(person("Maren", "", exact)))[0].data


def test_underwear_is_drawn_over_the_plain_figure() -> None:
    plain = scene(person("Maren", "skin: dark"))
    arms = regions(plain, SQUARE)[0].boxes["legs"]
    dressed = scene(person("Maren", "skin: dark", worn("panties", "underwear", "white")))
    below = (arms[0], (arms[1] + arms[3]) // 2, arms[2], arms[3])
    assert ImageChops.difference(image(plain).crop(below), image(dressed).crop(below)).getbbox() is None


@pytest.mark.parametrize(
    ("words", "place", "light", "weather"),
    [
        ("at the iron stove in the lighthouse kitchen", "kitchen", "", set()),
        ("Лука на балконе башни, идёт снег, ночь", "balcony", "night", {"snow"}),
        ("a walk through the autumn forest at dusk", "forest", "sunset", {"leaves"}),
        ("лестница и верстак", "", "", set()),
        ("a storm over the harbour", "sea", "", {"storm"}),
    ],
)
def test_the_words_of_the_request_set_the_scene(words: str, place: str, light: str, weather: set[str]) -> None:
    mood = read_mood(scene(prompt=words))
    assert (mood.place, mood.light, set(mood.weather)) == (place, light, weather)


def test_what_the_scene_states_beats_the_words_of_the_request() -> None:
    assert read_mood(scene(prompt="a kitchen", place="beach")).place == "beach"


def test_the_same_job_gives_the_same_bytes() -> None:
    for example, ratio in SCENES[:4]:
        options = GenerationSettings("sketch", aspect_ratio=ratio, seed=7)
        assert drawn(example, options) == drawn(example, options)


def test_several_pictures_can_be_told_apart() -> None:
    pictures = drawn(scene(subject(), place="forest"), GenerationSettings("sketch", n=4, seed=11))
    assert len({picture.data for picture in pictures}) == 4
    assert [picture.seed for picture in pictures] == [11, 12, 13, 14]


@pytest.mark.parametrize(
    ("ratio", "size", "expected"),
    [
        ("1:1", None, (1024, 1024)),
        ("2:3", None, (683, 1024)),
        ("4:5", None, (819, 1024)),
        ("9:16", None, (576, 1024)),
        ("16:9", None, (1024, 576)),
        ("21:9", None, (1024, 439)),
        ("1:1", "832x1216", (701, 1024)),
        ("3:2", "auto", (1024, 683)),
        ("1:99", None, (256, 1024)),
        ("0:0", None, (1024, 1024)),
        ("wide", None, (1024, 1024)),
    ],
)
def test_the_picture_has_the_ratio_asked_for(ratio: str, size: str | None, expected: tuple[int, int]) -> None:
    options = GenerationSettings("sketch", aspect_ratio=ratio, size=size)
    picture = drawn(scene(subject()), options)[0]
    assert (picture.width, picture.height) == expected == picture_size(options)
    assert Image.open(BytesIO(picture.data)).size == expected


def test_the_file_holds_nothing_but_the_picture() -> None:
    picture = drawn(scene(subject()))[0]
    loaded = Image.open(BytesIO(picture.data))
    assert (loaded.format, picture.media_type, loaded.info) == ("PNG", "image/png", {})


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("ratio", ["9:16", "1:1", "21:9"])
def test_everybody_stands_within_the_picture(count: int, ratio: str) -> None:
    options = GenerationSettings("sketch", aspect_ratio=ratio)
    crowd = scene(*(replace(subject(), name=f"No. {number}") for number in range(count)))
    frame = panel(picture_size(options))
    found = regions(crowd, options)
    assert [figure.name for figure in found] == [f"No. {number}" for number in range(count)]
    bodies = [figure.boxes["face"] for figure in found]
    assert all(inside(figure.boxes["legs"], (-50, frame[1], frame[2] + 50, frame[3])) for figure in found)
    assert all(inside(body, frame) for body in bodies)
    assert not any(overlap(a, b) for i, a in enumerate(bodies) for b in bodies[:i])


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_nobody_in_the_picture_leaves_the_place() -> None:
    assert regions(scene(place="forest"), SQUARE) == ()
    assert changed(scene(place="forest"), scene(place="beach")) is not None


def test_the_owner_of_the_eyes_shows_only_hands() -> None:
    through = replace(scene(subject()), point_of_view=person("Amara", "skin: dark"))
    assert [figure.name for figure in regions(through, SQUARE)] == ["Maren"]
    box = changed(scene(subject()), through)
    assert box is not None
    assert box[1] > panel((1024, 1024))[3] * 0.7


def test_style_tints_the_picture() -> None:
    noir = image(scene(subject(), style="film noir"))
    tones = noir.crop((100, 100, 900, 800)).resize((40, 40)).tobytes()
    assert all(max(tones[at : at + 3]) - min(tones[at : at + 3]) < 14 for at in range(0, len(tones), 3))


def test_what_nobody_described_is_plain_and_never_skin() -> None:
    bare = scene(person("Maren", "skin: pale"))
    torso = regions(bare, SQUARE)[0].boxes["torso"]
    red, green, blue = pixel(image(bare), (torso[0] + torso[2]) // 2, (torso[1] + torso[3]) // 2 - 20)
    assert max(red, green, blue) - min(red, green, blue) < 30


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    value = picture.getpixel((x, y))
    assert isinstance(value, tuple)
    return int(value[0]), int(value[1]), int(value[2])


@pytest.mark.parametrize("operation", ["edit", "upscale", "video"])
def test_other_operations_are_unsupported(operation: Operation) -> None:
    exchange = SketchBackend().exchange(GenerationJob(RenderedPrompt(""), scene(), SQUARE, operation=operation))
    with pytest.raises(UnsupportedError, match=operation):
        next(exchange)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=40))
@settings(max_examples=15, deadline=None)
def test_no_words_can_break_it(name: str, value: str, garment: str) -> None:
    kinds = ("hair_color", "hair_style", "species", "skin", "height", "feature", "unheard-of")
    odd = Person(name, traits=tuple(Trait(kind, value) for kind in kinds), garments=(worn(garment, value, value),))
    assert drawn(scene(odd, prompt=value, place=garment))[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize("number", range(len(SCENES)))
def test_every_scene_of_the_gallery_is_drawn(number: int) -> None:
    example, ratio = SCENES[number]
    assert drawn(example, GenerationSettings("sketch", aspect_ratio=ratio))[0].data


def test_the_plugin_is_found_through_its_entry_point() -> None:
    manager = PluginManager(strict=True)
    manager.load({"backend"})
    assert manager.catalogue("register_backends", "backend").get("sketch").operations == {"generate"}


def test_importing_the_plugin_does_not_import_pillow() -> None:
    code = "import sys, composer_plugins.backends.sketch; sys.exit('PIL' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("prompt", ["Maren barefoot on the rug", "Марен босиком на ковре"])
def test_feet_that_the_request_calls_bare_wear_no_shoes(prompt: str) -> None:
    dressed = replace(subject(), garments=(GARMENTS["sweater"], GARMENTS["trousers"]))
    box = regions(scene(dressed), SQUARE)[0].boxes["feet"]
    shod = image(scene(dressed)).crop(box)
    assert image(scene(dressed, prompt=prompt)).crop(box).tobytes() != shod.tobytes()
    booted = replace(dressed, garments=(*dressed.garments, GARMENTS["boots"]))
    boots = image(scene(booted)).crop(box)
    assert image(scene(booted, prompt=prompt)).crop(box).tobytes() == boots.tobytes()


def test_candles_without_a_place_are_in_a_room() -> None:
    lit = replace(scene(subject()), light=Term("candlelight"))
    assert changed(replace(lit, place=Term("room")), lit) is None
    assert changed(replace(lit, place=Term("meadow")), lit) is not None


def test_a_lantern_in_the_snow_is_outdoors() -> None:
    snowy = replace(scene(subject(), prompt="falling snow"), light=Term("lantern light"))
    assert changed(replace(snowy, place=Term("room")), snowy) is not None


def test_a_tattoo_is_drawn_on_the_face_only_when_it_is_there() -> None:
    plain, wrist = scene(person("Ann")), scene(person("Ann", "feature: tattoo on her wrist"))
    face = regions(plain, SQUARE)[0].boxes["face"]
    assert image(plain).crop(face).tobytes() == image(wrist).crop(face).tobytes()
    marked = scene(person("Ann", "feature: tattoo on her cheek"))
    assert image(plain).crop(face).tobytes() != image(marked).crop(face).tobytes()
