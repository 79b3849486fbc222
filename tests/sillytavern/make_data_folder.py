"""Make a data folder with SillyTavern itself: ``python -m tests.sillytavern.make_data_folder PACKAGE FOLDER``.

PACKAGE is an installed SillyTavern (the folder of ``server.js``); FOLDER gets ``data/default-user`` and a backup of the
personas. Everything is made through the addresses that its page uses; all cards, people and words are our own.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from tests.sillytavern.server import SillyTavern

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
TILDE = "name: Tilde\ngreeting: Mind the ink.\ncontext: |\n  Tilde is an old printer with a white beard.\n"
TAG = '<img data-iig-instruction=\'{"prompt":"the harbour at night"}\' src="[IMG:GEN]">'


def make(package: Path, folder: Path) -> Path:
    """Make the folder and return that of its user."""
    with SillyTavern(package, folder) as tavern:
        files = import_cards(tavern)
        avatars = [upload_avatar(tavern, color) for color in ((200, 40, 40), (40, 40, 200))]
        settings = save_settings(tavern, avatars, files)
        make_world(tavern)
        tavern.post("/api/characters/merge-attributes", {
            "avatar": f"{files['Quill']}.png", "data": {"extensions": {"world": "Northport"}},
        })  # fmt: skip
        make_chats(tavern, files, avatars)
        make_group(tavern, files, avatars)
    user = settings["power_user"]
    backup = {key: user[key] for key in ("personas", "persona_descriptions", "default_persona")}
    (folder / "personas_backup.json").write_text(json.dumps(backup, indent=2), encoding="utf-8")
    return folder / "data" / "default-user"


def import_cards(tavern: SillyTavern) -> dict[str, str]:
    """Import a card in each carrier SillyTavern takes, one of them twice; return the names of their files."""
    files = {}
    for name, suffix, data in (
        ("Maren", "png", (CHARACTERS / "maren" / "card.png").read_bytes()),
        ("Quill", "json", (CHARACTERS / "quill" / "card.json").read_bytes()),
        ("Wren", "charx", charx()),
        ("Tilde", "yaml", TILDE.encode()),
        ("Maren again", "png", (CHARACTERS / "maren" / "card.png").read_bytes()),
    ):
        answer = tavern.upload("/api/characters/import", f"card.{suffix}", data, file_type=suffix)
        files[name] = answer["file_name"].removesuffix(".png")
    return files


def charx() -> bytes:
    """Return a card in a zip."""
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


def upload_avatar(tavern: SillyTavern, color: tuple[int, int, int]) -> str:
    """Upload a picture for a persona and return the name of its file."""
    return str(tavern.upload("/api/avatars/upload", "me.png", picture(color))["path"])


def save_settings(tavern: SillyTavern, avatars: list[str], files: dict[str, str]) -> dict[str, Any]:
    """Save two personas, one for new chats and one that is connected to a character, and a world for every chat."""
    settings: dict[str, Any] = json.loads(tavern.post("/api/settings/get", {})["settings"])
    about = {"position": 0, "depth": 2, "role": 0, "lorebook": "", "connections": [], "title": ""}
    connected = {**about, "connections": [{"type": "character", "id": f"{files['Quill']}.png"}]}
    settings["user_avatar"], settings["username"] = avatars[0], "Alex"
    settings["power_user"] |= {
        "personas": {avatars[0]: "Alex", avatars[1]: "Robin"},
        "persona_descriptions": {
            avatars[0]: {**about, "description": "You have red hair and green eyes."},
            avatars[1]: {**connected, "description": "{{user}} is a tall man with a black beard."},
        },
        "default_persona": avatars[0],
    }
    settings["world_info_settings"]["world_info"] = {
        "globalSelect": ["Everywhere"], "charLore": [{"name": files["Maren"], "extraBooks": ["Lighthouse"]}],
    }  # fmt: skip
    tavern.post("/api/settings/save", settings)
    return settings


def make_world(tavern: SillyTavern) -> None:
    """Save the worlds."""
    for number, world in enumerate(("Northport", "Everywhere", "Lighthouse", "Fair")):
        entry = {
            "uid": 0, "key": [world.lower()], "keysecondary": [], "comment": world, "constant": False,
            "content": f"{world} has {number + 2} towers of red brick.", "selective": True, "order": 100, "position": 0,
            "disable": False, "probability": 100, "useProbability": True, "depth": 4, "caseSensitive": None,
        }  # fmt: skip
        tavern.post("/api/worldinfo/edit", {"name": world, "data": {"entries": {"0": entry}}})


def header(**metadata: object) -> dict[str, object]:
    """Return the first line of a chat."""
    return {"user_name": "unused", "character_name": "unused", "chat_metadata": metadata}


def message(name: str, text: str, date: str, **more: object) -> dict[str, object]:
    """Return a message as the page keeps it."""
    return {"name": name, "is_user": False, "is_system": False, "send_date": date, "mes": text, "extra": {}, **more}


def by_user(name: str, avatar: str, text: str, date: str) -> dict[str, object]:
    """Return a message of the user's."""
    return message(name, text, date, is_user=True, force_avatar=f"/thumbnail?type=persona&file={avatar}")


