"""Sentences about people in the prose dialect: one phrase of all that is known, and each fact a part of its own."""

import pytest

from composer.types import Evidence, Fragment, Looks, Person, Term, Trait
from composer_plugins.prose_writing.phrases import garment_phrase, head_noun, is_plural, with_article
from tests.prose_rendering import (
    Z_IMAGE,
    cast,
    changes,
    garment,
    looks,
    outfit,
    parts,
    prompt,
    rendered,
    trait,
    words,
)

WOMAN = trait("gender", "woman")


@pytest.mark.parametrize(
    ("phrase", "whole"),
    [
        ("scar on her chin", "a scar on her chin"),
        ("elf", "an elf"),
        ("silver hair", "silver hair"),
        ("two horns", "two horns"),
        ("one-piece swimsuit", "a one-piece swimsuit"),
        ("uniform", "a uniform"),
        ("unbuttoned shirt", "an unbuttoned shirt"),
        ("European hat", "a European hat"),
        ("hourglass figure", "an hourglass figure"),
        ("18th-century coat", "an 18th-century coat"),
        ("X-shaped scar", "an X-shaped scar"),
        ("black dress", "a black dress"),
        ("jeans", "jeans"),
        ("pair of glasses", "a pair of glasses"),
        ("dresses", "dresses"),
        ("crème blouse", "a crème blouse"),
        ("чёрный плащ", "чёрный плащ"),
        ("her mother's ring", "her mother's ring"),
        ("", ""),
    ],
)
def test_a_phrase_gets_the_article_it_wants(phrase: str, whole: str) -> None:
    assert with_article(phrase) == whole


def test_the_noun_of_a_phrase_stands_before_what_explains_it() -> None:
    assert head_noun("tattoo of a raven on her neck") == "tattoo"
    assert is_plural("horns")
    assert not is_plural("dress")


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        (("torn", "wet"), "a torn, wet cloak"),
        (("hood up",), "a cloak with the hood up"),
        (("sleeves rolled up",), "a cloak with sleeves rolled up"),
        (("tied around her waist",), "a cloak tied around her waist"),
        (("half open",), "a half open cloak"),
        (("muddy", "hood up", "thrown over her shoulder"), "a muddy cloak thrown over her shoulder with the hood up"),
    ],
)
def test_states_of_a_garment_stand_where_english_puts_them(states: tuple[str, ...], whole: str) -> None:
    assert garment_phrase(garment("cloak", *states)) == whole


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        ((trait("height", "tall"), trait("build", "wiry"), WOMAN), "A tall, wiry woman."),
        ((trait("age_look", "thirty-four", "thirty-four years old"), WOMAN), "A woman, thirty-four years old."),
        ((trait("age_look", "forties", "in her forties"), WOMAN), "A woman, in her forties."),
        ((trait("age_look", "25-year-old"), WOMAN), "A 25-year-old woman."),
        ((trait("age_look", "elderly"), WOMAN), "An elderly woman."),
        ((trait("age_look", "middle-aged man"), trait("gender", "man")), "A middle-aged man."),
        ((trait("age_look", "middle-aged man"),), "A middle-aged man."),
        ((trait("species", "elf woman"), trait("gender", "female")), "An elf woman."),
        ((trait("species", "dragon"), trait("gender", "male")), "A male dragon."),
        ((trait("species", "elf"), WOMAN), "An elf woman."),
        ((trait("gender", "man"), trait("gender", "male")), "A man."),
        ((trait("height", "178 cm", "178 cm tall"), WOMAN), "A woman, 178 cm tall."),
        ((trait("height", "very tall"), WOMAN), "A very tall woman."),
        ((trait("height", "average height"), WOMAN), "A woman, of average height."),
        ((trait("build", "average", "average build"), WOMAN), "A woman with an average build."),
        ((trait("skin", "grey fur"), trait("feature", "tail")), "A creature with grey fur and a tail."),
        ((trait("skin", "pale", "pale skin"), trait("skin", "freckled skin")), "A person with pale, freckled skin."),
        ((trait("eye_color", "red"), trait("feature", "glowing eyes")), "A person with glowing red eyes."),
        ((trait("eye_color", "red"), trait("feature", "scar")), "A person with red eyes and a scar."),
        (
            (Trait("eye_color", "one blue eye, one gold eye"), trait("feature", "horns")),
            "A person with one blue eye and one gold eye and horns.",
        ),
        ((trait("feature", "scarred"), WOMAN), "A scarred woman."),
        ((trait("feature", "blind in one eye"), WOMAN), "A woman, blind in one eye."),
        ((trait("gender", "female"),), "A woman."),
        ((trait("age_look", "Two hundred and four"), WOMAN), "A woman, two hundred and four."),
        ((trait("build", "strong from hauling calves"), WOMAN), "A woman, strong from hauling calves."),
        ((trait("height", "below average"), WOMAN), "A woman, of below average height."),
        (
            (trait("build", "the shoulders of a linebacker"), WOMAN),
            "A woman with the shoulders of a linebacker.",
        ),
        ((trait("skin", "sunburnt"), WOMAN), "A sunburnt woman."),
        ((trait("skin", "Scales"), WOMAN), "A woman with scales."),
        ((trait("feature", "beard"), trait("feature", "white beard")), "A person with a white beard."),
        ((trait("feature", "long, spaded tail"), WOMAN), "A woman with a long, spaded tail."),
        ((Trait("hair_color", "black"), trait("hair_style", "long", "long hair")), "A person with long black hair."),
        ((trait("age_look", "mid twenties"), trait("gender", "male")), "A man, in his mid twenties."),
        ((trait("age_look", "late thirties"),), "A person, in their late thirties."),
        ((trait("height", "six and a half feet tall"), WOMAN), "A woman, six and a half feet tall."),
        ((trait("build", "built like a door"), WOMAN), "A woman, built like a door."),
        (
            (trait("build", "lean", "lean build"), trait("build", "wiry", "wiry build"), WOMAN),
            "A woman with a lean, wiry build.",
        ),
    ],
)
def test_facts_make_one_sentence(traits: tuple[Trait, ...], sentence: str) -> None:
    assert prompt(looks("Maren", *traits)) == sentence


