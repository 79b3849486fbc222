"""OpenAI's images API asked by OpenAI's own client, over a socket."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

from composer.profiles import Profile
from composer.server.security import Policy
from tests.asking import TOKEN
from tests.foreign import PNG, image_of, profile_at, refused_prompt, served
from tests.openai_service import files_of, form_of
from tests.painting import Painter
from tests.stubs.pictures import picture
from tests.stubs.server import Fault, Stub

pytestmark = pytest.mark.usefixtures("stub_key")

JPEG = picture(48, 64, kind="JPEG")
#: Who calls this machine by its name needs the token.
LENT = Policy(hosts=("home.test",), token=TOKEN)


def sdk(client: httpx.Client, **settings: Any) -> openai.OpenAI:
    """Return OpenAI's client of a server, repeating calls as it does by itself."""
    given: dict[str, Any] = {"base_url": f"{client.base_url}/v1".replace("//v1", "/v1"), "api_key": "sk-anything"}
    return openai.OpenAI(**given | settings)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[openai.OpenAI]:
    with served(tmp_path) as client, sdk(client) as api:
        yield api


def as_sent(seen: Any) -> httpx.Request:
    return httpx.Request("POST", seen.path, headers=dict(seen.headers), content=seen.body)


# ── generations ──


def test_a_picture_comes_as_base64_png(api: openai.OpenAI) -> None:
    answer = api.images.generate(model="sketch", prompt="a cat", size="1024x1536")
    assert answer.data
    image = image_of(answer.data[0].b64_json or "")
    assert (image.format, f"{image.width}x{image.height}") == ("PNG", answer.size)
    assert (answer.output_format, answer.background, answer.data[0].url) == ("png", "opaque", None)
    assert answer.created > 1_700_000_000
    assert answer.data[0].revised_prompt == "a cat"


def test_everything_that_the_api_knows_may_be_sent(api: openai.OpenAI) -> None:
    answer = api.images.generate(
        model="gpt-image-2", prompt="a cat", n=1, size="auto", quality="hd", background="transparent",
        moderation="low", output_format="webp", output_compression=70, user="somebody", style="vivid",
        extra_body={"complexity": "high", "safety_identifier": "x", "nobody_knows": {"this": [1]}},
    )  # fmt: skip
    assert answer.data
    assert Image.open(BytesIO(b64decode(answer.data[0].b64_json or ""))).format == "WEBP"
    assert (answer.output_format, answer.quality) == ("webp", "hd")


def test_an_address_is_had_with_the_same_key(tmp_path: Path) -> None:
    with served(tmp_path, policy=LENT) as client:
        with sdk(client, api_key=TOKEN, default_headers={"host": "home.test"}) as api:
            answer = api.images.generate(model="dall-e-3", prompt="a cat", response_format="url")
        assert answer.data
        url = httpx.URL(answer.data[0].url or "")
        assert url.host == "home.test"
        headers = {"host": "home.test"}
        assert client.get(url.path, headers=headers).status_code == 401
        had = client.get(url.path, headers={**headers, "authorization": f"Bearer {TOKEN}"})
    assert had.headers["content-type"] == "image/png"


def test_several_pictures_up_to_the_profile_s_maximum(tmp_path: Path) -> None:
    several = Profile(name="test", backend="sketch", max_pictures_per_request=2)
    with served(tmp_path, profile=several) as client, sdk(client) as api:
        answer = api.images.generate(prompt="a cat", n=10)
    assert len(answer.data or ()) == 2


def test_who_asks_for_several_gets_several(api: openai.OpenAI) -> None:
    assert len(api.images.generate(prompt="a cat", n=3).data or ()) == 3


@pytest.mark.parametrize(("size", "wide"), [("16:9", True), ("9:16", False), ("2000x500", True)])
def test_a_ratio_counts_in_the_place_of_a_size(api: openai.OpenAI, size: str, wide: bool) -> None:
    answer = api.images.generate(prompt="a cat", size=size)
    width, height = map(int, (answer.size or "").split("x"))
    assert (width > height) == wide


def test_one_number_is_the_side_of_a_square(api: openai.OpenAI) -> None:
    width, height = (api.images.generate(prompt="a cat", size="512").size or "").split("x")
    assert width == height


def test_a_stream_ends_with_the_picture(api: openai.OpenAI) -> None:
    events = list(api.images.generate(prompt="a cat", stream=True, partial_images=2))
    assert [event.type for event in events] == ["image_generation.completed"]
    assert image_of(events[0].b64_json).format == "PNG"


# ── edits ──


