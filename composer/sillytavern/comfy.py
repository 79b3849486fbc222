"""SillyTavern's own Image Generation set up for our ComfyUI routes: workflow, placeholders, and the quick reply.

No extension of ours is involved: SillyTavern fills the placeholders of the workflow with character, persona and
messages. What was there before is kept beside the settings; taken out again, they say what they said before.

Source of facts: SillyTavern 1.19.0, set up by hand and by file.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from composer.cards.coercion import Notes
from composer.cards.json_text import json_text
from composer.cards.parsing import parsed
from composer.documents import check_builtin
from composer.errors import CardError, ComposerError
from composer.files import read_bytes, write_whole
from composer.sillytavern.contained import JSON_LIMIT

SETTINGS = "settings.json"
#: The settings as they were before they were changed.
BACKUP = "settings.before-rp-composer.json"
WORKFLOW = "user/workflows/rp-composer.json"
_DATA = "data/sillytavern"
_INDENT = "    "
_DEFAULT_PORT = 8000
_PORT = re.compile(r"^port:\s*(\d{1,5})\b", re.MULTILINE)
#: Parts of SillyTavern that have to be on, by their name in its list of those that are off.
_PARTS = {"stable-diffusion": "Image Generation", "quick-reply": "Quick Reply"}


class _QuickReply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: str
    message: str


class _Shipped(BaseModel):
    """What is put into SillyTavern's settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: dict[str, str]
    placeholders: dict[str, str]
    quick_reply: _QuickReply


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is written, or removed for None, and what of it changes, in words."""

    path: Path
    what: tuple[str, ...]
    data: bytes | None


def workflow() -> bytes:
    """Return the workflow as it is shipped."""
    return resources.files("composer").joinpath(_DATA, "workflow.json").read_bytes()


@cache
def _shipped() -> _Shipped:
    return check_builtin(_Shipped, resources.files("composer").joinpath(_DATA, "comfy.yaml"))


def quick_reply_set() -> dict[str, Any]:
    """Return the set with the quick reply that keeps the last messages, as SillyTavern writes such a set."""
    told = _shipped().quick_reply
    reply = {
        "id": 1, "label": told.label, "title": "", "contextList": [], "isHidden": True, "preventAutoExecute": True,
        "executeOnUser": True, "executeOnAi": True, "executeOnChatChange": True, "executeOnStartup": False,
        "automationId": "", "message": told.message,
    }  # fmt: skip
    return {
        "version": 2, "name": told.name, "disableSend": False, "placeBeforeInput": False, "injectInput": False,
        "color": "transparent", "onlyBorderColor": False, "idIndex": 1, "qrList": [reply],
    }  # fmt: skip


# ── what is there ──


@dataclass(frozen=True, slots=True)
class Installed:
    """What of ours a user's folder of SillyTavern holds.

    Attributes:
        workflow: ``current``, ``changed`` by somebody or an older version, or ``missing``. chosen: it is the one that
            draws. address: of the server that is asked. placeholders: how many of ours are there as they should be.
        messages: the quick reply is there and on. off: parts of SillyTavern that it needs and the user has turned off.
    """

    workflow: str
    chosen: bool
    address: str
    placeholders: int
    messages: bool
    off: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether pictures are drawn with character and persona."""
        return self.workflow == "current" and self.chosen and self.placeholders == len(_shipped().placeholders)


def installed(user: Path) -> Installed:
    """Return what of ours is there.

    Args:
        user: the folder of a user (`data_folder.find_user_folder`).

    Raises:
        CardError: the settings cannot be read.
    """
    extensions = _part(_settings(user), "extension_settings")
    drawing, known = _part(extensions, "sd"), _shipped()
    path, ours = user / WORKFLOW, known.placeholders
    state = "missing" if not path.is_file() else "current" if path.read_bytes() == workflow() else "changed"
    own = {one.get("find"): one.get("replace") for one in _objects(drawing.get("comfy_placeholders"))}
    replies, off = _part(extensions, "quickReplyV2"), extensions.get("disabledExtensions")
    listed = any(one.get("set") == known.quick_reply.name for one in _objects(_part(replies, "config").get("setList")))
    return Installed(
        state,
        all(drawing.get(key) == value for key, value in known.source.items()),
        str(drawing.get("comfy_url") or ""),
        sum(own.get(name) == text for name, text in ours.items()),
        bool(replies.get("isEnabled")) and listed and _reply_path(user).is_file(),
        tuple(name for part, name in _PARTS.items() if isinstance(off, list) and part in off),
    )


