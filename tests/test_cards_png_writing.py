"""A card written into a picture: two chunks that every program reads, and every other byte as it was."""

import base64
import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from composer.cards.fields import card_from_fields
from composer.cards.limits import Limits
from composer.cards.writing import card_fields
from composer.errors import CardError
from composer.types import Asset
from composer_plugins.card_carriers.png_chunks import chunks, keyword
from composer_plugins.cards.json_card import JsonCard
from composer_plugins.cards.png import PngCard
from tests.card_samples import SIGNATURE, V1, V2, V3, card_chunk, chunk, png

PNG, JSON = PngCard(), JsonCard()
CARD = card_from_fields({**V3, "someday": [1]})
FORMATS = ["JPEG", "WEBP", "GIF"]


def parts(data: bytes) -> list[bytes]:
    """Return every chunk that carries no card, and what stands behind the picture."""
    found = list(chunks(data))
    called = [keyword(data, one).lower() if one.is_text else "" for one in found]
    kept = [data[one.start : one.end] for one, name in zip(found, called, strict=True) if name not in ("chara", "ccv3")]
    return [data[:8], *kept, data[found[-1].end :]]


def foreign_view(data: bytes) -> dict[str, object]:
    """Read the chunks as other programs do: base64 of JSON in a plain text chunk."""
    bodies = [data[one.start + 8 : one.end - 4] for one in chunks(data) if one.kind == b"tEXt"]
    texts = dict(body.split(b"\0", 1) for body in bodies)
    return {name.decode(): json.loads(base64.b64decode(text)) for name, text in texts.items()}


def picture(kind: str, mode: str = "RGB") -> bytes:
    written = BytesIO()
    Image.new(mode, (3, 2), 7).save(written, kind)
    return written.getvalue()


def test_both_versions_are_written_and_say_everything() -> None:
    seen = foreign_view(PNG.write(CARD, png()))
    assert list(seen) == ["chara", "ccv3"]
    assert seen["ccv3"] == {**V3, "someday": [1]}
    assert seen["chara"] == {**V3, "someday": [1], "spec": "chara_card_v2", "spec_version": "2.0"}


@pytest.mark.parametrize("old", [V1, V2, V3], ids=["V1", "V2", "V3"])
@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
def test_the_new_chunks_take_the_place_of_the_old(old: object, kind: bytes) -> None:
    before, after = chunk(b"tEXt", b"Comment\0hello"), chunk(b"zTXt", b"XML\0\0x")
    data = png(before, card_chunk(old, b"CHARA", kind), after, card_chunk(old, b"ccv3", kind))
    written = PNG.write(CARD, data + b"behind")
    assert parts(written) == parts(data + b"behind")
    kinds = [keyword(written, one) for one in chunks(written) if one.is_text]
    assert kinds == ["Comment", "chara", "ccv3", "XML"]


def test_a_picture_without_a_card_gets_it_before_its_end() -> None:
    written = PNG.write(CARD, png())
    assert [one.kind for one in chunks(written)] == [b"IHDR", b"IDAT", b"tEXt", b"tEXt", b"IEND"]
    with Image.open(BytesIO(written)) as image:
        image.load()


def test_writing_twice_is_writing_once() -> None:
    once = PNG.write(CARD, png(card_chunk(V2)))
    assert PNG.write(PNG.read(once), once) == once


@pytest.mark.parametrize("cut", [b"IDAT", b"IEND"])
def test_a_cut_picture_still_takes_a_card(cut: bytes) -> None:
    whole = png()
    assert PNG.read(PNG.write(CARD, whole[: whole.index(cut) + 5])).description == CARD.description