def test_a_picture_is_edited(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client, sdk(client) as api:
        answer = api.images.edit(image=("cat.png", PNG, "image/png"), prompt="make it night", mask=("m.png", PNG))
    assert answer.data
    request = as_sent(stub.asked[0])
    assert stub.asked[0].path == "/v1/images/edits"
    assert form_of(request)["prompt"].endswith("make it night")
    assert [name for name, _, _ in files_of(request)] == ["image", "mask"]


def test_several_pictures_keep_their_order(tmp_path: Path) -> None:
    sent = [picture(32, 32 + 16 * number, seed=number) for number in range(4)]
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client, sdk(client) as api:
        api.images.edit(image=[(f"{one}.png", data) for one, data in enumerate(sent)], prompt="put 2 beside 4")
    request = as_sent(stub.asked[0])
    heights = [Image.open(BytesIO(data)).height for _, _, data in files_of(request)]
    assert heights == [Image.open(BytesIO(data)).height for data in sent]
    words = form_of(request)["prompt"]
    assert "Image 1 is the picture to edit" in words
    assert "Image 4 was given with the request" in words


def test_gemini_edits_as_well(tmp_path: Path) -> None:
    with Stub("gemini") as stub, served(tmp_path, profile=profile_at(stub)) as client, sdk(client) as api:
        answer = api.images.edit(image=[("a.png", PNG), ("b.jpg", JPEG)], prompt="both together")
    assert answer.data
    assert stub.asked[0].body.count(b"inlineData") + stub.asked[0].body.count(b"inline_data") == 2


def test_an_edit_streams_its_end(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client, sdk(client) as api:
        events = list(api.images.edit(image=("a.png", PNG), prompt="make it night", stream=True))
    assert [event.type for event in events] == ["image_edit.completed"]


# ── models ──


def test_models_are_the_profiles_and_what_can_be_drawn_with(api: openai.OpenAI) -> None:
    models = {one.id: one for one in api.models.list()}
    assert {"test", "sketch", "gemini"} <= set(models)
    assert models["test"].object == "model"
    assert models["test"].owned_by == "rp-composer"
    assert api.models.retrieve("sketch").id == "sketch"


def test_a_model_chooses_who_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client, sdk(client) as api:
        api.images.generate(model="gpt-image-2", prompt="a cat")
        api.images.generate(model="sketch", prompt="a cat")
        api.images.generate(model="gpt-image-1", prompt="a cat")  # gone, and what many clients name by themselves
    assert [b'"gpt-image-2"' in one.body for one in stub.asked] == [True, False]


# ── errors, as the client types them ──


def drawing(tmp_path: Path, fault: Fault, **settings: Any) -> tuple[openai.APIStatusError, Stub]:
    """Return the error of a call whose service does something wrong."""
    with (
        Stub("openai", [fault] * 9) as stub,
        served(tmp_path, profile=profile_at(stub, **settings)) as client,
        sdk(client) as api,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        api.images.generate(prompt="a cat")
    return caught.value, stub


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("refusal", openai.BadRequestError, "moderation_blocked"),
        ("401", openai.AuthenticationError, "invalid_api_key"),
        ("out of credit", openai.RateLimitError, "insufficient_quota"),
        ("429", openai.RateLimitError, "rate_limit_exceeded"),
        ("500", openai.InternalServerError, "overloaded"),
        ("no picture", openai.InternalServerError, "empty_answer"),
        ("close after reading", openai.InternalServerError, "unknown_outcome"),
    ],
)
def test_what_goes_wrong_has_its_type(tmp_path: Path, fault: Fault, kind: type[Exception], code: str) -> None:
    error, stub = drawing(tmp_path, fault)
    assert (type(error), error.code) == (kind, code)
    assert len(stub.asked) == 1, "the client must not repeat what may have been billed"


def test_a_refusal_is_told_as_one(tmp_path: Path) -> None:
    with served(tmp_path, Painter()) as client, sdk(client) as api, pytest.raises(openai.BadRequestError) as caught:
        api.images.generate(prompt=refused_prompt())
    assert (caught.value.code, caught.value.type) == ("moderation_blocked", "image_generation_user_error")


def test_the_budget_is_a_quota(tmp_path: Path) -> None:
    error, stub = drawing(tmp_path, "", limits={"pictures_per_day": 0})
    assert (type(error), error.code, stub.billed) == (openai.RateLimitError, "insufficient_quota", 0)


CALLS: list[tuple[Callable[[openai.OpenAI], object], type[openai.APIStatusError], str | None]] = [
    (lambda api: api.images.generate(prompt=""), openai.BadRequestError, "prompt"),
    (lambda api: api.images.generate(prompt="x" * 40_000), openai.BadRequestError, "prompt"),
    (lambda api: api.images.generate(prompt="a cat", size="huge"), openai.BadRequestError, "size"),
    (lambda api: api.images.generate(prompt="a cat", model="nobody"), openai.NotFoundError, "model"),
    (lambda api: api.models.retrieve("nobody"), openai.NotFoundError, "model"),
    (lambda api: api.images.edit(image=("a.png", b"no picture"), prompt="a cat"), openai.BadRequestError, "image"),
    (lambda api: api.images.edit(image=("a.png", PNG), prompt="a cat"), openai.BadRequestError, None),
    (lambda api: api.images.edit(image=[("a.png", PNG)] * 17, prompt="a cat"), openai.BadRequestError, "image"),
]


@pytest.mark.parametrize(("call", "kind", "parameter"), CALLS)
def test_a_wrong_call_names_the_parameter(
    api: openai.OpenAI,
    call: Callable[[openai.OpenAI], object],
    kind: type[openai.APIStatusError],
    parameter: str | None,
) -> None:
    with pytest.raises(kind) as caught:
        call(api)
    assert parameter in (None, caught.value.param)
    assert isinstance(caught.value.body, dict)
    assert set(caught.value.body) == {"message", "type", "param", "code"}


def test_a_wrong_token_is_an_authentication_error(tmp_path: Path) -> None:
    with served(tmp_path, Painter(), policy=LENT) as client:
        headers = {"host": "home.test"}
        with sdk(client, default_headers=headers) as api, pytest.raises(openai.AuthenticationError) as caught:
            api.models.list()
        with sdk(client, default_headers=headers, api_key=TOKEN) as api:
            assert list(api.models.list())
    assert caught.value.code == "invalid_api_key"


def test_a_call_whose_connection_broke_is_not_billed_twice(tmp_path: Path) -> None:
    """The client repeats it by itself, and gets the picture of the first."""
    with (
        Stub("openai", thinks=0.8) as stub,
        served(tmp_path, profile=profile_at(stub)) as client,
        sdk(client, timeout=0.6, max_retries=5) as api,
    ):
        answer = api.images.generate(prompt="a cat")
    assert answer.data
    assert stub.billed == 1
