"""Several adjectives of one garment, set off by commas: "her torn, wet grey cloak", «длинный, чёрный плащ»."""

from composer.reading.lexicon import Form
from composer.reading.matching import Match
from composer.reading.text.segments import Sentence

_CASES = frozenset({"nominative", "genitive", "dative", "accusative", "instrumental", "locative"})
_NUMBERS = frozenset({"singular", "plural"})
_GENDERS = frozenset({"masculine", "feminine", "neuter"})
#: Words that describe things, whatever else they may be: "an *old*, grey coat".
_DESCRIBING = frozenset({"part_mod", "hair_style", "build", "tone"})
#: What may stand without a noun, too: "all in *black*, red gloves".
_NOUNS = ("color", "material")


def goes_on(sentence: Sentence, position: int, match: Match | None, form: Form | None, noun: Form) -> bool:
    """Return whether an adjective of a noun stands before the comma at a token.

    Args:
        match: the known word that ends there; form: its reading as a word that may describe the noun.
    """
    if match is not None:
        return form is not None and _suits(form, noun)
    language = sentence.language
    if language is None or language.cases or position == 0:
        return False
    word = sentence.words[position - 1]
    if position > 1 and sentence.words[position - 2] in sentence.spellings("word_definite"):
        return False  # "down from the flat, denim dungarees on"
    return language.lexicon.adjectival[word] or not language.lexicon.lookup(word).kinds.keys().isdisjoint(_DESCRIBING)


def opens(before: Match | None, first: Form | None, cases: bool) -> bool:
    """Return whether a noun phrase begins with the first of several adjectives, by the known word before it."""
    if cases or (before is not None and before.entry("article", "possessive")):
        return True
    plain = first is None or first.entry.kind not in _NOUNS
    return plain and before is not None and before.entry("wearing_preposition", "wearing_verb") is not None


def _suits(form: Form, noun: Form) -> bool:
    """Return whether an adjective agrees with a noun in gender and number."""
    if not form.tags or not noun.tags & _CASES:
        return True
    both, genders = form.tags & noun.tags, form.tags & _GENDERS
    return bool(both & _NUMBERS) and ("plural" in both or not genders or bool(both & genders))
