"""`extensions.rp_composer`: what a card may say of its pictures, and what it may not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.fields import card_from_json
from composer.cards.own import KEYS, LONGEST, OwnExtension, own_problems


def problems(said: Any) -> list[str]:
    card = card_from_json(json.dumps({"name": "Maren", "extensions": {"rp_composer": said}}).encode())
    return [one for one in card.warnings if "rp_composer" in one]


def test_it_takes_looks_outfit_style_positive_negative_and_ratio() -> None:
    said = dict.fromkeys(KEYS, "x") | {"ratio": "3:4"}
    assert KEYS == ("looks", "outfit", "style", "positive", "negative", "ratio")
    assert OwnExtension.of({"rp_composer": said}).model_dump() == said
    assert problems(said) == []


@pytest.mark.parametrize(
    "key",
    ["backend", "endpoint", "key", "model", "size", "seed", "options", "route", "file", "n", "Looks", "__class__", ""],
)  # fmt: skip
def test_nothing_else_is_accepted_and_the_card_says_so(key: str) -> None:
    (warning,) = problems({"looks": "red hair", key: "x"})
    assert warning.startswith("extensions.rp_composer") and "a card may say looks, outfit" in warning
    assert OwnExtension.of({"rp_composer": {"looks": "red hair", key: "x"}}) == OwnExtension(looks="red hair")


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ({"looks": ["red hair"]}, "looks is ignored: it is no text"),
        ({"positive": "x" * (LONGEST + 1)}, "positive is ignored: it is longer than 2000 characters"),
        ({"ratio": "wide"}, "ratio is ignored: a ratio is written like 3:4"),
        ({"ratio": "0:4"}, "ratio is ignored: a ratio is written like 3:4"),
        ("red hair", "rp_composer is ignored"),
    ],
)
def test_what_is_wrong_is_ignored_and_named(said: Any, cause: str) -> None:
    assert cause in problems(said)[0]
    assert OwnExtension.of({"rp_composer": said}) == OwnExtension()


def test_null_says_nothing() -> None:
    assert problems(None) == problems({"looks": None}) == []


def test_what_is_shown_of_a_wrong_key_is_bounded() -> None:
    told = problems({f"{'k' * 5000}{number}": 1 for number in range(500)})
    assert len(told) <= 21 and max(map(len, told)) < 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "model", "x"]), inner),
    max_leaves=8,
)


@settings(max_examples=60)
@given(json_values)
def test_whatever_it_holds_a_card_is_read(said: Any) -> None:
    own = OwnExtension.of({"rp_composer": said})
    assert set(own.model_dump()) == set(KEYS)
    assert isinstance(own_problems({"rp_composer": said}), tuple)
