"""Which text of a card counts how much, and which say nothing of anybody's looks."""

from itertools import pairwise
from typing import Any

import pytest

from composer import Composer
from composer.corrections import Correction
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Lorebook, LoreEntry, Person, Persona

ALEX = Persona("Alex")
#: By field, the most trusted first: a text of a card that gives its character another eye colour than the others do.
EYES: dict[str, dict[str, Any]] = {
    "extensions.rp_composer.looks": {"extensions": {"rp_composer": {"looks": "violet eyes"}}},
    "extensions.sd_character_prompt.positive": {"extensions": {"sd_character_prompt": {"positive": "1girl, red eyes"}}},
    "description": {"description": "Kira has green eyes."},
    "character_book.0": {"character_book": Lorebook((LoreEntry("She has blue eyes.", ("Kira",)),))},
    "extensions.depth_prompt.prompt": {"extensions": {"depth_prompt": {"prompt": "Kira has grey eyes.", "depth": 4}}},
    "personality": {"personality": "Kira has amber eyes."},
    "scenario": {"scenario": "Kira has brown eyes."},
}
FIELDS = tuple(EYES)


def card(*fields: dict[str, Any]) -> CharacterCard:
    """Return a card with some of its texts."""
    merged: dict[str, Any] = {}
    for one in fields:
        extensions = {**merged.get("extensions", {}), **one.get("extensions", {})}
        merged |= one | ({"extensions": extensions} if extensions else {})
    return CharacterCard("Kira", **merged)


def begun(*fields: dict[str, Any], greeting: bool = False) -> Story:
    return Composer().story([card(*fields)], ALEX, greeting=greeting)


def kira(*fields: dict[str, Any], greeting: bool = False) -> Person:
    return begun(*fields, greeting=greeting).people[0]


def eyes(person: Person) -> list[tuple[str, str]]:
    return [
        (one.value, one.evidence[0].source.removeprefix("card:Kira."))
        for one in person.traits
        if one.attribute == "eye_color"
    ]


@pytest.mark.parametrize(("stronger", "weaker"), tuple(pairwise(FIELDS)))
def test_of_two_texts_the_more_trusted_counts_and_the_other_is_a_conflict(stronger: str, weaker: str) -> None:
    person = kira(EYES[weaker], EYES[stronger])
    assert [source for _, source in eyes(person)] == [stronger]
    (conflict,) = person.conflicts
    assert conflict.dropped.evidence[0].source == f"card:Kira.{weaker}"
    assert conflict.kept.evidence[0].source == f"card:Kira.{stronger}"


@pytest.mark.parametrize("field", FIELDS)
def test_each_text_counts_where_no_other_speaks(field: str) -> None:
    assert [source for _, source in eyes(kira(EYES[field]))] == [field]


def scene_of(story: Story, prompt: str, *messages: ChatMessage) -> Person:
    composer = Composer()
    for one in messages:
        story = composer.tell(story, one)
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    return composer.scene(story, ChatMessage("Kira", prompt), found).people[0]


PINNED = {"extensions": {"rp_composer": {"looks": "black hair, violet eyes", "outfit": "grey coat"}}}


def hair(person: Person) -> list[str]:
    return [one.value for one in person.traits if one.attribute == "hair_color"]


def test_the_chat_counts_more_than_a_pin_and_the_request_more_than_the_chat() -> None:
    dyed = ChatMessage("Kira", "*Kira dyes her hair red.*")
    assert hair(scene_of(begun(PINNED), "Kira smiles")) == ["black"]
    assert hair(scene_of(begun(PINNED), "Kira smiles", dyed)) == ["red"]
    assert hair(scene_of(begun(PINNED), "Kira with white hair", dyed)) == ["white"]


def test_a_correction_counts_more_than_a_pin() -> None:
    corrected = [Correction(person="Kira", kind="trait", attribute="hair_color", value="blonde hair")]
    story = Composer().story([card(PINNED)], ALEX, corrections=corrected)
    assert hair(story.people[0]) == ["blonde"]


@pytest.mark.parametrize(
    ("looks", "description", "kept"),
    [
        ("short hair", "Kira has long red hair.", ["short", "red"]),
        ("tall", "Kira is a short elf.", ["elf", "tall"]),
        ("a burly build", "Kira has a slim build.", ["burly"]),
        ("короткие волосы", "У Киры длинные рыжие волосы.", ["короткие", "рыжие"]),
        ("短发", "Kira有红色长发。", ["短发", "红色"]),
    ],
)
def test_a_pin_replaces_what_cannot_hold_beside_it(looks: str, description: str, kept: list[str]) -> None:
    person = kira({"description": description}, {"extensions": {"rp_composer": {"looks": looks}}})
    assert sorted(one.value for one in person.traits if one.attribute != "gender") == sorted(kept)
    assert person.conflicts


