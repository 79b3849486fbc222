"""Reference pictures are sent as a model wants them, and with nothing in them but the picture."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from composer.errors import PictureError
from composer.references.preparing import PIXELS_LIMIT, prepare
from composer.references.stripping import stripped_jpeg, stripped_png
from tests.reference_pictures import FACE, MODEL, SECRET, card_picture, encoded, picture, pixels


def test_a_card_is_sent_without_its_text_and_with_every_pixel_as_it_was() -> None:
    made = prepare(FACE, card_picture(), MODEL)
    assert (made.media_type, made.width, made.height, made.reference) == ("image/png", 90, 120, FACE)
    assert pixels(made.data) == pixels(encoded(picture()))
    assert chunks(made.data) <= {"IHDR", "IDAT", "IEND"}
    assert SECRET.encode() not in made.data
    assert not Image.open(BytesIO(made.data)).info


def chunks(data: bytes) -> set[str]:
    found, position = set(), 8
    while position < len(data):
        length = int.from_bytes(data[position : position + 4])
        found.add(data[position + 4 : position + 8].decode())
        position += length + 12
    return found


def test_a_card_that_is_made_smaller_has_no_text_either() -> None:
    made = prepare(FACE, card_picture(picture(800, 400)), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 256, 128)
    assert b"chara" not in made.data
    assert not Image.open(BytesIO(made.data)).getexif()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_is_sent_without_its_place_and_comments(progressive: bool) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    plain = encoded(picture(), "JPEG", quality=90, progressive=progressive)
    photo = encoded(picture(), "JPEG", quality=90, progressive=progressive, exif=exif, comment=SECRET.encode())
    made = prepare(FACE, photo + SECRET.encode(), MODEL)
    assert made.media_type == "image/jpeg"
    assert SECRET.encode() in photo
    assert SECRET.encode() not in made.data
    assert pixels(made.data) == pixels(plain)


def test_a_photograph_taken_sideways_is_sent_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (0, 0, 40, 40))
    made = prepare(FACE, encoded(image, "JPEG", exif=exif), MODEL)
    assert (made.width, made.height) == (40, 80)
    top = Image.open(BytesIO(made.data)).convert("RGB").getpixel((20, 10))
    assert isinstance(top, tuple)
    assert top[2] > 200


def test_what_is_transparent_stays_so_as_png() -> None:
    image = Image.new("RGBA", (600, 300), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 300, 300))
    made = prepare(FACE, encoded(image, "WEBP", lossless=True), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/png", 256, 128)
    assert Image.open(BytesIO(made.data)).getchannel("A").getextrema() == (0, 255)


def test_what_is_transparent_stands_on_white_where_only_jpeg_is_taken() -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    model = MODEL.model_copy(update={"reference_types": ("image/jpeg",)})
    made = prepare(FACE, encoded(image), model)
    assert made.media_type == "image/jpeg"
    assert Image.open(BytesIO(made.data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "RGBA", "CMYK"])
def test_pictures_of_every_kind_are_made_ready(mode: str) -> None:
    image = Image.new("I;16", (90, 120), 5000) if mode == "I;16" else picture().convert(mode)
    made = prepare(FACE, encoded(image, "JPEG" if mode == "CMYK" else "PNG"), MODEL)
    assert Image.open(BytesIO(made.data)).size == (90, 120)
    assert made.media_type in MODEL.reference_types


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (40, 40), 32768)
    made = prepare(FACE, encoded(image), MODEL)
    grey = Image.open(BytesIO(made.data)).convert("L").getpixel((20, 20))
    assert isinstance(grey, int | float)
    assert 120 < grey < 136


def test_of_an_animation_the_first_frame_is_sent() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    made = prepare(FACE, encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), MODEL)
    first = Image.open(BytesIO(made.data)).convert("RGB").getpixel((10, 10))
    assert isinstance(first, tuple)
    assert first[0] > 200
    assert first[2] < 60


def test_a_picture_without_a_proper_end_is_encoded_anew() -> None:
    data = encoded(picture())
    made = prepare(FACE, data[: data.rindex(b"IEND") - 4] + SECRET.encode(), MODEL)
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 90, 120)
    assert SECRET.encode() not in made.data


def test_an_edge_of_its_own_takes_the_place_of_the_models() -> None:
    assert prepare(FACE, encoded(picture(600, 300)), MODEL, 400).width == 400


def test_the_same_picture_is_worked_on_once() -> None:
    data = card_picture(picture(500, 500))
    assert prepare(FACE, data, MODEL).data is prepare(FACE, data, MODEL).data


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in body
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", encoded(picture())[:2000], encoded(picture(), "JPEG")[:900], b"\x89PNG\r\n\x1a\n", bomb(0, 5)],
)
def test_a_broken_picture_is_an_error_with_the_person_and_the_fix(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"Maren's picture .* cannot be sent: .*avatars\.files"):
        prepare(FACE, data, MODEL)


def test_a_picture_too_large_to_decode_is_not_decoded() -> None:
    with pytest.raises(PictureError, match=f"30000x30000 pixels, more than {PIXELS_LIMIT}"):
        prepare(FACE, bomb(30_000, 30_000), MODEL)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(["PNG", "JPEG"]))
def test_damage_of_any_kind_is_a_typed_error_or_a_picture(noise: bytes, place: int, kind: str) -> None:
    data = bytearray(encoded(picture(20, 20), kind))
    data[place : place + len(noise)] = noise
    try:
        made = prepare(FACE, bytes(data), MODEL)
    except PictureError:
        return
    Image.open(BytesIO(made.data)).load()


@given(st.binary(max_size=200))
def test_stripping_ends_on_anything(data: bytes) -> None:
    for strip, head in ((stripped_png, b"\x89PNG\r\n\x1a\n"), (stripped_jpeg, b"\xff\xd8")):
        try:
            assert strip(head + data).startswith(head)
        except ValueError as error:
            assert "the" in str(error)
