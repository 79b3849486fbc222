"""Macros of cards, personas, chats and requests (``{{char}}``, ``{{random:red,black}}``), filled in.

What stands in the text outside of macros keeps its place, so does an option that is picked and a branch that holds;
what a macro stands for points at the macro. Unknown macros are dropped. The cost grows with the length of the text,
whatever it holds. `expand` is the door; `syntax` reads, `meanings` says what each stands for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from composer.reading.macros.expanding import Expansion, Filling
from composer.reading.macros.spans import Span
from composer.reading.macros.syntax import has_macros
from composer.reading.text.mapped import MappedText
from composer.types import Macros

__all__ = ["Expanded", "after", "expand", "filled", "has_macros"]

_OPENING = re.compile(r"\{{2,}")


class Expanded(NamedTuple):
    """A text with its macros filled in, and what macros stand for behind it (its variables may have changed)."""

    text: MappedText
    macros: Macros


def expand(text: MappedText, macros: Macros, keep_unknown: bool = False) -> Expanded:
    """Fill in the macros of a text; one without any comes back as it is.

    Braces that are no macro's stay (JSON has many), but never two opening ones in a row.

    Args:
        keep_unknown: what nobody knows stays with its braces, as in words for NovelAI, where they stress a tag.
    """
    if not has_macros(text.text):
        return Expanded(text, macros)
    filling = Filling(macros, len(text.text), keep_unknown)
    new = text.rewritten(_changes(Expansion(text.text, filling).spans(), len(text.text)))
    if not keep_unknown and "{{" in new.text:
        new = new.replaced(_OPENING, lambda _: "")
    same = filling.variables == macros.variables
    return Expanded(new, macros if same else replace(macros, variables=filling.variables))


def filled(text: str, macros: Macros, keep_unknown: bool = False) -> str:
    """Return a text with its macros filled in; see `expand`."""
    return expand(MappedText.of("", text), macros, keep_unknown).text.text if has_macros(text) else text


def after(macros: Macros, texts: Iterable[str]) -> Macros:
    """Return what macros stand for once these texts have set their variables, in this order."""
    for text in texts:
        if "{{" in text:
            macros = expand(MappedText.of("", text), macros).macros
    return macros


def _changes(spans: Iterable[Span], length: int) -> Iterator[tuple[int, int, str]]:
    """Yield what is replaced by what, "" where nothing comes in its place."""
    position = 0
    for span in spans:
        if position < span.start:
            yield position, span.start, ""
        if span.new is not None:
            yield span.start, span.end, span.new
        position = span.end
    if position < length:
        yield position, length, ""
