"""Sentences: zones, languages, bounds."""

import pytest

from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence

READING = Reading(registered_languages())


def read(text: str) -> list[Sentence]:
    return list(READING.sentences(MappedText.of("m", text)))


def zone_of(text: str, words: str) -> str:
    return next(sentence.zone for sentence in read(text) if words in sentence.source)


@pytest.mark.parametrize(
    ("text", "words", "zone"),
    [
        ('She nods. "My hat is red." She leaves.', "hat", "speech"),
        ('She nods. "My hat is red." She leaves.', "leaves", "narration"),
        ("«Моя шляпа красная», — сказала она.", "шляпа", "speech"),
        ("— Привет, — сказала Вера, снимая шляпу. — Как дела?", "шляпу", "narration"),
        ("— Привет, — сказала Вера, снимая шляпу. — Как дела?", "дела", "speech"),
        ("*She takes off her hat.* Nice day, is it not?", "hat", "narration"),
        ("*She takes off her hat.* Nice day, is it not?", "Nice", "speech"),
        ('*She takes off her hat.* The wind howls. "Nice."', "wind", "narration"),
        ("— Да. *Она снимает шляпу.* Пойдём.", "шляпу", "narration"),
        ("— Да. *Она снимает шляпу.* Пойдём.", "Пойдём", "speech"),
        ("— Да. *Она снимает шляпу.* — Пойдём в шапке.", "шапке", "speech"),
        ("— Это *очень* красивая шляпа.", "шляпа", "speech"),
        ("((OOC: she wears a hat))", "hat", "aside"),
        ("[OOC: she wears a hat] Go.", "hat", "aside"),
        ("Look: `wears a hat` there", "wears", "code"),
        ("```\nwears a hat\n```", "wears", "code"),
        ('A "silver" ring', "silver", "narration"),
        ('An unclosed "quote about a hat\nThe next line.', "next", "narration"),
    ],
)
def test_zone(text: str, words: str, zone: str) -> None:
    assert zone_of(text, words) == zone


def test_each_sentence_knows_its_language() -> None:
    found = read("She smiles. Она улыбается. 12345")
    assert [sentence.language.code if sentence.language else None for sentence in found] == ["en", "ru", None]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert len(read("Dr. Holt nods. Mr. Fen waits.")) == 2


def test_hyphenated_words_are_words_of_their_own() -> None:
    assert read("Тёмно-русые")[0].words == ["темно", "русые"]


def test_sentences_point_into_the_text() -> None:
    text = '  One. *Two three.* "Four!" — five\n\nsix'
    for sentence in read(text):
        assert text[sentence.start : sentence.end] == sentence.source
        assert all(text[token.start : token.end] == token.text for token in sentence.tokens)
