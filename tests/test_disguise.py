"""Disguised words are seen, and every reading knows where its letters stood."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import RefusedError
from composer.guard import check
from composer.guard.disguise import Seen
from composer.guard.words import Script, plain_readings
from composer.types import ImageRequest, Person, RenderedPrompt, Scene


def readings(text: str, script: Script = "latin") -> list[Seen]:
    return list(plain_readings(text, script))


@pytest.mark.parametrize(
    ("text", "script", "word"),
    [
        ("RAINCOAT", "latin", "raincoat"),
        ("ｒａｉｎｃｏａｔ", "latin", "raincoat"),
        ("rаincoаt", "latin", "raincoat"),
        ("r41nc0at", "latin", "raincoat"),
        ("r a i n c o a t", "latin", "raincoat"),
        ("r.a.i.n", "latin", "rain"),
        ("ra-in.coat", "latin", "raincoat"),
        ("ra\u200bin", "latin", "rain"),
        ("râïn", "latin", "rain"),
        ("rain_coat", "latin", "rain coat"),
        ("ПЛАЩ", "cyrillic", "плащ"),
        ("плaщ", "cyrillic", "плащ"),
        ("п л а щ", "cyrillic", "плащ"),
        ("ёлка", "cyrillic", "елка"),
        ("синий", "cyrillic", "синий"),
    ],
)
def test_a_disguised_word_is_among_the_readings(text: str, script: Script, word: str) -> None:
    assert word in [seen.text for seen in readings(text, script)]


@pytest.mark.parametrize("text", ["15 years", "a raincoat, 12 roses", "one two"])
def test_plain_text_has_one_reading(text: str) -> None:
    assert [seen.text for seen in readings(text)] == [text]


def test_a_place_points_at_the_original_letters() -> None:
    text = "a r\u200bain"
    (seen,) = [seen for seen in readings(text) if "rain" in seen.text]
    start, end = seen.place(seen.text.index("rain"), len(seen.text))
    assert text[start:end] == "r\u200bain"


@settings(max_examples=150)
@given(st.text(alphabet="ab 1.-\u200bёйА０ﬁ\ud800\ue000", max_size=40), st.sampled_from(["latin", "cyrillic"]))
def test_every_place_is_in_the_text_and_in_order(text: str, script: Script) -> None:
    for seen in readings(text, script):
        ranges = [seen.place(number, number + 1) for number in range(len(seen.text))]
        assert all(0 <= start < end <= len(text) for start, end in ranges)
        assert ranges == sorted(ranges)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_the_guard_answers_any_text_with_silence_or_a_refusal(prompt: str, name: str) -> None:
    try:
        check(Scene(ImageRequest(prompt), (Person(name),)), RenderedPrompt(prompt))
    except RefusedError as refused:
        assert "sexual content" in str(refused)
