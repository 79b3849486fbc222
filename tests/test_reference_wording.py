"""What prompts say of reference pictures: each use by its role, as closely as wished, with the current clothes."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import guard
from composer.models import Model
from composer.models.facts import ROLES
from composer.references import asset_name
from composer.types import (
    Consistency,
    Evidence,
    Fragment,
    Garment,
    Looks,
    Outfit,
    Person,
    Reference,
    RenderedPrompt,
    Term,
    Trait,
    Words,
)  # fmt: skip
from composer.writing.naming import Wording, reference_sentences, reference_wording
from composer.writing.pieces import joined
from composer.writing.shrinking import beside_pictures
from composer.writing.writing import Writing
from composer_plugins.dialects.blocks import Blocks
from composer_plugins.dialects.prose import Prose
from tests.composing import ALEX, MAREN, composed, scene

MODEL = Model(name="m", references=9, masks=True)
FLUX = MODEL.model_copy(update={"reference_wording": "flux"})
FACE = Reference("Maren", "identity", "card:Maren#1")
WORN = Fragment("clothing", Outfit(MAREN, MAREN.garments), source="stage.current_clothing")
CARD = (Evidence("card:Maren.description", 0, 4, "x"),)
CHAT = (Evidence("message:3", 0, 4, "x"),)


def lines(*references: Reference, fragments: tuple[Fragment, ...] = (), model: Model = MODEL) -> list[str]:
    said = reference_sentences(references, fragments, model, Writing(), "test")
    return ["".join(text for text, _ in one) for one in said]


def test_an_identity_says_what_to_keep_what_not_to_copy_and_what_is_worn_now() -> None:
    assert lines(FACE, fragments=(WORN,)) == [
        (
            "Image 1 shows Maren: keep the face, hair, eyes, skin and build; do not copy the clothes, pose, background "
            "or art style. Maren now wears: yellow raincoat, white shirt (unbuttoned)."
        )
    ]


def test_each_garment_beside_a_picture_is_a_part_with_its_own_evidence() -> None:
    [said] = reference_sentences([FACE], [WORN], MODEL, Writing(), "test")
    text, parts = joined([said], "")
    found = {text[one.start : one.end]: one.fragment for one in parts if one.fragment.slot == "clothing"}
    assert list(found) == ["yellow raincoat", "white shirt (unbuttoned)"]
    assert found["yellow raincoat"].evidence == MAREN.garments[0].evidence
    assert found["yellow raincoat"].content == Outfit(MAREN, MAREN.garments[:1])
    assert found["yellow raincoat"].source == "stage.current_clothing"


@pytest.mark.parametrize("dialect", [Blocks(), Prose()])
def test_dialects_name_pictures_with_the_clothes_of_the_scene(dialect: Blocks | Prose) -> None:
    rendered = dialect.render([WORN, Fragment("prompt", Words("a pier"))], [FACE], MODEL)
    parts = [one for one in rendered.parts if one.fragment.slot == "clothing"]
    worn = [rendered.prompt[one.start : one.end] for one in parts if "raincoat" in rendered.prompt[one.start : one.end]]
    assert len(worn) == {"blocks": 2, "prose": 1}[dialect.name]  # prose says clothes once
    assert all(one.fragment.evidence for one in parts if "raincoat" in rendered.prompt[one.start : one.end])
    assert "Image 1 shows Maren" in rendered.prompt
    assert rendered.prompt.index("Image 1 shows Maren") < rendered.prompt.index("pier") or dialect.name == "prose"


@pytest.mark.parametrize(("role", "said"), [
    ("outfit", ("Image 1 shows clothes of Maren: follow it only for garments named below; do not copy the face, pose, "
               "background or art style.")),
    ("persona", ("Image 1 shows Maren: keep the face, hair, eyes, skin and build; do not copy the clothes, pose, "
                "background or art style. Maren now wears: yellow raincoat, white shirt (unbuttoned).")),
    ("place", "Image 1 shows the place: keep its layout and light; do not copy the people."),
    ("style", "Image 1 shows the art style: copy only that; do not copy the people, clothes or place."),
    ("source", ("Image 1 is the picture to edit: change only what is asked for below, and keep everything else as it "
               "is.")),
    ("mask", "The mask marks the only area that may change."),
    ("pose", "Image 1 shows Maren: a reference for the pose only."),
])  # fmt: skip
def test_every_role_has_its_own_words(role: str, said: str) -> None:
    assert lines(replace(FACE, role=role), fragments=(WORN,)) == [said]


def test_clothes_that_nothing_is_known_of_are_those_of_the_picture() -> None:
    assert lines(replace(FACE, role="outfit"))[0].startswith("Image 1 shows what Maren wears: dress Maren in it")


def test_the_words_are_stricter_or_looser_as_the_profile_wishes() -> None:
    for wording, role in product(reference_wording().wordings, ROLES):
        model = MODEL.model_copy(update={"reference_wording": wording})
        said = [lines(replace(FACE, role=role, consistency=one), model=model)[0] for one in get_args(Consistency)]
        assert wording != "default" or len(set(said)) == 3
    assert "exactly" in lines(replace(FACE, consistency="strict"))[0]
    assert "roughly" in lines(replace(FACE, consistency="loose"))[0]


def test_a_model_with_a_wording_of_its_own_gets_it() -> None:
    said = lines(FACE, replace(FACE, role="outfit"), fragments=(WORN,), model=FLUX)
    assert said[0] == "The person from image 1 is Maren, with the same face, hair, eyes, skin and build."
    assert said[1] == "Maren wears the outfit from image 2, as far as it is named below."
    assert "not" not in " ".join(said).split()


def test_a_wording_that_nobody_knows_is_the_default_one() -> None:
    assert lines(FACE, model=MODEL.model_copy(update={"reference_wording": "of a plugin"})) == lines(FACE)


@pytest.mark.parametrize("source", ["message:3", "request", "correction"])
def test_what_the_chat_the_request_or_the_user_changed_is_not_kept_from_the_picture(source: str) -> None:
    trait = Trait("hair_style", "short", evidence=(Evidence(source, 0, 5, "short"),))
    fragments = (Fragment("character", Looks(MAREN, (trait,))),)
    assert (
        "keep the face, eyes, skin and build, the hair as described below; do not"
        in lines(FACE, fragments=fragments)[0]
    )


def test_a_picture_for_two_things_is_named_for_both_and_never_forbids_what_it_is_for() -> None:
    said = lines(replace(FACE, also=(("Maren", "outfit"), ("", "style"))), Reference("", "place", "x#2"))
    assert [one.partition(":")[0] for one in said] == [
        "Image 1 shows Maren", "Image 1 shows what Maren wears", "Image 1 shows the art style",
        "Image 2 shows the place",
    ]  # fmt: skip
    assert said[0].endswith("do not copy the pose or background.")
    assert said[1].endswith("do not copy the pose or background.")
    assert said[2].endswith("do not copy the place.")


@pytest.mark.parametrize("words", ["full body shot", "Maren, full-body", "Анна в полный рост", "全身像"])
def test_a_portrait_is_extrapolated_where_the_picture_wants_all_of_somebody(words: str) -> None:
    assert "extrapolate it consistently" in lines(FACE, fragments=(Fragment("prompt", Words(words)),))[0]
    assert "extrapolate" not in lines(FACE, fragments=(Fragment("prompt", Words("a portrait")),))[0]
    assert "extrapolate" not in lines(FACE, fragments=(Fragment("avoid", Words(words)),))[0]


@given(
    st.text(max_size=40), st.sampled_from(["default", "flux"]), st.sampled_from([*ROLES, "source", "mask", "x {keep}"])
)
def test_a_hostile_name_breaks_nothing(name: str, wording: str, role: str) -> None:
    model = MODEL.model_copy(update={"reference_wording": wording})
    for line in lines(Reference(name, role, "card:x#1", also=((name, "{image}"),)), model=model):
        assert "\n" not in line
        assert not set("[]").intersection(line)


def test_what_references_say_is_no_reason_to_refuse() -> None:
    for wording, role, consistency in product(reference_wording().wordings, ROLES, get_args(Consistency)):
        model = MODEL.model_copy(update={"reference_wording": wording})
        text = lines(Reference("Maren", role, "card:x#1", consistency), fragments=(WORN,), model=model)[0]
        guard.check(scene(MAREN, prompt="a nude woman, full body"), RenderedPrompt(text))


def test_a_wording_without_a_use_is_none() -> None:
    data = reference_wording().wordings["default"].model_dump()
    uses = {name: sentences for name, sentences in data["uses"].items() if name != "style"}
    with pytest.raises(ValueError, match="the uses are"):
        Wording.model_validate({**data, "uses": uses})
    with pytest.raises(ValueError, match="needs a sentence for balanced"):
        Wording.model_validate({**data, "uses": {**data["uses"], "style": {"strict": "x"}}})


# ── fewer words beside a picture ──


def told(person: Person, reference: Reference = FACE) -> list[str]:
    fragment = Fragment("character", Looks(person, person.traits))
    [short] = beside_pictures([fragment], [reference], MODEL, Writing())
    assert isinstance(short.content, Looks)
    return [trait.value for trait in short.content.traits]


def test_what_the_user_locked_is_told_beside_a_picture() -> None:
    tall = Person("Maren", traits=(Trait("height", "tall", evidence=CARD),))
    assert (told(tall), told(replace(tall, locked=("height",)))) == ([], ["tall"])


@pytest.mark.parametrize("source", ["message:3", "request", "correction"])
def test_what_was_said_since_is_told_beside_a_picture(source: str) -> None:
    assert told(Person("Maren", traits=(Trait("build", "thin", evidence=(Evidence(source, 0, 1, "x"),)),))) == ["thin"]


def test_a_picture_that_also_shows_somebody_else_shortens_their_words_too() -> None:
    tall = Person("Maren", traits=(Trait("height", "tall", evidence=CARD),))
    assert told(tall, Reference("Luka", "identity", "x#1", also=(("Maren", "identity"),))) == []


def test_only_people_in_the_frame_have_pictures() -> None:
    def pictured(person: Person) -> Person:
        asset = asset_name("card", person.name, person.name.encode())
        return replace(person, references=(Reference(person.name, "identity", asset),))

    rendered = composed(scene(pictured(MAREN)), model=MODEL)
    assert [one.person for one in rendered.references] == ["Maren"]
    assert "Alex" not in rendered.prompt
    both = composed(scene(pictured(MAREN), pictured(ALEX)), model=MODEL)
    assert [one.person for one in both.references] == ["Maren", "Alex"]


def test_a_garment_without_colour_keeps_its_words() -> None:
    hat = Garment(Term("hat"), "", evidence=CHAT)
    assert lines(FACE, fragments=(Fragment("clothing", Outfit(MAREN, (hat,))),))[0].endswith("Maren now wears: hat.")
