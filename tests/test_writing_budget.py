"""What is cut from a prompt that is too long: the least important first, nothing in two, all of it said."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.models import Model, length
from composer.types import Evidence, Fragment, Garment, Looks, Outfit, Person, Term, Trait, Words
from composer.writing.budget import CUT_ORDER, fitting
from composer.writing.pieces import Piece

SHORT = Model(name="short", prompt_limit=10, prompt_unit="words")
ILSE = Person("Ilse")


def words(slot: str, text: str, own: bool = False) -> Piece:
    return text, Fragment(slot, Words(text, own))


def trait(attribute: str, text: str) -> Piece:
    return text, Fragment("character", Looks(ILSE, (Trait(attribute, text),)))


def garment(slot: str, text: str) -> Piece:
    return text, Fragment("clothing", Outfit(ILSE, (Garment(Term(text), text, slot=slot),)))


def written(pieces: Sequence[Piece]) -> str:
    return " and ".join(text for text, _ in pieces)


def kept(model: Model, *pieces: Piece) -> list[str]:
    return [text for text, _ in fitting(pieces, model, written)[0]]


def limit(number: int) -> Model:
    return SHORT.model_copy(update={"prompt_limit": number})


def test_a_prompt_that_fits_loses_nothing() -> None:
    assert fitting([words("prompt", "a pier")], SHORT, written) == ([words("prompt", "a pier")], ())


def test_a_model_without_a_known_limit_reads_all() -> None:
    long = words("prompt", "word " * 5000)
    assert fitting([long], limit(0), written) == ([long], ())


def test_details_of_the_scene_go_before_what_somebody_is_known_by() -> None:
    pieces = [words("prompt", "Ilse at sea,"), words("prompt", "gulls fleeing,"), trait("hair_color", "red hair")]
    assert kept(limit(6), *pieces) == ["Ilse at sea,", "red hair"]


def test_marks_go_before_hair_and_hair_before_what_somebody_is() -> None:
    pieces = [trait("gender", "woman"), trait("hair_color", "red hair"), trait("feature", "a scar")]
    assert kept(limit(4), *pieces) == ["woman", "red hair"]
    assert kept(limit(1), *pieces) == ["woman"]


def test_small_garments_go_before_large_ones_and_the_later_before_the_earlier() -> None:
    pieces = [garment("accessory", "earrings"), garment("full", "gown"), garment("top", "shirt")]
    assert kept(limit(3), *pieces) == ["gown", "shirt"]
    assert kept(limit(1), *pieces) == ["gown"]


def test_a_slot_that_nobody_knows_is_cut_early() -> None:
    assert kept(limit(3), words("mood", "gloomy"), words("style", "ink"), trait("gender", "woman")) == ["ink", "woman"]


def test_what_a_user_wrote_stays_though_it_is_too_long() -> None:
    own = words("positive", "one two three four five", own=True)
    pieces, changes = fitting([words("prompt", "a pier"), own], limit(3), written)
    assert pieces == [own]
    assert [change.what for change in changes] == ["a pier"]


def test_a_change_names_model_limit_and_unit() -> None:
    (change,) = fitting([words("style", "ink"), words("light", "dim, ")], limit(1), written)[1]
    assert (change.kind, change.what, change.why) == ("shortened", "dim", "short reads 1 words")


slots = st.sampled_from([*CUT_ORDER, "mood"])
texts = st.lists(st.sampled_from(["red", "hair", "a", "long-legged", "海", "sky,"]), min_size=1, max_size=4).map(
    " ".join
)
any_words = st.builds(words, slots, texts, st.booleans())
any_trait = st.builds(trait, st.sampled_from(["gender", "feature", "hair_color", "tail"]), texts)
any_garment = st.builds(garment, st.sampled_from(["top", "feet", "accessory"]), texts)
any_pieces = st.lists(any_words | any_trait | any_garment, max_size=12)


@settings(max_examples=300)
@given(any_pieces, st.integers(1, 30), st.sampled_from(["words", "tokens", "characters"]))
def test_the_limit_is_kept_in_order_and_everything_cut_is_said(pieces: list[Piece], number: int, unit: str) -> None:
    model = Model.model_validate({"name": "short", "prompt_limit": number, "prompt_unit": unit})
    left, changes = fitting(pieces, model, written)
    places = [next(n for n, piece in enumerate(pieces) if piece is one) for one in left]
    assert places == sorted(places)
    assert len(left) + len(changes) == len(pieces)
    gone = [text.strip(" ,") for n, (text, _) in enumerate(pieces) if n not in places]
    assert [change.what for change in changes] == gone
    assert length(written(left), model.prompt_unit) <= number or all(_is_own(piece) for piece in left)


def _is_own(piece: Piece) -> bool:
    content = piece[1].content if piece[1] else None
    return isinstance(content, Words) and content.own


@given(any_pieces)
def test_what_a_user_wrote_is_never_cut(pieces: list[Piece]) -> None:
    left = fitting(pieces, limit(1), written)[0]
    own = [piece for piece in pieces if _is_own(piece) and piece[1] and piece[1].slot != "avoid"]
    assert all(any(piece is one for one in left) for piece in own)


def test_no_more_is_cut_than_has_to_be() -> None:
    pieces = [words("prompt", "one"), *(words("light", f"{number} more words") for number in range(20))]
    for number in range(1, 90):
        left = fitting(pieces, limit(number), written)[0]
        assert length(written([*left, words("light", "and 3 more")]), "words") > number or len(left) == len(pieces)


def test_a_users_own_words_go_never_and_the_catalogues_early() -> None:
    quality = words("quality", "best quality", own=True)
    evidence = (Evidence("catalogue:x.quality_tags", 0, 12, "best quality"),)
    catalogues = quality[0], replace(quality[1], evidence=evidence) if quality[1] else None
    pieces = [catalogues, trait("hair_color", "red hair"), words("positive", "film grain", own=True)]
    assert kept(limit(5), *pieces) == ["red hair", "film grain"]
    assert kept(limit(2), *pieces) == ["film grain"]


def test_what_is_small_enough_stays_though_something_dearer_went() -> None:
    pieces = [words("place", "fog"), garment("outer", "very long yellow coat"), trait("hair_color", "red hair")]
    assert kept(limit(4), *pieces) == ["fog", "red hair"]


def test_separators_cost_no_more_than_they_are_long() -> None:
    pieces = [trait("hair_color", f"hair{number}") for number in range(10)]
    assert len(kept(limit(9), *pieces)) == 5
