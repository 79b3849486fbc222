"""Ready-made fragments, and what is left of one that is said phrase by phrase."""

from composer.fragments import narrowed, words
from composer.types import Evidence, Words

[PIER] = words("prompt", "  a pier, gulls above", "request.prompt")


def test_words_quote_themselves_without_outer_space() -> None:
    assert PIER.evidence == (Evidence("request.prompt", 2, 21, "a pier, gulls above"),)


def test_a_blank_text_says_nothing() -> None:
    assert words("prompt", " \n", "request.prompt") == words("prompt", None, "request.prompt") == []


def test_only_a_profile_and_what_is_said_to_be_so_are_the_users_own() -> None:
    own = [words("positive", "x", source)[0].content for source in ("profile:p.positive", "request.prompt")]
    assert own == [Words("x", own=True), Words("x")]


def test_a_phrase_quotes_only_itself_whatever_its_capitals() -> None:
    gulls = narrowed(PIER, "Gulls above")
    assert (gulls.content, gulls.evidence) == (
        Words("Gulls above"), (Evidence("request.prompt", 10, 21, "gulls above"),)
    )  # fmt: skip


def test_a_phrase_may_stand_in_a_slot_of_its_own() -> None:
    gulls = narrowed(PIER, "gulls above", "place")
    assert (gulls.slot, gulls.content) == ("place", Words("gulls above"))
    assert narrowed(PIER, "gulls above").slot == "prompt"


def test_the_same_words_of_another_source_keep_their_own_evidence() -> None:
    [other] = words("prompt", "  a pier, gulls above", "message:3")
    assert narrowed(PIER, "gulls above").evidence == (Evidence("request.prompt", 10, 21, "gulls above"),)
    assert narrowed(other, "gulls above").evidence == (Evidence("message:3", 10, 21, "gulls above"),)


def test_a_phrase_that_was_rewritten_keeps_the_evidence_of_all_words() -> None:
    assert narrowed(PIER, "bare head").evidence == PIER.evidence
