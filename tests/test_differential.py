"""The official SDKs and our backends, each a process of its own, ask a stub for the same pictures: same requests."""

import base64
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from tests.differential.wish import Wish, command_line
from tests.stubs.server import Seen, Stub

#: Headers that say who asks and not for what.
IGNORED_HEADERS = {
    "host": "the stub of each side has a port of its own",
    "user-agent": "each side says who it is",
    "content-length": "JSON may be written with or without spaces, and forms have boundaries of any length",
    "connection": "each HTTP client keeps its connections in its own way",
    "accept": "the SDK wants JSON; we take a picture as well, which some compatible servers answer with",
    "accept-encoding": "we want no compression: pictures do not get smaller, and a small answer cannot blow up",
    "x-goog-api-client": "google-genai counts its users by it",
}
#: Prefixes of further ones.
IGNORED_PREFIXES = {"x-stainless-": "telemetry of OpenAI's SDK: operating system, Python, number of the retry"}
#: Not compared inside of a body.
IGNORED_IN_BODIES = {
    "the names of files in a form": "OpenAI takes any; only their endings matter, and those follow from the type",
    "the boundary of a form": "random by its nature",
    "the order of fields": "has no meaning in JSON and forms; the order of pictures has, and is compared",
    "mime_type instead of mimeType": "google-genai writes the former; ProtoJSON takes both (protobuf.dev)",
    "the alphabet of base64": "google-genai writes the one for URLs, we the standard one; the bytes are compared",
}

CASES = {
    "openai": {
        "square": Wish("a lighthouse in the fog", "gpt-image-2.5-flare", size="1024x1024", quality="high"),
        "portrait": Wish("Luka's café, „née“ 灯台", "gpt-image-2", size="1024x1536", quality="low"),
        "landscape": Wish("a pier", "gpt-image-1.5", size="1536x1024", quality="medium"),
        "three": Wish("three gulls", "gpt-image-2.5-flare", size="1536x864", quality="max", pictures=3),
        "own choice of quality": Wish("a buoy", "gpt-image-1-mini", size="1024x1024"),
        "one reference": Wish("Maren", "gpt-image-2.5-flare", size="1024x1536", quality="low", references=1),
        "two references": Wish("Both", "gpt-image-2.5-sunburst", size="1024x1024", pictures=2, references=2),
    },
    "gemini": {
        "square": Wish("a lighthouse in the fog", "gemini-nano-banana-2.1", aspect_ratio="1:1", resolution="1K"),
        "large": Wish("Luka's café, „née“ 灯台", "gemini-3-pro-image", aspect_ratio="3:4", resolution="4K"),
        "seed": Wish("a pier", "gemini-3-pro-image", aspect_ratio="16:9", resolution="2K", seed=7),
        "no resolution": Wish("a buoy", "gemini-2.5-flash-image", aspect_ratio="2:3"),
        "one reference": Wish("Maren", "gemini-3.1-flash-image", aspect_ratio="9:16", resolution="1K", references=1),
        "two references": Wish("Both", "gemini-3-pro-image", aspect_ratio="3:2", resolution="2K", references=2),
    },
}  # fmt: skip
SDKS = {"openai": "openai", "gemini": "google.genai"}
KEY = "sdk-key"


@dataclass(frozen=True)
class Pair:
    """What both sides sent for the same wishes."""

    ours: list[Seen]
    theirs: list[Seen]


