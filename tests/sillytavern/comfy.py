"""SillyTavern's ComfyUI source as it was seen: how it fills in a workflow, submits it and asks for the end."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import httpx

from tests.sillytavern.content import CHARACTERS

WORKFLOW = resources.files("composer").joinpath("data/sillytavern/workflow.json").read_text(encoding="utf-8")
#: The picture that stands for none.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
#: The order in which it replaces: its own placeholders, the user's, the avatars.
_ORDER = ("prompt", "negative_prompt", "seed", "denoise", "clip_skip", "model", "vae", "sampler", "scheduler", "steps",
          "scale", "width", "height")  # fmt: skip
_LAST = ("user_avatar", "char_avatar")
_TIMES = 3000


def avatar(name: str = "maren") -> str:
    """Return the picture of a sample character, with the card in it, as base64."""
    return b64encode((CHARACTERS / name / "card.png").read_bytes()).decode()


def filled(workflow: str, values: Mapping[str, Any]) -> str:
    """Return a workflow with the values in the place of its placeholders, its commands in texts carried out."""
    own = [name for name in values if name not in _ORDER + _LAST]
    for name in (*_ORDER, *own, *_LAST):
        if name in values:
            workflow = _replaced(workflow, f'"%{name}%"', json.dumps(values[name], ensure_ascii=False))
    return workflow


def _replaced(text: str, old: str, new: str) -> str:
    """Return what JavaScript's ``replaceAll`` makes of a text: dollar signs in `new` are commands."""

    def put(found: re.Match[str]) -> str:
        meant = {"$$": "$", "$&": old, "$`": text[: found.start()], "$'": text[found.end() :]}
        return re.sub(r"\$[$&`']", lambda one: meant[one[0]], new)

    return re.sub(re.escape(old), put, text)


def values(**more: Any) -> dict[str, Any]:
    """Return what the shipped workflow is filled with in a chat of Maren's and Alex's."""
    return {
        "prompt": "Maren on the pier", "negative_prompt": "lowres", "seed": 7, "width": 512, "height": 768, "model": "",
        "user_avatar": PIXEL, "char_avatar": avatar(), "rp_chat": "2026-01-05-4711", "rp_user": "Alex",
        "rp_persona": "Alex is a tall man with a black beard.", "rp_group": "Maren",
        "rp_last_char": "*Maren puts on a red scarf.*",
        "rp_recent": "Alex: Cold today.\n\nMaren: *Maren puts on a red scarf.*",
    } | more  # fmt: skip


def submit(client: httpx.Client, workflow: str, path: str = "") -> str:
    """Submit a workflow that is filled in and return the prompt's id."""
    body = f'{{\n                "prompt": {workflow}\n            }}'
    answer = client.post(f"{path}/prompt", content=body.encode(), headers={"content-type": "text/plain;charset=UTF-8"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["prompt_id"])


def polled(client: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    """Yield the history as it is asked for, again and again."""
    for _ in range(_TIMES):
        yield client.get(path).raise_for_status().json()
    raise AssertionError("it never stands in the history")


def ended(client: httpx.Client, prompt_id: str, path: str = "") -> dict[str, Any]:
    """Return the entry of a prompt once it stands in the history."""
    return next(one[prompt_id] for one in polled(client, f"{path}/history/{prompt_id}") if prompt_id in one)


def draw(client: httpx.Client, workflow: str, path: str = "") -> bytes:
    """Have a picture drawn as SillyTavern does; ValueError with the words that its user reads when it was not."""
    entry = ended(client, submit(client, workflow, path), path)
    if entry["status"]["status_str"] == "error":
        raise ValueError(toast(entry))
    outputs = entry["outputs"].values()
    image = next(one for output in outputs for one in output.get("images", ()))
    query = "&".join(f"{name}={image[name]}" for name in ("filename", "subfolder", "type"))
    return client.get(f"{path}/view?{query}").raise_for_status().content


def toast(entry: Mapping[str, Any]) -> str:
    """Return what SillyTavern shows of a failure."""
    told = [told for name, told in entry["status"]["messages"] if name == "execution_error"]
    lines = [
        f"{one['node_type']} [{one['node_id']}] {one['exception_type']}: {one['exception_message']}" for one in told
    ]
    return "\n".join(("ComfyUI generation did not succeed.", *lines))
