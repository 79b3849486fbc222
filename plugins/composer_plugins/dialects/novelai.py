"""The `novelai` dialect: a base prompt and one for each person, in the syntax of NovelAI from V4 on.

The base prompt says how many people there are, what is done and where, the style and the quality; the prompt of a
person begins with ``girl``, ``boy`` or ``other`` and says looks, clothes and pose, so that nobody gets another's. Who
does what to whom stands there as ``source#hug`` and ``target#hug``. What counts more than the rest stands between
``1.2::`` and ``::``. Names say nothing to the model, so a request's sentences call people what they are.

Text from cards, chats and models is not trusted: nothing in it works as syntax (`composer_plugins.novelai_writing`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from composer.contracts import Register
from composer.fragments import evidence_of, narrowed
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import Cast, Fragment, Looks, Outfit, Person, Reference, RenderedPrompt, Words
from composer.writing.avoiding import avoided
from composer.writing.budget import fitting
from composer.writing.pieces import Piece
from composer.writing.shrinking import beside_pictures
from composer.writing.weights import converted
from composer.writing.writing import Writing
from composer_plugins.novelai_writing.boxes import Boxes
from composer_plugins.novelai_writing.interactions import interactions
from composer_plugins.novelai_writing.people import counts, kind_of
from composer_plugins.novelai_writing.sentences import Names
from composer_plugins.novelai_writing.words import only_words

_OWN_SETTING = re.compile(r"\.characters\.(?P<name>.+)\.(?:positive|negative)$")
_SYNTAX = "it would have worked as NovelAI's own syntax"


@dataclass(slots=True)
class _Page:
    """What one prompt is written from."""

    cast: Cast
    boxes: Boxes
    names: Names
    writing: Writing
    said: set[tuple[int | None, str]] = field(default_factory=set)


class NovelAI:
    """Writes base and character prompts; `slots` is the order in which they are read."""

    name = "novelai"
    slots = (
        "people", "character", "user", "clothing", "expression", "pose", "prompt", "place", "camera", "light",
        "effects", "style", "positive", "tag_style", "quality", "avoid",
    )  # fmt: skip

    def render(self, fragments: Sequence[Fragment], references: Sequence[Reference], model: Model) -> RenderedPrompt:
        """Write the prompt; each part of it covers one tag or one phrase of words.

        Args:
            fragments: in slot order.
            references: in upload order; those above the model's limit are left out and reported.
            model: says how many people have a prompt of their own, and how long all prompts together may be.
        """
        writing = Writing()
        taken = writing.take(references, model)
        fragments = beside_pictures(fragments, taken, model, writing)
        page = _page(fragments, model, writing)
        for fragment in fragments:
            _say(fragment, page, model)
        kept, cut = fitting(page.boxes.pieces, model, page.boxes.whole)
        _subtract(page.boxes, kept, writing)
        prompt, negative, people, parts = page.boxes.written(kept)
        return RenderedPrompt(prompt, negative, taken, parts, (*writing.changes, *cut), people=people)


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(NovelAI())


def _page(fragments: Sequence[Fragment], model: Model, writing: Writing) -> _Page:
    """Return the empty page: everybody has a box, as far as the model has any."""
    cast = next((one.content for one in fragments if isinstance(one.content, Cast)), Cast(()))
    people = {person.name: person for person in (*cast.people, *_told(fragments))}
    everybody = tuple(people.values())
    for person in everybody[model.people_limit :]:
        _note_unboxed(person, len(everybody), model, writing)
    cast = replace(cast, people=tuple(people[person.name] for person in cast.people))
    return _Page(cast, Boxes(everybody[: model.people_limit]), Names(everybody), writing)


def _told(fragments: Sequence[Fragment]) -> Iterator[Person]:
    """Yield everybody who is told of, with the looks that the prompt tells, which may be translated."""
    contents = [one.content for one in fragments]
    yield from (one.person for one in contents if isinstance(one, Outfit))
    yield from (replace(one.person, traits=one.traits) for one in contents if isinstance(one, Looks))


def _note_unboxed(person: Person, number: int, model: Model, writing: Writing) -> None:
    if number > 1:
        name = writing.line("a name", person.name) or "somebody"
        limit = f"{model.name} has prompts of their own for {model.people_limit} people"
        writing.note("notice", name, f"{limit}; this one stands in the prompt of all, where looks may be mixed up")


# ── what each fragment says ─────────────────────────────────────────────────────────────────────────────────────────


def _say(fragment: Fragment, page: _Page, model: Model) -> None:
    content = fragment.content
    if isinstance(content, Cast):
        page.boxes.say(_new(None, ((text, fragment) for text in counts(page.cast)), page))
        for number, person in enumerate(page.boxes.people):
            page.boxes.say(_new(number, [(kind_of(person), fragment)], page), number)
    elif isinstance(content, Looks):
        box = page.boxes.box_of(content.person)
        page.boxes.say(_new(box, _traits(fragment, content, page.writing), page), box)
    elif isinstance(content, Outfit):
        box = page.boxes.box_of(content.person)
        page.boxes.say(_new(box, _garments(fragment, content, page.writing), page), box)
    elif fragment.slot == "avoid":
        _avoid(fragment, page, model)
    else:
        _tell(fragment, content, page)


def _traits(fragment: Fragment, looks: Looks, writing: Writing) -> Iterator[Piece]:
    for trait in looks.traits:
        text = _harmless(fragment.slot, writing.line(fragment.slot, trait.phrase or trait.value), writing)
        yield text, replace(fragment, content=Looks(looks.person, (trait,)), evidence=evidence_of([trait]))


def _garments(fragment: Fragment, outfit: Outfit, writing: Writing) -> Iterator[Piece]:
    for garment in outfit.garments:
        whole = ", ".join((garment.text or garment.name.text, *(state.text for state in garment.state)))
        text = _harmless(fragment.slot, writing.line(fragment.slot, whole), writing)
        yield text, replace(fragment, content=Outfit(outfit.person, (garment,)), evidence=evidence_of([garment]))


def _tell(fragment: Fragment, content: Words, page: _Page) -> None:
    """Say words: the user's own as they are, others clause by clause, in the box of whom they are about."""
    owner = _owner(fragment, page)
    if content.own:
        text = content.text if content.untouched else converted(content.text, "novelai", note=page.writing.note)
        page.boxes.say(_new(owner, [(text, fragment)], page), owner)
    else:
        _tell_clauses(fragment, page.writing.words(fragment), owner, page)
    if fragment.slot == "prompt":
        _interact(fragment, content.text, page)