@pytest.fixture(scope="module", params=CASES)
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Pair]:
    service: str = request.param
    if not _is_installed(SDKS[service]):
        pytest.skip(f"the SDK {SDKS[service]} is not installed; it comes with the extra `test`")
    folder = tmp_path_factory.mktemp("differential")
    ours, theirs = (asked(service, module, folder) for module in ("ours", f"{service}_sdk"))
    return service, Pair(ours, theirs)


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def asked(service: str, module: str, folder: Path) -> list[Seen]:
    """Run one side against a stub of its own and return the requests that came through the socket."""
    with Stub(service) as stub:
        arguments = command_line(stub.endpoint, CASES[service].values())
        own = {f"RP_COMPOSER_{name}": str(folder) for name in ("CONFIG", "DATA", "PLUGINS")}
        environment = os.environ | own | {"BACKEND": service, "SDK_KEY": KEY, "NO_PROXY": "127.0.0.1"}
        run = subprocess.run(
            [sys.executable, "-m", f"tests.differential.{module}", *arguments],
            cwd=Path(__file__).parent.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    assert len(stub.seen) == len(CASES[service]), "each side sends one request for each wish"
    return stub.seen


def pairs(sent: tuple[str, Pair]) -> Iterator[tuple[str, Seen, Seen]]:
    """Yield the name of each case with our request and theirs."""
    service, both = sent
    yield from zip(CASES[service], both.ours, both.theirs, strict=True)


def test_both_ask_at_the_same_address(sent: tuple[str, Pair]) -> None:
    for case, ours, theirs in pairs(sent):
        assert (ours.method, ours.path) == (theirs.method, theirs.path), case


def test_both_send_the_same_headers(sent: tuple[str, Pair]) -> None:
    for case, ours, theirs in pairs(sent):
        assert headers_of(ours) == headers_of(theirs), case
        assert KEY in str(headers_of(ours)), case


def test_both_say_the_same(sent: tuple[str, Pair]) -> None:
    for case, ours, theirs in pairs(sent):
        assert body_of(ours) == body_of(theirs), case


def test_all_that_was_wished_for_is_said(sent: tuple[str, Pair]) -> None:
    """Both could leave out the same: so each wish is looked for in our request."""
    service, both = sent
    for wish, ours in zip(CASES[service].values(), both.ours, strict=True):
        said = repr(body_of(ours)) + ours.path
        wishes = (wish.prompt, wish.model, wish.size, wish.quality, wish.aspect_ratio, wish.resolution, wish.seed)
        assert all(repr(one).strip("'\"") in said for one in wishes if one), wish


def headers_of(seen: Seen) -> dict[str, str]:
    """Return the headers that count; of a form's type what stands before the boundary."""
    kept = {
        name: value
        for name, value in seen.headers.items()
        if name not in IGNORED_HEADERS and not name.startswith(tuple(IGNORED_PREFIXES))
    }
    return kept | {"content-type": kept["content-type"].partition(";")[0]}


def body_of(seen: Seen) -> Any:
    """Return what a body says, free of how it is written (`IGNORED_IN_BODIES`)."""
    if seen.headers["content-type"].startswith("multipart/form-data"):
        return form_of(seen)
    return with_bytes(json.loads(seen.body))


def form_of(seen: Seen) -> dict[str, list[tuple[bool, str | None, bytes]]]:
    """Return the parts of a form by name: whether it is a file, its type, its content."""
    head = f"content-type: {seen.headers['content-type']}\r\n\r\n".encode()
    form: dict[str, list[tuple[bool, str | None, bytes]]] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + seen.body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(name, str)
        assert isinstance(content, bytes)
        form.setdefault(name, []).append((bool(part.get_filename()), part["content-type"], content))
    return form


def with_bytes(value: Any) -> Any:
    """Return JSON with its base64 decoded, whichever alphabet it is in, and all names written alike."""
    if isinstance(value, list):
        return [with_bytes(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {_camel(name): decoded(one) if name == "data" else with_bytes(one) for name, one in value.items()}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def decoded(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)


def test_the_list_of_what_is_not_compared_is_in_use(sent: tuple[str, Pair]) -> None:
    """A header that nobody sends any more, or both sides alike, need not be on it."""
    service, both = sent
    different = set()
    for ours, theirs in zip(both.ours, both.theirs, strict=True):
        names = set(ours.headers) | set(theirs.headers)
        different |= {name for name in names if ours.headers.get(name) != theirs.headers.get(name)}
    assert different - {"content-type"} <= set(IGNORED_HEADERS) | {
        name for name in different if name.startswith(tuple(IGNORED_PREFIXES))
    }, service
