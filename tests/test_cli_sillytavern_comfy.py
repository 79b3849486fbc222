"""``rp-composer sillytavern comfy``: what it writes, that it touches nothing else, and taking it out again."""

import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.sillytavern import comfy
from tests.command_line import CommandLine
from tests.foreign import served
from tests.sillytavern.comfy import filled, values
from tests.sillytavern.server import VARIABLE, SillyTavern, why_missing
from tests.sillytavern.small_folder import make_small, write

#: What a user had before: numbers as JavaScript writes them, placeholders and quick replies of their own.
BEFORE: dict[str, Any] = {
    "main_api": "openai",
    "wi": {"depth": 2, "ratio": 1e-7, "name": "Ада ＄ “x”"},
    "extension_settings": {
        "disabledExtensions": ["vectors"],
        "sd": {
            "source": "auto", "auto_url": "http://localhost:7860", "comfy_url": "http://127.0.0.1:8188",
            "comfy_workflow": "Default_Comfy_Workflow.json", "prompt_prefix": "best quality", "width": 832,
            "comfy_placeholders": [{"find": "lora", "replace": "x"}],
        },
        "quickReplyV2": {"isEnabled": False, "config": {"setList": [{"set": "Own", "isVisible": True}]}},
    },
}  # fmt: skip
PORT_NOBODY_HAS = 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return SillyTavern's root with the data folder of a user."""
    root = tmp_path / "SillyTavern"
    user = make_small(root)
    write(user / "settings.json", BEFORE)
    (root / "config.yaml").write_text(f"listen: false\nport: {PORT_NOBODY_HAS}\n", encoding="utf-8")
    return root


def user_of(folder: Path) -> Path:
    return folder / "data" / "default-user"


