"""Macros from a card to the prompt: the same hair in every picture of a chat, and no brace anywhere."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from composer import Composer
from composer.chats import begin, moments, read_cast, read_chat
from composer.profiles import Profile
from composer.server.request_models import Conversation
from composer.server.stories import setting_of
from composer.types import CharacterCard, ChatMessage, Evidence, FoundRequest, ImageRequest, Persona, Scene
from tests.painting import tag

PLAIN = Composer(Profile(name="test"))
COLOURS = ("red", "black", "grey", "brown", "white")
WREN = CharacterCard(
    "Wren", f"{{{{char}}}} is a woman with {{{{random:{','.join(COLOURS)}}}}} hair.", first_mes="*{{char}} waves.*"
)


def hair(scene: Scene) -> list[str]:
    return [trait.value for trait in scene.people[0].traits if trait.attribute == "hair_color"]


def scenes(card: CharacterCard, chat: str, *texts: str, composer: Composer = PLAIN) -> list[Scene]:
    """Return the scene of every request in messages of a card's character."""
    story, found = composer.story([card], Persona("Alex"), chat=chat), []
    for text in texts:
        message = ChatMessage(card.name, text)
        found += [composer.scene(story, message, one) for one in composer.find(text)]
        story = composer.tell(story, message)
    return found


def prompts(card: CharacterCard, *texts: str, **settings: Any) -> list[str]:
    """Return all that is written for requests: prompt and negative prompt."""
    composer = Composer(Profile(name="test", **settings))
    written = [composer.compose(scene) for scene in scenes(card, "chat", *texts, composer=composer)]
    return [f"{one.prompt}\n{one.negative_prompt}" for one in written]


def test_hair_left_to_chance_is_the_same_in_every_picture_of_a_chat() -> None:
    told = (f"Rain. {tag('Wren at the pier')}", "*She dances.*", f"{tag('Wren waves')} {tag('Wren sleeps')}")
    by_chat = [
        {value for scene in scenes(WREN, f"chat {number}", *told) for value in hair(scene)} for number in range(12)
    ]
    assert all(len(values) == 1 for values in by_chat)
    assert len(set.union(*by_chat)) > 1


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("Вера", "У {{char}} {{random:рыжие,чёрные}} волосы.", {"рыжие", "чёрные"}),
        ("维拉", "{{char}}有一头{{pick::红色::黑色}}的长发。", {"红色", "黑色"}),
    ],
)
def test_hair_left_to_chance_in_other_languages_keeps_its_place(name: str, text: str, values: set[str]) -> None:
    seen = set()
    for number in range(12):
        [person] = PLAIN.story([CharacterCard(name, text)], chat=str(number)).people
        [trait] = [one for one in person.traits if one.attribute == "hair_color"]
        [evidence] = trait.evidence
        colour = next(value for value in values if value in evidence.quote)
        assert colour in text[evidence.start : evidence.end]
        seen.add(colour)
    assert seen == values


def test_evidence_of_a_picked_colour_is_its_place_in_the_card() -> None:
    [person] = PLAIN.story([CharacterCard("Wren", "Hair: {{random:red,red}}\nEyes: green")], chat="c").people
    quotes = {one.quote: one for trait in person.traits for one in trait.evidence}
    assert quotes["green"] == Evidence("card:Wren.description", 31, 36, "green")
    assert (quotes["red"].exact, quotes["red"].start in (15, 19)) == (True, True)


def test_a_greeting_in_the_chat_has_the_colour_of_the_card() -> None:
    card = replace(WREN, first_mes=f"*{{{{char}}}} puts on a {{{{random:{','.join(COLOURS)}}}}} coat.*")
    story = PLAIN.story([card], chat="harbour")
    told = PLAIN.tell(story, ChatMessage("Wren", card.first_mes))
    [coat] = told.wardrobe.outfits["Wren"]
    [colour] = [one.value for one in story.people[0].traits if one.attribute == "hair_color"]
    assert [term.text for term in coat.colours] == [colour]


def test_the_name_of_a_chat_file_tells_chats_apart(tmp_path: Path) -> None:
    card = tmp_path / "wren.json"
    card.write_text(f'{{"name": "Wren", "description": "{WREN.description}"}}', encoding="utf-8")
    seen = []
    for number in range(12):
        path = tmp_path / f"chat {number}.jsonl"
        path.write_text(
            '{"user_name": "Alex", "character_name": "Wren"}\n'
            '{"name": "Wren", "is_user": false, "mes": "*Wren waves.* [IMG]"}\n', encoding="utf-8",
        )  # fmt: skip
        chat = read_chat(PLAIN, path)
        wish = FoundRequest("test", "generate", "pending", 0, 0, "", ImageRequest("Wren waves"))
        [moment] = moments(PLAIN, chat, begin(PLAIN, chat, read_cast(PLAIN, [card])), [(0, wish)])
        seen += hair(moment.scene(PLAIN))
    assert len(seen) == 12
    assert len(set(seen)) > 1


