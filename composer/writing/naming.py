"""Reference pictures in words: each by its number, in upload order, with what it is for and what it is not for.

The words stand in `composer/data/reference_wording.yaml`. No line asks for clothes to be copied as they are, since the
chat may have changed them: with the picture of a person it says what they wear now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, model_validator

from composer.documents import check_builtin
from composer.models import Model
from composer.references import numbered
from composer.types import Fragment, Garment, Looks, Outfit, Reference, Words
from composer.writing.facts import alone
from composer.writing.pieces import Piece, separated
from composer.writing.shrinking import is_newer
from composer.writing.writing import Writing

_FACES = ("identity", "persona")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Wording(_Data):
    """The sentences of one family of models; the file explains the names in braces."""

    image: str
    uses: Mapping[str, Mapping[str, str]]
    changed: str
    leave: str
    wearing: str
    full_figure: str

    @model_validator(mode="after")
    def _complete(self) -> "Wording":
        for use, sentences in self.uses.items():
            if "balanced" not in sentences or not {"strict", "balanced", "loose"}.issuperset(sentences):
                raise ValueError(f"{use} needs a sentence for balanced, and perhaps for strict and loose")
        needed = {"identity", "outfit", "outfit_unnamed", "place", "style", "source", "mask", "given", "other"}
        if needed != set(self.uses):
            raise ValueError(f"the uses are {', '.join(sorted(needed))}")
        return self

    def sentence(self, use: str, consistency: str) -> str:
        """Return how a use is said; a wording without a sentence for this consistency says the balanced one."""
        sentences = self.uses[use]
        return sentences.get(consistency, sentences["balanced"])


class ReferenceWording(_Data):
    """The whole file."""

    wordings: Mapping[str, Wording]
    keep: Mapping[str, tuple[str, ...]]
    leave: Mapping[str, Mapping[str, str]]
    full_body: tuple[str, ...]

    @model_validator(mode="after")
    def _has_default(self) -> "ReferenceWording":
        if "default" not in self.wordings:
            raise ValueError("there must be a wording called default")
        return self


@cache
def reference_wording() -> ReferenceWording:
    """Return the built-in words; ProfileError where the file is wrong."""
    return check_builtin(ReferenceWording, resources.files("composer") / "data" / "reference_wording.yaml")


def garment_text(garment: Garment) -> str:
    """Print a garment with its states after it, which reads well in any language: ``white shirt (unbuttoned)``."""
    text = garment.text or garment.name.text
    states = [state.text for state in garment.state if state.text.casefold() not in text.casefold()]
    return f"{text} ({', '.join(states)})" if states else text


def reference_sentences(
    references: Sequence[Reference], fragments: Iterable[Fragment], model: Model, writing: Writing, source: str,
    printed: Callable[[Garment], str] = garment_text,
) -> list[list[Piece]]:  # fmt: skip
    """Return what the prompt says of each picture, a group of sentences for each use of it.

    Args:
        references: those that travel, in upload order; a mask has no number.
        fragments: of the same prompt: what people wear, and what of their looks has changed.
        source: the name of the dialect, for the parts that are no fact's.
        printed: how the dialect prints a garment.

    Returns:
        Pieces of which those of garments cover one garment each, as their fragment narrowed to it.
    """
    if not references:
        return []
    known = reference_wording()
    wording = known.wordings.get(model.reference_wording) or known.wordings["default"]
    page = _Page(wording, _Facts.of(fragments), writing, source, printed)
    masks = [(0, one) for one in references if one.role == "mask"]
    return [
        group
        for number, reference in (*numbered(references), *masks)
        for group in _groups(page, wording.image.format(number=number), reference)
    ]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the lines need to know of the prompt: outfits and changed looks by name, and whether bodies are whole."""

    outfits: Mapping[str, list[Fragment]]
    changed: Mapping[str, set[str]]
    full_body: bool

    @classmethod
    def of(cls, fragments: Iterable[Fragment]) -> "_Facts":
        outfits: dict[str, list[Fragment]] = {}
        changed: dict[str, set[str]] = {}
        texts = []
        for one in fragments:
            if isinstance(one.content, Outfit):
                outfits.setdefault(one.content.person.name, []).append(one)
            elif isinstance(one.content, Looks):
                told = {trait.attribute for trait in one.content.traits if is_newer(trait)}
                changed.setdefault(one.content.person.name, set()).update(told)
            elif isinstance(one.content, Words) and one.slot != "avoid":
                texts.append(one.content.text.casefold())
        whole = any(word in text for text in texts for word in reference_wording().full_body)
        return cls(outfits, changed, whole)


