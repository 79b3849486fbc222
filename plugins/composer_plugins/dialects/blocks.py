"""The `blocks` dialect: labelled blocks in square brackets, joined by blank lines, for models that read prose.

Text from cards, chats and models is not trusted. `composer.neutral` makes it harmless first: its square brackets (and
look-alikes) become round, line breaks in facts become spaces and blank lines in the prompt single line breaks, control
characters and unfilled macros go. So it can neither close the block it stands in nor open another; what was changed
stands in `changes`. Only the user's own profile (evidence ``profile:…``) is trusted and kept to the letter.

Reference pictures are named in one line before the first block about people or the scene, numbered in upload order, for
models that read such a line. It never asks for clothes to be copied, since the chat may have changed them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from composer.contracts import Register
from composer.fragments import evidence_of
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.neutral import Neutral, neutral_line, neutral_prompt
from composer.types import Change, Fragment, Garment, Looks, Outfit, Part, Reference, RenderedPrompt, Trait, Words

LABELS = {"style": "STYLE", "tag_style": "Style", "avoid": "AVOID"}
STYLING = frozenset({"quality", "style", "positive", "tag_style"})
TRAIT_ORDER = (
    "age_look", "gender", "species", "build", "height", "skin", "hair_color", "hair_style", "eye_color", "feature",
)  # fmt: skip
REFERENCE_LINES = {
    "identity": "{image} shows {person}: keep the face, hair, eyes, skin and build; do not copy the clothes, pose, "
    "background or art style.",
    "outfit": "{image} shows clothes of {person}: follow it only for garments named below; do not copy the face, pose, "
    "background or art style.",
    "place": "{image} shows the place: keep its layout and light; do not copy people from it.",
    "style": "{image} shows the art style: copy only that, not its people, clothes or place.",
}
REFERENCE_LINES["persona"] = REFERENCE_LINES["identity"]

Piece = tuple[str, Fragment | None]  # text, and the fragment it says; None for labels and separators


@dataclass(slots=True)
class _Writing:
    """One prompt being written: what has been changed and said so far."""

    changes: list[Change] = field(default_factory=list)
    said: set[tuple[str, str, str]] = field(default_factory=set)

    def neutral(self, what: str, result: Neutral) -> str:
        """Return the harmless text and note what had to be done for it, once for each `what`."""
        why = "brackets, line breaks or unseen characters could have opened, closed or hidden a block"
        notes = [Change("neutralised", what, why)] if result.neutralised else []
        notes += [Change("dropped", what, "a macro that nothing filled in")] if result.macros else []
        self.changes += [note for note in notes if note not in self.changes]
        return result.text

    def is_new(self, what: str, key: tuple[str, str, str]) -> bool:
        """Say whether this fact of this person has not been said yet, and note a repetition."""
        if key in self.said:
            self.changes.append(Change("merged", what, "the same fact was given twice"))
            return False
        self.said.add(key)
        return True


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
        writing = _Writing()
        taken = _take(references, model, writing)
        blocks: list[list[Piece]] = []
        negative: list[Piece] = []
        position = None
        for slot, group in groupby(fragments, key=_slot):
            if position is None and slot not in STYLING:
                position = len(blocks)
            if slot == "avoid" and model.avoidance == "negative_field":
                negative = _joined_words(list(group), writing)
            else:
                blocks += _slot_blocks(slot, list(group), writing)
        if taken and model.references_named:
            blocks.insert(len(blocks) if position is None else position, _reference_block(taken, writing))
        prompt, parts = _written(blocks, negative=False)
        negative_prompt, negative_parts = _written([negative] if negative else [], negative=True)
        ordered = tuple(sorted(parts + negative_parts, key=_start))
        return RenderedPrompt(prompt, negative_prompt, taken, ordered, tuple(writing.changes))


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Blocks())


def _slot(fragment: Fragment) -> str:
    return fragment.slot


def _start(part: Part) -> int:
    return part.start


def _written(blocks: Iterable[Sequence[Piece]], negative: bool) -> tuple[str, list[Part]]:
    """Join blocks by blank lines and say which range says which fragment."""
    texts: list[str] = []
    parts: list[Part] = []
    length = 0
    for number, block in enumerate(blocks):
        for text, fragment in [("\n\n" if number else "", None), *block]:
            if fragment is not None:
                parts.append(Part(length, length + len(text), fragment, negative))
            texts.append(text)
            length += len(text)
    return "".join(texts), parts


def _slot_blocks(slot: str, fragments: Sequence[Fragment], writing: _Writing) -> Iterator[list[Piece]]:
    """Yield the blocks of one slot: looks, one block a person; then one of outfits; then one of words."""
    looks: dict[str, list[Piece]] = {}
    outfits: dict[str, list[Piece]] = {}
    for fragment in fragments:
        if isinstance(fragment.content, Looks):
            looks.setdefault(_looks_label(fragment.content, writing), []).extend(_traits(fragment, writing))
        elif isinstance(fragment.content, Outfit):
            person = _name(fragment.content.person.name, writing)
            outfits.setdefault(f"{person} is wearing: ", []).extend(_garments(fragment, writing))
    yield from (_bracketed(label, _separated(pieces, ", ")) for label, pieces in looks.items() if pieces)
    sentences = [[(label, None), *_separated(pieces, ", ")] for label, pieces in outfits.items() if pieces]
    if sentences:
        yield _bracketed("Current Clothing", [piece for sentence in _between(sentences, ". ") for piece in sentence])
    if words := _joined_words([one for one in fragments if isinstance(one.content, Words)], writing):
        yield _bracketed(LABELS[slot], words) if slot in LABELS else words


def _bracketed(label: str, pieces: Sequence[Piece]) -> list[Piece]:
    return [(f"[{label}: ", None), *pieces, ("]", None)]


def _looks_label(looks: Looks, writing: _Writing) -> str:
    kind = "User" if looks.person.role == "persona" else "Character"
    return f"{kind} Reference: {_name(looks.person.name, writing)}'s appearance"


def _name(name: str, writing: _Writing) -> str:
    return writing.neutral("a name", neutral_line(name)) or "somebody"


def _traits(fragment: Fragment, writing: _Writing) -> Iterator[Piece]:
    assert isinstance(fragment.content, Looks)
    person = fragment.content.person
    for trait in sorted(fragment.content.traits, key=_trait_place):
        text = writing.neutral(fragment.slot, neutral_line(trait.phrase or trait.value))
        key = (person.name, trait.attribute, trait.value.casefold())
        if text and writing.is_new(fragment.slot, key):
            yield text, Fragment(fragment.slot, Looks(person, (trait,)), evidence_of([trait]), fragment.source)


def _trait_place(trait: Trait) -> int:
    return TRAIT_ORDER.index(trait.attribute) if trait.attribute in TRAIT_ORDER else len(TRAIT_ORDER)


def _garments(fragment: Fragment, writing: _Writing) -> Iterator[Piece]:
    assert isinstance(fragment.content, Outfit)
    person = fragment.content.person
    for garment in fragment.content.garments:
        text = writing.neutral(fragment.slot, neutral_line(_garment_text(garment)))
        if text and writing.is_new(fragment.slot, (person.name, "garment", text.casefold())):
            yield text, Fragment(fragment.slot, Outfit(person, (garment,)), evidence_of([garment]), fragment.source)


def _garment_text(garment: Garment) -> str:
    """Print a garment with its states after it, which reads well in any language: ``white shirt (unbuttoned)``."""
    text = garment.text or garment.name.text
    states = [state.text for state in garment.state if state.text.casefold() not in text.casefold()]
    return f"{text} ({', '.join(states)})" if states else text


def _joined_words(fragments: Sequence[Fragment], writing: _Writing) -> list[Piece]:
    """Join texts of one slot: by a space after the end of a sentence, else by a comma."""
    pieces: list[Piece] = []
    for fragment in fragments:
        text = _own_words(fragment, writing)
        if not text:
            continue
        if pieces:
            pieces.append((" " if pieces[-1][0].endswith((".", ",", ";", ":", "!", "?", "…", "\n")) else ", ", None))
        pieces.append((text, fragment))
    return pieces


def _own_words(fragment: Fragment, writing: _Writing) -> str:
    if not isinstance(fragment.content, Words):
        return ""
    text = fragment.content.text
    if fragment.evidence and all(evidence.source.startswith("profile:") for evidence in fragment.evidence):
        return text
    neutral = neutral_line if fragment.slot in LABELS else neutral_prompt
    return writing.neutral(fragment.slot, neutral(text))


def _separated(pieces: Sequence[Piece], separator: str) -> list[Piece]:
    return [piece for group in _between([[piece] for piece in pieces], separator) for piece in group]


def _between(groups: Sequence[list[Piece]], separator: str) -> Iterator[list[Piece]]:
    for number, group in enumerate(groups):
        yield [(separator, None), *group] if number else group


def _take(references: Sequence[Reference], model: Model, writing: _Writing) -> tuple[Reference, ...]:
    """Return the references the model takes; report the others."""
    for reference in references[model.references :]:
        limit = f"the model {model.name} takes {model.references} reference pictures"
        writing.changes.append(Change("dropped", f"reference {reference.asset}", limit))
    return tuple(references[: model.references])


def _reference_block(references: Sequence[Reference], writing: _Writing) -> list[Piece]:
    """Name each picture by its number, with what it is for and what it is not for."""
    lines = []
    for number, reference in enumerate(references, start=1):
        line = REFERENCE_LINES.get(reference.role, "{image} shows {person}: a reference for the {role} only.")
        person, role = _name(reference.person, writing), neutral_line(reference.role).text
        lines.append(line.format(image=f"Image {number}", person=person, role=role))
    text = "\n".join(lines)
    return [(text, Fragment("references", Words(text), source="dialect.blocks"))]
