"""A chat to illustrate, and what is looked at afterwards."""

import json
from pathlib import Path
from typing import Any

from composer.illustration import Illustration, Summary
from tests.painting import Painter, composer_with, read_texts, tag, write_chat

HARBOUR, GULL, ROPE = "the harbour at dawn", "a gull on a post", "a coil of rope"


def written_chat(folder: Path) -> Path:
    texts = [f"Good morning. {tag(HARBOUR)} The sea is calm.", "I wave.", f"Look! {tag(GULL)} {tag(ROPE)}"]
    return write_chat(folder / "chat.jsonl", texts)


def illustrate(painter: Painter, chat: Path, out: Path | None = None, **options: Any) -> Summary:
    return Illustration(composer_with(painter), chat, out=out, **options).run()


def states(summary: Summary) -> list[str]:
    return [task.state for task in summary.tasks]


def sources(chat: Path) -> list[str]:
    composer = composer_with(Painter())
    return [one for text in read_texts(chat) for found in composer.find(text) for one in found.pictures[:1]]


def sidecars(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
