"""The pictures that come with a card: what its assets point at, checked by their bytes; nothing is ever fetched."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from composer.cards.limits import LIMITS, Limits
from composer.decoding import bytes_of, media_type_of
from composer.errors import CardError, EmptyAnswerError
from composer.picture_parts import size_of
from composer.types import Asset, CharacterCard

#: Returns the bytes that an address inside the card's own file stands for, None when it is no such address.
Stored = Callable[[str], bytes | None]
#: The kinds of assets that are pictures (V3 specification); others may be anything.
PICTURES = ("icon", "emotion", "background", "user_icon")
_MOST_WARNINGS = 20
_OWN = "ccdefault:"
#: Addresses that say that there is no picture.
_NOTHING = ("", "none")
_SHOWN = 80


def with_assets(card: CharacterCard, stored: Stored | None = None, limits: Limits = LIMITS) -> CharacterCard:
    """Return a card with the bytes of its assets, and with its main icon as avatar where it has no picture of its own.

    What is not there, is no picture or is too large stays named without bytes, and the card says so.

    Args:
        stored: knows the addresses inside the card's own file; None when it has none.
    """
    if not card.assets:
        return card
    loading = _Loading(card.avatar, stored, limits)
    assets = tuple(replace(asset, data=loading.data_of(asset)) for asset in card.assets)
    avatar = card.avatar or _main_icon(assets)
    if not loading.warnings and avatar is card.avatar and not any(asset.data for asset in assets):
        return card
    return replace(card, assets=assets, avatar=avatar, warnings=(*card.warnings, *loading.warnings))


def is_inside(uri: str) -> bool:
    """Say whether an address means something in the card's own file that another file does not have by itself."""
    return not uri.lower().startswith(("http:", "https:", "data:", _OWN))


def with_data_urls(card: CharacterCard) -> CharacterCard:
    """Return a card whose assets need no file beside their JSON: those that its file holds are data URLs."""
    assets = tuple(replace(one, uri=_data_url(one)) if one.data and is_inside(one.uri) else one for one in card.assets)
    return card if assets == card.assets else replace(card, assets=assets)


def _data_url(asset: Asset) -> str:
    media_type = media_type_of(asset.data) or "application/octet-stream"
    return f"data:{media_type};base64,{b64encode(asset.data).decode()}"


def _main_icon(assets: tuple[Asset, ...]) -> bytes:
    icons = [asset for asset in assets if asset.kind.lower() == "icon" and asset.data]
    main = (asset for asset in icons if asset.name.lower() == "main")
    return next(main, icons[0]).data if icons else b""


@dataclass(slots=True)
class _Loading:
    """How far the assets of one card are loaded: their bytes together are limited."""

    own: bytes
    stored: Stored | None
    limits: Limits
    total: int = 0
    warnings: list[str] = field(default_factory=list)

    def data_of(self, asset: Asset) -> bytes:
        """Return the bytes of an asset, b"" with a warning when there are none to be had."""
        try:
            data = self._found(asset.uri)
            self._check(asset, data)
        except CardError as error:
            self._warn(f"the {asset.kind or 'asset'} {asset.name[:_SHOWN]!r}: {error}")
            return b""
        return data

    def _found(self, uri: str) -> bytes:
        if self.total > self.limits.inflated:
            raise CardError(f"the card's pictures have more than {self.limits.inflated} bytes, the limit")
        scheme = uri[:12].lower()
        if scheme in _NOTHING or scheme.startswith(_OWN):
            return self.own if scheme not in _NOTHING else b""
        if scheme.startswith(("http:", "https:")):
            raise CardError(f"it is at {uri[:_SHOWN]}, which is not fetched")
        if scheme.startswith("data:"):
            try:
                return bytes_of(uri)
            except EmptyAnswerError as error:
                raise CardError(f"its data URL cannot be read: {error}") from None
        data = self.stored(uri) if self.stored else None
        if data is None:
            raise CardError(f"there is no {uri[:_SHOWN]!r} in the card's file")
        return data

    def _check(self, asset: Asset, data: bytes) -> None:
        if data and data is not self.own:
            self.total += len(data)
            if self.total > self.limits.inflated:
                raise CardError(f"with it, the card's pictures have more than {self.limits.inflated} bytes, the limit")
        if asset.kind.lower() not in PICTURES or not data:
            return
        if not media_type_of(data):
            raise CardError("it is no PNG, JPEG, WebP or GIF")
        width, height = size_of(data)
        if not 0 < width * height <= self.limits.pixels:
            raise CardError(f"the picture has {width}x{height} pixels; the limit is {self.limits.pixels}")

    def _warn(self, sentence: str) -> None:
        if len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(sentence)
        elif len(self.warnings) == _MOST_WARNINGS:
            self.warnings.append("further pictures of the card could not be read, either")
