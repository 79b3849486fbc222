"""Cards and personas: what is read from PNG, JSON and YAML, and how damage is reported."""

import base64
import contextlib
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.carriers import read_card, read_persona
from composer.contracts import CardFormat, PersonaFormat
from composer.errors import CardError
from composer.plugins import READING, PluginManager
from composer.types import CharacterCard

FIELDS = {
    "name": "Wren",
    "description": "A tall smith with copper hair.",
    "personality": "patient",
    "scenario": "a forge",
    "first_mes": "*Wren looks up.* Hello, {{user}}.",
    "mes_example": "<START>",
}
V2 = {"spec": "chara_card_v2", "spec_version": "2.0", "data": {**FIELDS, "extensions": {"depth_prompt": {"depth": 4}}}}
V3 = {
    "spec": "chara_card_v3", "spec_version": "3.0", "data": {**V2["data"], "nickname": "Wrennie", "assets": []}  # type: ignore[dict-item]
}  # fmt: skip


def card_formats() -> dict[str, CardFormat]:
    plugins = PluginManager()
    plugins.load(READING)
    return plugins.catalogue("register_card_formats", "card format").items


def persona_formats() -> dict[str, PersonaFormat]:
    plugins = PluginManager()
    plugins.load(READING)
    return plugins.catalogue("register_persona_formats", "persona format").items


CARDS = card_formats()
PERSONAS = persona_formats()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + picture + chunk(b"IEND", b"")


def card_chunk(card: Any, keyword: bytes = b"chara") -> bytes:
    return chunk(b"tEXt", keyword + b"\0" + base64.b64encode(json.dumps(card).encode()))


def from_json(card: Any) -> CharacterCard:
    return CARDS["json"].read(json.dumps(card).encode())


@pytest.mark.parametrize("card", [FIELDS, V2, V3], ids=["V1", "V2", "V3"])
def test_every_version_gives_the_same_fields(card: dict[str, Any]) -> None:
    read = from_json(card)
    assert {name: getattr(read, name) for name in FIELDS} == FIELDS
    assert read.warnings == ()


def test_the_nickname_is_what_the_character_is_called() -> None:
    assert (from_json(V3).called, from_json(V2).called) == ("Wrennie", "Wren")


def test_extensions_and_unknown_fields_are_kept() -> None:
    card = {**V2, "data": {**V2["data"], "creator": "me", "someday": [1]}, "character_book": {"entries": []}}  # type: ignore[dict-item]
    read = from_json(card)
    assert read.extensions == {"depth_prompt": {"depth": 4}}
    assert (read.creator, read.unknown) == ("me", {"someday": [1]})


def test_data_wins_over_older_duplicates_at_the_top_level() -> None:
    read = from_json({**V2, "description": "old", "personality": "old"})
    assert (read.description, read.personality) == (FIELDS["description"], FIELDS["personality"])


def test_what_data_does_not_say_is_taken_from_the_top_level() -> None:
    read = from_json({"spec": "chara_card_v2", "data": {"name": "Wren", "scenario": None}, "scenario": "a forge"})
    assert read.scenario == "a forge"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (7, "7"),
        (1.5, "1.5"),
        (True, "true"),
        (["tall", "red-haired"], "tall\nred-haired"),
        ([1, "x"], '[1, "x"]'),
        ({"hair": "red"}, '{"hair": "red"}'),
    ],
)
def test_a_wrong_type_becomes_text_and_is_told(value: object, text: str) -> None:
    read = from_json({**FIELDS, "description": value})
    assert read.description == text
    assert len(read.coercions) == 1
    assert "description" in read.coercions[0]


@pytest.mark.parametrize("extensions", [None, [], "x", 3])
def test_extensions_of_a_wrong_type_are_empty(extensions: object) -> None:
    read = from_json({**FIELDS, "extensions": extensions})
    assert read.extensions == {}
    assert "extensions" in read.coercions[0]


def test_broken_characters_are_taken_out_with_a_warning() -> None:
    read = CARDS["json"].read(rb'{"name": "W\u0000ren", "description": "a \ud83d b", "tags": ["\udc00"]}')
    assert (read.name, read.description) == ("Wren", "a \ufffd b")
    assert read.tags == ("\ufffd",)
    assert "surrogate" in read.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_json(encoding: str) -> None:
    assert CARDS["json"].read('{"name": "Аглая", "description": "рыжая"}'.encode(encoding)).name == "Аглая"


