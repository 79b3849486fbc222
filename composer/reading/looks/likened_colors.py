"""Colours of hair and eyes that are told by what has them: "the colour of honey", «мышиного цвета», "molten gold"."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.reading.looks.view import View
from composer.reading.matching import Match
from composer.types import Term

#: Words of "eyes — two drops of gold".
_LONGEST_METAPHOR = 4
#: Describing words of eyes and hair that say no colour.
_NO_COLOR = ("adverb", "part_mod", "hair_style", "shade", "tone")
#: Describing words looked past for a colour.
_LONGEST_ASIDE = 6


def of_color(view: View, attribute: str, noun: str, match: Match) -> Iterator[Found]:
    """Read "eyes the color of dark honey", "глаза цвета речного льда"."""
    lead = match.last + (view.form(match.last, "copula") is not None or view.word(match.last) == ",")
    lead = _past_others(view, view.past_person(lead))
    known = view.at[lead] if lead < len(view.words) else None
    if view.is_any(lead, "word_of"):
        yield from _made_of_color(view, attribute, noun, match, lead + 1)
    if known is None or not known.form("of_color"):
        return
    end = known.last
    while end < min(len(view.words), known.last + 3) and view.is_word(end) and not view.form(end, "function"):
        told = view.form(end, "hair_style", "linking") or (view.acts(end) and not view.adjectival(end - 1))
        if end > known.last and view.inflected and told:
            break  # «патлы цвета соломы лезут в глаза»
        end += 1
    if end > known.last:
        value = view.source(lead, end)
        said = [form.entry.english for n in range(lead, end) if (form := view.form(n, "color"))]
        words = tuple(Term(value, english) for english in said)
        yield Found(attribute, value, view.behind(noun, value), words, match.first, end, match.first)


def _past_others(view: View, position: int) -> int:
    """Return the token behind describing words that say no colour: «глаза *маленькие,* цвета мазута»."""
    place = position
    while view.inflected and place < min(len(view.words), position + _LONGEST_ASIDE):
        if view.form(place, "of_color"):
            return place
        if not (view.form(place, *_NO_COLOR) or view.words[place] in view.joiners or view.adjectival(place)):
            return position
        place += 1
    return position


def color_before(view: View, attribute: str, noun: str, match: Match) -> Iterator[Found]:
    """Read «мышиного цвета волосы»: a colour in the genitive that stands before its noun."""
    lead = match.first - 1
    if not view.inflected or not view.form(lead, "of_color") or not view.genitive_adjective(lead - 1):
        return
    value = view.source(lead - 1, lead + 1).lower()
    form = view.form(lead - 1, "color")
    words = (Term(value, form.entry.english),) if form else ()
    yield Found(attribute, value, view.behind(noun, value), words, lead - 1, match.last, match.first)


def _made_of_color(view: View, attribute: str, noun: str, match: Match, start: int) -> Iterator[Found]:
    """Read "eyes of molten gold"."""
    end = start
    while end < min(len(view.words), start + 3) and view.is_word(end) and not view.form(end, "function"):
        color = view.form(end, "color", "eye_color")
        end = view.at[end].last if color and view.at[end] else end + 1  # type: ignore[union-attr]
        if color:
            value = view.source(start, end)
            words = (Term(color.entry.text, color.entry.english),)
            yield Found(attribute, value, view.alone(noun, value), words, match.first, end, match.first)
            return


def likened_color(view: View, attribute: str, noun: str, match: Match) -> Iterator[Found]:
    """Read "eyes — molten gold", "глаза — два сапфира", "глаза как янтарь"."""
    behind = view.past_person(match.last)
    behind += view.form(behind, "possessive") is not None
    if "color_noun" not in view.known or not (view.word(behind) in ("—", "–", "-", ":") or view.form(behind, "simile")):
        return
    start = behind + 1
    for position in range(start, min(start + _LONGEST_METAPHOR, len(view.words))):
        form = view.form(position, "color_noun")
        if form and position > start:  # "глаза — лёд" is no more than a metaphor
            value = view.source(start, position + 1)
            words = (Term(form.entry.text, form.entry.english),)
            yield Found(attribute, value, view.behind(noun, value), words, match.first, position + 1, match.first)
            return
        if not view.is_word(position):
            return
