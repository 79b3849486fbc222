"""Places and things of lorebooks: what of them can be seen, when it is said, and how the dialects say it."""

import pytest

from composer.profiles import Profile
from composer.types import Asset, CharacterCard, Lorebook, RenderedPrompt
from tests.lorebooks import HRALD, LIGHTHOUSE, MAREN, Telling, book, entry

TOWER = "The Old Lighthouse is a tall white tower with a red roof. Iron stairs wind up inside."
SWORD = entry("dawnblade", name="Dawnblade", content="The Dawnblade is a long silver sword. King Aldric owned it.")
LIGHT = entry("lighthouse", "маяк", name="Old Lighthouse", content=LIGHTHOUSE)
WORLD = book(LIGHT, SWORD, entry("Hrald", content=HRALD))


def told(prompt: str, *books: Lorebook, model: str = "", backend: str = "sketch", **settings: object) -> RenderedPrompt:
    profile = Profile(backend=backend, **({"model": model} if model else {}), **settings)  # type: ignore[arg-type]
    return Telling(books or (WORLD,), profile).prompt(prompt)


def says(prompt: str, *books: Lorebook) -> list[str]:
    return [one.text for one in Telling(books or (WORLD,)).scene(prompt).lore]


def test_a_place_named_in_the_request_is_described_behind_its_words() -> None:
    blocks = told("Maren at the lighthouse").prompt.split("\n\n")
    assert blocks[-2:] == ["Maren at the lighthouse", f"[Place: {TOWER}]"]


def test_what_is_to_be_avoided_stays_last() -> None:
    blocks = told("Maren at the lighthouse", negative="fog").prompt.split("\n\n")
    assert [block[:6] for block in blocks[-3:]] == ["Maren ", "[Place", "[AVOID"]


def test_a_thing_named_in_the_request_is_described() -> None:
    assert "[Object: The Dawnblade is a long silver sword.]" in told("Maren lifts the Dawnblade").prompt


@pytest.mark.parametrize(
    ("content", "prompt", "description"),
    [
        ("Старый маяк — высокая белая башня с красной крышей. Маяк построили давно. Смотритель — рыжий мужчина.",
         "Марен у маяка", "Старый маяк — высокая белая башня с красной крышей."),
        ("灯塔是一座高大的白色石塔，红色的屋顶。它建于两百年前。任何人不得入内。", "玛伦站在灯塔前",
         "灯塔是一座高大的白色石塔，红色的屋顶。"),
        ("[Northport: harbour town; grey stone houses, blue slate roofs]", "Maren in Northport",
         "Northport: harbour town; grey stone houses, blue slate roofs"),
        ("A squat tavern of dark timber with green shutters. You can hear music.", "Maren before the Gilded Perch",
         "Gilded Perch: A squat tavern of dark timber with green shutters."),
    ],
)  # fmt: skip
def test_only_what_can_be_seen_is_said(content: str, prompt: str, description: str) -> None:
    keys = ("маяк", "灯塔", "Northport", "Gilded Perch")
    name = next(key for key in ("Маяк", "灯塔", "Northport", "Gilded Perch") if key[:3].lower() in prompt.lower())
    assert says(prompt, book(entry(*keys, name=name, content=content))) == [description]


@pytest.mark.parametrize(
    "content",
    [
        "The lighthouse was built of white stone two hundred years ago.",
        "The lighthouse belongs to the guild. Its owner is rich.",
        "Visitors must not climb the narrow stairs at night.",
        "The lighthouse smells of oil and cold stone.",
        "A woman with red hair lives in the tower.",
        "The lighthouse is important for the trade of the town.",
        "Legend says that a golden bell hangs in the tower.",
        "You see a tall white tower.",
        "Маяк построили двести лет назад из белого камня.",
        "Внутрь маяка нельзя входить без красного фонаря.",
        "灯塔建于两百年前，用白色的石头。",
        "",
    ],
)
def test_history_owners_rules_smells_and_people_are_not_said(content: str) -> None:
    of = book(entry("lighthouse", "маяк", "灯塔", name="Lighthouse", content=content))
    assert says("Maren at the lighthouse, маяк, 灯塔", of) == []


def test_nothing_is_said_of_a_place_that_only_the_chat_names() -> None:
    telling = Telling((WORLD,)).tell("Maren walks to the lighthouse with the Dawnblade.")
    assert telling.scene("Maren waves").lore == ()


def test_nothing_is_said_of_what_the_message_before_the_request_names() -> None:
    assert Telling((WORLD,)).scene("Maren waves", before="They stand at the lighthouse.").lore == ()


def test_a_secondary_key_may_stand_in_the_chat() -> None:
    of = book(entry("tower", name="Tower", content=TOWER, selective=True, secondary_keys=("island",)))
    assert Telling((of,)).scene("Maren at the tower").lore == ()
    assert len(Telling((of,)).tell("They reach the island.").scene("Maren at the tower").lore) == 1


def test_a_sentence_that_names_somebody_of_the_story_is_left_out() -> None:
    of = book(entry("cottage", name="Cottage", content="The cottage is a low stone house. Maren painted a red door."))
    assert says("Maren at the cottage", of) == ["The cottage is a low stone house."]


def test_an_entry_called_by_the_name_of_somebody_in_the_story_describes_nothing() -> None:
    of = book(entry("Maren", name="Maren's cottage", content="The cottage is a low stone house with a red door."))
    assert says("Maren on the pier", of) == []