def test_a_card_that_is_not_clean_utf_8_is_read_as_far_as_it_goes() -> None:
    read = CARDS["json"].read('{"name": "Мира", "description": "рыжие волосы и '.encode() + b'\xff"}')
    assert (read.name, read.description) == ("Мира", "рыжие волосы и \ufffd")
    assert read.warnings == ("the JSON is damaged: what could not be read is shown as \ufffd",)


def test_a_card_in_an_old_encoding_is_read_in_it() -> None:
    read = CARDS["json"].read('{"name": "Мира", "description": "рыжие волосы, зелёные глаза"}'.encode("cp1251"))
    assert (read.name, read.description) == ("Мира", "рыжие волосы, зелёные глаза")
    assert read.warnings == ("the JSON is in Windows-1251, not in UTF-8; it was read as that",)


def test_json_that_was_encoded_twice_is_read() -> None:
    assert CARDS["json"].read(json.dumps(json.dumps(FIELDS)).encode()).name == "Wren"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"{", "no valid JSON"),
        (b"", "no valid JSON: it is empty"),
        (b"[1]", "a list"),
        (b"5", "a number"),
        (b"{}", "none of the fields"),
        (b'{"hello": 1}', "none of the fields"),
        (b'{"name": ' + b"[" * 200_000, "too deeply"),
        (b'{"name": "A", "x": ' + b"[" * 102 + b"]" * 102 + b"}", "too deeply"),
        (b'{"name": ' + b"9" * 10_000 + b"}", "a number in it has thousands of digits"),
        (b" " * (16 * 1024 * 1024 + 1), "limit"),
    ],
    ids=["cut", "empty", "list", "number", "nothing", "other", "deep", "rather deep", "digits", "large"],
)
def test_what_is_no_card_says_why(data: bytes, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        CARDS["json"].read(data)


@pytest.mark.parametrize("keyword", [b"chara", b"ccv3", b"Chara", b"CCV3"])
def test_a_picture_is_read_whatever_the_case_of_its_keyword(keyword: bytes) -> None:
    data = png(card_chunk(V2, keyword))
    read = CARDS["png"].read(data)
    assert read.name == "Wren"
    assert read.avatar == data


def test_of_two_chunks_version_3_is_used_and_differences_are_reported() -> None:
    older = {**V2, "data": {**V2["data"], "description": "old", "scenario": "old"}}  # type: ignore[dict-item]
    read = CARDS["png"].read(png(card_chunk(older), card_chunk(V3, b"ccv3")))
    assert read.description == FIELDS["description"]
    assert read.warnings == ("the chunks ccv3 and chara differ in description, scenario; ccv3 is used",)


def test_equal_chunks_give_no_warning() -> None:
    assert CARDS["png"].read(png(card_chunk(V2), card_chunk(V3, b"ccv3"))).warnings == ()


def test_a_broken_chunk_does_not_hide_the_good_one() -> None:
    read = CARDS["png"].read(png(chunk(b"tEXt", b"ccv3\0@@@"), card_chunk(V2)))
    assert read.name == "Wren"
    assert "base64" in read.warnings[0]


@pytest.mark.parametrize("change", ["lines", "padding", "address alphabet", "plain"])
def test_variants_of_base64(change: str) -> None:
    text = json.dumps({**FIELDS, "tags": ["???>>>~~~"]}).encode()
    encoded = {
        "lines": base64.encodebytes(text),
        "padding": base64.b64encode(text).rstrip(b"="),
        "address alphabet": base64.urlsafe_b64encode(text),
        "plain": text,
    }[change]
    assert CARDS["png"].read(png(chunk(b"tEXt", b"chara\0" + encoded))).tags == ("???>>>~~~",)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (png(), "no card data"),
        (png(chunk(b"zTXt", b"chara\0\0" + zlib.compress(b"x"))), "chunk chara: no valid base64"),
        (png(chunk(b"iTXt", b"ccv3\0\0\0\0\0x")), "chunk ccv3: no valid base64"),
        (png()[:20], "no card data"),
        (b"GIF89a", "no PNG"),
        (png(chunk(b"tEXt", b"chara\0e30=")), "chunk chara.*none of the fields"),
        (png(card_chunk(V2))[:60], "chunk chara"),
        (png(*[chunk(b"tIME", b"")] * 100_000), "more than"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtchara\0", "limit"),
    ],
    ids=["none", "zTXt", "iTXt", "cut", "gif", "no card", "cut card", "many", "huge"],
)
def test_a_picture_without_a_card_says_so(data: bytes, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        CARDS["png"].read(data)


def test_a_persona_is_read() -> None:
    text = 'name: Alex\ndescription: |\n  Tall.\naliases: [Al, "Lex"]\navatar: data:image/png;base64,aGk=\n'
    persona = PERSONAS["yaml"].read(text.encode("utf-8-sig"))
    assert (persona.name, persona.description) == ("Alex", "Tall.\n")
    assert (persona.aliases, persona.avatar) == (("Al", "Lex"), b"hi")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name: A\nnmae: B\n", "line 2: nmae.*'name'"),
        ("name: A\naliases: Al\n", "line 2: aliases"),
        ("description: x\n", "name"),
        ("name: A\nname: B\n", "line 2"),
        ("name: &a A\ndescription: *a\n", "aliases are not allowed"),
        ("name: [", "line"),
        ("", "name"),
        ("- 1\n", "document"),
        ("name: A\navatar: Ä\n", "avatar"),
        ("name: !!bool maybe\n", "YAML"),
        ("name: !!timestamp maybe\n", "YAML"),
        ("name: !!int ''\n", "YAML"),
        ("name: " + "[" * 5000, "YAML"),
    ],
)
def test_a_wrong_persona_names_the_place(text: str, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        PERSONAS["yaml"].read(text.encode())


def test_a_persona_that_is_no_text_is_an_error() -> None:
    with pytest.raises(CardError):
        PERSONAS["yaml"].read(b"name: \xff")


def test_the_file_decides_the_format(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(png(card_chunk(V2)))
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbf\n" + json.dumps(V3).encode())
    assert read_card(tmp_path / "a.txt", CARDS.values()).avatar
    assert read_card(tmp_path / "b.txt", CARDS.values()).spec == "chara_card_v3"


def test_a_card_without_a_name_is_called_like_its_file(tmp_path: Path) -> None:
    (tmp_path / "Wren.json").write_text('{"name": "", "description": "tall"}')
    assert read_card(tmp_path / "Wren.json", CARDS.values()).name == "Wren"


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.write_bytes(png())
    with pytest.raises(CardError, match=r"empty\.png: the picture holds no card data"):
        read_card(path, CARDS.values())


def test_an_unknown_file_lists_the_known_formats(tmp_path: Path) -> None:
    path = tmp_path / "card.gif"
    path.write_bytes(b"GIF89a")
    with pytest.raises(
        CardError,
        match=r"card\.gif: no card format knows this file; there are: charx, jpeg",
    ):
        read_card(path, CARDS.values())


@pytest.mark.parametrize("name", ["missing.png", "", "a\0b"])
def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(CardError):
        read_card(tmp_path / name, CARDS.values())
    with pytest.raises(CardError):
        read_persona(tmp_path / name, PERSONAS.values())


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(CardError, match=r"big.png: .*limit"):
        read_card(path, CARDS.values())


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with a few bytes replaced, removed or inserted."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 8))
        data[start : start + length] = draw(st.binary(max_size=8) | st.sampled_from([b"null", b'"', b"{", b"\\ud800"]))
    return bytes(data)


@settings(max_examples=150, deadline=None)
@given(data=damaged(png(card_chunk(V2), card_chunk(V3, b"ccv3"))))
def test_a_damaged_picture_raises_nothing_but_card_errors(data: bytes) -> None:
    CARDS["png"].recognises(data)
    with contextlib.suppress(CardError):
        CARDS["png"].read(data)


@settings(max_examples=150, deadline=None)
@given(data=damaged(json.dumps(V3).encode()))
def test_damaged_json_raises_nothing_but_card_errors(data: bytes) -> None:
    CARDS["json"].recognises(data)
    with contextlib.suppress(CardError):
        CARDS["json"].read(data).description.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(data=damaged(b"name: Alex\ndescription: |\n  Tall, red hair.\naliases: [Al, Lex]\n") | st.binary(max_size=40))
def test_a_damaged_persona_raises_nothing_but_card_errors(data: bytes) -> None:
    PERSONAS["yaml"].recognises(data)
    with contextlib.suppress(CardError):
        PERSONAS["yaml"].read(data)
