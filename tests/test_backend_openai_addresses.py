"""The openai backend's addresses: any form in which people write the base address of a compatible service."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import BackendError
from composer.profiles import Profile
from composer_plugins.openai_images.addresses import CHAT, EDITS, GENERATIONS, MODELS, read_address

FORMS = {
    "https://api.openai.com/v1": "https://api.openai.com/v1/images/generations",
    "https://api.openai.com/v1/": "https://api.openai.com/v1/images/generations",
    "https://api.openai.com": "https://api.openai.com/v1/images/generations",
    " https://api.openai.com/ ": "https://api.openai.com/v1/images/generations",
    "http://localhost:8080": "http://localhost:8080/v1/images/generations",
    "http://[::1]:5001/": "http://[::1]:5001/v1/images/generations",
    "https://host.example/v1beta": "https://host.example/v1beta/images/generations",
    "https://openrouter.ai/api/v1": "https://openrouter.ai/api/v1/images/generations",
    "http://localhost:3000/api": "http://localhost:3000/api/images/generations",
    "https://host.example/v1/images/generations": "https://host.example/v1/images/generations",
    "https://host.example/v1/images/edits/": "https://host.example/v1/images/generations",
    "https://host.example/v1/models": "https://host.example/v1/images/generations",
    "https://host.example/images/generations": "https://host.example/images/generations",
    "https://host.example/v1//images/generations//": "https://host.example/v1/images/generations",
    "https://host.example/v1?api-version=2026-11-01": "https://host.example/v1/images/generations?api-version=2026-11-01",
    "https://host.example?key=a%2Fb&x=": "https://host.example/v1/images/generations?key=a%2Fb&x=",
    "https://a.example/openai/deployments/my%20one/images/generations?api-version=1": (
        "https://a.example/openai/deployments/my%20one/images/generations?api-version=1"
    ),
    "https://host.example/v1#models": "https://host.example/v1/images/generations",
}


@pytest.mark.parametrize(("endpoint", "url"), FORMS.items())
def test_an_address_is_understood_as_it_is_written(endpoint: str, url: str) -> None:
    assert str(read_address(endpoint).route(GENERATIONS)) == url


def test_every_route_lies_beside_the_others() -> None:
    address = read_address("https://host.example/v1/images/generations?api-version=1")
    assert [str(address.route(route)) for route in (EDITS, MODELS)] == [
        "https://host.example/v1/images/edits?api-version=1",
        "https://host.example/v1/models?api-version=1",
    ]


@pytest.mark.parametrize(
    ("endpoint", "chat"),
    [
        ("https://host.example/v1/chat/completions", True),
        ("https://host.example/v1/chat/completions/?a=b", True),
        ("https://host.example/v1", False),
        ("https://host.example/v1/images/generations", False),
    ],
)
def test_an_address_of_a_chat_means_a_chat(endpoint: str, chat: bool) -> None:
    address = read_address(endpoint)
    assert address.chat is chat
    assert address.route(CHAT).path == "/v1/chat/completions"


@pytest.mark.parametrize(
    "endpoint", ["", "localhost:8080", "api.openai.com/v1", "ftp://host.example", "https://", "https://[::1", "http://a:0"]
)  # fmt: skip
def test_what_is_no_address_is_said_with_the_fix(endpoint: str) -> None:
    with pytest.raises(BackendError, match=r"`endpoint`.*https://HOST/v1"):
        read_address(endpoint)


_segments = st.lists(
    st.sampled_from(["v1", "api", "v1beta", "images", "generations", "edits", "openai", "", "%20", "é"])
)
_routes = st.lists(st.sampled_from([GENERATIONS, EDITS, CHAT, MODELS, "/"]), max_size=3)
_origins = st.sampled_from(
    ["https://host.example", "http://127.0.0.1:8080", "http://[::1]:1", "HTTPS://Пример.example"]
)
_queries = st.sampled_from(["", "?api-version=1", "?", "?a=/images/generations"])


@settings(max_examples=100)
@given(_origins, _segments, _routes, _queries)
def test_any_base_address_is_asked_at_exactly_one_route(
    origin: str, segments: list[str], routes: list[str], query: str
) -> None:
    written = httpx.URL(origin + "".join(f"/{one}" for one in segments) + "".join(routes) + query)
    url = read_address(str(written)).route(GENERATIONS)
    assert url.path.endswith(GENERATIONS)
    assert not url.path.removesuffix(GENERATIONS).rstrip("/").endswith(GENERATIONS)
    assert (url.scheme, url.raw_host, url.port, url.query) == (
        written.scheme,
        written.raw_host,
        written.port,
        written.query,
    )
    assert read_address(str(url)).route(GENERATIONS) == url


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_typed_error(text: str) -> None:
    for endpoint in (text, f"https://{text}", f"https://host.example/{text}"):
        try:
            assert read_address(endpoint).route(GENERATIONS).path.endswith(GENERATIONS)
        except BackendError as error:
            assert str(error).isprintable()


def test_a_profile_may_name_the_version_that_azure_wants() -> None:
    written = "https://a.example/openai/deployments/painter?api-version=2026-11-01-preview"
    profile = Profile.model_validate({"name": "azure", "backend": "openai", "endpoint": written})
    url = read_address(profile.endpoint).route(EDITS)
    assert str(url) == written.replace("?", "/images/edits?")
