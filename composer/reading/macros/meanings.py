"""What each macro means: names, texts of the card, chance, conditions and variables.

The names are those of the V3 specification ("Curly Braced Syntaxes") and of SillyTavern's documentation ("Macros"),
with the other names that SillyTavern and RisuAI know them by.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from composer.reading.macros.chance import number, rolled
from composer.reading.macros.spans import Span, options, stripped
from composer.reading.macros.syntax import Macro, Nodes, Plain

if TYPE_CHECKING:
    from composer.reading.macros.expanding import Expansion

#: What a macro says: words that stand for it, or what stays of the text.
Meaning = Callable[["Expansion", Macro], str | Sequence[Span]]

_TEXTS = {
    "description": "description", "chardescription": "description", "char_desc": "description",
    "personality": "personality", "charpersonality": "personality", "char_persona": "personality",
    "scenario": "scenario", "charscenario": "scenario",
    "persona": "persona", "user_persona": "persona",
    "mesexamples": "mesexamples", "mesexamplesraw": "mesexamples", "example_message": "mesexamples",
    "example_dialogue": "mesexamples",
    "charprompt": "charprompt", "charinstruction": "charinstruction", "charjailbreak": "charinstruction",
    "chardepthprompt": "chardepthprompt", "charfirstmessage": "greeting", "greeting": "greeting",
    "charversion": "charversion", "char_version": "charversion", "version": "charversion",
    "lastmessage": "lastmessage", "lastusermessage": "lastusermessage", "lastcharmessage": "lastcharmessage",
    "lastmessageid": "lastmessageid",
}  # fmt: skip
#: Words that are tags of pictures, too: NovelAI's braces stress them where macros that nobody knows are kept.
_TAGS = frozenset({"space", "original", "group", "random", "pick", "reverse", "trim", "version", "scenario"})
_FALSE = frozenset({"", "false", "off", "no", "0"})
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_IF = re.compile(r"\s*+if\b")
_VARIABLE = re.compile(r"[.$][^\W_][\w-]*")
_MOST_BLANKS = 20


def meaning(macro: Macro, stressed: bool = False) -> Meaning | None:
    """Return what a macro means, None for one that nobody knows.

    Args:
        stressed: braces may stress a tag instead.
    """
    if stressed and macro.name in _TAGS and not macro.arguments and macro.content is None:
        return None
    if not macro.closing and (macro.name in _MEANINGS):
        return _MEANINGS[macro.name]
    return _value if macro.name in _VALUES and not macro.arguments and not macro.closing else None


def _value(expansion: "Expansion", macro: Macro) -> str:
    return _VALUES[macro.name](expansion)


def _char(expansion: "Expansion") -> str:
    return expansion.filling.macros.char


def _user(expansion: "Expansion") -> str:
    return expansion.filling.macros.user


def _group(expansion: "Expansion") -> str:
    macros = expansion.filling.macros
    return ", ".join(macros.cast) if len(macros.cast) > 1 else macros.char


def _others(expansion: "Expansion") -> str:
    macros = expansion.filling.macros
    others = (name for name in (*macros.cast, macros.user) if name and name != macros.char)
    return ", ".join(dict.fromkeys(others))


def _nothing(*_: object) -> str:
    return ""


def _text(name: str) -> Callable[["Expansion"], str]:
    return lambda expansion: expansion.filling.text(name)


_VALUES: dict[str, Callable[["Expansion"], str]] = {
    "char": _char, "bot": _char, "charname": _char, "user": _user,
    "group": _group, "groupnotmuted": _group, "charifnotgroup": _group, "notchar": _others,
    "original": _nothing, "noop": _nothing, "else": _nothing,
    **{name: _text(text) for name, text in _TEXTS.items()},
}  # fmt: skip


# ── chance ──


def _picked(expansion: "Expansion", macro: Macro) -> Sequence[Span]:
    """Return one of the listed words; they keep their place in the text."""
    given = macro.arguments or ((macro.content,) if macro.content is not None else ())
    if not given:
        return ()
    raw = "\0".join(expansion.text[nodes[0].start : nodes[-1].end] if nodes else "" for nodes in given)
    ordinal, macros = expansion.ordinal(raw), expansion.filling.macros
    if len(given) > 1:
        return expansion.of(given[number(macros, raw, ordinal, len(given))])
    listed = options(expansion.text, expansion.of(given[0]))
    return listed[number(macros, raw, ordinal, len(listed))]


def _roll(expansion: "Expansion", macro: Macro) -> str:
    dice = _first(expansion, macro)
    return rolled(expansion.filling.macros, dice, expansion.ordinal(f"roll {dice}"))


# ── words ──


def _reverse(expansion: "Expansion", macro: Macro) -> str:
    given = macro.arguments if macro.content is None else (macro.content,)
    return "::".join(map(expansion.words, given))[::-1]


def _trim(expansion: "Expansion", macro: Macro) -> Sequence[Span]:
    if macro.content is None:
        return (Span(macro.start, macro.end, "", trims=True),)
    return stripped(expansion.text, expansion.of(macro.content))


def _blanks(blank: str) -> Meaning:
    def meant(expansion: "Expansion", macro: Macro) -> str:
        count = _first(expansion, macro) or "1"
        return blank * min(int(count), _MOST_BLANKS) if count.isdecimal() and len(count) < _MOST_BLANKS else ""

    return meant


def _first(expansion: "Expansion", macro: Macro) -> str:
    return expansion.words(macro.arguments[0]) if macro.arguments else ""


# ── conditions ──


def _if(expansion: "Expansion", macro: Macro) -> Sequence[Span]:
    """Return the branch that holds; its words keep their place."""
    given = macro.arguments or ((),)
    body = macro.content if macro.content is not None else [node for nodes in given[1:] for node in nodes]
    branch = expansion.of(_branch(expansion, given[0], body))
    return branch if macro.whole else stripped(expansion.text, branch)


def _branch(expansion: "Expansion", condition: Nodes, body: Nodes) -> Nodes:
    """Return what stands under the first condition that holds: that of ``if``, of an ``else if``, or ``else``."""
    holds, start = _holds(expansion, condition), 0
    for end, node in enumerate(body):
        if isinstance(node, Macro) and node.name == "else" and not node.closing:
            if holds:
                return body[start:end]
            holds, start = not node.arguments or _holds(expansion, _else_condition(expansion, node)), end + 1
    return body[start:] if holds else ()


def _else_condition(expansion: "Expansion", macro: Macro) -> Nodes:
    first, *others = (node for nodes in macro.arguments for node in nodes)
    if isinstance(first, Plain) and (word := _IF.match(expansion.text, first.start, first.end)):
        return [Plain(word.end(), first.end), *others]
    return ()


def _holds(expansion: "Expansion", condition: Nodes) -> bool:
    words = expansion.words(condition)
    inverted = _is_inverted(expansion, condition)
    if inverted:
        words = words[1:].strip()
    if _VARIABLE.fullmatch(words):
        words = expansion.filling.variables.get(words, "")
    elif words.casefold() in _VALUES:
        words = _VALUES[words.casefold()](expansion)
    return (words.strip().casefold() in _FALSE) == inverted


def _is_inverted(expansion: "Expansion", condition: Nodes) -> bool:
    first = condition[0] if condition else None
    return isinstance(first, Plain) and expansion.text[first.start : first.end].lstrip().startswith("!")


# ── variables ──


def _variable(action: Callable[["Expansion", str, str], str], scope: str) -> Meaning:
    """Return the meaning of a macro about a variable: ``.`` for one of the chat, ``$`` for a global one."""

    def meant(expansion: "Expansion", macro: Macro) -> str:
        name = _first(expansion, macro)
        given = macro.arguments[1:] if macro.content is None else (macro.content,)
        return action(expansion, scope + name, "::".join(map(expansion.words, given))) if name else ""

    return meant


def _get(expansion: "Expansion", name: str, _: str) -> str:
    return expansion.filling.variables.get(name, "")


def _has(expansion: "Expansion", name: str, _: str) -> str:
    return "true" if name in expansion.filling.variables else "false"


def _set(expansion: "Expansion", name: str, value: str) -> str:
    expansion.filling.store(name, value)
    return ""


def _delete(expansion: "Expansion", name: str, _: str) -> str:
    expansion.filling.forget(name)
    return ""


def _add(expansion: "Expansion", name: str, value: str) -> str:
    """Add a number to a number, words to anything else."""
    before = expansion.filling.variables.get(name, "")
    if _NUMBER.fullmatch(before or "0") and _NUMBER.fullmatch(value):
        value = f"{float(before or 0) + float(value):.6f}".rstrip("0").rstrip(".")
        return _set(expansion, name, value)
    return _set(expansion, name, before + value)


def _subtract(expansion: "Expansion", name: str, value: str) -> str:
    return _add(expansion, name, f"-{value}") if _NUMBER.fullmatch(f"-{value}") else ""


def _increment(expansion: "Expansion", name: str, _: str) -> str:
    return _add(expansion, name, "1") or _get(expansion, name, "")


def _decrement(expansion: "Expansion", name: str, _: str) -> str:
    return _add(expansion, name, "-1") or _get(expansion, name, "")


_ACTIONS = {
    "getvar": _get, "setvar": _set, "addvar": _add, "subtractvar": _subtract, "incvar": _increment,
    "decvar": _decrement, "hasvar": _has, "varexists": _has, "deletevar": _delete, "flushvar": _delete,
}  # fmt: skip
_MEANINGS: dict[str, Meaning] = {
    "random": _picked, "pick": _picked, "roll": _roll, "reverse": _reverse, "trim": _trim,
    "space": _blanks(" "), "newline": _blanks("\n"), "if": _if,
    "//": _nothing, "comment": _nothing, "hidden_key": _nothing,
    **{name: _variable(action, ".") for name, action in _ACTIONS.items()},
    **{name.replace("var", "globalvar"): _variable(action, "$") for name, action in _ACTIONS.items()},
}  # fmt: skip