@dataclass(frozen=True, slots=True)
class _Page:
    wording: Wording
    facts: _Facts
    writing: Writing
    source: str
    printed: Callable[[Garment], str]

    def said(self, text: str) -> Piece:
        """Return words that are no fact's."""
        return text, Fragment("references", Words(text), source=self.source)


def _groups(page: _Page, image: str, reference: Reference) -> Iterator[list[Piece]]:
    """Yield the sentences of each use of one picture."""
    uses = ((reference.person, reference.role), *reference.also)
    roles = {"identity" if role == "persona" else role for _, role in uses}
    for name, role in uses:
        person = page.writing.line("a name", name) or "somebody"
        known = _use(page, name, role)
        words = {"image": image, "person": person, "role": page.writing.line("a role", role)}
        yield [
            page.said(_first_letter_up(_sentence(page, known, name, roles, reference.consistency, words))),
            *(_of_person(page, name, words) if role in _FACES else ()),
        ]


def _use(page: _Page, name: str, role: str) -> str:
    if role == "outfit" and name not in page.facts.outfits:
        return "outfit_unnamed"
    return "identity" if role in _FACES else role if role in page.wording.uses else "other"


def _sentence(
    page: _Page, use: str, name: str, roles: set[str], consistency: str, words: Mapping[str, str]
) -> str:  # fmt: skip
    """Return what a picture is for and what it is not for."""
    known = reference_wording()
    changed = page.facts.changed.get(name, set())
    gone = [part for part, attributes in known.keep.items() if changed.intersection(attributes)]
    kept = [part for part in known.keep if part not in gone]
    clauses = [page.wording.sentence(use, consistency).format(keep=_list(kept, "and"), **words)]
    if use == "identity" and gone:
        clauses[0] += f", {page.wording.changed.format(changed=_list(gone, 'and'))}"
    leave = known.leave.get(use.removesuffix("_unnamed"), {})
    unwanted = [thing for thing, wanted in leave.items() if wanted not in roles]
    if unwanted and page.wording.leave:
        clauses.append(page.wording.leave.format(leave=_list(unwanted, "or")))
    return f"{'; '.join(clauses)}."


def _of_person(page: _Page, name: str, words: Mapping[str, str]) -> Iterator[Piece]:
    """Yield what somebody wears now, and that a portrait is not all of them."""
    garments = list(_garments(page, name)) if page.wording.wearing else []
    if garments:
        before, _, after = page.wording.wearing.partition("{outfit}")
        yield page.said(f" {before.format(**words)}")
        yield from separated(garments, ", ")
        yield page.said(f"{after.format(**words)}.")
    if page.facts.full_body:
        yield page.said(f" {_first_letter_up(page.wording.full_figure.format(**words))}.")


def _garments(page: _Page, name: str) -> Iterator[Piece]:
    for fragment in page.facts.outfits.get(name, ()):
        assert isinstance(fragment.content, Outfit)
        for garment in fragment.content.garments:
            if text := page.writing.line(fragment.slot, page.printed(garment)):
                yield text, alone(fragment, garment)


def _list(things: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(things[:-1]), things[-1]))) if things else ""


def _first_letter_up(text: str) -> str:
    return text[:1].upper() + text[1:]
