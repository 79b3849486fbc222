"""The real SillyTavern, its server without a page: its ComfyUI source, as our server answers it.

Skipped where it is not installed: ``SILLYTAVERN_PACKAGE`` names the folder of its ``server.js``.
"""

import threading
from pathlib import Path

import httpx
import pytest

from tests.foreign import image_of, served
from tests.painting import Painter
from tests.sillytavern.comfy import WORKFLOW, filled, values
from tests.sillytavern.server import SillyTavern, why_missing

pytestmark = pytest.mark.skipif(bool(why_missing()), reason=why_missing())


def place(client: httpx.Client, path: str = "") -> dict[str, str]:
    """Return the address as SillyTavern's settings have it."""
    return {"url": f"{str(client.base_url).rstrip('/')}{path}"}


def asked(client: httpx.Client, path: str = "", **more: str) -> dict[str, str]:
    """Return what its page sends for a picture."""
    return {**place(client, path), "prompt": f'{{\n"prompt": {filled(WORKFLOW, values(**more))}\n}}'}


@pytest.mark.parametrize("path", ["", "/comfy"])
def test_it_connects_and_lists(sillytavern: SillyTavern, client: httpx.Client, path: str) -> None:
    at = place(client, path)
    sillytavern.post("/api/sd/comfy/ping", at)
    lists = {
        name: sillytavern.post(f"/api/sd/comfy/{name}", at) for name in ("models", "samplers", "schedulers", "vaes")
    }
    assert lists["models"][0] == {"value": "test", "text": "test"}
    assert "Euler a" in lists["samplers"]
    assert "Karras" in lists["schedulers"]
    assert lists["vaes"] == []


@pytest.mark.parametrize("path", ["", "/comfy"])
def test_it_draws_with_the_whole_context(sillytavern: SillyTavern, client: httpx.Client, path: str) -> None:
    answer = sillytavern.post("/api/sd/comfy/generate", asked(client, path))
    assert answer["format"] == "png"
    assert image_of(answer["data"]).format == "PNG"
    assert "copper-red hair" in client.get("/api/jobs").json()["jobs"][0]["prompt"]


def test_its_user_reads_what_is_wrong(sillytavern: SillyTavern, client: httpx.Client) -> None:
    answer = sillytavern.client.post("/api/sd/comfy/generate", json=asked(client, prompt="cats $& dogs"))
    assert answer.status_code == 500
    assert "the prompt broke the workflow: SillyTavern takes $& in a text for a command" in answer.text


def test_leaving_its_page_cancels_what_is_drawn(sillytavern: SillyTavern, tmp_path: Path) -> None:
    painter, go_on = Painter(), threading.Event()
    painter.before = lambda _: go_on.wait(20)
    with served(tmp_path, painter) as client:
        with pytest.raises(httpx.ReadTimeout):
            sillytavern.client.post("/api/sd/comfy/generate", json=asked(client), timeout=1.5)
        jobs = [{"status": "running"}]
        for _ in range(1000):
            if jobs[0]["status"] == "cancelled":
                break
            jobs = client.get("/api/jobs").json()["jobs"]
        go_on.set()
    assert [one["status"] for one in jobs] == ["cancelled"]