# ── changes ──


def additions(user: Path, address: str, messages: bool) -> list[Change]:
    """Return what is written to have everything there; [] when it is.

    Args:
        address: of our server. messages: with the quick reply that keeps the last messages.

    Raises:
        CardError: the settings cannot be read.
    """
    before = _settings(user)
    after = deepcopy(before)
    extensions = _made(after, "extension_settings")
    _add_source(_made(extensions, "sd"), address)
    changes = [_written(user / WORKFLOW, workflow(), "the workflow")]
    if messages:
        _add_reply(_made(extensions, "quickReplyV2"))
        changes.append(_written(_reply_path(user), _json(quick_reply_set()), "the quick reply that keeps the messages"))
    return [one for one in (*changes, *_changed_settings(user, before, after)) if one is not None]


def removals(user: Path) -> list[Change]:
    """Return what is taken out again; what the settings said before comes from their backup.

    Raises:
        CardError: the settings cannot be read.
    """
    before = _settings(user)
    after = deepcopy(before)
    kept = _read(user / BACKUP) if (user / BACKUP).is_file() else {}
    earlier = _part(kept, "extension_settings") if kept else None
    extensions = _made(after, "extension_settings") if "extension_settings" in after else {}
    if "sd" in extensions:
        _remove_source(_made(extensions, "sd"), None if earlier is None else _part(earlier, "sd"))
    if "quickReplyV2" in extensions:
        _remove_reply(_made(extensions, "quickReplyV2"), _part(earlier or {}, "quickReplyV2"))
    files = [path for path in (user / WORKFLOW, _reply_path(user)) if path.is_file()]
    return [*_changed_settings(user, before, after), *(Change(path, ("is removed",), None) for path in files)]


def carry_out(user: Path, changes: list[Change]) -> None:
    """Write changes, the settings' backup first."""
    for change in changes:
        if change.data is None:
            change.path.unlink(missing_ok=True)
            continue
        change.path.parent.mkdir(parents=True, exist_ok=True)
        like = change.path if change.path.is_file() else None
        if change.path.name == SETTINGS and not _is_kept(user):
            write_whole(user / BACKUP, change.path.read_bytes(), like=like)
        write_whole(change.path, change.data, like=like)


def _add_source(drawing: dict[str, Any], address: str) -> None:
    known = _shipped()
    drawing |= {**known.source, "comfy_url": address}
    ours = [{"find": name, "replace": text} for name, text in known.placeholders.items()]
    # SillyTavern's button takes a placeholder out with all below it, so that the user's own stay above ours.
    drawing["comfy_placeholders"] = [*_others(drawing), *ours]


def _remove_source(drawing: dict[str, Any], earlier: dict[str, Any] | None) -> None:
    """Take ours out; `earlier` is what was there before, None where nobody knows."""
    known = _shipped().source
    if drawing.get("comfy_workflow") == known["comfy_workflow"]:
        for key in (*known, "comfy_url"):
            drawing.pop(key, None)
            if earlier and key in earlier:
                drawing[key] = earlier[key]
    if "comfy_placeholders" in drawing:
        drawing["comfy_placeholders"] = _others(drawing)
        if not drawing["comfy_placeholders"] and earlier is not None and "comfy_placeholders" not in earlier:
            del drawing["comfy_placeholders"]


def _others(drawing: dict[str, Any]) -> list[Any]:
    """Return the placeholders that are not ours."""
    listed = drawing.get("comfy_placeholders")
    ours = _shipped().placeholders
    return [one for one in listed if not isinstance(one, dict) or one.get("find") not in ours] if listed else []


