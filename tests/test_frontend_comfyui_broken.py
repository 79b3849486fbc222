"""ComfyUI's API: what breaks a workflow is told in plain words, and hostile ones harm nobody."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.server.errors import AnswerError
from composer_plugins.serving_comfyui.asking import asked_of
from composer_plugins.serving_comfyui.body import submitted
from composer_plugins.serving_comfyui.graph import MOST_NODES
from tests.foreign import served
from tests.sillytavern.comfy import WORKFLOW, draw, ended, filled, submit, values
from tests.test_frontend_comfyui import PLAIN

#: Small avatars, so that the whole body is quick to fill in.
SMALL = {"char_avatar": "", "user_avatar": ""}
TEXTS = {
    "prompt": "the prompt", "negative_prompt": "the negative prompt", "rp_persona": "the persona's description",
    "rp_recent": "the recent messages", "rp_last_char": "the last message", "rp_user": "the persona's name",
}  # fmt: skip


#: Names that inputs have, of our node and of others.
INPUTS = ("prompt", "text", "positive", "negative", "width", "height", "seed", "steps", "cfg", "model", "batch_size",
          "chat", "user", "persona", "recent", "image", "sampler_name", "latent_image")  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(tmp_path_factory.mktemp("comfy")) as client:
        yield client


def problem_of(workflow: str) -> str:
    """Return why a body that SillyTavern sends cannot be read; "" when it can."""
    try:
        submitted(f'{{\n                "prompt": {workflow}\n            }}'.encode())
    except AnswerError as error:
        return str(error)
    return ""


# ── SillyTavern's dollar signs ──


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("mark", ["$&", "$'", "$`"])
@pytest.mark.parametrize("name", TEXTS)
def test_the_text_and_the_mark_that_broke_a_workflow_are_named(name: str, mark: str, compact: bool) -> None:
    workflow = json.dumps(json.loads(WORKFLOW)) if compact else WORKFLOW
    told = problem_of(filled(workflow, values(**SMALL, **{name: f'She says "five {mark} no more" and goes'})))
    assert told.startswith(f"{TEXTS[name]} broke the workflow: SillyTavern takes {mark} in a text for a command")
    assert "five" in told


@pytest.mark.parametrize("text", ["It costs $5", "$$ and $", "100$", "$HOME", "a ＄& b"])
def test_other_dollar_signs_do_no_harm(text: str) -> None:
    assert problem_of(filled(WORKFLOW, values(**SMALL, prompt=text, rp_recent=text))) == ""


def test_brackets_pasted_into_the_last_text_are_noticed() -> None:
    """The workflow is JSON all the same, since nothing but brackets stood behind."""
    workflow = '{"9": {"class_type": "RPComposer", "inputs": {"prompt": "%prompt%"}}}'
    assert "takes $' in a text" in problem_of(filled(workflow, {"prompt": "five $' no more"}))
    assert problem_of(filled(workflow, {"prompt": "five {{{x}}} no more"})) == ""


def test_its_user_reads_it(client: httpx.Client) -> None:
    with pytest.raises(ValueError, match=r"RPComposer \[prompt\] invalid_json: the prompt broke the workflow"):
        draw(client, filled(WORKFLOW, values(**SMALL, prompt="cats $& dogs")))


def test_a_setting_without_a_value_is_named() -> None:
    told = problem_of(WORKFLOW.replace('"%model%"', "undefined"))
    assert "no value" in told


def test_a_workflow_that_somebody_wrote_wrong_is_not_blamed_on_a_dollar() -> None:
    told = problem_of(WORKFLOW.replace('"seed": "%seed%",', '"seed": "%seed%"'))
    assert told.startswith("the workflow is no JSON")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="$&'`\"\\{}[]:, \nab%＄", max_size=30), st.sampled_from(["prompt", "rp_recent", "rp_persona"]))
def test_every_text_is_either_read_as_it_was_or_told_of(text: str, name: str) -> None:
    workflow = filled(WORKFLOW, values(**SMALL, **{name: text}))
    key = name.removeprefix("rp_")
    try:
        graph = submitted(f'{{"prompt": {workflow}}}'.encode()).graph
    except AnswerError as error:
        assert "no JSON" in str(error) or "broke the workflow" in str(error)
        assert any(mark in text for mark in ("$&", "$'", "$`"))
    else:
        assert graph.output.inputs[key] in (text, text.replace("$$", "$"))


# ── bodies ──


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "invalid_json"), (b"not json", "invalid_json"), (b"[1]", "no_prompt"), (b"{}", "no_prompt"),
        (b'{"prompt": {}}', "prompt_no_outputs"), (b'{"prompt": []}', "no_prompt"),
        (b'{"prompt": {"1": 5}}', "invalid_prompt"), (b'{"prompt": {"1": {"class_type": 5}}}', "invalid_prompt"),
        (b"[" * 100_000, "invalid_json"), (b'{"prompt": {"nodes": [], "links": []}}', "invalid_prompt"),
        (b'{"prompt": {"1": {"class_type": "X"}}, "prompt_id": "../etc"}', "invalid_prompt_id"),
        (b"\xff\xfe", "invalid_json"),
    ],
)  # fmt: skip
def test_what_is_no_workflow_is_an_error_for_programs_and_words_for_people(
    client: httpx.Client, body: bytes, kind: str
) -> None:
    answer = client.post("/prompt", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["type"], answer.json()["node_errors"]) == (400, kind, {})
    answer = client.post("/prompt", content=body, headers={"content-type": "text/plain"})
    entry = ended(client, answer.raise_for_status().json()["prompt_id"])
    assert entry["status"]["messages"][-1][1]["exception_type"] == kind


def test_text_from_a_page_is_not_carried_out(client: httpx.Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"content-type": kind, "origin": "http://localhost:8000"}
        answer = client.post("/prompt", content=json.dumps({"prompt": PLAIN}), headers=headers)
        assert (answer.status_code, answer.json()["error"]["type"]) == (415, "unsupported_media_type")


# ── hostile workflows ──


def test_a_circle_is_walked_once() -> None:
    around = {
        str(number): {
            "class_type": "ConditioningCombine",
            "inputs": {"conditioning_1": [str((number + 1) % 50), 0], "conditioning_2": [str(number), 0]},
        }
        for number in range(50)
    }
    fed = {"class_type": "KSampler", "inputs": {"positive": ["0", 0], "negative": ["0", 0], "seed": ["100", 0]}}
    itself = {"class_type": "PrimitiveInt", "inputs": {"value": ["100", 0]}}
    saving = {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}}
    body = {"prompt": {**around, "3": fed, "9": saving, "100": itself}}
    asked = asked_of(submitted(json.dumps(body).encode()).graph)
    assert (asked.prompt, asked.seed) == ("", None)


def test_too_many_nodes_are_refused_at_once(client: httpx.Client) -> None:
    nodes = {
        str(number): {"class_type": "KSampler", "inputs": {"positive": [str(number + 1), 0]}}
        for number in range(100_000)
    }
    began = time.monotonic()
    answer = client.post("/prompt", json={"prompt": nodes})
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_prompt")
    assert time.monotonic() - began < 10


def test_the_most_nodes_are_read_in_no_time() -> None:
    nodes = {
        str(number): {"class_type": "KSampler", "inputs": {f"a{one}": [str(one), 0] for one in range(10)}}
        for number in range(MOST_NODES)
    }
    began = time.monotonic()
    asked_of(submitted(json.dumps({"prompt": nodes}).encode()).graph)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "value", [None, 5, -1, 1e308, "x", True, [], {}, ["9", 0], ["gone", 0], [["9"], 0], "9" * 5000]
)
def test_wrong_types_are_never_a_failure_of_the_server(client: httpx.Client, value: Any) -> None:
    for kind in ("RPComposer", "KSampler", "SaveImage"):
        inputs = dict.fromkeys(INPUTS, value)
        node = {"class_type": kind, "inputs": inputs, "_meta": value}
        assert ended(client, submit(client, json.dumps({"9": node})))["status"]["status_str"] in ("success", "error")


def test_a_huge_avatar_is_told(client: httpx.Client) -> None:
    entry = ended(client, submit(client, filled(WORKFLOW, values(char_avatar="A" * 20_000_000, user_avatar=""))))
    assert entry["status"]["status_str"] == "error"


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    answer = client.post("/prompt", content=b"x" * 40_000_000, headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "too_large")


# ── pictures by name ──


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("filename=gone.png", 404), ("filename=..%2f..%2fetc%2fpasswd", 400), ("filename=/etc/passwd", 400),
        ("filename=a.png&subfolder=..%2f..", 403), ("filename=a.png&type=secret", 400), ("", 400),
        ("filename=jobs.sqlite3", 404), ("filename=gone.png&type=input", 404), ("filename=a.png&type=temp", 404),
        ("filename=rp-composer_00000000-0000-0000-0000-000000000000_00001.png", 404),
        ("filename=rp-composer_00000000-0000-0000-0000-000000000000_99999.png", 404),
        ("filename=rp-composer_------------------------------------_00001.png", 404), ("filename=%00", 404),
    ],
)  # fmt: skip
def test_view_gives_nothing_but_pictures(client: httpx.Client, query: str, status: int) -> None:
    answer = client.get(f"/view?{query}")
    assert (answer.status_code, answer.content) == (status, b"")


def test_the_history_of_a_strange_id_is_empty(client: httpx.Client) -> None:
    for strange in ("none", "a-0", "x" * 300, "comfyui-1-0"):
        assert client.get(f"/history/{strange}").json() == {}


def test_jobs_of_other_protocols_are_not_shown(client: httpx.Client) -> None:
    client.post("/sdapi/v1/txt2img", json={"prompt": "a cat"}).raise_for_status()
    job = client.get("/api/jobs").json()["jobs"][0]["id"]
    assert client.get(f"/history/{job}").json() == {}
    assert job not in client.get("/history").text


@pytest.mark.parametrize(
    "form",
    [{"files": {"other": ("a.png", b"x")}}, {"files": {"image": ("a.png", b"no picture")}},
     {"files": {"image": ("a.png", b"\x89PNG\r\n\x1a\n")}, "data": {"subfolder": "../x"}}],
)  # fmt: skip
def test_what_is_no_picture_is_not_uploaded(client: httpx.Client, form: dict[str, Any]) -> None:
    answer = client.post("/upload/image", **form)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"error", "node_errors"}


def test_the_history_is_bounded(client: httpx.Client) -> None:
    for _ in range(510):
        client.post("/prompt", content=b"broken", headers={"content-type": "text/plain"})
    assert len(client.get("/history").json()) == 100
    assert len(client.get("/history?max_items=7").json()) == 7
    assert client.get("/history?max_items=x").status_code == 422
    client.post("/history", json={"clear": True})
    assert client.get("/history").json() == {}


def test_nothing_of_the_chat_is_logged(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        with pytest.raises(ValueError, match="broke the workflow"):
            draw(client, filled(WORKFLOW, values(**SMALL, prompt="secret words $& here")))
        assert "secret words" not in client.get("/api/logs").text
