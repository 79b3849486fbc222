"""Illustrating a chat: what is drawn, what is left alone, and that a second run changes nothing."""

from pathlib import Path
from urllib.parse import unquote

import pytest

from composer.errors import (
    ChatError,
)
from composer.hookspecs import hookimpl
from composer.illustration import Illustration
from composer.store import SavedPicture
from tests.illustrating import GULL, HARBOUR, ROPE, illustrate, sidecars, sources, states, written_chat
from tests.painting import Painter, composer_with, read_texts, tag, write_chat


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    return written_chat(tmp_path)


# ── a first run ──


def test_every_request_is_drawn_in_order(painter: Painter, chat: Path) -> None:
    assert states(illustrate(painter, chat)) == ["drawn"] * 3
    assert painter.painted == [HARBOUR, GULL, ROPE]


class Grumbler:
    """A plugin that fails on every saved picture with an error of ours."""

    @hookimpl
    def picture_saved(self, result: SavedPicture) -> None:
        raise ChatError("the gallery is closed")


def test_a_plugin_that_fails_on_saved_pictures_holds_up_none(painter: Painter, chat: Path) -> None:
    composer = composer_with(painter)
    composer.plugins.register(Grumbler(), "grumbler")
    assert states(Illustration(composer, chat).run()) == ["drawn"] * 3
    assert "the gallery is closed" in str(composer.plugins.reports[0])


def test_with_out_the_input_stays_as_it_is(painter: Painter, chat: Path, tmp_path: Path) -> None:
    before = chat.read_bytes()
    illustrate(painter, chat, tmp_path / "out")
    assert chat.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chat.jsonl", "out"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["chat.jsonl", "chat.jsonl.pictures"]


def test_in_place_the_original_is_kept(painter: Painter, chat: Path) -> None:
    before = chat.read_bytes()
    illustrate(painter, chat)
    assert chat.read_bytes() != before
    assert chat.with_name("chat.jsonl.bak").read_bytes() == before


@pytest.mark.parametrize("name", ["chat.jsonl", "Лука - 2026's #1 [50%] a?b.jsonl"])
def test_every_src_leads_from_the_chat_to_a_picture(painter: Painter, chat: Path, tmp_path: Path, name: str) -> None:
    illustrate(painter, chat.rename(tmp_path / name), tmp_path / "out")
    found = sources(tmp_path / "out" / name)
    assert len(found) == 3
    assert all((tmp_path / "out" / unquote(src)).read_bytes().startswith(b"\x89PNG") for src in found)


def test_the_text_around_the_tags_stays(painter: Painter, chat: Path) -> None:
    illustrate(painter, chat)
    first, second, third = read_texts(chat)
    assert first.startswith("Good morning. <img ")
    assert first.endswith("> The sea is calm.")
    assert second == "I wave."
    assert third.startswith("Look! <img ")


def test_a_text_file_with_one_message_is_illustrated(painter: Painter, tmp_path: Path) -> None:
    message = tmp_path / "message.md"
    message.write_text(f"# Morning\r\n\r\n{tag(HARBOUR)}\r\nEnd", encoding="utf-8", newline="")
    illustrate(painter, message)
    text = message.read_bytes().decode()
    assert text.startswith("# Morning\r\n\r\n<img ")
    assert text.endswith(">\r\nEnd")
    assert "message.md.pictures/" in text


def test_a_sidecar_tells_how_its_picture_was_made(painter: Painter, chat: Path, tmp_path: Path) -> None:
    illustrate(painter, chat, tmp_path / "out")
    first = next(one for one in sidecars(tmp_path / "out" / "chat.jsonl.pictures") if one["message_number"] == 0)
    assert HARBOUR in first["prompt"]
    assert {part["slot"] for part in first["parts"]} >= {"prompt"}
    words = next(part for part in first["parts"] if part["slot"] == "prompt")
    assert first["prompt"][words["start"] : words["end"]] == words["text"]
    assert words["evidence"][0]["quote"] == HARBOUR
    expected = {
        "status": "finished", "backend": "painter", "seed": 0, "chat": "chat.jsonl", "message": "2026-01-05@10h00m",
        "source": tag(HARBOUR), "profile": "test",
    }  # fmt: skip
    assert {key: first[key] for key in expected} == expected
    assert first["request"]["prompt"] == HARBOUR
    assert first["pictures"][0]["media_type"] == "image/png"
    assert (first["pictures"][0]["width"], first["pictures"][0]["height"]) == (64, 48)
    assert first["time"].endswith("+00:00")


