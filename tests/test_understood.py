"""A model gets facts in a language that it reads, and whatever else it cannot read is told."""

from composer.models import Model
from composer.reading.compile import registered_languages
from composer.translating import understood
from composer.types import Change, Fragment, Garment, Outfit, Person, Term, Words

LANGUAGES = tuple(registered_languages())
ENGLISH_ONLY = Model(name="local", languages=("en",))
ANNA = Person("Анна", garments=(Garment(Term("платье", "dress"), "чёрное платье"),))
DRESS = Fragment("clothing", Outfit(ANNA, ANNA.garments))
PIER = Fragment("prompt", Words("Анна стоит на причале"))


def garments(fragments: list[Fragment]) -> list[str]:
    contents = [fragment.content for fragment in fragments]
    return [garment.text for content in contents if isinstance(content, Outfit) for garment in content.garments]


def test_facts_are_said_in_english_to_a_model_that_reads_only_that() -> None:
    fragments, changes = understood([DRESS], LANGUAGES, ENGLISH_ONLY)
    assert garments(fragments) == ["black dress"]
    assert Change("translated", "чёрное платье", "black dress") in changes


def test_facts_stay_for_a_model_that_reads_their_language() -> None:
    fragments, changes = understood([DRESS, PIER], LANGUAGES, Model(name="both", languages=("en", "ru", "zh-CN")))
    assert (fragments, changes) == ([DRESS, PIER], [])


def test_words_of_the_request_stay_and_the_user_hears_of_it() -> None:
    fragments, changes = understood([PIER], LANGUAGES, ENGLISH_ONLY)
    assert fragments == [PIER]
    assert [(change.kind, change.what) for change in changes] == [("notice", "prompt")]
    assert "Russian" in changes[0].why


def test_english_words_bring_no_notice() -> None:
    assert understood([Fragment("prompt", Words("a pier at night"))], LANGUAGES, ENGLISH_ONLY)[1] == []
