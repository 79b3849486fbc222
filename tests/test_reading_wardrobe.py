"""What is worn: tables of mini-chats in English and Russian, and the properties of the fold."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.documents import load_yaml
from composer.reading.clothes.wardrobe import Wardrobe, outfit, start, step, worn
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import plain
from composer.types import ChatMessage, Garment, Macros, Person, Term, Trait

FOLDER = Path(__file__).parent / "reading_cases"
CASES: list[tuple[str, dict[str, Any]]] = [
    (language, case)
    for language in ("en", "ru")
    for table in (
        "clothes",
        "clothes_more",
        "clothes_third",
        "clothes_fourth",
        "clothes_fifth",
        "clothes_sixth",
        "clothes_seventh",
        "clothes_eighth",
        "clothes_ninth",
        "clothes_tenth",
        "clothes_twelfth",
        "clothes_precision",
        "clothes_long",
        "clothes_hoods",
    )
    for case in load_yaml(FOLDER / f"{table}_{language}.yaml")
]
CASES += [("en", case) for case in load_yaml(FOLDER / "clothes_plain_en.yaml")]
CASES += [("en", case) for case in load_yaml(FOLDER / "clothes_eleventh_en.yaml")]
CASES += [("ru", case) for case in load_yaml(FOLDER / "clothes_told_ru.yaml")]
CASES += [("ru", case) for case in load_yaml(FOLDER / "clothes_unknown_ru.yaml")]
NAMES = {"en": ("Mira", "Tom"), "ru": ("Мира", "Том")}
READING = Reading(registered_languages())


def people(language: str) -> tuple[Person, Person]:
    character, user = NAMES[language]
    return Person(character, traits=gender("female")), Person(user, role="persona", traits=gender("male"))


def gender(value: str) -> tuple[Trait, ...]:
    return (Trait("gender", value, (Term(value, value),)),)


def told(lines: list[str], cast: tuple[Person, ...], state: Wardrobe | None = None) -> Wardrobe:
    state = state or start(cast)
    for number, line in enumerate(lines):
        name, _, text = line.partition(": ")
        message = ChatMessage(name, text, is_user=name == cast[-1].name)
        mapped = plain(f"message:{number}", text, Macros(cast[0].name, cast[-1].name))
        state = step(state, message, mapped, cast, READING)
    return state


@pytest.mark.parametrize(("language", "case"), CASES, ids=[str(case.get("say") or case["chat"]) for _, case in CASES])
def test_worn_at_the_end(language: str, case: dict[str, Any]) -> None:
    state = told(case.get("chat") or [f"{NAMES[language][0]}: {case['say']}"], people(language))
    if wish := case.get("asks"):
        asked = ChatMessage(NAMES[language][0], wish)
        state = step(state, asked, MappedText.of("request", wish), people(language), READING)
    assert {name: sorted(garment.text for garment in worn(state, name)) for name in state.outfits} == {
        name: sorted(garments) for name, garments in case["worn"].items()
    }
    states = {
        garment.name.text: [term.english for term in garment.state]
        for name in state.outfits
        for garment in worn(state, name)
    }
    for garment, stated in case.get("state", {}).items():
        assert states[garment] == stated


def test_evidence_points_at_the_stored_message() -> None:
    stored = "**Rain.** *Mira pulls on her yellow raincoat.*"
    (garment,) = worn(told([f"Mira: {stored}"], people("en")), "Mira")
    (evidence,) = garment.evidence
    assert evidence.source == "message:0"
    assert stored[evidence.start : evidence.end] == evidence.quote == "yellow raincoat"


def test_terms_carry_english() -> None:
    (garment,) = worn(told(["Мира: *На ней чёрная кожаная куртка.*"], people("ru")), "Мира")
    assert garment.text == "чёрная кожаная куртка"
    assert garment.name == Term("куртка", "jacket")
    assert garment.colours == (Term("чёрный", "black"),)
    assert garment.materials == (Term("кожаный", "leather"),)
    assert (garment.slot, garment.layer) == ("outer", 3)


def test_order_is_by_slot_and_layer() -> None:
    state = told(["Mira: *She wears a hat, boots, a coat and a shirt.*"], people("en"))
    assert [garment.text for garment in worn(state, "Mira")] == ["shirt", "coat", "boots", "hat"]


def test_the_story_starts_in_the_card_outfit() -> None:
    hat = Garment(Term("hat", "hat"), "green hat", slot="head", layer=1)
    cast = (Person("Mira", garments=(hat,), traits=gender("female")), Person("Tom", role="persona"))
    assert worn(start(cast), "Mira") == (hat,)
    assert worn(told(["Mira: *She takes off her hat.*"], cast), "Mira") == ()


def test_outfit_of_a_card() -> None:
    texts = [
        plain("card:Mira.description", "{{char}} wears a white lab coat and round glasses.", Macros("Mira", "Tom"))
    ]
    garments = outfit(texts, Person("Mira", traits=gender("female")), READING)
    assert [garment.text for garment in garments] == ["white lab coat", "round glasses"]
    assert garments[0].evidence[0].source == "card:Mira.description"


def test_a_hostile_state_stays_small() -> None:
    cast = people("en")
    colours = ["red", "blue", "green", "white", "black", "grey", "pink", "brown"]
    state = told(
        [f"Mira: *She wears a {a} and {b} {c}.*" for a in colours for b in colours for c in ("ring", "badge")], cast
    )
    assert len(worn(state, "Mira")) <= 24


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    step(Wardrobe(), ChatMessage("Mira", text), plain("message:0", text, Macros("Mira", "Tom")), people("en"), READING)


def test_the_same_messages_give_the_same_state() -> None:
    lines = ["Mira: *She wears a red hat.*", "Tom: *I take her hat.*", "Mira: *She laughs and steals it back.*"]
    assert told(lines, people("en")) == told(lines, people("en"))


WORDS = st.sampled_from(sorted({word.strip("*") for _, case in CASES for word in str(case).split()}))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40), st.booleans())
def test_any_row_of_clothes_words_is_read(words: list[str], starred: bool) -> None:
    text = " ".join(words)
    state = told([f"Mira: *{text}*" if starred else f"Mira: {text}"], people("en"))
    assert all(len(garments) <= 24 for garments in state.outfits.values())


@pytest.mark.parametrize(
    ("written", "garments"),
    [
        ('Clothes("red dress" + "black boots")', ["red dress", "black boots"]),
        ("[Mira's clothes: green cardigan, brown skirt]", ["green cardigan", "brown skirt"]),
        ("Clothes = leather jacket + combat boots", ["leather jacket", "combat boots"]),
        ('"clothing": ["blue kimono", "white socks"]', ["blue kimono", "white socks"]),
        ("<clothing>yellow raincoat, rubber boots</clothing>", ["yellow raincoat", "rubber boots"]),
        ("### Outfit\n- pointed hat\n- curled slippers", ["curled slippers", "pointed hat"]),
        ("Attire: Wears a black suit and a thin tie. Never wears hats.", ["black suit", "thin tie"]),
        ("Her usual outfit consists of a plaid skirt and thick tights.", ["plaid skirt", "thick tights"]),
        ("Mira usually wears a beige trench coat. She dislikes hats.", ["beige trench coat"]),
        ("She can be seen wearing a lab coat over a green turtleneck.", ["green turtleneck", "lab coat"]),
        ("A dock smuggler in oilskin.", ["oilskin"]),
    ],
)
def test_outfit_of_a_card_in_every_form(written: str, garments: list[str]) -> None:
    texts = [plain("card:Mira.description", written, Macros("Mira", "Tom"))]
    found = outfit(texts, Person("Mira", traits=gender("female")), READING)
    assert [garment.text for garment in found] == garments


@pytest.mark.parametrize(
    ("written", "garments"),
    [
        ("Обычно она носит бордовое пальто и чёрные сапоги.", ["бордовое пальто", "чёрные сапоги"]),
        ("[Одежда Миры: серая толстовка, чёрные леггинсы]", ["серая толстовка", "чёрные леггинсы"]),
        ("Одета в белый халат и круглые очки. Шляп не носит.", ["белый халат", "круглые очки"]),
        ("Любимая одежда — растянутый свитер и старые джинсы.", ["растянутый свитер", "старые джинсы"]),
        ("Всегда в кепке и с рюкзаком за спиной.", ["кепка", "рюкзак"]),
    ],
)
def test_outfit_of_a_russian_card_in_every_form(written: str, garments: list[str]) -> None:
    texts = [plain("card:Мира.description", written, Macros("Мира", "Том"))]
    found = outfit(texts, Person("Мира", traits=gender("female")), READING)
    assert [garment.text for garment in found] == garments


def test_a_request_says_what_is_worn_in_its_picture() -> None:
    cast = people("en")
    wish = plain("request", "portrait of Mira, red coat, Tom in a tuxedo beside her", Macros("Mira", "Tom"))
    state = step(start(cast), ChatMessage("Mira", wish.text), wish, cast, READING)
    assert {name: [garment.text for garment in worn(state, name)] for name in state.outfits} == {
        "Mira": ["red coat"],
        "Tom": ["tuxedo"],
    }


def test_a_shade_stays_with_its_colour() -> None:
    (garment,) = worn(told(["Mira: *She wears a dark green coat.*"], people("en")), "Mira")
    assert garment.colours == (Term("dark green", "dark green"),)