@pytest.mark.parametrize(
    ("traits", "hair"),
    [
        (("color:auburn", "long hair", "wavy hair", "ponytail"), "long wavy auburn hair in a ponytail"),
        (("color:black", "curly hair"), "curly black hair"),
        (("color:white", "cut short hair"), "white hair cut short"),
        (("color:brown", "hair past her shoulders"), "brown hair past her shoulders"),
        (("hair past her shoulders",), "hair past her shoulders"),
        (("color:black", "tied back hair", "bangs"), "black hair tied back with bangs"),
        (("color:black", "color:white"), "black and white hair"),
        (("color:red", "waist-length hair"), "waist-length red hair"),
        (("color:red", "bob cut"), "red hair in a bob cut"),
        (("ponytail",), "a ponytail"),
        (("long braid", "bangs"), "a long braid and bangs"),
        (("color:black", "short dreadlocks"), "black hair in short dreadlocks"),
        (("shaved head",), "a shaved head"),
    ],
)
def test_hair_is_one_phrase(traits: tuple[str, ...], hair: str) -> None:
    facts = [
        trait("hair_color", one[6:]) if one.startswith("color:") else trait("hair_style", one, one) for one in traits
    ]
    result = rendered(looks("Maren", WOMAN, *facts))
    assert result.prompt == f"A woman with {hair}."
    assert len(parts(result)) == len(traits) + 1


def test_streaks_of_another_colour_are_parts_of_the_hair() -> None:
    streaks = Trait("hair_color", "silver streaks")
    assert prompt(looks("Maren", WOMAN, trait("hair_color", "black"), streaks)) == (
        "A woman with black hair with silver streaks."
    )


def test_who_has_no_hair_is_called_so() -> None:
    assert prompt(looks("Tomas", trait("gender", "man"), trait("hair_style", "bald"))) == "A bald man."


