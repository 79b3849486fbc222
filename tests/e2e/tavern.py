"""A SillyTavern with our extension in it, made before its first start, and what lies on its disk."""

import io
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

from PIL import Image

from tests.sillytavern.content import CHARACTERS
from tests.sillytavern.server import SillyTavern

EXTENSION = Path(__file__).parent.parent.parent / "plugins" / "sillytavern"
#: Extensions of SillyTavern's own that only cost time here.
_NOT_NEEDED = [
    "assets", "attachments", "caption", "connection-manager", "expressions", "gallery", "memory", "quick-reply",
    "regex", "stable-diffusion", "token-counter", "translate", "tts", "vectors",
]  # fmt: skip
PERSONA = "Alex is a tall man with a black beard and green eyes."


def prepare(
    tavern: SillyTavern, model: str, *, extension: bool = True, needed: Collection[str] = (), **ours: Any
) -> None:
    """Write settings and extension, as a user has them who knows SillyTavern already.

    Args:
        model: the address of the chat model. extension: with ours. needed: extensions of SillyTavern's own that are on.
        ours: settings of the extension.
    """
    user = user_folder(tavern)
    (user / "extensions").mkdir(parents=True)
    (user / "User Avatars").mkdir()
    (user / "User Avatars" / "alex.png").write_bytes(persona_picture())
    if extension:
        shutil.copytree(EXTENSION, user / "extensions" / "rp-composer", ignore=shutil.ignore_patterns("tests"))
    settings = json.loads((tavern.package / "default" / "content" / "settings.json").read_text(encoding="utf-8"))
    off = [one for one in _NOT_NEEDED if one not in needed]
    merge(settings, settings_of_a_user(model))
    merge(settings, {"extension_settings": {"disabledExtensions": off, "rp_composer": ours}})
    (user / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def settings_of_a_user(model: str) -> dict[str, Any]:
    """Return what SillyTavern's settings hold of somebody with a persona and a connected chat model."""
    return {
        "firstRun": False, "username": "Alex", "user_avatar": "alex.png", "main_api": "openai",
        "power_user": {
            "auto_connect": True, "personas": {"alex.png": "Alex"}, "default_persona": "alex.png",
            "persona_descriptions": {"alex.png": {"description": PERSONA, "position": 0}},
            "persona_description": PERSONA,
        },
        "oai_settings": {
            "chat_completion_source": "custom", "custom_url": model, "custom_model": "tale", "stream_openai": False,
        },
    }  # fmt: skip


def persona_picture() -> bytes:
    """Return Alex's avatar: a picture without any colour."""
    buffer = io.BytesIO()
    with Image.open(CHARACTERS / "maren" / "card.png") as image:
        image.convert("L").save(buffer, "PNG")
    return buffer.getvalue()


def import_characters(tavern: SillyTavern) -> None:
    """Import Maren, who has a picture, and Quill, who has none."""
    for path in (CHARACTERS / "maren" / "card.png", CHARACTERS / "quill" / "card.json"):
        tavern.upload("/api/characters/import", path.name, path.read_bytes(), file_type=path.suffix[1:])


def user_folder(tavern: SillyTavern) -> Path:
    """Return the folder of SillyTavern's one user."""
    return tavern.folder / "data" / "default-user"


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Put values into nested dictionaries."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def saved_chat(tavern: SillyTavern, name: str) -> list[dict[str, Any]]:
    """Return the lines of a chat as it lies on the disk."""
    [file] = user_folder(tavern).glob(f"*chats/**/{name}.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
