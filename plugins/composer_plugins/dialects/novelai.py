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
from composer.fragments import narrowed, tags_last
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.types import Cast, Fragment, Garment, Looks, Outfit, Person, Reference, RenderedPrompt, Trait, Words
from composer.writing.avoiding import Avoided, avoided
from composer.writing.budget import fitting
from composer.writing.facts import alone, in_order, printed
from composer.writing.shrinking import beside_pictures
from composer.writing.weights import converted
from composer.writing.writing import Writing
from composer_plugins.booru.calling import called
from composer_plugins.booru.clothes import garment_tags
from composer_plugins.booru.counting import count_tags, gender_of
from composer_plugins.booru.describing import WHY, described_tags
from composer_plugins.booru.facts import accepted_tags
from composer_plugins.booru.looks import sex_of, trait_tags
from composer_plugins.booru.page import Page, as_one, has_syntax, split_tags, written_tag
from composer_plugins.booru.request import Called, Said, read_request
from composer_plugins.booru.vocabulary import scenes
from composer_plugins.novelai_writing.boxes import Boxes
from composer_plugins.novelai_writing.interactions import interactions
from composer_plugins.novelai_writing.people import kind_of
from composer_plugins.novelai_writing.words import only_words

TRAIT_ORDER = (
    "gender", "species", "age_look", "hair_color", "hair_style", "eye_color", "skin", "build", "height", "feature",
)  # fmt: skip
STYLES = frozenset({"style", "tag_style"})
_OWN_SETTING = re.compile(r"\.characters\.(?P<name>.+)\.(?:positive|negative)$")
_SYNTAX = "it would have worked as NovelAI's own syntax"
_UNNAMED = "the model knows nobody by name, so people are called what they are"


@dataclass(slots=True)
class _Sheet:
    """What one prompt is written from.

    Attributes:
        cast: who is in the picture, with the looks that the prompt tells; request: what it asks for, in lower case.
        called: what sentences call people. page: what is said so far, of whom.
    """

    cast: Cast
    request: str
    called: tuple[Called, ...]
    boxes: Boxes
    page: Page
    avoided: set[tuple[int | None, str]] = field(default_factory=set)

    @property
    def writing(self) -> Writing:
        """What was changed so far."""
        return self.page.writing

    def say(self, tags: Iterable[str], fragment: Fragment, box: int | None = None) -> None:
        """Say tags in a box, unless it says them already or says something else that excludes them."""
        person = "" if box is None else self.boxes.people[box].name
        harmless = (one for tag in tags for one in split_tags(self.harmless(tag, fragment.slot)))
        said = self.page.accepted(harmless, person, fragment.slot)
        if said:
            self.boxes.say(as_one(said), fragment, box)

    def harmless(self, text: str, what: str) -> str:
        """Return foreign text in which nothing is syntax, and note where something was."""
        plain, changed = only_words(text)
        if changed:
            self.writing.note("neutralised", what, _SYNTAX)
        return plain


class NovelAI:
    """Writes base and character prompts; `slots` is the order in which they are read."""

    name = "novelai"
    reads_tags = True
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
        sheet = _sheet(fragments, model, writing)
        for fragment in tags_last(fragments):
            _say(fragment, sheet)
        kept, cut = fitting(sheet.boxes.pieces, model, sheet.boxes.whole)
        _subtract(sheet)
        prompt, negative, people, parts = sheet.boxes.written(kept)
        return RenderedPrompt(prompt, negative, taken, parts, (*writing.changes, *cut), people=people)


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(NovelAI())


def _sheet(fragments: Sequence[Fragment], model: Model, writing: Writing) -> _Sheet:
    """Return the empty sheet: everybody has a box, as far as the model has any."""
    cast = next((one.content for one in fragments if isinstance(one.content, Cast)), Cast(()))
    people = {person.name: person for person in (*cast.people, *_told(fragments))}
    everybody = tuple(people.values())
    for person in everybody[model.people_limit :]:
        _note_unboxed(person, len(everybody), model, writing)
    cast = replace(cast, people=tuple(people[person.name] for person in cast.people))
    page = Page(writing, model, several=True)
    for text in _own_texts(fragments):
        page.know(text)
    request = " ".join(one.content.text for one in fragments if isinstance(one.content, Words) and one.slot == "prompt")
    boxes = Boxes(everybody[: model.people_limit])
    return _Sheet(cast, request.lower(), called(replace(cast, people=everybody)), boxes, page)


