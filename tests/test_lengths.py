"""How long prompts are: the estimate of tokens beside the true numbers of CLIP's vocabulary."""

from pathlib import Path
from typing import Any

import pytest

from composer.documents import load_yaml
from composer.models.lengths import length, tokens

COUNTED: dict[str, dict[str, Any]] = load_yaml(Path(__file__).parent / "token_counts.yaml")


def test_tags_of_our_vocabulary_have_the_tokens_that_clip_gives_them() -> None:
    assert len(COUNTED["tags"]) == 300
    wrong = {tag: (tokens(tag), true) for tag, true in COUNTED["tags"].items() if abs(tokens(tag) - true) > 1}
    assert wrong == {}
    assert sum(map(tokens, COUNTED["tags"])) == pytest.approx(sum(COUNTED["tags"].values()), rel=0.01)


@pytest.mark.parametrize("text", COUNTED["sentences"])
def test_no_text_is_taken_for_much_shorter_or_longer_than_it_is(text: str) -> None:
    true = COUNTED["sentences"][text]
    assert 0.94 * true <= tokens(text) <= 1.1 * true


def test_capitals_do_not_count() -> None:
    assert tokens("MASTERPIECE, Best Quality") == tokens("masterpiece, best quality")


def test_every_sign_counts() -> None:
    assert [length(text, "tokens") for text in ("", "a, b", "score_9", "好", "42")] == [0, 3, 3, 1, 2]
