"""The openai backend's requests: what goes out for a job, field by field, and never what the model rejects."""

import json
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.errors import UnsupportedError
from composer.models import Limits, Model
from composer.plugins import PluginManager
from composer.types import Change, ImageRequest, Scene
from composer_plugins.backends.openai import OpenAIBackend
from tests.openai_service import (
    JPEG,
    OPENAI,
    PAINTER,
    PNG,
    STRANGER,
    WEBP,
    Conversation,
    asked,
    body_of,
    delivered,
    files_of,
    form_of,
    job,
    parts_of,
    reference,
)

SCHEMAS = Path(__file__).resolve().parents[2] / "shared" / "specs" / "openai.sdk-images.schema.json"
CHAT = "https://proxy.example/v1/chat/completions"
EVERYTHING = {
    "background": "opaque",
    "output_format": "webp",
    "output_compression": 90,
    "complexity": "high",
    "safety_identifier": "user",
    "svg": {"model": "author", "reasoning": {"effort": "low"}},
}


def check(name: str, value: dict[str, Any]) -> None:
    """Hold a request against the types of OpenAI's own client, where they are at hand."""
    if not SCHEMAS.is_file():
        pytest.skip("the reference schemas are not beside this checkout")
    jsonschema = pytest.importorskip("jsonschema")
    definitions = json.loads(SCHEMAS.read_text(encoding="utf-8"))["$defs"]
    schema = {"$defs": definitions, "$ref": f"#/$defs/{name}"}
    jsonschema.Draft202012Validator(schema).validate(value)


def form_as_object(request: httpx.Request) -> dict[str, Any]:
    """Return a form as the object it stands for: numbers as numbers, ``a[b]`` in an object, ``a[]`` in a list."""
    whole: dict[str, Any] = {}
    for name, file, _, data in parts_of(request):
        text = "<bytes>" if file else data.decode()
        value: str | int = int(text) if text.isdecimal() else text
        *outer, last = name.replace("]", "").split("[")
        if not last:
            whole.setdefault(outer[0], []).append(value)
            continue
        inner = whole
        for key in outer:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return whole


def test_words_alone_go_to_generations_as_json() -> None:
    request = asked(job(settings={"size": "1024x1536", "quality": "medium", "n": 2}))
    assert (request.method, str(request.url)) == ("POST", f"{OPENAI}/images/generations")
    assert request.headers["content-type"] == "application/json"
    assert body_of(request) == {
        "model": "gpt-image-2.5-flare", "prompt": "A pier at night", "n": 2, "size": "1024x1536", "quality": "medium",
    }  # fmt: skip


@pytest.mark.parametrize("options", [{}, EVERYTHING | {"moderation": "low"}, {"n": None, "size": None}])
def test_a_generation_is_what_the_official_client_may_send(options: dict[str, Any]) -> None:
    settings = {"size": "1024x1024", "quality": "high", "n": 10, "seed": 4}
    check("ImageGenerateRequest", body_of(asked(job(options=options, settings=settings))))


@pytest.mark.parametrize("options", [{}, EVERYTHING | {"input_fidelity": "high", "moderation": "low"}, {"n": None}])
@pytest.mark.parametrize("references", [1, 3, 16])
def test_an_edit_is_what_the_official_client_may_send(options: dict[str, Any], references: int) -> None:
    pictures, settings = (reference(),) * references, {"size": "auto", "quality": "low"}
    request = asked(job(options=options, settings=settings, references=pictures, mask=reference()))
    check("ImageEditMultipartRequest", form_as_object(request))


def test_a_request_carries_no_key() -> None:
    assert "authorization" not in asked(job()).headers


def test_one_reference_goes_to_edits_as_image() -> None:
    request = asked(job(references=(reference(data=JPEG, media_type="image/jpeg"),)))
    assert str(request.url) == f"{OPENAI}/images/edits"
    assert files_of(request) == [("image", "image/jpeg", JPEG)]
    assert form_of(request) == {"model": "gpt-image-2.5-flare", "prompt": "A pier at night", "n": "1"}


