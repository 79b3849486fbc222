"""The facts of a prompt in English, where the profile wants them so. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from composer.reading.language import Language
from composer.reading.translation import garment_in_english, trait_in_english
from composer.types import Change, Fragment, Garment, Looks, Outfit, Trait


def translated(fragments: Iterable[Fragment], languages: Sequence[Language]) -> tuple[list[Fragment], list[Change]]:
    """Return fragments whose looks and outfits are said in English, and what that changed.

    Evidence still quotes the source; texts that are nobody's fact (styles, requests) stay as they are.
    """
    changes: list[Change] = []
    return [_fragment(fragment, languages, changes) for fragment in fragments], list(dict.fromkeys(changes))


def _fragment(fragment: Fragment, languages: Sequence[Language], changes: list[Change]) -> Fragment:
    content = fragment.content
    if isinstance(content, Looks):
        traits = tuple(_trait(trait, languages, changes) for trait in content.traits)
        return replace(fragment, content=replace(content, traits=traits))
    if isinstance(content, Outfit):
        garments = tuple(_garment(garment, languages, changes) for garment in content.garments)
        return replace(fragment, content=replace(content, garments=garments))
    return fragment


def _trait(trait: Trait, languages: Sequence[Language], changes: list[Change]) -> Trait:
    said = trait.phrase or trait.value
    english = trait_in_english(trait, languages)
    changes += _changed(said, english.text, english.kept)
    return replace(trait, value=english.text, phrase="") if english.text != said else trait


def _garment(garment: Garment, languages: Sequence[Language], changes: list[Change]) -> Garment:
    english, kept = garment_in_english(garment, languages)
    changes += _changed(_printed(garment), _printed(english), kept)
    return english


def _printed(garment: Garment) -> str:
    return ", ".join((garment.text or garment.name.text, *(state.text for state in garment.state)))


def _changed(said: str, english: str, kept: Sequence[str]) -> Iterator[Change]:
    if kept:
        yield Change("translated", said, f"{english}; no English is known for: {', '.join(kept)}")
    elif said != english:
        yield Change("translated", said, english)
