"""The prompts that are kept as files are those that are written today; each has been read by somebody who knows."""

from pathlib import Path

import pytest

from tests.golden_prompts import FOLDER, MODELS, page, scenes


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scene", scenes())
def test_the_prompt_is_the_one_that_was_read(scene: str, model: str) -> None:
    kept = FOLDER / scene / f"{model}.txt"
    assert kept.is_file(), f"run `python -m tests.golden_prompts`, read {Path(kept).name}, then keep it"
    assert page(scene, model) == kept.read_text(encoding="utf-8"), "run `python -m tests.golden_prompts` and read it"
