"""A colour behind words nobody knows: "a soft, lamp-like orange", "the mottled green of a pond"."""

from composer.reading.lexicon import Form
from composer.reading.looks.view import View

#: Words between an article and its colour.
_LONGEST = 5
#: How far behind the article a word may stand from where the colour is looked for.
_NEAR = 5
#: Known words that may stand before a colour without saying one.
_BEFORE = ("part_mod", "adverb", "shade", "tone", "build", "heap", "hair_style")


def tinted(view: View, position: int, kinds: tuple[str, ...], head: Form) -> int:
    """Return where the colour stands that the article at or shortly before a token leads to, 0 without one.

    Args:
        kinds: the kinds of words that describe `head`, the noun that has the colour.
    """
    if view.inflected or "color" not in kinds:
        return 0
    article = next((n for n in range(position, position - _NEAR, -1) if n >= 0 and view.is_article(n)), -1)
    for place in range(article + 1, min(article + 1 + _LONGEST, len(view.words))) if article >= 0 else ():
        match = view.at[place]
        form = view.describing(place, kinds, head, case=False) if match and match.first == place else None
        if match and form and form.entry.kind != "shade" and not view.hyphenated(match.last):
            if not view.is_any(article, "word_definite") or view.is_any(match.last, "word_of"):
                return place if place >= position else 0
        elif not _passes(view, place):
            return 0
    return 0


def _passes(view: View, position: int) -> bool:
    """Return whether a word may stand between an article and a colour."""
    if view.words[position] == "," or view.form(position, *_BEFORE):
        return True
    joined = view.hyphenated(position) or view.hyphenated(position + 1)
    unknown = view.at[position] is None and view.is_word(position) and not view.is_somebodys(position)
    # "a window, green curtains": what stands before a comma must describe
    return joined or (unknown and (view.word(position + 1) != "," or view.adjectival(position)))
