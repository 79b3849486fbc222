"""Every kind of words that the rules know is explained in plugins/languages.md."""

from dataclasses import fields

import pytest

from composer.reading.compile import lexicon_doubts, registered_languages
from composer.reading.kinds import all_kinds
from composer.reading.language import Language
from tests import language_reference

READ_BY_THE_CORE = [language for language in registered_languages() if language.rules is None]


def test_the_list_of_kinds_is_up_to_date() -> None:
    page = language_reference.PAGE
    current = page.path.read_text(encoding="utf-8")
    assert page.made_anew(language_reference.reference()) == current, "run: python -m tests.language_reference"


@pytest.mark.parametrize("language", READ_BY_THE_CORE, ids=[one.name for one in READ_BY_THE_CORE])
def test_every_kind_and_feature_of_a_lexicon_is_explained(language: Language) -> None:
    assert lexicon_doubts(language) == []


def test_every_kind_and_feature_that_is_explained_is_one_that_some_lexicon_has() -> None:
    used: dict[str, set[str]] = {}
    for language in READ_BY_THE_CORE:
        for entry in language.lexicon.entries:
            used.setdefault(entry.kind, set()).update(entry.features)
    explained = {name: set(kind.features) for name, kind in all_kinds().items()}
    assert {name: features - used.get(name, set()) for name, features in explained.items()} == {
        name: set() for name in used
    }


def test_the_page_names_everything_a_language_may_say() -> None:
    page = language_reference.PAGE.path.read_text(encoding="utf-8")
    said = {field.name for field in fields(Language)} - {"name", "code"}
    assert {name for name in said if f"`{name}`" not in page} == set()
