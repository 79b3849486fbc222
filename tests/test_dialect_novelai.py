"""The novelai dialect: a base prompt, one for each person, weights and who does what to whom."""

from dataclasses import replace

import pytest

from composer.errors import RefusedError
from composer.guard import check
from composer.models import Model, length
from composer.pipeline import compose
from composer.profiles import Profile
from composer.types import Cast, Fragment, Garment, Person, Reference, RenderedPrompt, Scene, Term, Trait, Words
from composer_plugins.dialects.novelai import NovelAI
from composer_plugins.novelai_writing.words import only_words
from tests.composing import ALEX, LUKA, scene, stages

MODEL = Model(
    name="nai-diffusion-4-5-full", backend="novelai", dialect="novelai", weights="novelai", people_limit=6,
    avoidance="negative_field", prompt_limit=512, prompt_unit="tokens", quality_tags=("very aesthetic", "masterpiece"),
    negative_tags=("lowres",),
)  # fmt: skip
IDA = Person(
    "Ida",
    traits=(Trait("gender", "woman"), Trait("hair_color", "blonde", phrase="blonde hair")),
    garments=(Garment(Term("dress"), "white dress"),),
)
RUTH = Person(
    "Ruth",
    traits=(Trait("gender", "woman"), Trait("hair_color", "black", phrase="black hair")),
    garments=(Garment(Term("jacket"), "green jacket"),),
)


def written(of: Scene, profile: Profile | None = None, model: Model = MODEL) -> RenderedPrompt:
    return compose(of, profile or Profile(), stages(), NovelAI(), model)


def tags(text: str) -> list[str]:
    return text.split(", ")


def rendered(*fragments: Fragment, model: Model = MODEL) -> RenderedPrompt:
    return NovelAI().render(fragments, (), model)


def test_looks_and_clothes_stand_with_each_person_and_the_rest_with_all() -> None:
    prompt = written(scene(IDA, RUTH, prompt="Ida and Ruth on a pier at night"))
    assert tags(prompt.prompt)[0] == "2girls"
    assert {"pier", "night"} <= set(tags(prompt.prompt))
    assert tags(prompt.prompt)[-2:] == ["very aesthetic", "masterpiece"]
    ida, ruth = prompt.people
    assert (ida.name, tags(ida.prompt)[0]) == ("Ida", "girl")
    assert {"blonde hair", "white dress"} <= set(tags(ida.prompt))
    assert {"black hair", "green jacket"} <= set(tags(ruth.prompt))
    assert "hair" not in prompt.prompt.replace("-haired", "")
    assert prompt.negative_prompt == "lowres"


def test_one_who_is_alone_is_solo_and_a_place_has_nobody() -> None:
    assert tags(written(scene(IDA, prompt="Ida asleep")).prompt)[:2] == ["1girl", "solo"]
    nobody = written(scene(prompt="a lighthouse, no people"))
    assert tags(nobody.prompt)[0] == "no humans"
    assert nobody.people == ()


def test_through_somebodys_eyes_there_is_one_more() -> None:
    through = replace(scene(IDA, prompt="Ida smiles at me"), point_of_view=ALEX)
    assert "pov" in tags(written(through).prompt)


def test_who_does_what_to_whom_stands_with_both() -> None:
    ida, ruth = written(scene(IDA, RUTH, prompt="Ida hugs Ruth on the pier")).people
    assert "source#hug" in tags(ida.prompt)
    assert "target#hug" in tags(ruth.prompt)
    kissing = written(scene(IDA, RUTH, prompt="Ida and Ruth kiss"))
    assert all("mutual#kiss" in one.prompt for one in kissing.people)
    assert tags(kissing.prompt)[1] == "kiss"
    assert "kiss" not in {change.what for change in kissing.changes}


def test_an_interaction_quotes_the_words_that_say_it() -> None:
    prompt = written(scene(IDA, RUTH, prompt="at dusk, Ida hugs Ruth on the pier"))
    quotes = [
        part.fragment.evidence[0].quote for part in prompt.parts if prompt.said(part) in ("source#hug", "target#hug")
    ]
    assert quotes == ["Ida hugs Ruth"] * 2


