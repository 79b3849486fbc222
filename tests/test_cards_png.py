"""Cards in PNG pictures: every kind of text chunk, whatever is damaged, and nothing but errors of cards."""

import base64
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.limits import Limits
from composer.errors import CardError
from composer.types import CharacterCard
from composer_plugins.cards.png import PngCard
from tests.card_samples import V1, V2, V3, V3_DATA, card_chunk, chunk, packed, png
from tests.hostile_files import damaged

PNG = PngCard()
SMALL = Limits(chunk=4_100, json_length=3_000)


def read(*chunks: bytes) -> CharacterCard:
    return PNG.read(png(*chunks))


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"ziTXt"])
@pytest.mark.parametrize("keyword", [b"chara", b"ccv3", b"Chara", b"CCV3"])
def test_every_kind_of_text_chunk_is_read(kind: bytes, keyword: bytes) -> None:
    card = read(card_chunk(V3, keyword, kind))
    assert (card.name, card.nickname, card.coercions, card.warnings) == ("Tove", "T", (), ())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_chunks_version_3_is_used_and_the_fields_that_differ_are_told(order: tuple[int, int]) -> None:
    older = {**V2, "data": {**V2["data"], "scenario": "old", "tags": ["old"], "creator": "me"}}
    chunks = (card_chunk(older), card_chunk(V3, b"ccv3"))
    card = read(*(chunks[number] for number in order))
    assert card.scenario == V1["scenario"]
    assert card.warnings == ("the chunks ccv3 and chara differ in scenario, tags, creator; ccv3 is used",)


def test_pictures_of_a_card_are_no_difference() -> None:
    other = {**V3, "data": {**V3_DATA, "creator": "me"}}
    assert read(card_chunk(other), card_chunk(V3, b"ccv3")).warnings == (
        "the chunks ccv3 and chara differ in creator; ccv3 is used",
    )


def test_what_only_version_3_has_is_no_difference() -> None:
    assert read(card_chunk(V2), card_chunk(V3, b"ccv3")).warnings == ()


@pytest.mark.parametrize("broken", [b"@@@", base64.b64encode(b"{"), packed([1]), packed({"a": 1}), b""])
def test_a_broken_chunk_does_not_hide_the_good_one(broken: bytes) -> None:
    for keyword, good in ((b"ccv3", b"chara"), (b"chara", b"ccv3")):
        card = read(chunk(b"tEXt", keyword + b"\0" + broken), card_chunk(V2, good))
        assert card.name == "Tove"
        assert len(card.warnings) == 1
        assert card.warnings[0].startswith(f"the chunk {keyword.decode()}: ")


def test_of_two_chunks_of_one_name_the_first_readable_counts() -> None:
    card = read(chunk(b"tEXt", b"chara\0@"), card_chunk(V2), card_chunk({**V2, "data": {"name": "B"}}))
    assert card.name == "Tove"
    assert len(card.warnings) == 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(V3).encode(),
        b"\xef\xbb\xbf" + json.dumps(V3).encode(),
        base64.encodebytes(json.dumps(V3).encode()),
        packed(V3).rstrip(b"="),
        packed(V3) + b"\0",
        base64.urlsafe_b64encode(json.dumps(V3).encode()),
        base64.b64encode(json.dumps(V3).encode("utf-16")),
        base64.b64encode(json.dumps(json.dumps(V3)).encode()),
    ],
    ids=["JSON", "BOM", "lines", "padding", "NUL", "URL-safe", "UTF-16", "twice"],
)
def test_the_text_of_a_chunk_is_read_however_it_is_packed(text: bytes) -> None:
    assert read(chunk(b"tEXt", b"ccv3\0" + text)).description == V1["description"]


def test_an_encrypted_card_says_so() -> None:
    with pytest.raises(CardError, match="encrypted by RisuAI"):
        read(chunk(b"tEXt", b"chara\0rcc||rccv1||AAAA||hash||meta"))


def test_a_wrong_checksum_is_told() -> None:
    data = bytearray(png(card_chunk(V2)))
    end = data.index(b"IDAT") - 4
    data[end - 1] ^= 1
    assert PNG.read(bytes(data)).warnings == ("the chunk chara: its checksum is wrong",)