def test_each_fact_has_a_part_of_its_own() -> None:
    result = rendered(
        looks(
            "Maren", WOMAN, trait("hair_style", "long", "long hair"), trait("hair_color", "red"), trait("skin", "fur")
        )
    )
    assert result.prompt == "A woman with fur and long red hair."
    assert parts(result) == ["woman", "fur", "long", "red hair"]


def test_what_is_merged_is_told() -> None:
    result = rendered(looks("Vesna", trait("species", "elf woman"), trait("gender", "female")))
    assert changes(result) == [("merged", "female")]


def test_feet_and_inches_have_no_quotation_marks() -> None:
    result = rendered(looks("Kai", trait("height", "5'7\"", "5'7\" tall"), trait("gender", "man")))
    assert result.prompt == "A man, 5 ft 7 in tall."
    assert changes(result) == [("rewritten", "5'7\" tall")]


def test_clothes_follow_the_action_and_say_she_where_no_name_is_wanted() -> None:
    fragments = (
        looks("Maren", WOMAN),
        words("leaning on a railing"),
        outfit("Maren", garment("coat"), traits=(WOMAN,)),
    )
    assert prompt(*fragments) == "A woman. Leaning on a railing. She wears a coat."


def test_a_kind_that_is_not_told_is_not_in_the_sentence() -> None:
    person = Person("Kai", traits=(trait("species", "elf"), trait("height", "tall")))
    assert prompt(Fragment("character", Looks(person, person.traits[1:]))) == "A tall person."


def test_a_kind_without_a_gender_is_its_own_noun() -> None:
    kind = trait("species", "Tiefling")
    assert prompt(looks("Kai", kind), outfit("Kai", garment("coat"), traits=(kind,))) == (
        "A tiefling. The tiefling wears a coat."
    )


@pytest.mark.parametrize(
    ("traits", "subject"),
    [((), "The person"), ((trait("gender", "man"),), "He"), ((trait("skin", "scales"),), "The creature")],
)
def test_clothes_of_somebody_without_looks(traits: tuple[Trait, ...], subject: str) -> None:
    assert (
        prompt(outfit("Kai", garment("coat"), garment("boots"), traits=traits)) == f"{subject} wears a coat and boots."
    )


def test_a_name_the_request_says_is_said() -> None:
    fragments = (looks("Maren", WOMAN), words("Maren smiles"), outfit("Maren", garment("coat")))
    assert prompt(*fragments) == "Maren is a woman. Maren smiles. Maren wears a coat."


def test_a_name_in_another_word_is_not_said() -> None:
    assert prompt(looks("Al", WOMAN), words("also smiling")) == "A woman. Also smiling."


def test_somebody_of_whom_only_a_name_is_known_has_things() -> None:
    fragments = looks("Kai", trait("eye_color", "green"), trait("feature", "scar")), words("Kai smiles")
    assert prompt(*fragments) == "Kai has green eyes and a scar. Kai smiles."


def test_several_people_have_names_and_places() -> None:
    text = prompt(cast("Ida", "Ruth"), looks("Ida", WOMAN), looks("Ruth", WOMAN), words("they dance"))
    assert text == "Ida, on the left, is a woman. Ruth, on the right, is a woman. They dance."


@pytest.mark.parametrize(
    "request_text", ["Ida on the left, Ruth on the right", "Ruth stands behind Ida", "Ida in the foreground"]
)
def test_a_request_that_places_people_is_not_contradicted(request_text: str) -> None:
    text = prompt(cast("Ida", "Ruth"), looks("Ida", WOMAN), looks("Ruth", WOMAN), words(request_text))
    assert text.startswith("Ida is a woman. Ruth is a woman. ")


@pytest.mark.parametrize("request_text", ["from above", "mountains behind them", "Ida raises her right hand"])
def test_words_that_place_nobody_leave_the_places(request_text: str) -> None:
    assert "Ida, on the left, is" in prompt(cast("Ida", "Ruth"), looks("Ida", WOMAN), words(request_text))


