"""Every format of chats from file to file: illustrated, written as it was, and never more than a ChatError."""

import contextlib
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.chats import read_chat
from composer.errors import ChatError
from tests.illustrating import illustrate, states
from tests.painting import Painter, composer_with, tag

GULL = tag("a gull")
NAMED = f"Wren: Hello. {GULL}\r\n\r\nYou: Hi.\r\n\r\nWren: *She waves.*\r\n{GULL}\r\n"
MESSAGES = [
    {"role": "system", "content": GULL},
    {"role": "assistant", "content": f"é {GULL}"},
    {"role": "user", "content": "Hi."},
]
LINES = [
    {"user_name": "Alex", "character_name": "Wren", "chat_metadata": {"integrity": "x"}},
    {"name": "Wren", "mes": f"Hello. {GULL}", "swipes": ["No.", f"Hello. {GULL}"], "swipe_id": 1, "send_date": "1"},
    {"name": "Alex", "is_user": True, "mes": "Hi.", "extra": {"bookmark_link": "Checkpoint"}, "send_date": "2"},
]
CHATS = {
    "chat.json": json.dumps(MESSAGES, indent=2).encode(),
    "pairs.json": json.dumps({"internal": [["Hi.", f"A {GULL}"]], "visible": [["Hi.", f"A {GULL}"]]}).encode(),
    "chat.jsonl": b"".join(json.dumps(one).encode() + b"\r\n" for one in LINES) + b'{"name":"Wren","mes":"bro',
    "chat.txt": NAMED.encode(),
    "chat.log": b"\xef\xbb\xbf" + NAMED.replace("Wren:", "[12:31] Wren:").encode(),
    "bold.md": NAMED.replace("Wren:", "**Wren:**").replace("You:", "**You**:").encode(),
    "message.md": f"Hello.\n{GULL}\n".encode(),
}
#: How often each asks for a picture where it counts, and everywhere the same text stands.
WANTED = {
    "chat.json": (1, 1), "pairs.json": (1, 2), "chat.jsonl": (1, 2), "chat.txt": (2, 2), "chat.log": (2, 2),
    "bold.md": (2, 2), "message.md": (1, 1),
}  # fmt: skip
COMPOSER = Composer()


def around_tags(data: bytes) -> list[bytes]:
    return re.split(rb"<img[^>]*>", data)


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_of_every_format_is_illustrated_and_keeps_all_else(tmp_path: Path, name: str) -> None:
    chat = tmp_path / name
    chat.write_bytes(CHATS[name])
    summary = illustrate(Painter(), chat)
    wanted, places = WANTED[name]
    assert states(summary) == ["drawn"] * wanted
    assert chat.read_bytes().count(b"data-rp-composer") == places
    assert around_tags(chat.read_bytes()) == around_tags(CHATS[name])
    assert (tmp_path / f"{name}.bak").read_bytes() == CHATS[name]
    assert states(illustrate(Painter(), chat)) == ["done"] * wanted


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(CHATS)))
    data = bytearray(CHATS[name])
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 8))] = draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\n", b"\r", b'"', b"{}", b"\0", b"\xef\xbb\xbf", b"null", b"Wren: "])
        )
    return name, bytes(data)


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_a_mutated_file_is_read_or_reported_and_written_as_it_was(chat: tuple[str, bytes]) -> None:
    name, data = chat
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ChatError):
        path = Path(folder) / name
        path.write_bytes(data)
        found = read_chat(COMPOSER, path)
        messages = list(found.messages)
        assert b"".join(found.rewritten({})) == data
        same = {number: message.text for number, message in enumerate(messages)}
        if name.endswith((".txt", ".log", ".md")):
            assert b"".join(found.rewritten(same)) == data


def test_an_end_that_is_broken_off_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(CHATS["chat.jsonl"])
    composer = composer_with(Painter())
    for _ in range(2):
        assert len(list(read_chat(composer, path).messages)) == 2
    (told,) = composer.notices
    assert "chat.jsonl: line 4: no valid JSON" in told
    assert "stays as it is" in told
