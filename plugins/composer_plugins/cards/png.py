"""Character cards inside PNG pictures: base64 JSON in a text chunk called ``ccv3`` (version 3) or ``chara``."""

import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from composer.cards.attached import with_assets
from composer.cards.avatar import png_of
from composer.cards.coercion import Notes
from composer.cards.fields import FIELDS, card_from_fields, merged_fields
from composer.cards.limits import LIMITS, Limits
from composer.cards.parsing import Parsed, parsed, unpacked
from composer.cards.writing import Version, card_text
from composer.contracts import Register
from composer.errors import CardError, NoCardError
from composer.hookspecs import hookimpl
from composer.types import CharacterCard
from composer_plugins.card_carriers import png_chunks
from composer_plugins.card_carriers.png_chunks import SIGNATURE, Chunk
from composer_plugins.card_carriers.risuai import put_in, stored_in

_KEYWORDS = ("ccv3", "chara")  # in the order of preference
_NO_CARD = "the picture holds no card data (no text chunk called chara or ccv3)"
_WRITTEN: tuple[tuple[bytes, Version], ...] = ((b"chara", 2), (b"ccv3", 3))
#: Where the number of the version stands, if it is 2.
_VERSION_2 = (re.compile(rb'chara_card_v(?=2")'), re.compile(rb'spec_version":"(?=2\.0")'))
#: So many chunks of each keyword are tried: a card has one.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class _Found:
    """The JSON of one chunk, and what was odd about it."""

    keyword: str
    json: Parsed
    notes: Notes


class PngCard:
    """A picture with the card in it; the picture is the card's avatar."""

    name = "png"
    suffix = ".png"

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits

    def recognises(self, head: bytes) -> float:
        """Sure of every PNG."""
        return 1.0 if head.startswith(SIGNATURE) else 0.0

    def read(self, data: bytes) -> CharacterCard:
        """Return the card of the best readable chunk; CardError when there is none."""
        chunks = list(png_chunks.chunks(data, self._limits))
        ending = _ending(data, chunks)
        problems: list[str] = []
        found = list(self._found(data, chunks, problems))
        while found:
            first = found.pop(0)
            try:
                card = self._card(first, data)
            except CardError as error:
                problems.append(f"the chunk {first.keyword}: {error}")
                continue
            problems += (*self._differences(first.keyword, card, found), *ending)
            if card.assets:
                card = with_assets(card, stored_in(data, chunks, self._limits), self._limits)
            return replace(card, warnings=(*card.warnings, *problems)) if problems else card
        kind = CardError if problems else NoCardError
        raise kind("; ".join((*(problems or [_NO_CARD]), *ending)))

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; see `read`."""
        return PngCard(limits).read(data)

    def write(self, card: CharacterCard, original: bytes) -> bytes:
        """Return a picture with the card in two chunks, of version 2 and 3, which together every program reads.

        Args:
            card: the card; without `original`, its avatar is the picture, made a PNG where it is none.
            original: a PNG file; all of it that is no card stays as it is.
        """
        picture = original or png_of(card, self._limits)
        card, assets = put_in(card, picture, self._limits)
        texts = ((keyword, card_text(card, version, self._limits)) for keyword, version in _WRITTEN)
        bodies = (keyword + b"\0" + binascii.b2a_base64(text, newline=False) for keyword, text in texts)
        new = b"".join(png_chunks.made(b"tEXt", body) for body in bodies) + assets
        return png_chunks.with_chunks(picture, new, lambda chunk: _keyword(picture, chunk) in _KEYWORDS, self._limits)

    def _found(self, data: bytes, chunks: Sequence[Chunk], problems: list[str]) -> Iterator[_Found]:
        """Yield what can be parsed, at most one of each keyword, and none that says the same as the one before."""
        called = [(_keyword(data, chunk), chunk) for chunk in chunks if chunk.is_text]
        text = b""
        for keyword in _KEYWORDS:
            newer = text
            for chunk in [chunk for name, chunk in called if name == keyword][:_TRIES]:
                try:
                    text = unpacked(png_chunks.text(data, chunk, self._limits))
                    if not _is_older(text, newer):
                        yield self._parsed(keyword, text, png_chunks.damage(data, chunk))
                    break
                except CardError as error:
                    damage = png_chunks.damage(data, chunk)
                    problems.append(f"the chunk {keyword}: {error}" + (f" ({damage})" if damage else ""))

    def _parsed(self, keyword: str, text: bytes, damage: str) -> _Found:
        notes = Notes()
        if damage:
            notes.warn(f"the chunk {keyword}: {damage}")
        return _Found(keyword, parsed(text, notes, self._limits), notes)

    def _card(self, found: _Found, avatar: bytes = b"") -> CharacterCard:
        return card_from_fields(found.json.value, avatar, found.notes, self._limits, found.json.clean)

    def _differences(self, keyword: str, card: CharacterCard, others: Sequence[_Found]) -> Iterator[str]:
        for other in others:
            if _says_the_same(other.json.value, card.stored):
                continue
            try:
                older = self._card(other)
            except CardError as error:
                yield f"the chunk {other.keyword}: {error}"
                continue
            written = merged_fields(older.stored, Notes())
            names = [name for name in FIELDS if name in written and getattr(card, name) != getattr(older, name)]
            if names:
                yield f"the chunks {keyword} and {other.keyword} differ in {', '.join(names)}; {keyword} is used"


def _keyword(data: bytes, chunk: Chunk) -> str:
    return png_chunks.keyword(data, chunk).lower() if chunk.is_text else ""


def _is_older(text: bytes, newer: bytes) -> bool:
    """Say whether JSON is `newer` but for its version, letter by letter, as SillyTavern writes both."""
    if not text or len(text) != len(newer):
        return False
    for mark in _VERSION_2:
        found = mark.search(text)
        text = text[: found.end()] + b"3" + text[found.end() + 1 :] if found else text
    return text == newer


def _says_the_same(one: Any, other: Mapping[str, Any]) -> bool:
    """Say at a glance whether two chunks hold one card; programs that write both differ in the version only."""
    if not isinstance(one, dict) or "data" not in one:
        return bool(one == other)
    return bool(one["data"] == other.get("data"))


def _ending(data: bytes, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Say what is odd about the end of a picture."""
    end = chunks[-1].end if chunks else 0
    if end > len(data) or not chunks or chunks[-1].kind != b"IEND":
        return ("the picture is cut off",)
    return (f"{len(data) - end} bytes stand behind the end of the picture",) if end < len(data) else ()


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(PngCard())