# ── no brace in a prompt ──


DIALECTS = {"a1111": "krea-2", "novelai": "nai-diffusion-4-5-full", "openai": "gpt-image-2", "sketch": "default"}


@pytest.mark.parametrize("enhancer", ["off", "family", "full"])
@pytest.mark.parametrize("backend", DIALECTS)
def test_no_brace_of_any_text_reaches_a_prompt(backend: str, enhancer: str) -> None:
    card = CharacterCard(
        "{{user}}'s Wren", "{{char}} has {{random:red,red}} hair, {{broken::{{deep}}}} eyes and {{eyes: green} skin.",
        "{{// note}} {{if description}}She is {{noop}}tall.{{/if}}", "{{unknown}}", "{{setvar::a::b}}{{getvar::a}}",
    )  # fmt: skip
    asked = tag("{{char}} of {{user}}", style="{{random::ink::ink}}", negative_prompt="{{getvar::a}} hats")
    settings = {"positive": "for {{user}}", "negative": "{{pick::rain::rain}}"}
    [written] = prompts(
        card, f"{{{{char}}}} {{{{x::{{{{y}}}}}}}} puts on a {{{{random:red,red}}}} coat. {asked}",
        enhancer=enhancer, backend=backend, model=DIALECTS[backend], **settings,
    )  # fmt: skip
    assert not set("{}") & set(written)
    assert "alex" in written.lower()


@pytest.mark.parametrize(("text", "said"), [("{{original}}, {fog}", "{{original}}, {fog}"), ("{{user}}", "Alex")])
def test_what_novelai_stresses_in_the_users_own_words_stays(text: str, said: str) -> None:
    settings = {"backend": "novelai", "model": DIALECTS["novelai"], "enhancer": "off"}
    [written] = prompts(WREN, tag("a pier"), positive=text, **settings)
    assert said in written


def test_a_request_knows_the_last_messages_and_the_variables() -> None:
    told = (
        "{{setvar::place::the pier}}*She waves.*",
        f"Rain. {tag('{{user}} at {{getvar::place}}, {{lastMessageId}}')}",
    )
    [scene] = scenes(WREN, "chat", *told)
    assert scene.request.prompt == "Alex at the pier, 1"


def test_variables_set_by_a_card_count_in_its_other_texts_and_in_messages() -> None:
    card = CharacterCard("Wren", "{{setvar::eyes::green}}A woman.", "Her eyes are {{getvar::eyes}}.")
    story = PLAIN.story([card])
    assert [one.value for one in story.people[0].traits if one.attribute == "eye_color"] == ["green"]
    story = PLAIN.tell(story, ChatMessage("Wren", "{{setvar::coat::red coat}}*I laugh.*"))
    story = PLAIN.tell(story, ChatMessage("Wren", "*I put on my {{getvar::coat}}.*"))
    assert [one.text for one in story.wardrobe.outfits["Wren"]] == ["red coat"]


def test_an_age_hidden_by_macros_is_seen() -> None:
    card = CharacterCard("Wren", "{{char}} is {{reverse:61}} ye{{noop}}ars old.")
    assert PLAIN.story([card]).people[0].under_age


def test_in_a_group_char_is_who_speaks() -> None:
    story = PLAIN.story([WREN, CharacterCard("Ida", "Ida is a woman.")], Persona("Alex"))
    story = PLAIN.tell(story, ChatMessage("Ida", "*{{char}} puts on a red coat.*"))
    assert [one.text for one in story.wardrobe.outfits["Ida"]] == ["red coat"]


def test_a_macro_across_a_request_is_read_up_to_it() -> None:
    text = f"{{{{if 1}}}}*I put on a red coat.* {tag('Wren')} *I take off my coat.*{{{{/if}}}}"
    [scene] = scenes(WREN, "chat", text)
    assert [one.text for one in scene.people[0].garments] == ["red coat"]


def test_a_state_keeps_the_variables() -> None:
    people = [{"name": "Wren", "description": "A woman."}]
    first, second = "{{setvar::coat::red coat}}*I wave.*", "*I put on my {{getvar::coat}}.*"

    def asked(text: str, **fields: Any) -> Any:
        sent = {"message": {"name": "Wren", "text": text}, "people": people, **fields}
        return asyncio.run(setting_of(PLAIN, Conversation.model_validate(sent))).state()

    state = asked(first)
    assert state.variables == {".coat": "red coat"}
    messages = [{"name": "Wren", "text": first}]
    later = asked(second, messages=messages, state=state.model_dump(mode="json"))
    assert [one.text for one in later.wardrobe.outfits["Wren"]] == ["red coat"]
