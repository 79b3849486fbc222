"""The `prose` dialect: plain sentences for models that read like people (FLUX, Z-Image, Qwen-Image, Seedream).

The subject comes first, then the action in the request's words, clothes, place, light and style. People are named when
there are several of them, each with a place in the picture, so that nobody gets another's looks. There are no weights
and no brackets. What is to be avoided goes into the model's negative prompt where it reads one; else it is said as what
the picture shows instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import Cast, Fragment, Looks, Outfit, Part, Reference, RenderedPrompt, Words
from composer.writing.budget import fitting
from composer.writing.naming import reference_sentences
from composer.writing.pieces import Drafts, Piece, between, joined, separated
from composer.writing.shrinking import beside_pictures
from composer.writing.writing import Writing
from composer_plugins.prose_writing.calling import Called, called_people
from composer_plugins.prose_writing.cast import cast_pieces, cast_sentence
from composer_plugins.prose_writing.chinese import chinese_looks, chinese_outfit, has_characters, is_chinese
from composer_plugins.prose_writing.facts import facts_of, garment_pieces, printed_garment, trait_pieces
from composer_plugins.prose_writing.people import expression_sentence, looks_sentence, outfit_sentence
from composer_plugins.prose_writing.speaking import is_sentence
from composer_plugins.prose_writing.telling import Telling, instead_pieces, negative_pieces, phrase_pieces

_STYLES = ("style", "tag_style")
_SCENE = ("place", "light", "effects", "camera")
_END = (".", "!", "?", "…", "。", "！", "？", ":", "：")
_QUOTES = '"”»」'
_CLOSED = ("。", "，", "；", "！", "？")
_BREAKS = (".", ",", ";", ":", "!", "?", "…")
_NOBODY = Called()


@dataclass(slots=True)
class _Page:
    """What one prompt is written from: its pieces by subject, and how its people are called."""

    telling: Telling
    called: Mapping[str, Called]
    references: list[Piece] = field(default_factory=list)


class Prose:
    """Writes sentences; `slots` is the order in which the models of the family want them."""

    name = "prose"
    slots = (
        "people", "character", "user", "expression", "pose", "prompt", "clothing", "place", "light", "effects",
        "camera", "style", "positive", "tag_style", "quality", "avoid",
    )  # fmt: skip

    def render(self, fragments: Sequence[Fragment], references: Sequence[Reference], model: Model) -> RenderedPrompt:
        """Write the prompt; each part of it covers one trait, one garment or one phrase of words.

        Args:
            fragments: in slot order.
            references: in upload order; those above the model's limit are left out and reported.
            model: says how it reads what is to be avoided, and how long its prompt may be.
        """
        writing = Writing()
        taken = writing.take(references, model)
        shorter = beside_pictures(fragments, taken, model, writing)
        page = _page(shorter, taken, model, writing)
        pieces = [piece for one in shorter for piece in _pieces(one, page, shorter)]
        drafts = Drafts(partial(_sentences, page))
        kept, cut = fitting(pieces, model, drafts.text)
        prompt, parts = drafts.written(kept)
        avoid = [one for one in shorter if one.slot == "avoid"] if model.avoidance == "negative_field" else []
        negative = separated(negative_pieces(avoid, page.telling), ", ")
        negative_prompt, negative_parts = joined([negative], "", negative=True)
        ordered = tuple(sorted((*parts, *negative_parts), key=_start))
        return RenderedPrompt(prompt, negative_prompt, taken, ordered, (*writing.changes, *cut))


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Prose())


def _page(
    fragments: Sequence[Fragment], taken: Sequence[Reference], model: Model, writing: Writing
) -> _Page:  # fmt: skip
    """Return what is known before anything is written."""
    named = taken if model.references_named else ()
    called = called_people(fragments, {one.person for one in named}, model, writing)
    seen = any(isinstance(one.content, Cast) and one.content.point_of_view for one in fragments)
    telling = Telling(writing, model, facts_of(fragments), _new_names(called), seen)
    return _Page(telling, called, _reference_pieces(named, fragments, telling))


def _new_names(called: Mapping[str, Called]) -> dict[str, str]:
    """Return names that the model cannot read, and what they are written as."""
    return {name: one.written for name, one in called.items() if one.written}


def _reference_pieces(
    references: Sequence[Reference], fragments: Sequence[Fragment], telling: Telling
) -> list[Piece]:  # fmt: skip
    writing = telling.writing
    printed = partial(printed_garment, writing=writing)
    sentences = reference_sentences(references, fragments, telling.model, writing, "dialect.prose", printed)
    return [piece for one in between(sentences, " ") for piece in one]


def _start(part: Part) -> int:
    return part.start


# ── facts and words, each as a piece ────────────────────────────────────────────────────────────────────────────────


def _pieces(fragment: Fragment, page: _Page, fragments: Sequence[Fragment]) -> Iterable[Piece]:
    if isinstance(fragment.content, Looks):
        return trait_pieces(fragment, fragment.content, page.telling.writing)
    if isinstance(fragment.content, Outfit):
        rest = _untold(fragment.content, page.references)
        return garment_pieces(fragment, rest, page.telling.writing)
    if isinstance(fragment.content, Cast):
        return cast_pieces(fragment, fragment.content, page.called, fragments)
    if fragment.slot != "avoid":
        return phrase_pieces(fragment, page.telling)
    return () if page.telling.model.avoidance == "negative_field" else instead_pieces(fragment, page.telling)


def _untold(outfit: Outfit, references: Sequence[Piece]) -> Outfit:
    """Return an outfit without what the sentences about reference pictures say of it already."""
    contents = [piece[1].content for piece in references if piece[1]]
    outfits = [one for one in contents if isinstance(one, Outfit) and one.person.name == outfit.person.name]
    told = [garment for one in outfits for garment in one.garments]
    return Outfit(outfit.person, tuple(one for one in outfit.garments if one not in told)) if told else outfit


# ── sentences ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _sentences(page: _Page, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the sentences of some of the pieces, in their order; what is told of one person makes one sentence."""
    sentences = [page.references] if page.references else []
    sentences += [_sentence(page, fragment, group) for fragment, group in _grouped(pieces)]
    return [_followed(one) for one in sentences[:-1]] + sentences[-1:]


