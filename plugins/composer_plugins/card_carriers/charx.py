"""CHARX: a zip archive with the card in ``card.json`` and its pictures beside it (V3 specification)."""

from urllib.parse import unquote

from composer.cards.attached import with_assets
from composer.cards.coercion import Notes
from composer.cards.fields import card_from_json
from composer.cards.limits import Limits
from composer.decoding import media_type_of
from composer.errors import NoCardError
from composer.types import CharacterCard
from composer_plugins.card_carriers.archive import Archive

_CARD = "card.json"
#: The specification's own spelling, and the right one.
_SCHEMES = ("embeded://", "embedded://")


def read_charx(data: bytes, limits: Limits) -> CharacterCard:
    """Return the card in a zip archive; a picture before it, or else the card's main icon, is the avatar.

    Raises:
        CardError: the archive or the card in it cannot be read; NoCardError: there is none in it.
    """
    archive = Archive(data, limits)
    notes = Notes()
    picture = data[: archive.start] if media_type_of(data[: archive.start]) else b""
    for warning in archive.warnings:
        notes.warn(warning)
    card = card_from_json(archive.read(_card_path(archive, notes)), picture, notes, limits)
    return with_assets(card, lambda uri: _stored(archive, uri), limits)


def _card_path(archive: Archive, notes: Notes) -> str:
    """Return the path of the card: at the top, or in the one folder that somebody packed whole."""
    if _CARD in archive.names:
        return _CARD
    similar = [name for name in archive.names if name.lower().rpartition("/")[2] == _CARD]
    if len(similar) != 1:
        raise NoCardError(f"the zip archive holds no {_CARD}")
    notes.warn(f"the card is in the archive as {similar[0]!r:.100}, not as {_CARD}")
    return similar[0]


def _stored(archive: Archive, uri: str) -> bytes | None:
    """Return the file of the archive that an address means; one without a scheme is taken as a path."""
    scheme = next((one for one in _SCHEMES if uri.lower().startswith(one)), "")
    path = uri[len(scheme) :].lstrip("/")
    for name in (path, unquote(path)):
        if name in archive.names:
            return archive.read(name)
    return None
