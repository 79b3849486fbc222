"""English: its lexicons, and how its words change."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import resources

from composer.hookspecs import hookimpl
from composer.reading.language import Inflected, Language

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$")


def _add_s(word: str) -> str:
    if _CONSONANT_Y.search(word):
        return word[:-1] + "ies"
    return word + ("es" if _SIBILANT.search(word) else "s")


def _stem(word: str, ending: str) -> str:
    """Return a verb as it stands before "ed" or "ing"."""
    if ending == "ing" and word.endswith("ie"):
        return word[:-2] + "y"
    if word.endswith("e") and not word.endswith("ee"):
        return word[:-1]
    if ending == "ed" and _CONSONANT_Y.search(word):
        return word[:-1] + "i"
    return word + word[-1] if _DOUBLES.search(word) else word


def _noun(word: str, irregular: Mapping[str, str]) -> Iterator[Inflected]:
    if "singular" in irregular:  # the dictionary form is a plural without a regular singular: "jeans"
        yield word, "plural", 0
        yield word, "plural", 1
        return
    yield word, "singular", 0
    yield irregular.get("plural") or _add_s(word), "plural", 1


def _adjective(word: str, irregular: Mapping[str, str]) -> Iterator[Inflected]:
    yield word, "", -1
    for tag, form in irregular.items():
        yield form, tag, -1


def _verb(phrase: str, irregular: Mapping[str, str]) -> Iterator[Inflected]:
    word, _, rest = phrase.partition(" ")
    rest = " " + rest if rest else ""
    past = irregular.get("past") or _stem(word, "ed") + "ed"
    yield word + rest, "infinitive present imperative", -1
    yield (irregular.get("third") or _add_s(word)) + rest, "present third", -1
    yield (irregular.get("gerund") or _stem(word, "ing") + "ing") + rest, "gerund", -1
    yield past + rest, "past", -1
    yield irregular.get("participle", past) + rest, "participle", -1


_PARTS: Mapping[str, Callable[[str, Mapping[str, str]], Iterator[Inflected]]] = {
    "noun": _noun,
    "adjective": _adjective,
    "verb": _verb,
}


def inflect(word: str, part: str, irregular: Mapping[str, str]) -> Iterator[Inflected]:
    """Yield the forms of an English word or phrase."""
    return _PARTS[part](word, irregular)


def name_forms(name: str) -> Mapping[str, str]:
    """Return a name and its possessive."""
    return {name: "nominative", name + "'s": "possessive"} | ({name + "'": "possessive"} if name.endswith("s") else {})


ENGLISH = Language(
    name="english",
    code="en",
    folder=resources.files("composer_plugins.languages") / "english",
    letters=re.compile(r"[A-Za-z]+"),
    inflect=inflect,
    name_forms=name_forms,
)


@hookimpl
def register_languages(register: Callable[[Language], None]) -> None:
    """Register English."""
    register(ENGLISH)
