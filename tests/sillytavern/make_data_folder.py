"""Make a data folder with SillyTavern itself: ``python -m tests.sillytavern.make_data_folder PACKAGE FOLDER``.

PACKAGE is an installed SillyTavern (the folder of ``server.js``): a checkout after ``npm install``, or what
``npm install sillytavern@1.19.0 --install-strategy=nested --ignore-scripts`` puts into ``node_modules/sillytavern``
(nested, since its decoder of pictures has to lie inside of the server's own folder). FOLDER gets ``data/default-user``
and a backup of the personas. Everything is made through the addresses that SillyTavern's page uses.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.sillytavern import content
from tests.sillytavern.server import SillyTavern


def make(package: Path, folder: Path) -> Path:
    """Make the folder and return that of its user."""
    with SillyTavern(package, folder) as tavern:
        files = {name: _imported(tavern, suffix, data) for name, suffix, data in content.cards()}
        avatars = [_avatar(tavern, color) for color in ((200, 40, 40), (40, 40, 200))]
        settings: dict[str, Any] = json.loads(tavern.post("/api/settings/get", {})["settings"])
        content.put_into_settings(settings, avatars, files)
        tavern.post("/api/settings/save", settings)
        for name in content.WORLDS:
            tavern.post("/api/worldinfo/edit", {"name": name, "data": content.world(name)})
        linked = {"avatar": f"{files['Quill']}.png", "data": {"extensions": {"world": "Northport"}}}
        tavern.post("/api/characters/merge-attributes", linked)
        for file, name, chat in content.chats(files, avatars):
            tavern.post("/api/chats/save", {"avatar_url": f"{file}.png", "file_name": name, "chat": chat})
        tavern.post("/api/groups/create", content.group(files))
        tavern.post("/api/chats/group/save", {"id": "harbour-1", "chat": content.group_chat(files, avatars)})
    (folder / "personas_backup.json").write_bytes(content.backup(settings))
    return folder / "data" / "default-user"


def _imported(tavern: SillyTavern, suffix: str, data: bytes) -> str:
    answer = tavern.upload("/api/characters/import", f"card.{suffix}", data, file_type=suffix)
    return str(answer["file_name"]).removesuffix(".png")


def _avatar(tavern: SillyTavern, color: tuple[int, int, int]) -> str:
    return str(tavern.upload("/api/avatars/upload", "me.png", content.picture(color))["path"])


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), Path(sys.argv[2])))
