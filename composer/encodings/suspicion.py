"""A quick look at a text: whether anything in it may have been misread at all."""

import re
from functools import lru_cache

from composer.encodings.oddness import RARE_LETTERS, is_between_words, pair_oddness, script_of
from composer.encodings.tables import CONTINUATIONS, LEADS, MISREADINGS, Misreading

#: Characters that stand beside each other in nothing that was misread: ASCII, common quotes and dashes, East Asian.
_QUOTES = "‘’“”–—…«»"
_PLAIN = f"[\\x00-\\x7f{_QUOTES}\\u3000-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff00-\\uffef]"
#: Cyrillic words as people write them, capitals first, and not joined to a Latin one.
_WORD = f"(?<![A-Za-z])[А-Я]*+[а-яё]*+(?![{_QUOTES}]?[A-Za-z])"
#: What surely is not suspicious.
ORDINARY = re.compile(f"{_PLAIN}*+(?:{_WORD}{_PLAIN}++)*+(?:{_WORD})?")
# Letters of every Russian text, which continue characters in CP866.
_FREQUENT = frozenset("абвгдежзийклмноп")


def _class(characters: str) -> str:
    return f"[{''.join(map(re.escape, dict.fromkeys(characters)))}]"


def _split(misreading: Misreading) -> tuple[str, str]:
    """Return the letters and the signs that begin a misread character."""
    leads = misreading.of(LEADS)
    letters = "".join(one for one in leads if script_of(one))
    return letters, "".join(one for one in leads if one not in letters)


def _behind_letters(misreading: Misreading) -> tuple[str, str]:
    """Return characters that come second in what is odd, and patterns that look back from them."""
    letters, _ = _split(misreading)
    following = misreading.of(CONTINUATIONS)
    if not letters:
        return "", ""
    if misreading.codec == "mac_roman":
        following = "".join(one for one in following if not script_of(one))
    odd = "".join(one for one in following if one in RARE_LETTERS or _is_odd_behind(one, letters))
    seldom = "".join(one for one in following if one in odd or one.lower() not in _FREQUENT)
    patterns = [f"(?<={_class(letters)}{_class(odd)})", f"(?<=[A-Za-z]{_class(letters)}{_class(seldom)})", "(?<=[ÃÂ].)"]
    if misreading.codec == "cp1251":
        patterns.append(f"(?<={_class(letters)}{_class(seldom)})(?=[A-Za-z])")
    return seldom, "|".join(patterns)


def _is_odd_behind(character: str, letters: str) -> bool:
    return any(pair_oddness(letter, character) for letter in letters)


def _signs(misreading: Misreading) -> tuple[str, str]:
    """Return the signs that begin a misread character, and patterns that look at them from behind the first."""
    _, signs = _split(misreading)
    common = "".join(one for one in signs if is_between_words(one))
    rare = "".join(one for one in signs if one not in common)
    following = misreading.class_of(CONTINUATIONS)
    found = [f"(?<={_class(rare)}){following}"] if rare else []
    if common:  # dashes and quotes: two of them, one after the other
        found.append(f"(?<={_class(common)}){following}{{1,2}}{_class(signs)}{following}")
        if misreading.codec == "mac_roman":
            found.append(f"(?<=[A-Za-z][«»…]){following}(?=[a-z])")
    return signs, "|".join(found)


@lru_cache(maxsize=1)
def _seldom_first() -> re.Pattern[str]:
    """Match what is odd behind a letter: the rare character comes first, so that most text is skipped at speed."""
    pairs = [_behind_letters(one) for one in MISREADINGS]
    every = _class("".join(seldom for seldom, _ in pairs))
    return re.compile(f"{every}(?:{'|'.join(dict.fromkeys(behind for _, behind in pairs if behind))})", re.DOTALL)


@lru_cache(maxsize=1)
def _any_signs() -> re.Pattern[str]:
    found = [_signs(one) for one in MISREADINGS]
    every = _class("".join(signs for signs, _ in found))
    return re.compile(f"{every}(?:{'|'.join(patterns for _, patterns in found if patterns)})")


def is_suspicious(text: str) -> bool:
    """Say whether a text holds characters side by side that good text hardly ever has."""
    return ORDINARY.fullmatch(text) is None and is_odd(text)


def is_odd(text: str) -> bool:
    """Say the same at a close look, which takes many times as long as the glance that most texts need."""
    return _seldom_first().search(text) is not None or _any_signs().search(text) is not None
