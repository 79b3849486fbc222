"""Cards of several people: who is told apart, and who is no character of the card."""

import pytest

from composer import Composer
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, Evidence, FoundRequest, ImageRequest, Person, Persona, Scene

ALEX = Persona("Alex")

LANTERN_STREET = """Two shopkeepers.
- **Wren**: 26, tall, lilac hair in space buns, star-print dungarees.
- **Old Pike**: 70, one eye (grey), sailor beard, patched pea coat."""
HEADED = """## Dax
He is a lanky man with dreadlocks and hazel eyes, in a faded wetsuit.

## Fern
A goblin mechanic with moss-green skin and orange eyes.

## Setting
The boat has a red hull."""
W_PLUS_PLUS = """[Character("Lux")
{
Hair("blonde" + "long")
Eyes("blue")
}]
[Character("Nox")
{
Hair("black" + "short")
Eyes("amber")
}]"""
JSON = """{"characters": [{"name": "Ode", "age": 29, "hair": "teal bob", "eyes": "brown"},
{"name": "Pell", "age": 63, "hair": "white", "eyes": "pale blue", "outfit": "tweed suit"}]}"""
FIELDS = """Имя: Карина
Возраст: 22
Волосы: розовые, каре
Глаза: зелёные

Имя: Артур
Возраст: 25
Волосы: тёмно-русые
Глаза: серые"""
LIST = """Кто здесь работает:
- **Марфа** — 45 лет, русая коса, карие глаза, вышитый передник.
- **Юлиан** — 30 лет, чёрные кудри, серые глаза, бархатный камзол."""
BOXED = """【小雨】
二十四岁，黑色短发，琥珀色的眼睛。穿着黄色雨衣。
【老魏】
五十岁，光头，留着花白的胡子。穿着白色背心。"""
SISTERS = (
    "Two sisters keep the lighthouse at Harrow Point. Isolde is forty, with long white hair and grey eyes. She wears "
    "a black gown. Maud is thirty-two and plump, with a chestnut braid. Isolde never laughs; Maud never stops."
)
BROTHERS = (
    "Братья держат паром. Ефим — сутулый мужик с чёрной бородой. Он ходит в овчинном тулупе. Тимоха — белобрысый "
    "парень с васильковыми глазами. Тимоха носит холщовую рубаху. Старше из них Ефим."
)

PARAGRAPHS = """**The Salt Mill** is kept by two people and a cat.

**Brother Anselm** (58) is a stout man with a grey tonsure and brown eyes.

**Dorrit** is the miller: 31, freckled, with green eyes and auburn plaits.

The mill has blue shutters and a black wheel."""
APPOSITIONS = """Аптеку держат двое.

**Фаина**, 47 лет: полная, чёрные волосы в узле, карие глаза.

**Платон**, её ученик, 22 года: худой, светлые кудри, голубые глаза."""


def begun(name: str, description: str, greeting: str = "") -> Story:
    return Composer().story([CharacterCard(name, description, first_mes=greeting)], ALEX, greeting=True)


def looks(person: Person, *attributes: str) -> list[str]:
    return [trait.value for trait in person.traits if trait.attribute in attributes]


def told_apart(story: Story) -> dict[str, Person]:
    return {person.name: person for person in story.people if person.role == "character" and not person.members}


@pytest.mark.parametrize(
    ("name", "description", "hair_and_eyes"),
    [
        ("Lantern Street", LANTERN_STREET, {"Wren": ["lilac"], "Old Pike": ["grey"]}),
        ("The Crew", HEADED, {"Dax": ["hazel"], "Fern": ["orange"]}),
        ("Lux & Nox", W_PLUS_PLUS, {"Lux": ["blonde", "blue"], "Nox": ["black", "amber"]}),
        ("Night Shift", JSON, {"Ode": ["teal", "brown"], "Pell": ["white", "pale blue"]}),
        ("Общага", FIELDS, {"Карина": ["розовые", "зелёные"], "Артур": ["тёмно-русые", "серые"]}),
        ("Таверна", LIST, {"Марфа": ["русые", "карие"], "Юлиан": ["чёрные", "серые"]}),
        ("夜市双人组", BOXED, {"小雨": ["黑色", "琥珀色"], "老魏": []}),
        ("The Salt Mill", PARAGRAPHS, {"Brother Anselm": ["grey", "brown"], "Dorrit": ["auburn", "green"]}),
        ("Старая аптека", APPOSITIONS, {"Фаина": ["чёрные", "карие"], "Платон": ["светлые", "голубые"]}),
        ("The Harrow Sisters", SISTERS, {"Isolde": ["white", "grey"], "Maud": ["chestnut"]}),
        ("Братья Осокины", BROTHERS, {"Ефим": [], "Тимоха": ["белобрысые", "васильковые"]}),
    ],
)  # fmt: skip
def test_the_people_of_a_card_have_their_own_looks(
    name: str, description: str, hair_and_eyes: dict[str, list[str]]
) -> None:
    people = told_apart(begun(name, description))
    assert {one: sorted(looks(person, "hair_color", "eye_color")) for one, person in people.items()} == {
        one: sorted(values) for one, values in hair_and_eyes.items()
    }


def test_each_wears_what_is_said_of_them() -> None:
    people = told_apart(begun("Lantern Street", LANTERN_STREET))
    assert {name: [one.text for one in person.garments] for name, person in people.items()} == {
        "Wren": ["star-print dungarees"],
        "Old Pike": ["pea coat"],
    }


def test_what_names_several_is_told_apart_within_a_sentence() -> None:
    story = begun("Ann and Bea", "Ann has red hair, and Bea has black hair. Ann is tall. Bea is short.")
    assert {name: looks(one, "hair_color", "height") for name, one in told_apart(story).items()} == {
        "Ann": ["tall", "red"],
        "Bea": ["short", "black"],
    }


