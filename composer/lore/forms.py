"""The forms of a key's words, by which «маяк» is called by «маяка» and "old lighthouse" by "old lighthouses"."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from composer.reading.language import Language
from composer.reading.lexicon import normalise

#: What forms of verbs are tagged with: a key is not called by what is done.
_DOING = frozenset({"infinitive", "present", "past", "future", "gerund", "participle", "imperative", "third", "first"})
_GENDERS = (("masculine", False), ("feminine", False), ("neuter", False), ("masculine", True))


def fold(text: str) -> str:
    """Return a text in lower case, of the same length, with ё as е and one kind of apostrophe."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lower.replace("ё", "е").replace("’", "'").replace("ʼ", "'")


@lru_cache(maxsize=65_536)
def forms_of(word: str, languages: tuple[Language, ...]) -> frozenset[str]:
    """Return the forms in which a key's word may stand in a text, in lower case."""
    declined = (form for language in _writing(word, languages) for form in language.name_forms(word))
    return frozenset((fold(word), *(fold(form) for form in declined if form.isalnum()), *bases_of(word, languages)))


@lru_cache(maxsize=65_536)
def bases_of(word: str, languages: tuple[Language, ...]) -> frozenset[str]:
    """Return what a word of a text may be a form of, itself among it, in lower case."""
    found = (base for language in _writing(word, languages) for base in _bases(normalise(word), language))
    return frozenset((fold(word), *map(fold, found)))


def _bases(word: str, language: Language) -> Iterator[str]:
    forms = language.lexicon.lookup(word)
    named = [form.entry.text for form in forms if _DOING.isdisjoint(form.tags)]
    yield from (text for text in named if text.isalnum())
    if language.cases and not forms:
        yield from filter(None, (language.adjective(word, gender, plural) for gender, plural in _GENDERS))


def _writing(word: str, languages: Iterable[Language]) -> Iterator[Language]:
    return (language for language in languages if language.claims(word) == 1.0)
