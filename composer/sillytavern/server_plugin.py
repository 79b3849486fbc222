"""Our server plugin in a SillyTavern: put in, looked at, taken out; a folder of somebody else's is never touched."""

import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from composer.errors import ConflictError, NotFoundError
from composer.sillytavern import extension
from composer.sillytavern.placing import is_same, json_of, put

#: The folder of the plugin in the extension's, its name in its manifest, and what it is told of this machine.
FOLDER, NAME, CONFIG = "server-plugin", "rp-composer-server-plugin", "config.json"
USUAL_ADDRESS = "http://127.0.0.1:8765"
_USUAL_PORT = 8765
_PROGRAM = "rp-composer"


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at the place of our plugin: its `version`, and whether it is `complete`, as this rp-composer has it."""

    version: str
    complete: bool


def source() -> Path:
    """Return the folder of the plugin: in the installed package, else in a checkout."""
    return extension.source() / FOLDER


def place_in(root: Path) -> Path:
    """Return where the plugin belongs in a SillyTavern; `root` is the folder with ``server.js``."""
    return root / "plugins" / extension.NAME


def find(place: Path) -> Found | None:
    """Return what of ours lies at a place, None for nothing.

    Raises:
        ConflictError: something else does.
    """
    if not place.exists() and not place.is_symlink():
        return None
    manifest = json_of(place / "package.json")
    if place.is_symlink() or manifest.get("name") != NAME:
        raise ConflictError(f"{place} is not our server plugin, and is left alone; move it away first")
    return Found(str(manifest.get("version") or ""), is_same(place, source(), (CONFIG,)))


def install(place: Path, config: Mapping[str, Any]) -> None:
    """Put the plugin at a place, whole or not at all; an older one of ours is replaced.

    Args:
        config: what it is told, as of `config_for`.

    Raises:
        ConflictError: something else lies there.
    """
    find(place)

    def fill(new: Path) -> None:
        shutil.copytree(source(), new, ignore=shutil.ignore_patterns(CONFIG, ".*"))
        (new / CONFIG).write_text(json.dumps(config, indent=4) + "\n", encoding="utf-8")
        if (place / CONFIG).is_file():  # it may hold a token that not everybody may read
            shutil.copymode(place / CONFIG, new / CONFIG)

    put(place, fill)


def uninstall(place: Path) -> bool:
    """Take the plugin out; return whether it was there. ConflictError when something else lies there."""
    if find(place) is None:
        return False
    shutil.rmtree(place)
    return True


def config_for(place: Path, address: str | None = None, autostart: bool | None = None) -> dict[str, Any]:
    """Return what the plugin is told: what it was told before stays, but for the program that starts the server.

    Args:
        address: of our server; None for the one it has, or the usual one. autostart: None for what it is.

    Raises:
        NotFoundError: this rp-composer was not installed as a program.
    """
    usual = {"address": USUAL_ADDRESS, "command": "", "arguments": ["serve"], "token": "", "autostart": False}
    told = usual | json_of(place / CONFIG) | {"command": str(program())}
    if address is not None:
        told |= {"address": address, "arguments": _listening_at(address, told["arguments"])}
    return told if autostart is None else told | {"autostart": autostart}


def program() -> Path:
    """Return the program of the rp-composer that is running; NotFoundError when it was not installed as one."""
    scripts = (str(Path(sys.executable).parent), sysconfig.get_path("scripts"), os.environ.get("PATH", ""))
    found = shutil.which(_PROGRAM, path=os.pathsep.join(scripts))
    if found is None:
        raise NotFoundError(f"there is no program {_PROGRAM}; install it with `python -m pip install`")
    return Path(found).absolute()


def _listening_at(address: str, arguments: object) -> list[str]:
    """Return the arguments of the server with the port of an address."""
    given: Sequence[str] = arguments if isinstance(arguments, list) else ["serve"]
    if "--port" in given:
        place = given.index("--port")
        given = [*given[:place], *given[place + 2 :]]
    port = urlsplit(address).port or _USUAL_PORT
    return [*given, *(["--port", str(port)] if port != _USUAL_PORT else [])]
