"""What a prompt that is too long loses: the least important first, whole pieces, and no more than it must."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.models import Model, length
from composer.types import Evidence, Fragment, Looks, Person, Trait, Words
from composer.writing.budget import fitting
from composer.writing.pieces import Piece

IDA = Person("Ida")


def model(limit: int) -> Model:
    return Model(name="short", backend="test", prompt_limit=limit, prompt_unit="words")


def listed(pieces: Sequence[Piece]) -> str:
    return " ".join(text for text, _ in pieces)


def told(slot: str, text: str, own: bool = False, source: str = "request.prompt") -> Piece:
    return text, Fragment(slot, Words(text, own), (Evidence(source, 0, len(text), text),))


def looks(attribute: str, text: str) -> Piece:
    return text, Fragment("character", Looks(IDA, (Trait(attribute, text),)))


def kept(pieces: list[Piece], limit: int) -> list[str]:
    return [text for text, _ in fitting(pieces, model(limit), listed)[0]]


def test_scenes_go_before_what_somebody_is_known_by() -> None:
    pieces = [
        looks("hair_color", "red hair"),
        looks("feature", "a scar"),
        told("place", "a pier"),
        told("light", "dusk"),
    ]
    assert kept(pieces, 4) == ["red hair", "a scar"]
    assert kept(pieces, 2) == ["red hair"]


def test_a_users_own_words_go_last_and_the_catalogues_early() -> None:
    quality = told("quality", "best quality", own=True, source="catalogue:x.quality_tags")
    positive = told("positive", "film grain", own=True, source="profile:x.positive")
    pieces = [quality, looks("hair_color", "red hair"), positive]
    assert kept(pieces, 4) == ["red hair", "film grain"]
    assert kept(pieces, 2) == ["film grain"]


def test_what_is_small_enough_stays_though_something_dearer_went() -> None:
    pieces = [told("place", "fog"), told("clothing", "a very long yellow coat"), looks("hair_color", "red hair")]
    assert kept(pieces, 3) == ["fog", "red hair"]


def test_separators_cost_no_more_than_they_are_long() -> None:
    pieces = [looks("hair_color", f"hair{number}") for number in range(10)]
    wide = fitting(pieces, model(10), lambda some: " and ".join(text for text, _ in some))[0]
    assert len(wide) == 5


@given(st.lists(st.tuples(st.sampled_from(["place", "character", "prompt"]), st.integers(1, 5)), max_size=8),
       st.integers(0, 20))  # fmt: skip
def test_a_prompt_is_within_its_limit_or_empty_and_nothing_is_lost_untold(
    sizes: list[tuple[str, int]], limit: int
) -> None:
    pieces = [told(slot, " ".join([f"w{number}"] * size)) for number, (slot, size) in enumerate(sizes)]
    some, changes = fitting(pieces, model(limit), listed)
    assert not limit or length(listed(some), "words") <= limit
    assert len(some) + len(changes) == len(pieces)


@pytest.mark.parametrize("limit", [0, 100])
def test_what_fits_is_left_as_it_is(limit: int) -> None:
    pieces = [told("place", "a pier"), told("light", "dusk")]
    assert fitting(pieces, model(limit), listed) == (pieces, ())
