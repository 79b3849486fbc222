"""What the user put right or locked counts from its message on, above the chat and above requests."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.corrections import Correction, read_corrections
from composer.errors import ChatError
from composer.profiles import Profile
from composer.reading.clothes.wardrobe import worn
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Person
from tests.command_line import CommandLine

CARD = CharacterCard("Mira", "Mira is a woman with red hair. She wears a grey wool dress.")
COMPOSER = Composer()


def told(*texts: str, put_right: list[dict[str, Any]], composer: Composer = COMPOSER, hidden: int = -1) -> Story:
    corrections = [Correction.model_validate({"person": "Mira", **one}) for one in put_right]
    story = composer.story([CARD], corrections=corrections)
    for number, text in enumerate(texts):
        story = composer.tell(story, ChatMessage("Mira", text, is_system=number == hidden))
    return story


def wears(story: Story) -> list[str]:
    return [garment.text for garment in worn(story.wardrobe, "Mira")]


def pictured(story: Story, wish: str, composer: Composer = COMPOSER) -> Person:
    message = ChatMessage("Mira", "…")
    [person] = composer.scene(story, message, _asked(wish)).people
    return person


def _asked(wish: str) -> FoundRequest:
    return FoundRequest("test", "generate", "pending", 0, 1, "…", ImageRequest(wish))


def looks(person: Person, attribute: str) -> list[str]:
    return [trait.value for trait in person.traits if trait.attribute == attribute]


WEAR = {"kind": "wear", "garment": "red silk dress", "message": 0}


def test_a_correction_counts_from_its_message_on() -> None:
    assert wears(told("She hums.", put_right=[WEAR])) == ["red silk dress"]
    assert wears(told("She hums.", put_right=[{**WEAR, "message": 1}])) == ["grey wool dress"]
    assert wears(told(put_right=[{"kind": "wear", "garment": "red silk dress"}])) == ["red silk dress"]


def test_a_correction_counts_for_the_pictures_of_its_message() -> None:
    person = pictured(told(put_right=[WEAR]), "Mira waves")
    assert [garment.text for garment in person.garments] == ["red silk dress"]


def test_a_hidden_message_may_carry_a_correction() -> None:
    assert wears(told("She hums.", put_right=[WEAR], hidden=0)) == ["red silk dress"]


def test_the_chat_goes_on_after_a_correction() -> None:
    assert wears(told("She hums.", "Mira changes into a black suit.", put_right=[WEAR])) == ["black suit"]


def test_something_may_be_said_not_to_be_worn() -> None:
    remove = {"kind": "remove", "garment": "dress", "message": 0}
    assert wears(told("Mira puts on red boots.", put_right=[remove])) == ["red boots"]
    assert wears(told("Mira puts on red boots.", put_right=[{"kind": "remove", "message": 0}])) == []


def test_russian_words_are_read_and_unknown_ones_taken_as_they_are() -> None:
    assert wears(told(put_right=[{"kind": "wear", "garment": "красное платье"}])) == ["красное платье"]
    assert "zorblax" in wears(told(put_right=[{"kind": "wear", "garment": "zorblax"}]))


def test_a_locked_garment_stays_until_it_is_unlocked() -> None:
    lock = {"kind": "lock", "garment": "dress"}
    changing = ["Mira takes off her dress.", "Mira changes into a black suit.", "Mira puts on red boots."]
    assert wears(told(*changing, put_right=[lock])) == ["grey wool dress", "red boots"]
    unlock = {"kind": "unlock", "garment": "dress", "message": 0}
    assert wears(told(*changing, put_right=[lock, unlock])) == ["black suit", "red boots"]


def test_all_clothes_may_be_locked_at_once() -> None:
    texts = ["Mira takes off her dress.", "Mira puts on red boots."]
    assert wears(told(*texts, put_right=[{"kind": "lock"}])) == ["grey wool dress"]
    assert wears(told(*texts, put_right=[{"kind": "lock"}, {"kind": "unlock", "message": 0}])) == [
        "grey wool dress",
        "red boots",
    ]


def test_a_lock_stands_above_a_request_and_a_request_above_a_correction() -> None:
    wish = "Mira in a blue swimsuit"
    assert [one.text for one in pictured(told(put_right=[WEAR]), wish).garments] == ["blue swimsuit"]
    locked = told(put_right=[{"kind": "lock"}])
    assert [one.text for one in pictured(locked, wish).garments] == ["grey wool dress"]


def test_looks_that_were_put_right_stand_above_card_and_request() -> None:
    story = told(put_right=[{"kind": "trait", "attribute": "hair_color", "value": "black hair"}])
    assert looks(pictured(story, "Mira waves"), "hair_color") == ["black"]
    assert looks(pictured(story, "Mira with green hair"), "hair_color") == ["black"]


def test_locked_looks_stand_above_a_request_until_unlocked() -> None:
    lock = {"kind": "lock", "attribute": "hair_color"}
    assert looks(pictured(told(put_right=[lock]), "Mira with green hair"), "hair_color") == ["red"]
    free = told("Hm.", put_right=[lock, {"kind": "unlock", "attribute": "hair_color", "message": 0}])
    assert looks(pictured(free, "Mira with green hair"), "hair_color") == ["green"]


def test_a_trait_may_be_taken_away() -> None:
    story = told(put_right=[{"kind": "trait", "attribute": "hair_color"}])
    assert looks(pictured(story, "Mira waves"), "hair_color") == []


def test_without_memory_a_lock_of_long_ago_still_holds() -> None:
    forgetful = Composer(Profile(name="forgetful", memory=False, depth=2))
    texts = ["Mira hums."] * 5
    kept = told(*texts, put_right=[WEAR, {"kind": "lock", "message": 0}], composer=forgetful)
    assert [one.text for one in pictured(kept, "Mira waves", forgetful).garments] == ["red silk dress"]
    loose = told(*texts, put_right=[WEAR], composer=forgetful)
    assert [one.text for one in pictured(loose, "Mira waves", forgetful).garments] == ["grey wool dress"]


def test_somebody_nobody_knows_may_be_corrected() -> None:
    story = COMPOSER.story([CARD], corrections=[Correction(person="Zed", kind="wear", garment="black cloak")])
    assert [one.text for one in worn(story.wardrobe, "Zed")] == ["black cloak"]


BROKEN = [
    ({"person": "Mira", "kind": "wear"}, "needs a 'garment'"),
    ({"person": "Mira", "kind": "paint"}, "corrections.0.kind"),
    ({"person": "", "kind": "lock"}, "corrections.0.person"),
    ({"person": "Mira", "kind": "lock", "message": -1}, "corrections.0.message"),
    ({"person": "Mira", "kind": "lock", "message": True}, "corrections.0.message"),
    ({"person": "Mira", "kind": "trait", "value": "black"}, "needs an 'attribute'"),
    ({"person": "Mira", "kind": "wear", "garment": "x" * 201}, "corrections.0.garment"),
    ({"person": "Mira", "kind": "lock", "colour": "red"}, "corrections.0.colour"),
]


@pytest.mark.parametrize(("broken", "told_of"), BROKEN)
def test_a_broken_correction_is_named(broken: dict[str, Any], told_of: str) -> None:
    with pytest.raises(ChatError, match=told_of):
        read_corrections([broken])


def test_there_is_a_limit_to_corrections() -> None:
    with pytest.raises(ChatError, match="corrections"):
        read_corrections([{"person": "Mira", "kind": "lock"}] * 1001)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["person", "kind", "x"]), inner),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_nothing_a_chat_holds_there_is_worse_than_an_error_that_says_so(data: object) -> None:
    try:
        assert isinstance(read_corrections(data), tuple)
    except ChatError as error:
        assert "corrections" in str(error)


def chat(corrections: object) -> Path:
    header = {
        "user_name": "Tom",
        "character_name": "Mira",
        "chat_metadata": {"rp_composer": {"corrections": corrections}},
    }
    lines = [header, {"name": "Mira", "mes": "Mira puts on red boots.", "send_date": "1"}]
    Path("chat.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return Path("chat.jsonl")


def test_a_chat_file_holds_its_corrections(command_line: CommandLine) -> None:
    path = chat([{"person": "Mira", "kind": "wear", "garment": "black cloak", "message": 0}])
    out = command_line("wardrobe", path).out
    assert "black cloak" in out
    assert "red boots" in out


def test_a_chat_file_with_a_broken_correction_is_an_error_that_names_it(command_line: CommandLine) -> None:
    answer = command_line("wardrobe", chat([{"person": "Mira", "kind": "wear"}]))
    assert answer.code == 2
    assert "chat_metadata.rp_composer.corrections.0" in answer.err


def test_the_wardrobe_shows_what_is_locked_and_what_was_put_right(command_line: CommandLine) -> None:
    lock = {"person": "Mira", "kind": "lock", "garment": "boots", "message": 0}
    dyed = {"person": "Mira", "kind": "trait", "attribute": "hair_color", "value": "black hair"}
    path = chat([lock, dyed])
    [boots] = [one for one in command_line("wardrobe", path).out.splitlines() if "red boots" in one][:1]
    assert "locked" in boots
    card = {"spec": "chara_card_v2", "data": {"name": "Mira", "description": "Mira has red hair."}}
    Path("mira.json").write_text(json.dumps(card), encoding="utf-8")
    assert "put right or locked: hair_color black" in command_line("wardrobe", path, "--card", "mira.json").out