def _add_reply(replies: dict[str, Any]) -> None:
    name = _shipped().quick_reply.name
    replies["isEnabled"] = True
    config = _made(replies, "config")
    listed = _objects(config.get("setList"))
    if all(one.get("set") != name for one in listed):
        config["setList"] = [*listed, {"set": name, "isVisible": False}]


def _remove_reply(replies: dict[str, Any], earlier: dict[str, Any]) -> None:
    config = _part(replies, "config")
    listed = _objects(config.get("setList"))
    kept = [one for one in listed if one.get("set") != _shipped().quick_reply.name]
    if len(kept) == len(listed):
        return
    config["setList"] = kept
    if not earlier.get("isEnabled") and kept == _objects(_part(earlier, "config").get("setList")):
        replies["isEnabled"] = False


# ── files ──


def _settings(user: Path) -> dict[str, Any]:
    path = user / SETTINGS
    if not path.is_file():
        raise CardError(f"{path}: there are no settings yet; start SillyTavern once")
    return _read(path)


def _is_kept(user: Path) -> bool:
    """Return whether the backup holds the settings without ours, and those of now hold ours."""
    drawing = _part(_part(_settings(user), "extension_settings"), "sd")
    return drawing.get("comfy_workflow") == _shipped().source["comfy_workflow"] and (user / BACKUP).is_file()


def _read(path: Path) -> dict[str, Any]:
    """Return the object in a file with its numbers as they are written, so that all of it can be written back."""
    try:
        value = parsed(read_bytes(path, JSON_LIMIT, CardError), Notes()).value
    except CardError as error:
        raise CardError(f"{path}: {error}") from error
    if not isinstance(value, dict):
        raise CardError(f"{path}: the settings are no JSON object")
    return value


def _changed_settings(user: Path, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    told = tuple(_differences(before, after, ""))
    return [Change(user / SETTINGS, told, _json(after))] if told else []


def _differences(before: Any, after: Any, place: str) -> Iterator[str]:
    """Yield what differs between two settings, each with its place."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        if before != after:
            yield f"{place}: {_short(after)}"
        return
    for key in dict.fromkeys((*before, *after)):
        inner = f"{place}.{key}" if place else key
        if key not in after:
            yield f"{inner}: is removed"
        elif key not in before:
            yield f"{inner}: {_short(after[key])}"
        else:
            yield from _differences(before[key], after[key], inner)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one.get("find", one.get("set", "…"))) for one in _objects(value)) or "nothing"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, dict) else ", ".join(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _written(path: Path, data: bytes, what: str) -> Change | None:
    if path.is_file() and path.read_bytes() == data:
        return None
    return Change(path, (what,), data)


def _json(value: dict[str, Any]) -> bytes:
    return json_text(value, _INDENT).encode("utf-8", "surrogatepass")


def _reply_path(user: Path) -> Path:
    return user / "QuickReplies" / f"{_shipped().quick_reply.name}.json"


def _part(fields: dict[str, Any], key: str) -> dict[str, Any]:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def _made(fields: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an object in the settings, made where there is none."""
    if not isinstance(fields.get(key), dict):
        fields[key] = {}
    made: dict[str, Any] = fields[key]
    return made


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# ── is it running? ──


def running_at(user: Path) -> str:
    """Return the address at which the SillyTavern of this folder runs on this machine, "" when none answers there."""
    import httpx

    config = next((path for one in user.parents[:3] if (path := one / "config.yaml").is_file()), None)
    found = _PORT.search(config.read_text(encoding="utf-8", errors="replace")) if config else None
    address = f"http://127.0.0.1:{found[1] if found else _DEFAULT_PORT}"
    try:
        answer = httpx.get(f"{address}/version", timeout=2, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return ""
    agent = answer.get("agent") if isinstance(answer, dict) else None
    return address if isinstance(agent, str) and agent.startswith("SillyTavern") else ""


def check_stopped(user: Path) -> None:
    """Raise ComposerError while SillyTavern runs: its page would write its own settings over ours."""
    address = running_at(user)
    if address:
        raise ComposerError(f"SillyTavern runs at {address} and would write over its settings: stop it, and try again")
