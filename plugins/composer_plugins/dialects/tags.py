"""The `tags` dialect: booru tags for Illustrious, NoobAI, Pony, SDXL and Stable Diffusion 1.5.

Facts become the tags by which such models know them (`composer_plugins.booru`), and what has no tag stands in plain
lower-case words. Who is to be seen is counted (``1girl, solo``); names, which mean nothing to these models, give way to
nouns. Text from cards, chats and models is not trusted: its brackets are written as brackets to be seen, and ``AND``,
``BREAK`` and ``<lora:…>`` lose their power. The user's own text stays to the letter, with its weights put into the
model's syntax.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from operator import itemgetter

from composer.contracts import Register
from composer.fragments import narrowed, tags_last
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import (
    Cast,
    Fragment,
    Garment,
    Looks,
    Outfit,
    Reference,
    RenderedPrompt,
    Trait,
    Words,
)
from composer.writing.avoiding import Avoided, avoided, rewritten
from composer.writing.budget import fitting
from composer.writing.facts import alone, in_order, printed
from composer.writing.operators import has_operators, neutral_operators
from composer.writing.pieces import Drafts, Piece, joined, separated
from composer.writing.shrinking import beside_pictures
from composer.writing.weights import converted, read_weights, safe_weight, syntax_of
from composer.writing.writing import Writing
from composer_plugins.booru.calling import called
from composer_plugins.booru.clothes import garment_tags
from composer_plugins.booru.counting import count_tags, gender_of, is_creature
from composer_plugins.booru.describing import WHY, described_tags
from composer_plugins.booru.facts import accepted_tags
from composer_plugins.booru.layout import Placed, laid_out, slot_places
from composer_plugins.booru.looks import sex_of, trait_tags
from composer_plugins.booru.page import Page, as_one, has_syntax, split_tags, written_tag
from composer_plugins.booru.request import Called, Said, read_request
from composer_plugins.booru.vocabulary import rules, scenes

TRAIT_ORDER = (
    "species", "gender", "age_look", "hair_color", "hair_style", "eye_color", "skin", "build", "height", "feature",
)  # fmt: skip
STYLES = frozenset({"style", "tag_style"})
_MIXED = "the model mixes what is said of several people; a picture of each, or a model with prompts for each, is surer"


@dataclass(slots=True)
class _Sheet:
    """What one prompt is written from."""

    page: Page
    cast: Cast | None
    called: tuple[Called, ...]
    people: tuple[str, ...]
    places: Mapping[str, int]
    request: str
    pieces: list[tuple[tuple[int, int], Piece]] = field(default_factory=list)
    negative: list[Piece] = field(default_factory=list)

    def add(self, text: str, fragment: Fragment, person: str = "") -> None:
        """Add a piece where its slot and its person belong."""
        self.pieces.append(((self._part(fragment.slot, person), self.places[fragment.slot]), (text, fragment)))

    def _part(self, slot: str, person: str) -> int:
        """Return in which part of the prompt a piece stands: 0 before the people, then theirs, then the rest."""
        if not self.people:
            return 0
        if person in self.people:
            return 1 + self.people.index(person)
        first = min(self.places.get(one, 0) for one in ("character", "user", "clothing"))
        return 0 if self.places[slot] < first else 1 + len(self.people)


class Tags:
    """Writes tags; `slots` is the order in which the models of the family want them."""

    name = "tags"
    reads_tags = True
    slots = (
        "people", "quality", "character", "user", "expression", "clothing", "pose", "prompt", "place", "camera",
        "light", "effects", "positive", "style", "tag_style", "avoid",
    )  # fmt: skip

    def render(self, fragments: Sequence[Fragment], references: Sequence[Reference], model: Model) -> RenderedPrompt:
        """Write the prompt; each part of it covers one trait, one garment or one phrase of words.

        Args:
            fragments: in slot order.
            references: in upload order; those above the model's limit are left out and reported.
            model: says how weights are written, how it reads what is to be avoided, and how long its prompt may be.
        """
        writing = Writing()
        taken = writing.take(references, model)
        sheet = _sheet(beside_pictures(fragments, taken, model, writing), self.slots, model, writing)
        placed = [(piece, part) for (part, _), piece in sorted(sheet.pieces, key=itemgetter(0))]
        drafts = Drafts(partial(_laid_out, placed, model))
        kept, cut = fitting([piece for piece, _ in placed], model, drafts.text)
        prompt, parts = drafts.written(kept)
        negative_prompt, negative_parts = joined([separated(_subtracted(sheet), ", ")], "", negative=True)
        return RenderedPrompt(
            prompt, negative_prompt, taken, (*parts, *negative_parts), (*writing.changes, *cut)
        )  # fmt: skip


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Tags())


def _laid_out(placed: Sequence[Placed], model: Model, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the prompt of some of the pieces that have a place."""
    kept = {id(piece) for piece in pieces}
    return [laid_out([one for one in placed if id(one[0]) in kept], model)]


