"""Choosing the format of a file: the surest one reads it, and a failing one is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from composer.carriers import read_card
from composer.errors import CardError, ChatError, PluginError
from composer.types import CharacterCard


class Format:
    """A card format of a stranger's, as sure as it is told to be."""

    def __init__(self, name: str, certainty: float, read: Callable[[bytes], CharacterCard] | None = None) -> None:
        self.name = name
        self.certainty = certainty
        self.read = read or (lambda data: CharacterCard(name))

    def recognises(self, head: bytes) -> float:
        if self.certainty < 0:
            raise IndexError(head[:1])
        return self.certainty


def failing(error: Exception) -> Callable[[bytes], CharacterCard]:
    def read(data: bytes) -> CharacterCard:
        raise error

    return read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.card"
    path.write_bytes(b"anything")
    return path


@pytest.mark.parametrize("order", [1, -1])
def test_the_surest_format_reads_whatever_the_order(path: Path, order: int) -> None:
    formats = [Format("a", 0.5), Format("b", 0.9), Format("c", 0.1)]
    assert read_card(path, formats[::order]).name == "b"


@pytest.mark.parametrize("order", [1, -1])
def test_of_equally_sure_formats_the_first_by_name_reads(path: Path, order: int) -> None:
    formats = [Format("a", 0.5), Format("b", 0.5)]
    assert read_card(path, formats[::order]).name == "a"


def test_a_format_that_knows_nothing_is_not_asked(path: Path) -> None:
    with pytest.raises(CardError, match="there are: a"):
        read_card(path, [Format("a", 0)])
    with pytest.raises(CardError, match="there are: none"):
        read_card(path, [])


def test_a_failing_format_is_named(path: Path) -> None:
    with pytest.raises(PluginError, match=r"the format broken failed on .*x\.card: IndexError"):
        read_card(path, [Format("broken", -1)])
    with pytest.raises(PluginError, match=r"the format broken failed on .*x\.card: KeyError"):
        read_card(path, [Format("broken", 1, failing(KeyError("x")))])


def test_an_error_of_the_card_names_the_file_and_any_other_passes(path: Path) -> None:
    with pytest.raises(CardError, match=r"x\.card: torn"):
        read_card(path, [Format("a", 1, failing(CardError("torn")))])
    with pytest.raises(ChatError, match=r"^odd$"):
        read_card(path, [Format("a", 1, failing(ChatError("odd")))])


def test_a_folder_is_no_card(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="it is no file"):
        read_card(tmp_path, [])
