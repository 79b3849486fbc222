"""Chats: what is read from SillyTavern's JSONL and from Markdown, and that rewriting changes nothing else."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.carriers import open_chat
from composer.contracts import ChatFormat
from composer.errors import ChatError
from composer.plugins import READING, PluginManager
from composer.types import ChatMessage


def chat_formats() -> dict[str, ChatFormat]:
    plugins = PluginManager()
    plugins.load(READING)
    return plugins.catalogue("register_chat_formats", "chat format").items


CHATS = chat_formats()
JSONL = CHATS["jsonl"]
MARKDOWN = CHATS["markdown"]
HEADER = b'{"user_name":"Alex","character_name":"Wren","create_date":"2026-1-2","chat_metadata":{"integrity":"x"}}\n'


def line(**fields: Any) -> bytes:
    return (
        json.dumps({"name": "Wren", "is_user": False, "mes": "Hello.", **fields}, ensure_ascii=False).encode() + b"\n"
    )


def read(*lines: bytes) -> list[ChatMessage]:
    return list(JSONL.read(b"".join(lines).splitlines(keepends=True)))


def rewrite(data: bytes, texts: dict[int, str]) -> bytes:
    return b"".join(JSONL.rewrite(data.splitlines(keepends=True), texts))


def test_messages_are_read_with_speaker_id_and_avatar() -> None:
    hello = line(send_date="January 2, 2026 9:00am", original_avatar="Wren.png", swipes=["a", "Hello."], swipe_id=1)
    assert read(HEADER, hello, line(name="Alex", is_user=True, mes="Hi.", send_date=1735689600000)) == [
        ChatMessage("Wren", "Hello.", id="January 2, 2026 9:00am", swipe=1, avatar="Wren.png"),
        ChatMessage("Alex", "Hi.", is_user=True, id="1735689600000"),
    ]


def test_the_header_may_be_missing_and_blank_lines_do_not_count() -> None:
    assert [message.text for message in read(b"\n", line(mes="a"), b" \r\n", line(mes="b"))] == ["a", "b"]


def test_a_byte_order_mark_is_no_text() -> None:
    assert len(read(b"\xef\xbb\xbf" + HEADER, line())) == 1


@pytest.mark.parametrize(("value", "hidden"), [(True, True), ("", False), (None, False), (1, True)])
def test_hidden_messages_are_there_and_say_so(value: object, hidden: bool) -> None:
    assert read(line(is_system=value))[0].is_system is hidden


def test_equal_dates_are_told_apart() -> None:
    dates = ["d", "d", "d#2", "d", None, "", 5]
    assert [message.id for message in read(*(line(send_date=date) for date in dates))] == [
        "d", "d#2", "d#2#2", "d#3", "message-4", "message-5", "5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"mes": "shown", "swipes": ["shown", "other"], "swipe_id": 0}, "shown"),
        ({"mes": "shown", "swipes": ["a", "half made"], "swipe_id": 1}, "shown"),
        ({"mes": None, "swipes": ["a", "b"], "swipe_id": 1}, "b"),
        ({"mes": 5, "swipes": ["a", "b"], "swipe_id": 7}, ""),
        ({"mes": None, "swipes": "no list", "swipe_id": "1"}, ""),
        ({"mes": "shown", "swipes": {"0": "x"}, "swipe_id": None}, "shown"),
    ],
)
def test_the_text_is_what_is_shown(fields: dict[str, Any], text: str) -> None:
    assert read(line(**fields))[0].text == text


def test_half_a_surrogate_pair_reads_as_a_replacement_character() -> None:
    assert read(rb'{"name": "W\ud800", "mes": "a\ud83db \ud83d\ude00"}')[0] == ChatMessage(
        "W\ufffd", "a\ufffdb \U0001f600", id="message-0"
    )


@pytest.mark.parametrize("fields", [{"name": None}, {"name": 5}, {"is_user": []}, {"swipe_id": "x"}, {"swipe_id": -1}])
def test_wrong_types_are_read_as_absent(fields: dict[str, Any]) -> None:
    message = read(line(**{"name": "", **fields}))[0]
    assert (message.name, message.is_user, message.swipe) == ("", False, 0)


@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        (b'{"mes": "cut', "line 3: no valid JSON: .*column"),
        (b"[]\n", "line 3: a message is a JSON object"),
        (b'{"role": "user"}\n', "line 3: .*'mes'"),
        (HEADER, "line 3: .*'mes'"),
        (b'{"mes": "\xff"}', "line 3: no UTF-8 at byte 9"),
        (b'{"mes": ' + b"[" * 100_000 + b"\n", "line 3: .*deep"),
        (b'{"mes": "x", "n": ' + b"1" * 9000 + b"}", "line 3: no valid JSON"),
        (b'{"mes": "' + b"x" * 33_554_432 + b'"}', "line 3: .*limit"),
    ],
    ids=["cut", "list", "foreign", "second header", "latin", "deep", "digits", "long"],
)
def test_a_broken_line_is_named(broken: bytes, cause: str) -> None:
    with pytest.raises(ChatError, match=cause):
        list(JSONL.read([HEADER, line(), broken]))


def test_names_come_from_the_header() -> None:
    assert JSONL.names([HEADER, line(name="Other")]) == ("Wren", "Alex")


@pytest.mark.parametrize("header", [b"", b'{"user_name": "unused", "character_name": "unused", "chat_metadata": {}}\n'])
def test_names_else_come_from_the_messages(header: bytes) -> None:
    note = line(name="Note", is_system=True)
    assert JSONL.names([header, note, line(), line(name="Alex", is_user=True), b"not read"]) == ("Wren", "Alex")
    assert JSONL.names([header]) == ("", "")


ODD = (
    b'\xef\xbb\xbf{"user_name":"A", "chat_metadata": {"n": 1.0e5}}\r\n'
    b"\r\n"
    b'{ "mes" : "one" ,"swipes":["zero","one" , "two"],"swipe_id":1,"gen":1.50E+3,"extra":{"b":1,"a":"\\u00e9\\/"}}\r\n'
    b'{"mes":"\xd0\xb4\xd0\xb2\xd0\xb0","mes":"two","x":12345678901234567890123,"is_system":true}'
)


def test_rewriting_nothing_changes_nothing() -> None:
    assert rewrite(ODD, {}) == ODD


def test_rewriting_changes_the_text_and_its_swipe_and_nothing_else() -> None:
    changed = ODD.replace(b'"mes" : "one"', b'"mes" : "ONE \xd0\xb6"').replace(
        b'"zero","one"', b'"zero","ONE \xd0\xb6"'
    )
    # The line writes its other letters as escapes, so the new text does too.
    changed = changed.replace("ONE ж".encode(), b"ONE \\u0436")
    assert rewrite(ODD, {0: "ONE ж"}) == changed


def test_of_equal_keys_the_last_one_is_the_text() -> None:
    assert rewrite(ODD, {1: "zwei ж"}) == ODD.replace(b'"mes":"two"', '"mes":"zwei ж"'.encode())


def test_a_swipe_with_another_text_stays() -> None:
    data = line(mes="shown", swipes=["a", "half made"], swipe_id=1)
    assert json.loads(rewrite(data, {0: "new"})) == json.loads(data) | {"mes": "new"}


def test_hidden_messages_count_and_blank_lines_and_the_header_do_not() -> None:
    data = HEADER + b"\n" + line(mes="a", is_system=True) + line(mes="b")
    assert [message.text for message in read(rewrite(data, {1: "B"}))] == ["a", "B"]


def test_a_text_where_there_was_none_is_written() -> None:
    assert json.loads(rewrite(b'{"name": "W", "mes": null}', {0: "x"})) == {"name": "W", "mes": "x"}


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_categories=())), escaped=st.booleans())
def test_any_text_comes_back_as_it_was_written(text: str, escaped: bool) -> None:
    data = json.dumps({"mes": "é", "swipes": ["é"], "swipe_id": 0}, ensure_ascii=escaped).encode()
    new = json.loads(rewrite(data, {0: text}))
    assert new == {"mes": text, "swipes": [text], "swipe_id": 0}


GOOD = ODD.replace(b"\r\n\r\n", b"\r\n") + b"\n" + line(swipes=["Hello."], swipe_id=0, send_date="x", extra={})


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(GOOD)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 6))] = draw(
            st.binary(max_size=6) | st.sampled_from([b"null", b'"', b"{", b"\\ud800", b"\n", b"[]", b"-1", b"9e9"])
        )
    return bytes(data)


@settings(max_examples=200, deadline=None)
@given(data=damaged())
def test_a_damaged_chat_is_read_or_reported_and_what_is_read_can_be_rewritten(data: bytes) -> None:
    JSONL.recognises(data)
    lines = data.splitlines(keepends=True)
    with contextlib.suppress(ChatError):
        messages = list(JSONL.read(lines))
        JSONL.names(lines)
        assert rewrite(data, {}) == data
        changed = rewrite(data, {number: f"new {number}" for number in range(len(messages))})
        assert [message.text for message in read(changed)] == [f"new {number}" for number in range(len(messages))]


@settings(max_examples=100, deadline=None)
@given(data=st.binary() | st.text().map(str.encode))
def test_a_text_file_is_one_message_byte_for_byte(data: bytes) -> None:
    MARKDOWN.recognises(data)
    with contextlib.suppress(ChatError):
        (message,) = MARKDOWN.read(data.splitlines(keepends=True))
        assert b"".join(MARKDOWN.rewrite([data], {})) == data
        assert b"".join(MARKDOWN.rewrite([data], {0: message.text})) == data


def test_a_text_file_keeps_its_line_ends_and_byte_order_mark() -> None:
    data = "\ufeffone\r\ntwo é".encode()
    assert [message.text for message in MARKDOWN.read([data])] == ["one\r\ntwo é"]
    assert b"".join(MARKDOWN.rewrite([data], {0: "x\r\ny"})) == b"\xef\xbb\xbfx\r\ny"


@pytest.mark.parametrize(
    ("lines", "cause"),
    [([b"a\n", b"\xff"], "line 2: .*UTF-8"), ([b"x" * 1024] * 16_385, "limit")],
    ids=["latin", "long"],
)
def test_what_is_no_message_is_an_error(lines: list[bytes], cause: str) -> None:
    with pytest.raises(ChatError, match=cause):
        list(MARKDOWN.read(lines))


@pytest.mark.parametrize(
    ("name", "data", "chosen"),
    [
        ("a.jsonl", HEADER + line(), "jsonl"),
        ("a.txt", b"\xef\xbb\xbf" + line(), "jsonl"),
        ("a.md", b"# Hello", "markdown"),
        ("a.txt", b'{"not": "a chat"', "jsonl"),
        ("a.md", b'{"not": "a chat"', "markdown"),
        ("a.jsonl", b"broken", "jsonl"),
        ("empty.txt", b"", "markdown"),
    ],
)
def test_the_beginning_and_the_ending_choose_the_format(tmp_path: Path, name: str, data: bytes, chosen: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert open_chat(tmp_path / name, CHATS.values()).name == chosen


@pytest.mark.parametrize("name", ["missing.jsonl", "", "a\0b"])
def test_a_chat_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChatError):
        open_chat(tmp_path / name, CHATS.values())


def test_an_unknown_chat_lists_the_known_formats(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0\1")
    with pytest.raises(
        ChatError, match=r"a\.bin: no chat format knows this file; there are: json, jsonl, log, markdown"
    ):
        open_chat(tmp_path / "a.bin", CHATS.values())


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ("0", r"a\.jsonl: the file has 9 bytes; the limit is 0; RP_COMPOSER_CHAT_LIMIT sets another"),
        ("much", "number of MiB"),
        ("1" * 5000, "number of MiB"),
    ],
)  # fmt: skip
def test_how_large_a_chat_may_be_can_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, error: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"mes":1}')
    monkeypatch.setenv("RP_COMPOSER_CHAT_LIMIT", limit)
    with pytest.raises(ChatError, match=error):
        open_chat(tmp_path / "a.jsonl", CHATS.values())
    monkeypatch.setenv("RP_COMPOSER_CHAT_LIMIT", "1")
    assert open_chat(tmp_path / "a.jsonl", CHATS.values()).name == "jsonl"