def make_chats(tavern: SillyTavern, files: dict[str, str], avatars: list[str]) -> None:
    """Save chats with swipes, a hidden message, a checkpoint, a locked persona and a world of their own."""
    greeting = message("Maren", "*The lamp is lit.*", "2026-01-05T10:00:00.000Z")
    asked = by_user("Alex", avatars[0], "Show me the harbour.", "2026-01-05T10:01:00.000Z")
    texts = [f"Look. {TAG}", f"Here it lies. {TAG}"]
    swiped = message(
        "Maren", texts[1], "2026-01-05T10:02:00.000Z", swipes=texts, swipe_id=1, swipe_info=[{"extra": {}}] * 2
    )
    hidden = message("Note", "Nobody reads this: Maren wears a crown.", "2026-01-05T10:03:00.000Z", is_system=True)
    main, checkpoint = "Maren - 2026-1-5", "Checkpoint #1 - Maren"
    chats = [
        (files["Maren"], checkpoint, [header(main_chat=main, integrity="b"), greeting, asked]),
        (files["Maren"], main, [header(integrity="a", world_info="Fair"), greeting, asked, swiped, hidden]),
        (files["Quill"], "Quill - 2026-1-6", [
            header(integrity="c", persona=avatars[0]), message("Quill", f"Hm. {TAG}", "2026-01-06T09:00:00.000Z"),
        ]),
    ]  # fmt: skip
    for file, name, chat in chats:
        tavern.post("/api/chats/save", {"avatar_url": f"{file}.png", "file_name": name, "chat": chat})


def make_group(tavern: SillyTavern, files: dict[str, str], avatars: list[str]) -> None:
    """Save a group with two members of one name, one muted member who has spoken and one who has not."""
    members = [f"{files[name]}.png" for name in ("Maren", "Maren again", "Wren", "Tilde")]
    group = {
        "name": "Harbour", "members": members, "disabled_members": members[2:], "allow_self_responses": False,
        "activation_strategy": 0, "generation_mode": 0, "chat_id": "harbour-1", "chats": ["harbour-1"],
    }  # fmt: skip
    tavern.post("/api/groups/create", group)
    spoken = [("Maren", 0, "Good morning."), ("Maren", 1, f"Two of us. {TAG}"), ("Wren", 2, "Three.")]
    lines = [
        message(name, text, f"2026-01-07T10:0{number}:00.000Z", original_avatar=members[member])
        for number, (name, member, text) in enumerate(spoken)
    ]
    user = by_user("Robin", avatars[1], "Who is who?", "2026-01-07T10:09:00.000Z")
    tavern.post("/api/chats/group/save", {"id": "harbour-1", "chat": [header(integrity="d"), *lines, user]})


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), Path(sys.argv[2])))
