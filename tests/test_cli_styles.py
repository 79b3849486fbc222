"""``rp-composer styles``: the styles with a name, their words and where they come from."""

import json
from pathlib import Path

from tests.command_line import CommandLine


def test_the_built_in_styles_are_listed_with_their_words(command_line: CommandLine) -> None:
    rows = {row["name"]: row for row in json.loads(command_line("styles", "--json").out)}
    assert rows["gouache"]["from"] == "built-in"
    assert "opaque paint" in rows["gouache"]["words"]
    assert "photograph" in rows["gouache"]["negative"]
    assert "gouache" in command_line("styles").out


def test_the_styles_of_a_profile_are_listed_with_its_name(command_line: CommandLine) -> None:
    Path("mine.yaml").write_text("styles: {moonlit: pale blue light}\n", encoding="utf-8")
    rows = {row["name"]: row for row in json.loads(command_line("styles", "--profile", "mine.yaml", "--json").out)}
    assert (rows["moonlit"]["words"], rows["moonlit"]["from"]) == ("pale blue light", "profile mine")


def test_a_listed_style_may_be_fixed_and_asked_for(command_line: CommandLine) -> None:
    name, words = next(
        (row["name"], row["words"]) for row in json.loads(command_line("styles", "--json").out) if row["name"] == "noir"
    )
    Path("mine.yaml").write_text(f"style: {name}\n", encoding="utf-8")
    assert f"[STYLE: {words}]" in command_line("compose", "--prompt", "a pier", "--profile", "mine.yaml").out
    Path("chat.md").write_text(
        f'<img data-iig-instruction=\'{{"prompt": "a pier", "style_preset": "{name}"}}\' src="[IMG:GEN]">',
        encoding="utf-8",
    )
    assert f"[Style: {words}]" in command_line("compose", "chat.md").out
