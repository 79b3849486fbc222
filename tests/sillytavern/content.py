"""What both data folders hold, the one SillyTavern makes and the one of our tests: all people and words are our own."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

CHARACTERS = Path(__file__).parent.parent.parent / "characters"
WREN = {
    "spec": "chara_card_v3",
    "spec_version": "3.0",
    "data": {
        "name": "Wren", "description": "{{char}} is a tall woman with short copper hair and grey eyes.",
        "first_mes": "*Wren looks up from the anvil.*", "personality": "", "scenario": "", "mes_example": "",
        "nickname": "", "creator": "", "creator_notes": "", "character_version": "1", "system_prompt": "",
        "post_history_instructions": "", "alternate_greetings": [], "tags": [], "group_only_greetings": [],
        "extensions": {}, "assets": [{"type": "icon", "name": "main", "uri": "ccdefault:", "ext": "png"}],
    },
}  # fmt: skip
TILDE = {"name": "Tilde", "greeting": "Mind the ink.", "context": "Tilde is an old printer with a white beard."}
TAG = '<img data-iig-instruction=\'{"prompt":"the harbour at night"}\' src="[IMG:GEN]">'
WORLDS = ("Northport", "Everywhere", "Lighthouse", "Fair")
#: The file of each card, without its ending, as SillyTavern names them.
FILES = {"Maren": "Maren", "Quill": "Quill", "Wren": "Wren", "Tilde": "Tilde", "Maren again": "Maren1"}


def cards() -> list[tuple[str, str, bytes]]:
    """Return (name, ending, bytes) of a card in each carrier that SillyTavern imports, one of them twice."""
    maren = (CHARACTERS / "maren" / "card.png").read_bytes()
    return [
        ("Maren", "png", maren),
        ("Quill", "json", (CHARACTERS / "quill" / "card.json").read_bytes()),
        ("Wren", "charx", _charx()),
        ("Tilde", "yaml", "".join(f"{key}: {json.dumps(text)}\n" for key, text in TILDE.items()).encode()),
        ("Maren again", "png", maren),
    ]


def _charx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("card.json", json.dumps(WREN))
    return buffer.getvalue()


def picture(color: tuple[int, int, int]) -> bytes:
    """Return a small PNG of one colour with a stripe."""
    from PIL import Image

    image = Image.new("RGB", (96, 144), color)
    image.paste((255, 255, 255), (0, 60, 96, 70))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def put_into_settings(settings: dict[str, Any], avatars: list[str], files: dict[str, str]) -> None:
    """Add two personas, one for new chats and one that is connected to a character, and worlds."""
    about = {"position": 0, "depth": 2, "role": 0, "lorebook": "", "connections": [], "title": ""}
    connected = {**about, "connections": [{"type": "character", "id": f"{files['Quill']}.png"}]}
    settings["user_avatar"], settings["username"] = avatars[0], "Alex"
    settings.setdefault("power_user", {}).update({
        "personas": {avatars[0]: "Alex", avatars[1]: "Robin"},
        "persona_descriptions": {
            avatars[0]: {**about, "description": "You have red hair and green eyes."},
            avatars[1]: {**connected, "description": "{{user}} is a tall man with a black beard."},
        },
        "default_persona": avatars[0],
    })  # fmt: skip
    settings.setdefault("world_info_settings", {})["world_info"] = {
        "globalSelect": ["Everywhere"], "charLore": [{"name": files["Maren"], "extraBooks": ["Lighthouse"]}],
    }  # fmt: skip


def backup(settings: dict[str, Any]) -> bytes:
    """Return what the button for a backup of the personas writes."""
    user = settings["power_user"]
    kept = {key: user[key] for key in ("personas", "persona_descriptions", "default_persona")}
    return json.dumps(kept, indent=2).encode()


def world(name: str) -> dict[str, Any]:
    """Return a world with one entry."""
    entry = {
        "uid": 0, "key": [name.lower()], "keysecondary": [], "comment": name, "constant": False,
        "content": f"{name} has towers of red brick.", "selective": True, "order": 100, "position": 0,
        "disable": False, "probability": 100, "useProbability": True, "depth": 4, "caseSensitive": None,
    }  # fmt: skip
    return {"entries": {"0": entry}}


def header(**metadata: object) -> dict[str, object]:
    """Return the first line of a chat."""
    return {"user_name": "unused", "character_name": "unused", "chat_metadata": metadata}


def message(name: str, text: str, date: str, **more: object) -> dict[str, object]:
    """Return a message as the page keeps it."""
    return {"name": name, "is_user": False, "is_system": False, "send_date": date, "mes": text, "extra": {}, **more}


def by_user(name: str, avatar: str, text: str, date: str) -> dict[str, object]:
    """Return a message of the user's."""
    return message(name, text, date, is_user=True, force_avatar=f"/thumbnail?type=persona&file={avatar}")


def chats(files: dict[str, str], avatars: list[str]) -> list[tuple[str, str, list[dict[str, object]]]]:
    """Return (file of the character, name, lines): with swipes, a hidden message, a checkpoint, a locked persona."""
    greeting = message("Maren", "*The lamp is lit.*", "2026-01-05T10:00:00.000Z")
    asked = by_user("Alex", avatars[0], "Show me the harbour.", "2026-01-05T10:01:00.000Z")
    texts = [f"Look. {TAG}", f"Here it lies. {TAG}"]
    swiped = message(
        "Maren", texts[1], "2026-01-05T10:02:00.000Z", swipes=texts, swipe_id=1, swipe_info=[{"extra": {}}] * 2
    )
    hidden = message("Note", "Nobody reads this: Maren wears a crown.", "2026-01-05T10:03:00.000Z", is_system=True)
    main, checkpoint = "Maren - 2026-1-5", "Checkpoint #1 - Maren"
    quill = message("Quill", f"Hm. {TAG}", "2026-01-06T09:00:00.000Z")
    tilde = message("Tilde", f"Ink. {TAG}", "2026-01-06T10:00:00.000Z")
    return [
        (files["Maren"], checkpoint, [header(main_chat=main, integrity="b"), greeting, asked]),
        (files["Maren"], main, [header(integrity="a", world_info="Fair"), greeting, asked, swiped, hidden]),
        (files["Quill"], "Quill - 2026-1-6", [header(integrity="c"), quill]),
        (files["Tilde"], "Tilde - 2026-1-6", [header(integrity="e", persona=avatars[1]), tilde]),
    ]


def group(files: dict[str, str]) -> dict[str, Any]:
    """Return a group with two members of one name and two muted ones."""
    members = [f"{files[name]}.png" for name in ("Maren", "Maren again", "Wren", "Tilde")]
    return {
        "name": "Harbour", "members": members, "disabled_members": members[2:], "allow_self_responses": False,
        "activation_strategy": 0, "generation_mode": 0, "chat_id": "harbour-1", "chats": ["harbour-1"],
    }  # fmt: skip


def group_chat(files: dict[str, str], avatars: list[str]) -> list[dict[str, object]]:
    """Return the lines of the group's chat: one of the muted members has spoken before."""
    spoken = [
        ("Maren", "Maren", "*I put on a red scarf.*"),
        ("Maren", "Maren again", f"Two of us. {TAG}"),
        ("Wren", "Wren", "Three."),
    ]
    lines = [
        message(name, text, f"2026-01-07T10:0{number}:00.000Z", original_avatar=f"{files[card]}.png")
        for number, (name, card, text) in enumerate(spoken)
    ]
    return [header(integrity="d"), *lines, by_user("Robin", avatars[1], "Who is who?", "2026-01-07T10:09:00.000Z")]