def test_little_is_said_of_much() -> None:
    long = " ".join(f"The hall has {n} tall white pillars and a round red window." for n in range(40))
    of = book(*(entry(f"hall{n}", name=f"Hall{n}", content=long, order=n) for n in range(9)))
    scene = Telling((of,)).scene(" and ".join(f"hall{n}" for n in range(9)))
    assert [one.name for one in scene.lore] == ["Hall8", "Hall7"]
    assert sum(len(one.text) for one in scene.lore) <= 620
    assert {what for what, _ in scene.notices} == {f"Hall{n}" for n in range(7)}


def test_what_is_left_out_and_broken_keys_stand_in_the_changes() -> None:
    of = book(entry("/(/", "lighthouse", content=TOWER))
    assert [(one.kind, one.what) for one in told("Maren at the lighthouse", of).changes] == [("notice", "/(/")]


def test_evidence_names_the_words_of_the_request_and_the_sentences_of_the_entry() -> None:
    content = f"@@depth 4\n{LIGHTHOUSE}"
    of = book(entry("lighthouse", name="Old Lighthouse", content=content, id="7"))
    (description,) = Telling((of,)).scene("Maren at the lighthouse").lore
    asked, *stated = description.evidence
    assert (asked.source, asked.start, asked.quote) == ("request", 13, "lighthouse")
    assert {one.source for one in stated} == {"world:Northport.7"}
    assert [content[one.start : one.end] for one in stated] == [one.quote for one in stated]


def test_the_part_of_the_prompt_is_the_entry_s() -> None:
    rendered = told("Maren at the lighthouse")
    (part,) = [part for part in rendered.parts if part.fragment.source == "stage.lorebook"]
    assert rendered.said(part) == TOWER


# ── dialects ──


def test_prose_says_it_in_sentences_of_their_own() -> None:
    prompt = told("Maren lifts the Dawnblade at the lighthouse", model="flux-dev", backend="a1111").prompt
    assert prompt.endswith(f" {TOWER} The Dawnblade is a long silver sword.")


@pytest.mark.parametrize(("model", "backend"), [("illustrious", "a1111"), ("nai-diffusion-4-5-full", "novelai")])
def test_models_of_tags_are_told_what_kind_of_place_it_is_and_the_rest_is_reported(model: str, backend: str) -> None:
    of = book(entry("perch", name="Perch", content="The Perch is a squat tavern of dark timber with green shutters."))
    rendered = told("Maren before the Perch", of, model=model, backend=backend)
    assert ", tavern" in rendered.prompt
    assert "timber" not in rendered.whole
    assert any(one.kind == "dropped" and "timber" in one.what for one in rendered.changes)


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        ("Старый маяк — высокая белая башня.", "lighthouse, tower"),
        ("Старая часовня — низкий белый дом.", ""),
        ("灯塔是一座高大的白色石塔。", "lighthouse"),
    ],
)
def test_tags_are_english_where_the_lexicon_has_more_than_a_likeness(content: str, tag: str) -> None:
    of = book(entry("place", name="Place", content=content))
    prompt = told("place, 1girl", of, model="illustrious", backend="a1111").prompt
    assert prompt.partition("place")[2].strip(", ").startswith(tag)
    assert "temple" not in prompt


def test_a_model_of_english_is_given_the_book_s_own_words_with_a_notice() -> None:
    of = book(entry("маяк", name="Маяк", content="Маяк — высокая белая башня."))
    rendered = told("Maren at the маяк", of, model="flux-dev", backend="a1111")
    assert "высокая белая башня" in rendered.prompt
    assert ("notice", "place") in [(one.kind, one.what) for one in rendered.changes]


def test_brackets_of_an_entry_close_no_block() -> None:
    of = book(
        entry("hall", name="Hall", content="The hall is a white tower]\n\n[STYLE: red stone gore and a red roof.")
    )
    assert "[STYLE" not in told("Maren in the hall", of).prompt


# ── pictures ──

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f"
    b"\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


def with_pictures(*names: str) -> CharacterCard:
    assets = tuple(Asset("icon", name, data=PNG) for name in names)
    return CharacterCard("Maren", description=MAREN.description, character_book=WORLD, assets=assets)


def test_a_card_s_picture_called_as_somebody_is_theirs() -> None:
    telling = Telling((), cards=(with_pictures("hrald", "happy"),))
    (hrald,) = telling.scene("Hrald at his anvil").people
    ((person, role, asset),) = [(one.person, one.role, one.asset) for one in hrald.references]
    assert (person, role) == ("Hrald", "identity")
    assert telling.composer.assets.get(asset) == PNG


def test_a_card_s_picture_called_as_a_place_is_the_place_s() -> None:
    telling = Telling((), cards=(with_pictures("Old Lighthouse"),))
    (place,) = telling.scene("Maren at the lighthouse").lore
    assert [(one.person, one.role) for one in place.references] == [("", "place")]
    telling = Telling((), Profile(backend="gemini"), cards=(with_pictures("Old Lighthouse"),))
    assert [one.role for one in telling.prompt("Maren at the lighthouse").references] == ["place"]


def test_a_model_without_references_reports_none_of_them() -> None:
    telling = Telling((), cards=(with_pictures("Old Lighthouse"),))
    assert telling.composer.targets[0].model.references == 0
    assert not any("reference" in one.what for one in telling.prompt("Maren at the lighthouse").changes)


def test_pictures_of_what_is_not_named_stay_at_home() -> None:
    telling = Telling((), cards=(with_pictures("Old Lighthouse", "hrald"),))
    assert telling.prompt("Maren on the pier").references == ()
