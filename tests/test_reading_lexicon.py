"""Lexicons: the compiled tables are those of their sources, forms are found, phrases go before words."""

import importlib.util
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.app import Composer
from composer.hookspecs import hookimpl
from composer.profiles import Profile
from composer.reading.compile import compile_table, registered_languages
from composer.reading.language import Language, language_of
from composer.reading.lexicon import Lexicon, agreeing, normalise
from composer.reading.matching import matches
from composer.reading.stems import StemPacker, Stems, pack_words, unpack_words
from composer.types import CharacterCard, ChatMessage
from tests.painting import tag

LANGUAGES = {language.code: language for language in registered_languages()}
ENGLISH, RUSSIAN = LANGUAGES["en"], LANGUAGES["ru"]


@pytest.mark.parametrize("language", [ENGLISH, RUSSIAN], ids=["english", "russian"])
def test_the_compiled_table_is_that_of_its_sources(language: Language) -> None:
    if language is RUSSIAN and importlib.util.find_spec("pymorphy3") is None:
        pytest.skip("pymorphy3 builds the Russian table and is not installed")
    stored = (language.folder / "table.json").read_text(encoding="utf-8")
    assert compile_table(language) == stored, "run: python -m composer.reading.compile"


@pytest.mark.parametrize(
    ("lexicon", "form", "kind", "text", "tag"),
    [
        (RUSSIAN.lexicon, "чёрную", "color", "чёрный", "accusative"),
        (RUSSIAN.lexicon, "глазами", "eye", "глаз", "plural"),
        (RUSSIAN.lexicon, "шрамом", "feature", "шрам", "instrumental"),
        (RUSSIAN.lexicon, "лисьими ушами", "feature", "лисьи уши", "instrumental"),
        (RUSSIAN.lexicon, "эльфийкой", "species", "эльфийка", "feminine"),
        (ENGLISH.lexicon, "elves", "species", "elf", "plural"),
        (ENGLISH.lexicon, "scars", "feature", "scar", "plural"),
        (ENGLISH.lexicon, "women", "gender", "woman", "plural"),
    ],
)
def test_a_form_is_found_with_its_entry_and_tags(lexicon: Lexicon, form: str, kind: str, text: str, tag: str) -> None:
    found = [one for one in lexicon.lookup(normalise(form)) if one.entry.kind == kind and one.entry.text == text]
    assert found
    assert tag in found[0].tags


def test_an_unknown_form_is_nothing() -> None:
    assert ENGLISH.lexicon.lookup("qwertz") == ()


def test_an_adjective_is_printed_in_agreement() -> None:
    black = next(
        form.entry for form in RUSSIAN.lexicon.lookup("чёрную".replace("ё", "е")) if form.entry.kind == "color"
    )
    assert agreeing(black, "feminine", plural=False) == "чёрная"
    assert agreeing(black, "neuter", plural=False) == "чёрное"
    assert agreeing(black, "masculine", plural=True) == "чёрные"


def test_the_longest_phrase_wins() -> None:
    words = ["light", "navy", "blue"]
    assert [(match.first, match.last) for match in matches(words, ENGLISH.lexicon)] == [(0, 1), (1, 3)]


@pytest.mark.parametrize(
    ("lexicon", "said"),
    [
        (ENGLISH.lexicon, "she pulls on her long grey coat and a pair of boots in the shower"),
        (RUSSIAN.lexicon, "она надела длинное серое пальто и вышла из душа в чём мать родила"),
    ],
)
def test_no_kind_of_word_is_found_that_is_not_among_the_kinds_of_a_text(lexicon: Lexicon, said: str) -> None:
    words = said.split()
    kinds = lexicon.kinds_in(words)
    assert {form.entry.kind for match in matches(words, lexicon) for form in match.forms} <= kinds
    others = {entry.kind for entry in lexicon.entries} - kinds
    assert others and not lexicon.only(frozenset(others)).touches(words)


def test_a_word_that_may_begin_a_phrase_has_its_kind_only_before_the_second_word() -> None:
    assert "garment" in ENGLISH.lexicon.kinds_in(["hockey", "jersey"])
    assert "garment" not in ENGLISH.lexicon.kinds_in(["hockey", "season"])


