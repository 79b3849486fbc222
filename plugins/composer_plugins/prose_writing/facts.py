"""Traits and garments as pieces of text, one each: what is said twice is merged, and nothing of a program's syntax."""

import re
from collections.abc import Iterable, Iterator, Sequence

from composer.types import Fragment, Garment, Looks, Outfit, Trait
from composer.writing.facts import alone, in_order, printed
from composer.writing.pieces import Piece
from composer.writing.writing import Writing
from composer_plugins.prose_writing.chinese import chinese_garment, has_characters
from composer_plugins.prose_writing.phrases import garment_phrase
from composer_plugins.prose_writing.speaking import plain_line
from composer_plugins.prose_writing.vocabulary import prose_words, words_of

TRAIT_ORDER = (
    "height", "build", "age_look", "gender", "species", "skin", "hair_color", "hair_style", "eye_color", "feature",
)  # fmt: skip
_KINDS = ("species", "gender", "age_look")
_SAID_MORE_FULLY = ("species", "feature")
_FEET = re.compile(r"(\d)\s*['’′]\s*(\d{1,2})\s*(?:[\"”″]|''|(?!\w))")


def facts_of(fragments: Iterable[Fragment]) -> str:
    """Return all looks and clothes in lower case, to see whether something contradicts them."""
    said = [printed(one) for f in fragments if isinstance(f.content, Looks) for one in f.content.traits]
    worn = [printed(one) for f in fragments if isinstance(f.content, Outfit) for one in f.content.garments]
    return "\n".join((*said, *worn)).casefold()


def trait_pieces(fragment: Fragment, looks: Looks, writing: Writing) -> Iterator[Piece]:
    """Yield each trait as it is said for itself ("silver hair"), in an order that is the same for everybody."""
    for trait, said in without_repeats(in_order(looks.traits, TRAIT_ORDER), writing):
        text = _measured(_small(plain_line(fragment.slot, said, writing)), writing)
        if text and writing.is_new(fragment.slot, looks.person.name, trait.attribute, trait.value.casefold()):
            yield text, alone(fragment, trait)


def garment_pieces(fragment: Fragment, outfit: Outfit, writing: Writing) -> Iterator[Piece]:
    """Yield each garment with its states."""
    for garment in outfit.garments:
        text = printed_garment(garment, writing)
        if text and writing.is_new(fragment.slot, outfit.person.name, "garment", text.casefold()):
            yield text, alone(fragment, garment)


def printed_garment(garment: Garment, writing: Writing) -> str:
    """Return a garment with its states as one harmless phrase in its own language."""
    is_chinese = has_characters(garment.text or garment.name.text)
    return plain_line("clothing", chinese_garment(garment) if is_chinese else garment_phrase(garment), writing)


def _small(text: str) -> str:
    """Return a fact as it stands inside a sentence: it may have begun one where it was read."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _measured(text: str, writing: Writing) -> str:
    """Return a text with feet and inches in words, since quotation marks would begin text in the picture."""
    plain = _FEET.sub(r"\1 ft \2 in", text) if "'" in text or "’" in text or "′" in text else text
    if plain != text:
        writing.note("rewritten", text, plain)
    return plain


# ── what somebody is, said once ─────────────────────────────────────────────────────────────────────────────────────


def without_repeats(traits: Sequence[Trait], writing: Writing) -> Iterator[tuple[Trait, str]]:
    """Yield traits with their words, without a gender or kind that another word says already: "elf woman", "female"."""
    carrier = _carrier(traits)
    gender = _gender(carrier) if carrier else ""
    for trait in traits:
        said = printed(trait)
        if trait.attribute == "age_look" and trait is not carrier and gender and _gender(trait) == gender:
            yield trait, " ".join(said.split()[:-1]) or said
        elif trait.attribute == "gender" and trait is not carrier and gender and _gender(trait) == gender:
            writing.note("merged", said, f"{_said(carrier)!r} says it already")
        elif trait.attribute in _SAID_MORE_FULLY and (wider := _wider(trait, traits)):
            writing.note("merged", said, f"{_said(wider)!r} says it already")
        else:
            yield trait, said


def _carrier(traits: Sequence[Trait]) -> Trait | None:
    """Return the trait whose noun says somebody's gender: of the kind first, then of the gender itself."""
    nouns = {noun for one in prose_words().genders.values() for noun in one.nouns - one.adjectives}
    found = [one for one in traits if one.attribute in _KINDS and (words_of(_said(one)) or ("",))[-1] in nouns]
    return min(found, key=lambda one: _KINDS.index(one.attribute), default=None)


def _gender(trait: Trait) -> str:
    return prose_words().gender_of.get((words_of(_said(trait)) or ("",))[-1], "")


def _wider(trait: Trait, traits: Sequence[Trait]) -> Trait | None:
    """Return another trait of the same kind whose words hold all of this one's."""
    words = set(words_of(_said(trait)))
    if trait.attribute == "feature" and len(words) != 1:
        return None
    others = (one for one in traits if one.attribute == trait.attribute and one is not trait)
    return next((one for one in others if words < set(words_of(_said(one)))), None)


def _said(trait: Trait | None) -> str:
    return printed(trait) if trait else ""