def settings_of(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((user_of(folder) / "settings.json").read_bytes())
    return read


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def install(command_line: CommandLine, folder: Path, *more: str) -> None:
    answer = command_line("sillytavern", "comfy", folder, "--yes", "--messages", *more)
    assert answer.code == 0, answer.err


def test_everything_is_there_then(command_line: CommandLine, folder: Path) -> None:
    install(command_line, folder)
    sd = settings_of(folder)["extension_settings"]["sd"]
    assert (sd["source"], sd["comfy_type"], sd["comfy_workflow"]) == ("comfy", "standard", "rp-composer.json")
    assert sd["comfy_url"] == "http://127.0.0.1:8765"
    assert [one["find"] for one in sd["comfy_placeholders"]][:2] == ["lora", "rp_chat"]
    replies = settings_of(folder)["extension_settings"]["quickReplyV2"]
    assert replies["isEnabled"] is True
    assert replies["config"]["setList"][-1] == {"set": "rp-composer", "isVisible": False}
    answer = command_line("sillytavern", "comfy", folder, "--status")
    assert (answer.code, "workflow: current, chosen" in answer.out) == (0, True)


def test_every_placeholder_of_the_workflow_is_known() -> None:
    wanted = {value.strip("%") for value in json.loads(comfy.workflow())["9"]["inputs"].values()}
    found = {name for name in wanted if name.startswith("rp_")}
    text = Path(comfy.__file__).parent.parent.joinpath("data/sillytavern/comfy.yaml").read_text(encoding="utf-8")
    assert all(f"  {name}:" in text for name in found)


def test_the_quick_reply_collects_after_each_message(command_line: CommandLine, folder: Path) -> None:
    install(command_line, folder)
    told = json.loads((user_of(folder) / "QuickReplies" / "rp-composer.json").read_bytes())
    [reply] = told["qrList"]
    assert (told["version"], told["name"]) == (2, "rp-composer")
    assert (reply["executeOnAi"], reply["executeOnUser"], reply["executeOnChatChange"]) == (True, True, True)
    assert (reply["isHidden"], reply["preventAutoExecute"]) == (True, True)
    assert reply["message"].endswith("/setvar key=rp_recent {{pipe}}")
    assert "\n" not in reply["message"]


def test_nothing_else_changes(command_line: CommandLine, folder: Path) -> None:
    before = files_in(folder)
    install(command_line, folder)
    after = files_in(folder)
    user = "data/default-user"
    new = {"settings.before-rp-composer.json", "user/workflows/rp-composer.json", "QuickReplies/rp-composer.json"}
    assert {name for name in after if name not in before} == {f"{user}/{name}" for name in new}
    assert [name for name in before if before[name] != after[name]] == [f"{user}/settings.json"]
    assert after[f"{user}/settings.before-rp-composer.json"] == before[f"{user}/settings.json"]
    kept = settings_of(folder)
    assert {**kept, "extension_settings": {}} == {**BEFORE, "extension_settings": {}}
    assert kept["extension_settings"]["sd"]["prompt_prefix"] == "best quality"
    assert kept["extension_settings"]["disabledExtensions"] == ["vectors"]
    assert "1e-7" in after[f"{user}/settings.json"].decode() or "1e-07" in after[f"{user}/settings.json"].decode()


def test_taken_out_again_the_settings_say_what_they_said(command_line: CommandLine, folder: Path) -> None:
    install(command_line, folder)
    install(command_line, folder, "--server", "http://127.0.0.1:9000")  # the first backup is kept
    answer = command_line("sillytavern", "comfy", folder, "--remove", "--yes")
    assert (answer.code, settings_of(folder)) == (0, BEFORE)
    assert not (user_of(folder) / comfy.WORKFLOW).exists()
    assert not (user_of(folder) / "QuickReplies" / "rp-composer.json").exists()
    assert command_line("sillytavern", "comfy", folder, "--status").code == 1


def test_what_the_user_changed_since_stays(command_line: CommandLine, folder: Path) -> None:
    install(command_line, folder)
    changed = settings_of(folder)
    changed["extension_settings"]["sd"] |= {"source": "novel", "comfy_workflow": "Mine.json", "width": 512}
    write(user_of(folder) / "settings.json", changed)
    command_line("sillytavern", "comfy", folder, "--remove", "--yes")
    sd = settings_of(folder)["extension_settings"]["sd"]
    assert (sd["source"], sd["comfy_workflow"], sd["width"]) == ("novel", "Mine.json", 512)
    assert sd["comfy_placeholders"] == [{"find": "lora", "replace": "x"}]


def test_installed_again_nothing_is_to_be_changed(command_line: CommandLine, folder: Path) -> None:
    install(command_line, folder)
    before = files_in(folder)
    assert "Nothing is to be changed." in command_line("sillytavern", "comfy", folder, "--yes", "--messages").out
    assert files_in(folder) == before


@pytest.mark.parametrize("option", ["--dry-run", "--status"])
def test_looking_writes_nothing(command_line: CommandLine, folder: Path, option: str) -> None:
    before = files_in(folder)
    answer = command_line("sillytavern", "comfy", folder, option, "--messages")
    assert files_in(folder) == before
    assert ("comfy_workflow" in answer.out) is (option == "--dry-run")


def test_without_messages_no_quick_reply_is_written(command_line: CommandLine, folder: Path) -> None:
    assert command_line("sillytavern", "comfy", folder, "--yes").code == 0
    assert not (user_of(folder) / "QuickReplies").exists()
    assert settings_of(folder)["extension_settings"]["quickReplyV2"] == BEFORE["extension_settings"]["quickReplyV2"]


def test_a_new_sillytavern_has_no_such_settings_yet(command_line: CommandLine, folder: Path) -> None:
    write(user_of(folder) / "settings.json", {"main_api": "openai"})
    install(command_line, folder)
    assert command_line("sillytavern", "comfy", folder, "--status").code == 0
    command_line("sillytavern", "comfy", folder, "--remove", "--yes")
    left = settings_of(folder)["extension_settings"]
    assert left["sd"] == {}
    assert left["quickReplyV2"]["config"]["setList"] == []


def test_parts_that_are_turned_off_are_told(command_line: CommandLine, folder: Path) -> None:
    off = {"extension_settings": {"disabledExtensions": ["stable-diffusion", "quick-reply"]}}
    write(user_of(folder) / "settings.json", off)
    told = command_line("sillytavern", "comfy", folder, "--status").out
    assert "turned off in SillyTavern: Image Generation" in told
    assert "turned off in SillyTavern: Quick Reply" in told


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"extension_settings": 5}', '{"extension_settings": {"sd": []}}'])
def test_broken_settings_are_told_and_left_alone(command_line: CommandLine, folder: Path, text: str) -> None:
    path = user_of(folder) / "settings.json"
    path.write_text(text, encoding="utf-8")
    answer = command_line("sillytavern", "comfy", folder, "--dry-run", "--messages")
    assert (answer.code, path.read_text(encoding="utf-8")) in ((1, text), (0, text))
    assert str(path) in answer.err + answer.out