def _told(fragments: Sequence[Fragment]) -> Iterator[Person]:
    """Yield everybody who is told of, with the looks that the prompt tells, which may be translated."""
    contents = [one.content for one in fragments]
    yield from (one.person for one in contents if isinstance(one, Outfit))
    yield from (replace(one.person, traits=one.traits) for one in contents if isinstance(one, Looks))


def _own_texts(fragments: Iterable[Fragment]) -> Iterator[str]:
    for one in fragments:
        if isinstance(one.content, Words) and one.content.own and one.slot not in ("quality", "avoid"):
            yield one.content.text


def _note_unboxed(person: Person, number: int, model: Model, writing: Writing) -> None:
    if number > 1:
        name = writing.line("a name", person.name) or "somebody"
        limit = f"{model.name} has prompts of their own for {model.people_limit} people"
        writing.note("notice", name, f"{limit}; this one stands in the prompt of all, where looks may be mixed up")


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _say(fragment: Fragment, sheet: _Sheet) -> None:
    content = fragment.content
    if isinstance(content, Cast):
        _say_who(fragment, sheet)
    elif isinstance(content, Looks):
        _say_looks(fragment, content, sheet)
    elif isinstance(content, Outfit):
        for garment in content.garments:
            _say_fact(garment, garment_tags(garment), alone(fragment, garment), content.person, sheet)
    elif fragment.slot == "avoid":
        _avoid(fragment, content, sheet)
    else:
        _say_words(fragment, content, sheet)


def _say_who(fragment: Fragment, sheet: _Sheet) -> None:
    sheet.say(count_tags(sheet.cast, sheet.request), fragment)
    alone = sheet.request if len(sheet.boxes.people) == 1 else ""
    for number, person in enumerate(sheet.boxes.people):
        sheet.boxes.say(kind_of(person, alone), fragment, number)


def _say_looks(fragment: Fragment, looks: Looks, sheet: _Sheet) -> None:
    sex = sex_of(gender_of(looks.person))
    counted = sheet.boxes.box_of(looks.person) is not None and kind_of(looks.person) != "other"
    for trait in in_order(looks.traits, TRAIT_ORDER):
        if trait.attribute == "gender" and counted:
            sheet.writing.note("merged", printed(trait), "the kind of the person says it")
        else:
            _say_fact(trait, trait_tags(trait, sex), alone(fragment, trait), looks.person, sheet)


def _say_fact(fact: Trait | Garment, tags: Sequence[str], fragment: Fragment, person: Person, sheet: _Sheet) -> None:
    box = sheet.boxes.box_of(person)
    lines = (sheet.harmless(sheet.writing.line(fragment.slot, tag), fragment.slot) for tag in tags)
    harmless = [tag for one in lines for tag in split_tags(one)]
    if kept := accepted_tags(fact, harmless, sheet.page, "" if box is None else person.name, fragment.slot):
        sheet.boxes.say(as_one(kept), fragment, box)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _say_words(fragment: Fragment, words: Words, sheet: _Sheet) -> None:
    """Say words: the user's own as they are, others as the tags and phrases they are read as."""
    owner = _owner(fragment, sheet)
    if words.terms is not None:
        sheet.say(described_tags(words), fragment)
        sheet.writing.note("dropped", sheet.writing.line(fragment.slot, words.text), WHY)
        return
    if words.tags:
        sheet.say(split_tags(sheet.writing.words(fragment, one_line=True)), fragment, owner)
        return
    if fragment.slot == "quality" and not words.untouched:
        sheet.say(split_tags(words.text), fragment, owner)
        return
    rest = _interact(fragment, words.text, sheet) if fragment.slot == "prompt" else words.text
    if words.untouched or (words.own and (fragment.slot != "prompt" or _has_syntax(words.text))):
        if text := _as_written(fragment, words, sheet):
            sheet.boxes.say(text, fragment, owner)
    else:
        told = fragment if rest == words.text else replace(fragment, content=replace(words, text=rest))
        _say_read(told, owner, sheet)


def _as_written(fragment: Fragment, words: Words, sheet: _Sheet) -> str:
    """Return words as they are but tidied, without weights in another syntax and syntax that is not the user's own."""
    if not words.own:
        return sheet.harmless(sheet.writing.words(fragment, one_line=True), fragment.slot)
    if words.untouched:
        return words.text
    return converted(sheet.writing.words(fragment), "novelai", note=sheet.writing.note)


def _has_syntax(text: str) -> bool:
    """Say whether a user's request is an expert's, which stays to the letter."""
    return has_syntax(text) or "|" in text or "#" in text


