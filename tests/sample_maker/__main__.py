"""Writes ``characters/NAME/card.png`` from each ``card.json``: avatar, chunk ``chara`` (V2) and chunk ``ccv3`` (V3)."""

import base64
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from tests.sample_maker import luka, maren, quill

CHARACTERS = Path(__file__).parents[2] / "characters"
PAINTERS = {"maren": maren.paint, "luka": luka.paint, "quill": quill.paint}
#: What version 3 added to a card's data.
_ONLY_V3 = ("group_only_greetings", "nickname", "assets", "creator_notes_multilingual", "source")


def version_2(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card of version 3 as version 2 knows it."""
    data = {key: value for key, value in card["data"].items() if key not in _ONLY_V3}
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": data}


def packed(card: dict[str, Any], avatar: Image.Image) -> bytes:
    """Return the avatar as PNG with the card in it, in both versions."""
    chunks = PngImagePlugin.PngInfo()
    for keyword, version in (("chara", version_2(card)), ("ccv3", card)):
        chunks.add_text(keyword, base64.b64encode(json.dumps(version, ensure_ascii=False).encode()).decode())
    file = io.BytesIO()
    avatar.save(file, "PNG", pnginfo=chunks, optimize=True)
    return file.getvalue()


def main() -> None:
    """Draw and pack every sample character."""
    for name, paint in PAINTERS.items():
        folder = CHARACTERS / name
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        data = packed(card, paint().finished())
        (folder / "card.png").write_bytes(data)
        print(f"characters/{name}/card.png: {len(data) // 1024} kB")


if __name__ == "__main__":
    main()
