"""Google's ``generateContent``, asked by Google's own client and by pages of extensions."""

import contextlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import errors, types
from google.genai.models import Models
from PIL import Image

from composer.profiles import Profile
from composer.server.security import Policy
from tests.asking import TOKEN
from tests.foreign import KEY_VARIABLE, PAGE, PNG, image_of, profile_at, refused_prompt, served
from tests.painting import Painter
from tests.stubs.server import Stub

MODEL = "gemini-2.5-flash-image"
DRAW = f"/v1beta/models/{MODEL}:generateContent"
CAT = {"contents": [{"role": "user", "parts": [{"text": "a cat"}]}]}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "stub-key-0123456789")
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


Google = Callable[..., Models]


@pytest.fixture
def google() -> Iterator[Google]:
    """Yield what points Google's client at a server of ours, with the version of the API that it has by itself."""
    with contextlib.ExitStack() as stack:

        def pointed(client: httpx.Client, **more: Any) -> Models:
            options = types.HttpOptions(base_url=str(client.base_url), client_args={"trust_env": False}, **more)
            return stack.enter_context(genai.Client(api_key="any", http_options=options)).models

        yield pointed


def sent(*pictures: bytes, text: str = "a cat", **more: Any) -> dict[str, Any]:
    """Return a body as pages of extensions send it: pictures, then the words."""
    inline = [{"inlineData": {"mimeType": "image/png", "data": b64encode(one).decode()}} for one in pictures]
    return {"contents": [{"role": "user", "parts": [*inline, {"text": text}]}], **more}


def data_of(answer: httpx.Response) -> str:
    parts = answer.raise_for_status().json()["candidates"][0]["content"]["parts"]
    return str(next(part["inlineData"]["data"] for part in parts if "inlineData" in part))


# ── Google's own client ──


def test_it_draws(client: httpx.Client, google: Google) -> None:
    answer = google(client).generate_content(
        model=MODEL,
        contents="a cat on the pier",
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9"), seed=5
        ),
    )
    assert answer.candidates
    assert answer.parts
    blob = answer.parts[0].inline_data
    assert blob
    assert blob.mime_type == "image/png"
    picture = Image.open(BytesIO(blob.data or b""))
    assert picture.width > picture.height
    job = client.get("/api/jobs").json()["jobs"][0]
    assert (job["prompt"], job["seed"]) == ("a cat on the pier", 5)


def test_its_pictures_are_references(tmp_path: Path, google: Google) -> None:
    with Stub("gemini") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        parts = [types.Part.from_bytes(data=PNG, mime_type="image/png"), types.Part(text="the same cat, asleep")]
        answer = google(client).generate_content(model=MODEL, contents=types.Content(role="user", parts=parts))
        assert answer.candidates
        body = json.loads(stub.asked[0].body)
    parts = body["contents"][0]["parts"]
    assert sum("inlineData" in one for one in parts) == 1
    assert "the same cat, asleep" in parts[-1]["text"]
    assert "edit" not in json.dumps(parts[:-1])


def test_it_draws_as_a_stream(client: httpx.Client, google: Google) -> None:
    pieces = list(google(client).generate_content_stream(model=MODEL, contents="a cat"))
    assert [bool(one.parts and one.parts[0].inline_data) for one in pieces] == [True]


def test_it_lists_models(client: httpx.Client, google: Google) -> None:
    names = [one.name for one in google(client, api_version="v1beta").list()]
    assert names[0] == "models/test"
    assert google(client, api_version="v1beta").get(model="sketch").name == "models/sketch"


def test_a_model_that_is_listed_is_chosen(tmp_path: Path, google: Google) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        google(client).generate_content(model="sketch", contents="a cat")
        assert client.get("/api/jobs").json()["jobs"][0]["backend"] == "sketch"
        assert not stub.asked


@pytest.mark.parametrize(
    ("model", "words", "status", "code"),
    [("no-such", "a cat", "NOT_FOUND", 404), (MODEL, "", "INVALID_ARGUMENT", 400)],
)
def test_it_hears_of_errors(
    client: httpx.Client, model: str, words: str, status: str, code: int, google: Google
) -> None:
    with pytest.raises(errors.ClientError) as raised:
        google(client).generate_content(model=model, contents=types.Content(parts=[types.Part(text=words)]))
    assert (raised.value.code, raised.value.status) == (code, status)


