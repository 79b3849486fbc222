"""Cards in the metadata of JPEG and WebP pictures, in every way that programs wrote them, and in animated PNGs."""

import base64
import io
import json
import struct
import time

import pytest
from PIL import Image

from composer.cards.limits import Limits
from composer.errors import CardError, NoCardError
from composer.picture_parts import size_of
from composer_plugins.card_carriers.pictures import read_picture
from tests.card_carriers import HEADERS, comment, exif, jpeg, picture, read_by, webp
from tests.card_samples import V1, V2, V3, card_chunk

APP1, COMMENT = 0xE1, 0xFE
XMP = b"http://ns.adobe.com/xap/1.0/\0"


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("packed", [True, False], ids=["base64", "JSON"])
@pytest.mark.parametrize("header", HEADERS)
def test_a_comment_is_read_in_every_code_and_order(header: str, packed: bool, order: str) -> None:
    block = exif(comment(V2, header, packed, order), order)
    for kind, file in (("jpeg", jpeg((APP1, block))), ("webp", webp((b"EXIF", block)))):
        card = read_by(kind, file)
        assert (card.name, card.spec, card.avatar) == ("Tove", "chara_card_v2", file)


@pytest.mark.parametrize("order", ["<", ">"])
def test_what_claims_another_code_than_it_is_in_is_read(order: str) -> None:
    plain = HEADERS["UNICODE"] + json.dumps(V1).encode()
    other = HEADERS["UNICODE"] + json.dumps(V1).encode("utf-16-be" if order == "<" else "utf-16-le")
    marked = HEADERS["UNICODE"] + json.dumps(V1).encode("utf-16")
    bare = json.dumps(V1).encode()
    for value in (plain, other, marked, bare):
        assert read_by("webp", webp((b"EXIF", exif(value, order)))).name == "Tove"


def test_a_webp_with_the_header_of_a_jpeg_in_its_exif_is_read() -> None:
    assert read_by("webp", webp((b"EXIF", b"Exif\0\0" + exif(comment(V2))))).name == "Tove"


def test_numbers_between_commas_are_read_as_bytes() -> None:
    numbers = ",".join(str(byte) for byte in json.dumps({**V1, "name": "Тове"}, ensure_ascii=False).encode())
    assert read_by("webp", webp((b"EXIF", exif(HEADERS["ASCII"] + numbers.encode())))).name == "Тове"


@pytest.mark.parametrize(("tag", "kind"), [(0x010E, 2), (0x9C9C, 1)], ids=["ImageDescription", "XPComment"])
def test_other_comments_of_exif_are_read(tag: int, kind: int) -> None:
    text = base64.b64encode(json.dumps(V2).encode()).decode()
    value = text.encode() + b"\0" if kind == 2 else text.encode("utf-16-le") + b"\0\0"
    assert read_by("jpeg", jpeg((APP1, exif(value, kind=kind, tag=tag)))).name == "Tove"


def test_exif_longer_than_a_segment_is_read() -> None:
    long = {**V1, "description": "tall " * 40_000}
    assert len(read_by("jpeg", jpeg((APP1, exif(comment(long))))).description) == 200_000


@pytest.mark.parametrize(
    "text",
    [
        "<exif:UserComment><rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt></exif:UserComment>",
        '<rdf:Description chara="{}"/>',
        "<rdf:Description dc:description='\n{}'/>",
    ],
)
def test_xmp_is_read(text: str) -> None:
    block = text.format(base64.b64encode(json.dumps(V3).encode()).decode()).encode()
    assert read_by("webp", webp((b"XMP ", block))).name == "Tove"
    assert read_by("jpeg", jpeg((APP1, XMP + block))).name == "Tove"


def test_json_in_xmp_is_read_with_its_entities() -> None:
    block = f"<rdf:li>{json.dumps(V1).replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</rdf:li>"
    assert read_by("webp", webp((b"XMP ", block.encode()))).mes_example == "<START>"


def test_a_comment_segment_of_a_jpeg_is_read() -> None:
    assert read_by("jpeg", jpeg((COMMENT, base64.b64encode(json.dumps(V2).encode())))).name == "Tove"


