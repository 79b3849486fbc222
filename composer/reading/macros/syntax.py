"""The grammar of macros: from a text to plain stretches and macros with their arguments, in one pass.

``{{name}}``, ``{{name::argument::argument}}``, ``{{name:argument}}``, ``{{name argument}}``, with blanks and line
breaks anywhere around the parts; macros within arguments; ``{{name}}content{{/name}}`` for those that take a text;
``{{.variable = value}}`` (SillyTavern's documentation, "Macros"); ``<BOT>`` and the like. Braces that enclose no such
thing are no macro. Every step costs time in proportion to the text, and nothing is nested deeper than `DEEPEST`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

#: Macros within macros: what is deeper is dropped.
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Plain:
    """A stretch of the text as it stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Braces:
    """Double braces that enclose no macro."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro, ``text[start:end]``.

    Attributes:
        name: in lower case; "" for what nobody knows: one nested too deeply, an operator of newer versions.
        arguments: what each consists of, outer blanks left off. inner: everything between its braces.
        closing: it ends the macro of its name. whole: it was marked (``#``) as one that has a content.
        content: what stands between it and its closing macro, both of which are in its range; None without one.
    """

    start: int
    end: int
    name: str
    arguments: "tuple[Nodes, ...]" = ()
    inner: "Nodes" = ()
    closing: bool = False
    whole: bool = False
    content: "Nodes | None" = None


Node = Plain | Braces | Macro
Nodes = Sequence[Node]

