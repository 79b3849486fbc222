"""SillyTavern's chat files as they are found: swipes, narrators, personas, groups, checkpoints, crashes."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import ChatError, DamagedEndError
from composer.types import ChatMessage
from composer_plugins.chat_files.avatars import avatar_file
from composer_plugins.chat_files.identities import Identities
from tests.test_cards_chats import HEADER, JSONL, line, read, rewrite

PERSONA = "/thumbnail?type=persona&file="


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"mes": "one", "swipes": ["one", "tw"], "swipe_id": 1}, "one"),
        ({"mes": "one", "swipes": ["one"], "swipe_id": 1}, "one"),
        ({"mes": "one", "swipes": ["one", None], "swipe_id": 1}, "one"),
        ({"mes": "one", "swipes": None, "swipe_id": None, "swipe_info": None}, "one"),
        ({"mes": "one", "swipes": [], "swipe_id": 0}, "one"),
        ({"mes": "one", "swipes": [1, 2], "swipe_id": 0}, "one"),
        ({"mes": "one", "swipes": ["one"], "swipe_id": "0"}, "one"),
        ({"mes": "one", "swipes": ["one"], "swipe_id": -3}, "one"),
        ({"mes": "", "swipes": ["one"], "swipe_id": 0}, ""),
    ],
)
def test_what_stands_in_mes_is_the_message_and_is_rewritten_whatever_its_swipes_are(
    fields: dict[str, Any], text: str
) -> None:
    data = line(**fields)
    assert [message.text for message in read(data)] == [text]
    new = json.loads(rewrite(data, {0: "new"}))
    same = fields["swipes"] in (["one"], ["one", "tw"]) and fields["mes"] and fields["swipe_id"] == 0
    assert new == json.loads(data) | {"mes": "new"} | ({"swipes": ["new"]} if same else {})


def test_a_narrators_line_is_told_by_nobody() -> None:
    narrated = line(name="System", mes="Night falls.", force_avatar="img/five.png", extra={"type": "narrator"})
    assert read(narrated) == [ChatMessage("", "Night falls.", id="message-0")]
    assert JSONL.names([narrated, line()]) == ("Wren", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Note", "mes": "remember", "extra": {"type": "comment"}},
        {"mes": "[Wren sends a picture]", "extra": {"media": [{"url": "/user/images/a.png", "type": "image"}]}},
        {"name": "Alex", "is_user": True, "mes": "not this"},
    ],
    ids=["comment", "imagine", "hidden by the user"],
)
def test_what_is_hidden_counts_and_says_nothing(fields: dict[str, Any]) -> None:
    messages = read(line(is_system=True, **fields), line())
    assert [message.is_system for message in messages] == [True, False]


def test_each_persona_keeps_its_name_and_file() -> None:
    alex = line(name="Alex", is_user=True, force_avatar=f"{PERSONA}user-default.png")
    blair = line(name="Blair", is_user=True, force_avatar=f"{PERSONA}1700000000000-Blair%20H.png")
    assert [(one.name, one.avatar) for one in read(HEADER, alex, blair)] == [
        ("Alex", "user-default.png"), ("Blair", "1700000000000-Blair H.png"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("Wren.png", "Wren.png"),
        ("User Avatars/me.png", "me.png"),
        ("characters\\Wren.png", "Wren.png"),
        ("/thumbnail?type=avatar&file=W%20ren%261.png", "W ren&1.png"),
        ("http://127.0.0.1:8000/thumbnail?file=..%2F..%2Fme.png", "me.png"),
        ("img/ai4.png", ""), ("/img/five.png", ""), ("data:image/png;base64,AAAA", ""), (None, ""), (5, ""), ("", ""),
        ("//[", ""), ("?" + "&".join(["a=1"] * 50), ""),
    ],
)  # fmt: skip
def test_the_file_of_an_avatar_is_found_in_its_address(address: object, file: str) -> None:
    assert avatar_file(address) == file


def test_members_of_a_group_are_known_by_their_files() -> None:
    first = line(name="Wren", original_avatar="Wren.png", force_avatar="/thumbnail?type=avatar&file=Wren.png")
    second = line(name="Wren", original_avatar="Wren1.png")
    user = line(name="Alex", is_user=True, original_avatar="Wren.png", force_avatar="User Avatars/me.png")
    assert [message.avatar for message in read(first, second, user)] == ["Wren.png", "Wren1.png", "me.png"]


@pytest.mark.parametrize(
    "header",
    [
        b'{"user_name":"Alex","character_name":"Wren","create_date":"2023-1-1@10h"}\n',
        b'{"chat_metadata":{"note_prompt":"","main_chat":"Wren"},"user_name":"Alex","character_name":"Wren"}\n',
        b'{"create_date":"2024-5-5"}\n',
        b'{"chat_metadata":{},"user_name":"unused","character_name":"unused"}\n',
        b'{"chat_metadata":null,"user_name":null,"character_name":7}\n',
        b"",
    ],
)
def test_headers_of_every_age_are_no_message_and_stay(header: bytes) -> None:
    data = header + line() + line(name="Alex", is_user=True)
    assert len(read(data)) == 2
    assert JSONL.names(data.splitlines(keepends=True)) == ("Wren", "Alex")
    assert rewrite(data, {0: "new"}).startswith(header)


def test_a_checkpoint_and_its_links_stay_when_a_message_is_rewritten() -> None:
    extra = {
        "bookmark_link": "Checkpoint #1 - 2026", "extblocks": "<b>3 pm</b>", "token_count": 12,
        "display_text": "Привет", "media": [{"url": "/a.png"}],
    }  # fmt: skip
    header = b'{"chat_metadata":{"main_chat":"Wren - 2026"},"user_name":"Alex","character_name":"Wren"}\n'
    data = header + line(
        extra=extra, gen_started={"a": 1}, gen_finished=None, swipes=["Hello."], swipe_id=0, swipe_info=[{"extra": {}}]
    )
    first, second = rewrite(data, {0: "new"}).splitlines(keepends=True)
    assert first == header
    assert json.loads(second) == json.loads(data.splitlines()[1]) | {"mes": "new", "swipes": ["new"]}


@pytest.mark.parametrize(
    "end", [b'{"name":"Wren","mes":"Hel', b'{"mes":"\xd0', b"\0\0\0\0", b'{"mes":"a"} {"mes', b"\xff\xfe"]
)
@pytest.mark.parametrize("behind", [b"", b"\n", b"\r\n\0\0\n"])
def test_a_broken_last_line_is_reported_and_all_before_it_is_read(end: bytes, behind: bytes) -> None:
    data = HEADER + line() + line(mes="Bye.") + end + behind
    messages = JSONL.read(data.splitlines(keepends=True))
    assert [next(messages).text, next(messages).text] == ["Hello.", "Bye."]
    with pytest.raises(DamagedEndError, match=r"line 4: no (valid JSON|UTF-8)"):
        next(messages)
    assert JSONL.names(data.splitlines(keepends=True)) == ("Wren", "Alex")


def test_a_broken_last_line_is_never_lost() -> None:
    data = HEADER + line() + b'{"name":"Wren","mes":"Hel\r\n\n'
    assert rewrite(data, {}) == data
    assert rewrite(data, {0: "new"}) == data.replace(b'"Hello."', b'"new"')


@pytest.mark.parametrize(
    "data",
    [
        HEADER + b'{"mes": "cut\n' + line(),
        b'{"mes": "cut',
        HEADER + b'{"mes": "cut',
        b"\n" + b'{"mes": "cut' + b"\n" * 500,
    ],
)
def test_what_is_broken_elsewhere_is_an_error(data: bytes) -> None:
    with pytest.raises(ChatError) as caught:
        read(data)
    assert not isinstance(caught.value, DamagedEndError)


def test_line_ends_the_mark_and_nul_characters_stay() -> None:
    data = b"\xef\xbb\xbf" + HEADER.replace(b"\n", b"\r\n") + b'{"mes":"a\\u0000b","name":"W\\u0000ren"}\r\n\r\n'
    assert read(data) == [ChatMessage("Wren", "a\0b", id="message-0")]
    assert rewrite(data, {0: "c\0d"}) == data.replace(b"a\\u0000b", b"c\\u0000d")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["d", "d#2", "d#2#2", "e", "é"]), max_size=40))
def test_ids_are_those_that_counting_them_gives(dates: list[str]) -> None:
    seen: Counter[str] = Counter()
    expected = []
    for date in dates:
        candidate = date
        while seen[candidate]:
            seen[date] += 1
            candidate = f"{date}#{seen[date]}"
        seen[candidate] += 1
        expected.append(candidate)
    given_ids = Identities()
    assert [given_ids.own(date) for date in dates] == expected


def test_ids_of_a_long_chat_are_each_given_once() -> None:
    given_ids = Identities()
    assert len({given_ids.own(str(number % 5000)) for number in range(10_000)}) == 10_000
