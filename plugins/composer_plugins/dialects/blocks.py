"""The `blocks` dialect: labelled blocks in square brackets, joined by blank lines, for models that read prose.

Text from cards, chats and models is not trusted. `composer.neutral` makes it harmless first: its square brackets (and
look-alikes) become round, line breaks in facts become spaces and blank lines in the prompt single line breaks, control
characters and unfilled macros go. So it can neither close the block it stands in nor open another; what was changed
stands in `changes`. Only the user's own text is trusted; its weights and operators are those of the model's syntax.

Reference pictures are named in one block before the first one about people or the scene, for models that read such
lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import Fragment, Looks, Outfit, Reference, RenderedPrompt, Words
from composer.writing.budget import fitting_phrases
from composer.writing.facts import alone, in_order
from composer.writing.naming import garment_text, reference_sentences
from composer.writing.pieces import Drafts, Piece, between, joined, listed, separated
from composer.writing.shrinking import beside_pictures
from composer.writing.weights import converted
from composer.writing.writing import Writing
from composer_plugins.prose_writing.facts import without_repeats

LABELS = {
    "style": "STYLE", "tag_style": "Style", "expression": "Expression", "camera": "Camera", "light": "Light",
    "effects": "Atmosphere", "place": "Place", "object": "Object", "avoid": "AVOID",
}  # fmt: skip
STYLING = frozenset({"quality", "style", "positive", "tag_style"})
TRAIT_ORDER = (
    "age_look", "gender", "species", "build", "height", "skin", "hair_color", "hair_style", "eye_color", "feature",
)  # fmt: skip


class Blocks:
    """Writes the eight parts of a prompt; `name` is what models and profiles call it."""

    name = "blocks"

    def render(self, fragments: Sequence[Fragment], references: Sequence[Reference], model: Model) -> RenderedPrompt:
        """Write the prompt; each part of it covers the words of one fragment, narrowed to the single trait or garment.

        Args:
            fragments: in slot order.
            references: in upload order; those above the model's limit are left out and reported.
            model: says how many references it takes and whether it has a real negative field.
        """
        writing = Writing()
        taken = writing.take(references, model)
        fragments = beside_pictures(fragments, taken, model, writing)
        pieces = [piece for one in fragments for piece in _pieces(one, model, writing)]
        negative = [piece for piece in pieces if _is_negative(piece, model)]
        named = (
            reference_sentences(taken, fragments, model, writing, "dialect.blocks") if model.references_named else []
        )
        named_pieces = [piece for one in between(named, "\n") for piece in one]
        drafts = Drafts(partial(_blocks, named_pieces, writing), "\n\n")
        kept, cut = fitting_phrases([piece for piece in pieces if piece not in negative], model, drafts.text)
        prompt, parts = drafts.written(kept)
        negative_prompt, negative_parts = joined([listed(negative)], "", negative=True)
        return RenderedPrompt(prompt, negative_prompt, taken, (*parts, *negative_parts), (*writing.changes, *cut))


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Blocks())


def _pieces(fragment: Fragment, model: Model, writing: Writing) -> Iterable[Piece]:
    """Yield what a fragment says, each trait and garment by itself."""
    if isinstance(fragment.content, Looks):
        return _traits(fragment, writing)
    if isinstance(fragment.content, Outfit):
        return _garments(fragment, writing)
    text = _words(fragment, fragment.slot in LABELS, model, writing)
    return [(text, fragment)] if text else []


def _is_negative(piece: Piece, model: Model) -> bool:
    return _fragment(piece).slot == "avoid" and model.avoidance == "negative_field"


def _fragment(piece: Piece) -> Fragment:
    assert piece[1] is not None
    return piece[1]


def _slot(piece: Piece) -> str:
    return _fragment(piece).slot


def _blocks(named: Sequence[Piece], writing: Writing, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the blocks of a prompt; `named` are the references, before the first block that is no styling."""
    blocks: list[list[Piece]] = []
    position = None
    for slot, group in groupby(pieces, key=_slot):
        if position is None and slot not in STYLING:
            position = len(blocks)
        blocks += _slot_blocks(slot, list(group), writing)
    if named:
        blocks.insert(len(blocks) if position is None else position, list(named))
    return blocks


def _slot_blocks(slot: str, pieces: Sequence[Piece], writing: Writing) -> Iterator[list[Piece]]:
    """Yield the blocks of one slot: looks, one block a person; then one of outfits; then one of words."""
    looks: dict[str, list[Piece]] = {}
    outfits: dict[str, list[Piece]] = {}
    words: list[Piece] = []
    for piece in pieces:
        content = _fragment(piece).content
        if isinstance(content, Looks):
            looks.setdefault(_looks_label(content, writing), []).append(piece)
        elif isinstance(content, Outfit):
            outfits.setdefault(f"{_name(content.person.name, writing)} is wearing: ", []).append(piece)
        else:
            words.append(piece)
    yield from (_bracketed(label, separated(said, ", ")) for label, said in looks.items())
    sentences = [[(label, None), *separated(said, ", ")] for label, said in outfits.items()]
    if sentences:
        yield _bracketed("Current Clothing", [piece for sentence in between(sentences, ". ") for piece in sentence])
    if words:
        yield _bracketed(LABELS[slot], listed(words)) if slot in LABELS else listed(words)


def _bracketed(label: str, pieces: Sequence[Piece]) -> list[Piece]:
    return [(f"[{label}: ", None), *pieces, ("]", None)]


def _looks_label(looks: Looks, writing: Writing) -> str:
    kind = "User" if looks.person.role == "persona" else "Character"
    return f"{kind} Reference: {_name(looks.person.name, writing)}'s appearance"


def _name(name: str, writing: Writing) -> str:
    return writing.line("a name", name) or "somebody"


def _traits(fragment: Fragment, writing: Writing) -> Iterator[Piece]:
    assert isinstance(fragment.content, Looks)
    person = fragment.content.person
    for trait, said in without_repeats(in_order(fragment.content.traits, TRAIT_ORDER), writing):
        text = writing.line(fragment.slot, said)
        if text and writing.is_new(fragment.slot, person.name, trait.attribute, trait.value.casefold()):
            yield text, alone(fragment, trait)


def _garments(fragment: Fragment, writing: Writing) -> Iterator[Piece]:
    assert isinstance(fragment.content, Outfit)
    person = fragment.content.person
    for garment in fragment.content.garments:
        text = writing.line(fragment.slot, garment_text(garment))
        if text and writing.is_new(fragment.slot, person.name, "garment", text.casefold()):
            yield text, alone(fragment, garment)


def _words(fragment: Fragment, one_line: bool, model: Model, writing: Writing) -> str:
    """Return the words of a fragment; the user's own without weights and operators that the model does not read."""
    text, content = writing.words(fragment, one_line), fragment.content
    meant = isinstance(content, Words) and content.own and not content.untouched
    if not meant:
        return text
    said = converted(text, model.weights, note=writing.note)
    if said != text and model.weights == "none":
        writing.note("rewritten", text, f"without weights, which {model.name} does not read")
    return said
