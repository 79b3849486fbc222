"""What prompts of local models can do beside weights: said for models that cannot, made harmless in foreign text.

The operators are those of AUTOMATIC1111/stable-diffusion-webui (modules/prompt_parser.py, modules/extra_networks.py):
``[from:to:0.4]`` changes words on the way, ``[a|b]`` alternates them, ``AND`` mixes prompts, ``BREAK`` begins a new
chunk and ``<lora:name:0.8>`` loads a network. ``{a|b}`` is a choice of a common extension.
"""

import re
from collections.abc import Callable
from functools import lru_cache

#: Keeps a change: its kind, what it is about and why; `composer.writing.writing.Writing.note` is one.
Note = Callable[[str, str, str], None]

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_WORDS = r"(?:[^\[\](){}:|\\]|\\.|\([^()\[\]]*\))*"
_SCHEDULE = re.compile(rf"\[(?:({_WORDS}):)?({_WORDS}):\s*{_NUMBER}\s*\]")
_CHOICE = re.compile(rf"\[({_WORDS})(?:\|{_WORDS})+\]|\{{({_WORDS})(?:\|{_WORDS})+\}}")
_NETWORK = re.compile(r"<\w+:[^<>]+>")
_BREAK = re.compile(r"\s*\bBREAK\b\s*")
_AND = re.compile(r"\s*\bAND\b\s*")
_SHARE = re.compile(rf"^(.*?)\s*:\s*({_NUMBER})\s*$", re.DOTALL)
_CAPITALS = re.compile(r"\b(?:AND|BREAK)\b")
_FOREIGN_NETWORK = re.compile(r"<(\w+):([^<>:]*)(?::[^<>]*)?>")
# Brackets in it count for nothing: where weights are taken out of foreign text, they go.
_BEGUN_NETWORK = re.compile(r"<(?=[\w()\[\]{}\\<]*:)")
_COMMAS = re.compile(r"\s*,(?:\s*,)+\s*")
_OPERATORS = re.compile("|".join(one.pattern for one in (_SCHEDULE, _CHOICE, _NETWORK, _CAPITALS)))
_DEPTH = 8


@lru_cache(maxsize=1024)
def has_operators(text: str) -> bool:
    """Say whether a text has an operator in it."""
    return bool(_OPERATORS.search(text))


def without_operators(text: str, note: Note) -> str:
    """Return a user's own text for a model that knows none of the operators; `note` is told what became of each.

    What changes on the way is what it ends as, of several alternatives the first one counts, prompts that were to be
    mixed stand one after the other with their share as weight, and networks are left out.
    """
    if not has_operators(text):
        return text
    for match in _NETWORK.finditer(text):
        note("dropped", match[0], "the model loads no networks by its prompt")
    plain = _innermost_first(_NETWORK.sub("", text), note)
    if _BREAK.search(plain):
        note("replaced", "BREAK", "the model reads its prompt in one piece")
        plain = _BREAK.sub(", ", plain)
    if _AND.search(plain):
        note("replaced", "AND", "the model mixes no prompts; all of them stand in one")
        plain = ", ".join(_weighed(part) for part in _AND.split(plain))
    return _COMMAS.sub(", ", plain).strip(" ,")


def neutral_operators(text: str) -> str:
    """Return foreign text in which no operator works: words in capitals are small, networks are their names.

    The beginning of a network goes, too, which a text behind it could end.
    """
    return _CAPITALS.sub(_small, _BEGUN_NETWORK.sub("", _FOREIGN_NETWORK.sub(r"\g<1> \g<2>", text)))


def _innermost_first(text: str, note: Note) -> str:
    for _ in range(_DEPTH):
        resolved = _CHOICE.sub(lambda match: _chosen(match, note), _SCHEDULE.sub(lambda one: _ended(one, note), text))
        if resolved == text:
            break
        text = resolved
    return text


def _ended(match: re.Match[str], note: Note) -> str:
    kept = (match[2].strip() or (match[1] or "").strip()) if match[1] is not None else match[2].strip()
    note("replaced", match[0], f"{kept}: the model draws the same words from beginning to end")
    return kept


def _chosen(match: re.Match[str], note: Note) -> str:
    kept = (match[1] if match[1] is not None else match[2]).strip()
    note("replaced", match[0], f"{kept}: the model alternates no words")
    return kept


def _weighed(part: str) -> str:
    share = _SHARE.match(part)
    return f"({share[1]}:{share[2]})" if share and share[1] else part


def _small(match: re.Match[str]) -> str:
    return match[0].lower()