def test_it_hears_of_a_refusal(client: httpx.Client, google: Google) -> None:
    with pytest.raises(errors.ClientError, match="REFUSED"):
        google(client).generate_content(model=MODEL, contents=refused_prompt())


def test_it_hears_of_a_backend_that_fails(tmp_path: Path, google: Google) -> None:
    with (
        Stub("openai", ["500"]) as stub,
        served(tmp_path, profile=profile_at(stub)) as client,
        pytest.raises(errors.ServerError) as raised,
    ):
        google(client).generate_content(model=MODEL, contents="a cat")
    assert raised.value.status == "UNAVAILABLE"


def test_its_key_is_the_token_elsewhere(tmp_path: Path) -> None:
    with served(tmp_path, policy=Policy(hosts=("home.test",), token=TOKEN)) as client:
        named = {"host": "home.test"}
        assert client.post(DRAW, json=CAT, headers=named).status_code == 401
        wrong = client.post(DRAW, json=CAT, headers={**named, "x-goog-api-key": "wrong"})
        assert wrong.json()["error"]["status"] == "UNAUTHENTICATED"
        assert client.post(DRAW, json=CAT, headers={**named, "x-goog-api-key": TOKEN}).is_success


# ── pages of extensions ──


def test_a_page_draws_with_avatars(client: httpx.Client) -> None:
    configuration = {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": "1K"}}
    headers = {"origin": PAGE, "authorization": "Bearer key", "x-goog-api-key": "key"}
    asking = {"origin": PAGE, "access-control-request-method": "POST",
              "access-control-request-headers": "authorization,content-type,x-goog-api-key"}  # fmt: skip
    allowed = client.options(DRAW, headers=asking).headers["access-control-allow-headers"].lower()
    assert "x-goog-api-key" in allowed
    answer = client.post(DRAW, json=sent(PNG, PNG, generationConfig=configuration), headers=headers)
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert image_of(data_of(answer)).format == "PNG"


def test_keys_with_underscores_are_read(tmp_path: Path) -> None:
    inline = {"inline_data": {"mime_type": "image/png", "data": b64encode(PNG).decode()}}
    body = {"contents": [{"parts": [{"text": "a cat"}, inline]}], "generation_config": {"candidate_count": 2}}
    with served(tmp_path, Painter()) as client:
        client.post(DRAW, json=body).raise_for_status()
        assert client.get("/api/jobs").json()["jobs"][0]["request"]["n"] == 2


def test_of_a_conversation_the_last_words_count(client: httpx.Client) -> None:
    said = [{"role": "user", "parts": [{"text": "a cat"}]}, {"role": "model", "parts": [{"text": "Here."}]},
            {"role": "user", "parts": [{"text": "a dog"}]}]  # fmt: skip
    client.post(DRAW, json={"contents": said}).raise_for_status()
    assert client.get("/api/jobs").json()["jobs"][0]["prompt"] == "a dog"


def test_the_profile_s_style_counts(tmp_path: Path) -> None:
    with served(tmp_path, profile=Profile(name="test", backend="sketch", style="watercolour")) as client:
        client.post(DRAW, json=CAT).raise_for_status()
        assert "watercolour" in client.get("/api/jobs").json()["jobs"][0]["prompt"]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"contents": []}, {"contents": "a cat"}, {"contents": [{"parts": [{"text": 5}]}]},
        {"contents": [{"parts": [{"fileData": {"fileUri": "gs://x"}}, {"text": "a"}]}]},
        {"contents": [{"parts": [{"inlineData": {"data": "no picture"}}, {"text": "a"}]}]},
        sent(*[PNG] * 17), sent(generationConfig={"imageConfig": {"aspectRatio": "wide"}}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(client: httpx.Client, body: dict[str, Any]) -> None:
    answer = client.post(DRAW, json=body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "status", "details"}
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("path", ["/v1beta/files", "/v1beta/models/x:countTokens", "/v1beta/"])
def test_an_unknown_address_is_told(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={})
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


def test_broken_json_and_text_are_told(client: httpx.Client) -> None:
    assert client.post(DRAW, content=b"{", headers={"content-type": "application/json"}).status_code == 400
    answer = client.post(DRAW, content=b"{}", headers={"content-type": "text/plain", "origin": PAGE})
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