def _tell_clauses(fragment: Fragment, text: str, owner: int | None, page: _Page) -> None:
    for clause in page.names.clauses(text):
        alone = len(page.names.people) < 2
        box = (
            owner
            if owner is not None or alone or clause.person is None
            else page.boxes.box_of(page.names.people[clause.person])
        )
        said = clause.text if box is not None or not alone else page.names.replaced(clause.original)
        words = _harmless(fragment.slot, said, page.writing)
        page.boxes.say(_new(box, [(words, narrowed(fragment, clause.original))], page), box)
    for number in page.names.named(text):
        name = page.writing.line("a name", page.names.people[number].name)
        page.writing.note("rewritten", name, "the model knows nobody by name, so people are called what they are")


def _interact(fragment: Fragment, text: str, page: _Page) -> None:
    """Say who does what to whom, where both have a box."""
    found = interactions(text, [(person.name, *person.aliases) for person in page.boxes.people])
    for one in found:
        said = narrowed(fragment, text[one.start : one.end])
        page.boxes.say(_new(one.person, [(one.text, said)], page), one.person)


def _avoid(fragment: Fragment, page: _Page, model: Model) -> None:
    owner = _owner(fragment, page)
    if model.avoidance != "negative_field":
        page.writing.note("dropped", fragment.slot, f"{model.name} has no negative prompt")
        return
    own = isinstance(fragment.content, Words) and fragment.content.own
    for thing in avoided(fragment, page.writing):
        text = converted(thing.text, "novelai") if own else _harmless(fragment.slot, thing.text, page.writing)
        page.boxes.avoid([(text, narrowed(fragment, thing.text))] if text else (), owner)


def _owner(fragment: Fragment, page: _Page) -> int | None:
    """Return the box of the person for whom alone a profile says something; None for what it says of all."""
    sources = (_OWN_SETTING.search(one.source) for one in fragment.evidence)
    names = [match["name"] for match in sources if match]
    return next(
        (number for number, one in enumerate(page.boxes.people) if {one.name, *one.aliases}.intersection(names)), None
    )


def _new(box: int | None, pieces: Iterable[Piece], page: _Page) -> Iterator[Piece]:
    """Yield what a box does not say yet, and note what it does."""
    for text, fragment in pieces:
        key = (box, text.casefold().strip(" ,."))
        if text and key in page.said:
            page.writing.note("merged", text, "it is said already")
        elif text:
            page.said.add(key)
            yield text, fragment


def _harmless(what: str, text: str, writing: Writing) -> str:
    plain = only_words(text)
    if sorted(plain.replace(" ", "")) != sorted(text.replace(" ", "").strip(",.;:!…")):
        writing.note("neutralised", what, _SYNTAX)
    return plain


def _subtract(boxes: Boxes, kept: Sequence[Piece], writing: Writing) -> None:
    """Take what a prompt says out of what it is to be without."""
    said = {text.casefold() for text, _ in kept}
    for text, _ in [piece for piece in boxes.avoided if piece[0].casefold() in said]:
        writing.note("dropped", f"no {text}", "the prompt asks for it")
    boxes.avoided = [piece for piece in boxes.avoided if piece[0].casefold() not in said]
