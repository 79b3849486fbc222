"""How a language prints a trait on its own: "silver" as "silver hair", «24» as «24 года».

The words are the lexicon's, of the kind "printed": a text with ``{}`` where the value stands, `for` hair, eyes, skin,
build, height or age, and `number` where the language has several forms of it (see `Language.plural`); `female` and
`male` are printed where only a pronoun tells the gender.
"""

from functools import lru_cache

from composer.reading.language import Language

PLACE = "{}"


def printed(language: Language | None, purpose: str, value: str = "", number: int = 0) -> str:
    """Return a value as it is printed on its own, the value itself in a language that says nothing of it.

    Args:
        purpose: what is printed: hair, eyes, age … number: of an age, the years.
    """
    if language is None:
        return value
    form = language.plural(number)
    templates = _templates(language)
    template = templates.get((purpose, form)) or templates.get((purpose, ""), PLACE)
    return template.replace(PLACE, value, 1)


def noun_of(language: Language | None, purpose: str) -> str:
    """Return the noun that is printed with a value: "hair"."""
    return printed(language, purpose).strip()


@lru_cache(maxsize=64)
def _templates(language: Language) -> dict[tuple[str, str], str]:
    return {(one.get("for"), one.get("number")): one.text for one in language.lexicon.of_kind("printed")}
