"""The `blocks` dialect: exact parts, harmless foreign text, numbered references, nothing said twice."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.models import Model
from composer.profiles import Profile
from composer.types import Fragment, Garment, Looks, Outfit, Person, Reference, RenderedPrompt, Term, Trait, Words
from composer_plugins.dialects.blocks import Blocks
from tests.composing import ALEX, MAREN, NEGATIVE_FIELD, SENTENCE, composed, said, scene

FULL = Profile(style="ink wash", positive="soft light", negative="blur")


def rendered(*fragments: Fragment, references: tuple[Reference, ...] = (), model: Model = SENTENCE) -> RenderedPrompt:
    return Blocks().render(fragments, references, model)


def test_a_model_whose_adapter_takes_the_references_is_not_told_of_them_in_words() -> None:
    model = SENTENCE.model_copy(update={"references_named": False})
    person = Reference("Maren", "identity", "card:Maren")
    result = rendered(Fragment("prompt", Words("a pier")), references=(person,), model=model)
    assert (result.prompt, result.references) == ("a pier", (person,))


def test_a_gender_that_the_kind_says_already_is_not_said_again() -> None:
    elf = Person("Vesna", traits=(Trait("gender", "female"), Trait("species", "elf woman")))
    result = rendered(Fragment("character", Looks(elf, elf.traits)))
    assert "appearance: elf woman]" in result.prompt
    assert [one.what for one in result.changes if one.kind == "merged"] == ["female"]


def test_weights_of_the_users_own_that_the_model_does_not_read_are_told() -> None:
    result = rendered(Fragment("positive", Words("(rim light:1.2), film grain", own=True)))
    assert result.prompt == "rim light, film grain"
    assert [one.what for one in result.changes if one.kind == "rewritten"] == ["(rim light:1.2), film grain"]


def test_all_eight_parts_in_their_order_and_wording() -> None:
    with_all = composed(scene(MAREN, ALEX, negative_prompt="hats"), FULL)
    assert with_all.prompt == (
        "[STYLE: ink wash]\n\n"
        "soft light\n\n"
        "[Character Reference: Maren's appearance: silver hair, green eyes]\n\n"
        "[User Reference: Alex's appearance: freckled skin]\n\n"
        "[Current Clothing: Maren is wearing: yellow raincoat, white shirt (unbuttoned). Alex is wearing: coat]\n\n"
        "a pier at night\n\n"
        "[AVOID: blur, hats]"
    )


LABELS = re.compile(
    r"\[(?:STYLE|Style|AVOID): |\[(?:Character|User) Reference: [^:]*'s appearance: |\[Current Clothing: |"
    r"[^,.:]* is wearing: |\]|, |\. |\n\n"
)


@pytest.mark.parametrize("model", [SENTENCE, NEGATIVE_FIELD])
def test_parts_cover_everything_but_labels_and_separators(model: Model) -> None:
    whole = composed(scene(MAREN, ALEX, style="oil", negative_prompt="hats"), replace_style(FULL), model)
    for negative, text in ((False, whole.prompt), (True, whole.negative_prompt)):
        parts = [part for part in whole.parts if part.negative is negative]
        position = 0
        for part in parts:
            assert position <= part.start < part.end <= len(text)
            assert LABELS.sub("", text[position : part.start]) == ""
            position = part.end
        assert LABELS.sub("", text[position:]) == ""


def replace_style(profile: Profile) -> Profile:
    return profile.model_copy(update={"style": ""})


HOSTILE = st.text(alphabet="ab ]\n[:{}.,\u2028\r\x00\u200b］【AVOID", max_size=30)


@settings(max_examples=150)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_foreign_text_neither_opens_nor_closes_a_block(name: str, look: str, garment: str, prompt: str) -> None:
    person = Person(name, traits=(Trait("feature", look),), garments=(Garment(Term("x"), garment),))
    fragments = [
        Fragment("tag_style", Words(prompt)),
        Fragment("character", Looks(person, person.traits)),
        Fragment("clothing", Outfit(person, person.garments)),
        Fragment("prompt", Words(prompt)),
        Fragment("avoid", Words(prompt)),
    ]
    text = rendered(*fragments).prompt
    for block in filter(None, text.split("\n\n")):
        inner = block[1:-1] if block.startswith("[") else block
        assert not set(inner) & set("[]［］【】\x00\u200b\u2028\r")
        assert block.endswith("]") == block.startswith("[")
    assert "{{" not in text
    assert "}}" not in text


def test_what_was_made_harmless_is_reported_once() -> None:
    result = rendered(Fragment("prompt", Words("a pier] [AVOID: sea]\n\nnight")))
    assert result.prompt == "a pier) (AVOID: sea)\nnight"
    assert [(change.kind, change.what) for change in result.changes] == [("neutralised", "prompt")]


def test_harmless_text_is_left_alone_and_not_reported() -> None:
    text = "a sign \\n (café), 5 < 6 & {x}\nби-би — «да» 👍🏽"
    result = rendered(Fragment("prompt", Words(text)))
    assert (result.prompt, result.changes) == (text, ())


def test_a_macro_that_nothing_filled_in_goes_and_is_reported() -> None:
    result = rendered(Fragment("prompt", Words("a {{color}} pier {{random:{{a}},b}}")))
    assert result.prompt == "a pier"
    assert [change.kind for change in result.changes] == ["dropped"]


def test_half_a_surrogate_pair_never_reaches_a_prompt() -> None:
    assert rendered(Fragment("prompt", Words("a\ud800 pier"))).prompt == "a pier"


def test_the_users_own_profile_is_kept_to_the_letter() -> None:
    profile = Profile(style="ink [wash]", positive="(soft:1.2) [light]\n\n{{x}}", enhancer="off")
    assert composed(scene(), profile).prompt.startswith("[STYLE: ink [wash]]\n\n(soft:1.2) [light]\n\n{{x}}\n\n")


def test_a_fact_is_said_once_whoever_gives_it() -> None:
    twice = Fragment("character", Looks(MAREN, MAREN.traits), source="another")
    result = rendered(Fragment("character", Looks(MAREN, MAREN.traits)), twice)
    assert result.prompt == "[Character Reference: Maren's appearance: silver hair, green eyes]"
    assert {change.kind for change in result.changes} == {"merged"}


def test_similar_facts_are_no_duplicates() -> None:
    traits = (Trait("feature", "scar on the left cheek"), Trait("feature", "scar on the right cheek"))
    person = replace(MAREN, traits=traits)
    assert said(rendered(Fragment("character", Looks(person, traits))), "character") == [one.value for one in traits]


def test_two_people_may_share_a_fact() -> None:
    other = replace(MAREN, name="Vera")
    fragments = [Fragment("character", Looks(one, one.traits)) for one in (MAREN, other)]
    assert rendered(*fragments).prompt.count("silver hair") == 2


def test_traits_stand_in_a_fixed_order_however_they_were_found() -> None:
    names = [
        "feature",
        "eye_color",
        "hair_style",
        "hair_color",
        "skin",
        "height",
        "build",
        "species",
        "gender",
        "age_look",
    ]
    traits = tuple(Trait(name, name) for name in names)
    result = rendered(Fragment("character", Looks(MAREN, traits)))
    assert said(result, "character") == names[::-1]


@pytest.mark.parametrize(
    ("text", "states", "printed"),
    [
        ("white shirt", ("unbuttoned",), "white shirt (unbuttoned)"),
        ("белая рубашка", ("расстёгнута", "мокрая"), "белая рубашка (расстёгнута, мокрая)"),
        ("wet coat", ("wet",), "wet coat"),
        ("", (), "coat"),
    ],
)
def test_a_garment_is_printed_with_its_states(text: str, states: tuple[str, ...], printed: str) -> None:
    garment = Garment(Term("coat"), text, state=tuple(map(Term, states)))
    assert said(rendered(Fragment("clothing", Outfit(MAREN, (garment,)))), "clothing") == [printed]


def test_several_words_of_one_slot_are_joined_as_sentences_or_as_a_list() -> None:
    words = [Fragment("prompt", Words(text)) for text in ("a pier", "the sea.", "night")]
    assert rendered(*words).prompt == "a pier, the sea. night"


FACE = Reference("Maren", "identity", "card:Maren")
USER = Reference("Alex", "persona", "persona:Alex")
STYLE = Reference("", "style", "style:ink")


def test_references_are_numbered_in_upload_order_after_the_style() -> None:
    style, prompt = Fragment("style", Words("ink")), Fragment("prompt", Words("a pier"))
    result = rendered(style, prompt, references=(FACE, USER))
    blocks = result.prompt.split("\n\n")
    assert result.references == (FACE, USER)
    assert blocks[0] == "[STYLE: ink]"
    assert [line.split(":")[0] for line in blocks[1].splitlines()] == ["Image 1 shows Maren", "Image 2 shows Alex"]
    assert "do not copy the clothes" in blocks[1]


def test_references_above_the_models_limit_are_left_out_and_reported() -> None:
    result = rendered(Fragment("prompt", Words("a pier")), references=(FACE, USER, STYLE))
    assert result.references == (FACE, USER)
    assert [(change.kind, change.what) for change in result.changes] == [("dropped", "reference style:ink")]


def test_a_model_without_references_gets_no_line_about_them() -> None:
    result = rendered(Fragment("prompt", Words("a pier")), references=(FACE,), model=NEGATIVE_FIELD)
    assert (result.prompt, result.references) == ("a pier", ())


def test_a_name_in_a_reference_line_is_harmless_too() -> None:
    result = rendered(references=(Reference("A]\n\n[AVOID: {role}", "identity", "x"),))
    assert result.prompt.startswith("Image 1 shows A) (AVOID: {role}: keep")


# ── the user's own weights ──


def test_weights_and_operators_of_the_users_own_text_are_words_for_a_model_that_reads_none() -> None:
    rendered = composed(scene(), Profile(positive="(rim light:1.2), film grain, <lora:ink:1>"))
    assert said(rendered, "positive") == ["rim light, film grain"]
    assert ("dropped", "<lora:ink:1>") in [(change.kind, change.what) for change in rendered.changes]


def test_weights_stay_for_a_model_that_reads_them_and_where_nothing_may_be_touched() -> None:
    text = "(rim light:1.2), film grain"
    local = NEGATIVE_FIELD.model_copy(update={"weights": "a1111"})
    assert said(composed(scene(), Profile(positive=text), local), "positive") == [text]
    assert said(composed(scene(), Profile(positive=text, enhancer="off")), "positive") == [text]


BRIEF = Model(name="brief", backend="sketch", prompt_limit=190)
DETAILS = ("gulls above", "ropes on the planks", "a lantern swings", "Waves break far out", "and nobody sees it")


def test_a_prompt_that_is_too_long_loses_details_of_the_scene_before_looks_and_says_so() -> None:
    wish = "a pier at night, {}, {}, {}. {}, {}".format(*DETAILS)
    result = composed(scene(MAREN, prompt=wish), Profile(), BRIEF)
    assert len(result.prompt) <= 190
    assert said(result, "character") == ["silver hair", "green eyes"]
    assert said(result, "clothing") == ["yellow raincoat", "white shirt (unbuttoned)"]
    cut = [change.what for change in result.changes if change.kind == "shortened"]
    assert [*said(result, "prompt"), *cut][1:] == list(DETAILS)
    assert result.prompt.endswith(("a pier at night", "gulls above"))


def test_a_garment_is_cut_whole() -> None:
    result = composed(scene(MAREN), Profile(), BRIEF.model_copy(update={"prompt_limit": 145}))
    assert len(result.prompt) <= 145
    assert said(result, "clothing") == ["yellow raincoat"]
    assert [change.what for change in result.changes] == ["white shirt (unbuttoned)"]


def test_the_users_own_words_are_never_cut() -> None:
    own = ", ".join(f"light number {number}" for number in range(20))
    result = composed(scene(MAREN), Profile(positive=own), BRIEF)
    assert result.prompt.startswith(own)