def _say_read(fragment: Fragment, owner: int | None, sheet: _Sheet) -> None:
    text = sheet.harmless(sheet.writing.words(fragment, one_line=True), fragment.slot)
    if fragment.slot in STYLES:
        for tag in split_tags(text):
            sheet.say(split_tags(scenes().styles.get(written_tag(tag), tag)), narrowed(fragment, tag.strip()))
        return
    read = read_request(text, sheet.called)
    last = owner
    for one in read.said:
        last = owner if owner is not None else _box_about(one, last, sheet)
        _say_one(fragment, one, last, sheet)
    for name, _ in read.names:
        sheet.writing.note("rewritten", sheet.writing.line("a name", name), _UNNAMED)


def _say_one(fragment: Fragment, said: Said, box: int | None, sheet: _Sheet) -> None:
    if said.denied:
        sheet.writing.note("rewritten", f"no {said.text}", "in the prompt it would be drawn")
        _avoid_thing(Avoided(said.text, narrowed(fragment, said.text, "avoid")), box, sheet)
    else:
        one = narrowed(fragment, said.text, fragment.slot if said.slot == "people" else said.slot)
        noun = next((who.noun for who in sheet.called if box is not None and who.key == said.person), "")
        sheet.say(split_tags(said.text.removeprefix(f"{noun} ")), one, box)


def _box_about(said: Said, last: int | None, sheet: _Sheet) -> int | None:
    """Return the box of the only person that some words are about; None for words about several, or nobody.

    What somebody does or shows behind a clause about one person is of that one: "Ida raises a glass, smiling".
    """
    if any(one.noun in said.text for one in sheet.called if one.key != said.person and not one.viewer):
        return None
    if not said.person and said.slot in ("expression", "pose"):
        return last
    people = sheet.boxes.people
    return next((number for number, one in enumerate(people) if said.person and one.name == said.person), None)


def _interact(fragment: Fragment, text: str, sheet: _Sheet) -> str:
    """Say who does what to whom, where both have a box; return the rest of the text."""
    rest = text
    if len(sheet.boxes.people) < 2:
        return rest
    done: set[str] = set()
    for one in interactions(text, [(person.name, *person.aliases) for person in sheet.boxes.people]):
        said = narrowed(fragment, text[one.start : one.end])
        if one.tag not in done:
            sheet.say([one.tag], said)
            done.add(one.tag)
        sheet.boxes.say(one.text, said, one.person)
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return rest


def _owner(fragment: Fragment, sheet: _Sheet) -> int | None:
    """Return the box of the person of whom alone a profile or a card says something; None for what is said of all."""
    content = fragment.content
    if isinstance(content, Words) and content.person:
        return next((number for number, one in enumerate(sheet.boxes.people) if one.name == content.person), None)
    sources = (_OWN_SETTING.search(one.source) for one in fragment.evidence)
    names = [match["name"] for match in sources if match]
    return next(
        (number for number, one in enumerate(sheet.boxes.people) if {one.name, *one.aliases}.intersection(names)), None
    )


# ── what is to be avoided ───────────────────────────────────────────────────────────────────────────────────────────


def _avoid(fragment: Fragment, words: Words, sheet: _Sheet) -> None:
    owner = _owner(fragment, sheet)
    if sheet.page.model.avoidance != "negative_field":
        sheet.writing.note("dropped", words.text, f"{sheet.page.model.name} has no negative prompt")
    elif words.own and words.untouched:
        sheet.boxes.avoid(words.text, fragment, owner)
    else:
        for thing in avoided(fragment, sheet.writing):
            _avoid_thing(thing, owner, sheet)


def _avoid_thing(thing: Avoided, box: int | None, sheet: _Sheet) -> None:
    own = isinstance(thing.fragment.content, Words) and thing.fragment.content.own
    text = converted(thing.text, "novelai") if own else sheet.harmless(thing.text, "avoid")
    for tag in split_tags(scenes().avoided.get(written_tag(text), text)):
        if (box, tag.casefold()) not in sheet.avoided:
            sheet.avoided.add((box, tag.casefold()))
            sheet.boxes.avoid(tag, narrowed(thing.fragment, thing.text), box)


def _subtract(sheet: _Sheet) -> None:
    """Take what the prompts say out of what they are to be without."""
    kept = []
    for piece in sheet.boxes.avoided:
        text, fragment = piece
        if needed := sheet.page.needed(text.casefold(), fragment):
            sheet.page.note_needed(text, needed)
        else:
            kept.append(piece)
    sheet.boxes.avoided = kept
