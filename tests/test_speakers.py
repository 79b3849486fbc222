"""Who speaks, and whom the user plays: persona switches, members of groups with one name, and other names."""

import time
from typing import Any

import pytest

from composer.app import Composer
from composer.story import MOST_PEOPLE, Story
from composer.types import CharacterCard, ChatMessage, Persona, Scene
from composer.wardrobe_data import wardrobe_fields

COMPOSER = Composer()
WREN = CharacterCard("Wren", description="Wren is a woman of 30 with long red hair.", file="wren.png")
OTHER_WREN = CharacterCard("Wren", description="Wren is a woman of 40 with short white hair.", file="wren1.png")
ALEX = Persona("Alex", "Alex is a man of 35 with black hair. He wears a grey suit.")
BLAIR = Persona("Blair", "Blair is a woman of 28 with blond hair. She wears a green dress.")


def user(name: str, text: str, avatar: str = "") -> ChatMessage:
    return ChatMessage(name, text, is_user=True, avatar=avatar)


def told(*messages: ChatMessage, cards: tuple[CharacterCard, ...] = (WREN,), **known: Any) -> Story:
    fields: dict[str, Any] = {"persona": ALEX, "char": "Wren", "user": "Alex"} | known
    story = COMPOSER.story(cards, **fields)
    for message in messages:
        story = COMPOSER.tell(story, message)
    return story


def worn(story: Story) -> dict[str, list[str]]:
    people = wardrobe_fields(story, lambda _: None)["people"]
    return {one["name"]: [garment["text"] for garment in one["garments"]] for one in people}


def scene(story: Story, message: ChatMessage) -> Scene:
    return COMPOSER.scene(story, message, COMPOSER.find(message.text)[0])


def asking(prompt: str, name: str = "Wren", avatar: str = "") -> ChatMessage:
    return ChatMessage(
        name, f"""<img data-iig-instruction='{{"prompt": "{prompt}"}}' src="[IMG:GEN]">""", avatar=avatar
    )


def test_a_user_message_under_another_name_is_another_persona() -> None:
    story = told(user("Alex", "*I put on a blue cap.*"), user("Blair", "*I pull on a red sweater.*"))
    assert [person.name for person in story.people if person.role == "persona"] == ["Blair", "Alex"]
    assert worn(story) == {"Wren": [], "Blair": ["red sweater"], "Alex": ["grey suit", "blue cap"]}


def test_you_and_the_macro_mean_whom_the_user_plays_now() -> None:
    story = told(
        user("Alex", "*I put on a blue cap.*"),
        user("Blair", "*I pull on a red sweater.*"),
        ChatMessage("Wren", "*You take off your sweater and put on a yellow coat. {{user}} puts on brown boots.*"),
    )
    assert worn(story) == {"Wren": [], "Blair": ["yellow coat", "brown boots"], "Alex": ["grey suit", "blue cap"]}
    shown = scene(story, asking("you on the pier"))
    assert [person.name for person in shown.people] == ["Blair"]
    assert shown.persona is not None
    assert (shown.persona.name, shown.persona.traits) == ("Blair", ())


def test_a_persona_that_comes_back_is_the_user_again() -> None:
    story = told(
        user("Alex", "Hi."), user("Blair", "Hello."), user("Alex", "*I nod.*"),
        ChatMessage("Wren", "*You put on a yellow coat.*"),
    )  # fmt: skip
    assert story.macros.user == "Alex"
    assert worn(story)["Alex"] == ["grey suit", "yellow coat"]
    assert worn(story)["Blair"] == []


def test_the_user_tells_the_character_what_they_do_whatever_personas_there_were() -> None:
    story = told(
        user("Alex", "Hi."), user("Blair", "*You put on a yellow coat.*"),
    )  # fmt: skip
    assert worn(story)["Wren"] == ["yellow coat"]


def test_another_persona_whose_file_is_known_has_its_looks_and_clothes() -> None:
    story = told(user("Alex", "Hi."), user("Blair", "*I smile.*"), others=(BLAIR,))
    (shown,) = scene(story, asking("you on the pier")).people
    assert "blond" in {trait.value for trait in shown.traits}
    assert worn(story) == {"Wren": [], "Blair": ["green dress"], "Alex": ["grey suit"]}