def test_several_references_go_as_a_list_in_their_order() -> None:
    pictures = (reference(), reference("Alex", JPEG, "image/jpeg"), reference("Luka", WEBP, "image/webp"))
    assert files_of(asked(job(references=pictures))) == [
        ("image[]", "image/png", PNG),
        ("image[]", "image/jpeg", JPEG),
        ("image[]", "image/webp", WEBP),
    ]


def test_the_picture_to_edit_comes_before_the_references() -> None:
    source = reference("", WEBP, "image/webp")
    request = asked(job(operation="edit", source=source, references=(reference(),), mask=reference()))
    assert [(name, data) for name, _, data in files_of(request)] == [("image[]", WEBP), ("image[]", PNG), ("mask", PNG)]


def test_files_have_names_that_fit_what_they_are() -> None:
    request = asked(job(references=(reference(), reference("Alex", JPEG, "image/jpeg")), mask=reference()))
    names = [file for _, file, _, _ in parts_of(request) if file]
    assert names == ["image-1.png", "image-2.jpeg", "mask.png"]


def test_a_prompt_with_line_ends_and_quotes_arrives_whole_in_a_form() -> None:
    prompt = 'Марен: "стой!"\n\n--boundary\r\nContent-Disposition: form-data; name="model"\n[AVOID: fog]'
    assert form_of(asked(job(prompt=prompt, references=(reference(),))))["prompt"] == prompt


def test_an_edit_without_any_picture_is_not_sent() -> None:
    with pytest.raises(UnsupportedError, match="needs a picture"):
        asked(job(operation="edit"))


def test_a_model_without_masks_is_sent_none() -> None:
    model = PAINTER.model_copy(update={"masks": False})
    with pytest.raises(UnsupportedError, match="takes no mask"):
        asked(job(model=model, operation="edit", source=reference(), mask=reference()))


# ── what the model takes ──


def test_a_model_without_qualities_is_sent_none() -> None:
    assert "quality" not in body_of(asked(job(model=STRANGER, settings={"quality": "high"})))


def test_a_quality_that_the_model_does_not_have_is_not_sent() -> None:
    assert "quality" not in body_of(asked(job(settings={"quality": "hd"})))


def test_a_stranger_is_asked_with_nothing_but_the_common_fields() -> None:
    settings = {"size": "512x768", "quality": "high", "seed": 3, "steps": 20, "cfg_scale": 7.0, "sampler": "Euler"}
    body = body_of(asked(job(model=STRANGER, settings=settings)))
    assert body == {"model": "some-model", "prompt": "A pier at night", "n": 1, "size": "512x768"}


def test_without_any_facts_a_model_is_asked_with_the_common_fields() -> None:
    assert set(body_of(asked(job(model=None)))) == {"model", "prompt", "n"}


@pytest.mark.parametrize(("takes", "sent"), [(True, 7), (False, None)])
def test_a_seed_is_sent_to_models_that_take_one(takes: bool, sent: int | None) -> None:
    model = STRANGER.model_copy(update={"seed": takes})
    assert body_of(asked(job(model=model, settings={"seed": 7}))).get("seed") == sent


@pytest.mark.parametrize("avoidance", ["sentence", "positive_only"])
def test_a_negative_prompt_is_no_field_of_openai(avoidance: str) -> None:
    model = PAINTER.model_copy(update={"avoidance": avoidance})
    assert "negative_prompt" not in body_of(asked(job(model=model, negative="fog")))


def test_a_model_without_facts_may_be_sent_a_mask() -> None:
    request = asked(job(model=None, operation="edit", source=reference(), mask=reference()))
    assert [name for name, _, _ in files_of(request)] == ["image", "mask"]


@pytest.mark.parametrize("endpoint", [OPENAI, CHAT])
def test_a_service_that_has_only_one_model_is_not_told_which(endpoint: str) -> None:
    of = job(endpoint)
    assert "model" not in body_of(asked(replace(of, settings=replace(of.settings, model=""))))