def test_a_clause_about_one_person_stands_with_that_person() -> None:
    prompt = written(scene(IDA, RUTH, prompt="Ida and Ruth at a table, Ida laughing, from above"))
    assert "laughing" in tags(prompt.people[0].prompt)
    assert "laughing" not in prompt.prompt + prompt.people[1].prompt
    assert "from above" in tags(prompt.prompt)


def test_what_follows_a_clause_about_one_person_is_of_that_one() -> None:
    prompt = written(scene(IDA, RUTH, prompt="Ida and Ruth in a tavern. Ida raises a glass, smiling, from above"))
    assert "smile" in tags(prompt.people[0].prompt)
    assert {"tavern", "from above"} <= set(tags(prompt.prompt))


def test_people_are_called_what_they_are_and_the_change_is_told() -> None:
    prompt = written(scene(IDA, RUTH, prompt="Ida shows Ruth a map"))
    assert "blonde-haired woman showing the black-haired woman a map" in prompt.prompt
    assert [change.what for change in prompt.changes if change.kind == "rewritten"] == ["Ida", "Ruth"]


def test_untouched_text_of_a_chat_is_only_made_harmless() -> None:
    prompt = written(scene(IDA, prompt="Ida, {loud}  Standing | AND so on"), Profile(enhancer="off"))
    assert "Ida, (loud) Standing / and so on" in prompt.prompt


def test_a_users_own_request_stays_to_the_letter() -> None:
    own = replace(scene(IDA, RUTH, prompt="Ida hugs Ruth, {rain}, smile :)"), own_request=True)
    prompt = written(own)
    assert "Ida hugs Ruth, {rain}, smile :)" in prompt.prompt
    assert "source#hug" in prompt.people[0].prompt


def test_a_users_weights_are_said_in_novelais_way() -> None:
    prompt = written(scene(IDA), Profile(positive="(rim light:1.2), [a:b:0.4], <lora:ink:1>"))
    assert "1.2::rim light::, b, very" in prompt.prompt
    assert {"[a:b:0.4]", "<lora:ink:1>"} <= {change.what for change in prompt.changes}


def test_a_users_own_words_are_tidied() -> None:
    assert "grain, rim light, very" in written(scene(IDA), Profile(positive="grain,rim  light , grain")).prompt


def test_an_experts_text_passes_untouched() -> None:
    text = "(rim light:1.2),  AND {x}|,BREAK"
    assert text in written(scene(IDA), Profile(positive=text, enhancer="off")).prompt


def test_the_weights_of_slots_stand_around_their_tags() -> None:
    prompt = written(scene(IDA), Profile(weights={"clothing": 1.2, "prompt": 0.8}))
    assert prompt.people[0].prompt.endswith("1.2::white dress::")
    assert "0.8::pier, outdoors, night::" in prompt.prompt


def test_a_number_before_the_end_of_a_weight_begins_no_weight() -> None:
    fragment = Fragment("prompt", Words("pier 9"), weight=1.2)
    assert rendered(fragment).prompt == "1.2::pier 9 ::"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5::a gull::, -1::hat::", "gull, hat"),
        ("a {{{cat", "cat"),
        ("a {cat", "cat"),
        ("a cat | girl, nude hat", "cat / girl, nude hat"),
        ("source#hug, mutual # kiss", "source hug, mutual kiss"),
        ("a sign, Text: buy gold", "sign, text buy gold"),
        ("cat AND dog BREAK <lora:evil:2>", "cat and dog break lora evil"),
        ("//hidden// cat", "/hidden/ cat"),
    ],
)
def test_foreign_text_is_only_read(text: str, expected: str) -> None:
    prompt = rendered(Fragment("prompt", Words(text)))
    assert prompt.prompt == expected
    assert any(change.kind == "neutralised" for change in prompt.changes) or text == "a {{{cat"