def test_a_greeting_dresses_those_it_names() -> None:
    greeting = "*Wren waves. Old Pike pulls off his cap, and Wren puts on a straw hat.*"
    people = told_apart(begun("Lantern Street", LANTERN_STREET, greeting))
    assert "straw hat" in [one.text for one in people["Wren"].garments]
    assert "straw hat" not in [one.text for one in people["Old Pike"].garments]


def test_evidence_points_into_the_card() -> None:
    for person in told_apart(begun("Lantern Street", LANTERN_STREET)).values():
        for trait in person.traits:
            (evidence,) = trait.evidence
            assert LANTERN_STREET[evidence.start : evidence.end] == evidence.quote


ALONE = {
    "Corrin": "Corrin is a tall ranger with copper hair. His brother Teague is blond and fat. Oda had green eyes.",
    "Ilse": "Name: Ilse\nHair: blonde\nEyes: blue\n\nRelationships:\n- Marek: 50, bald, black goatee, short.\n"
    "- Jutta: 25, red pigtails, freckles.",
    "Lark": "Lark: 23, slender, lavender hair.\n\nSide characters:\nMoth - 24, pierced lip, bleached hair.\n"
    "Big Sal - 60, huge, bald.",
    "Orla": "Orla is a tall diver with black hair and grey eyes.\n\nTess is her sister: 19, blonde, with blue eyes.\n\n"
    "Bram, her partner, 44: bald, with a red beard and brown eyes.",
    "Nadia": "# Nadia\nPetite woman with olive skin.\n## Family\n### Viktor\nA giant with a grey beard and brown "
    "eyes.\n### Lena\nBlonde hair and blue eyes.\n## Backstory\nThe circus.",
    "Vesper": '{"name": "Vesper", "hair": "black", "eyes": "red", "coworker": {"name": "Dawn", "hair": "golden", '
    '"eyes": "blue", "age": 30}}',
    "Maelis": "Human Form:\nA woman with brown hair and grey eyes.\nWolf Form:\nA wolf with silver fur, tall.",
    "Kai": "Kai: I have green eyes and red hair.\nAlex: And your brother Tom, 30, tall, blond hair?\nKai: Yes.",
    "Злата": "Злата — высокая девушка с медной косой. Подруга Рита — брюнетка с карими глазами. Брат Егор лысый.",
    "Аркадий": "Имя: Аркадий\nВозраст: 41\nГлаза: серые\nСемья:\nЖена Лариса: 38 лет, рыжая, зелёные глаза.\n"
    "Сын Денис: 20 лет, худой, крашеный блондин.",
    "Ника": "## Ника\nНевысокая, с чёрными волосами.\n## Второстепенные персонажи\n"
    "**Стас** — русые волосы, очки.\n**Зоя** — седые волосы, полная.",
    "林晚": "林晚二十五岁，棕色头发。\n人际关系：\n妹妹林晓：金发，个子很高。\n前男友周泽：黑色短发，戴着眼镜。",
}


@pytest.mark.parametrize(("name", "description"), ALONE.items())
def test_a_card_of_one_character_stays_one(name: str, description: str) -> None:
    assert [person.name for person in begun(name, description).people] == [name, "Alex"]


def test_the_characters_name_stays_when_it_is_one_of_several() -> None:
    story = begun("Rinna", "Rinna: 22, halfling, auburn hair.\nGarrick: 40, grizzled black beard, grey eyes.")
    assert [person.name for person in story.people] == ["Rinna", "Garrick", "Alex"]


# ── in the picture ──


def drawn(prompt: str, speaker: str = "Lantern Street") -> Scene:
    composer = Composer()
    story = composer.story([CharacterCard("Lantern Street", LANTERN_STREET)], ALEX)
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    return composer.scene(story, ChatMessage(speaker, prompt), found)


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("Wren behind the counter", ["Wren"]),
        ("Old Pike and Wren in the rain", ["Old Pike", "Wren"]),
        ("they lean on the counter", ["Wren", "Old Pike"]),
        ("leaning on the counter, tired smile", ["Wren", "Old Pike"]),
        ("empty street, no people", []),
    ],
)
def test_a_group_is_drawn_as_the_people_it_stands_for(prompt: str, names: list[str]) -> None:
    assert [person.name for person in drawn(prompt).people] == names


def test_a_prompt_has_the_looks_of_those_in_the_picture_only() -> None:
    words = Composer().compose(drawn("Wren behind the counter")).prompt
    assert "lilac" in words and "beard" not in words


def test_what_a_group_tells_is_worn_by_those_it_names() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Lantern Street", LANTERN_STREET)], ALEX)
    story = composer.tell(
        story, ChatMessage("Lantern Street", "Wren puts on a green scarf. Old Pike takes off his coat.")
    )
    assert "green scarf" in [one.text for one in story.wardrobe.outfits["Wren"]]
    assert set(story.wardrobe.outfits) <= {"Wren", "Old Pike"}


def test_an_age_counts_for_whom_it_is_stated_and_else_for_all() -> None:
    def young(description: str) -> dict[str, list[Evidence]]:
        return {name: list(one.under_age) for name, one in told_apart(begun("The Pair", description)).items()}

    one = young("Tom: 41 years old, tall, red hair.\nTim: 15 years old, short, red hair.")
    assert not one["Tom"] and one["Tim"]
    both = young("Both are 15 years old.\nTom: tall, red hair.\nTim: short, red hair.")
    assert both["Tom"] and both["Tim"]


def test_a_card_of_hundreds_has_few_people() -> None:
    names = [f"N{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]
    lines = "\n".join(f"{name}: tall, red hair, green eyes" for name in names)
    assert len(begun("The Crowd", lines).people) <= 10
