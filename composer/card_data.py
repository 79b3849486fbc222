"""A character card as plain data: for ``rp-composer card`` and its ``--json``."""

from collections.abc import Iterable, Iterator
from typing import Any

from composer.cards.writing import card_fields
from composer.decoding import media_type_of, size_of
from composer.prompt_data import evidence_fields
from composer.types import CharacterCard, Evidence, Person


def shown_fields(card: CharacterCard, people: Iterable[Person]) -> dict[str, Any]:
    """Return a card as plain data.

    Args:
        people: who is read from it, in the order of the card.

    Returns:
        The fields of the V3 specification by their names, and ``unknown`` (what is none of them), ``spec``,
        ``carrier``, ``file``, ``coercions``, ``warnings``, ``pictures`` and ``appearance`` (see `picture_fields`,
        `appearance_fields`).
    """
    return card_fields(card) | {
        "unknown": dict(card.unknown),
        "spec": card.spec,
        "carrier": card.carrier,
        "file": card.file,
        "coercions": list(card.coercions),
        "warnings": list(card.warnings),
        "pictures": list(picture_fields(card)),
        "appearance": list(appearance_fields(people)),
    }


def picture_fields(card: CharacterCard) -> Iterator[dict[str, Any]]:
    """Yield the pictures of a card: kind and name, and type, size in pixels and bytes of those that the file carries.

    Of a picture that the card only names, `uri` says where it would be; nothing is fetched.
    """
    if card.avatar:
        yield {"kind": "icon", "name": "avatar", "uri": "", **_measures(card.avatar)}
    for asset in card.assets:
        yield {"kind": asset.kind, "name": asset.name, "uri": asset.uri[:300], **_measures(asset.data)}


def appearance_fields(people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Yield what is read of everybody's looks and default clothes (attribute ``outfit``), each with its evidence."""
    for person in people:
        for trait in person.traits:
            text = trait.phrase or trait.value
            yield _fact(person, trait.attribute, trait.value, text, trait.confidence, trait.evidence)
        for garment in person.garments:
            yield _fact(person, "outfit", garment.text, garment.text, garment.confidence, garment.evidence)


def _fact(
    person: Person, attribute: str, value: str, text: str, confidence: float, evidence: tuple[Evidence, ...]
) -> dict[str, Any]:
    return {
        "person": person.name,
        "attribute": attribute,
        "value": value,
        "text": text,
        "confidence": confidence,
        "evidence": [evidence_fields(one) for one in evidence],
    }


def _measures(data: bytes) -> dict[str, Any]:
    width, height = size_of(data) or (None, None)
    return {"media_type": media_type_of(data) or None, "width": width, "height": height, "bytes": len(data)}
