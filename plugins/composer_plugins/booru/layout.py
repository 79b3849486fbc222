"""How tags stand in a prompt: in which slots, in whose part, and in which chunks of tokens a model reads them.

A model of this kind reads 75 tokens at once. AUTOMATIC1111, Forge and their like let a chunk end at its last comma
where that is at most 20 tokens back (modules/sd_hijack_clip.py of stable-diffusion-webui), so a tag of up to 20 tokens
is never cut; before a longer phrase that would be, the chunk is ended with ``BREAK``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from composer.models import Model
from composer.models.lengths import tokens
from composer.writing.pieces import Piece

BREAK = " BREAK "
#: How far back a chunk may end at a comma, and how far an estimate of tokens may be wrong.
BACKTRACK, MARGIN = 20, 1.06

#: A piece of a prompt, and in which part of it it stands: before the people, with one of them, or after them.
Placed = tuple[Piece, int]


@lru_cache(maxsize=256)
def slot_places(slots: tuple[str, ...], told: tuple[str, ...]) -> Mapping[str, int]:
    """Return the place of every slot: the order in which fragments come, and for the others that of `slots`.

    Args:
        told: the slot of each fragment.
    """
    order = list(dict.fromkeys(told))
    for number, slot in enumerate(slots):
        if slot not in order:
            before = next((one for one in reversed(slots[:number]) if one in order), None)
            order.insert(order.index(before) + 1 if before else 0, slot)
    return {slot: place for place, slot in enumerate(order)}


def laid_out(placed: Iterable[Placed], model: Model) -> list[Piece]:
    """Return pieces with commas between them, and ``BREAK`` between people and before what would be cut."""
    chunk = model.chunk_tokens if model.weights == "a1111" else 0  # whose syntax has the word for it
    result: list[Piece] = []
    used, last = 0.0, 0
    for piece, part in placed:
        parted = bool(result) and part != last and chunk > 0
        used, cut = _after(piece[0], 0.0 if parted else used, chunk)
        if result:
            result.append((BREAK if parted or cut else _between(result[-1][0]), None))
        result.append(piece)
        last = part
    return result


def _between(before: str) -> str:
    if before.endswith(("BREAK", "AND", "\n")):
        return " " if not before.endswith("\n") else ""
    return " " if before.endswith(",") else ", "


def _after(text: str, used: float, chunk: int) -> tuple[float, bool]:
    """Return how much of a chunk is used after a text, and whether the chunk must end before it."""
    whole = tokens(text) * MARGIN + 1
    if not chunk or used + whole <= chunk:
        return used + whole, False
    cut = False
    for number, phrase in enumerate(text.split(",")):
        long = tokens(phrase) * MARGIN
        if used + long + 1 <= chunk:
            used += long + 1
            continue
        cut = cut or (number == 0 and BACKTRACK < long <= chunk and used > 0)
        used = (long + 1) % chunk
    return used, cut