_MARKER = r"<(bot|char|user|group|charifnotgroup)>"
MARKERS = re.compile(_MARKER, re.IGNORECASE)
# The third is a slip that many cards have.
_TOKEN = re.compile(rf"(?P<marker>{_MARKER}|\{{\{{(?:char|user)\}}(?!\}}))|\{{{{2,}}|\}}{{2,}}", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<flags>(?:\s*+[#!?~>])*+)\s*+"
    r"(?:(?P<name>//(?!/)|[.$]?[^\W_](?:[\w-]*[^\W_])?)|/\s*+(?P<closed>//|[^\W_][\w-]*+)?)(?P<blank>\s*+)"
)
_ASSIGNMENT = re.compile(r"(?P<operator>\+\+|--|\+=|-=|=(?!=))\s*+")
_SEPARATOR = re.compile(r"::")
#: The macros that may have a content, by how many arguments they have then at most.
_SCOPED = {
    "if": 1, "trim": 0, "reverse": 0, "//": 0, "comment": 0, "random": 0, "pick": 0,
    "setvar": 1, "addvar": 1, "setglobalvar": 1, "addglobalvar": 1,
}  # fmt: skip
_SHORT = {"": "get", "=": "set", "+=": "add", "-=": "subtract", "++": "inc", "--": "dec"}


def has_macros(text: str) -> bool:
    """Return whether there may be a macro in a text; nearly always there is none."""
    return "{{" in text or ("<" in text and MARKERS.search(text) is not None)


def parse(text: str) -> Nodes:
    """Return what a text consists of, in order; nothing of it is left out."""
    return _Parser(text).parsed()


@dataclass(slots=True)
class _Open:
    """A macro whose end has not been reached."""

    start: int
    close: int
    nodes: list[Node]


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stack = [_Open(0, len(text), [])]
        self.position = 0

    def parsed(self) -> Nodes:
        tokens = list(_TOKEN.finditer(self.text))
        pairs = dict(_pairs(tokens))
        for start, end in _braces(tokens, pairs):
            if start >= self.position:
                self._read(start, end, pairs)
        self._plain(len(self.text))
        return _with_blocks(self.stack[0].nodes)

    def _read(self, start: int, end: int, pairs: dict[int, int]) -> None:
        """Take the token ``text[start:end]``, and what is plain before it."""
        self._plain(start)
        self.position = end
        nodes = self.stack[-1].nodes
        if end - start > 2:  # a marker
            nodes.append(Macro(start, end, self.text[start:end].strip("<{}>").casefold()))
        elif start in pairs and len(self.stack) > DEEPEST:
            self.position = pairs[start] + 2
            nodes.append(Macro(start, self.position, ""))
        elif start in pairs:
            self.stack.append(_Open(start, pairs[start], []))
        elif start == self.stack[-1].close:
            self._close(self.stack.pop())
        else:
            nodes.append(Braces(start, end))

    def _close(self, done: _Open) -> None:
        macro = _macro(self.text, done.start, done.close + 2, done.nodes)
        inner: list[Node] = [Braces(done.start, done.start + 2), *done.nodes, Braces(done.close, done.close + 2)]
        self.stack[-1].nodes.extend(inner if macro is None else [macro])

    def _plain(self, end: int) -> None:
        if self.position < end:
            self.stack[-1].nodes.append(Plain(self.position, end))


def _pairs(tokens: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield where braces open and where they close; each closes the nearest one that is open."""
    opened: list[int] = []
    for token in tokens:
        if token["marker"]:
            continue
        if token[0][0] == "{":
            opened += range(token.start() + len(token[0]) % 2, token.end(), 2)
        else:
            for close in range(token.start(), token.end() - 1, 2):
                if opened:
                    yield opened.pop(), close


def _braces(tokens: Sequence[re.Match[str]], pairs: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Yield every marker, every opening, and every closing that has one: others are nothing but braces of a text."""
    closes = set(pairs.values())
    for token in tokens:
        start, end = token.span()
        if token["marker"]:
            yield start, end
        elif token[0][0] == "{":
            yield from ((at, at + 2) for at in range(start + (end - start) % 2, end, 2))
        else:
            yield from ((at, at + 2) for at in range(start, end - 1, 2) if at in closes)


def _macro(text: str, start: int, end: int, nodes: list[Node]) -> Macro | None:
    """Return the macro that encloses `nodes`, None when it is none."""
    first = nodes[0] if nodes else None
    if not isinstance(first, Plain):
        return None
    head = _HEAD.match(text, first.start, first.end)
    if head is None:
        return None
    name, at = (head["name"] or head["closed"] or "").casefold(), head.end()
    whole = "#" in head["flags"]
    if head["name"] is None or name == "//":
        return Macro(start, end, name, _comment(at, end), nodes, head["name"] is None, whole)
    if name[0] in ".$":
        return _shorthand(text, start, end, head, nodes)
    rest = _with_blocks(_after(nodes, at))
    if not rest or text.startswith(":", at):
        several = text.startswith("::", at)
        arguments = _arguments(text, _after(rest, at + 2) if several else _after(rest, at + 1), several)
    elif head["blank"]:
        arguments = _arguments(text, rest, several=True)
    else:
        return None
    return Macro(start, end, name, arguments if rest else (), nodes, False, whole)


def _comment(at: int, end: int) -> "tuple[Nodes, ...]":
    """Return the argument of a comment, which nobody reads; one without has a content."""
    return ((Plain(at, end - 2),),) if at < end - 2 else ()


def _shorthand(text: str, start: int, end: int, head: re.Match[str], nodes: list[Node]) -> Macro:
    """Return ``{{.name}}``, ``{{$name += value}}`` and the like as the macro of variables that does the same."""
    name = Plain(head.start("name") + 1, head.end("name"))
    scope = "globalvar" if text[head.start("name")] == "$" else "var"
    if head.end() == end - 2:
        return Macro(start, end, f"get{scope}", ((name,),), nodes)
    first = nodes[0]
    assignment = _ASSIGNMENT.match(text, head.end(), first.end)
    if assignment is None:
        return Macro(start, end, "", (), nodes)
    value = _stripped(text, _with_blocks(_after(nodes, assignment.end())))
    return Macro(start, end, _SHORT[assignment["operator"]] + scope, ((name,), value), nodes)


def _arguments(text: str, rest: Nodes, several: bool) -> "tuple[Nodes, ...]":
    if not several:
        return (_stripped(text, rest),)
    parts: list[list[Node]] = [[]]
    for node in rest:
        if not isinstance(node, Plain):
            parts[-1].append(node)
            continue
        start = node.start
        for separator in _SEPARATOR.finditer(text, node.start, node.end):
            parts[-1].append(Plain(start, separator.start()))
            parts.append([])
            start = separator.end()
        parts[-1].append(Plain(start, node.end))
    return tuple(_stripped(text, part) for part in parts)


def _after(nodes: Nodes, start: int) -> Nodes:
    """Return the nodes from a place in the first one on."""
    if not nodes or nodes[0].start >= start:
        return nodes
    first = nodes[0]
    return [Plain(start, first.end), *nodes[1:]] if start < first.end else nodes[1:]


def _stripped(text: str, nodes: Nodes) -> Nodes:
    """Return the nodes without the blanks at both ends."""
    kept = list(nodes)
    if kept and isinstance(kept[0], Plain):
        first = kept[0]
        kept[0] = Plain(first.end - len(text[first.start : first.end].lstrip()), first.end)
    if kept and isinstance(kept[-1], Plain):
        last = kept[-1]
        kept[-1] = Plain(last.start, last.start + len(text[last.start : last.end].rstrip()))
    return [node for node in kept if node.start < node.end]


def _with_blocks(nodes: Nodes) -> Nodes:
    """Return the nodes with every macro that has a content and its closing macro made one."""
    if not any(isinstance(node, Macro) and node.closing for node in nodes):
        return nodes
    closes = dict(_blocks(nodes))
    stack: list[tuple[list[Node], int]] = [([], -1)]
    for number, node in enumerate(nodes):
        if number in closes and len(stack) <= DEEPEST:
            stack.append(([], number))
        elif number == closes.get(stack[-1][1]):
            content, opening = stack.pop()
            opener = nodes[opening]
            assert isinstance(opener, Macro)
            stack[-1][0].append(replace(opener, end=node.end, content=content))
        else:
            stack[-1][0].append(node)
    return stack[0][0]


def _blocks(nodes: Nodes) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the macros that open a block and of those that close it."""
    opened: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for number, node in enumerate(nodes):
        if not isinstance(node, Macro):
            continue
        if node.closing and opened and (not node.name or waiting[node.name]):
            while True:
                name, opening = opened.pop()
                waiting[name] -= 1
                if name == node.name or not node.name:
                    break
            yield opening, number
        elif not node.closing and (node.whole or len(node.arguments) <= _SCOPED.get(node.name, -1)):
            opened.append((node.name, number))
            waiting[node.name] += 1
