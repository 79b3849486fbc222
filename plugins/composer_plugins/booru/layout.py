"""How tags stand in a prompt: in which slots, in whose part, and in which chunks of tokens a model reads them.

A model of this kind reads 75 tokens at once. AUTOMATIC1111, Forge and their like let a chunk end at its last comma
where that is at most 20 tokens back (modules/sd_hijack_clip.py of stable-diffusion-webui), so a tag of up to 20 tokens
is never cut; before a longer phrase that would be, the chunk is ended with ``BREAK``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from composer.models import Model
from composer.models.lengths import tokens
from composer.types import Fragment
from composer.writing.pieces import Piece

BREAK = " BREAK "
#: How far back a chunk may end at a comma, and how far an estimate of tokens may be wrong.
BACKTRACK, MARGIN = 20, 1.06


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of a prompt, and in which part of it it stands: before the people, with one of them, or after them."""

    piece: Piece
    part: int = 0


def slot_places(slots: Sequence[str], fragments: Iterable[Fragment]) -> dict[str, int]:
    """Return the place of every slot: the order in which fragments come, and for the others that of `slots`."""
    order = list(dict.fromkeys(fragment.slot for fragment in fragments))
    for number, slot in enumerate(slots):
        if slot not in order:
            before = next((one for one in reversed(slots[:number]) if one in order), None)
            order.insert(order.index(before) + 1 if before else 0, slot)
    return {slot: place for place, slot in enumerate(order)}


def laid_out(placed: Sequence[Placed], model: Model) -> Iterator[list[Piece]]:
    """Yield pieces with what stands between them: commas, and ``BREAK`` between people and before what would be cut."""
    chunk = model.chunk_tokens if model.weights == "a1111" else 0  # whose syntax has the word for it
    used = 0.0
    for number, one in enumerate(placed):
        text = one.piece[0]
        parted = number > 0 and one.part != placed[number - 1].part and chunk > 0
        used, cut = _after(text, 0.0 if parted else used, chunk)
        if number == 0:
            yield [one.piece]
        elif parted or cut:
            yield [(BREAK, None), one.piece]
        else:
            yield [(_between(placed[number - 1].piece[0]), None), one.piece]


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
