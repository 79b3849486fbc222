"""Looks and clothes in the words of models that learned from booru captions."""

import pytest

from composer.types import Cast, Garment, Person, Term, Trait
from composer_plugins.booru.clothes import garment_tags
from composer_plugins.booru.counting import count_tags
from composer_plugins.booru.looks import trait_tags
from composer_plugins.booru.vocabulary import garments, looks, rules, scenes


def trait(attribute: str, value: str, *words: str, phrase: str = "") -> Trait:
    return Trait(attribute, value, tuple(Term(word, word) for word in words), phrase=phrase)


LOOKS = [
    ("hair_color", "copper-red", "copper-red hair", ["red hair"]),
    ("hair_color", "dark blonde", "dark blonde hair", ["blonde hair"]),
    ("hair_color", "jet-black", "jet-black hair", ["black hair"]),
    ("hair_color", "silver", "silver hair", ["silver hair"]),
    ("hair_color", "sandy", "sandy hair", ["blonde hair"]),
    ("hair_color", "black with white streaks", "", ["black hair", "streaked hair", "white streaks"]),
    ("hair_color", "pink and blue", "", ["pink hair", "blue hair", "multicolored hair"]),
    ("hair_style", "long braid", "", ["single braid", "long hair"]),
    ("hair_style", "thick braid", "", ["single braid"]),
    ("hair_style", "waist-length", "waist-length hair", ["very long hair"]),
    ("hair_style", "long wavy", "long wavy hair", ["wavy hair", "long hair"]),
    ("hair_style", "cut short", "cut short hair", ["short hair"]),
    ("hair_style", "messy bun", "", ["messy bun"]),
    ("hair_style", "shaved head", "", ["bald"]),
    ("hair_style", "pigtails", "", ["twintails"]),
    ("eye_color", "sea-green", "sea-green eyes", ["aqua eyes"]),
    ("eye_color", "piercing green", "piercing green eyes", ["green eyes"]),
    ("eye_color", "pale blue", "pale blue eyes", ["light blue eyes"]),
    ("eye_color", "golden", "golden eyes", ["yellow eyes"]),
    ("eye_color", "one blue eye, one golden eye", "", ["heterochromia", "blue eyes", "yellow eyes"]),
    ("skin", "fair freckled", "fair freckled skin", ["fair skin", "freckles"]),
    ("skin", "fair, freckled", "fair, freckled skin", ["fair skin", "freckles"]),
    ("skin", "dark", "dark skin", ["dark skin", "dark-skinned female"]),
    ("skin", "emerald-green scales", "", ["green scales"]),
    ("build", "wiry", "", ["toned"]),
    ("build", "muscular", "", ["muscular female"]),
    ("height", "tall", "", ["tall female"]),
    ("height", "180 cm", "", []),
    ("age_look", "41", "41 years old", ["mature female"]),
    ("age_look", "25", "25 years old", ["25 years old"]),
    ("age_look", "67", "67 years old", ["old woman"]),
    ("age_look", "middle-aged", "", ["mature"]),
    ("age_look", "400", "400 years old", []),
    ("feature", "burn scar on the left side of his neck", "", ["burn scar on neck"]),
    ("feature", "greying beard", "", ["grey beard"]),
    ("species", "elf woman", "", ["elf"]),
    ("species", "catgirl", "", ["cat girl"]),
    ("feature", "pointed ears", "", ["pointy ears"]),
    ("feature", "two curved ivory horns", "", ["curved horns", "white horns"]),
    ("feature", "full grey beard", "", ["full beard", "grey beard"]),
    ("feature", "scar through her left eyebrow", "", ["scar across eyebrow"]),
    ("feature", "scar on his cheek", "", ["scar on cheek"]),
    ("feature", "tattoo of a raven on her neck", "", ["neck tattoo", "raven tattoo"]),
    ("feature", "rose tattoo on her shoulder", "", ["shoulder tattoo", "rose tattoo"]),
    ("feature", "pierced ears", "", ["pierced ears", "ear piercing"]),
    ("feature", "mechanical left arm", "", ["prosthetic arm", "single mechanical arm"]),
    ("feature", "round glasses", "", ["round eyewear", "glasses"]),
    ("feature", "bushy tail", "", ["fluffy tail"]),
    ("feature", "calloused hands", "", ["calloused hands"]),
    ("feature", "a lantern for a head", "", ["lantern for head"]),
]


@pytest.mark.parametrize(("attribute", "value", "phrase", "tags"), LOOKS)
def test_a_trait_becomes_the_tags_by_which_models_know_it(
    attribute: str, value: str, phrase: str, tags: list[str]
) -> None:
    words = [word for word in value.split() if word.isdecimal()]
    assert list(trait_tags(trait(attribute, value, *words, phrase=phrase), "female")) == tags


def test_where_the_gender_is_not_known_no_tag_tells_one() -> None:
    assert trait_tags(trait("height", "tall"), "") == ("tall",)
    assert trait_tags(trait("age_look", "50", "50"), "") == ("mature",)


