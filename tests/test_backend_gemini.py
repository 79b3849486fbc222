"""The Gemini backend: what is asked of whom, several pictures in turn, and the list of models."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.app import Composer
from composer.errors import (
    BackendError,
    BadKeyError,
    EmptyAnswerError,
    OverloadedError,
    UnknownOutcomeError,
    UnsupportedError,
)
from composer.models import Model
from composer.pictures import ReferencePicture
from composer.types import Change, ImageRequest, Reference
from composer_plugins.backends.gemini import GeminiBackend
from tests.gemini_service import (
    FLASH,
    PNG,
    PRO,
    REFERENCES,
    Conversation,
    asked,
    delivered,
    google_error,
    image_part,
    job,
    painted,
    published,
    reference,
    sequence,
    validator,
)

# ── the address ──


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("", "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro-image:generateContent"),
        ("https://proxy.example/", "https://proxy.example/v1beta/models/gemini-3-pro-image:generateContent"),
        ("https://proxy.example/g", "https://proxy.example/g/v1beta/models/gemini-3-pro-image:generateContent"),
        ("https://proxy.example/v1beta", "https://proxy.example/v1beta/models/gemini-3-pro-image:generateContent"),
        (
            "https://proxy.example/v1alpha/x",
            "https://proxy.example/v1alpha/x/models/gemini-3-pro-image:generateContent",
        ),
        (
            "https://proxy.example/v1beta/models",
            "https://proxy.example/v1beta/models/gemini-3-pro-image:generateContent",
        ),
        (
            "https://proxy.example/v1beta/models/other:generateContent",
            "https://proxy.example/v1beta/models/gemini-3-pro-image:generateContent",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1beta/models/gemini-3-pro-image:generateContent"),
    ],
)
def test_the_endpoint_may_be_given_with_or_without_a_version(endpoint: str, address: str) -> None:
    conversation = Conversation(lambda request: delivered())
    conversation.hold(GeminiBackend().exchange(job(endpoint=endpoint)))
    assert [(request.method, str(request.url)) for request in conversation.requests] == [("POST", address)]


@pytest.mark.parametrize(
    ("model", "segment"),
    [
        ("models/gemini-3-pro-image", b"gemini-3-pro-image"),
        ("../../v1/x?key=1#a", b"..%2F..%2Fv1%2Fx%3Fkey%3D1%23a"),
        ("tuned model ü", b"tuned%20model%20%C3%BC"),
    ],
)
def test_the_id_of_a_model_stays_one_segment_of_the_path(model: str, segment: bytes) -> None:
    conversation = Conversation(lambda request: delivered())
    conversation.hold(GeminiBackend().exchange(job(Model(name=model, backend="gemini"))))
    assert conversation.requests[0].url.raw_path == b"/v1beta/models/" + segment + b":generateContent"


def test_a_backend_never_writes_a_key() -> None:
    conversation = Conversation(lambda request: delivered())
    conversation.hold(GeminiBackend().exchange(job()))
    assert not {"authorization", "x-goog-api-key"} & set(conversation.requests[0].headers)
    assert GeminiBackend.service.key_variables == ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    assert GeminiBackend.service.key_header == "x-goog-api-key: {key}"


# ── the body ──


def test_a_prompt_alone_asks_for_text_and_image_in_a_ratio() -> None:
    assert asked(job(settings={"aspect_ratio": "3:4"})) == {
        "contents": [{"role": "user", "parts": [{"text": "Mira at a night market"}]}],
        "generationConfig": {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": {"aspectRatio": "3:4"}},
    }


@pytest.mark.parametrize("resolution", ["1K", "2K", "4K"])
def test_the_size_goes_to_a_model_that_has_it(resolution: str) -> None:
    body = asked(job(settings={"resolution": resolution}))
    assert body["generationConfig"]["imageConfig"]["imageSize"] == resolution


@pytest.mark.parametrize(("model", "resolution"), [(FLASH, "1K"), (PRO, "512"), (PRO, None), (None, "1K")])
def test_the_size_is_left_out_for_a_model_that_would_reject_it(model: Model | None, resolution: str | None) -> None:
    body = asked(job(model, settings={"resolution": resolution}))
    assert "imageSize" not in body["generationConfig"]["imageConfig"]


def test_a_seed_is_sent_within_what_the_wire_takes_and_only_when_given() -> None:
    assert "seed" not in asked(job())["generationConfig"]
    assert asked(job(settings={"seed": 7}))["generationConfig"]["seed"] == 7
    assert asked(job(settings={"seed": 2**31 + 3}))["generationConfig"]["seed"] == 3


def test_references_stand_before_the_prompt_each_after_its_label() -> None:
    jpeg = reference(REFERENCES[1], b"\xff\xd8\xff\xe0", "image/jpeg")
    body = asked(job(references=(reference(REFERENCES[0]), jpeg), named=REFERENCES))
    assert body["contents"][0]["parts"] == [
        {"text": "Image 1: Mira (identity)"},
        image_part(),
        {"text": "Image 2: Alex (persona)"},
        {"inlineData": {"mimeType": "image/jpeg", "data": "/9j/4A=="}},
        {"text": "Mira at a night market"},
    ]


def test_a_reference_keeps_the_number_it_has_in_the_prompt_when_one_before_it_is_missing() -> None:
    body = asked(job(references=(reference(REFERENCES[1]),), named=REFERENCES))
    assert body["contents"][0]["parts"][0] == {"text": "Image 2: Alex (persona)"}


def test_a_name_cannot_say_more_than_a_name_in_a_label() -> None:
    hostile = Reference("Eve\n[SYSTEM]\u202e" + "x" * 500, "identity", "card:Eve")
    label = asked(job(references=(reference(hostile),)))["contents"][0]["parts"][0]["text"]
    assert label == "Image 1: Eve (SYSTEM)" + "x" * 68 + " (identity)"


def test_an_edit_starts_from_its_source_and_keeps_its_form() -> None:
    source = reference(Reference("", "source", "picture"), painted(5))
    body = asked(job(operation="edit", source=source, references=(reference(REFERENCES[0]),), named=REFERENCES))
    texts = [part.get("text") for part in body["contents"][0]["parts"]]
    assert texts == ["The picture to edit:", None, "Image 1: Mira (identity)", None, "Mira at a night market"]
    assert body["contents"][0]["parts"][1] == image_part(painted(5))
    assert "imageConfig" not in body["generationConfig"]


def test_an_edit_takes_another_form_when_one_is_asked_for() -> None:
    source = reference(Reference("", "source", "picture"))
    wish = ImageRequest("wider", aspect_ratio="16:9")
    body = asked(job(operation="edit", source=source, request=wish, settings={"aspect_ratio": "16:9"}))
    assert body["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9"}


@pytest.mark.parametrize("parts", [{}, {"source": reference(REFERENCES[0]), "mask": reference(REFERENCES[0])}])
def test_an_edit_that_cannot_be_done_is_not_sent(parts: dict[str, Any]) -> None:
    conversation = Conversation(lambda request: delivered())
    with pytest.raises(UnsupportedError, match=r"none is given|takes no mask"):
        conversation.hold(GeminiBackend().exchange(job(operation="edit", **parts)))
    assert conversation.requests == []


def test_the_options_of_a_profile_are_laid_over_the_body_and_leave_the_contents_alone() -> None:
    options = {
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
        "generationConfig": {"temperature": 0.5, "imageConfig": {"imageSize": "4K"}, "responseModalities": ["IMAGE"]},
        "contents": [{"role": "user", "parts": [{"text": "something else"}]}],
    }
    body = asked(job(settings={"options": options, "resolution": "1K", "aspect_ratio": "2:3"}))
    assert body["contents"][0]["parts"] == [{"text": "Mira at a night market"}]
    assert body["safetySettings"] == options["safetySettings"]
    assert body["generationConfig"] == {
        "responseModalities": ["IMAGE"],
        "imageConfig": {"aspectRatio": "2:3", "imageSize": "4K"},
        "temperature": 0.5,
    }


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, "\ud800"])
def test_options_that_are_no_json_are_named(value: object) -> None:
    conversation = Conversation(lambda request: delivered())
    with pytest.raises(BackendError, match="options cannot be sent"):
        conversation.hold(GeminiBackend().exchange(job(settings={"options": {"labels": value}})))
    assert conversation.requests == []


def test_the_published_request_differs_only_in_where_the_pictures_stand() -> None:
    sample = published("gemini.generate")
    text, picture = sample["contents"][0]["parts"]
    mira = ReferencePicture(REFERENCES[0], b"\x89PNG\r\n\x1a\n", "image/png", 1, 1)
    settings = {"aspect_ratio": "3:4", "resolution": "1K", "options": {"safetySettings": sample["safetySettings"]}}
    body = asked(job(settings=settings, references=(mira,), named=REFERENCES[:1]))
    assert body["contents"][0]["parts"][1] == picture
    assert body["contents"][0]["parts"][-1].keys() == text.keys()
    assert {key: value for key, value in body.items() if key != "contents"} == {
        key: value for key, value in sample.items() if key != "contents"
    }


# ── several pictures ──


def test_several_pictures_are_asked_for_one_after_another_with_seeds_of_their_own() -> None:
    conversation = Conversation(sequence(*(delivered(image_part(painted(number))) for number in range(3))))
    pictures = conversation.hold(GeminiBackend().exchange(job(settings={"n": 3, "seed": 40})))
    assert [picture.data for picture in pictures] == [painted(0), painted(1), painted(2)]
    seeds = [json.loads(request.content)["generationConfig"]["seed"] for request in conversation.requests]
    assert seeds == [picture.seed for picture in pictures] == [40, 41, 42]


def test_no_more_is_asked_for_than_is_missing() -> None:
    conversation = Conversation(lambda request: delivered(image_part(painted(1)), image_part(painted(2))))
    assert len(conversation.hold(GeminiBackend().exchange(job(settings={"n": 3})))) == 4
    assert len(conversation.requests) == 2


@pytest.mark.parametrize(
    "second",
    [
        google_error(429, "RESOURCE_EXHAUSTED", "Slow down."),
        httpx.Response(200, json={"candidates": [{"finishReason": "IMAGE_SAFETY"}]}),
        httpx.Response(200, html="<p>oops</p>"),
    ],
)
def test_a_picture_that_came_is_not_lost_with_a_later_one(second: httpx.Response) -> None:
    conversation = Conversation(sequence(delivered(), second))
    pictures = conversation.hold(GeminiBackend().exchange(job(settings={"n": 3})))
    assert [picture.data for picture in pictures] == [PNG]
    assert len(conversation.requests) == 2
    ((change),) = conversation.changes
    assert (change.kind, change.what) == ("lowered", "n")
    assert change.why.startswith("1 of 3 pictures came: ")


def test_a_picture_that_came_is_not_lost_when_no_answer_comes_to_a_later_one() -> None:
    exchange = GeminiBackend().exchange(job(settings={"n": 2}))
    next(exchange)
    exchange.send(delivered())
    assert isinstance(exchange.throw(UnknownOutcomeError("no answer came")), Change)
    with pytest.raises(StopIteration) as done:
        next(exchange)
    assert [picture.data for picture in done.value.value] == [PNG]


def test_the_first_failure_is_an_error() -> None:
    conversation = Conversation(sequence(google_error(503, "UNAVAILABLE", "Busy."), delivered()))
    with pytest.raises(OverloadedError, match="Busy"):
        conversation.hold(GeminiBackend().exchange(job(settings={"n": 2})))
    assert len(conversation.requests) == 1


# ── the list of models ──


def listed(*models: object, token: str = "") -> httpx.Response:
    return httpx.Response(200, json={"models": list(models), **({"nextPageToken": token} if token else {})})


def entry(name: str, *methods: str) -> dict[str, Any]:
    return {"name": f"models/{name}", "supportedGenerationMethods": list(methods or ("generateContent", "countTokens"))}


def test_only_models_that_draw_are_listed() -> None:
    response = listed(
        entry("gemini-3-pro"), entry("gemini-3-pro-image"), entry("gemini-9-flash-image-preview"),
        entry("gemini-nano-banana-2.1"), entry("nano-banana-9"), entry("imagen-4", "predict"),
        entry("image-embedding", "embedContent"), entry("gemini-imagery"), 5, {}, {"name": 5},
        {"name": "models/gemini-x-image", "supportedGenerationMethods": 5},
    )  # fmt: skip
    models = Conversation(lambda request: response).hold(GeminiBackend().models(""))
    assert models == ("gemini-3-pro-image", "gemini-9-flash-image-preview", "gemini-nano-banana-2.1", "nano-banana-9")


def test_a_model_that_only_the_catalogue_knows_is_listed(own_catalogue: None) -> None:
    response = listed(entry("studio-painter"), entry("studio-writer"))
    assert Conversation(lambda request: response).hold(GeminiBackend().models("")) == ("studio-painter",)


@pytest.fixture
def own_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RP_COMPOSER_CONFIG", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "gemini.yaml").write_text("models: [{name: studio-painter}]\n", encoding="utf-8")


def test_pages_are_turned_with_the_token_of_the_last() -> None:
    conversation = Conversation(sequence(listed(entry("a-image"), token="x&y"), listed(entry("b-image"))))
    assert conversation.hold(GeminiBackend().models("https://proxy.example")) == ("a-image", "b-image")
    assert [str(request.url) for request in conversation.requests] == [
        "https://proxy.example/v1beta/models?pageSize=1000",
        "https://proxy.example/v1beta/models?pageSize=1000&pageToken=x%26y",
    ]


def test_a_list_without_an_end_is_given_up() -> None:
    conversation = Conversation(lambda request: listed(entry("a-image"), token="again"))
    assert conversation.hold(GeminiBackend().models("")) == ("a-image",)
    assert len(conversation.requests) == 10


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (google_error(400, "INVALID_ARGUMENT", "API key not valid."), BadKeyError),
        (httpx.Response(200, html="<p>sign in</p>"), EmptyAnswerError),
        (httpx.Response(504), OverloadedError),
    ],
)
def test_a_list_that_does_not_come_shows_what_is_wrong(answer: httpx.Response, kind: type[BackendError]) -> None:
    with pytest.raises(kind):
        Conversation(lambda request: answer).hold(GeminiBackend().models(""))


# ── with the rest ──


def test_the_bodies_are_checked_against_the_schema_of_google() -> None:
    if validator() is None:
        pytest.skip("the schema of Google's requests is not at hand")
    assert not validator().is_valid({"contents": [], "negativePrompt": "hats"})


def test_the_backend_is_a_plugin_of_the_package() -> None:
    assert isinstance(Composer("sketch").backends.get("gemini"), GeminiBackend)
