"""Chats in one JSON document, as OpenAI's interface and other programs write them."""

import contextlib
import html
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.carriers import open_chat
from composer.errors import ChatError
from composer.types import ChatMessage
from tests.test_cards_chats import CHATS, HEADER, line

JSON = CHATS["json"]
OPENAI = [
    {"role": "system", "content": "You are Wren."},
    {"role": "assistant", "content": "Hello.", "name": "Wren"},
    {"role": "user", "content": "Hi.", "name": "Alex", "id": "m2"},
    {"role": "tool", "content": "42", "tool_call_id": "x"},
    {"role": "assistant", "content": None, "tool_calls": []},
]
READ = [
    ChatMessage("", "You are Wren.", is_system=True, id="message-0"),
    ChatMessage("Wren", "Hello.", id="message-1"),
    ChatMessage("Alex", "Hi.", is_user=True, id="m2"),
    ChatMessage("", "42", is_system=True, id="message-3"),
]
PARTS = [
    {"role": "user", "content": [
        {"type": "text", "text": "Look:"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}},
        {"type": "input_text", "text": "a gull"}, {"type": "text", "text": None}, "no part",
    ]},
]  # fmt: skip
SEEN = "<|BEGIN-VISIBLE-CHAT|>"
FORMS: dict[str, Any] = {
    "openai": OPENAI[1:3],
    "wrapped": {"model": "x", "messages": OPENAI[1:3]},
    "twice wrapped": {"chat": {"title": "t", "messages": OPENAI[1:3]}},
    "sharegpt": {"conversations": [{"from": "gpt", "value": "Hello."}, {"from": "human", "value": "Hi."}]},
    "risu": {"type": "risuChat", "ver": 2, "data": {"message": [
        {"role": "char", "data": "Hello.", "time": 1}, {"role": "user", "data": "Hi.", "chatId": "u"},
    ]}},
    "agnai": {"name": "x", "messages": [
        {"_id": "1", "characterId": "c", "handle": "Wren", "msg": "Hello."}, {"_id": "2", "userId": "u", "msg": "Hi."},
    ]},
    "character.ai": {"histories": {"histories": [{"msgs": [
        {"src": {"is_human": False, "name": "Wren"}, "text": "Hello."}, {"src": {"is_human": True}, "text": "Hi."},
    ]}]}},
    "webui": {"internal": [[SEEN, "Hello."], ["Hi.", ""]], "visible": [["", "Hello."], ["Hi.", ""]]},
    "old webui": {"data": [[SEEN, "Hello."], ["Hi.", ""]], "data_visible": [["", "Hello."], ["Hi.", ""]]},
    "kobold": {"gamestarted": True, "prompt": "Hello.", "memory": "", "actions": ["Hi.{{[INPUT]}}"]},
    "sillytavern": [{"name": "Wren", "mes": "Hello."}, {"name": "Alex", "is_user": True, "mes": "Hi."}],
}  # fmt: skip


def data_of(document: Any, **options: Any) -> bytes:
    return json.dumps(document, **options).encode()


def read(data: bytes) -> list[ChatMessage]:
    return list(JSON.read(data.splitlines(keepends=True)))


def rewrite(data: bytes, texts: dict[int, str]) -> bytes:
    return b"".join(JSON.rewrite(data.splitlines(keepends=True), texts))


def test_openais_messages_are_read_with_role_and_name() -> None:
    assert read(data_of(OPENAI)) == READ
    assert JSON.names([data_of(OPENAI)]) == ("Wren", "Alex")


def test_each_text_of_a_message_is_a_message_and_pictures_are_none() -> None:
    data = data_of(PARTS)
    assert [message.text for message in read(data)] == ["Look:", "a gull"]
    assert rewrite(data, {1: "a tern"}) == data.replace(b"a gull", b"a tern")


@pytest.mark.parametrize("form", FORMS)
def test_every_known_form_is_read_and_only_its_texts_are_written_anew(form: str) -> None:
    data = data_of(FORMS[form], indent=1)
    messages = read(data)
    assert [message.text.replace("{{[INPUT]}}", "") for message in messages] == ["Hello.", "Hi."]
    assert [message.is_user for message in messages] == [False, True]
    assert rewrite(data, {0: "Good \u201cday\u201d."}) == data.replace(b'"Hello."', '"Good \u201cday\u201d."'.encode())
    assert rewrite(data, {}) == data


@pytest.mark.parametrize("form", FORMS)
def test_every_known_form_is_recognised(tmp_path: Path, form: str) -> None:
    for name in ("chat.json", "chat.txt"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + data_of(FORMS[form], indent=1))
        assert open_chat(tmp_path / name, CHATS.values()).name == "json"