@pytest.mark.parametrize("age", range(1, 18))
def test_no_youth_tag_is_ever_added_and_an_age_under_eighteen_stays_readable_for_the_guard(age: int) -> None:
    assert trait_tags(trait("age_look", str(age), str(age), phrase=f"{age} years old"), "female") == (
        f"{age} years old",
    )


GARMENTS = [
    ("black dress", (), ["black dress"]),
    ("navy wool sweater", (), ["navy blue wool sweater"]),
    ("corduroy trousers", (), ["corduroy pants"]),
    ("green leather jacket", (), ["green jacket", "leather jacket"]),
    ("knee-high black boots", (), ["black knee boots"]),
    ("white shirt", ("unbuttoned",), ["white shirt", "unbuttoned shirt"]),
    ("white shirt", ("sleeves rolled up",), ["white shirt", "sleeves rolled up"]),
    ("yellow raincoat", ("hood up",), ["yellow raincoat", "hood up"]),
    ("grey cloak", ("torn", "wet"), ["grey cloak", "torn clothes", "wet", "wet clothes"]),
    ("red plaid shirt", (), ["red shirt", "plaid shirt"]),
    ("flowered apron", (), ["floral print apron"]),
    ("long black skirt", (), ["black long skirt"]),
    ("sleeveless dress", (), ["sleeveless dress"]),
    ("long-sleeved blue shirt", (), ["blue shirt", "long sleeves"]),
    ("black stockings", (), ["black thighhighs"]),
    ("black and white dress", (), ["black and white dress"]),
    ("belt with a silver buckle", (), ["belt", "belt with silver buckle"]),
    ("pyjamas", (), ["pajamas"]),
    ("Luka's grey coat", (), ["grey coat"]),
    ("серый свитер", (), ["серый свитер"]),
]


@pytest.mark.parametrize(("text", "states", "tags"), GARMENTS)
def test_a_garment_becomes_the_tags_by_which_models_know_it(
    text: str, states: tuple[str, ...], tags: list[str]
) -> None:
    garment = Garment(Term(text.split()[-1]), text, state=tuple(Term(one) for one in states))
    assert list(garment_tags(garment)) == tags


def person(name: str, *traits: tuple[str, str]) -> Person:
    return Person(name, traits=tuple(trait(attribute, value, value) for attribute, value in traits))


WOMAN, MAN = person("Maren", ("gender", "woman")), person("Luka", ("gender", "man"))
DRAGON, UNKNOWN = person("Quill", ("species", "dragon"), ("gender", "male")), person("Alex")
ANDROGYNOUS = person("Rue", ("gender", "androgynous"))
COUNTS = [
    ((WOMAN,), "", ("1girl", "solo")),
    ((MAN,), "", ("1boy", "solo")),
    ((WOMAN, MAN), "", ("1girl", "1boy")),
    ((WOMAN, person("Ida", ("gender", "female"))), "", ("2girls",)),
    ((WOMAN,) * 3, "", ("3girls", "multiple girls")),
    ((WOMAN,) * 7, "", ("6+girls", "multiple girls")),
    ((ANDROGYNOUS,), "", ("1other", "solo")),
    ((UNKNOWN,), "", ("solo",)),
    ((UNKNOWN,), "she waves", ("1girl", "solo")),
    ((UNKNOWN, WOMAN), "", ("1girl", "1other")),
    ((DRAGON,), "", ("solo", "no humans")),
    ((DRAGON, WOMAN), "", ("1girl",)),
    ((person("Vesna", ("species", "elf woman")),), "", ("1girl", "solo")),
    ((person("Mia", ("species", "dragon girl")),), "", ("1girl", "solo")),
    ((), "a lighthouse", ("no humans",)),
    ((), "two women in a bar", ()),
    ((WOMAN,), "three sailors pulling at ropes behind her", ("1girl",)),
    ((WOMAN,), "an empty street with no people", ("1girl", "solo")),
]


@pytest.mark.parametrize(("people", "request_words", "tags"), COUNTS)
def test_people_are_counted(people: tuple[Person, ...], request_words: str, tags: tuple[str, ...]) -> None:
    assert count_tags(Cast(people), request_words) == tags


def test_a_point_of_view_is_said_and_not_counted() -> None:
    assert count_tags(Cast((WOMAN,), MAN), "") == ("1girl", "solo", "pov")


def test_the_vocabulary_is_broad() -> None:
    tables = [*looks().by_word.values(), *garments().by_word.values(), scenes().by_phrase, scenes().styles]
    assert sum(len(table) for table in tables) > 2000


def test_every_tag_of_a_group_in_which_one_holds_stands_in_one_group() -> None:
    tags = [tag for group in rules().exclusive.values() for tag in group]
    assert len(tags) == len(set(tags))


def test_no_word_of_the_vocabulary_adds_youth() -> None:
    tables = (looks().features, looks().build, looks().height, looks().age_looks, garments().nouns, scenes().pose)
    tags = " ".join(tag for table in tables for tag in table)
    youth = ("loli", "shota", "child", "teen", "young", "kid", "toddler", "school uniform", "baby")
    assert not [word for word in youth if f" {word}" in f" {tags}"]
