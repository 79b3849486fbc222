"""Makes foreign text harmless in a prompt: it can then neither open nor close a block, nor hide anything.

* ``[`` and ``]``, and the brackets that look or work like them, become round ones;
* macros that nothing filled in (``{{…}}``) go, and so do stray double braces;
* characters nobody sees (control characters, direction marks, zero-width ones, half surrogate pairs) go;
* white space that holds a line break becomes one line break in a prompt, and all of it one space in a name or fact.

Everything else, backslashes included, stays as it is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# In pairs: every left one with its right one.
_SQUARE = "[]［］﹇﹈【】〖〗〔〕﹝﹞〘〙〚〛⟦⟧⟬⟭⦋⦌⦍⦎⦏⦐⦗⦘⁅⁆❲❳⎡⎤⎣⎦⸢⸣⸤⸥⹕⹖⹗⹘︗︘︹︺︻︼"
_BRACKETS = str.maketrans(_SQUARE, "()" * (len(_SQUARE) // 2))
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069"
    "\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff\\U000e0000-\\U000e007f]"
)
_MACRO = re.compile(r" ?\{\{[^{}]*\}\}")
_BRACES = re.compile(r"\{{2,}|\}{2,}")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_MACRO_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Neutral:
    """Harmless text, and whether brackets, unseen characters or line breaks, or macros had to be changed for it."""

    text: str
    neutralised: bool = False
    macros: bool = False


@lru_cache(maxsize=2048)
def neutral_line(text: str) -> Neutral:
    """Make a name or a fact harmless: one line, single spaces."""
    plain = _plain(text)
    one_line = _SPACE.sub(" ", plain.text).strip()
    return Neutral(one_line, plain.neutralised or bool(_BREAK.search(plain.text.strip())), plain.macros)


@lru_cache(maxsize=256)
def neutral_prompt(text: str) -> Neutral:
    """Make the words of a request harmless: line breaks stay, blank lines do not."""
    plain = _plain(text)
    stripped = plain.text.strip()
    lines = _SPACE.sub(_one_break, stripped)
    return Neutral(lines, plain.neutralised or lines.count("\n") != stripped.count("\n"), plain.macros)


def _plain(text: str) -> Neutral:
    seen = _UNSEEN.sub("", text)
    filled = seen
    for _ in range(_MACRO_DEPTH):  # macros may stand in macros; what is deeper loses its braces below
        filled = _MACRO.sub("", filled)
    filled = _BRACES.sub(" ", filled)
    plain = filled.translate(_BRACKETS)
    return Neutral(plain, seen != text or plain != filled, filled != seen)


def _one_break(space: re.Match[str]) -> str:
    return "\n" if _BREAK.search(space[0]) else space[0]