@pytest.mark.parametrize(
    ("name", "data", "chosen"),
    [
        ("a.json", HEADER + line() + line(), "jsonl"),
        ("a.jsonl", data_of({"messages": OPENAI}), "json"),
        ("a.json", b"{}", "json"),
        ("a.json", b"[not json", "json"),
        ("a.md", b"[link](a.html) Hello.", "markdown"),
    ],
)
def test_lines_of_json_are_another_format(tmp_path: Path, name: str, data: bytes, chosen: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert open_chat(tmp_path / name, CHATS.values()).name == chosen


def test_names_of_a_story_come_from_its_settings() -> None:
    settings = {"chatname": "Alex", "chatopponent": "Wren||$||Ida"}
    data = data_of(
        {"prompt": "Hello.", "actions": ["\n{{[INPUT]}}\nHi.\n{{[OUTPUT]}}\n", "Bye."], "savedsettings": settings}
    )
    assert JSON.names([data]) == ("Wren", "Alex")
    assert [(one.name, one.is_user) for one in read(data)] == [("Wren", False), ("Alex", True), ("Wren", False)]


def test_what_is_seen_is_written_as_it_was_escaped() -> None:
    tag, new = "<img src='[IMG:GEN]'>", '<img src="a.png">'
    data = data_of({"internal": [["Hi.", tag]], "visible": [["Hi.", html.escape(tag)]]})
    assert json.loads(rewrite(data, {1: new})) == {"internal": [["Hi.", new]], "visible": [["Hi.", html.escape(new)]]}


def test_spaces_numbers_and_equal_keys_stay() -> None:
    data = (
        b'\xef\xbb\xbf{ "n": 1.50E+3,\r\n "messages":[{"content":"old","role" : "user" ,"content" : "\\u00e9"} , 5],'
        b'"messages2": null}\r\n\r\n'
    )
    assert [message.text for message in read(data)] == ["é"]
    assert rewrite(data, {0: "ж"}) == data.replace(b'"\\u00e9"', b'"\\u0436"')


def test_a_chat_without_names_has_its_own_beginning() -> None:
    assert [(one.name, one.is_user) for one in read(data_of([{"role": "assistant", "content": "Hello."}]))] == [
        ("", False)
    ]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"{", "no valid JSON"), (b"[]", "none of OpenAI"), (b'{"a": 1}', "none of OpenAI"), (b'"x"', "none of OpenAI"),
        (b'[{"role": "user"}]', "none of OpenAI"), (b"[" * 100_000, "too deeply"), (b'\n["\xff"]', "line 2: no UTF-8"),
        (b'{"a": ' + b"1" * 5000 + b"}", "no valid JSON"),
        (b'{"histories": {"histories": [{"msgs": []}, {"msgs": []}]}}', "2 chats; save each"),
    ],
)  # fmt: skip
def test_what_is_no_chat_is_an_error(data: bytes, cause: str) -> None:
    with pytest.raises(ChatError, match=cause):
        read(data)


def test_a_document_has_a_ceiling_of_its_own() -> None:
    with pytest.raises(ChatError, match=r"longer than the limit of 67108864 bytes; export it as JSONL"):
        list(JSON.read([b" " * 2**20] * 65))


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_categories=())), escaped=st.booleans())
def test_any_text_comes_back_as_it_was_written(text: str, escaped: bool) -> None:
    data = data_of([{"role": "user", "content": "é"}], ensure_ascii=escaped)
    assert json.loads(rewrite(data, {0: text})) == [{"role": "user", "content": text}]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(data_of(draw(st.sampled_from([*FORMS.values(), OPENAI, PARTS])), ensure_ascii=draw(st.booleans())))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 6))] = draw(
            st.binary(max_size=6) | st.sampled_from([b"null", b'"', b"{", b"[", b"]", b"\\ud800", b"\n", b"[]", b"-1"])
        )
    return bytes(data)


@settings(max_examples=200, deadline=None)
@given(data=damaged())
def test_a_damaged_chat_is_read_or_reported_and_what_is_read_can_be_rewritten(data: bytes) -> None:
    JSON.recognises(data)
    with contextlib.suppress(ChatError):
        messages = read(data)
        JSON.names([data])
        assert rewrite(data, {}) == data
        changed = rewrite(data, {number: f"new {number}" for number in range(len(messages))})
        assert [message.text for message in read(changed)] == [f"new {number}" for number in range(len(messages))]
