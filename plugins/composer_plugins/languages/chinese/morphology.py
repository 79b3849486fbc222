"""How Chinese words change when the table is built: verbs of clothes take endings, forms are written in two scripts."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import product
from typing import Annotated

from pydantic import Field, RootModel

from composer.documents import check_builtin
from composer.reading.language import Inflected

_ON = ("上", "上了", "好", "好了", "起", "起了", "回", "回了", "进", "在", "到", "得", "住", "住了")
_OFF = ("下", "下了", "下来", "下来了", "了下来", "掉", "掉了", "去", "去了", "开", "开了")
_PULLED = tuple(end for end in _OFF if "开" not in end)
_AWAY = ("到", "在", "给", "进", "向", "了")
_MOVED = (
    "上",
    "起",
    "起来",
    "开",
    "紧",
    "高",
    "低",
    "平",
    "正",
    "直",
    "好",
    "住",
    "到",
    "至",
    "过",
    "上去",
    "歪",
    "松",
)
#: part of speech → the endings of a verb, by what they make of it.
_ENDINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dressing": {"on": _ON, "lasting": ("着", "有"), "former": ("过",)},
    "undressing": {"off": (*_OFF, "光", "光了", "完", "到"), "former": ("过",)},
    "handling": {"moved": (*_MOVED, *(f"{end}了" for end in _MOVED)), "off": _PULLED, "lasting": ("着",)},
    "throwing": {"off": _OFF, "away": _AWAY, "lasting": ("着",)},
}


class _Characters(RootModel[dict[Annotated[str, Field(pattern="^.$")], Annotated[str, Field(min_length=1)]]]):
    """Simplified characters and all that each may be in a text in traditional script."""


def inflect(word: str, part: str, _irregular: Mapping[str, str]) -> Iterator[Inflected]:
    """Yield a verb of clothes with its endings, each with what it makes of the verb as its tag."""
    yield word, "", -1
    yield f"{word}了", "done", -1
    for tag, endings in _ENDINGS[part].items():
        for ending in endings:
            yield word + ending, tag, -1
    if len(word) == 1:
        for tried in (f"{word}{word}", f"{word}了{word}", f"{word}一{word}", f"{word}了一下", f"{word}了两下"):
            yield tried, "tried", -1
    else:
        yield f"{word}了一下", "tried", -1
        yield f"{word}了{word}", "tried", -1


def scripts(form: str) -> Iterator[str]:
    """Yield a form in simplified characters and as it may be written in traditional ones."""
    yield form
    characters = _characters()
    if any(sign in characters for sign in form):
        yield from ("".join(signs) for signs in product(*(characters.get(sign, sign) for sign in form)))


@cache
def _characters() -> Mapping[str, str]:
    source = resources.files(__package__) / "scripts" / "traditional.yaml"
    return check_builtin(_Characters, source).root
