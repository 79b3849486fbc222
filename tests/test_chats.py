"""Chat files as the core goes through them: read anew each time, one message in memory, and never mixed up when another
program changes them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.app import Composer
from composer.cards.limits import LONGEST_NAME
from composer.chats import Chat, ChatFile, find_each, read_chat
from composer.errors import ChatChangedError, ChatError, PluginError
from composer.files import holds, pieces_of, write_pieces
from composer.new_texts import NewTexts, Outcomes
from composer.types import ChatMessage, Failed
from tests.painting import tag, write_chat


@pytest.fixture
def composer() -> Composer:
    return Composer()


@pytest.fixture
def chat(composer: Composer, tmp_path: Path) -> ChatFile:
    return read_chat(composer, write_chat(tmp_path / "chat.jsonl", [f"one {tag('a gull')}", "two", tag("a rope")]))


def test_messages_are_read_anew_each_time(chat: ChatFile) -> None:
    assert [len(list(chat.messages)), len(list(chat.messages)), len(list(chat.first(2)))] == [3, 3, 2]


def test_of_endless_names_the_beginning_counts(composer: Composer, tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    header = {"user_name": "A" * 1000, "character_name": "M" * 1000}
    path.write_text("\n".join(json.dumps(line) for line in (header, {"name": "N" * 1000, "mes": "Hello."})))
    chat = read_chat(composer, path)
    assert (chat.char, chat.user) == ("M" * LONGEST_NAME, "A" * LONGEST_NAME)
    assert [message.name for message in chat.messages] == ["N" * LONGEST_NAME]


def test_a_chat_with_a_message_behind_it_ends_with_that() -> None:
    longer = Chat((ChatMessage("Wren", "a"),), "Wren", "Alex").followed_by(ChatMessage("Alex", "b"))
    assert [message.text for message in longer.messages] == [message.text for message in longer.messages] == ["a", "b"]
    assert (longer.char, longer.user) == ("Wren", "Alex")


def test_new_texts_are_made_when_they_are_asked_for_in_any_order(composer: Composer, chat: ChatFile) -> None:
    outcomes: Outcomes = {number: [(found[0], Failed("no ink", ""))] for number, _, found in find_each(composer, chat)}
    texts = NewTexts(composer, chat, outcomes)
    assert (list(texts), 1 in texts, len(texts)) == ([0, 2], False, 2)
    assert ["no ink" in texts[number] for number in (2, 0, 0, 2)] == [True] * 4
    with pytest.raises(KeyError):
        texts[1]


def test_a_chat_that_another_program_changed_is_not_written(composer: Composer, chat: ChatFile) -> None:
    outcomes: Outcomes = {number: [(found[0], Failed("no ink", ""))] for number, _, found in find_each(composer, chat)}
    rewritten = chat.rewritten({0: "new"})
    write_chat(chat.path, ["something else"])
    with pytest.raises(ChatChangedError, match=r"chat\.jsonl: another program"):
        list(rewritten)
    for number in outcomes:
        with pytest.raises(ChatChangedError):
            NewTexts(composer, chat, outcomes)[number]


def test_a_broken_line_is_told_with_its_file_once_it_is_reached(composer: Composer, tmp_path: Path) -> None:
    path = write_chat(tmp_path / "chat.jsonl", ["a", "b"])
    path.write_bytes(path.read_bytes() + b"[]\n")
    messages = iter(read_chat(composer, path).messages)
    assert [next(messages).text, next(messages).text] == ["a", "b"]
    with pytest.raises(ChatError, match=r"chat\.jsonl: line \d+: a message is a JSON object"):
        next(messages)


def test_a_format_that_fails_is_named(composer: Composer, chat: ChatFile) -> None:
    class Failing:
        name, suffix = "failing", ".jsonl"

        def read(self, lines: Iterator[bytes]) -> Iterator[ChatMessage]:
            yield ChatMessage("", next(iter(lines)).decode())
            raise ZeroDivisionError

    messages = type(chat.messages)(chat.path, Failing(), print)  # type: ignore[call-arg]
    with pytest.raises(PluginError, match=r"failing failed on .*chat\.jsonl.*ZeroDivision"):
        list(messages)


def test_a_file_is_written_from_pieces_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b"one\ntwo\n")
    with path.open("rb") as lines:
        write_pieces(path, (line.upper() for line in lines))
    assert path.read_bytes() == b"ONE\nTWO\n"
    assert b"".join(pieces_of(path)) == b"ONE\nTWO\n"


@pytest.mark.parametrize(
    ("pieces", "same"),
    [([b"on", b"e"], True), ([b"one", b""], True), ([b"on"], False), ([b"one", b"!"], False), ([b"On", b"e"], False)],
)
def test_a_file_is_compared_piece_by_piece(tmp_path: Path, pieces: list[bytes], same: bool) -> None:
    (tmp_path / "a").write_bytes(b"one")
    assert holds(tmp_path / "a", pieces) is same
