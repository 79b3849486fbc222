"""Text in pieces: joined with its parts, and written once for what measures it and what sends it."""

from collections.abc import Sequence

from composer.types import Fragment, Words
from composer.writing.pieces import Drafts, Piece, joined, separated


def words(text: str) -> Piece:
    return text, Fragment("prompt", Words(text))


PIER, GULLS = words("a pier"), words("gulls")


def test_every_range_says_its_fragment_and_separators_say_none() -> None:
    text, parts = joined([[PIER], [("x: ", None), GULLS]], " | ")
    assert text == "a pier | x: gulls"
    assert [(text[part.start : part.end], part.fragment) for part in parts] == [PIER, GULLS]


def test_a_separator_stands_between_pieces_only() -> None:
    assert separated([], ", ") == []
    assert separated([PIER, GULLS], ", ") == [PIER, (", ", None), GULLS]


def test_a_prompt_that_fits_is_laid_out_once() -> None:
    laid_out: list[int] = []

    def blocks(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
        laid_out.append(len(pieces))
        return [pieces]

    drafts = Drafts(blocks)
    assert drafts.text([PIER, GULLS]) == "a piergulls"
    assert drafts.written([PIER, GULLS]) == joined([[PIER, GULLS]], "")
    assert laid_out == [2]


def test_other_pieces_make_another_draft() -> None:
    drafts = Drafts(lambda pieces: [[piece] for piece in pieces], "\n")
    assert drafts.text([PIER, GULLS]) == "a pier\ngulls"
    assert drafts.text([GULLS]) == "gulls"
    assert drafts.text([PIER, GULLS]) == "a pier\ngulls"
