"""Pictures that come with a request: they stand beside the profile's, and an edit of them is the caller's own."""

from pathlib import Path

import pytest

from composer.models import Model
from composer.profiles import OwnReference, Profile
from composer.references import Assets, in_upload_order, with_own_pictures
from composer.types import ImageRequest, Reference, Scene
from composer.writing.naming import reference_sentences
from composer.writing.writing import Writing
from tests.reference_pictures import encoded, picture

MODEL = Model(name="m", references=9, masks=True)
SOURCE = Reference("", "source", "source:#0000000000000001")
EDIT = Scene(ImageRequest("make it night", operation="edit"), references=(SOURCE,))


def profile(tmp_path: Path, *roles: str) -> Profile:
    (tmp_path / "own.png").write_bytes(encoded(picture()))
    return Profile(references=tuple(OwnReference(file=str(tmp_path / "own.png"), role=role) for role in roles))  # type: ignore[arg-type]


def roles_of(scene: Scene) -> list[str]:
    return [one.role for one in scene.references]


def test_they_stand_beside_those_of_the_profile(tmp_path: Path) -> None:
    found = with_own_pictures(EDIT, profile(tmp_path, "style", "place"), MODEL, Assets())
    assert roles_of(found) == ["source", "style", "place"]


@pytest.mark.parametrize("role", ["source", "mask"])
def test_the_profile_s_own_edit_gives_way(tmp_path: Path, role: str) -> None:
    assert roles_of(with_own_pictures(EDIT, profile(tmp_path, role), MODEL, Assets())) == ["source"]


def test_without_any_the_profile_s_counts(tmp_path: Path) -> None:
    bare = Scene(EDIT.request)
    assert roles_of(with_own_pictures(bare, profile(tmp_path, "source", "mask"), MODEL, Assets())) == ["source", "mask"]


def test_they_are_numbered_as_they_were_given() -> None:
    given = [Reference("", "given", f"given:{number:02}#{99 - number:016x}") for number in range(2, 14)]
    assert in_upload_order([*reversed(given), SOURCE], ()) == [SOURCE, *given]


@pytest.mark.parametrize("wording", ["default", "flux"])
def test_the_prompt_leaves_it_to_the_words_what_they_are_for(wording: str) -> None:
    model = Model(name="m", reference_wording=wording)
    given = Reference("", "given", "given:02#0000000000000002")
    groups = reference_sentences((SOURCE, given), (), model, Writing(), "test")
    told = "".join(text for text, _ in groups[1])
    assert "mage 2" in told
    assert "as the words below say" in told