@pytest.mark.parametrize(
    ("looks", "values"),
    [
        ("silver hair, red eyes, a jaw of brass", ["silver", "red", "a jaw of brass"]),
        ("a comet tattoo, red eyes", ["a comet tattoo", "red"]),
        ("She has silver hair. Her eyes are red.", ["silver", "red"]),
        ("Hair: silver\nEyes: red", ["silver", "red"]),
        ("серебряные волосы, красные глаза, нимб набекрень", ["серебряные", "красные", "нимб набекрень"]),
        ("银发，红瞳", ["银发", "红"]),
    ],
)
def test_pinned_looks_are_read_and_what_nobody_knows_of_a_list_stays_as_it_is(looks: str, values: list[str]) -> None:
    person = kira({"extensions": {"rp_composer": {"looks": looks}}})
    assert sorted(one.value for one in person.traits if one.attribute != "gender") == sorted(values)
    for trait in person.traits:
        for one in trait.evidence:
            assert looks[one.start : one.end] == one.quote


# ── clothes ──


def worn(person: Person) -> list[str]:
    return [one.text for one in person.garments]


DRESSED = {"description": "Kira always wears a leather jacket and jeans.", "first_mes": "*Kira puts on a straw hat.*"}


@pytest.mark.parametrize(
    ("outfit", "garments"),
    [
        ("red silk dress, black boots", ["red silk dress", "black boots"]),
        ("She wears a red silk dress and black boots.", ["red silk dress", "black boots"]),
        ("красное платье, чёрные сапоги", ["красное платье", "чёрные сапоги"]),
        ("红色连衣裙，黑色靴子", ["红色连衣裙", "黑色靴子"]),
        ("a zorbian flurb", ["a zorbian flurb"]),
    ],
)
def test_a_pinned_outfit_is_all_of_it_before_description_and_greeting(outfit: str, garments: list[str]) -> None:
    assert worn(kira(DRESSED, {"extensions": {"rp_composer": {"outfit": outfit}}}, greeting=True)) == garments


def test_the_greeting_counts_only_without_a_chat() -> None:
    assert "straw hat" in worn(kira(DRESSED, greeting=True))
    assert "straw hat" not in worn(kira(DRESSED))


def test_the_chat_undresses_what_a_pin_says() -> None:
    person = scene_of(begun(PINNED), "Kira smiles", ChatMessage("Kira", "*Kira takes off her grey coat.*"))
    assert worn(person) == []


# ── what is never read ──

OTHERS: dict[str, dict[str, Any]] = {
    "creator_notes": {"creator_notes": "Kira has green eyes. Picture her with red hair."},
    "tags": {"tags": ("green eyes", "red hair", "elf")},
    "creator": {"creator": "Green-eyed redhead Kira"},
    "system_prompt": {"system_prompt": "Kira has green eyes and red hair."},
    "post_history_instructions": {"post_history_instructions": "Kira has green eyes and red hair."},
    "alternate_greetings": {"alternate_greetings": ("*Kira's green eyes shine.*",)},
    "group_only_greetings": {"group_only_greetings": ("*Kira's green eyes shine.*",)},
    "character_version": {"character_version": "Kira has green eyes."},
    "an unknown field": {"unknown": {"notes": "Kira has green eyes."}},
    "an unknown extension": {"extensions": {"chub": {"appearance": "Kira has green eyes."}}},
    "a disabled entry": {"character_book": Lorebook((LoreEntry("Kira has green eyes.", ("Kira",), enabled=False),))},
    "an entry about another": {"character_book": Lorebook((LoreEntry("Marta has green eyes.", ("Marta",)),))},
    "an entry about more": {"character_book": Lorebook((LoreEntry("It has green eyes.", ("Kira", "cat")),))},
    "a constant about nobody": {"character_book": Lorebook((LoreEntry("Elves have green eyes.", constant=True),))},
    "another's example dialogue": {"mes_example": "<START>\n{{user}}: I have green eyes and red hair.\n{{char}}: Ah."},
    "another's told example": {"mes_example": "<START>\nMarta: *She combs her red hair.* Green eyes run in my family."},
}


@pytest.mark.parametrize("fields", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_no_text_about_the_character_says_nothing(fields: dict[str, Any]) -> None:
    person = kira(fields, greeting=True)
    assert (person.traits, person.garments) == ((), ())


def test_what_a_constant_entry_says_of_the_character_by_name_counts() -> None:
    book = Lorebook((LoreEntry("The inn has red shutters. {{char}} has blue eyes. She is tall.", constant=True),))
    assert eyes(kira({"character_book": book})) == [("blue", "character_book.0")]


def test_an_age_under_18_counts_wherever_it_is_stated() -> None:
    for fields in (
        {"extensions": {"rp_composer": {"looks": "a 15 year old girl"}}},
        {"extensions": {"sd_character_prompt": {"positive": "15 years old, red eyes"}}},
        {"extensions": {"depth_prompt": {"prompt": "Kira is 15 years old."}}},
        {"character_book": Lorebook((LoreEntry("Kira is 15 years old.", ("Kira",)),))},
    ):
        assert kira(fields).under_age


@pytest.mark.parametrize("value", [None, 3, "x", ["red hair"], {"prompt": None}, {"prompt": 3, "positive": {}}])
@pytest.mark.parametrize("name", ["rp_composer", "sd_character_prompt", "depth_prompt"])
def test_extensions_of_any_form_are_read(name: str, value: Any) -> None:
    assert kira({"description": "Kira has green eyes.", "extensions": {name: value}}).traits
