"""Text logs: who says what in the ways in which people keep chats as text, and that rewriting keeps all else."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.carriers import open_chat
from composer.errors import ChatError
from composer.types import CharacterCard, ChatMessage, Persona
from tests.test_cards_chats import CHATS

LOG = CHATS["log"]
EXPORT = "Wren: Hello.\n\n*She waves.*\nMood: glad\n\nAlex: Hi: you.\n\nWren: Bye.\n\n"


def read(text: str) -> list[tuple[str, str]]:
    return [(one.name or "user" * one.is_user, one.text) for one in LOG.read(text.encode().splitlines(keepends=True))]


def rewrite(data: bytes, texts: dict[int, str]) -> bytes:
    return b"".join(LOG.rewrite(data.splitlines(keepends=True), texts))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (EXPORT, [("Wren", "Hello.\n\n*She waves.*\nMood: glad"), ("Alex", "Hi: you."), ("Wren", "Bye.")]),
        ("Wren: Hello.\nAlex: Hi.\nWren: Bye.\n", [("Wren", "Hello."), ("Alex", "Hi."), ("Wren", "Bye.")]),
        ("Wren:\nHello.\nYou:\nHi.", [("Wren", "Hello."), ("user", "Hi.")]),
        ("[12:31] Wren: Hello.\n[12:32:07] alex_9: Hi.\nThere.", [("Wren", "Hello."), ("alex_9", "Hi.\nThere.")]),
        ("[2026-01-02 12:31] Wren: Hello.\n[2026-01-02 12:32] You: Hi.", [("Wren", "Hello."), ("user", "Hi.")]),
        ("(1:05 PM) Wren: Hello.\n(1:06 PM) Alex: Hi.", [("Wren", "Hello."), ("Alex", "Hi.")]),
        ("12:31 - Wren: Hello.\n12:32 - Alex: Hi.", [("Wren", "Hello."), ("Alex", "Hi.")]),
        ("2026-01-02, 12:31 - Wren: A.\n2026-01-02, 12:32 - Alex: B.", [("Wren", "A."), ("Alex", "B.")]),
        ("**Wren:** Hello.\n\n**Alex**: Hi.\n\n**Wren:** A.", [("Wren", "Hello."), ("Alex", "Hi."), ("Wren", "A.")]),
        ("**Рен:** Привет.\n**Вы:** Да.", [("Рен", "Привет."), ("user", "Да.")]),
        ("Рен: Привет.\nТы: Да.\nРен: Пока.", [("Рен", "Привет."), ("user", "Да."), ("Рен", "Пока.")]),
        ("小雨：你好。\n你：嗯。\n小雨：再见。", [("小雨", "你好。"), ("user", "嗯。"), ("小雨", "再见。")]),
        ("Wren Hale: A.\nDr. Moss: B.\nWren Hale: C.\nDr. Moss: D.",
         [("Wren Hale", "A."), ("Dr. Moss", "B."), ("Wren Hale", "C."), ("Dr. Moss", "D.")]),
        ("Wren: A.\nNarrator: Rain.\nWren: B.\nNarrator: C.",
         [("Wren", "A."), ("", "Rain."), ("Wren", "B."), ("", "C.")]),
        ("\n\nWren: A.\n\n\nYou: \n\nWren:    B.", [("Wren", "A."), ("user", ""), ("Wren", "B.")]),
        ("Wren: Look at this. Warning: hot!\nHe said: come.\nYou: Fine.\nWren: B.",
         [("Wren", "Look at this. Warning: hot!\nHe said: come."), ("user", "Fine."), ("Wren", "B.")]),
    ],
)  # fmt: skip
def test_speakers_are_told_by_what_stands_before_their_words(text: str, told: list[tuple[str, str]]) -> None:
    assert read(text) == told
    assert read(text.replace("\n", "\r\n")) == [(name, words.replace("\n", "\r\n")) for name, words in told]
    assert LOG.recognises(text.encode()) == 0.7


@pytest.mark.parametrize(
    "text",
    [
        "*She waves.* \"Hello.\"", "", "Name: Wren\nHair: red\nEyes: green\nHair: long", "Wren: Hello.\nShe waves.",
        "Hello.\nWren: Hi.\nYou: Hi.\nWren: Bye.", "**Outfit:** a red dress\n**Mood:** glad\n**Outfit:** none",
        "https://example.org/a\nhttps://example.org/b", "12:30 is the time.\n12:31 is late.",
        "# Wren: a tale\n# Wren: b",
        "[Scene 2] Place: a beach\n[Scene 3] Place: a pier", "Note: one.\n\nNote: two.\n\nPS: three.",
        "- Wren: red hair\n- Alex: black hair\n- Wren: tall", '"Wren: Hi", he read.\n"Alex: Hi", too.',
    ],
)  # fmt: skip
def test_a_text_without_speakers_stays_one_message(tmp_path: Path, text: str) -> None:
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text(text)
        assert open_chat(tmp_path / name, CHATS.values()).name == "markdown"
    assert [words for _, words in read(text)] == ([text] if text else [])


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.log", "a"])
def test_a_log_is_known_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\ufeff" + EXPORT)
    assert open_chat(tmp_path / name, CHATS.values()).name == "log"


def test_paragraphs_of_people_who_speak_once_are_a_log_only_where_nothing_says_message(tmp_path: Path) -> None:
    for name, chosen in (("a.txt", "log"), ("a.md", "markdown")):
        (tmp_path / name).write_text("Wren: Hello.\n\nAlex: Hi.")
        assert open_chat(tmp_path / name, CHATS.values()).name == chosen


def test_the_personas_name_is_the_user() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Wren")], Persona("Alex"))
    for message in LOG.read(
        [b"Wren: Hello.\n", b"Alex: *I put on a blue cap.*\n", b"Wren: *You take off your cap.*\n"]
    ):
        story = composer.tell(story, message)
    assert [(person.name, person.role) for person in story.people] == [("Wren", "character"), ("Alex", "persona")]
    assert "Alex" not in {name for name, worn in story.wardrobe.outfits.items() if worn}
    assert story.wardrobe.taken_off["Alex"].garments[0].text == "blue cap"


def test_only_the_text_is_written_anew() -> None:
    data = "\ufeff\n [12:31]  Wren:  Hello. \r\n\r\n[12:32]\tAlex: Hi.\r\n\r\n".encode()
    assert rewrite(data, {}) == data
    data = "\ufeff\n[12:31]  Wren:  Hello. \r\n\r\n[12:32]\tAlex: Hi.\r\n\r\n".encode()
    assert rewrite(data, {0: "Good\r\nday.", 1: "ж"}) == data.replace(b"Hello.", b"Good\r\nday.").replace(
        b"Hi.", "ж".encode()
    )


def test_what_stands_before_the_first_speaker_is_told_by_nobody() -> None:
    assert list(LOG.read([b"A tale\n", b"Wren: Hi.\n", b"You: Hi.\n"])) == [
        ChatMessage("", "A tale\nWren: Hi.\nYou: Hi.", id="message-0")
    ]


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([b"Wren: a\n", b"\xff\n"], "line 2: the file is no UTF-8"),
        (
            [b"Wren: a\n", b"You: a\n", *[b"x" * 1024 + b"\n"] * 16_384],
            r"line 16\d+: the message is longer than the limit",
        ),
        ([b"x" * (2**24 + 1)], "line 1: it is longer than the limit"),
    ],
    ids=["latin", "long message", "long line"],
)
def test_what_is_no_log_is_an_error(lines: list[bytes], cause: str) -> None:
    with pytest.raises(ChatError, match=cause):
        list(LOG.read(lines))


PIECES = st.sampled_from([
    "Wren", "Alex", "You", "Вы", "小雨", ": ", "：", "**", "[12:31] ", "\n", "\n\n", "\r\n", " ", "Hi.", "12:31 - ",
    "x" * 70, "\ufeff", "Mood: low\n", "\0", "\u2028", "(", "[",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(data=st.lists(PIECES, max_size=24).map("".join).map(str.encode) | st.binary(max_size=40))
def test_any_text_is_read_or_reported_and_keeps_what_is_not_written(data: bytes) -> None:
    LOG.recognises(data)
    with contextlib.suppress(ChatError):
        messages = list(LOG.read(data.splitlines(keepends=True)))
        assert rewrite(data, {}) == data
        assert rewrite(data, {number: message.text for number, message in enumerate(messages)}) == data
