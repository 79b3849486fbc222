"""The real SillyTavern, its server without a page: its built-in Image Generation and the relay, as our server answers.

Skipped where it is not installed: ``SILLYTAVERN_PACKAGE`` names the folder of its ``server.js``.
"""

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.foreign import image_of, served
from tests.painting import Painter
from tests.serving import wanted
from tests.sillytavern.server import SillyTavern, why_missing

pytestmark = pytest.mark.skipif(bool(why_missing()), reason=why_missing())


def place(client: httpx.Client, path: str = "") -> dict[str, str]:
    """Return address and credentials as SillyTavern's settings have them."""
    return {"url": f"{str(client.base_url).rstrip('/')}{path}", "auth": "someone:correct-horse-battery"}


@pytest.mark.parametrize("path", ["", "/some/path"])
def test_it_connects_and_lists(sillytavern: SillyTavern, client: httpx.Client, path: str) -> None:
    at = place(client, path)
    sillytavern.post("/api/sd/ping", at)
    lists = {
        name: sillytavern.post(f"/api/sd/{name}", at)
        for name in ("models", "samplers", "schedulers", "upscalers", "vaes")
    }
    assert lists["models"][0] == {"value": "test", "text": "test"}
    assert "Euler a" in lists["samplers"]
    assert "Karras" in lists["schedulers"]
    assert lists["upscalers"] == ["None"]
    assert lists["vaes"] == []


def test_it_chooses_a_model(sillytavern: SillyTavern, client: httpx.Client) -> None:
    at = place(client)
    assert sillytavern.post("/api/sd/get-model", at) == "test"
    sillytavern.post("/api/sd/set-model", {**at, "model": "sketch"})
    assert sillytavern.post("/api/sd/get-model", at) == "sketch"


def test_it_draws(sillytavern: SillyTavern, client: httpx.Client) -> None:
    body = {"prompt": "best quality, a cat", "negative_prompt": "lowres", "width": 512, "height": 768, "steps": 20}
    answer = sillytavern.post("/api/sd/generate", {**place(client), **body})
    assert image_of(answer["images"][0]).format == "PNG"
    assert "correct-horse" not in client.get("/api/logs").text


def test_leaving_its_page_cancels_what_is_drawn(sillytavern: SillyTavern, tmp_path: Path) -> None:
    """It closes its connection and posts an interrupt; the server hears of both."""
    painter, go_on = Painter(), threading.Event()
    painter.before = lambda _: go_on.wait(20)
    with served(tmp_path, painter) as client:
        with pytest.raises(httpx.ReadTimeout):
            sillytavern.client.post("/api/sd/generate", json={**place(client), "prompt": "a cat"}, timeout=1.5)
        jobs = [{"status": "running"}]
        for _ in range(1000):
            if jobs[0]["status"] == "cancelled":
                break
            jobs = client.get("/api/jobs").json()["jobs"]
        go_on.set()
    assert [one["status"] for one in jobs] == ["cancelled"]


def relayed(sillytavern: SillyTavern, client: httpx.Client, **envelope: Any) -> Any:
    answer = sillytavern.post("/api/sd/generate", {**place(client), "rp_composer": envelope})
    assert answer["images"] == []
    return answer["rp_composer"]


def test_a_page_s_envelopes_go_through(sillytavern: SillyTavern, client: httpx.Client) -> None:
    asked = relayed(sillytavern, client, method="POST", path="/api/jobs", body=wanted())
    job_id = asked["body"]["requests"][0]["id"]
    job = relayed(sillytavern, client, path=f"/api/jobs/{job_id}?wait=20")["body"]
    picture = relayed(sillytavern, client, path=job["pictures"][0]["url"])
    assert (job["status"], picture["status"], picture["body"]["media_type"]) == ("finished", 200, "image/png")
    assert image_of(picture["body"]["base64"])


def test_an_error_inside_is_no_error_outside(sillytavern: SillyTavern, client: httpx.Client) -> None:
    assert relayed(sillytavern, client, path="/api/jobs/nothing-0")["status"] == 404
