"""Which references travel: their fixed order, what a model takes, pictures given twice, who goes when it is full."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.models import Likeness, Model
from composer.pipeline import gather_references
from composer.plugins import PluginManager
from composer.profiles import Profile
from composer.references import asset_name, chosen, in_upload_order, numbered
from composer.types import ImageRequest, Reference, Scene
from tests.composing import ALEX, LUKA, MAREN, scene

PEOPLE = (MAREN, LUKA, ALEX)
FULL = Model(name="full", references=14, masks=True)


def reference(role: str, person: str = "", content: str = "") -> Reference:
    return Reference(person, role, asset_name("file", role, (content or f"{role} of {person}").encode()))


#: In the order in which they are sent.
ALL = (
    Reference("", "source", "chat/one.png"),
    reference("identity", "Maren"), reference("outfit", "Maren"),
    reference("identity", "Luka"), reference("outfit", "Luka"),
    reference("persona", "Alex"), reference("outfit", "Alex"),
    reference("place"), reference("style"), reference("mask"),
)  # fmt: skip


@given(st.permutations(ALL))
def test_the_order_is_the_same_whoever_names_them_first(given_in: list[Reference]) -> None:
    assert tuple(in_upload_order(given_in, PEOPLE)) == ALL


def test_the_order_does_not_depend_on_the_plugins() -> None:
    class Naming:
        def __init__(self, *references: Reference) -> None:
            self.references = references

        def add_references(self) -> tuple[Reference, ...]:
            return self.references

    def gathered(*order: str) -> list[Reference]:
        plugins = PluginManager(strict=True)
        given_by = {"late": Naming(ALL[7], ALL[3]), "early": Naming(ALL[8], ALL[1], ALL[5])}
        for name in order:
            plugins.register(hooked(given_by[name]), name)
        return gather_references(scene(*PEOPLE), Profile(), plugins)[0]

    assert gathered("late", "early") == gathered("early", "late") == [ALL[number] for number in (1, 3, 5, 7, 8)]


def hooked(naming: object) -> object:
    """Return an object whose hook is marked as one."""
    from composer.hookspecs import hookimpl

    kind = type(naming)
    if not hasattr(kind.add_references, "rp_composer_impl"):  # type: ignore[attr-defined]
        kind.add_references = hookimpl(kind.add_references)  # type: ignore[attr-defined]
    return naming


def test_all_of_them_travel_where_there_is_room_and_the_mask_has_no_number() -> None:
    taken, changes = chosen(ALL, FULL)
    assert (taken, changes) == (ALL, ())
    assert [number for number, _ in numbered(taken)] == list(range(1, 10))
    assert numbered(taken)[-1][1].role == "style"


@pytest.mark.parametrize(
    ("room", "roles"),
    [
        (8, ["source", "identity", "outfit", "identity", "outfit", "persona", "outfit", "place"]),
        (7, ["source", "identity", "outfit", "identity", "outfit", "persona", "outfit"]),
        (5, ["source", "identity", "outfit", "identity", "persona"]),
        (4, ["source", "identity", "identity", "persona"]),
        (3, ["source", "identity", "identity"]),
        (2, ["source", "identity"]),
        (1, ["source"]),
    ],
)
def test_of_too_many_those_go_that_say_least_about_who_is_in_the_picture(room: int, roles: list[str]) -> None:
    taken, changes = chosen(ALL, Model(name="small", references=room, masks=True))
    assert [one.role for one in taken] == [*roles, "mask"]
    assert len(changes) == len(ALL) - 1 - room
    assert {(one.kind, one.why) for one in changes} == {("dropped", f"the model small takes {room} reference pictures")}


def test_the_mask_and_an_adapters_source_take_no_room() -> None:
    adapter = Model(name="adapter", references=1, references_named=False, masks=True)
    taken, _ = chosen((ALL[0], ALL[1], ALL[-1]), adapter)
    assert [one.role for one in taken] == ["source", "identity", "mask"]


def test_roles_that_a_model_does_not_take_are_dropped_and_said_so() -> None:
    faces = Model(name="faces", references=9, reference_roles=("identity", "persona"))
    taken, changes = chosen(ALL[1:], faces)
    assert [one.role for one in taken] == ["identity", "identity", "persona"]
    said = {change.what: change.why for change in changes}
    assert said["reference file:place"] == "the model faces takes none for the role 'place'"
    assert said["reference file:mask"] == "the model faces takes no mask"


def test_a_role_of_a_plugins_own_travels_where_the_prompt_says_what_it_is_for() -> None:
    pose = reference("pose", "Maren")
    assert chosen([pose], FULL)[0] == (pose,)
    assert chosen([pose], FULL.model_copy(update={"references_named": False}))[0] == ()


def test_the_same_picture_travels_once_for_all_that_it_is_for() -> None:
    twins = [reference("identity", "Maren", "one"), reference("identity", "Luka", "one"), reference("style", "", "one")]
    taken, changes = chosen([*twins, reference("place")], FULL)
    assert [(one.person, one.role) for one in taken] == [("Maren", "identity"), ("", "place")]
    assert taken[0].also == (("Luka", "identity"), ("", "style"))
    assert [(one.kind, one.what) for one in changes] == [
        ("merged", "reference file:identity"), ("merged", "reference file:style")
    ]  # fmt: skip


def test_a_picture_for_two_things_stays_as_long_as_the_more_important_of_them() -> None:
    shared = [reference("outfit", "Maren", "one"), reference("identity", "Luka", "one"), reference("outfit", "Luka")]
    taken, _ = chosen(shared, Model(name="one", references=1))
    assert [(one.role, one.also) for one in taken] == [("outfit", (("Luka", "identity"),))]


@given(st.permutations(ALL[1:]), st.integers(0, 9))
def test_choosing_again_changes_nothing(given_in: list[Reference], room: int) -> None:
    model = Model(name="m", references=room)
    once, _ = chosen(in_upload_order(given_in, PEOPLE), model)
    assert chosen(once, model) == (once, ())


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"references_named": False}, True),
        ({}, False),
        ({"references_named": False, "likeness": {"strict": Likeness(weight=1)}}, False),
    ],
)
def test_a_model_that_cannot_follow_more_closely_is_told_of(facts: dict[str, object], told: bool) -> None:
    strict = [replace(ALL[1], consistency="strict")]
    _, changes = chosen(strict, Model.model_validate({"name": "m", "references": 3, **facts}))
    assert [change.what for change in changes] == (["consistency"] if told else [])


def test_an_edit_numbers_its_source_first_and_other_requests_have_none() -> None:
    edit = Scene(ImageRequest("rain", operation="edit", source_image="chat/one.png"), (MAREN,))
    assert gather_references(edit, Profile(), PluginManager())[0] == [ALL[0]]
    upscale = Scene(ImageRequest("", operation="upscale", source_image="chat/one.png"), (MAREN,))
    assert gather_references(upscale, Profile(), PluginManager())[0] == []