# ── what is written from ────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(fragments: Sequence[Fragment], slots: tuple[str, ...], model: Model, writing: Writing) -> _Sheet:
    cast = next((one.content for one in fragments if isinstance(one.content, Cast)), None)
    contents = [one.content for one in fragments]
    told = dict.fromkeys(one.person.name for one in contents if isinstance(one, Looks | Outfit))
    several = tuple(told) if len(told) > 1 else ()
    page = Page(writing, model, bool(several))
    if several and model.mixes_people:
        writing.note("notice", ", ".join(writing.line("a name", name) for name in several), _MIXED)
    request = " ".join(one.content.text for one in fragments if isinstance(one.content, Words) and one.slot == "prompt")
    places = slot_places(slots, tuple([fragment.slot for fragment in fragments]))
    sheet = _Sheet(page, cast, called(cast), several, places, request.lower())
    for fragment in fragments:
        if isinstance(fragment.content, Words) and fragment.content.own and fragment.slot not in ("quality", "avoid"):
            page.know(fragment.content.text)
    for fragment in tags_last(fragments):
        _add(fragment, sheet)
    return sheet


def _add(fragment: Fragment, sheet: _Sheet) -> None:
    content = fragment.content
    if isinstance(content, Cast):
        _add_count(fragment, content, sheet)
    elif isinstance(content, Looks):
        _add_looks(fragment, content, sheet)
    elif isinstance(content, Outfit):
        _add_outfit(fragment, content, sheet)
    elif fragment.slot == "avoid":
        _add_avoided(fragment, content, sheet)
    else:
        _add_words(fragment, content, sheet)


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_count(fragment: Fragment, cast: Cast, sheet: _Sheet) -> None:
    tags = sheet.page.accepted(count_tags(cast, sheet.request), what="people")
    if tags:
        sheet.add(sheet.page.weighed(as_one(tags), fragment.weight), fragment)


def _add_looks(fragment: Fragment, looks: Looks, sheet: _Sheet) -> None:
    gender = gender_of(looks.person, sheet.request if not sheet.people else "")
    for trait in in_order(looks.traits, TRAIT_ORDER):
        if trait.attribute == "gender" and not sheet.people and not is_creature(looks.person) and sheet.cast:
            sheet.page.writing.note("merged", printed(trait), "the count of people says it")
            continue
        _add_fact(trait, trait_tags(trait, sex_of(gender)), alone(fragment, trait), looks.person.name, sheet)


def _add_outfit(fragment: Fragment, outfit: Outfit, sheet: _Sheet) -> None:
    for garment in outfit.garments:
        _add_fact(garment, garment_tags(garment), alone(fragment, garment), outfit.person.name, sheet)


def _add_fact(fact: Trait | Garment, tags: Sequence[str], fragment: Fragment, name: str, sheet: _Sheet) -> None:
    harmless = [sheet.page.writing.line(fragment.slot, tag) for tag in tags]
    if kept := accepted_tags(fact, harmless, sheet.page, name, fragment.slot):
        sheet.add(sheet.page.weighed(as_one(kept), fragment.weight), fragment, name)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_words(fragment: Fragment, words: Words, sheet: _Sheet) -> None:
    if words.terms is not None:
        _add_tags(fragment, described_tags(words), sheet)
        sheet.page.writing.note("dropped", sheet.page.writing.line(fragment.slot, words.text), WHY)
    elif words.tags:
        _add_tags(fragment, split_tags(_harmless(fragment, sheet.page.writing)), sheet, words.person)
    elif fragment.slot == "quality" and not words.untouched:
        _add_tags(fragment, split_tags(words.text), sheet)
    elif words.own and (words.untouched or fragment.slot != "prompt" or has_syntax(words.text)):
        sheet.add(_own(fragment, words, sheet), fragment)
    else:
        text = _harmless(fragment, sheet.page.writing)
        if words.untouched:
            if text:
                sheet.add(converted(text, sheet.page.model.weights, own=False), fragment)
            return
        for span in read_weights(text, syntax_of(text), bare=False):
            weight = safe_weight(fragment.weight * span.weight)
            _add_read(fragment if span.weight == 1 else replace(fragment, weight=weight), span.text, sheet)


