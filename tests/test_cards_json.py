"""Cards as JSON files, in every encoding and packing people have, and nothing but errors of cards."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.limits import Limits
from composer.errors import CardError
from composer_plugins.cards.json_card import JsonCard
from tests.card_samples import V1, V2, V3, V3_DATA, packed
from tests.hostile_files import damaged

JSON = JsonCard()


def text(card: Any, **setting: Any) -> bytes:
    return json.dumps(card, ensure_ascii=False, **setting).encode()


WAYS = {
    "flat": text(V1),
    "V2": text(V2),
    "indented": text(V3, indent=4),
    "mark": b"\xef\xbb\xbf" + text(V3),
    "UTF-16": json.dumps(V3).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(V3).encode("utf-16-le"),
    "UTF-32": json.dumps(V3).encode("utf-32"),
    "twice": text(json.dumps(V3)),
    "thrice": text(json.dumps(json.dumps(V3))),
    "base64": packed(V3),
    "wrapped base64": base64.encodebytes(text(V3, indent=2)),
    "URL-safe base64": base64.urlsafe_b64encode(text(V3)).rstrip(b"="),
    "base64 of UTF-8 with a mark": base64.b64encode(b"\xef\xbb\xbf" + text(V3)),
}


@pytest.mark.parametrize("way", WAYS)
def test_json_is_read_and_recognised_however_it_is_written(way: str) -> None:
    assert JSON.recognises(WAYS[way]) >= 0.4
    card = JSON.read(WAYS[way])
    assert (card.name, card.description, card.coercions) == ("Tove", V1["description"], ())
    assert bool(card.warnings) == ("base64" in way or way in ("twice", "thrice"))


@pytest.mark.parametrize(
    "head",
    [
        b"", b"{{char}} is tall.", b'"Hello," she says.', b"[Tove's body: tall]", b"eyes grey, hair red", b"- 1",
        b"Wren is a smith of thirty, and she likes tea", b"\x89PNG\r\n\x1a\n", b"e" * 3,
    ],
)  # fmt: skip
def test_text_is_not_taken_for_json(head: bytes) -> None:
    assert JSON.recognises(head) == 0.0


def test_limits_on_length_and_depth_can_be_set() -> None:
    small = JsonCard(Limits(json_length=100, json_depth=3))
    with pytest.raises(CardError, match="the limit is 100"):
        small.read(text(V3))
    with pytest.raises(CardError, match="too deeply; the limit is 3"):
        small.read(b'{"name": "A", "x": [[[[[1]]]]]}')


SAMPLES = [text(V2), text({**V3, "data": {**V3_DATA, "creation_date": "2020-01-01"}}, indent=1), packed(V3)]


@settings(max_examples=300, deadline=None)
@given(data=st.sampled_from(SAMPLES).flatmap(damaged))
def test_damaged_json_is_read_or_an_error_of_cards(data: bytes) -> None:
    JSON.recognises(data)
    try:
        card = JSON.read(data)
    except CardError:
        return
    card.description.encode()
    assert JSON.read(JSON.write(card, data)).description == card.description