def test_an_empty_negative_prompt_is_not_sent() -> None:
    model = STRANGER.model_copy(update={"avoidance": "negative_field"})
    assert "negative_prompt" not in body_of(asked(job(model=model)))


def test_a_negative_prompt_goes_to_a_server_whose_model_has_a_field_for_it() -> None:
    model = STRANGER.model_copy(update={"avoidance": "negative_field"})
    assert body_of(asked(job(model=model, negative="fog")))["negative_prompt"] == "fog"


@pytest.mark.parametrize("references", [(), (reference(),)])
def test_what_gpt_image_models_reject_is_never_sent_by_itself(references: tuple[Any, ...]) -> None:
    request = asked(job(references=references, settings={"seed": 1, "size": "auto", "quality": "low"}))
    sent = form_of(request) if references else body_of(request)
    assert not {"response_format", "style", "seed", "negative_prompt", "input_fidelity", "user"} & set(sent)


# ── the profile's own fields ──


def test_options_are_sent_as_they_are() -> None:
    options = {"background": "transparent", "output_compression": 80, "response_format": "b64_json", "deep": {"a": [1]}}
    body = body_of(asked(job(options=options)))
    assert options.items() <= body.items()


def test_options_are_written_into_a_form_as_the_official_client_does() -> None:
    options = {"tiled": True, "raw": False, "strength": 0.5, "svg": {"model": "m"}, "tags": ["a", "b"], "none": [None]}
    request = asked(job(options=options, references=(reference(),)))
    fields = [(name, data) for name, file, _, data in parts_of(request) if not file]
    assert fields[3:] == [
        ("tiled", b"true"), ("raw", b"false"), ("strength", b"0.5"), ("svg[model]", b"m"), ("tags[]", b"a"),
        ("tags[]", b"b"),
    ]  # fmt: skip


@pytest.mark.parametrize("references", [(), (reference(),)])
def test_an_option_without_a_value_leaves_its_field_out(references: tuple[Any, ...]) -> None:
    request = asked(job(options={"n": None, "size": None}, settings={"size": "auto"}, references=references))
    assert set(form_of(request) if references else body_of(request)) == {"model", "prompt"}


def test_an_option_stands_over_what_the_request_asks_for() -> None:
    assert body_of(asked(job(options={"size": "2048x2048"}, settings={"size": "auto"})))["size"] == "2048x2048"


@pytest.mark.parametrize("name", ["prompt", "model", "n", "messages", "image", "mask"])
def test_an_option_may_not_change_what_is_drawn_or_paid(name: str) -> None:
    with pytest.raises(UnsupportedError, match=f"'{name}'"):
        asked(job(options={name: 4}))


@pytest.mark.parametrize("options", [{"stream": True}, {"output_format": "svg"}])
def test_an_answer_that_could_not_be_read_is_not_bought(options: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedError, match=next(iter(options))):
        asked(job(options=options))


def test_fields_of_one_route_are_not_sent_to_the_other() -> None:
    options = {"moderation": "low", "input_fidelity": "high"}
    assert "input_fidelity" not in body_of(asked(job(options=options)))
    form = form_of(asked(job(options=options, references=(reference(),))))
    assert "moderation" not in form
    assert form["input_fidelity"] == "high"


@pytest.mark.parametrize(("references", "dropped"), [((), "input_fidelity"), ((reference(),), "moderation")])
def test_an_option_that_is_not_sent_is_reported(references: tuple[Any, ...], dropped: str) -> None:
    conversation = Conversation(lambda request: delivered())
    options = {"moderation": "low", "input_fidelity": "high", "style": None}
    conversation.hold(OpenAIBackend().exchange(job(options=options, references=references)))
    assert [(change.kind, change.what) for change in conversation.changes] == [("dropped", f"options.{dropped}")]


# ── in a chat ──