def _followed(sentence: list[Piece]) -> list[Piece]:
    """Return a sentence that another one follows."""
    ended = _ended(sentence)
    return ended if ended[-1][0].endswith("。") else [*ended, (" ", None)]


def _grouped(pieces: Sequence[Piece]) -> list[tuple[Fragment, list[Piece]]]:
    groups: dict[tuple[object, ...], tuple[Fragment, list[Piece]]] = {}
    for piece in pieces:
        fragment = piece[1]
        assert fragment is not None
        groups.setdefault(_key(fragment), (fragment, []))[1].append(piece)
    return list(groups.values())


def _key(fragment: Fragment) -> tuple[object, ...]:
    content = fragment.content
    if isinstance(content, Looks | Outfit):
        return fragment.slot, type(content), content.person.name
    if isinstance(content, Cast):
        return fragment.slot, content.people
    if content.terms is not None:  # a place or thing from a lorebook
        return fragment.slot, fragment.evidence[:1]
    return "scene" if fragment.slot in _SCENE else fragment.slot, fragment.slot == "avoid" or fragment.source


def _sentence(page: _Page, fragment: Fragment, pieces: list[Piece]) -> list[Piece]:
    content = fragment.content
    if isinstance(content, Looks | Outfit):
        who = page.called.get(content.person.name, _NOBODY)
        if isinstance(content, Looks):
            return chinese_looks(who, pieces) if is_chinese(pieces) else looks_sentence(who, pieces)
        return chinese_outfit(who, pieces) if is_chinese(pieces) else outfit_sentence(who, pieces)
    if isinstance(content, Cast):
        return cast_sentence(pieces[0], content, page.called)
    if fragment.slot == "expression" and (sentence := expression_sentence(page.called, pieces)):
        return sentence
    if fragment.slot == "avoid":
        return _ended(_capital(separated(pieces, ", ")))
    words = _labelled(fragment.slot, _spaced(pieces))
    return words if content.untouched else _ended(_without_end(words))


def _labelled(slot: str, pieces: list[Piece]) -> list[Piece]:
    label = _label(slot, pieces)
    content = pieces[0][1].content if pieces[0][1] else None
    if isinstance(content, Words) and content.untouched:
        return [(label, None), *pieces] if label else pieces
    return [(label, None), *pieces] if label else _capital(pieces)


def _spaced(pieces: Sequence[Piece]) -> list[Piece]:
    """Return phrases with what belongs between the words of one source and another."""
    spaced: list[Piece] = []
    for piece in pieces:
        before = spaced[-1][0] if spaced else " "
        if not before[-1:].isspace() and not before.endswith(_CLOSED):
            spaced.append((" " if before.endswith(_BREAKS) else ", ", None))
        spaced.append(piece)
    return spaced


def _label(slot: str, pieces: Sequence[Piece]) -> str:
    """Return what a style stands behind, "" for other words and for a style that is a sentence by itself."""
    text = "".join(text for text, _ in pieces)
    if slot not in _STYLES or is_sentence(text):
        return ""
    return "风格：" if has_characters(text) else "Style: "


def _capital(pieces: list[Piece]) -> list[Piece]:
    text, fragment = pieces[0]
    return [(text[:1].upper() + text[1:], fragment), *pieces[1:]]


def _without_end(pieces: list[Piece]) -> list[Piece]:
    """Return words without a comma that is left at the end."""
    text, fragment = pieces[-1]
    return [*pieces[:-1], (text.rstrip(" ,;，；、"), fragment)]


def _ended(pieces: list[Piece]) -> list[Piece]:
    """Return words as a sentence, with a full stop."""
    text = pieces[-1][0].rstrip().rstrip(_QUOTES)
    if text.endswith(_END):
        return pieces
    return [*pieces, ("。" if has_characters(text[-1:]) else ".", None)]
