"""Cards of several people in the forms card makers use: headings, labels, W++, PList, JSON, YAML, tags, numbers."""

import pytest

from composer import Composer
from composer.types import CharacterCard, Person, Persona


def people(description: str) -> dict[str, Person]:
    story = Composer().story([CharacterCard("The Harbour", description)], Persona("Alex"))
    return {one.name: one for one in story.people if one.role == "character" and not one.members}


ENGLISH = {
    "headings with ages": "# Characters\n### Nell (26)\n- Hair: red\n- Eyes: blue\n### Orrin (60)\n- Hair: white\n"
    "- Eyes: brown\n# Setting\nA harbour with red roofs.",
    "bold names": "**Nell**\nRed hair, blue eyes.\n**Orrin**\nWhite hair, brown eyes.",
    "labels": "Nell: red hair, blue eyes.\nOrrin: white hair, brown eyes.",
    "numbers": "1. Nell - red hair, blue eyes\n2. Orrin - white hair, brown eyes",
    "numbered fields": "Character 1: Nell\nHair: red\nEyes: blue\n\nCharacter 2: Orrin\nHair: white\nEyes: brown",
    "lettered fields": "Character A: Nell\nHair: red\nEyes: blue\n\nCharacter B: Orrin\nHair: white\nEyes: brown",
    "fields with sentences": "Name: Nell. Red hair, blue eyes.\nName: Orrin. White hair, brown eyes.",
    "W++": '[Character("Nell")\n{\nHair("red")\nEyes("blue")\n}]\n[Character("Orrin")\n{\nHair("white")\n'
    'Eyes("brown")\n}]',
    "W++ without brackets": 'character("Nell"){\nHair("red")\nEyes("blue")\n}\ncharacter("Orrin"){\nHair("white")\n'
    'Eyes("brown")\n}',
    "PList": "[Nell's appearance: red hair, blue eyes; Nell's personality: shy]\n"
    "[Orrin's appearance: white hair, brown eyes; Orrin's personality: stern]",
    "PList, names mentioned once": "[Nell's looks: red hair, blue eyes]\n[Orrin's looks: white hair, brown eyes]",
    "PList by names": "[Nell: red hair, blue eyes; personality: shy]\n[Orrin: white hair, brown eyes; likes: tea]",
    "JSON": '[{"name": "Nell", "hair": "red", "eyes": "blue"}, {"name": "Orrin", "hair": "white", "eyes": "brown"}]',
    "YAML": "characters:\n  - name: Nell\n    hair: red\n    eyes: blue\n  - name: Orrin\n    hair: white\n"
    "    eyes: brown",
    "tags": "<Nell>\nHair: red\nEyes: blue\n</Nell>\n<Orrin>\nHair: white\nEyes: brown\n</Orrin>",
    "prose": "Nell has red hair and blue eyes. Orrin has white hair and brown eyes. Nell sings. Orrin never does.",
}  # fmt: skip
RUSSIAN = {
    "headings": "## Нелли\nРыжие волосы, голубые глаза.\n## Орест\nСедые волосы, карие глаза.",
    "numbered headings": "### Персонаж 1: Нелли\nРыжие волосы, голубые глаза.\n### Персонаж 2: Орест\nСедые волосы, "
    "карие глаза.",
    "labels": "Нелли: рыжие волосы, голубые глаза.\nОрест: седые волосы, карие глаза.",
    "W++": '[Персонаж("Нелли")\n{\nВолосы("рыжие")\nГлаза("голубые")\n}]\n[Персонаж("Орест")\n{\nВолосы("седые")\n'
    'Глаза("карие")\n}]',
    "PList": "[Внешность Нелли: рыжие волосы, голубые глаза; характер: робкая]\n"
    "[Внешность Ореста: седые волосы, карие глаза; характер: суровый]",
    "PList by names": "[Нелли: рыжие волосы, голубые глаза]\n[Орест: седые волосы, карие глаза]",
    "fields": "Имя: Нелли\nВолосы: рыжие\nГлаза: голубые\n\nИмя: Орест\nВолосы: седые\nГлаза: карие",
}
CHINESE = {
    "headings": "## 林小燕\n红色短发，蓝色眼睛。\n## 陈海\n白发，棕色眼睛。",
    "numbered headings": "## 角色一：林小燕\n红色短发，蓝色眼睛。\n## 角色二：陈海\n白发，棕色眼睛。",
    "labels": "林小燕：红色短发，蓝色眼睛。\n陈海：白发，棕色眼睛。",
    "boxes": "【林小燕】\n红色短发，蓝色眼睛。\n【陈海】\n白发，棕色眼睛。",
    "W++": '[角色("林小燕")\n{\n头发("红色" + "短发")\n眼睛("蓝色")\n}]\n[角色("陈海")\n{\n'
    '头发("白发")\n眼睛("棕色")\n}]',
    "PList": "[林小燕的外貌：红色短发，蓝色眼睛；性格：害羞]\n[陈海的外貌：白发，棕色眼睛；性格：严厉]",
}


def eyes_of(description: str) -> dict[str, list[str]]:
    return {
        name: [trait.value for trait in one.traits if trait.attribute == "eye_color"]
        for name, one in people(description).items()
    }


@pytest.mark.parametrize("description", ENGLISH.values(), ids=ENGLISH.keys())
def test_english_cards_of_two(description: str) -> None:
    assert eyes_of(description) == {"Nell": ["blue"], "Orrin": ["brown"]}


@pytest.mark.parametrize("description", RUSSIAN.values(), ids=RUSSIAN.keys())
def test_russian_cards_of_two(description: str) -> None:
    assert eyes_of(description) == {"Нелли": ["голубые"], "Орест": ["карие"]}


@pytest.mark.parametrize("description", CHINESE.values(), ids=CHINESE.keys())
def test_chinese_cards_of_two(description: str) -> None:
    assert eyes_of(description) == {"林小燕": ["蓝色"], "陈海": ["棕色"]}


def test_pinned_looks_of_a_card_of_several_are_told_apart_by_name() -> None:
    pinned = {"rp_composer": {"looks": "Nell has green eyes. Orrin has a scar on the cheek."}}
    card = CharacterCard("The Harbour", ENGLISH["labels"], extensions=pinned)
    found = {one.name: one for one in Composer().story([card], Persona("Alex")).people}
    assert [one.value for one in found["Nell"].traits if one.attribute == "eye_color"] == ["green"]
    assert "scar on the cheek" in [one.value for one in found["Orrin"].traits]
    assert "scar on the cheek" not in [one.value for one in found["Nell"].traits]


def test_an_age_in_an_extension_counts_for_all_where_it_names_nobody() -> None:
    for extensions in (
        {"rp_composer": {"looks": "both are 15 years old"}},
        {"sd_character_prompt": {"positive": "15 years old"}},
        {"depth_prompt": {"prompt": "Both are 15 years old."}},
    ):
        card = CharacterCard("The Harbour", ENGLISH["labels"], extensions=extensions)
        found = {one.name: one for one in Composer().story([card], Persona("Alex")).people}
        assert found["Nell"].under_age and found["Orrin"].under_age
