"""How much of a card's file is read: it comes from strangers."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings on one card; whatever is above one is a CardError that names it.

    Attributes:
        file: bytes of the whole file; chunk: bytes of one text chunk in a picture; inflated: bytes that a compressed
            chunk, or all that is read of a zip, may become.
        json_length, json_depth, json_values: bytes, levels and, about, values of the card's JSON, or YAML.
        entries: of a lorebook; those behind them are left out.
        pixels: of a picture that has to be decoded; chunks: how many parts a picture may have.
        zip_entries: files in a zip; zip_ratio: to how many times its packed size one may unpack, from 1 MiB on;
            path_length: characters of the name of one.
    """

    file: int = 64 * _MIB
    chunk: int = 24 * _MIB  # base64 takes a third more than what it encodes
    inflated: int = 64 * _MIB
    json_length: int = 16 * _MIB
    json_depth: int = 100
    json_values: int = 1_000_000
    entries: int = 20_000
    pixels: int = 50_000_000
    chunks: int = 100_000
    zip_entries: int = 10_000
    zip_ratio: int = 200
    path_length: int = 1_000


LIMITS = Limits()
#: How many characters of one text are read for looks, clothes and macros; what stands behind them is only kept.
LONGEST_TEXT = 100_000
#: How many characters of somebody's name count.
LONGEST_NAME = 200
