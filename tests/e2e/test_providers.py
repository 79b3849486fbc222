"""Slow picture services on loopback, in Gemini's and OpenAI's wire formats: nothing waits, nothing is billed twice."""

import io
import json
from base64 import b64decode
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import (
    LAST,
    SLOT,
    chat_id,
    idle,
    keep_settings,
    last,
    open_character,
    picture,
    reload,
    saved,
    send,
    set_ours,
    settle,
    slot,
    streaming,
)
from tests.e2e.tavern import user_folder
from tests.gemini_service import validator
from tests.openai_service import files_of, form_of
from tests.painting import tag
from tests.sillytavern.content import picture as painted
from tests.sillytavern.server import SillyTavern
from tests.stubs.server import Stub

if TYPE_CHECKING:
    from playwright.sync_api import Page

PIER = tag("Maren and Alex on the pier")
KEY = "stub-key-0123456789abcdef"


@pytest.fixture(params=["gemini", "openai"])
def service(request: pytest.FixtureRequest, page: "Page", backend: Backend) -> Iterator[Stub]:
    """Run a service, and have the page draw there by a profile of the user's own, one picture after another."""
    with Stub(request.param, drawn=painted((40, 90, 120))) as stub:
        key = {"key": KEY, "endpoint": stub.endpoint}
        httpx.put(f"{backend.address}/api/keys/{stub.format}", json=key).raise_for_status()
        profile = {"backend": stub.format, "endpoint": stub.endpoint, "parallel": 1, "retries": {"times": 0}}
        httpx.put(f"{backend.address}/api/profiles/far", json=profile).raise_for_status()
        set_ours(page, profile="far")
        streaming(page, False)
        try:
            yield stub
        finally:
            stub.go_on()
            set_ours(page, profile="")
            httpx.delete(f"{backend.address}/api/keys/{stub.format}").raise_for_status()


def ask(page: "Page", model: ChatModel, text: str = f"Look. {PIER}") -> None:
    """Have the language model ask for a picture, and wait until the slot says that it is drawn."""
    model.replies.append(text)
    send(page)
    settle(page, f"() => document.querySelector('{SLOT}')?.textContent.includes('Drawing…')")


def sent(stub: Stub) -> tuple[str, list[Image.Image]]:
    """Return the prompt and the pictures of the one request, which holds to the service's own schema."""
    [seen] = stub.asked
    if stub.format == "openai":
        request = httpx.Request("POST", stub.address, headers=dict(seen.headers), content=seen.body)
        assert seen.path.endswith("/images/edits")
        return form_of(request)["prompt"], [Image.open(io.BytesIO(data)) for *_, data in files_of(request)]
    body = json.loads(seen.body)
    if validator() is not None:
        validator().validate(body)
    parts = body["contents"][0]["parts"]
    pictures = [b64decode(part["inlineData"]["data"]) for part in parts if "inlineData" in part]
    return "".join(part.get("text", "") for part in parts), [Image.open(io.BytesIO(one)) for one in pictures]


def is_coloured(image: Image.Image) -> bool:
    red, green, blue = image.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return max(red, green, blue) - min(red, green, blue) > 8


def test_a_slow_picture_holds_nothing_up_and_has_both_faces_with_it(
    page: "Page", model: ChatModel, service: Stub, backend: Backend
) -> None:
    service.hold()
    ask(page, model)
    idle(page)
    assert page.is_visible(f"{SLOT} .rp_bar")
    page.screenshot(path=ARTEFACTS / f"slow-{service.format}.png")
    send(page, "And then?")
    assert last(page)["mes"] == "She nods."
    service.go_on()
    picture(page, "#chat .mes_text img[data-iig-instruction]")
    prompt, faces = sent(service)
    assert "Maren and Alex on the pier" in prompt
    assert [is_coloured(one) for one in faces] == [True, False]  # the character's avatar and the persona's
    assert service.billed == 1
    assert [job["backend"] for job in backend.jobs(chat_id(page))] == [service.format]


def test_a_chat_left_while_it_is_drawn_has_the_picture_on_return(
    page: "Page", model: ChatModel, service: Stub, backend: Backend
) -> None:
    service.hold()
    ask(page, model)
    chat = chat_id(page)
    open_character(page, "Quill")
    service.go_on()
    [job] = backend.jobs(chat)
    assert backend.get(f"/api/jobs/{job['id']}", wait=20)["status"] == "finished"
    open_character(page)
    picture(page)
    assert (service.billed, len(backend.jobs(chat))) == (1, 1)


def test_a_page_loaded_again_while_it_is_drawn_waits_for_the_same_picture(
    page: "Page", model: ChatModel, service: Stub, tavern: SillyTavern
) -> None:
    service.hold()
    ask(page, model)
    saved(page, user_folder(tavern), "Look.")
    keep_settings(page)
    reload(page)
    settle(page, f"() => document.querySelector('{SLOT}')?.textContent.includes('Drawing…')")
    service.go_on()
    picture(page)
    assert service.billed == 1


def test_cancelled_too_late_it_says_so_and_is_kept(page: "Page", model: ChatModel, service: Stub) -> None:
    service.hold()
    ask(page, model)
    page.click(f"{SLOT} button:has-text('Cancel')")
    settle(page, f"() => document.querySelector('{SLOT}')?.textContent.includes('already sent to')")
    assert page.locator(f"{SLOT} button").count() == 0
    page.screenshot(path=ARTEFACTS / f"cancelled-late-{service.format}.png")
    service.go_on()
    picture(page)
    assert service.billed == 1


def test_cancelled_in_time_it_is_never_asked_for(page: "Page", model: ChatModel, service: Stub) -> None:
    service.hold()
    ask(page, model, f"First {tag('a')}")
    model.replies.append(f"Then {tag('b')}")
    send(page, "And then?")
    settle(page, f"() => document.querySelector('{SLOT}')?.textContent.includes('Waiting for its turn…')")
    page.click(f"{SLOT} button:has-text('Cancel')")
    assert "Cancelled" in slot(page, "waiting")
    service.go_on()
    picture(page, "#chat .mes_text img[data-iig-instruction]")
    assert (len(service.asked), service.billed) == (1, 1)


def test_a_refusal_is_told_in_plain_words_and_costs_nothing(page: "Page", model: ChatModel, service: Stub) -> None:
    service.fail_next("refusal")
    model.replies.append(f"Look. {PIER}")
    send(page)
    said = slot(page, "failed")
    assert "The picture service refused this request" in said
    assert "does not draw that" in said
    assert (len(service.asked), service.billed) == (1, 0)
    page.screenshot(path=ARTEFACTS / f"refused-{service.format}.png")
    page.click(f"{SLOT} button:has-text('Try again')")
    picture(page)
    assert service.billed == 1
    assert page.locator(f"{LAST} [data-rp-slot]").count() == 0
