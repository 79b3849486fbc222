"""The facts of a prompt in English, where the profile wants them so or the model reads nothing else. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from composer.models import Model
from composer.reading.language import Language
from composer.reading.translation import garment_in_english, is_foreign, spoken, trait_in_english
from composer.types import Change, Fragment, Garment, Looks, Outfit, Trait, Words


def understood(
    fragments: Iterable[Fragment], languages: tuple[Language, ...], model: Model
) -> tuple[list[Fragment], list[Change]]:
    """Return fragments whose looks and outfits are in a language that the model reads, and what that changed.

    Words that are nobody's fact stay, with a notice where they are in a language that the model does not list.
    """
    foreign = [language for language in languages if not _reads(model, language)]
    if not foreign:
        return list(fragments), []
    changes: list[Change] = []
    result = [_fragment(fragment, languages, changes) for fragment in fragments]
    changes += [note for fragment in result for note in _unread(fragment, languages, foreign, model)]
    return result, list(dict.fromkeys(changes))


def _reads(model: Model, language: Language) -> bool:
    return not model.languages or language.code in {code.partition("-")[0] for code in model.languages}


def _unread(
    fragment: Fragment, languages: tuple[Language, ...], foreign: Sequence[Language], model: Model
) -> Iterator[Change]:
    text = fragment.content.text if isinstance(fragment.content, Words) else ""
    language = spoken(text, languages) if text else None
    if language and language in foreign:
        why = f"{model.name} is not known to read {language.name.title()}; write it in English for a better picture"
        yield Change("notice", fragment.slot, why)


def translated(fragments: Iterable[Fragment], languages: tuple[Language, ...]) -> tuple[list[Fragment], list[Change]]:
    """Return fragments whose looks and outfits are said in English, and what that changed.

    Evidence still quotes the source; texts that are nobody's fact (styles, requests) stay as they are.
    """
    changes: list[Change] = []
    return [_fragment(fragment, languages, changes) for fragment in fragments], list(dict.fromkeys(changes))


def _fragment(fragment: Fragment, languages: tuple[Language, ...], changes: list[Change]) -> Fragment:
    content = fragment.content
    if not any(is_foreign(text, languages) for text in _texts(fragment)):
        return fragment
    if isinstance(content, Looks):
        traits = tuple(_trait(trait, languages, changes) for trait in content.traits)
        return fragment if traits == content.traits else replace(fragment, content=replace(content, traits=traits))
    if isinstance(content, Outfit):
        garments = tuple(_garment(garment, languages, changes) for garment in content.garments)
        same = garments == content.garments
        return fragment if same else replace(fragment, content=replace(content, garments=garments))
    return fragment


def _texts(fragment: Fragment) -> Iterator[str]:
    """Yield what facts are told by."""
    if isinstance(fragment.content, Looks):
        yield from (trait.phrase or trait.value for trait in fragment.content.traits)
    elif isinstance(fragment.content, Outfit):
        for garment in fragment.content.garments:
            yield from (garment.text or garment.name.text, *(state.text for state in garment.state))


def _trait(trait: Trait, languages: tuple[Language, ...], changes: list[Change]) -> Trait:
    said = trait.phrase or trait.value
    english = trait_in_english(trait, languages)
    changes += _changed(said, english.text, english.kept)
    return replace(trait, value=english.text, phrase="") if english.text != said else trait


def _garment(garment: Garment, languages: tuple[Language, ...], changes: list[Change]) -> Garment:
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
