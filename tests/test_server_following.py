"""Jobs over HTTP: waited for, followed by events, listed."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.painting import Painter, tag
from tests.serving import CHAT, TEXT, drawn, listening, options, serve, wanted

REQUEST = tag("a lighthouse in the fog")


def test_a_job_is_waited_for_until_it_ends(tmp_path: Path) -> None:
    painter, go = Painter(), threading.Event()
    painter.before = lambda _: go.wait(20)

    async def talk(client: httpx.AsyncClient) -> None:
        [one] = (await client.post("/api/jobs", json=wanted())).json()["requests"]
        path = f"/api/jobs/{one['id']}"
        assert (await client.get(path, params={"wait": 0.01})).json()["status"] in ("queued", "running")
        waiting = asyncio.create_task(client.get(path, params={"wait": 20}))
        await asyncio.sleep(0)
        go.set()
        assert (await waiting).json()["status"] == "finished"

    serve(options(tmp_path, painter), talk)


def test_a_submission_waits_until_all_its_jobs_have_ended(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        body = wanted(f"{REQUEST} and {tag('a pier')} and {tag('c')[:-20]}")
        answer = (await client.post("/api/jobs?wait=20", json=body)).json()
        assert [one["status"] for one in answer["requests"]] == ["finished", "finished", "incomplete"]
        assert all(one["replacement"] and len(one["pictures"]) == 1 for one in answer["requests"][:2])
        assert (await client.post("/api/jobs", json=body)).json() == answer

    serve(options(tmp_path, Painter()), talk)


def test_a_submission_waits_no_longer_than_it_was_asked_to(tmp_path: Path) -> None:
    painter, may_draw = Painter(), threading.Event()
    painter.before = lambda _: may_draw.wait(20) and None

    async def talk(client: httpx.AsyncClient) -> None:
        [one] = (await client.post("/api/jobs?wait=0.05", json=wanted())).json()["requests"]
        assert one["status"] in ("queued", "running")
        may_draw.set()
        assert (await client.get(f"/api/jobs/{one['id']}?wait=20")).json()["status"] == "finished"

    serve(options(tmp_path, painter), talk)


def test_who_hangs_up_while_waiting_cancels_nothing(tmp_path: Path) -> None:
    painter, begun, may_draw = Painter(), threading.Event(), threading.Event()

    def before(_: str) -> None:
        begun.set()
        may_draw.wait(20)

    painter.before = before
    with listening(options(tmp_path, painter)) as (address, _), httpx.Client(base_url=address) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/api/jobs?wait=20", json=wanted(), timeout=0.5)
        assert begun.wait(20)
        may_draw.set()
        [job] = client.post("/api/jobs?wait=20", json=wanted(), timeout=30).json()["requests"]
    assert job["status"] == "finished"
    assert len(painter.painted) == 1


def events_of(text: str) -> list[tuple[str, Any]]:
    """Return kind and data of each server-sent event."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_events_begin_with_the_state_and_end_with_the_job(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [one] = (await client.post("/api/jobs", json=wanted())).json()["requests"]
        answer = await client.get(f"/api/jobs/{one['id']}/events", headers={"last-event-id": "7"})
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = events_of(answer.text)
        assert {kind for kind, _ in events} <= {"state", "progress"}
        assert events[-1][1]["status"] == "finished"
        assert events[-1][1]["replacement"]
        again = events_of((await client.get(f"/api/jobs/{one['id']}/events")).text)
        assert [data["status"] for _, data in again] == ["finished"]

    serve(options(tmp_path, Painter()), talk)


@pytest.mark.parametrize("path", ["", "/events", "/versions"])
def test_a_job_that_is_not_there_is_an_ordinary_error(tmp_path: Path, path: str) -> None:
    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(f"/api/jobs/nothing-0{path}")

    answer = serve(options(tmp_path, Painter()), talk)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_jobs_are_listed_by_status_and_chat(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        await drawn(client, wanted())
        await drawn(client, wanted("other " + TEXT, chat="another"))

        async def count(**query: Any) -> int:
            return len((await client.get("/api/jobs", params=query)).json()["jobs"])

        counts = [await count(), await count(chat=CHAT), await count(status="failed"), await count(limit=1)]
        assert counts == [2, 1, 0, 1]
        assert (await client.get("/api/health")).json()["jobs"] == {"finished": 2}

    serve(options(tmp_path, Painter()), talk)
