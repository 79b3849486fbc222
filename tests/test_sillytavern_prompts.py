"""What the extension tells the language model: the example in each text is a request that we read as it is meant."""

from pathlib import Path

import pytest

from composer.app import Composer

PROMPTS = sorted((Path(__file__).parent.parent / "plugins" / "sillytavern" / "prompts").glob("*.md"))
WITH_EXAMPLE = [path for path in PROMPTS if not path.name.startswith("notes")]


@pytest.mark.parametrize("path", WITH_EXAMPLE, ids=lambda path: path.stem)
def test_the_example_of_an_instruction_is_one_request(path: Path) -> None:
    [found] = Composer().find(path.read_text(encoding="utf-8"))
    assert (found.grammar, found.status) == ("image_tag", "pending")
    assert found.request is not None
    assert found.request.prompt
    assert found.request.aspect_ratio


def test_each_instruction_is_there_in_english_and_in_russian() -> None:
    names = [f"{name}.{language}.md" for name in ("notes", "prompt", "request") for language in ("en", "ru")]
    assert [path.name for path in PROMPTS] == names
