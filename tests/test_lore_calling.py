"""Which entries are called: by request and messages, under what an entry asks for, in which order."""

from dataclasses import replace

import pytest

from composer.types import LoreEntry, SelectiveLogic
from tests.lorebooks import book, called, calls, entry


def by(of: LoreEntry, request: str = "", *messages: str, **fields: object) -> list[str]:
    return [call.by for call in calls(book(of, **fields), request, *messages).entries]


def test_the_request_comes_before_the_messages() -> None:
    assert by(entry("cat"), "a cat", "a cat") == ["request"]
    assert by(entry("cat"), "a dog", "a cat") == ["message"]
    assert by(entry("cat"), "a dog") == []


def test_the_newest_message_with_a_key_is_the_evidence() -> None:
    (call,) = calls(book(entry("cat", "dog")), "", "nothing", "the dog, a cat", "a cat").entries
    assert (call.text, call.start, call.end) == ("message:-1", 11, 14)


@pytest.mark.parametrize(
    ("fields", "depth"),
    [({}, 2), ({"scan_depth": 1}, 1), ({"scan_depth": 0}, 0), ({"decorators": (("scan_depth", "3"),)}, 3)],
)
def test_messages_count_within_the_scan_depth(fields: dict[str, object], depth: int) -> None:
    of = book(entry("cat", **fields))
    assert called(of, "a cat") == [0]
    for number in range(5):
        assert bool(called(of, "", *["nothing"] * number, "a cat")) is (number < depth)


def test_the_depth_of_a_book_holds_for_entries_that_do_not_say_theirs() -> None:
    of = book(entry("cat"), entry("cat", scan_depth=1), scan_depth=4)
    assert called(of, "", "x", "x", "x", "a cat") == [0]


def test_disabled_entries_are_never_called() -> None:
    assert not called(book(entry("cat", enabled=False, constant=True)), "a cat")
    assert not called(book(entry("cat", enabled=False, decorators=(("activate", ""),))), "a cat")


def test_constant_entries_need_no_key() -> None:
    assert by(entry("cat", constant=True), "a dog") == ["constant"]
    assert by(entry("cat", constant=True), "a cat") == ["request"]


@pytest.mark.parametrize(
    ("logic", "none", "one", "both"),
    [("and_any", 0, 1, 1), ("and_all", 0, 0, 1), ("not_any", 1, 0, 0), ("not_all", 1, 1, 0)],
)
def test_secondary_keys_count_by_their_logic(logic: SelectiveLogic, none: int, one: int, both: int) -> None:
    of = book(entry("lamp", secondary_keys=("night", "rain"), selective=True, logic=logic))
    texts = ("a lamp", "a lamp at night", "a lamp, rain at night")
    assert [len(called(of, text)) for text in texts] == [none, one, both]


def test_secondary_keys_may_stand_in_another_text_and_do_not_count_unless_selective() -> None:
    of = book(entry("lamp", secondary_keys=("night",), selective=True), entry("lamp", secondary_keys=("night",)))
    assert called(of, "a lamp", "it is night") == [0, 1]
    assert called(of, "a lamp") == [1]


@pytest.mark.parametrize(
    ("decorators", "texts"),
    [
        ((("dont_activate", ""),), []),
        ((("dont_activate", ""), ("activate", "")), ["a cat", "nothing", "a cat and a dog"]),
        ((("shiny", ""), ("@dull", ""), ("@activate", "")), ["a cat", "nothing", "a cat and a dog"]),
        ((("exclude_keys", "dog"), ("@activate", "")), ["a cat"]),
        ((("additional_keys", "dog, bird"),), ["a cat and a dog"]),
        ((("exclude_keys", "dog"),), ["a cat"]),
        ((("activate_only_after", "many"), ("is_greeting", "1"), ("role", "user"), ("shiny", "x")),
         ["a cat", "a cat and a dog"]),
    ],
)  # fmt: skip
def test_decorators_decide(decorators: tuple[tuple[str, str], ...], texts: list[str]) -> None:
    of = book(entry("cat", decorators=decorators))
    assert [text for text in ("a cat", "nothing", "a cat and a dog") if called(of, text)] == texts


@pytest.mark.parametrize(
    ("name", "counts"), [("activate_only_after", [False, False, True, True]), ("activate_only_every", [1, 0, 1, 0])]
)
def test_decorators_count_the_characters_messages(name: str, counts: list[bool]) -> None:
    of = book(entry("cat", decorators=((name, "2"),)))
    assert [bool(called(of, "a cat", count=count)) for count in (0, 1, 3, 5)] == list(map(bool, counts))


def test_chance_is_the_same_for_the_same_text() -> None:
    of = book(*(entry("cat", content=f"number {n}", probability=50) for n in range(40)), entry("cat", probability=0))
    assert called(of, "a cat") == called(of, "a cat")
    assert 5 < len(called(of, "a cat")) < 35
    assert called(of, "a cat") != called(of, "the cat")


def test_entries_call_entries_where_the_book_wants_it_a_few_times() -> None:
    chain = [entry(f"key{n}", content=f"It has a key{n + 1}.") for n in range(8)]
    assert called(book(*chain), "key0") == [0]
    assert called(book(*chain, recursive=True), "key0") == [0, 1, 2, 3]
    assert [call.by for call in calls(book(*chain, recursive=True), "key0").entries] == ["request"] + ["entry"] * 3


def test_entries_keep_out_of_recursion_where_they_say_so() -> None:
    silent = entry("cat", content="a dog", extensions={"prevent_recursion": True})
    assert called(book(silent, entry("dog"), recursive=True), "cat") == [0]
    deaf = entry("dog", unknown={"excludeRecursion": True})
    assert called(book(entry("cat", content="a dog"), deaf, recursive=True), "cat") == [0]
    late = entry("dog", extensions={"delay_until_recursion": True})
    assert called(book(entry("cat", content="a dog"), late, recursive=True), "dog") == []
    assert called(book(entry("cat", content="a dog"), late, recursive=True), "cat") == [0, 1]


def test_entries_in_a_circle_are_called_once() -> None:
    circle = book(entry("cat", content="a dog"), entry("dog", content="a cat"), recursive=True)
    assert called(circle, "cat") == [0, 1]


def test_the_decorators_of_a_content_call_nothing() -> None:
    decorated = entry("cat", content="@@additional_keys dog\n@@depth 3\nA bird.")
    assert called(book(decorated, entry("dog"), entry("bird"), recursive=True), "cat") == [0, 2]


def test_what_the_request_names_comes_first_then_the_order_of_the_book_decides() -> None:
    of = book(
        entry("dog", order=900), entry("cat", order=10), entry("cat", order=200), entry("cat", order=200),
        entry(constant=True, order=999), entry("cat", order=500, decorators=(("ignore_on_max_context", ""),)),
    )  # fmt: skip
    assert called(of, "a cat", "a dog") == [2, 3, 1, 5, 0, 4]


def test_entries_are_named_as_evidence_names_them() -> None:
    world = book(entry("cat", id="12"), entry("cat", id="../x"))
    assert [call.source for call in calls(world, "a cat").entries] == ["world:Northport.12", "world:Northport.1"]
    card = book(entry("dog"), entry("cat", id="7"))
    (call,) = calls(replace(card, origin="card:Maren"), "a cat").entries
    assert call.source == "card:Maren.character_book.1"
