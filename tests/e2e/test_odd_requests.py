"""Requests as language models really write them: every form is shown as a picture, and nothing of it as text."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from composer.app import Composer
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, last, send, settle, streaming

if TYPE_CHECKING:
    from playwright.sync_api import Page

CASES = json.loads((Path(__file__).parent.parent / "grammar_cases.json").read_text(encoding="utf-8"))
#: So many stand in one reply, for speed.
TOGETHER = 10


def written_by_a_model(case: dict[str, Any]) -> bool:
    """Say whether a case is one request that a language model could write into a reply and nothing else."""
    text, found = case["text"], case["found"]
    plain = "templates" not in case and "{{" not in text and "\x00" not in text and len(text) < 3000
    plain = plain and "<!-- `" not in text  # SillyTavern's Markdown takes such a comment apart by itself
    return plain and [(one["status"], one["operation"]) for one in found] == [("pending", "generate")]


def replies() -> list[tuple[list[str], str]]:
    """Return the names of cases and their texts one below the other; those that swallow others stand alone."""
    composer = Composer()
    together: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    for case in filter(written_by_a_model, CASES):
        joined = f"Before.\n\n{case['text']}\n\nBetween.\n\n{case['text']}"
        (together if len(composer.find(joined)) == 2 else alone).append(case)
    groups = [together[at : at + TOGETHER] for at in range(0, len(together), TOGETHER)] + [[case] for case in alone]
    between = "\n\nBetween.\n\n"
    return [([case["name"] for case in group], between.join(case["text"] for case in group)) for group in groups]


@pytest.mark.parametrize(("names", "text"), replies(), ids=lambda value: value[0] if isinstance(value, list) else "")
def test_every_form_of_a_request_becomes_a_picture(page: "Page", model: ChatModel, names: list[str], text: str) -> None:
    streaming(page, False)
    model.replies.append(f"Before.\n\n{text}")
    send(page)
    settle(page, f"() => !document.querySelector('{LAST} [data-rp-kind=busy]')")
    shown = page.inner_text(f"{LAST} .mes_text")
    pictures = page.locator(f"{LAST} .mes_text img[data-iig-instruction][src^='/user/images/']")
    assert (pictures.count(), last(page)["mes"].count("/user/images/")) == (len(names), len(names)), shown
    if "`" not in text:  # code is no request, and shown as it is
        assert not [leak for leak in ("data-iig", "IMG:GEN", '"prompt"', "action:", "src=") if leak in shown], shown
