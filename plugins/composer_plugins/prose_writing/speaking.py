"""The words of requests and facts, made fit to stand in sentences: no syntax of programs, no speech in quotation marks.

What the user wrote stays to the letter; text of cards, chats and models is read as words and never as operators.
"""

import re
from functools import cache, lru_cache

from composer.writing.operators import neutral_operators
from composer.writing.writing import Writing
from composer_plugins.prose_writing.phrases import is_latin
from composer_plugins.prose_writing.vocabulary import speaking_words

_IN_BRACKETS = re.compile(r"\s*[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]\s*(?=(\w?))")
_MARKS = str.maketrans(dict.fromkeys("()[]{}\\*`~", "") | {"|": "/", "<": "", ">": ""})
_MAYBE = re.compile(r"AND|BREAK|<")
_MARK = re.compile(r"[()\[\]{}\\*`~|<>]|\s\s")
_JOINED = re.compile(r"(?<=[^\W\d_])_+(?=[^\W_])|__+")
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"</?[a-z]\w*[^<>]*>|^[^\S\n]*(?:[#>•-]+|\d+[.)])[^\S\n]+", re.IGNORECASE | re.MULTILINE)
_LINES = re.compile(r"(?<=[\w)])[^\S\n]*\n\s*")
_DOUBLE = re.compile(r"\s*,(?:\s*,)+")
_BEFORE_END = re.compile(r"\s*,?\s+([.,;!?])|,([.;!?])")

_QUOTED = re.compile(r"(?:(?<!\d)\"|[“„«”])([^\"“”„«»\n]*)[\"“”»]|「([^」]*)」")
_QUOTE = re.compile(r"[“”„«»「」]|(?<!\d)\"")
_SINGLE = re.compile(r"(?:(?<=\s)|^)(?:'([^'\n]{1,60})'|‘([^‘’\n]{1,60})’)(?=[\s,.;:!?]|$)")
_NEAR, _AFTER = 60, 24
_SENTENCE = re.compile(r"[.!?。！？\n]\s")

_PHRASE = re.compile(
    r"(?:\"[^\"]*\"|“[^“”]*”|[^,.;!?…，。；！？]|[,.;!?…]+(?=[^\s,.;!?…]))+[,.;!?…，。；！？]*\s*|\S+\s*"
)
_OPERATOR = "words in capitals and networks in angle brackets are operators for some programs"


def plain_line(what: str, text: str, writing: Writing) -> str:
    """Return a name or a fact as one harmless line of words."""
    plain, tame = _without_marks(writing.line(what, text))
    if not tame:
        writing.note("neutralised", what, _OPERATOR)
    return plain


@lru_cache(maxsize=4096)
def _without_marks(line: str) -> tuple[str, bool]:
    """Return a line without marks and operators, and whether it had no operators."""
    plain = _without_operators(line)
    if not _MARK.search(plain):
        return plain, plain == line
    bare = _SPACE.sub(" ", plain.translate(_MARKS)).strip()
    # Without the marks between its letters a word may be an operator after all.
    tame = _without_operators(bare)
    return tame, plain == line and tame == bare


def plain_words(what: str, text: str, writing: Writing) -> str:
    """Return words of a request without the syntax of any program; what stood in brackets stands between commas."""
    return _bare_words(tamed(what, text, writing))


@lru_cache(maxsize=256)
def _bare_words(text: str) -> str:
    bare = _MARKUP.sub("", text)
    tame = _SPACE.sub(" ", _LINES.sub(", ", bare))
    said = _IN_BRACKETS.sub(_between_commas, tame)
    plain = _JOINED.sub(" ", said.translate(_MARKS))
    return _tidy(plain)


def tamed(what: str, text: str, writing: Writing) -> str:
    """Return text without what programs for Stable Diffusion would do instead of drawing it."""
    tame = _without_operators(text)
    if tame != text:
        writing.note("neutralised", what, _OPERATOR)
    return tame


def _without_operators(text: str) -> str:
    return neutral_operators(text) if _MAYBE.search(text) else text