def _own(fragment: Fragment, words: Words, sheet: _Sheet) -> str:
    """Return the user's own words, tidied, with the weights of another syntax and the weight of their slot."""
    if words.untouched:
        return words.text
    syntax = sheet.page.model.weights
    text = converted(sheet.page.writing.words(fragment), syntax, note=sheet.page.writing.note)
    if fragment.weight == 1 or syntax != "a1111" or has_operators(text):
        return text
    return f"({text}:{fragment.weight:g})"


def _harmless(fragment: Fragment, writing: Writing) -> str:
    text = writing.words(fragment, one_line=True)
    plain = neutral_operators(text)
    if plain != text:
        writing.note("neutralised", fragment.slot, "words of order (AND, BREAK, <lora:…>) count only in the user's own")
    return plain


def _add_tags(fragment: Fragment, tags: Iterable[str], sheet: _Sheet, person: str = "", slot: str = "") -> None:
    """Add tags that a fragment says, in its slot or in another one."""
    for tag in sheet.page.accepted(tags, person, slot or fragment.slot):
        sheet.add(sheet.page.weighed(tag, fragment.weight), narrowed(fragment, tag, slot), person)


def _add_read(fragment: Fragment, text: str, sheet: _Sheet) -> None:
    """Add foreign words as tags: styles as models know them, and what a request's prose says, in its slots."""
    if fragment.slot in STYLES:
        tags = (scenes().styles.get(written_tag(one), one) for one in split_tags(text))
        _add_tags(fragment, chain.from_iterable(map(split_tags, tags)), sheet)
        return
    read = read_request(text, sheet.called)
    _note_names(read.names, sheet)
    for one in read.said:
        _add_said(fragment, one, sheet)


def _add_said(fragment: Fragment, said: Said, sheet: _Sheet) -> None:
    if said.denied:
        why = "in the prompt it would be drawn; it stands in the negative prompt"
        sheet.page.writing.note("rewritten", f"no {said.text}", why)
        _add_things([Avoided(said.text, replace(fragment, slot="avoid"))], sheet)
    elif said.slot == "people" and said.text in sheet.page.said():
        return
    elif said.slot in ("prompt", "people"):
        _add_tags(fragment, _uncounted(said.text, sheet), sheet, said.person)
    else:
        _add_tags(fragment, split_tags(said.text), sheet, said.person, said.slot)


def _uncounted(text: str, sheet: _Sheet) -> Iterator[str]:
    """Yield words that do not count people other than they are counted already."""
    if rules().counts_people.fullmatch(text) and sheet.cast and sheet.cast.people and text not in sheet.page.said():
        sheet.page.writing.note("dropped", text, "who is in the picture is counted already")
    else:
        yield text


def _note_names(names: Iterable[tuple[str, str]], sheet: _Sheet) -> None:
    for name, stands in names:
        said = sheet.page.writing.line("a name", name)
        if stands:
            sheet.page.writing.note("replaced", said, f"{stands}: names mean nothing to {sheet.page.model.name}")
        else:
            sheet.page.writing.note("rewritten", said, f"names mean nothing to {sheet.page.model.name}")


# ── what is to be avoided ───────────────────────────────────────────────────────────────────────────────────────────


def _add_avoided(fragment: Fragment, words: Words, sheet: _Sheet) -> None:
    if sheet.page.model.avoidance == "negative_field" and words.own and (words.untouched or has_syntax(words.text)):
        text = _own(fragment, words, sheet)
        sheet.negative.append((text, fragment))
        return
    things = avoided(fragment, sheet.page.writing)
    _add_things(things, sheet)


def _add_things(things: Iterable[Avoided], sheet: _Sheet) -> None:
    for thing in things:
        if sheet.page.model.avoidance != "negative_field":
            if instead := rewritten(thing, sheet.page.writing):
                _add_tags(thing.fragment, split_tags(instead), sheet)
            continue
        text = written_tag(thing.text)
        for tag in split_tags(scenes().avoided.get(text, text)):
            sheet.negative.append((tag, narrowed(thing.fragment, tag)))


def _subtracted(sheet: _Sheet) -> Iterator[Piece]:
    """Yield what is to be avoided but for what the prompt asks for, each thing once."""
    seen = set[str]()
    for text, fragment in sheet.negative:
        assert fragment is not None and isinstance(fragment.content, Words)
        if fragment.content.own and (fragment.content.untouched or has_syntax(text)):
            yield text, fragment
            continue
        tag = written_tag(text)
        if needed := sheet.page.needed(tag, fragment):
            sheet.page.note_needed(tag, needed)
        elif tag not in seen:
            seen.add(tag)
            yield sheet.page.weighed(tag, fragment.weight), fragment
