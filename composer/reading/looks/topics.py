"""Whom a sentence leaves the story with: whom "she" means next, and what is told without a subject."""

from collections.abc import Iterable

from composer.reading.lexicon import Form
from composer.reading.looks.view import View

#: What may govern a genitive that names somebody who is spoken of.
_GOVERNING = ("at_person", "object_lead", "aside_lead", "possessive", "place_preposition", "having")

#: What may stand between a preposition and the noun it governs.
_DESCRIBING = ("indefinite", "possessive", "build", "height", "age_word", "color", "adverb", "part_mod", "number",
               "hair_color", "compound", "tone", "hair_style", "shade")  # fmt: skip
#: What stands before somebody who is only mentioned: "*of* a goblin", "*like* a cat".
_GOVERNING = ("object_lead", "aside_lead", "place_preposition", "length_preposition", "style_preposition", "likening")
#: Tokens in which a noun phrase may begin before its noun.
_LONGEST_PHRASE = 5
#: Kinds of words that may name somebody.
NAMING = frozenset({"pronoun", "possessive", "relation", "contrast", "person", "gender", "species"})


def naming(view: View, names: frozenset[str]) -> list[int]:
    """Return the tokens that may name somebody: known names, words for people, what is unknown and could be either."""
    written, known = view.sentence.written, not view.known.isdisjoint(NAMING)
    people = [one.first for one in view.matches if not NAMING.isdisjoint(one.forms.kinds)] if known else ()
    something = not view.inflected and {"possessive", "copula"} <= view.known
    unknown = [n for n, one in enumerate(view.at) if one is None and (something or written[n][0].isupper())]
    named = [] if names.isdisjoint(view.bare) else [n for n, word in enumerate(view.bare) if word in names]
    return sorted({*people, *unknown, *named})


def topic_after(view: View, mentions: Iterable[tuple[int, bool]], topic: bool) -> bool:
    """Return whether what follows a sentence without a subject is about the person.

    Args:
        mentions: the tokens that name somebody, and whether that is the person. topic: whether the sentence was so.
    """
    named = [(position, whose) for position, whose in mentions if not _passing(view, position)]
    if not view.inflected:
        named = [(position, whose) for position, whose in named if leads(view, position)]
        # "Her customers are soldiers, but Ann keeps the bar" is about Ann.
        named = [one for one in named if not _names_several(view, one[0])] or named
    # "You will know Ann by her coat" is about Ann.
    told = [whose for position, whose in named if not _is_you(view, position)] or [whose for _, whose in named]
    return told[0] if told else topic


def leads(view: View, position: int) -> bool:
    """Return whether a mention may turn the story to somebody: not "of a goblin", "like a cat", "stares at you"."""
    if view.form(position, "possessive"):
        return False
    if _is_you(view, position):
        return position == 0 or view.form(position + 1, "copula", "having") is not None
    one = view.form(position, "relation", "pronoun") is not None and not _names_several(view, position)
    if one or view.at[position] is None:
        return True  # "a portrait of her mother", "a portrait of Ann": somebody there is
    start = position
    while start > max(0, position - _LONGEST_PHRASE) and _describes(view, start - 1):
        start -= 1
    return view.form(start - 1, *_GOVERNING) is None


def may_be_meant(view: View, position: int) -> bool:
    """Return whether "he" or "she" may mean whom a mention names: one person, and neither speaker nor reader."""
    pronoun = view.form(position, "pronoun")
    spoken = pronoun is not None and pronoun.entry.get("person") in ("first", "second")
    return not spoken and not _names_several(view, position) and leads(view, position)


def _describes(view: View, position: int) -> bool:
    return view.adjectival(position) or view.form(position, *_DESCRIBING) is not None


def _names_several(view: View, position: int) -> bool:
    form = view.form(position, "relation", "person", "gender", "species")
    return form is not None and "plural" in form.tags and "singular" not in form.tags


def _is_you(view: View, position: int) -> bool:
    pronoun = view.form(position, "pronoun")
    return pronoun is not None and pronoun.entry.get("person") == "second"


def _passing(view: View, position: int) -> bool:
    """Return whether somebody is mentioned only in passing: by a possessive, in Russian in an oblique case."""
    if view.form(position, "possessive"):
        return True
    somebody = view.form(position, "person", "gender", "species") if view.inflected else None
    relation = view.form(position, "relation") if view.inflected else None
    if relation:
        return _belongs_to_noun(view, position, relation)
    if somebody is None:
        return False
    oblique = somebody.tags & {"genitive", "dative", "locative"}
    return bool(oblique) and not somebody.tags & {"nominative", "short"}


def _belongs_to_noun(view: View, position: int, relation: Form) -> bool:
    """Return whether somebody in the genitive only belongs to the noun before: «хвост в рост *хозяина*»."""
    if "genitive" not in relation.tags or "nominative" in relation.tags or position < 1:
        return False
    return view.is_word(position - 1) and view.at[position - 1] is not None and not view.form(position - 1, *_GOVERNING)