def test_an_address_of_a_chat_is_asked_in_a_chat() -> None:
    request = asked(job(CHAT, STRANGER, {"temperature": 1}))
    assert str(request.url) == CHAT
    assert body_of(request) == {
        "model": "some-model",
        "messages": [{"role": "user", "content": "A pier at night"}],
        "modalities": ["image", "text"],
        "temperature": 1,
    }


def test_a_chat_shows_the_pictures_after_the_words() -> None:
    source, other = reference("", WEBP, "image/webp"), reference("Maren", JPEG, "image/jpeg")
    body = body_of(asked(job(CHAT, STRANGER, operation="edit", source=source, references=(other,))))
    words, *pictures = body["messages"][0]["content"]
    assert words == {"type": "text", "text": "A pier at night"}
    urls = [part["image_url"]["url"].partition(",") for part in pictures]
    assert [(head, b64decode(data)) for head, _, data in urls] == [
        ("data:image/webp;base64", WEBP),
        ("data:image/jpeg;base64", JPEG),
    ]


def test_a_chat_is_asked_for_the_ratio_and_tier_that_the_model_is_known_to_draw() -> None:
    facts = {"shape": "ratio", "aspect_ratios": ("1:1", "3:4"), "resolutions": ("1K", "2K")}
    settings = {"aspect_ratio": "3:4", "resolution": "2K"}
    body = body_of(asked(job(CHAT, STRANGER.model_copy(update=facts), settings=settings)))
    assert body["image_config"] == {"aspect_ratio": "3:4", "image_size": "2K"}


@pytest.mark.parametrize(
    "model",
    [None, STRANGER, PAINTER.model_copy(update={"aspect_ratios": ("1:1", "3:4")})],
    ids=["none", "one", "sizes"],
)
def test_a_chat_is_asked_for_no_ratio_where_none_is_known(model: Model | None) -> None:
    assert "image_config" not in body_of(asked(job(CHAT, model, settings={"aspect_ratio": "3:4"})))


def test_a_chat_takes_no_mask() -> None:
    with pytest.raises(UnsupportedError, match="no mask"):
        asked(job(CHAT, operation="edit", source=reference(), mask=reference()))


# ── the plugin ──


def test_the_backend_is_found_by_its_name() -> None:
    manager = PluginManager(strict=True)
    manager.load({"backend"})
    backend = manager.catalogue("register_backends", "backend").get("openai")
    assert backend.operations == {"generate", "edit"}
    assert (backend.service.endpoint, backend.service.key_variables) == (OPENAI, ("OPENAI_API_KEY",))
    assert backend.service.key_header == "Authorization: Bearer {key}"


def test_without_an_endpoint_openai_itself_is_asked() -> None:
    assert str(asked(job("")).url) == f"{OPENAI}/images/generations"


SOURCE = replace(reference(), width=640, height=960)


def edited(model: Model = PAINTER, **wishes: Any) -> tuple[str, list[Change]]:
    """Return the size that an edit of a picture of 2:3 asks for, and what was reported."""
    conversation = Conversation(lambda request: delivered())
    of = job(model=model, operation="edit", source=SOURCE, settings={"size": "1024x1024"})
    of = replace(of, scene=Scene(ImageRequest("at night", "edit", **wishes)))
    conversation.hold(OpenAIBackend().exchange(of))
    return form_of(conversation.requests[0])["size"], conversation.changes


def test_an_edit_keeps_the_form_of_its_source_and_says_so() -> None:
    size, changes = edited()
    assert size == "1024x1536"
    (change,) = changes
    assert (change.kind, change.what) == ("replaced", "size")


def test_an_edit_of_free_pixels_is_as_large_as_otherwise() -> None:
    size, _ = edited(PAINTER.model_copy(update={"shape": "pixels", "limits": Limits(multiple_of=16)}))
    assert size == "832x1248"


@pytest.mark.parametrize("wish", [{"aspect_ratio": "1:1"}, {"size": "1024x1024"}])
def test_an_edit_that_names_a_form_gets_it(wish: dict[str, Any]) -> None:
    assert edited(**wish) == ("1024x1024", [])
