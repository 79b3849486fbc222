"""Fills in the macros of one text: what stays of it, what comes in, and what its variables are then.

A text may be made to swell (a variable that holds itself twice, a description that holds the description): all that
comes in has to fit a budget, no text is ever put into itself, and variables are few and short.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from composer.reading.macros.meanings import meaning
from composer.reading.macros.spans import Span, trimmed, written
from composer.reading.macros.syntax import Braces, Macro, Node, Nodes, Plain, has_macros, parse
from composer.types import Macros

#: What macros may put into a text, in characters, beside `_PER_CHARACTER` for each one of the text.
_MOST_NEW, _PER_CHARACTER = 100_000, 8
#: All variables of a chat together, their names counted.
_MOST_STORED = 20_000
#: An unknown macro longer than this is none: somewhere its braces were forgotten.
_LONGEST_UNKNOWN = 2_000


class Filling:
    """What a text and those that are put into it share.

    Attributes:
        macros: what they are filled in with; variables: as they are now; keeps_unknown: leave those to somebody else.
    """

    def __init__(self, macros: Macros, length: int, keeps_unknown: bool = False) -> None:
        self.macros = macros
        self.variables = dict(macros.variables)
        self.keeps_unknown = keeps_unknown
        self._left = _MOST_NEW + _PER_CHARACTER * length
        self._stored = sum(len(name) + len(value) for name, value in self.variables.items())
        self._texts: dict[str, str] = {}

    def taken(self, new: str) -> str:
        """Return words that come in, "" when there is no more room for them."""
        if len(new) > self._left:
            return ""
        self._left -= len(new)
        return new

    def store(self, name: str, value: str) -> None:
        """Give a variable a value, unless there are too many."""
        grown = len(value) - len(self.variables[name]) if name in self.variables else len(name) + len(value)
        if self._stored + grown <= _MOST_STORED:
            self.variables[name] = value
            self._stored += grown

    def forget(self, name: str) -> None:
        """Let a variable go."""
        if name in self.variables:
            self._stored -= len(name) + len(self.variables.pop(name))

    def text(self, name: str) -> str:
        """Return the text that a macro stands for, filled in itself; "" within itself and for one nobody knows."""
        if name not in self._texts:
            stored, self._texts[name] = self.taken(self.macros.texts.get(name, "")), ""
            self._texts[name] = Expansion(stored, self).whole() if has_macros(stored) else stored
        return self._texts[name]


class Expansion:
    """Fills in one text.

    Attributes:
        text: as stored; filling: what it shares with others.
    """

    def __init__(self, text: str, filling: Filling) -> None:
        self.text = text
        self.filling = filling
        self._same: Counter[str] = Counter()

    def spans(self) -> list[Span]:
        """Return everything that stays or comes in, in order."""
        return trimmed(self.text, self.of(parse(self.text)))

    def whole(self) -> str:
        """Return the text filled in."""
        return written(self.text, self.spans())

    def of(self, nodes: Nodes) -> list[Span]:
        """Return what becomes of some of its nodes."""
        return [span for node in nodes for span in self._of(node)]

    def words(self, nodes: Nodes) -> str:
        """Return some of its nodes filled in, without the blanks around them."""
        return written(self.text, self.of(nodes)).strip()

    def ordinal(self, words: str) -> int:
        """Return how often the same was asked before in this text."""
        self._same[words] += 1
        return self._same[words] - 1

    def _of(self, node: Node) -> Iterable[Span]:
        if isinstance(node, Macro):
            return self._of_macro(node)
        kept = isinstance(node, Plain) or self.filling.keeps_unknown
        return (Span(node.start, node.end),) if kept else ()

    def _of_macro(self, macro: Macro) -> Iterable[Span]:
        known = meaning(macro, self.filling.keeps_unknown)
        if known is None:
            return self._of_unknown(macro)
        said = known(self, macro)
        if not isinstance(said, str):
            return said
        new = self.filling.taken(said)
        return (Span(macro.start, macro.end, new),) if new else ()

    def _of_unknown(self, macro: Macro) -> Iterator[Span]:
        if self.filling.keeps_unknown:
            for node in (Braces(macro.start, macro.start + 2), *macro.inner, Braces(macro.end - 2, macro.end)):
                yield from self._of(node)
        elif macro.content is None and macro.end - macro.start > _LONGEST_UNKNOWN:
            yield from self.of(macro.inner)