@pytest.mark.parametrize(
    "file", [picture("JPEG"), jpeg((COMMENT, b"a photo of a lighthouse, by me")), jpeg((0xE1, b"x"))]
)
def test_a_picture_without_a_card_holds_none(file: bytes) -> None:
    with pytest.raises(NoCardError, match="the picture holds no card data"):
        read_by("jpeg", file)


def test_the_comment_of_another_program_is_no_card() -> None:
    for text in ("Steps: 20, Sampler: Euler a, CFG scale: 7", '{"prompt": "a lighthouse at night, rain"}'):
        with pytest.raises(NoCardError):
            read_by("jpeg", jpeg((APP1, exif(HEADERS["UNICODE"] + text.encode("utf-16-le")))))


def test_a_broken_card_is_an_error_that_names_the_place() -> None:
    with pytest.raises(CardError, match="UserComment: no valid JSON") as raised:
        read_by("jpeg", jpeg((APP1, exif(HEADERS["ASCII"] + json.dumps(V1)[:-9].encode()))))
    assert not isinstance(raised.value, NoCardError)


def test_a_card_encrypted_by_risuai_says_so() -> None:
    with pytest.raises(CardError, match="encrypted by RisuAI"):
        read_by("webp", webp((b"EXIF", exif(HEADERS["ASCII"] + b"rcc||rccv1||abcdefghijklmnop"))))


def test_a_comment_above_the_limit_is_an_error() -> None:
    with pytest.raises(CardError, match="the UserComment has 1024 bytes; the limit is 1000"):
        read_picture(webp((b"EXIF", exif(HEADERS["ASCII"] + b"{" * 1024))), Limits(chunk=1000))


@pytest.mark.parametrize(
    "block",
    [
        exif(b"x", count=0xFFFF_FFFF), exif(b"x", count=0x7FFF_FFFF, order=">"), b"II*\0" + b"\xff" * 60,
        b"II*\0" + struct.pack("<IH", 8, 0xFFFF) + (struct.pack("<HHII", 0x8769, 4, 1, 8) * 0xFFFF),
        b"II*\0" + struct.pack("<IH", 8, 0xFFFF) + (struct.pack("<HHII", 0x9286, 7, 2**20, 8) * 0xFFFF),
        b"MM\0*", b"II*\0\x08\0\0\0\x01",
    ],
    ids=["count", "count too", "ff", "pointers to itself", "entries", "short", "cut"],
)  # fmt: skip
def test_hostile_exif_costs_little(block: bytes) -> None:
    started = time.process_time()
    with pytest.raises(NoCardError):
        read_by("webp", webp((b"EXIF", block)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", [b">" * 2**20, b"='" * 2**19, b">" + b" " * 2**20, b"1," * 2**19, b"[ " * 2**19])
def test_hostile_comments_cost_little(text: bytes) -> None:
    started = time.process_time()
    for file in (webp((b"XMP ", text)), webp((b"EXIF", exif(text)))):
        with pytest.raises(CardError):
            read_by("webp", file)
    assert time.process_time() - started < 5


def test_an_animated_png_is_read_and_its_first_frame_is_the_avatar() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (4, 3), colour) for colour in ("navy", "gold")]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    animated = file.getvalue()
    place = animated.index(b"IDAT") - 4
    card = read_by("png", animated[:place] + card_chunk(V2) + animated[place:])
    assert card.name == "Tove"
    with Image.open(io.BytesIO(card.avatar)) as image:
        assert (getattr(image, "n_frames", 1), image.convert("RGB").getpixel((0, 0))) == (2, (0, 0, 128))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_sizes_are_told_by_the_header_alone(kind: str) -> None:
    assert size_of(picture(kind, (70, 30))) == (70, 30)


def test_sizes_of_every_webp_are_told() -> None:
    alpha = io.BytesIO()
    Image.new("RGBA", (70, 30), (1, 2, 3, 4)).save(alpha, "WEBP")
    assert size_of(alpha.getvalue()) == size_of(picture("WEBP", (70, 30), lossless=True)) == (70, 30)
    assert size_of(b"GIF89a") == size_of(b"\xff\xd8\xff") == size_of(b"RIFF\0\0\0\0WEBP") == size_of(b"x") == (0, 0)
