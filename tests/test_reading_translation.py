"""Looks and clothes in English, where the profile wants it: tables for Russian and Chinese, and whole prompts."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.consulting import ATTRIBUTES
from composer.documents import load_yaml
from composer.profiles import Profile
from composer.reading.clothes.wardrobe import outfit
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import plain
from composer.reading.translation import garment_in_english, in_english, trait_in_english
from composer.types import CharacterCard, ChatMessage, Garment, Macros, Person, RenderedPrompt, Term, Trait

READING = Reading(registered_languages())
LANGUAGES = tuple(READING.languages)
FOLDER = Path(__file__).parent / "reading_cases"
CASES: list[dict[str, Any]] = [
    case for language in ("ru", "zh") for case in load_yaml(FOLDER / f"english_{language}.yaml")
]


def said(garment: Garment) -> str:
    states = ", ".join(state.text for state in garment.state)
    return f"{garment.text} ({states})" if states else garment.text


def read(case: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return what a case's text says in English, and the words of which no English is known."""
    if "outfit" in case:
        worn = outfit([MappedText.of("card", f"Outfit: {case['outfit']}")], Person("Мира"), READING)
        garments = [garment_in_english(one, LANGUAGES) for one in worn]
        return [said(one) for one, _ in garments], [word for _, kept in garments for word in kept]
    name = next((name for name in ("Мира", "Том") if name[:-1] in case["looks"]), "小雨")
    traits = READING.looks([plain("card", case["looks"], Macros(name, ""))], Person(name))
    # "She" says of a person that she is a woman, which is not what these cases are about.
    found = [
        trait_in_english(one, LANGUAGES) for one in traits if one.evidence[0].quote not in ("她", "他", "Её", "её")
    ]
    return [one.text for one in found], [word for one in found for word in one.kept]


@pytest.mark.parametrize("case", CASES, ids=[case.get("outfit") or case["looks"] for case in CASES])
def test_what_a_text_says_in_english(case: dict[str, Any]) -> None:
    english, kept = read(case)
    assert english == case["english"]
    assert kept == case.get("kept", [])


@pytest.mark.parametrize("text", ["black dress", "size 42", "", "hair «silver»", "платье"[:0]])
def test_english_stays_as_it_is(text: str) -> None:
    assert in_english(text, LANGUAGES).text == text


def test_a_language_nobody_knows_stays_as_it_is() -> None:
    assert in_english("μαύρο φόρεμα", LANGUAGES).text == "μαύρο φόρεμα"


def test_a_state_is_translated_too_and_the_name_of_the_garment_stays_for_drawing() -> None:
    dress = Garment(Term("платье", "dress"), "чёрное платье", state=(Term("мокрый", "wet"),))
    english, kept = garment_in_english(dress, LANGUAGES)
    assert (english.text, english.state, english.name, kept) == ("black dress", (Term("wet", "wet"),), dress.name, ())


def test_what_a_correction_or_a_reader_says_is_translated_too() -> None:
    assert (
        trait_in_english(Trait("hair_color", "серебристые", phrase="серебристые волосы"), LANGUAGES).text
        == "silver hair"
    )
    assert trait_in_english(Trait("eye_color", "绿色的眼睛"), LANGUAGES).text == "green eyes"


# ── prompts ──

CARD = CharacterCard("Мира", description="Мира — высокая женщина с карими глазами. На ней чёрное платье.")


def composed(text: str = "", card: CharacterCard = CARD, **settings: Any) -> RenderedPrompt:
    app = Composer(Profile.model_validate({"name": "test", **settings}))
    words = f'{text} <img data-iig-instruction=\'{{"prompt":"{card.name}"}}\' src="[IMG:GEN]">'
    story, message = app.story([card]), ChatMessage(card.name, words)
    [found] = app.find(words)
    return app.compose(app.scene(story, message, found))


def test_by_default_a_prompt_says_it_in_the_words_of_the_source() -> None:
    prompt = composed("Мира надевает красный шарф.")
    assert "карие глаза" in prompt.prompt
    assert "красный шарф" in prompt.prompt
    assert not prompt.changes


def test_a_profile_may_want_english_and_every_translation_is_told() -> None:
    prompt = composed("Мира надевает красный шарф.", language="english")
    assert "Мира's appearance: woman, tall, brown eyes]" in prompt.prompt
    assert "Мира is wearing: black dress, red scarf]" in prompt.prompt
    told = {(one.what, one.why) for one in prompt.changes if one.kind == "translated"}
    assert {("карие глаза", "brown eyes"), ("чёрное платье", "black dress"), ("красный шарф", "red scarf")} <= told


def test_the_evidence_is_still_the_source() -> None:
    prompt = composed("Мира надевает красный шарф.", language="english")
    quotes = {one.quote for part in prompt.parts for one in part.fragment.evidence}
    assert "карими глазами" in quotes
    assert "красный шарф" in quotes


def test_a_word_without_english_stays_and_is_told() -> None:
    prompt = composed("Мира надевает кружавчатый сарафан.", language="english")
    assert "кружавчатый sundress" in prompt.prompt
    [told] = [one.why for one in prompt.changes if "кружавчатый" in one.what]
    assert told == "кружавчатый sundress; no English is known for: кружавчатый"


def test_the_words_of_a_request_stay_as_they_are() -> None:
    assert "Мира" in composed(language="english").prompt.rpartition("\n\n")[2]


def test_a_chinese_chat_in_english() -> None:
    card = CharacterCard("小雨", description="小雨有一头黑色长发和绿色的眼睛。")
    prompt = composed("小雨穿上一件黑色长裙。", card, language="english")
    assert "black hair, long hair, green eyes" in prompt.prompt
    assert "小雨 is wearing: long black dress" in prompt.prompt


def test_an_english_chat_is_the_same_with_either_language() -> None:
    card = CharacterCard("Mira", description="Mira is a tall woman with brown eyes. She wears a black dress.")
    assert composed(card=card) == composed(card=card, language="english")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ATTRIBUTES), st.text("аеиочркнбсл девятьчёрныхдваи,-:1 黑色长发岁米一的cm", max_size=40))
def test_any_words_can_be_said_in_english(attribute: str, text: str) -> None:
    told = trait_in_english(Trait(attribute, text), LANGUAGES)
    assert all(word in told.text for word in told.kept)
