"""An edit may start from an earlier picture of its own chat, and of no other."""

from dataclasses import replace
from pathlib import Path

import pytest

from composer.types import ImageRequest, Scene
from tests.engine import GULL, asynchronous, drawn
from tests.shop import Shop


@pytest.mark.parametrize(("chat", "allowed"), [("harbour", True), ("another", False), ("", False)])
@asynchronous
async def test_an_earlier_picture_is_taken_only_from_the_same_chat(tmp_path: Path, chat: str, allowed: bool) -> None:
    shop = Shop(tmp_path)
    async with shop.jobs() as jobs:
        await drawn(jobs, shop, chat="harbour")
        edit = ImageRequest("make it rain", operation="edit", source_image=f"picture:{GULL}")
        await jobs.submit(replace(shop.wish("edit-0"), scene=Scene(edit), chat=chat))
        job = await jobs.wait("edit-0")
    assert ("was not drawn for this chat" in job.reason) is not allowed
    assert len(shop.calls) == 1
