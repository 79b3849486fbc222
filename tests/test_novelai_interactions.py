"""Who does what to whom: told where a request says it plainly, and never guessed."""

import pytest

from composer_plugins.novelai_writing.interactions import interactions

NAMES = [("Ida",), ("Ruth", "Ruthie"), ("Ida Blum",)]


def told(text: str) -> dict[int, str]:
    return {one.person: one.text for one in interactions(text, NAMES)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida hugs Ruth", {0: "source#hug", 1: "target#hug"}),
        ("Ida is hugging Ruthie tightly", {0: "source#hug", 1: "target#hug"}),
        ("on the pier, Ida gently kisses Ruth", {0: "source#kiss", 1: "target#kiss"}),
        ("Ruth is hugged by Ida", {0: "source#hug", 1: "target#hug"}),
        ("Ruth, carried by Ida", {0: "source#carrying person", 1: "target#carrying person"}),
        ("Ida and Ruth kiss", {0: "mutual#kiss", 1: "mutual#kiss"}),
        ("Ida and Ruth dancing in the rain", {0: "mutual#dancing", 1: "mutual#dancing"}),
        ("Ida & Ruth hug each other", {0: "mutual#hug", 1: "mutual#hug"}),
        ("Ida and Ruth are holding hands", {0: "mutual#holding hands", 1: "mutual#holding hands"}),
        ("Ida dances with Ruth", {0: "mutual#dancing", 1: "mutual#dancing"}),
        ("Ida pats Ruth's head", {0: "source#headpat", 1: "target#headpat"}),
        ("Ida strokes Ruth’s cheek", {0: "source#hand on another's cheek", 1: "target#hand on another's cheek"}),
        ("Ida pats Ruth on the head", {0: "source#headpat", 1: "target#headpat"}),
        ("Ida kisses Ruth on the cheek", {0: "source#kiss on cheek", 1: "target#kiss on cheek"}),
        ("a photo of Ida hugging Ruth", {0: "source#hug", 1: "target#hug"}),
        ("Ida, embracing Ruth", {0: "source#hug", 1: "target#hug"}),
        ("Ida hugs Ruth from behind", {0: "source#hug from behind", 1: "target#hug from behind"}),
        ("Ida Blum hugs Ruth", {2: "source#hug", 1: "target#hug"}),
        ("Ida Blum and Ruth hug Ida", {2: "source#hug", 1: "source#hug", 0: "target#hug"}),
        ("IDA HUGS RUTH", {}),
    ],
)
def test_what_is_plainly_said(text: str, expected: dict[int, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ida does not hug Ruth",
        "Ida wants to hug Ruth",
        "Ida hugs Ruth's cat",
        "Ida's cat hugs Ruth",
        "the ghost of Ida hugs Ruth",
        "Luka talks to Ida, hugs Ruth",
        "Ida and Ruth kiss the ring",
        "Ida and Ruth",
        "Ida pats Ruth",
        "Ida hugs her",
        "Ida hugs a pillow, Ruth sleeps",
        "Idaho hugs Ruth",
        "",
    ],
)
def test_what_is_not_plain_is_not_told(text: str) -> None:
    assert told(text) == {}


def test_the_words_that_say_it_are_told() -> None:
    (one, _) = interactions("at dusk Ida hugs Ruth on the pier", NAMES)
    assert (one.start, one.end) == (8, 21)
