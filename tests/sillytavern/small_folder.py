"""A data folder of the shape that SillyTavern gives it, written by our own code: for tests that always run."""

import json
import os
from pathlib import Path
from typing import Any

from tests.sillytavern import content
from tests.test_cards_formats import card_chunk, png

AVATARS = ["1700000000001.png", "1700000000002.png"]


def make_small(folder: Path) -> Path:
    """Make the folder and return that of its user."""
    user = folder / "data" / "default-user"
    for name in ("characters", "chats", "groups", "group chats", "worlds", "User Avatars", "thumbnails/avatar"):
        (user / name).mkdir(parents=True)
    for name in content.FILES:
        (user / "characters" / f"{content.FILES[name]}.png").write_bytes(_card(name))
    for file, color in zip(AVATARS, ((200, 40, 40), (40, 40, 200)), strict=True):
        (user / "User Avatars" / file).write_bytes(content.picture(color))
    settings: dict[str, Any] = {"firstRun": False, "username": "", "user_avatar": "", "main_api": "openai"}
    content.put_into_settings(settings, AVATARS, content.FILES)
    write(user / "settings.json", settings)
    (folder / "personas_backup.json").write_bytes(content.backup(settings))
    for name in content.WORLDS:
        write(user / "worlds" / f"{name}.json", content.world(name))
    for number, (file, name, chat) in enumerate(content.chats(content.FILES, AVATARS)):
        write_chat(user / "chats" / file / f"{name}.jsonl", chat, 1_700_000_000 + number)
    write(user / "groups" / "1700000000003.json", {"id": "1700000000003", **content.group(content.FILES)})
    write_chat(user / "group chats" / "harbour-1.jsonl", content.group_chat(content.FILES, AVATARS))
    return user


def write(path: Path, fields: object) -> Path:
    """Write JSON as SillyTavern does."""
    path.write_text(json.dumps(fields, indent=4, ensure_ascii=False), encoding="utf-8")
    return path


def write_chat(path: Path, lines: list[dict[str, object]], written: int = 0) -> Path:
    """Write a chat: one JSON object a line, no line end at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    if written:
        os.utime(path, (written, written))
    return path


def write_card(path: Path, name: str, **fields: object) -> Path:
    """Write a card in a PNG."""
    path.write_bytes(png(card_chunk({"spec": "chara_card_v2", "data": {"name": name, **fields}})))
    return path


def _card(name: str) -> bytes:
    if name == "Wren":
        card: dict[str, Any] = content.WREN
    elif name == "Tilde":
        card = {"data": {"name": "Tilde", "description": content.TILDE["context"]}}
    else:
        card = json.loads((content.CHARACTERS / name.split()[0].lower() / "card.json").read_bytes())
    if name == "Quill":
        card["data"].setdefault("extensions", {})["world"] = "Northport"
    return png(card_chunk(card))
