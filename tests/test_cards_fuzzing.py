"""Hostile cards: whatever is done to the bytes of a card of any carrier, reading gives a card or a CardError."""

import base64
import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.limits import Limits
from composer.contracts import ReadsWithin
from composer.errors import CardError
from tests.card_carriers import archive, card_formats, charx, comment, exif, jpeg, picture, webp
from tests.card_samples import V2, V3, V3_DATA, card_chunk, png

ASSETS = [
    {"type": "icon", "name": "main", "uri": "embeded://a.png"},
    {"type": "emotion", "name": "x", "uri": "__asset:0"},
]
RICH = {**V3, "data": {**V3_DATA, "assets": ASSETS}}
XMP = f"<rdf:li>{base64.b64encode(json.dumps(V2).encode()).decode()}</rdf:li>".encode()
#: A card in every carrier, with the parts that make it what it is.
SAMPLES = {
    "charx": charx(RICH, a_png=picture(), b_webp=picture("WEBP")),
    "charx stored": archive({"card.json": json.dumps(RICH), "a.png": picture()}, 0),
    "jpeg zip": jpeg() + charx(RICH, a_png=picture()),
    "jpeg exif": jpeg((0xE1, exif(comment(V2, "UNICODE"))), (0xFE, b"a comment")),
    "jpeg xmp": jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
    "webp": webp((b"EXIF", exif(comment(V2, "JIS"), ">")), (b"XMP ", XMP)),
    "png": png(card_chunk(RICH, b"ccv3"), card_chunk(V2)),
    "yaml": b"name: Tove\ncontext: |\n  Tall.\ngreeting: 'Hi'\nx: [1, {a: b}]\ny: &a z\n",
    "text": "---\nname: Тове\n---\n# Тове\n\n**Характер**\nспокойная\nScenario: x\n".encode(),
    "json": json.dumps(V3).encode(),
}
FORMATS = card_formats()
SMALL = Limits(file=10**6, inflated=10**6, chunk=10**6, json_length=10**6)


def read_by_every_format(data: bytes) -> None:
    """Read bytes with every format, as if each had recognised them."""
    for known in FORMATS.values():
        assert 0 <= known.recognises(data[: 64 * 1024]) <= 1
        assert isinstance(known, ReadsWithin)
        with contextlib.suppress(CardError):
            card = known.read_within(data, SMALL)
            assert isinstance(card.name, str)
            assert all(isinstance(asset.data, bytes) for asset in card.assets)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a card with bytes flipped, cut, doubled, overwritten or put in, here and there."""
    data = bytearray(SAMPLES[draw(st.sampled_from(sorted(SAMPLES)))])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.sampled_from([1, 2, 4, 8, 30, 200]))
        how = draw(st.sampled_from(["flip", "cut", "end", "double", "number", "put", "move"]))
        if how == "flip" and data:
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif how == "cut":
            del data[place : place + length]
        elif how == "end":
            del data[place:]
        elif how == "double":
            data[place:place] = data[place : place + length]
        elif how == "number":
            data[place : place + 4] = draw(st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\0\0\0\1"]))
        elif how == "put":
            data[place:place] = draw(st.binary(max_size=40))
        else:
            data += data[place : place + length]
    return bytes(data)


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mutated_card_is_a_card_or_a_card_error(data: bytes) -> None:
    read_by_every_format(data)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_are_a_card_or_a_card_error(data: bytes) -> None:
    read_by_every_format(data)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_card_cut_anywhere_is_a_card_or_a_card_error(sample: str) -> None:
    data = SAMPLES[sample]
    for end in range(0, len(data), max(1, len(data) // 60)):
        read_by_every_format(data[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"name: x\ncontext: " + b"[" * 100_000,
        b"name: x\ncontext: " + b"{a: " * 100_000,
        b"name: x\ngreeting: " + b"- " * 100_000,
        b"name: x\ncontext: " + b"a: " * 50_000,
        b'name: x\ncontext: "' + b"\\x41" * 100_000,
        b"? " * 100_000,
        b"&a " * 100_000,
        b"# " * 300_000,
        b"**" * 300_000,
        b"x:" * 300_000,
        b"\n" * 900_000,
        "【".encode() * 200_000,
        b"---\n" * 200_000,
        json.dumps({"name": "x", "description": "x", "assets": [[]] * 200_000}).encode(),
        b"[" * 900_000,
        b'{"data": ' * 100_000,
        b"PK\x01\x02" * 200_000 + b"PK\x05\x06" + b"\xff" * 18,
        b"\xff\xd8" + b"\xff\xe1\0\2" * 200_000,
        b"RIFF\0\0\0\0WEBP" + b"EXIF\0\0\0\0" * 100_000,
        b"\xff\xfe" + b"\0\xd8" * 200_000,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_hostile_nesting_and_repetition_cost_little(data: bytes) -> None:
    started = time.process_time()
    read_by_every_format(data)
    assert time.process_time() - started < 20