def test_somebody_of_whom_nothing_is_known_has_a_place() -> None:
    result = rendered(cast("Ida", "Ruth"), looks("Ida", WOMAN), words("they dance"))
    assert result.prompt == "Ruth is on the right. Ida, on the left, is a woman. They dance."
    assert parts(result)[0] == "Ruth"


def test_a_crowd_with_names_stands_in_a_row() -> None:
    assert prompt(cast("Al", "Bo", "Cy", "Di", "Ed"), words("they cheer")) == (
        "From left to right: Al, Bo, Cy, Di and Ed. They cheer."
    )


def test_a_name_in_unread_letters_gives_way_to_the_noun() -> None:
    fragments = looks("Анна", WOMAN), words("Анна у окна"), outfit("Анна", garment("coat"), traits=(WOMAN,))
    assert prompt(*fragments) == "A woman. Анна у окна. She wears a coat."


def test_names_of_several_are_written_in_letters_the_model_reads() -> None:
    result = rendered(cast("Анна", "Bob"), looks("Анна", WOMAN), words("Анна and Bob dance"))
    assert result.prompt == "Bob is on the right. Anna, on the left, is a woman. Anna and Bob dance."
    assert ("translated", "Анна") in changes(result)


def test_somebody_whose_name_cannot_be_written_is_described() -> None:
    result = rendered(cast("李梅", "Bob"), looks("李梅", WOMAN), words("李梅 and Bob dance"))
    assert result.prompt == (
        "Bob is on the right. The woman on the left is a woman. The woman on the left and Bob dance."
    )
    assert ("replaced", "李梅") in changes(result)


def test_a_model_that_reads_chinese_keeps_a_chinese_name() -> None:
    assert prompt(looks("李梅", WOMAN), words("李梅 smiles"), model=Z_IMAGE) == "李梅 is a woman. 李梅 smiles."


CHINESE = (
    Trait("gender", "女子", (Term("女子", "woman"),)), trait("age_look", "二十四岁"),
    trait("hair_color", "黑色", "黑色头发"), trait("hair_style", "长发"), trait("eye_color", "蓝色", "蓝色眼睛"),
)  # fmt: skip


def test_chinese_facts_make_chinese_sentences() -> None:
    worn = outfit("小梅", garment("红色连衣裙"), garment("斗篷", "湿透"), garment("帽子", slot="head"), traits=CHINESE)
    result = rendered(looks("小梅", *CHINESE), words("小梅站在窗边，微笑"), worn, words("油画", "style"), model=Z_IMAGE)
    assert result.prompt == (
        "小梅是一名女子，二十四岁，黑色长发，蓝色眼睛。小梅站在窗边，微笑。小梅穿着红色连衣裙、湿透的斗篷，戴着帽子。风格：油画。"
    )
    assert parts(result)[:5] == ["女子", "二十四岁", "黑色", "长发", "蓝色眼睛"]


def test_measures_and_single_characters_read_well_in_chinese() -> None:
    facts = Trait("gender", "男"), trait("height", "183cm", "183cm tall"), trait("build", "清瘦")
    assert prompt(looks("李", *facts), model=Z_IMAGE) == "一名男性，身高183cm，清瘦。"


def test_nobody_under_age_is_called_grown() -> None:
    facts = (trait("gender", "female"),)
    young = Person("Kim", traits=facts, under_age=(Evidence("card:Kim.description", 0, 2, "12"),))
    assert prompt(Fragment("character", Looks(young, facts))) == "A female person."


def test_a_chinese_woman_without_a_name_is_she() -> None:
    worn = outfit("小梅", garment("红色连衣裙"), traits=CHINESE)
    assert prompt(looks("小梅", *CHINESE), worn, model=Z_IMAGE).endswith("她穿着红色连衣裙。")


def test_people_may_be_told_of_by_a_plugin_that_names_no_cast() -> None:
    fragments = [looks(one, WOMAN) for one in ("Ida", "Ruth")]
    assert prompt(*fragments) == "Ida, on the left, is a woman. Ruth, on the right, is a woman."
