"""What the pictures of a card show, and what each may be a reference for; the app keeps their bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer.decoding import media_type_of
from composer.references import asset_name
from composer.types import Asset, CharacterCard, Persona, Reference

#: What a kind of asset is a reference for; an emotion shows who somebody is, too.
_ROLES = {"icon": "identity", "emotion": "identity", "background": "place", "user_icon": "persona"}


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture of a card.

    Attributes:
        kind, name: as the asset has them: an emotion "happy", the icon "main" (the card's own picture).
        reference: the handle of its bytes, with whom or what it shows. data: its bytes.
    """

    kind: str
    name: str
    reference: Reference
    data: bytes


def pictures_of(card: CharacterCard, user: str = "") -> tuple[CardPicture, ...]:
    """Return the pictures of a card that are here, its own first; each of its bytes once.

    Args:
        user: the name of whom a user icon shows.
    """
    found = {}
    own = Asset("icon", "main", data=card.avatar)
    for asset in (own, *card.assets):
        role = _ROLES.get(asset.kind.lower())
        if role and asset.data and media_type_of(asset.data) and asset.data not in found:
            found[asset.data] = _picture(card, asset, role, user)
    return tuple(found.values())


def _picture(card: CharacterCard, asset: Asset, role: str, user: str) -> CardPicture:
    person = {"place": "", "persona": user}.get(role, card.name)
    own = asset.data is card.avatar
    handle = asset_name("card" if own else "asset", card.name if own else f"{card.name}/{asset.name}", asset.data)
    reference = Reference(person, role, handle)
    return CardPicture(asset.kind.lower(), asset.name, reference, asset.data)


def with_user_icon(persona: Persona, cards: Iterable[CharacterCard]) -> Persona:
    """Return a persona without a picture of its own with the one that a card has for its user, where one has."""
    if persona.avatar:
        return persona
    icons = (asset.data for card in cards for asset in card.assets if asset.kind.lower() == "user_icon" and asset.data)
    icon = next(icons, b"")
    return replace(persona, avatar=icon) if icon else persona