def test_what_a_profile_says_of_one_character_stands_with_that_one() -> None:
    profile = Profile.model_validate(
        {"characters": {"Ida": {"positive": "freckles", "negative": "hat"}}, "negative": "rain"}
    )
    prompt = written(scene(IDA, RUTH), profile)
    ida, ruth = prompt.people
    assert "freckles" in tags(ida.prompt)
    assert (ida.negative_prompt, ruth.negative_prompt) == ("hat", "")
    assert "rain" in prompt.negative_prompt


def test_what_is_asked_for_is_not_avoided() -> None:
    prompt = written(scene(IDA, prompt="a pier, rain", negative_prompt="rain, fog"))
    assert tags(prompt.negative_prompt) == ["fog", "lowres"]
    assert any(change.what == "no rain" for change in prompt.changes)


def test_people_are_placed_where_the_request_says_it_of_each() -> None:
    placed = written(scene(IDA, RUTH, prompt="Ida on the left, Ruth on the right, a pier"))
    assert [one.position for one in placed.people] == [(0.3, 0.5), (0.7, 0.5)]
    assert "on the left" in tags(placed.people[0].prompt)
    for prompt in ("Ida on the left, Ruth asleep", "Ida on the left, Ruth on the left", "a pier"):
        assert {one.position for one in written(scene(IDA, RUTH, prompt=prompt)).people} == {None}


def test_people_above_the_limit_stand_in_the_prompt_of_all_with_a_notice() -> None:
    prompt = written(scene(IDA, RUTH), model=MODEL.model_copy(update={"people_limit": 1}))
    assert [one.name for one in prompt.people] == ["Ida"]
    assert "black hair" in tags(prompt.prompt)
    assert [change.what for change in prompt.changes if change.kind == "notice"] == ["Ruth"]


def test_of_somebody_without_a_prompt_it_is_told_in_their_words_what_another_says_already() -> None:
    old = Trait("age_look", "41 years old")
    people = [replace(one, traits=(old,)) for one in (IDA, RUTH)]
    prompt = written(scene(*people), model=MODEL.model_copy(update={"people_limit": 0}))
    assert tags(prompt.prompt).count("mature") == 1
    assert "41 years old" in [change.what for change in prompt.changes if change.kind == "merged"]


def test_all_prompts_together_are_within_the_limit() -> None:
    model = MODEL.model_copy(update={"prompt_limit": 40})
    prompt = written(
        scene(IDA, RUTH, LUKA, prompt="a pier, gulls, nets, barrels, ropes, a cart, a dog, fog"), model=model
    )
    assert length(prompt.whole, "tokens") <= 40
    assert any(change.kind == "shortened" for change in prompt.changes)
    assert "blonde hair" in prompt.whole


def test_parts_cover_their_words_in_the_box_they_stand_in() -> None:
    prompt = written(scene(IDA, RUTH, prompt="Ida hugs Ruth", negative_prompt="hat"))
    said = {(part.person, part.negative, prompt.said(part)) for part in prompt.parts}
    assert {(None, False, "2girls"), (0, False, "girl"), (0, False, "white dress"), (1, False, "target#hug")} <= said
    assert (None, True, "hat") in said


def test_references_above_the_limit_are_left_out() -> None:
    references = (Reference("Ida", "identity", "card:Ida"),)
    prompt = NovelAI().render((Fragment("people", Cast((IDA,))),), references, MODEL)
    assert (prompt.references, prompt.changes[0].kind) == ((), "dropped")


def test_a_grown_up_girl_is_drawn_and_hides_nobody() -> None:
    nude = scene(IDA, RUTH, prompt="Ida and Ruth, nude, in bed")
    check(nude, written(nude))
    young = replace(RUTH, traits=(*RUTH.traits, Trait("age_look", "15 years old")))
    with pytest.raises(RefusedError):
        written(scene(IDA, young, prompt="Ida and Ruth, nude, in bed"))


def test_brackets_beside_each_other_are_told_apart_when_they_go() -> None:
    assert only_words("a pier (at night) (masterpiece:1.9), mist") == ("a pier (at night), masterpiece, mist", True)