def _between_commas(match: re.Match[str]) -> str:
    if not match[1] or "|" in match[1]:
        return f" {match[1]} "
    return f", {match[1]}, " if match[2] else f", {match[1]}"


def _tidy(text: str) -> str:
    once = _DOUBLE.sub(",", _SPACE.sub(" ", text))
    return _BEFORE_END.sub(lambda match: match[1] or match[2], once).strip(" ,")


# ── speech and lettering ────────────────────────────────────────────────────────────────────────────────────────────


def without_speech(text: str, writing: Writing) -> str:
    """Return words without the quotation marks of speech, which models draw as text; lettering keeps its marks."""
    text = _SINGLE.sub(lambda match: _in_double(text, match), text) if "'" in text or "‘" in text else text
    if not _QUOTE.search(text):
        return text
    plain = _QUOTED.sub(lambda match: _quoted(text, match), text)
    kept = [match.span() for match in _QUOTED.finditer(plain)]
    plain = _QUOTE.sub(lambda match: match[0] if any(a <= match.start() < b for a, b in kept) else "", plain)
    if plain != text:
        writing.note("rewritten", "speech", "without quotation marks, in which the model would draw it as text")
    return _tidy(plain)


def _quoted(text: str, match: re.Match[str]) -> str:
    """Return a quotation as it stands when it is to be seen in the picture, else its words alone."""
    before = _QUOTE.split(_SENTENCE.split(text[max(0, match.start() - _NEAR) : match.start()])[-1])[-1].casefold()
    after = _QUOTE.split(_SENTENCE.split(text[match.end() : match.end() + _AFTER])[0])[0].casefold()
    known = speaking_words()
    if _any_of(known.lettering).search(before):
        return _lettering(match)
    if not _any_of(known.speech).search(before):
        surfaces = _any_of((*known.lettering, *known.surfaces))
        if surfaces.search(before) or surfaces.search(after):
            return _lettering(match)
    said = match[1] or match[2] or ""
    following = text[match.end() :].lstrip()[:1]
    return said if not following or following.isupper() else said.rstrip(".,")


def _in_double(text: str, match: re.Match[str]) -> str:
    """Return text to be seen that stands in single quotation marks as models know it, all else as it stands."""
    before = _QUOTE.split(_SENTENCE.split(text[max(0, match.start() - _NEAR) : match.start()])[-1])[-1].casefold()
    return f'"{match[1] or match[2]}"' if _any_of(speaking_words().lettering).search(before) else match[0]


def _lettering(match: re.Match[str]) -> str:
    """Return text to be seen in straight quotation marks, as models know it; Chinese keeps its own."""
    text = match[1] or match[2] or ""
    return f'"{text}"' if is_latin(text) or match[0][0] == '"' else match[0]


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words))


# ── through somebody's eyes ─────────────────────────────────────────────────────────────────────────────────────────


def seen_by_viewer(text: str, writing: Writing) -> str:
    """Return words in which the first person, through whose eyes we look, is the viewer."""
    plain = _viewer().sub(lambda match: speaking_words().viewer[match[0].casefold()], text)
    if plain != text:
        writing.note("rewritten", "me, my", "the model calls the viewer whose eyes the picture is seen through")
    return plain


@cache
def _viewer() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(speaking_words().viewer)})\b", re.IGNORECASE)


def says_first_person(text: str) -> bool:
    """Say whether words ask already for a picture through somebody's eyes."""
    folded = text.casefold()
    return any(word in folded for word in speaking_words().first_person)


# ── phrases and styles ──────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases of a text with the marks and spaces behind them; quotations and numbers stay whole."""
    return tuple(match[0] for match in _PHRASE.finditer(text))


def is_sentence(style: str) -> bool:
    """Say whether a style needs no label, since it is a sentence by itself ("Painted in oils.")."""
    folded = style.strip().casefold()
    return folded.endswith((".", "!", "。")) or any(folded.startswith(word) for word in speaking_words().styled)
