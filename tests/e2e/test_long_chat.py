"""A chat of 2,000 messages: what opening it and a reply cost the page through us is printed (`--benchmark-enable`)."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import PATIENCE, idle, last, picture, send, settle, streaming
from tests.e2e.profiling import profiled
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

MESSAGES = 2000
LONG = 'She walks along the pier and looks at the boats. *The gulls cry.* "It is cold," she says. ' * 8


def write_chat(tavern: SillyTavern, name: str) -> None:
    """Write a chat with Maren in which every twentieth message has a picture."""
    shown = """<img data-iig-instruction='{"prompt":"the pier"}' src="/img/logo.png" data-rp-composer="old-0">"""
    lines: list[dict[str, Any]] = [
        {"user_name": "Alex", "character_name": "Maren", "create_date": "2026-01-01", "chat_metadata": {}}
    ]
    for number in range(MESSAGES):
        text = f"{LONG}{shown if number % 20 == 0 else ''} {number}"
        own: dict[str, Any] = {
            "mes": text,
            "name": "Alex" if number % 2 else "Maren",
            "is_user": bool(number % 2),
            "extra": {},
        }
        lines.append(own | {"is_system": False, "send_date": f"day {number}"})
    [folder] = user_folder(tavern).glob("chats/Maren*")
    (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


@pytest.fixture(autouse=True)
def wanted(pytestconfig: pytest.Config) -> None:
    """Measure only when asked to."""
    if not pytestconfig.getoption("benchmark_enable"):
        pytest.skip("a measurement: --benchmark-enable")


def test_a_long_chat_is_opened_and_goes_on(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    write_chat(tavern, "long")
    with profiled(page) as opening:
        page.evaluate("async () => { await SillyTavern.getContext().openCharacterChat('long'); }")
        settle(page, f"() => SillyTavern.getContext().chat.length === {MESSAGES}")
        page.wait_for_selector(f"#chat .mes[mesid='{MESSAGES - 20}'] .rp_frame", timeout=PATIENCE)
    streaming(page, True)
    model.replies.append(f"{LONG[:300]} {tag('the harbour')} {LONG[:200]}")
    with profiled(page) as reply:
        send(page)
        settle(page, "() => SillyTavern.getContext().chat.at(-1).extra.rp_composer?.state", patience=60_000)
        picture(page)
        idle(page)
    model.replies.append(f"{LONG[:300]} {tag('the beach')} {LONG[:200]}")
    with profiled(page) as second:
        send(page)
        picture(page)
        idle(page)
    streaming(page, False)
    print(f"\nopening: {opening}\nfirst reply: {reply}\nnext reply: {second}")
    assert last(page)["extra"]["rp_composer"]["state"]["count"] == MESSAGES + 4
    assert len(backend.easel.painted) == 2
