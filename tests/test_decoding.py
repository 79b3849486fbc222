"""Pictures out of answers: base64 however it is written, and only bytes that are a whole picture count as one."""

import base64
import warnings
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from composer import decoding
from composer.decoding import bytes_of, media_type_of, picture_of
from composer.errors import EmptyAnswerError

NOISE = Image.effect_noise((48, 32), 60).convert("RGB")
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "animated png": ("PNG", {"save_all": True, "append_images": [NOISE.rotate(180)]}),
    "jpeg": ("JPEG", {}),
    "progressive jpeg": ("JPEG", {"progressive": True}),
    "webp": ("WEBP", {}),
    "lossless webp": ("WEBP", {"lossless": True}),
    "animated webp": ("WEBP", {"save_all": True, "append_images": [NOISE.rotate(180)]}),
    "gif": ("GIF", {}),
    "animated gif": ("GIF", {"save_all": True, "append_images": [NOISE.rotate(180)]}),
}


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    data = BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def sample(kind: str) -> bytes:
    name, options = KINDS[kind]
    return encoded(NOISE, name, **options)


# ── base64 ──


@given(st.binary(max_size=200), st.data())
@settings(max_examples=100)
def test_base64_is_read_however_it_is_wrapped(data: bytes, draw: st.DataObject) -> None:
    text = base64.urlsafe_b64encode(data).decode() if draw.draw(st.booleans()) else base64.b64encode(data).decode()
    if draw.draw(st.booleans()):
        text = text.rstrip("=")
    width = draw.draw(st.integers(1, 80))
    text = "\r\n".join(text[start : start + width] for start in range(0, len(text), width))
    prefix = draw.draw(st.sampled_from(["", "data:image/png;base64,", "DATA:image/png;name=a.png;BASE64,"]))
    assert bytes_of(prefix + text) == data


@pytest.mark.parametrize("text", ["data:image/png;base64,%2B%2B%2B%2B", "data:,%fb%ef%be"])
def test_a_data_url_may_be_escaped(text: str) -> None:
    assert bytes_of(text) == b"\xfb\xef\xbe"


@pytest.mark.parametrize("text", ["https://draw.example/a.png", "a", "äöü=", "ab<>", "data:image/png;base64"])
def test_what_is_no_base64_is_an_empty_answer(text: str) -> None:
    with pytest.raises(EmptyAnswerError, match=r"base64|data URL"):
        bytes_of(text)


def test_text_beyond_the_limit_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_BYTES", 10)
    with pytest.raises(EmptyAnswerError, match="12 characters"):
        bytes_of("A" * 12)


@given(st.text(max_size=100))
@settings(max_examples=100)
def test_any_text_gives_bytes_or_an_empty_answer(text: str) -> None:
    try:
        bytes_of(text)
    except EmptyAnswerError as error:
        assert "picture" in str(error)


