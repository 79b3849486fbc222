"""How much a thousand entries cost: compiling their keys, a scene of ten messages, a message."""

from collections.abc import Callable
from typing import Any

from composer.lore.calling import CompiledBook, Library
from composer.lore.world import World
from composer.types import Lorebook, LoreEntry
from tests.lorebooks import Telling, languages

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


def test_who_may_be_told_of_is_found_for_a_chain_of_states(benchmark: Benchmark) -> None:
    book, reading = thousand(1), Telling(()).composer.narrator.reading
    assert benchmark(lambda: World((book,), reading, {}).people_told_of) is not None


def test_a_message_is_told_with_a_thousand_entries(benchmark: Benchmark) -> None:
    telling = Telling((thousand(),))
    numbers = iter(range(1_000_000))

    def tell() -> int:
        return telling.tell(f"{MESSAGES[0]} {next(numbers)}").story.count

    assert benchmark(tell) > 0


def test_the_same_message_is_told_without_any(benchmark: Benchmark) -> None:
    telling = Telling(())
    numbers = iter(range(1_000_000))
    assert benchmark(lambda: telling.tell(f"{MESSAGES[0]} {next(numbers)}").story.count) > 0


def test_a_scene_is_made_with_a_thousand_entries(benchmark: Benchmark) -> None:
    telling = Telling((thousand(),)).tell(*MESSAGES)
    assert benchmark(lambda: telling.scene("Maren at the lighthouse")).request
