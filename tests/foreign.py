"""A server on loopback with a profile, and what clients of foreign protocols send it."""

import contextlib
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import yaml
from PIL import Image

from composer.profiles import Profile
from composer.server.service import Options
from tests.painting import Painter
from tests.serving import listening, options
from tests.stubs.pictures import picture
from tests.stubs.server import Stub

KEY_VARIABLE = "STUB_KEY"
PAGE = "http://localhost:8000"
PNG = picture(48, 64)
GUARD_CASES = Path(__file__).parent / "guard_cases.yaml"


def profile_at(stub: Stub, **settings: Any) -> Profile:
    """Return a profile that draws at a stub; its key stands in `KEY_VARIABLE`, which the test sets."""
    given: dict[str, Any] = {
        "name": "test", "backend": stub.format, "endpoint": stub.endpoint, "key_variable": KEY_VARIABLE,
        "retries": {"times": 0},
    }  # fmt: skip
    return Profile.model_validate(given | settings)


@contextlib.contextmanager
def server(made: Options) -> Iterator[httpx.Client]:
    """Run a server on a loopback port; yield a client of it."""
    with listening(made) as (address, _), httpx.Client(base_url=address, timeout=30, verify=False) as client:
        yield client


@contextlib.contextmanager
def served(folder: Path, painter: Painter | None = None, **settings: Any) -> Iterator[httpx.Client]:
    """Run a server that draws sketches, or has a painter; `settings` are those of `Options`."""
    with server(options(folder, painter, **settings)) as client:
        yield client


def image_of(text: str) -> Image.Image:
    """Return the picture that base64 without any prefix holds."""
    return Image.open(BytesIO(b64decode(text, validate=True)))


def refused_prompt() -> str:
    """Return words that the core guard refuses."""
    cases = yaml.safe_load(GUARD_CASES.read_text(encoding="utf-8"))
    return str(cases["english"]["refused"][0])