# ── pictures ──


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_keeps_its_bytes_and_tells_type_and_size_by_its_content(kind: str) -> None:
    data = sample(kind)
    picture = picture_of(data, 7, {"thoughtSignature": "Cg=="})
    assert picture.data is data
    assert picture.media_type == f"image/{kind.split()[-1]}"
    assert (picture.width, picture.height, picture.seed) == (48, 32, 7)
    assert picture.provider_data == {"thoughtSignature": "Cg=="}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_is_cut_anywhere_is_no_picture(kind: str) -> None:
    data = sample(kind)
    last = len(data) - (4 if media_type_of(data) == "image/png" else 0)  # a PNG ends with a checksum of nothing
    for length in {*range(12, last, 37), last - 1}:
        with pytest.raises(EmptyAnswerError, match=r"cut|damaged"):
            picture_of(data[:length])


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_a_cut_is_called_one(kind: str) -> None:
    data = sample(kind)
    with pytest.raises(EmptyAnswerError, match="is cut"):
        picture_of(data[: len(data) * 2 // 3])


def test_bytes_behind_the_end_do_no_harm() -> None:
    assert picture_of(sample("png") + b"appended").width == 48


@pytest.mark.parametrize("data", [b"", b"<html>", b"RIFF1234WAVE", b"%PDF-1.7", encoded(NOISE, "BMP")])
def test_other_bytes_are_no_picture(data: bytes) -> None:
    with pytest.raises(EmptyAnswerError, match=r"no PNG, JPEG, WebP or GIF"):
        picture_of(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("colour", ["black", "white", "#c33c5a"])
def test_a_picture_of_one_colour_is_blank(kind: str, colour: str) -> None:
    with pytest.raises(EmptyAnswerError, match=r"40x30\) is of one single colour"):
        picture_of(encoded(Image.new("RGB", (40, 30), colour), kind))


@pytest.mark.parametrize("mode", ["L", "1", "LA", "P", "I;16", "RGBA"])
def test_one_colour_is_seen_in_every_mode(mode: str) -> None:
    with pytest.raises(EmptyAnswerError, match="one single colour"):
        picture_of(encoded(Image.new("RGBA", (40, 30), "white").convert("L").convert(mode), "PNG"))


def test_two_numbers_of_one_colour_are_one_colour() -> None:
    image = Image.new("P", (40, 30), 0)
    image.putpalette([9, 9, 9, 9, 9, 9])
    image.putpixel((3, 3), 1)
    with pytest.raises(EmptyAnswerError, match="one single colour"):
        picture_of(encoded(image, "PNG"))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_transparent_picture_shows_nothing_whatever_its_colours(mode: str) -> None:
    image = NOISE.copy()
    image.putalpha(0)
    with pytest.raises(EmptyAnswerError, match="transparent all over"):
        picture_of(encoded(image.convert(mode), "PNG"))


def test_a_shape_cut_out_of_one_colour_is_a_picture() -> None:
    image = Image.new("RGBA", (40, 30), (9, 9, 9, 0))
    image.paste((9, 9, 9, 255), (10, 10, 20, 20))
    assert picture_of(encoded(image, "PNG")).width == 40


def test_an_animation_that_begins_blank_is_a_picture_and_one_that_stays_blank_is_none() -> None:
    blank, other = Image.new("RGB", (48, 32), "black"), Image.new("RGB", (48, 32), "black")
    other.info["duration"] = 50
    assert picture_of(encoded(blank, "WEBP", save_all=True, append_images=[NOISE])).width == 48
    with pytest.raises(EmptyAnswerError, match="one single colour"):
        picture_of(encoded(blank, "WEBP", save_all=True, append_images=[other]))


def test_an_animation_is_looked_at_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = Image.new("RGB", (48, 32), "black")
    data = encoded(blank, "GIF", save_all=True, append_images=[*[blank.rotate(0) for _ in range(8)], NOISE], duration=9)
    monkeypatch.setattr(decoding, "_LEAST_DECODED", 1000)
    assert picture_of(data).width == 48
    monkeypatch.setattr(decoding, "_MOST_DECODED", 100)
    with pytest.raises(EmptyAnswerError, match="one single colour"):
        picture_of(data)


def enlarged(kind: str, width: int, height: int) -> bytes:
    """Return a small picture whose head claims another size."""
    data = bytearray(sample(kind))
    if kind == "png":
        data[16:24] = width.to_bytes(4) + height.to_bytes(4)
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4)
    elif kind == "jpeg":
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = height.to_bytes(2) + width.to_bytes(2)
    elif kind == "lossless webp":
        at = data.index(b"VP8L") + 9
        sides = int.from_bytes(data[at : at + 4], "little") & ~0xFFFFFFF | (height - 1) << 14 | (width - 1)
        data[at : at + 4] = sides.to_bytes(4, "little")
    else:
        data[6:10] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize("size", [(8000, 8000), (12000, 9000), (16000, 16000)])
@pytest.mark.parametrize("kind", ["png", "jpeg", "lossless webp", "gif"])
def test_a_bomb_is_refused_without_a_warning(kind: str, size: tuple[int, int]) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with pytest.raises(EmptyAnswerError, match=r"pixels|decoded"):
            picture_of(enlarged(kind, *size))
    assert heard == []


def test_a_gif_whose_frame_is_a_bomb_is_refused_without_a_warning() -> None:
    data = bytearray(sample("gif"))
    at = data.index(b",", data.index(b"!\xf9") if b"!\xf9" in data else 13 + 768)
    data[at + 5 : at + 9] = (12000).to_bytes(2, "little") + (9000).to_bytes(2, "little")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with pytest.raises(EmptyAnswerError, match=r"pixels|decoded"):
            picture_of(bytes(data))
    assert heard == []


@pytest.mark.parametrize("kind", KINDS)
@given(draw=st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_bytes_give_a_picture_or_an_empty_answer_and_never_a_warning(kind: str, draw: st.DataObject) -> None:
    data = bytearray(sample(kind))
    for _ in range(draw.draw(st.integers(1, 5))):
        data[draw.draw(st.integers(0, min(len(data) - 1, 1200)))] = draw.draw(st.integers(0, 255))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            assert picture_of(bytes(data)).data == data
        except EmptyAnswerError as error:
            assert str(error)
    assert heard == []
