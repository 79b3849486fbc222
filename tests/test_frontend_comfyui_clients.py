"""ComfyUI's API as its clients call it: SillyTavern's server, Open WebUI with its socket, RisuAI."""

import contextlib
import json
import socket
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from PIL import Image
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from composer.server.security import Policy
from tests.asking import TOKEN
from tests.foreign import PAGE, PNG, profile_at, refused_prompt, served
from tests.sillytavern.comfy import WORKFLOW, draw, filled, values
from tests.stubs.server import Stub
from tests.test_frontend_comfyui import PLAIN

pytestmark = pytest.mark.usefixtures("stub_key")


# ── SillyTavern ──


@pytest.mark.parametrize("path", ["", "/comfy"])
def test_sillytavern_connects_and_lists(client: httpx.Client, path: str) -> None:
    assert client.get(f"{path}/system_stats").is_success
    known = client.get(f"{path}/object_info").json()
    assert known["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0][0] == "test"
    assert "Euler a" in known["KSampler"]["input"]["required"]["sampler_name"][0]
    assert "Karras" in known["KSampler"]["input"]["required"]["scheduler"][0]
    assert known["UNETLoader"]["input"]["required"]["unet_name"][0] == []
    assert known["VAELoader"]["input"]["required"]["vae_name"][0] == []


def test_sillytavern_draws_with_its_own_workflow(client: httpx.Client) -> None:
    """Its default one, of an installation that nobody has set up for us."""
    placeholders = {
        "4": {"ckpt_name": "%model%"}, "5": {"batch_size": 1, "height": "%height%", "width": "%width%"},
        "6": {"clip": ["4", 1], "text": "%prompt%"}, "7": {"clip": ["4", 1], "text": "%negative_prompt%"},
        "3": {**PLAIN["3"]["inputs"], "cfg": "%scale%", "seed": "%seed%", "steps": "%steps%",
              "sampler_name": "%sampler%", "scheduler": "%scheduler%"},
    }  # fmt: skip
    workflow = {name: {**node, "inputs": placeholders.get(name, node["inputs"])} for name, node in PLAIN.items()}
    given = {**values(), "steps": 20, "scale": 7, "sampler": "Euler a", "scheduler": "Karras"}
    assert draw(client, filled(json.dumps(workflow, indent=4), given)).startswith(b"\x89PNG")
    assert client.get("/api/jobs").json()["jobs"][0]["prompt"] == "Maren on the pier\n\n[AVOID: lowres]"


def test_one_class_and_the_little_things(client: httpx.Client) -> None:
    assert list(client.get("/object_info/KSampler").json()) == ["KSampler"]
    assert client.get("/object_info/NoSuch").json() == {}
    assert client.get("/prompt").json() == {"exec_info": {"queue_remaining": 0}}
    assert client.get("/queue").json() == {"queue_running": [], "queue_pending": []}
    assert client.get("/features").is_success
    assert client.options("/prompt").status_code == 204


# ── RisuAI ──


def test_risuai_draws(client: httpx.Client) -> None:
    """It asks for the whole history, and takes the first picture of any output."""
    prompt_id = client.post("/prompt", json={"prompt": PLAIN}).raise_for_status().json()["prompt_id"]
    entry = None
    for _ in range(3000):
        entry = client.get("/history", headers={"content-type": "application/json"}).json().get(prompt_id)
        if entry:
            break
    assert entry
    image = next(one for output in entry["outputs"].values() for one in output["images"])
    query = {name: image[name] for name in ("filename", "subfolder", "type")}
    assert Image.open(BytesIO(client.get("/view", params=query).content)).format == "PNG"


def test_a_page_that_is_let_in_may_ask(client: httpx.Client) -> None:
    answer = client.post("/prompt", json={"prompt": PLAIN}, headers={"origin": PAGE})
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.is_success


# ── Open WebUI ──


def socket_of(client: httpx.Client, client_id: str, called: str = "127.0.0.1", **options: Any) -> ClientConnection:
    """Return an open socket; `called` is the name under which the server is asked for."""
    port = client.base_url.port
    connected = socket.create_connection(("127.0.0.1", port or 80), 20)
    opened: ClientConnection = connect(
        f"ws://{called}:{port}/ws?clientId={client_id}", sock=connected, open_timeout=20, **options
    )
    return opened


def told(opened: ClientConnection, prompt_id: str) -> list[dict[str, Any]]:
    """Return the frames up to the one that says that nothing of a prompt is executed any more."""
    frames: list[dict[str, Any]] = []
    while not frames or frames[-1] != {"type": "executing", "data": {"node": None, "prompt_id": prompt_id}}:
        frames.append(json.loads(opened.recv(timeout=20)))
    return frames


def drawn_by_open_webui(client: httpx.Client, workflow: dict[str, Any]) -> list[str]:
    """Return the addresses of the pictures, as Open WebUI finds them."""
    client_id = str(uuid.uuid4())
    headers = {"Authorization": "Bearer sk-none"}
    with socket_of(client, client_id, additional_headers=headers) as opened:
        body = {"prompt": workflow, "client_id": client_id}
        prompt_id = client.post("/prompt", json=body, headers=headers).raise_for_status().json()["prompt_id"]
        told(opened, prompt_id)
    outputs = client.get(f"/history/{prompt_id}", headers=headers).json()[prompt_id]["outputs"]
    return [
        "/view?" + urlencode({name: image[name] for name in ("filename", "subfolder", "type")})
        for node, output in outputs.items()
        if workflow[node]["class_type"] in ("SaveImage", "PreviewImage")
        for image in output["images"]
    ]


def test_open_webui_draws(client: httpx.Client) -> None:
    [address] = drawn_by_open_webui(client, PLAIN)
    assert client.get(address).headers["content-type"] == "image/png"


def test_open_webui_edits(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        files = {"image": ("upload.png", PNG, "image/png")}
        name = client.post("/api/upload/image", files=files, data={"type": "input"}).json()["name"]
        scaled = {"class_type": "VAEEncode", "inputs": {"pixels": ["12", 0], "vae": ["4", 2]}}
        fed = {**PLAIN["3"]["inputs"], "latent_image": ["13", 0]}
        nodes = {"3": {"class_type": "KSampler", "inputs": fed}, "13": scaled,
                 "12": {"class_type": "LoadImage", "inputs": {"image": name}}}  # fmt: skip
        [address] = drawn_by_open_webui(client, {**PLAIN, **nodes})
        assert client.get(address).is_success
        assert stub.asked[0].path.endswith("/images/edits")


def test_an_older_open_webui_sends_json_as_a_form(client: httpx.Client) -> None:
    """Python's urllib says so of every body unless it is told otherwise."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/prompt", content=json.dumps({"prompt": PLAIN}), headers=headers)
    assert answer.json()["node_errors"] == {}


def test_the_socket_tells_the_whole_way(client: httpx.Client) -> None:
    with socket_of(client, "one") as opened:
        assert json.loads(opened.recv(timeout=20)) == {
            "type": "status",
            "data": {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "one"},
        }
        prompt_id = client.post("/prompt", json={"prompt": PLAIN, "client_id": "one"}).json()["prompt_id"]
        frames = told(opened, prompt_id)
    kinds = [frame["type"] for frame in frames if frame["type"] != "progress"]
    assert kinds == ["status", "execution_start", "executing", "executed", "execution_success", "status", "executing"]
    [executed] = [frame["data"] for frame in frames if frame["type"] == "executed"]
    assert executed["output"]["images"][0]["type"] == "output"


def test_the_socket_tells_of_a_failure_and_ends(client: httpx.Client) -> None:
    fed = {"class_type": "CLIPTextEncode", "inputs": {"text": refused_prompt()}}
    with socket_of(client, "one") as opened:
        body = {"prompt": {**PLAIN, "6": fed}, "client_id": "one"}
        frames = told(opened, client.post("/prompt", json=body).json()["prompt_id"])
    [failed] = [frame["data"] for frame in frames if frame["type"] == "execution_error"]
    assert failed["exception_type"] == "refused"


def test_a_socket_hears_of_its_own_client_only(client: httpx.Client) -> None:
    with socket_of(client, "one") as one, socket_of(client, "two") as two:
        prompt_id = client.post("/prompt", json={"prompt": PLAIN, "client_id": "two"}).json()["prompt_id"]
        told(two, prompt_id)
        one.recv(timeout=20)  # the status at the beginning
        with pytest.raises(TimeoutError):
            one.recv(timeout=0)


@pytest.mark.parametrize(
    "options",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"called": "evil.example"},
     {"called": "evil.example", "origin": "http://evil.example"}],
)  # fmt: skip
def test_a_stranger_s_page_opens_no_socket(client: httpx.Client, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidStatus) as refused, socket_of(client, "one", **options):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", [None, PAGE, "own"])
def test_programs_and_pages_that_are_let_in_open_one(client: httpx.Client, origin: str | None) -> None:
    """Some programs send the address they call as their origin, as if they were a page of ours."""
    own = str(client.base_url).rstrip("/")
    with socket_of(client, "one", origin=own if origin == "own" else origin) as opened:
        assert json.loads(opened.recv(timeout=20))["type"] == "status"


def test_a_socket_from_elsewhere_needs_the_token(tmp_path: Path) -> None:
    with served(tmp_path, policy=Policy(hosts=("home.test",), token=TOKEN)) as client:
        with pytest.raises(InvalidStatus), socket_of(client, "one", "home.test"):
            pass
        bearing = {"Authorization": f"Bearer {TOKEN}"}
        with socket_of(client, "one", "home.test", additional_headers=bearing) as opened:
            assert json.loads(opened.recv(timeout=20))["type"] == "status"


def test_there_are_sockets_nowhere_else(client: httpx.Client) -> None:
    address = str(client.base_url).replace("http://", "ws://").rstrip("/")
    for path in ("/", "/api/jobs", "/prompt", "/nothing"):
        with pytest.raises(InvalidStatus), connect(f"{address}{path}", proxy=None):
            pass


def test_a_server_that_stops_does_not_wait_for_sockets(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack, served(tmp_path) as client:
        stack.enter_context(socket_of(client, "one")).recv(timeout=20)


def test_what_a_client_says_is_let_go_by(client: httpx.Client) -> None:
    with socket_of(client, "one") as opened:
        for _ in range(100):
            opened.send('{"type": "feature_flags", "data": {}}')
        prompt_id = client.post("/prompt", json={"prompt": PLAIN, "client_id": "one"}).json()["prompt_id"]
        assert told(opened, prompt_id)


def test_the_workflow_is_shipped_as_it_is_drawn() -> None:
    inputs = json.loads(WORKFLOW)["9"]["inputs"]
    assert all(value == f"%{value.strip('%')}%" for value in inputs.values())
    assert WORKFLOW.rindex('"%') < WORKFLOW.index("_meta")  # a text of its own stands behind the last placeholder
