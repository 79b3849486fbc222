"""How much a thousand entries cost: compiling their keys, a scene of ten messages, a message."""

from collections.abc import Callable
from typing import Any

from composer.lore.calling import CompiledBook, Library
from composer.types import Lorebook, LoreEntry
from tests.lorebooks import languages

Benchmark = Callable[..., Any]
WORDS = (
    "harbour", "lighthouse", "tavern", "bridge", "market", "square", "forge", "mill", "abbey", "tower", "маяк",
    "гавань", "трактир", "мост", "рынок", "кузница", "мельница", "башня", "灯塔", "港口", "酒馆",
)  # fmt: skip
MESSAGES = [
    f"Maren walks past the {WORDS[n]} and looks at the sea. «Это {WORDS[n + 10]} номер {n}», — говорит она. " * 12
    for n in range(10)
]


def thousand(number: int = 0) -> Lorebook:
    entries = (
        LoreEntry(f"Entry {n}.", (f"{WORDS[n % len(WORDS)]} {n}", f"Name{n} of {number}", f"{WORDS[n % len(WORDS)]}"))
        for n in range(1000)
    )
    return Lorebook(tuple(entries), origin="world:Big", scan_depth=10)


def test_the_keys_of_a_thousand_entries_are_compiled(benchmark: Benchmark) -> None:
    compiled = benchmark(lambda: CompiledBook(thousand(), "Maren", "Alex", languages()))
    assert compiled.table


def test_ten_messages_are_searched_for_a_thousand_entries(benchmark: Benchmark) -> None:
    library = Library([thousand()], "Maren", "Alex", languages())
    table = library._compiled[0].table

    def search() -> int:
        table._read.cache_clear()
        told = [(f"message:{n}", text) for n, text in enumerate(MESSAGES)]
        return len(library.called("Maren at the lighthouse", told).entries)

    assert benchmark(search) > 500