def test_of_several_pictures_the_first_stands_in_the_message(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [tag(HARBOUR, n=2)])
    composer = composer_with(painter, max_pictures_per_request=2)
    summary = Illustration(composer, chat).run()
    pictures = sorted((tmp_path / "chat.jsonl.pictures").glob("*.png"))
    assert len(pictures) == 2
    assert [unquote(src) for src in sources(chat)] == [f"chat.jsonl.pictures/{summary.tasks[0].job_id}.png"]
    assert {one["file"] for one in sidecars(pictures[0].parent)[0]["pictures"]} == {path.name for path in pictures}


def test_a_number_above_the_maximum_is_lowered_and_recorded(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [tag(HARBOUR, n=3)])
    illustrate(painter, chat)
    (record,) = sidecars(tmp_path / "chat.jsonl.pictures")
    assert len(record["pictures"]) == 1
    assert [change["kind"] for change in record["changes"] if change["what"] == "n"] == ["lowered"]


def test_pictures_are_announced_once_they_are_safe(painter: Painter, chat: Path) -> None:
    illustrate(painter, chat)
    assert [saved.path.suffix for saved in painter.saved] == [".png"] * 3


# ── what is left alone ──


def test_hidden_messages_are_neither_illustrated_nor_changed(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [tag(HARBOUR), tag(GULL)], hidden=[0])
    illustrate(painter, chat)
    assert painter.painted == [GULL]
    assert read_texts(chat)[0] == tag(HARBOUR)


def test_broken_requests_are_reported_and_left(painter: Painter, tmp_path: Path) -> None:
    text = f'{tag("")} {tag(GULL)} <img data-iig-instruction=\'{{"prompt":"cut'
    chat = write_chat(tmp_path / "chat.jsonl", [text])
    summary = illustrate(painter, chat)
    assert states(summary) == ["error", "drawn", "incomplete"]
    assert all(task.reason for task in summary.tasks if task.state != "drawn")
    assert read_texts(chat)[0].startswith(f"{tag('')} <img ")
    assert read_texts(chat)[0].endswith('"prompt":"cut')


def test_what_exceeds_the_profiles_maximum_is_held_and_stays_held(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [" ".join(tag(f"wave {number}") for number in range(6))])
    assert states(illustrate(painter, chat)) == ["drawn"] * 4 + ["held"] * 2
    assert read_texts(chat)[0].endswith(f"{tag('wave 4')} {tag('wave 5')}")
    again = illustrate(painter, chat)
    assert states(again) == ["done"] * 4 + ["held"] * 2
    assert again.idle


def test_a_chat_without_requests_is_not_touched(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", ["Nothing to see."])
    assert illustrate(painter, chat).idle
    assert list(tmp_path.iterdir()) == [chat]


def test_planning_writes_nothing(painter: Painter, chat: Path, tmp_path: Path) -> None:
    before = chat.read_bytes()
    plan = Illustration(composer_with(painter), chat, out=tmp_path / "out").plan()
    assert [task.state for task in plan] == ["draw"] * 3
    assert list(tmp_path.iterdir()) == [chat]
    assert chat.read_bytes() == before


# ── running again ──


def test_in_place_a_second_run_changes_nothing(painter: Painter, chat: Path, tmp_path: Path) -> None:
    illustrate(painter, chat)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = illustrate(painter, chat)
    assert states(again) == ["done"] * 3
    assert again.idle
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(painter.painted) == 3


def test_with_out_a_second_run_from_the_input_changes_nothing(painter: Painter, chat: Path, tmp_path: Path) -> None:
    illustrate(painter, chat, tmp_path / "out")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = illustrate(painter, chat, tmp_path / "out")
    assert states(again) == ["kept"] * 3
    assert again.idle
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(painter.painted) == 3


def test_with_out_a_chat_that_went_on_is_continued(painter: Painter, chat: Path, tmp_path: Path) -> None:
    illustrate(painter, chat, tmp_path / "out")
    texts = [*read_texts(chat), "And then?", tag("a lighthouse")]
    illustrate(painter, write_chat(chat, texts), tmp_path / "out")
    assert painter.painted == [HARBOUR, GULL, ROPE, "a lighthouse"]
    assert len(sources(tmp_path / "out" / "chat.jsonl")) == 4


def test_the_first_original_stays_the_backup(painter: Painter, chat: Path) -> None:
    before = chat.read_bytes()
    illustrate(painter, chat)
    illustrate(painter, write_chat(chat, [*read_texts(chat), tag("a lighthouse")]))
    assert chat.with_name("chat.jsonl.bak").read_bytes() == before
    assert len(sources(chat)) == 4


def test_identical_requests_of_a_message_get_a_picture_each(painter: Painter, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [f"{tag(GULL)} {tag(GULL)}"])
    illustrate(painter, chat)
    assert len(set(sources(chat))) == 2
