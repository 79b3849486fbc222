"""Lasting changes of looks in a chat: what messages change for good, and what they do not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from composer import Composer
from composer.corrections import Correction
from composer.documents import load_yaml
from composer.overriding import changed_looks
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Person, Persona

CASES = Path(__file__).parent / "reading_cases"
COMPOSER = Composer()
MIRA = CharacterCard("Mira", "Mira is a woman of 28 with long black hair and green eyes.")
TOM = Persona("Tom", "Tom is a man with short brown hair, blue eyes and a thick beard.")
MIRA_RU = CharacterCard("Мира", "Мира — женщина 28 лет с длинными чёрными волосами и зелёными глазами.")
ANTON = Persona("Антон", "Антон — мужчина с короткими русыми волосами, голубыми глазами и густой бородой.")

MIRA_ZH = CharacterCard("米拉", "米拉是一名28岁的女性，一头黑色长发，绿色的眼睛。")
TOM_ZH = Persona("汤姆", "汤姆是男性，棕色短发，蓝色眼睛，留着络腮胡。")
#: The people of each language's sentences, by the name of who speaks.
PEOPLE = {
    **dict.fromkeys(("Mira", "Tom"), (MIRA, TOM)),
    **dict.fromkeys(("Мира", "Антон"), (MIRA_RU, ANTON)),
    **dict.fromkeys(("米拉", "汤姆"), (MIRA_ZH, TOM_ZH)),
}


def cases(name: str) -> list[Any]:
    missed = pytest.mark.xfail(reason="the rules do not see it yet", strict=True)
    read = load_yaml(CASES / name)
    return [pytest.param(one, id=one["text"], marks=[missed] if one.get("missed") else []) for one in read]


def begun(speaker: str = "Mira", glasses: bool = False) -> Story:
    card, persona = PEOPLE[speaker]
    worn = " У неё круглые очки." if speaker == "Мира" else " She has round glasses."
    card = replace(card, description=card.description + worn) if glasses else card
    return COMPOSER.story([card], persona)


def told(story: Story, *messages: tuple[str, str]) -> Story:
    for name, text in messages:
        story = COMPOSER.tell(story, ChatMessage(name, text, is_user=name in ("Tom", "Антон", "汤姆")))
    return story


def now(story: Story) -> dict[str, Person]:
    return {person.name: person for person in changed_looks(story.people, story.wardrobe.looks)}


def values(person: Person, attribute: str) -> list[str]:
    return [trait.value for trait in person.traits if trait.attribute == attribute]


def changed(before: Story, after: Story) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for person in before.people:
        new = now(after)[person.name]
        for attribute in {trait.attribute for trait in (*person.traits, *new.traits)}:
            if values(person, attribute) != values(new, attribute):
                found.setdefault(person.name, {})[attribute] = values(new, attribute)
    return found


def fits(expected: Sequence[str], found: Sequence[str]) -> bool:
    return len(expected) == len(found) and all(any(word in value for value in found) for word in expected)


@pytest.mark.parametrize(
    "case",
    [
        *cases("changes_en.yaml"),
        *cases("changes_ru.yaml"),
        *cases("changes_more_en.yaml"),
        *cases("changes_more_ru.yaml"),
        *cases("changes_third_en.yaml"),
        *cases("changes_third_ru.yaml"),
        *cases("changes_fourth_en.yaml"),
        *cases("changes_fourth_ru.yaml"),
        *cases("changes_fifth_en.yaml"),
        *cases("changes_fifth_ru.yaml"),
        *cases("changes_zh.yaml"),
        *cases("changes_more_zh.yaml"),
        *cases("changes_third_zh.yaml"),
    ],
)
def test_what_a_message_changes_for_good(case: dict[str, Any]) -> None:
    story = begun(case["by"], glasses="glasses" in case)
    found = changed(story, told(story, (case["by"], case["text"])))
    expected = case["looks"]
    assert {name: set(one) for name, one in found.items()} == {name: set(one) for name, one in expected.items()}, found
    for name, looks in expected.items():
        for attribute, words in looks.items():
            assert fits(words, found[name][attribute]), found


# ── the fold ──

CUT = ("Mira", "Mira cut her hair to her chin.")
DYE = ("Mira", "Mira dyed her hair blue.")
TURN = ("Mira", "Mira turns into a wolf.")


def test_later_changes_stand_on_earlier_ones() -> None:
    person = now(told(begun(), CUT, DYE, ("Mira", "Mira dyed her hair red.")))["Mira"]
    assert values(person, "hair_color") == ["red"]
    assert [value for value in values(person, "hair_style") if "chin" in value]
    assert "long" not in values(person, "hair_style")


def test_a_change_knows_its_message_and_words() -> None:
    (change,) = told(begun(), ("Tom", "Hello."), DYE).wardrobe.looks["Mira"]
    assert change.evidence.source == "message:1"
    assert DYE[1][change.evidence.start : change.evidence.end] == change.evidence.quote


@pytest.mark.parametrize(
    ("turn", "back"),
    [
        (TURN, ("Mira", "At dawn Mira turns back into a human.")),
        (TURN, ("Mira", "Mira returned to her human form.")),
        (("Мира", "Мира превратилась в волчицу."), ("Мира", "На рассвете она снова стала человеком.")),
        (("Мира", "Мира обернулась лисой."), ("Мира", "Мира приняла прежний облик.")),
        (("米拉", "米拉变成了一只白狐。"), ("米拉", "天亮时，她变回了人形。")),
    ],
)
def test_who_turns_back_is_as_before(turn: tuple[str, str], back: tuple[str, str]) -> None:
    story = begun(turn[0])
    assert changed(story, told(story, turn))
    assert changed(story, told(story, turn, back)) == {}


def test_a_beard_shaved_off_grows_again() -> None:
    story = told(begun(), ("Tom", "Tom shaved off his beard."))
    assert values(now(story)["Tom"], "feature") == []
    story = told(story, ("Tom", "By spring Tom has grown a beard."))
    assert values(now(story)["Tom"], "feature") == ["beard"]


def test_messages_left_out_or_hidden_change_nothing() -> None:
    story = begun()
    assert told(story, CUT).wardrobe.looks == told(story, CUT).wardrobe.looks != {}
    assert told(story, ("Mira", "Mira waits.")).wardrobe.looks == {}
    hidden = COMPOSER.tell(story, ChatMessage("Mira", DYE[1], is_system=True))
    assert hidden.wardrobe.looks == {}


def test_what_is_kept_stays_small() -> None:
    story = begun()
    colors = ("blue", "red", "green", "pink")
    for number in range(120):
        story = told(story, ("Mira", f"Mira dyed her hair {colors[number % 4]}. The knife left a scar on Mira's arm."))
    assert len(story.wardrobe.looks["Mira"]) <= 24
    assert values(now(story)["Mira"], "hair_color") == ["pink"]


# ── precedence ──


def drawn(story: Story, prompt: str) -> Person:
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    return COMPOSER.scene(story, ChatMessage("Mira", prompt), found).people[0]


def test_a_picture_shows_what_has_changed_and_knows_what_gave_way() -> None:
    person = drawn(told(begun(), DYE), "Mira at the pier")
    assert values(person, "hair_color") == ["blue"]
    (conflict,) = [one for one in person.conflicts if one.attribute == "hair_color"]
    assert (conflict.dropped.value, conflict.kept.evidence[0].source) == ("black", "message:0")


def test_a_request_wins_over_a_change_for_its_picture() -> None:
    story = told(begun(), DYE)
    assert values(drawn(story, "Mira with red hair"), "hair_color") == ["red"]
    assert values(drawn(story, "Mira at the pier"), "hair_color") == ["blue"]


def test_a_correction_wins_over_a_change() -> None:
    right = Correction(person="Mira", kind="trait", attribute="hair_color", value="green hair")
    story = COMPOSER.story([MIRA], TOM, corrections=[right])
    assert values(drawn(told(story, DYE), "Mira at the pier"), "hair_color") == ["green"]


def test_a_change_counts_from_where_it_is_told_on() -> None:
    text = "Mira waits. [A] Mira dyed her hair blue. [B] She smiles."
    message = ChatMessage("Mira", text)

    def color(mark: str) -> list[str]:
        start = text.index(mark)
        found = FoundRequest("test", "generate", "pending", start, start + 3, mark, ImageRequest("Mira waits"))
        return values(COMPOSER.scene(begun(), message, found).people[0], "hair_color")

    assert (color("[A]"), color("[B]")) == (["black"], ["blue"])


@pytest.mark.parametrize(
    "text", ["What will she become, what she became", "She turned into", "Она стала", "Сбрил", "cut,", "Got"]
)
def test_a_sentence_cut_short_changes_nothing(text: str) -> None:
    assert told(begun(), ("Mira", text)).wardrobe.looks == {}


def test_a_message_that_is_deleted_or_swiped_undoes_what_it_changed() -> None:
    story = told(begun(), CUT)
    swiped = told(story, ("Mira", "Mira dyed her hair blue, then red."))
    assert values(now(swiped)["Mira"], "hair_color") != ["black"]
    again = told(story, ("Mira", "Mira only smiles."))
    assert values(now(again)["Mira"], "hair_color") == ["black"]
    assert again.wardrobe.looks == story.wardrobe.looks


def test_new_glasses_take_the_place_of_the_old() -> None:
    story = told(begun(glasses=True), ("Mira", "The cart crushed Mira's glasses."))
    assert values(now(story)["Mira"], "feature") == []
    story = told(story, ("Mira", "Mira got new glasses."), ("Mira", "Mira got new horn-rimmed glasses."))
    assert values(now(story)["Mira"], "feature") == ["horn-rimmed glasses"]
