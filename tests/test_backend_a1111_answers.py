"""What the a1111 backend makes of a web UI's answers: pictures, errors, lists, how far it is, and stopping it."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.contracts import Interruptible, Listing, Progress
from composer.errors import (
    BackendError,
    BadKeyError,
    ComposerError,
    EmptyAnswerError,
    NotPermittedError,
    OverloadedError,
    RateLimitedError,
    UnsupportedError,
)
from composer_plugins.backends.a1111 import A1111Backend
from composer_plugins.stable_diffusion.running import task_of
from tests.web_ui import CONTROLNET, ENDPOINT, FORGE, WebUI, base64_of, draw, job, picture, png, talk

BACKEND = A1111Backend()
TXT2IMG = "/sdapi/v1/txt2img"
KEYS = ("name", "label", "aliases", "title", "model_list", "module_list", "control_net_unit_count", "filename")
NO_JSON = httpx.Response(200, text="<html></html>")


def answered(answer: Any, **wishes: Any) -> Any:
    return draw(job(**wishes), WebUI({TXT2IMG: answer}))


def error(status: int, **body: Any) -> httpx.Response:
    return httpx.Response(status, json={"error": "", "detail": "", "body": "", "errors": ""} | body)


def images(*heights: int) -> list[str]:
    return [base64_of(png(8, height)) for height in heights]


# ── pictures ──


def test_a_grid_before_the_pictures_and_maps_after_them_are_left_out() -> None:
    info = {"all_seeds": [5, 6], "index_of_first_image": 1}
    pictures, _ = answered({"images": images(30, 10, 11, 40), "info": json.dumps(info)}, n=2)
    assert [(one.height, one.seed) for one in pictures] == [(10, 5), (11, 6)]


@pytest.mark.parametrize(
    "info", ["no JSON", "[" * 100_000, "", None, 7, "[]", '{"index_of_first_image": 9, "all_seeds": "x"}']
)
def test_a_picture_is_kept_whatever_its_information_says(info: Any) -> None:
    pictures, _ = answered({"images": images(9, 40), "info": info})
    assert [(one.height, one.seed) for one in pictures] == [(9, None)]


@pytest.mark.parametrize("info", [{"seed": 3}, '{"seed": 3}', '{"all_seeds": [3]}'])
def test_the_seed_is_found_where_the_information_has_it(info: Any) -> None:
    pictures, _ = answered({"images": images(9), "info": info})
    assert [one.seed for one in pictures] == [3]


def test_a_blank_picture_among_several_is_left_out_and_told() -> None:
    black = base64_of(png(8, 8, (0, 0, 0)))
    pictures, changes = answered({"images": [black, *images(9)], "info": '{"all_seeds": [1, 2]}'}, n=2)
    assert [(one.height, one.seed) for one in pictures] == [(9, 2)]
    assert [(change.kind, change.what) for change in changes] == [("dropped", "picture")]


@pytest.mark.parametrize(
    "answer",
    [
        {"images": [], "info": "{}"},
        {"images": None, "info": "{}"},
        {"images": [None, 7], "info": "{}"},
        {"images": [base64_of(png(8, 8, (0, 0, 0)))], "info": "{}"},
        {"images": ["not base64!"], "info": "{}"},
        {"images": [base64_of(png()[:-30])], "info": "{}"},
        {"detail": "fine"},
        [],
        httpx.Response(200, text="<html>a login page</html>"),
    ],
)
def test_an_answer_without_a_usable_picture_is_an_error(answer: Any) -> None:
    with pytest.raises(EmptyAnswerError):
        answered(answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("images", "info", "detail")), inner),
    max_leaves=8,
)


@given(json_values, st.sampled_from([200, 400, 404, 422, 500]))
@settings(max_examples=100, deadline=None)
def test_any_json_is_pictures_or_an_error_of_ours(value: Any, status: int) -> None:
    with pytest.raises(ComposerError):
        answered(httpx.Response(status, json=value))


LISTS = ("/sdapi/v1/samplers", "/sdapi/v1/schedulers", "/sdapi/v1/sd-models", *CONTROLNET, "/sdapi/v1/options")
entries = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.just("Euler"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)


@given(st.fixed_dictionaries(dict.fromkeys(LISTS, entries)))
@settings(max_examples=100, deadline=None)
def test_any_lists_lead_to_a_picture_or_to_what_the_server_lacks(lists: dict[str, Any]) -> None:
    asked = job(sampler="Euler Karras", checkpoint="mine", references=(picture(),))
    try:
        pictures, _ = draw(asked, WebUI(lists))
    except UnsupportedError as lacks:
        assert "the server has no" in str(lacks)
    else:
        assert len(pictures) == 1


def test_a_name_that_nobody_could_write_is_none() -> None:
    titles = [{"title": title} for title in ("a" * 301, "b\x1b[2J", "", "c.safetensors")]
    assert talk(BACKEND.models(ENDPOINT), WebUI({"/sdapi/v1/sd-models": titles}))[0] == ("c.safetensors",)


# ── errors ──


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (httpx.Response(401, json={"detail": "Incorrect username or password"}), BadKeyError, "A1111_AUTH"),
        (error(403, detail="blocked by an extension"), NotPermittedError, "blocked by an extension"),
        (httpx.Response(404, json={"detail": "Not Found"}), UnsupportedError, "--api"),
        (httpx.Response(404, text="404"), UnsupportedError, "--api"),
        (error(404, error="HTTPException", detail="Sampler not found"), UnsupportedError, "`sampler`"),
        (error(404, error="HTTPException", detail="Init image not found"), BackendError, "Init image not found"),
        (
            httpx.Response(422, json={"detail": [{"loc": ["body", "steps"], "msg": "not a number", "type": "int"}]}),
            BackendError, "steps: not a number",
        ),
        (error(422, error="HTTPException", detail="Script 'x' not found"), BackendError, "Script 'x' not found"),
        (error(500, error="OutOfMemoryError", errors="CUDA out of memory."), BackendError, "smaller `size`"),
        (error(500, error="RuntimeError", errors="CUDA error: out of memory"), BackendError, "too little memory"),
        (error(500, error="RuntimeError", errors="model 'x' not found"), UnsupportedError, "rp-composer models"),
        (error(500, error="NansException", errors="all NaNs in VAE"), BackendError, "--no-half-vae"),
        (error(500, error="HTTPException", detail="Invalid encoded image"), BackendError, "Invalid encoded image"),
        (httpx.Response(302, headers={"location": "https://login.example/"}), BackendError, "login.example"),
        (httpx.Response(524, text="timeout"), BackendError, "proxy"),
    ],
)  # fmt: skip
def test_an_error_that_another_try_would_meet_again_says_what_to_do(
    answer: httpx.Response, kind: type[BackendError], says: str
) -> None:
    with pytest.raises(kind) as caught:
        answered(answer)
    assert says in str(caught.value)
    assert not caught.value.may_succeed_later


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(500, error="Something", errors="went wrong"), OverloadedError),
        (httpx.Response(502, text="Bad Gateway"), OverloadedError),
        (httpx.Response(429, json={"detail": "slow down"}), RateLimitedError),
    ],
)
def test_an_error_that_may_pass_is_one_that_may_be_tried_again(
    answer: httpx.Response, kind: type[BackendError]
) -> None:
    with pytest.raises(kind) as caught:
        answered(answer)
    assert caught.value.may_succeed_later


def test_an_upscale_reports_its_errors_and_an_answer_without_a_picture() -> None:
    path = "/sdapi/v1/extra-single-image"
    with pytest.raises(BackendError, match="Invalid encoded image"):
        draw(
            job("upscale", source=picture()),
            WebUI({path: error(500, error="HTTPException", detail="Invalid encoded image")}),
        )
    with pytest.raises(EmptyAnswerError):
        draw(job("upscale", source=picture()), WebUI({path: {"html_info": "", "image": None}}))


# ── lists ──


def test_models_and_styles_are_listed_by_the_names_that_a_profile_may_write() -> None:
    assert isinstance(BACKEND, Listing)
    titles, _ = talk(BACKEND.models(ENDPOINT), WebUI(FORGE))
    styles, _ = talk(BACKEND.styles(ENDPOINT), WebUI(FORGE))
    assert titles == ("waiIllustrious.safetensors [a1b2c3d4]", "anime/ponyXL.safetensors [0f0f0f0f]")
    assert styles == ("Ink",)


def test_a_list_behind_a_password_or_without_the_api_is_an_error() -> None:
    with pytest.raises(UnsupportedError, match="--api"):
        talk(BACKEND.models(ENDPOINT), WebUI())
    with pytest.raises(BadKeyError):
        talk(BACKEND.models(ENDPOINT), WebUI({"/sdapi/v1/sd-models": httpx.Response(401, json={})}))


# ── while it draws ──


@pytest.mark.parametrize(
    ("answer", "progress"),
    [
        ({"progress": 0.25, "eta_relative": 12.5}, Progress(0.25, 12.5)),
        ({"progress": 0.0, "eta_relative": 0.0}, Progress(0.0)),
        ({"progress": 1.01, "eta_relative": -1}, Progress(1.0)),
        ({"progress": "half", "eta_relative": None}, Progress(0.0)),
        ([], Progress(0.0)),
        (httpx.Response(200, text='{"progress": NaN, "eta_relative": Infinity}'), Progress(0.0)),
    ],
)
def test_progress_is_between_0_and_1_with_the_seconds_left(answer: Any, progress: Progress) -> None:
    assert isinstance(BACKEND, Interruptible)
    web_ui = WebUI({"/sdapi/v1/progress": answer})
    found, _ = talk(BACKEND.progress(job()), web_ui)
    assert found == progress
    assert str(web_ui.requests[-1].url) == f"{ENDPOINT}/sdapi/v1/progress?skip_current_image=true"


def test_a_job_that_waits_in_the_queue_has_not_begun_however_far_the_one_before_it_is() -> None:
    web_ui = WebUI({"/internal/progress": {"active": False, "queued": True}, "/sdapi/v1/progress": {"progress": 0.9}})
    assert talk(BACKEND.progress(job()), web_ui)[0] == Progress(0.0)


@pytest.mark.parametrize(
    "standing", [{"active": True, "queued": False}, {"active": False, "queued": False}, None, "?", NO_JSON]
)
def test_a_job_that_is_drawn_is_interrupted(standing: Any) -> None:
    lists = {"/sdapi/v1/interrupt": {}} | ({"/internal/progress": standing} if standing else {})
    web_ui = WebUI(lists)
    talk(BACKEND.interrupt(job()), web_ui)
    assert web_ui.paths[-1] == "/sdapi/v1/interrupt"


def test_a_job_that_waits_in_the_queue_does_not_stop_the_one_before_it() -> None:
    web_ui = WebUI({"/internal/progress": {"active": False, "queued": True}, "/sdapi/v1/interrupt": {}})
    talk(BACKEND.interrupt(job()), web_ui)
    assert web_ui.paths == ["/internal/progress"]


def test_a_job_stands_in_the_queue_under_the_id_it_was_sent_with() -> None:
    web_ui = WebUI()
    draw(job(seed=5), web_ui)
    assert web_ui.body()["force_task_id"] == task_of(job(seed=5)) != task_of(job(seed=6))
    waiting = WebUI({"/internal/progress": {"queued": True}})
    talk(BACKEND.interrupt(job(seed=5)), waiting)
    assert json.loads(waiting.requests[0].content)["id_task"] == task_of(job(seed=5))


def test_progress_and_interrupt_report_errors() -> None:
    with pytest.raises(UnsupportedError, match="--api"):
        talk(BACKEND.progress(job()), WebUI())
    with pytest.raises(UnsupportedError, match="--api"):
        talk(BACKEND.interrupt(job()), WebUI())
