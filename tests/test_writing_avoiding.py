"""What a picture is not to show, said as what it shows, for models that draw whatever they read."""

import pytest

from composer.types import Fragment, Words
from composer.writing.avoiding import avoided, is_about_quality, rewritten, table
from composer.writing.denying import bare_denial, without_denials
from composer.writing.writing import Writing


def instead(text: str, facts: str = "") -> tuple[list[str], list[tuple[str, str]]]:
    """Return what is said instead of a list of things, and the changes."""
    writing = Writing()
    things = list(avoided(Fragment("avoid", Words(text)), writing))
    said = [one for thing in things if (one := rewritten(thing, writing, facts))]
    return said, [(change.kind, change.what) for change in writing.changes]


def positively(text: str, facts: str = "") -> str:
    return without_denials(text, Writing(), facts)[0]


def test_a_weight_that_a_user_gave_several_things_is_that_of_each() -> None:
    text = "(worst quality, lowres:1.4), no hat, (text:0.8)"
    own = avoided(Fragment("avoid", Words(text, own=True)), Writing())
    assert [thing.text for thing in own] == ["(worst quality:1.4)", "(lowres:1.4)", "hat", "(text:0.8)"]


def test_things_are_found_with_and_without_their_denial() -> None:
    things = avoided(Fragment("avoid", Words("no hat, glasses; without any text\navoid the blur, hat")), Writing())
    assert [thing.text for thing in things] == ["hat", "glasses", "text", "blur"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hat", "a bare head and fully visible hair"),
        ("Glasses", "clear unobstructed eyes"),
        ("people", "empty deserted surroundings"),
        ("text", "clean surfaces free of lettering"),
        ("blurry", "tack-sharp focus throughout"),
        ("dark", "bright even lighting"),
    ],
)
def test_a_concept_is_rewritten_and_told(text: str, said: str) -> None:
    assert instead(text) == ([said], [("rewritten", f"no {text}")])


def test_what_cannot_be_said_otherwise_is_dropped_and_told() -> None:
    assert instead("purple cats, bad hands") == ([], [("dropped", "no purple cats"), ("dropped", "bad hands")])


def test_a_concept_is_said_once() -> None:
    assert instead("hat, cap")[0] == ["a bare head and fully visible hair"]


def test_what_is_worn_is_not_contradicted() -> None:
    assert instead("hat", "a feathered hat") == ([], [("dropped", "no hat")])
    assert instead("hat", "a hatched coat")[0] != []


def test_nobody_bald_gets_visible_hair() -> None:
    assert instead("hat", "shaved head")[0] == ["a bare head"]


def test_no_rewriting_holds_a_comma_or_a_denial() -> None:
    for concept in table().concepts:
        for text in filter(None, (concept.instead, concept.hairless)):
            assert "," not in text
            assert not text.startswith(("no ", "without "))


def test_words_are_of_one_concept_only() -> None:
    words = [word for concept in table().concepts for word in concept.words]
    assert len(words) == len(set(words))
    assert not table().quality & set(words)
    assert all(word == word.casefold() for word in words)


def test_quality_is_told_from_things() -> None:
    assert is_about_quality("Bad hands")
    assert not is_about_quality("hat")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a lighthouse, no people", "a lighthouse, empty deserted surroundings"),
        ("No people.", "Empty deserted surroundings."),
        ("There are no people in sight.", "Empty deserted surroundings."),
        ("Maren without glasses", "Maren with clear unobstructed eyes"),
        ("she wears no shoes", "she has bare feet"),
        ("wearing no hat", "with a bare head and fully visible hair"),
        ("without gloves or shoes, smiling", "with bare hands and bare feet, smiling"),
        ("without mask, gloves, or shoes", "with a fully visible face and bare hands and bare feet"),
        ("no hat, smiling", "a bare head and fully visible hair, smiling"),
        ("Maren, who isn't wearing a hat", "Maren, who has a bare head and fully visible hair"),
        ("she is not wearing any shoes or gloves", "she has bare feet and bare hands"),
        ("they aren't wearing shoes", "they have bare feet"),
        ("a room without any people in it", "a room with empty deserted surroundings"),
        ("no one else around", "deserted surroundings"),
        ("she is not smiling", "she has a serious neutral expression"),
        ("nobody in sight", "empty deserted surroundings"),
        ("灯塔，没有人，清晨", "灯塔，空无一人的环境，清晨"),
    ],
)
def test_denials_of_a_request_are_said_otherwise(text: str, said: str) -> None:
    assert positively(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "she is no longer afraid",
        "without a word",
        "no text messages on the screen",
        "she does not smile",
        "a noble people",
        "another hat",
        "a knot in the rope",
        "无人机在天空",
    ],
)
def test_what_denies_nothing_that_could_be_drawn_stays(text: str) -> None:
    assert positively(text) == text


def test_a_denial_of_what_is_worn_stays() -> None:
    assert positively("no hat", "a red hat") == "no hat"


def test_it_is_known_what_stood_where_something_else_is_said() -> None:
    assert without_denials("Maren without glasses", Writing())[1] == {"clear unobstructed eyes": "without glasses"}


@pytest.mark.parametrize(
    ("phrase", "thing"),
    [("no dragons, ", "dragons"), ("no big red dragons", "big red dragons"), ("no longer young", ""), ("dragons", "")],
)
def test_a_phrase_that_only_denies_is_told_from_others(phrase: str, thing: str) -> None:
    assert bare_denial(phrase) == thing
