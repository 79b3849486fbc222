"""What a request's prose says, as tags in their slots, and the rest of its words without names."""

import pytest

from composer_plugins.booru.request import Called, Said, read_request

IDA = Called("Ida", ("Ida", "Idchen"), "blonde-haired woman", "her")
RUTH = Called("Ruth", ("Ruth",), "black-haired woman", "her")
MAREN = Called("Maren", ("Maren",), "woman", "her")
VIEWER = Called("Alex", ("Alex",), "viewer", "viewer's", viewer=True)


def read(text: str, *people: Called) -> list[tuple[str, str]]:
    return [(one.slot, one.text) for one in read_request(text, people).said]


READ = [
    ("Maren stands on the gallery of the lighthouse at night, leaning on the iron railing",
     [("pose", "standing"), ("light", "night"), ("prompt", "on the gallery of the lighthouse"),
      ("pose", "against railing")]),
    ("Maren kneads dough in a sunny bakery",
     [("light", "sunlight, day"), ("place", "bakery, shop, indoors"), ("prompt", "kneading dough")]),
    ("portrait of Maren, smiling, looking at the viewer, night market behind her",
     [("camera", "portrait"), ("expression", "smile"), ("pose", "looking at viewer"),
      ("prompt", "night market behind her")]),
    ("POV: Maren takes my hand and smiles up at me",
     [("camera", "pov"), ("pose", "holding another's hand"), ("pose", "looking at viewer")]),
    ("full-body shot of Maren walking down a street", [("camera", "full body"), ("pose", "walking"),
                                                       ("prompt", "down a street")]),
    ("Maren steers a wooden ship, gulls fleeing", [("prompt", "steering a wooden ship"), ("prompt", "gulls fleeing")]),
    ("Maren always runs", [("prompt", "always runs")]),
    ("sails breaking, she ties knots", [("prompt", "sails breaking"), ("prompt", "ties knots")]),
    ("a woman standing by the window", [("pose", "standing"), ("place", "by window")]),
    ("spray flying over the bow", [("prompt", "spray flying over the bow")]),
    ("rain like needles", [("prompt", "rain like needles")]),
    ("in the rain", [("effects", "rain")]),
    ("she walks along the beach", [("pose", "walking"), ("prompt", "along the beach")]),
    ("not smiling", [("prompt", "not smiling")]),
    ("no hat", [("avoid", "hat")]),
    ("no people", [("people", "no humans")]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), READ)
def test_words_become_tags_of_their_slots_and_the_rest_stays(text: str, said: list[tuple[str, str]]) -> None:
    found = read(text, MAREN)
    assert sorted(found) == sorted((slot, text) for slot, text in said)


def test_whose_point_of_view_it_is_leaves_no_rest() -> None:
    assert read("from Alex's point of view: Maren smiling", MAREN, VIEWER) == [
        ("camera", "pov"),
        ("expression", "smile"),
    ]


def test_what_one_of_several_does_is_theirs() -> None:
    said = read_request("Ida and Ruth dancing in the rain, Ida laughing", (IDA, RUTH)).said
    assert said == (
        Said("pose", "dancing"), Said("effects", "rain"), Said("expression", "laughing, open mouth", "Ida"),
    )  # fmt: skip


def test_what_two_do_together_is_said_of_the_picture_and_a_pronoun_tells_whom_else_is_meant() -> None:
    tom = Called("Tom", ("Tom",), "brown-haired man", "his")
    said = read_request("Ida hugs Tom at the train station, she cries, he smiles", (IDA, tom)).said
    assert said == (
        Said("pose", "hug"), Said("place", "train station"), Said("expression", "crying, tears", "Ida"),
        Said("expression", "smile", "Tom"),
    )  # fmt: skip


def test_other_names_of_somebody_count_too_and_a_longer_word_is_no_name() -> None:
    assert read("Idchen waves beside the Idaho sign", IDA) == [("pose", "waving"), ("prompt", "beside the idaho sign")]


def test_who_sees_the_picture_is_the_viewer() -> None:
    assert read("Maren looks at Alex", MAREN, VIEWER) == [("prompt", "looks at the viewer")] or read(
        "Maren looks at Alex", MAREN, VIEWER
    ) == [("pose", "looking at viewer")]


def test_what_stands_for_a_name_is_told_only_where_it_stands() -> None:
    assert read_request("Ida gives Ruth a cup", (IDA, RUTH)).names == (
        ("Ida", "blonde-haired woman"), ("Ruth", "the black-haired woman"),
    )  # fmt: skip
    assert read_request("close-up of Ida", (IDA,)).names == (("Ida", ""),)


def test_words_of_another_language_stay() -> None:
    assert read("Анна стоит у окна", Called("Анна", ("Анна",), "woman", "her")) == [("prompt", "стоит у окна")]


@pytest.mark.parametrize(
    "text", ["(" * 5000, "a, " * 5000, "Maren " * 3000, "no " * 5000, "in the " * 3000, "rain " * 2000, "sunny " * 1600]
)
def test_long_and_awkward_texts_are_read_in_time(text: str) -> None:
    read_request(text, (MAREN,))
