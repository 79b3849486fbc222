"""Words (of the request, of styles, of what is avoided) as pieces of text, phrase by phrase."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from composer.fragments import narrowed
from composer.models import Model
from composer.types import Fragment, Words
from composer.writing.avoiding import Avoided, avoided, rewritten, undrawn
from composer.writing.denying import bare_denial, without_denials
from composer.writing.pieces import Piece
from composer.writing.weights import converted
from composer.writing.writing import Writing
from composer_plugins.prose_writing.speaking import (
    phrases_of,
    plain_line,
    plain_words,
    seen_by_viewer,
    tamed,
    without_speech,
)

_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Telling:
    """What words are read with.

    Attributes:
        facts: looks and clothes of everybody in the picture, in lower case. names: what names that the model cannot
            read are written as. through_eyes: the picture is seen through somebody's eyes.
    """

    writing: Writing
    model: Model
    facts: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    through_eyes: bool = False


def phrase_pieces(fragment: Fragment, telling: Telling) -> Iterator[Piece]:
    """Yield words phrase by phrase, so that a prompt that is too long loses one at a time."""
    assert isinstance(fragment.content, Words)
    if _is_experts(fragment.content):
        yield fragment.content.text, fragment
        return
    text, origins = _without_denials(_read(fragment, fragment.content, telling), telling)
    for phrase in phrases_of(text):
        if not _is_dropped(phrase, fragment.content, telling):
            origin = next((there for said, there in origins.items() if said in phrase), phrase)
            yield phrase, narrowed(fragment, origin.strip().rstrip(",.;"))


def _is_experts(content: Words) -> bool:
    """Say whether words are the user's and no letter of them may be changed."""
    return content.own and content.untouched


def _read(fragment: Fragment, content: Words, telling: Telling) -> str:
    """Return the words of a fragment as plain ones; the user's own lose nothing but weights."""
    said = _unweighted(telling.writing.words(fragment), content.own, telling)
    if content.own:
        return _SPACE.sub(" ", said).strip()
    plain = plain_words(fragment.slot, said, telling.writing)
    if not content.untouched:
        plain = without_speech(plain, telling.writing)
        plain = seen_by_viewer(plain, telling.writing) if telling.through_eyes else plain
        plain = _readable(plain, telling.names) if telling.names else plain
    # Without the marks between its letters a word may be an operator after all.
    return tamed(fragment.slot, plain, telling.writing)


def _readable(text: str, names: Mapping[str, str]) -> str:
    """Return words with the names that the model cannot read as it can."""
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return any_name.sub(lambda match: names[match[0]], text)


def _unweighted(text: str, own: bool, telling: Telling) -> str:
    plain = converted(text, "none", own, telling.writing.note)
    if plain != text and own:
        telling.writing.note("rewritten", text, f"without weights, which {telling.model.name} does not read")
    return plain


def _without_denials(text: str, telling: Telling) -> tuple[str, Mapping[str, str]]:
    if telling.model.avoidance != "positive_only":
        return text, {}
    return without_denials(text, telling.writing, telling.facts)


def _is_dropped(phrase: str, content: Words, telling: Telling) -> bool:
    """Say whether a phrase only names what is not to be seen, which a model would draw; the user's own words stay."""
    if content.own or telling.model.avoidance != "positive_only":
        return False
    thing = bare_denial(phrase)
    if thing:
        undrawn(thing, telling.writing)
    return bool(thing)


# ── what is avoided ─────────────────────────────────────────────────────────────────────────────────────────────────


def instead_pieces(fragment: Fragment, telling: Telling) -> Iterator[Piece]:
    """Yield what the picture shows instead of what is to be avoided, or a plain "no" for models that read it."""
    for text, thing in _avoided(fragment, telling):
        if telling.model.avoidance == "sentence":
            yield f"no {text}", narrowed(fragment, text)
        elif instead := rewritten(replace(thing, text=text), telling.writing, telling.facts):
            yield instead, narrowed(fragment, text)


def negative_pieces(fragments: Iterable[Fragment], telling: Telling) -> list[Piece]:
    """Return what is to be avoided for the negative prompt of a model that reads one."""
    pieces: list[Piece] = []
    for fragment in fragments:
        if isinstance(fragment.content, Words) and _is_experts(fragment.content):
            pieces.append((fragment.content.text, fragment))
        else:
            pieces += [(text, narrowed(fragment, text)) for text, _ in _avoided(fragment, telling)]
    return pieces


def _avoided(fragment: Fragment, telling: Telling) -> Iterator[tuple[str, Avoided]]:
    content = fragment.content
    if isinstance(content, Words):
        plain = replace(content, text=converted(content.text, "none", content.own))
        for thing in avoided(replace(fragment, content=plain), telling.writing):
            text = thing.text if content.own else plain_line(fragment.slot, thing.text, telling.writing)
            if text:
                yield text, thing