CHUNKS = st.lists(
    st.builds(chunk, st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"tIME", b"acTL", b"prVt"]), st.binary(max_size=20))
    | st.sampled_from([card_chunk(V1), card_chunk(V3, b"ccv3", b"zTXt"), card_chunk(V2, b"Chara", b"ziTXt")]),
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(others=CHUNKS, behind=st.binary(max_size=8), damage=st.integers(0, 255))
def test_all_that_is_no_card_stays_byte_for_byte(others: list[bytes], behind: bytes, damage: int) -> None:
    data = bytearray(png(*others) + behind)
    data[data.index(b"IDAT") + 5] ^= damage
    written = PNG.write(CARD, bytes(data))
    assert parts(written) == parts(bytes(data))
    read = PNG.read(written)
    assert card_fields(read) == card_fields(CARD)
    assert read.unknown == CARD.unknown


@pytest.mark.parametrize("kind", FORMATS)
def test_an_avatar_of_another_format_becomes_a_png(kind: str) -> None:
    written = PNG.write(replace(CARD, avatar=picture(kind)), b"")
    assert PNG.read(written).description == CARD.description
    with Image.open(BytesIO(written)) as image:
        assert (image.format, image.size) == ("PNG", (3, 2))


def test_an_avatar_in_printers_colours_becomes_a_png() -> None:
    written = PNG.write(replace(CARD, avatar=picture("JPEG", "CMYK")), b"")
    with Image.open(BytesIO(written)) as image:
        assert image.mode == "RGB"


def test_an_avatar_that_is_a_png_stays_as_it_is() -> None:
    assert parts(PNG.write(replace(CARD, avatar=png()), b"")) == parts(png())


@pytest.mark.parametrize(
    ("avatar", "cause"),
    [
        (b"", "'Tove' has no picture.*write it as JSON"),
        (b"BM\0\0", "no PNG, JPEG, WebP or GIF"),
        (picture("JPEG")[:60], "cannot be decoded"),
        (picture("GIF")[:12], "cannot be decoded"),
        (picture("WEBP"), "3x2 pixels; the limit is 5"),
    ],
)
def test_a_picture_that_cannot_be_written_into_says_why(avatar: bytes, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        PngCard(Limits(pixels=5)).write(replace(CARD, avatar=avatar), b"")


def test_an_original_that_is_no_png_is_an_error() -> None:
    with pytest.raises(CardError, match="no PNG"):
        PNG.write(CARD, b"GIF89a")


def test_a_card_that_would_be_too_long_to_read_is_not_written() -> None:
    with pytest.raises(CardError, match=r"would have .* bytes; the limit is 1000"):
        PngCard(Limits(json_length=1000)).write(replace(CARD, description="x" * 1000), png())


@pytest.mark.parametrize(
    "original",
    [
        json.dumps(V2, indent=2).encode(),
        json.dumps(V2, indent="\t", ensure_ascii=False).encode(),
        json.dumps(V2, separators=(",", ":")).encode(),
        json.dumps({**V2, "data": {**V2["data"], "name": "Tovë"}}).encode(),
    ],
    ids=["spaces", "tab", "tight", "ASCII"],
)
def test_json_is_set_out_as_it_was(original: bytes) -> None:
    assert JSON.write(JSON.read(original), original) == original


def test_json_of_a_flat_card_becomes_version_3() -> None:
    written = json.loads(JSON.write(JSON.read(json.dumps(V1).encode()), b""))
    assert written["spec"] == "chara_card_v3"
    assert {name: written["data"][name] for name in V1} == V1


def test_a_written_picture_begins_as_one() -> None:
    assert PNG.write(CARD, png()).startswith(SIGNATURE)


@pytest.mark.parametrize("uri", ["embeded://assets/happy.png", "__asset:7", "happy.png"])
def test_pictures_inside_another_file_come_along(uri: str) -> None:
    happy = Asset("emotion", "happy", uri, "png", data=png())
    card = replace(CARD, assets=(*CARD.assets, happy), avatar=png())
    written = PNG.write(card, b"")
    for read in (PNG.read(written), JSON.read(JSON.write(card, b""))):
        assert (read.assets[1].name, read.assets[1].data) == ("happy", png())
        assert read.assets[0].uri == "ccdefault:"
    assert PNG.write(PNG.read(written), written) == written