def test_bytes_behind_the_picture_are_told() -> None:
    assert PNG.read(png(card_chunk(V2)) + b"PK\3\4").warnings == ("4 bytes stand behind the end of the picture",)


def test_a_picture_that_is_cut_behind_its_card_is_read() -> None:
    data = png(card_chunk(V2))
    for cut in (data[: data.index(b"IDAT") + 6], data[: data.index(b"IEND") - 4], data[: data.index(b"IDAT") - 4]):
        assert PNG.read(cut).warnings == ("the picture is cut off",)


def test_an_animated_picture_is_read() -> None:
    frames = chunk(b"acTL", bytes(8)), chunk(b"fcTL", bytes(26)), chunk(b"fdAT", bytes(8))
    assert read(*frames, card_chunk(V3, b"ccv3")).name == "Tove"


@pytest.mark.parametrize("name", ["chara-ext-asset_:0", "chara-ext-asset_0", "chara-ext-asset_:a/B.png"])
def test_assets_in_chunks_of_their_own_are_read(name: str) -> None:
    key = name.removeprefix("chara-ext-asset_").removeprefix(":")
    asset = {"type": "emotion", "name": "happy", "uri": f"__asset:{key}", "ext": "png"}
    card = {**V3, "data": {**V3_DATA, "assets": [asset]}}
    happy = png()
    read_card = read(card_chunk(card, b"ccv3"), chunk(b"tEXt", name.encode() + b"\0" + base64.b64encode(happy)))
    assert [one.data for one in read_card.assets] == [happy]
    assert read_card.warnings == ()


def test_the_default_asset_is_the_picture_itself() -> None:
    data = png(card_chunk(V3, b"ccv3"))
    assert PNG.read(data).assets[0].data == data


@pytest.mark.parametrize("body", [b"@@@", b""])
def test_an_asset_that_cannot_be_read_is_told(body: bytes) -> None:
    asset = {"type": "icon", "name": "x", "uri": "__asset:0", "ext": "png"}
    card = {**V3, "data": {**V3_DATA, "assets": [asset, {**asset, "uri": "__asset:9"}]}}
    read_card = read(card_chunk(card, b"ccv3"), chunk(b"tEXt", b"chara-ext-asset_:0\0" + body))
    assert [one.data for one in read_card.assets] == [b"", b""]
    assert "there is no '__asset:9'" in read_card.warnings[-1]


@pytest.mark.parametrize("kind", [b"zTXt", b"ziTXt"])
def test_a_chunk_that_inflates_beyond_the_limit_is_refused(kind: bytes) -> None:
    data = png(card_chunk({**V2, "x": "a" * 100_000}, b"chara", kind))
    with pytest.raises(CardError, match="more than 4100 bytes, the limit"):
        PngCard(SMALL).read(data)


@pytest.mark.parametrize(
    ("text", "cause"),
    [("a" * 4_000, "it has .* bytes; the limit is 4100"), ("a" * 2_990, "the JSON has .*; the limit is 3000")],
)
def test_a_large_chunk_is_refused(text: str, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        PngCard(SMALL).read(png(card_chunk({"name": text})))


@pytest.mark.parametrize("body", [b"", b"\0", b"x\xda", zlib.compress(b"e30=")[:-6]])
def test_damaged_compressed_text_is_an_error(body: bytes) -> None:
    with pytest.raises(CardError, match="chunk ccv3"):
        read(chunk(b"zTXt", b"ccv3\0\0" + body))


SAMPLES = [
    png(card_chunk(V2), card_chunk(V3, b"ccv3")),
    png(card_chunk(V3, b"ccv3", b"zTXt"), card_chunk(V2, b"chara", b"ziTXt")),
    png(chunk(b"tEXt", b"ccv3\0" + json.dumps({**V3, "data": {**V3_DATA, "tags": "a"}}).encode())),
]


@settings(max_examples=300, deadline=None)
@given(data=st.sampled_from(SAMPLES).flatmap(damaged))
def test_a_damaged_picture_is_read_or_an_error_of_cards(data: bytes) -> None:
    try:
        card = PNG.read(data)
    except CardError:
        return
    card.description.encode()
    assert PNG.read(PNG.write(card, data)).description == card.description
