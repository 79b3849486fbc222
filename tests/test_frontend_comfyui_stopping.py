"""ComfyUI's API while pictures are drawn: polling, interrupts, the queue; nobody asks for ever."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.profiles import Profile
from tests.foreign import profile_at, served
from tests.painting import Painter, SlowPainter
from tests.serving import wanted
from tests.sillytavern.comfy import ended, submit, toast
from tests.stubs.server import Stub
from tests.test_frontend_comfyui import PLAIN

pytestmark = pytest.mark.usefixtures("stub_key")

#: As SillyTavern's server sends it when its page is left or its user stops.
STOP = {"Authorization": "Basic dW5kZWZpbmVk"}
WORKFLOW = json.dumps(PLAIN)


def endings(entry: dict[str, Any]) -> list[str]:
    return [name for name, _ in entry["status"]["messages"]]


def statuses(client: httpx.Client) -> list[str]:
    return [one["status"] for one in client.get("/api/jobs").json()["jobs"]]


def test_a_picture_that_is_drawn_stands_in_the_queue_and_not_in_the_history(tmp_path: Path) -> None:
    painter = SlowPainter()
    with served(tmp_path, painter, profile=Profile(name="test", backend="painter", parallel=1)) as client:
        first = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        second = submit(client, WORKFLOW)
        queue = client.get("/queue").json()
        assert [one[1] for one in queue["queue_running"]] == [first]
        assert [one[1] for one in queue["queue_pending"]] == [second]
        assert client.get("/prompt").json() == {"exec_info": {"queue_remaining": 2}}
        assert client.get(f"/history/{first}").json() == client.get("/history").json() == {}
        painter.go_on.set()
        assert ended(client, second)["status"]["completed"] is True


def test_an_interrupt_without_a_name_ends_all_of_this_protocol(tmp_path: Path) -> None:
    """SillyTavern's is empty, and it keeps on asking until its prompt stands in the history."""
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        prompts = [submit(client, WORKFLOW) for _ in range(2)]
        assert painter.began.wait(20)
        assert client.post("/interrupt", headers=STOP).is_success
        entries = [ended(client, one) for one in prompts]
        painter.go_on.set()
        assert [endings(one)[-1] for one in entries] == ["execution_interrupted"] * 2
        assert {one["status"]["status_str"] for one in entries} == {"error"}
        assert statuses(client) == ["cancelled"] * 2


def test_an_interrupt_with_a_name_ends_that_one(tmp_path: Path) -> None:
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        first, second = submit(client, WORKFLOW), submit(client, WORKFLOW)
        assert painter.began.wait(20)
        client.post("/interrupt", json={"prompt_id": "00000000-0000-0000-0000-000000000000"})
        client.post("/interrupt", json={"prompt_id": first})
        assert endings(ended(client, first))[-1] == "execution_interrupted"
        painter.go_on.set()
        assert endings(ended(client, second))[-1] == "execution_success"


def test_an_interrupt_leaves_the_jobs_of_others_alone(tmp_path: Path) -> None:
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        [job] = client.post("/api/jobs", json=wanted()).json()["requests"]
        assert painter.began.wait(20)
        client.post("/interrupt", headers=STOP)
        painter.go_on.set()
        assert client.get(f"/api/jobs/{job['id']}?wait=20").json()["status"] == "finished"


def test_interrupts_of_others_leave_this_one_alone(tmp_path: Path) -> None:
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        prompt_id = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        client.post("/sdapi/v1/interrupt")
        painter.go_on.set()
        assert endings(ended(client, prompt_id))[-1] == "execution_success"


def test_what_a_paid_service_has_is_finished_and_kept(tmp_path: Path) -> None:
    with Stub("openai", thinks=0.5) as stub, served(tmp_path, profile=profile_at(stub)) as client:
        prompt_id = submit(client, WORKFLOW)
        for _ in range(2000):
            if stub.asked:
                break
            client.get("/queue")
        client.post("/interrupt", headers=STOP)
        assert endings(ended(client, prompt_id))[-1] == "execution_interrupted"  # nobody waits any longer
        job = client.get("/api/jobs").json()["jobs"][0]["id"]
        assert client.get(f"/api/jobs/{job}?wait=20").json()["status"] == "finished"
        assert endings(ended(client, prompt_id))[-1] == "execution_success"
        assert stub.billed == 1


def test_what_leaves_the_queue_stands_in_the_history(tmp_path: Path) -> None:
    """A real ComfyUI forgets it, and SillyTavern asks for it for ever."""
    painter = SlowPainter()
    with served(tmp_path, painter, profile=Profile(name="test", backend="painter", parallel=1)) as client:
        first = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        second = submit(client, WORKFLOW)
        client.post("/queue", json={"delete": [second]})
        assert endings(ended(client, second))[-1] == "execution_interrupted"
        client.post("/queue", json={"clear": True})
        assert endings(ended(client, first))[-1] == "execution_interrupted"
        painter.go_on.set()


def test_what_is_cancelled_elsewhere_stands_in_the_history(tmp_path: Path) -> None:
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        prompt_id = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        job = client.get("/api/jobs").json()["jobs"][0]["id"]
        client.post(f"/api/jobs/{job}/cancel")
        assert endings(ended(client, prompt_id))[-1] == "execution_interrupted"
        painter.go_on.set()


def test_what_a_process_left_undone_stands_in_the_history_of_the_next(tmp_path: Path) -> None:
    """Nobody waits for it any more, so that it is not drawn either."""
    painter, own = SlowPainter(), Profile(name="test", backend="painter", parallel=1)
    with served(tmp_path, painter, profile=own) as client:
        first = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        second = submit(client, WORKFLOW)
        threading.Timer(0.3, painter.go_on.set).start()
    again = Painter()
    with served(tmp_path, again, profile=own) as client:
        assert endings(ended(client, first))[-1] == "execution_success"
        assert endings(ended(client, second))[-1] == "execution_interrupted"
    assert again.painted == []


def test_a_failure_says_which_node(tmp_path: Path) -> None:
    with Stub("openai", ["401"]) as stub, served(tmp_path, profile=profile_at(stub)) as client:
        assert "KSampler [3] bad_key: " in toast(ended(client, submit(client, WORKFLOW)))


def test_asking_often_is_cheap(tmp_path: Path) -> None:
    """Ten times a second and picture; here a thousand times while one is drawn, and once it is finished."""
    painter = SlowPainter()
    with served(tmp_path, painter) as client:
        prompt_id = submit(client, WORKFLOW)
        assert painter.began.wait(20)
        began = time.monotonic()
        for _ in range(1000):
            assert client.get(f"/history/{prompt_id}").json() == {}
        painter.go_on.set()
        ended(client, prompt_id)
        for _ in range(1000):
            client.get(f"/history/{prompt_id}")
        assert time.monotonic() - began < 30