@pytest.mark.parametrize("where", ["nowhere", "."])
def test_a_folder_that_is_none_is_told(command_line: CommandLine, tmp_path: Path, where: str) -> None:
    answer = command_line("sillytavern", "comfy", tmp_path / where / "x", "--dry-run")
    assert (answer.code, "no data folder of SillyTavern" in answer.err) == (1, True)


def test_a_wrong_address_is_told(command_line: CommandLine, folder: Path) -> None:
    answer = command_line("sillytavern", "comfy", folder, "--yes", "--server", "localhost")
    assert (answer.code, "is no address" in answer.err) == (1, True)


class _Version(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"agent": "SillyTavern:1.19.0:Somebody", "pkgVersion": "1.19.0"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def running(folder: Path) -> Iterator[Path]:
    """Yield a folder whose SillyTavern answers."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Version) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (folder / "config.yaml").write_text(f"port: {server.server_port}\n", encoding="utf-8")
        yield folder
        server.shutdown()


def test_while_it_runs_nothing_is_written(command_line: CommandLine, running: Path) -> None:
    before = files_in(running)
    for more in (["--messages"], ["--remove"]):
        answer = command_line("sillytavern", "comfy", running, "--yes", *more)
        assert (answer.code, "stop it" in answer.err) == (1, True)
    assert files_in(running) == before
    assert command_line("sillytavern", "comfy", running, "--status").code == 1


@pytest.mark.skipif(bool(why_missing()), reason=why_missing())
def test_the_real_sillytavern_takes_it(command_line: CommandLine, tmp_path: Path) -> None:
    package, root = Path(os.environ[VARIABLE]), tmp_path / "real"
    with SillyTavern(package, root):
        assert command_line("sillytavern", "comfy", root, "--yes").code == 1  # it runs
    with served(tmp_path) as client:
        install(command_line, root, "--server", str(client.base_url).rstrip("/"))
        with SillyTavern(package, root) as sillytavern:
            _draws(sillytavern, client)


def _draws(sillytavern: SillyTavern, client: httpx.Client) -> None:
    told = sillytavern.post("/api/settings/get", {})
    sd = json.loads(told["settings"])["extension_settings"]["sd"]
    assert sd["comfy_workflow"] in sillytavern.post("/api/sd/comfy/workflows", {})
    assert any(one["name"] == "rp-composer" for one in told["quickReplyPresets"])
    workflow = json.loads(sillytavern.post("/api/sd/comfy/workflow", {"file_name": sd["comfy_workflow"]}))
    body = {"url": sd["comfy_url"], "prompt": f'{{"prompt": {filled(workflow, values())}}}'}
    assert sillytavern.post("/api/sd/comfy/generate", body)["format"] == "png"
    assert "copper-red hair" in client.get("/api/jobs").json()["jobs"][0]["prompt"]
