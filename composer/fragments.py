"""Ready-made fragments for plugins: text with its evidence, and the facts of the people in the picture."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from composer.reading.macros import filled, has_macros
from composer.types import Evidence, Fragment, Garment, Macros, Quoted, Trait, Words
from composer.types.prompt import Content


def words(slot: str, text: str | None, source: str, own: bool = False) -> list[Fragment]:
    """Return `text` as one fragment whose evidence is the text itself; nothing when it is blank.

    Args:
        slot: where it stands in the prompt; text: the words, outer white space is left off.
        source: the name of the text, as in `Evidence.source`; what stands in a profile (``profile:…``) is the user's.
        own: the user wrote it.
    """
    stripped = (text or "").strip()
    if text is None or not stripped:
        return []
    start = text.index(stripped)
    content = Words(stripped, own or source.startswith("profile:"))
    return [Fragment(slot, content, (Evidence(source, start, start + len(stripped), stripped),))]


def quoted(slot: str, said: Iterable[Quoted], tags_of: str | None = None) -> list[Fragment]:
    """Return what a card says, each as one fragment; none of it is trusted.

    Args:
        tags_of: it is of the tags of this person, which only models of tags know; None for words.
    """
    tags, person = tags_of is not None, tags_of or ""
    contents = ((Words(one.text, tags=tags, person=person), one.evidence) for one in said)
    return [Fragment(slot, content, (evidence,)) for content, evidence in contents]


@lru_cache(maxsize=1024)  # models of one family take the same words out of a scene, and each its own list of qualities
def narrowed(fragment: Fragment, text: str, slot: str = "") -> Fragment:
    """Return a fragment that says only `text` of its words; evidence is the place of that where it is found.

    Args:
        slot: where it stands, when not in the slot of the whole.
    """
    content = fragment.content
    said = Words(text)
    if isinstance(content, Words):
        said = Words(text, content.own, content.untouched, content.tags, content.person, content.terms)
    evidence = tuple([_narrower(one, text) for one in fragment.evidence])
    return with_content(fragment, said, evidence, slot)


def with_macros(fragment: Fragment, macros: Macros) -> Fragment:
    """Return a fragment with the macros in its words filled in; what nobody knows is left to the dialect."""
    content = fragment.content
    if not isinstance(content, Words) or not has_macros(content.text):
        return fragment
    text = filled(content.text, macros, keep_unknown=True)
    if text == content.text:
        return fragment
    evidence = tuple(replace(one, quote=text, exact=False) for one in fragment.evidence)
    return with_content(fragment, replace(content, text=text), evidence)


def with_content(fragment: Fragment, content: Content, evidence: tuple[Evidence, ...], slot: str = "") -> Fragment:
    """Return a fragment that says something else, perhaps in another slot, for all other things like `fragment`.

    It is what `dataclasses.replace` does, several times faster: dialects narrow a hundred fragments for one prompt.
    """
    return Fragment(slot or fragment.slot, content, evidence, fragment.source, fragment.after, fragment.weight)


def from_plugin(fragment: Fragment, name: str) -> Fragment:
    """Return a fragment with the name of the plugin that gave it."""
    return Fragment(fragment.slot, fragment.content, fragment.evidence, name, fragment.after, fragment.weight)


def _narrower(evidence: Evidence, text: str) -> Evidence:
    at = evidence.quote.find(text)
    if at < 0:
        folded = evidence.quote.casefold()
        at = folded.find(text.casefold()) if len(folded) == len(evidence.quote) else -1
    if at < 0 or not evidence.exact:
        return evidence
    start = evidence.start + at
    quote = evidence.quote[at : at + len(text)]
    return Evidence(evidence.source, start, start + len(text), quote, evidence.exact, evidence.reader)


def tags_last(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Return fragments with the tags of cards behind all others, so that of two that exclude each other those count."""
    return sorted(fragments, key=_is_tags)


def _is_tags(fragment: Fragment) -> bool:
    return isinstance(fragment.content, Words) and fragment.content.tags


def evidence_of(facts: Iterable[Trait | Garment]) -> tuple[Evidence, ...]:
    """Return the evidence of all `facts`, each piece once, in their order."""
    facts = tuple(facts)
    if len(facts) == 1 and len(facts[0].evidence) == 1:  # as dialects ask of each fact by itself
        return facts[0].evidence
    return tuple(dict.fromkeys(evidence for fact in facts for evidence in fact.evidence))