def test_labels_are_no_words_of_a_sentence() -> None:
    assert not [form for form in ENGLISH.lexicon.lookup("has no") if form.entry.kind == "label"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("long hair", "en"), ("длинные волосы", "ru"), ("Привет, Max!", "ru"), ("12, 34", None), ("頭髮", "zh")],
)
def test_the_language_of_a_text(text: str, code: str | None) -> None:
    language = language_of(text, LANGUAGES.values())
    assert (language.code if language else None) == code


@pytest.mark.parametrize("table", [None, "[]", "{", '{"version": "1"}'])
def test_a_language_without_its_table_is_left_out_and_the_others_draw(tmp_path: Path, table: str | None) -> None:
    if table is not None:
        (tmp_path / "table.json").write_text(table, encoding="utf-8")
    greek = Language("greek", "el", tmp_path, re.compile("[α-ω]+"), lambda word, *_: [(word, "", -1)])
    plugin = SimpleNamespace(register_languages=hookimpl(lambda register: register(greek)))
    composer = Composer("sketch", plugins={"greek": plugin})
    message = ChatMessage("Maren", f"She waves. {tag('a pier')}")
    [found] = composer.find(message.text)
    assert "a pier" in composer.compose(composer.scene(composer.story(), message, found)).prompt
    [report] = composer.plugins.reports
    assert "'greek' has no table of its words" in str(report)
    assert "python -m composer.reading.compile" in str(report)


STORIES = {
    "english": ("Mira", "Hair: long, silver\nMira is a tall woman.", "*Mira puts on a red coat.* She left."),
    "russian": ("Мира", "Волосы: длинные, седые\nМира — высокая женщина.", "*Мира надевает красное пальто.*"),
    "chinese": ("小雨", "头发：黑色长发\n小雨是一个高大的女人。", "小雨穿上一件黑色长裙。"),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_a_story_loads_the_table_of_its_language_and_no_other(name: str) -> None:
    fresh = [replace(language) for language in LANGUAGES.values()]
    plugin = SimpleNamespace(register_languages=hookimpl(lambda register: [register(one) for one in fresh] and None))
    built_in = tuple(f"language.{one.name}" for one in fresh)
    composer = Composer(Profile(name="test", disabled_plugins=built_in), plugins={"fresh": plugin})
    character, description, text = STORIES[name]
    story = composer.story([CharacterCard(character, description=description)])
    message = ChatMessage(character, f"{text} {tag(character)}")
    [found] = composer.find(message.text)
    assert composer.scene(story, message, found).people[0].traits
    assert [one.name for one in fresh if "lexicon" in vars(one)] == [name]


def test_forms_are_found_by_their_stems_and_nothing_else_is() -> None:
    packer, forms = (
        StemPacker(),
        [{"чёрный": 0, "чёрного": 1, "чёрная": 2}, {"красный": 0, "красного": 1, "красная": 2}],
    )
    for number, one in enumerate([*forms, {"иду": 3, "шла": 4}, {"я": 0}, {"чёрный": 5}]):
        packer.add(number, one)
    packed: Any = packer.packed()
    assert (packed["stems"]["чёрн"], packed["stems"]["красн"]) == ("0.0", "1.0")  # they bend alike
    stems = Stems(**packed)
    assert stems.find("чёрный") == [(0, 0), (4, 5)]
    assert (stems.find("красная"), stems.find("шла"), stems.find("я")) == ([(1, 2)], [(2, 4)], [(3, 0)])
    assert not any(map(stems.find, ("красн", "краснаяя", "ч", "", "ид", "ты")))


@given(st.lists(st.text("абв", min_size=1, max_size=9), min_size=1, max_size=8))
def test_words_packed_are_words_unpacked(words: list[str]) -> None:
    assert unpack_words(pack_words(words)) == tuple(words)


@pytest.mark.parametrize("name", STORIES)
def test_a_table_takes_little_memory(name: str) -> None:
    fresh = next(replace(language) for language in LANGUAGES.values() if language.name == name)
    tracemalloc.start()
    _ = fresh.lexicon.entries
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 20 * 1024**2


def test_rows_of_lexicons_fit_a_screen() -> None:
    folders = [Path(str(language.folder)) for language in registered_languages()]
    long = [
        f"{file.parent.name}/{file.name}:{number}"
        for folder in folders
        for file in sorted(folder.glob("*.yaml"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []
