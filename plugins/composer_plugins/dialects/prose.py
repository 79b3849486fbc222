"""The `prose` dialect: plain sentences for models that read like people (FLUX, Z-Image, Qwen-Image, Seedream).

The subject comes first, then the action in the request's words, clothes, place, light and style. People are named when
there are several of them, each with a place in the picture, so that nobody gets another's looks. There are no weights
and no brackets. What is to be avoided goes into the model's negative prompt where it reads one; else it is said as what
the picture shows instead.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from composer.contracts import Register
from composer.fragments import evidence_of, narrowed
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import Cast, Fragment, Garment, Looks, Outfit, Person, Reference, RenderedPrompt, Trait, Words
from composer.writing.avoiding import avoided, rewritten
from composer.writing.budget import fitting
from composer.writing.naming import reference_sentences
from composer.writing.operators import neutral_operators
from composer.writing.pieces import Piece, between, joined, separated
from composer.writing.shrinking import beside_pictures
from composer.writing.weights import converted
from composer.writing.writing import Writing
from composer_plugins.prose_writing.people import Named, looks_sentence, outfit_sentence
from composer_plugins.prose_writing.phrases import garment_phrase, prose_words, with_article

LABELS = {"style": "Style: ", "tag_style": "Style: "}
TRAIT_ORDER = (
    "height", "build", "age_look", "gender", "species", "skin", "hair_color", "hair_style", "eye_color", "feature",
)  # fmt: skip
_BRACKETS = str.maketrans("", "", "()[]{}")
_PHRASE = re.compile(r"[^,.;!?…]+[,.;!?…]*\s*|\S+")
_END = (".", "!", "?", "…", '"', "”", "。", "！", "？")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class _Page:
    """What one prompt is written from: its pieces by subject, and how its people are called."""

    writing: Writing = field(default_factory=Writing)
    pieces: list[Piece] = field(default_factory=list)
    names: dict[str, Named] = field(default_factory=dict)
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
        page = _Page()
        taken = page.writing.take(references, model)
        fragments = beside_pictures(fragments, taken, model, page.writing)
        page.names = _named(fragments, page.writing)
        page.references = _reference_pieces(taken, fragments, model, page.writing) if model.references_named else []
        page.pieces = [piece for one in fragments for piece in _pieces(one, model, page.writing)]
        kept, cut = fitting(page.pieces, model, partial(_text, page))
        prompt, parts = joined(_sentences(page, kept), " ")
        negative = _negative(fragments, page.writing) if model.avoidance == "negative_field" else []
        negative_prompt, negative_parts = joined([separated(negative, ", ")], "", negative=True)
        return RenderedPrompt(
            prompt, negative_prompt, taken, (*parts, *negative_parts), (*page.writing.changes, *cut)
        )  # fmt: skip


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Prose())


def _text(page: _Page, pieces: Sequence[Piece]) -> str:
    return joined(_sentences(page, pieces), " ")[0]


# ── facts and words, each as a piece ────────────────────────────────────────────────────────────────────────────────


def _pieces(fragment: Fragment, model: Model, writing: Writing) -> Iterable[Piece]:
    if isinstance(fragment.content, Looks):
        return _traits(fragment, fragment.content, writing)
    if isinstance(fragment.content, Outfit):
        return _garments(fragment, fragment.content, writing)
    if isinstance(fragment.content, Cast):
        return ()
    if fragment.slot != "avoid":
        return _phrases(fragment, writing)
    return () if model.avoidance == "negative_field" else _instead(fragment, model, writing)


def _traits(fragment: Fragment, looks: Looks, writing: Writing) -> Iterator[Piece]:
    said = " ".join(trait.value.casefold() for trait in looks.traits if trait.attribute == "species")
    for trait in sorted(looks.traits, key=_trait_place):
        text = _plain(writing.line(fragment.slot, trait.phrase or trait.value))
        if trait.attribute == "gender" and text.casefold() in said.split():
            writing.note("merged", text, "what somebody is says it already")
        elif text and writing.is_new(fragment.slot, looks.person.name, trait.attribute, trait.value.casefold()):
            printed = text if trait.attribute in ("gender", "species") or " " not in text else with_article(text)
            yield printed, _narrowed(fragment, Looks(looks.person, (trait,)), (trait,))


def _trait_place(trait: Trait) -> int:
    return TRAIT_ORDER.index(trait.attribute) if trait.attribute in TRAIT_ORDER else len(TRAIT_ORDER)


def _garments(fragment: Fragment, outfit: Outfit, writing: Writing) -> Iterator[Piece]:
    for garment in outfit.garments:
        text = _plain(writing.line(fragment.slot, garment_phrase(garment)))
        if text and writing.is_new(fragment.slot, outfit.person.name, "garment", text.casefold()):
            evidence = evidence_of([garment])
            yield text, replace(fragment, content=Outfit(outfit.person, (garment,)), evidence=evidence)


def _narrowed(fragment: Fragment, content: Looks, traits: Sequence[Trait]) -> Fragment:
    return replace(fragment, content=content, evidence=evidence_of(traits))


def _phrases(fragment: Fragment, writing: Writing) -> Iterator[Piece]:
    """Yield words phrase by phrase, so that a prompt that is too long loses one at a time."""
    assert isinstance(fragment.content, Words)
    own, text = fragment.content.own, writing.words(fragment)
    if own and fragment.content.untouched:
        yield text, fragment
        return
    plain = converted(text if own else neutral_operators(text), "none", own, writing.note)
    plain = _SPACE.sub(" ", plain if own else plain.translate(_BRACKETS)).strip()
    if fragment.slot not in LABELS and not fragment.content.untouched:
        plain = plain[:1].upper() + plain[1:]
    for match in _PHRASE.finditer(plain):
        yield match[0], narrowed(fragment, match[0].strip())


def _instead(fragment: Fragment, model: Model, writing: Writing) -> Iterator[Piece]:
    """Yield what the picture shows instead of what is to be avoided, or a plain "no" for models that read it."""
    for thing in avoided(fragment, writing):
        text = f"no {thing.text}" if model.avoidance == "sentence" else rewritten(thing, writing)
        if text:
            yield _plain(text), narrowed(fragment, thing.text)


def _negative(fragments: Iterable[Fragment], writing: Writing) -> list[Piece]:
    things = [thing for one in fragments if one.slot == "avoid" for thing in avoided(one, writing)]
    return [(thing.text, narrowed(thing.fragment, thing.text)) for thing in things]


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_BRACKETS)).strip()


# ── sentences ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _sentences(page: _Page, pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the sentences of some of the pieces, in their order; what is told of one person makes one sentence."""
    if page.references:
        yield page.references
    for group in _grouped(pieces):
        fragment = group[0][1]
        assert fragment is not None
        yield _sentence(page, fragment, group)


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    groups: dict[tuple[str, ...], list[Piece]] = {}
    for piece in pieces:
        fragment = piece[1]
        assert fragment is not None
        groups.setdefault(_key(fragment), []).append(piece)
    return list(groups.values())


def _key(fragment: Fragment) -> tuple[str, ...]:
    content = fragment.content
    person = content.person.name if isinstance(content, Looks | Outfit) else ""
    return fragment.slot, type(content).__name__, person, "" if person else fragment.source


def _sentence(page: _Page, fragment: Fragment, pieces: Sequence[Piece]) -> list[Piece]:
    content = fragment.content
    if isinstance(content, Looks):
        return looks_sentence(page.names.get(content.person.name, Named()), pieces)
    if isinstance(content, Outfit):
        return outfit_sentence(page.names.get(content.person.name, Named()), content.person, pieces)
    if fragment.slot == "avoid":
        return _ended([("", None), *_capital(separated(pieces, ", "))])
    return _ended([(LABELS.get(fragment.slot, ""), None), *pieces])


def _capital(pieces: list[Piece]) -> list[Piece]:
    text, fragment = pieces[0]
    return [(text[:1].upper() + text[1:], fragment), *pieces[1:]]


def _ended(pieces: list[Piece]) -> list[Piece]:
    """Return words as a sentence: without a comma that is left at the end, and with a full stop."""
    text, fragment = pieces[-1]
    stripped = text.rstrip(" ,;")
    pieces[-1] = (stripped, fragment)
    return pieces if stripped.endswith(_END) else [*pieces, (".", None)]


# ── who is who ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _named(fragments: Sequence[Fragment], writing: Writing) -> dict[str, Named]:
    """Return how people are called: by name when there are several or the words name them, with places for several."""
    cast = next((one.content.people for one in fragments if isinstance(one.content, Cast)), ())
    words = " ".join(one.content.text for one in fragments if isinstance(one.content, Words) and one.slot == "prompt")
    places = _positions(len(cast), words)
    return {
        person.name: Named(writing.line("a name", person.name).translate(_BRACKETS), place)
        for person, place in zip(cast, places, strict=True)
        if len(cast) > 1 or _is_named(person, words)
    }


def _is_named(person: Person, words: str) -> bool:
    folded = words.casefold()
    return any(name.casefold() in folded for name in (person.name, *person.aliases) if name)


def _positions(number: int, words: str) -> Sequence[str]:
    """Return a place for each of so many people, none where the words already place them."""
    known = prose_words()
    placed = any(re.search(rf"\b{re.escape(word)}\b", words.casefold()) for word in known.placing)
    return known.positions.get(number, ("",) * number) if not placed else ("",) * number


def _reference_pieces(
    references: Sequence[Reference], fragments: Sequence[Fragment], model: Model, writing: Writing
) -> list[Piece]:
    sentences = reference_sentences(references, fragments, model, writing, "dialect.prose", _plain_garment)
    return [piece for one in between(sentences, " ") for piece in one]


def _plain_garment(garment: Garment) -> str:
    return _plain(garment_phrase(garment))
