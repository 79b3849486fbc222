"""The caption of a sketch: it says what cannot be drawn, in letters the font has, and never runs over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops, ImageFont

from composer.types import Person
from composer_plugins.sketching.caption import fitted, printable, wrapped
from composer_plugins.sketching.gallery import worn
from composer_plugins.sketching.layout import panel
from composer_plugins.sketching.mood import read_mood
from tests.sketching import changed, image, scene, subject


def test_an_unknown_place_stands_in_the_caption() -> None:
    assert "place: zeppelin" in read_mood(scene(place="zeppelin")).undrawn


@pytest.mark.parametrize(
    "odd",
    [
        subject(features="feature: a faint glow around her"),
        subject({"hair_color": "octarine"}),
        subject(garments={"odd": worn("frobnicator", "accessory", "red")}),
        subject(garments={"boots": worn("boots", "feet", "brown", state="haunted")}),
    ],
)
def test_what_cannot_be_drawn_stands_in_the_caption(odd: Person) -> None:
    box = changed(scene(subject()), scene(odd))
    assert box is not None
    below = panel((1024, 1024))[3]
    caption = ImageChops.difference(image(scene(subject())), image(scene(odd))).crop((0, below, 1024, 1024))
    assert caption.getbbox() is not None


def test_a_drawable_trait_leaves_the_caption_alone() -> None:
    below = panel((1024, 1024))[3]
    before, after = image(scene(subject())), image(scene(subject({"hair_color": "silver"})))
    assert ImageChops.difference(before, after).crop((0, below, 1024, 1024)).getbbox() is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Марина Щукина", "Marina Shchukina"),
        ("Élodie Žáček", "Elodie Zacek"),
        ("«да» — нет…", '"da" - net...'),
        ("日本 ♥", "??"),
        ("a\x00b\n\tc", "a b c"),
    ],
)
def test_letters_the_font_lacks_are_spelt(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_printed_text_is_always_ascii(text: str) -> None:
    assert printable(text).isascii()


@given(st.text(alphabet="abcW ", max_size=400), st.integers(40, 600), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_the_caption_never_overflows(text: str, width: int, lines: int) -> None:
    font = ImageFont.load_default(14)
    found = wrapped(text, 14, width, lines)
    assert len(found) <= lines
    assert all(font.getlength(line) <= width for line in found)
    assert font.getlength(fitted(text, 14, width)) <= width
