"""The stages of looks and clothes: who is described, in which order, and what the profile switches off."""

from dataclasses import replace

from composer.profiles import Extraction, Profile
from composer.types import Evidence, Person, Trait
from tests.composing import ALEX, GUARD, LUKA, MAREN, composed, said, scene


def test_each_character_in_the_picture_has_a_reference_in_scene_order() -> None:
    prompt = composed(scene(LUKA, GUARD, MAREN)).prompt
    assert prompt.startswith(
        "[Character Reference: Luka's appearance: tall]\n\n"
        "[Character Reference: the guard's appearance: scar on the cheek]\n\n"
        "[Character Reference: Maren's appearance: silver hair, green eyes]\n\n"
    )


def test_the_user_is_described_only_when_in_the_picture() -> None:
    assert "[User Reference: Alex's appearance: freckled skin]" in composed(scene(MAREN, ALEX)).prompt
    assert "User Reference" not in composed(scene(MAREN)).prompt


def test_clothing_is_one_block_with_the_user_last() -> None:
    prompt = composed(scene(ALEX, MAREN, LUKA)).prompt
    assert (
        "[Current Clothing: Maren is wearing: yellow raincoat, white shirt (unbuttoned). "
        "Luka is wearing: серый свитер. Alex is wearing: coat]"
    ) in prompt


def test_people_without_known_facts_are_left_out() -> None:
    stranger = replace(MAREN, name="Nobody", traits=(), garments=())
    assert composed(scene(stranger)).prompt == "a pier at night"


def test_extraction_is_switched_off_for_characters_and_the_user_apart() -> None:
    people = scene(MAREN, ALEX)
    no_characters = composed(people, Profile(extract_appearance=Extraction(character=False)))
    no_user = composed(people, Profile(extract_appearance=Extraction(persona=False)))
    assert (said(no_characters, "character"), said(no_characters, "user")) == ([], ["freckled skin"])
    assert (said(no_user, "character"), said(no_user, "user")) == (["silver hair", "green eyes"], [])


def test_detection_of_clothing_is_switched_off() -> None:
    assert "Clothing" not in composed(scene(MAREN), Profile(detect_clothing=False)).prompt


def test_each_trait_and_garment_keeps_its_own_evidence() -> None:
    parts = {part.fragment.evidence[0].quote for part in composed(scene(MAREN)).parts if part.fragment.evidence}
    assert {"silver hair", "green eyes", "yellow raincoat"} <= parts


def test_an_extra_of_whom_only_the_request_speaks_is_not_described_twice() -> None:
    stated = Evidence("request", 3, 9, "tall")
    extra = Person("a tall guard", role="npc", traits=(Trait("height", "tall", evidence=(stated,)),))
    assert said(composed(scene(extra)), "character") == []
    scar = Trait("feature", "scar", evidence=(Evidence("message:3", 0, 4, "scar"),))
    known = replace(extra, traits=(*extra.traits, scar))
    assert said(composed(scene(known)), "character") == ["tall", "scar"]
