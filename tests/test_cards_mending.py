"""Cards whose texts were misread: every field of the story is put right, and the card says which and how."""

import time
from dataclasses import replace

from composer.cards.mending import mended_book, mended_card, mended_persona
from composer.types import CharacterCard, Lorebook, LoreEntry, Persona

BROKEN = "РЈ РђРЅРЅС‹ СЂС‹Р¶РёРµ РІРѕР»РѕСЃС‹."
GOOD = "У Анны рыжие волосы."


def test_every_text_of_a_card_is_put_right_and_reported() -> None:
    book = Lorebook((LoreEntry(BROKEN, keys=("РђРЅРЅР°",)),))
    card = CharacterCard(
        "РђРЅРЅР°", BROKEN, first_mes="Привет!", alternate_greetings=("Hi", BROKEN), character_book=book,
        extensions={"rp_composer": {"looks": BROKEN, "n": [1, None]}}, warnings=("odd",),
    )  # fmt: skip
    mended = mended_card(card)
    assert (mended.name, mended.description, mended.first_mes) == ("Анна", GOOD, "Привет!")
    assert mended.alternate_greetings == ("Hi", GOOD)
    assert mended.extensions == {"rp_composer": {"looks": GOOD, "n": [1, None]}}
    assert mended.character_book is not None
    assert mended.character_book.entries[0].keys == ("Анна",)
    assert mended.warnings[:2] == (
        "odd",
        "the field name was UTF-8 that some program read as Windows-1251; it was put right",
    )
    assert any("extensions.rp_composer.looks" in warning for warning in mended.warnings)


def test_what_the_file_says_is_kept_for_writing_it_back() -> None:
    card = CharacterCard("Anna", BROKEN, stored={"description": BROKEN}, unknown={"x": BROKEN})
    mended = mended_card(card)
    assert (mended.stored, mended.unknown) == (card.stored, card.unknown)


def test_a_good_card_is_the_same_card() -> None:
    card = CharacterCard("Анна", GOOD, tags=("Её", "ЁЛКА"), extensions={"a": {"b": ["é…", "Ã la carte"]}})
    assert mended_card(card) is card


def test_personas_and_books_are_put_right() -> None:
    assert mended_persona(Persona("ZoÃ©", BROKEN)) == Persona("Zoé", GOOD)
    book, warnings = mended_book(Lorebook((LoreEntry(BROKEN),)))
    assert book.entries[0].content == GOOD
    assert warnings == ("the book's content was UTF-8 that some program read as Windows-1251; it was put right",)


def test_deep_and_endless_extensions_cost_little() -> None:
    deep: dict[str, object] = {}
    for _ in range(500):
        deep = {"a": deep, "b": "é"}
    started = time.perf_counter()
    assert mended_card(replace(CharacterCard("A"), extensions=deep)).extensions is deep
    assert time.perf_counter() - started < 1
