"""What single characters have otherwise, in the stages that speak of them."""

from dataclasses import replace

from composer.profiles import Extraction, Override, Profile
from tests.composing import ALEX, LUKA, MAREN, composed, said, scene


def test_words_are_added_for_people_in_the_picture() -> None:
    own = {
        "Maren": Override(positive="silver rain", negative="hats"),
        "Luka": Override(positive="chalk dust", negative="gloves"),
    }
    rendered = composed(scene(MAREN), Profile(name="mine", positive="soft light", negative="blur", characters=own))
    assert said(rendered, "positive") == ["soft light", "silver rain"]
    assert said(rendered, "avoid") == ["blur", "hats"]
    sources = [part.fragment.evidence[0].source for part in rendered.parts if part.fragment.slot == "positive"]
    assert sources == ["profile:mine.positive", "profile:mine.characters.Maren.positive"]


def test_looks_are_switched_off_and_on_for_one_person() -> None:
    off = Profile(characters={"Maren": Override(extract_appearance=False), "Alex": Override(extract_appearance=False)})
    rendered = composed(scene(MAREN, LUKA, ALEX), off)
    assert (said(rendered, "character"), said(rendered, "user")) == (["tall"], [])
    on = Profile(
        extract_appearance=Extraction(character=False, persona=False),
        characters={"Luka": Override(extract_appearance=True)},
    )
    assert said(composed(scene(MAREN, LUKA, ALEX), on), "character") == ["tall"]


def test_clothes_are_switched_off_and_on_for_one_person() -> None:
    off = Profile(characters={"Maren": Override(detect_clothing=False)})
    assert said(composed(scene(MAREN, ALEX), off), "clothing") == ["coat"]
    on = Profile(detect_clothing=False, characters={"Alex": Override(detect_clothing=True)})
    assert said(composed(scene(MAREN, ALEX), on), "clothing") == ["coat"]


def test_a_person_is_known_by_other_names_and_in_any_letters() -> None:
    profile = Profile(characters={"MIRA": Override(positive="silver rain")})
    assert said(composed(scene(replace(MAREN, aliases=("Mira",))), profile), "positive") == ["silver rain"]
