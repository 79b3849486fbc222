"""Choosing the format of a file: the surest one reads it, and a failing one is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from composer.cards.limits import Limits
from composer.carriers import read_card, read_cards
from composer.errors import CardError, ChatError, NoCardError, PluginError
from composer.types import CharacterCard
from tests.card_carriers import archive, card_formats, picture


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


def torn(data: bytes) -> CharacterCard:
    if data == b"torn":
        raise CardError("torn")
    return CharacterCard("A")


def test_a_folder_is_read_file_by_file_and_broken_cards_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.card").write_bytes(b"anything")
    (tmp_path / "a.card").write_bytes(b"torn")
    (tmp_path / ".hidden").write_bytes(b"anything")
    (tmp_path / "sprites").mkdir()
    formats = [
        Format("a", 0.5, lambda data: CharacterCard("A") if data != b"torn" else failing(CardError("torn"))(data))
    ]
    found = dict(read_cards(tmp_path, formats))
    assert [path.name for path in found] == ["a.card", "b.card"]
    assert str(found[tmp_path / "a.card"]) == f"{tmp_path / 'a.card'}: torn"
    assert isinstance(card := found[tmp_path / "b.card"], CharacterCard)
    assert (card.name, card.carrier, card.file) == ("A", "a", "b.card")


def test_a_plugin_that_fails_is_one_broken_card_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.card").write_bytes(b"anything")
    [(_, error)] = read_cards(tmp_path, [Format("a", 1, failing(KeyError("x")))])
    assert isinstance(error, CardError)
    assert not isinstance(error, NoCardError)


def test_what_is_obviously_no_card_is_told_from_broken_ones(tmp_path: Path) -> None:
    files = {
        "readme.md": b"# Cards", "photo.jpg": picture("JPEG"), "photo.png": picture(),
        "run.log": b"started", "x.bin": b"\0\1", "world.json": b'{"entries": {}}',
        "doc.docx": archive({"word/document.xml": "x"}),
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "torn.charx").write_bytes(archive({"card.json": "{"}))
    (tmp_path / "Tove.txt").write_text("A tall woman.", encoding="utf-8")
    found = {path.name: what for path, what in read_cards(tmp_path, card_formats().values())}
    assert {name for name, what in found.items() if isinstance(what, NoCardError)} == set(files)
    assert isinstance(found["torn.charx"], CardError)
    assert isinstance(card := found["Tove.txt"], CharacterCard)
    assert card.name == "Tove"


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="No such file"):
        read_cards(tmp_path / "gone", [])


def test_a_file_above_the_limit_is_an_error(path: Path) -> None:
    with pytest.raises(CardError, match="the file has 8 bytes; the limit is 7"):
        read_card(path, [Format("a", 1)], Limits(file=7))