def test_a_persona_that_never_speaks_is_nobody() -> None:
    assert list(worn(told(user("Alex", "Hi."), others=(BLAIR,)))) == ["Wren", "Alex"]


def test_the_chats_own_name_for_the_user_is_the_persona_from_the_file() -> None:
    story = told(user("Lex", "*I put on a blue cap.*"), ChatMessage("Wren", "Lex laughs."), user="Lex")
    assert worn(story) == {"Wren": [], "Alex": ["grey suit", "blue cap"]}


def test_a_header_that_calls_nobody_gives_the_name_to_the_first_who_speaks() -> None:
    story = told(user("Lex", "*I put on a blue cap.*"), user("Blair", "*I put on a hat.*"), user="User")
    assert worn(story) == {"Wren": [], "Blair": ["hat"], "Alex": ["grey suit", "blue cap"]}


def test_a_hidden_message_changes_nobody() -> None:
    hidden = ChatMessage("Blair", "*I pull on a red sweater.*", is_user=True, is_system=True)
    assert list(worn(told(user("Alex", "Hi."), hidden))) == ["Wren", "Alex"]


def test_members_of_a_group_with_one_name_are_kept_apart_by_their_files() -> None:
    story = told(
        ChatMessage("Wren", "*I put on a blue cap.*", avatar="wren.png"),
        ChatMessage("Wren", "*Wren puts on a yellow coat.*", avatar="wren1.png"),
        ChatMessage("Wren", "*She pulls on brown boots.*", avatar="wren1.png"),
        cards=(WREN, OTHER_WREN), persona=None,
    )  # fmt: skip
    assert worn(story) == {"Wren": ["blue cap"], "Wren 2": ["yellow coat", "brown boots"]}
    for avatar, name, hair in (("wren.png", "Wren", "red"), ("wren1.png", "Wren 2", "white")):
        (shown,) = scene(story, asking("Wren on the pier", avatar=avatar)).people
        assert (shown.name, [trait.value for trait in shown.traits if trait.attribute == "hair_color"]) == (
            name,
            [hair],
        )


def test_a_member_who_was_renamed_is_known_by_the_file() -> None:
    story = told(ChatMessage("Wren Hale", "*I put on a blue cap.*", avatar="wren.png"))
    assert worn(story)["Wren"] == ["blue cap"]
    assert list(worn(story)) == ["Wren", "Alex"]


def test_user_and_character_may_have_one_name_and_one_file_name() -> None:
    story = told(
        user("Wren", "*I put on a blue cap.*", avatar="wren.png"),
        ChatMessage("Wren", "*I put on a yellow coat.*", avatar="wren.png"),
        persona=Persona("Wren", "Wren is a man with black hair."), user="Wren",
    )  # fmt: skip
    assert worn(story) == {"Wren": ["yellow coat"], "Wren 2": ["blue cap"]}


@pytest.mark.parametrize("text", ["*You put on a yellow coat.*", "*Вы надеваете жёлтое пальто.*"])
def test_a_narrators_line_has_no_speaker_and_leaves_you_to_the_user(text: str) -> None:
    story = told(user("Alex", "Hi."), ChatMessage("", "The wind rises."), ChatMessage("", text))
    assert list(worn(story)) == ["Wren", "Alex"]


def test_you_is_clear_after_a_narrators_line() -> None:
    story = told(ChatMessage("Wren", "Hi."), ChatMessage("", "Rain."), user("Alex", "*You put on a yellow coat.*"))
    assert worn(story)["Wren"] == ["yellow coat"]


def test_a_chat_of_thousands_of_speakers_costs_little_and_nobody_is_taken_for_another() -> None:
    started = time.process_time()
    story = told(*(ChatMessage(f"Guest{number}", "Rain.") for number in range(500)))
    late = COMPOSER.tell(story, ChatMessage("Late Guest", "*I put on a red hat.*"))
    assert time.process_time() - started < 30
    assert len(late.people) == MOST_PEOPLE
    assert {name: worn(late)[name] for name in worn(story)} == worn(story)
