"""The `tags` dialect: counted people, tags in their slots, nothing twice or against itself, harmless foreign text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.contracts import Ordered
from composer.models.lengths import tokens
from composer.pipeline import compose
from composer.profiles import Profile
from composer.types import (
    Cast,
    Fragment,
    Garment,
    ImageRequest,
    Looks,
    Outfit,
    Person,
    Scene,
    Term,
    Trait,
)
from composer_plugins.booru.page import groups
from composer_plugins.dialects.tags import Tags
from tests.composing import ALEX, MAREN, said, stages
from tests.tags_rendering import IDA, MODEL, RUTH, asked, changes, prompt, rendered

NOX = replace(IDA, name="Nox")


# ── order and people ──


def test_slots_stand_in_the_order_of_the_family_and_quality_follows_the_count() -> None:
    whole = asked("Ida dances on the beach at night, smiling, from above", IDA)
    assert whole.prompt == (
        "1girl, solo, masterpiece, best quality, blonde hair, blue eyes, smile, white dress, dancing, beach, outdoors, "
        "from above, night"
    )
    assert isinstance(Tags(), Ordered)


def test_a_profile_orders_the_slots_and_words_of_other_slots_stand_where_they_would() -> None:
    slots = ("quality", "clothing", "people", "character", "prompt", "avoid")
    whole = asked("Ida dances at night", IDA, profile=Profile(slots=slots))
    assert whole.prompt == (
        "masterpiece, best quality, white dress, dancing, 1girl, solo, blonde hair, blue eyes, night"
    )


def test_each_of_two_people_has_looks_and_clothes_in_a_chunk_of_their_own_and_the_mixing_is_told() -> None:
    whole = asked("Ida and Ruth dancing in the rain, Ida laughing", IDA, RUTH)
    assert whole.prompt.split(" BREAK ") == [
        "2girls, masterpiece, best quality",
        "woman, blonde hair, blue eyes, laughing, open mouth, white dress",
        "woman, black hair, brown eyes, leather jacket",
        "dancing, rain",
    ]
    assert changes(whole, "notice") == ["Ida, Ruth"]
    assert "solo" not in whole.prompt


def test_for_a_model_that_keeps_people_apart_there_is_no_notice() -> None:
    people = [Fragment("character", Looks(one, one.traits)) for one in (IDA, RUTH)]
    apart = MODEL.model_copy(update={"mixes_people": False})
    assert not changes(rendered(*people, model=apart), "notice")


def test_nobody_is_said_and_creatures_are_no_humans() -> None:
    assert asked("a lighthouse at night, no people").prompt == (
        "no humans, masterpiece, best quality, lighthouse, night"
    )


# ── names ──


def test_a_name_goes_where_nobody_else_can_be_meant_and_the_changes_say_so() -> None:
    whole = asked("Ida, reading a letter", IDA)
    assert "ida" not in whole.prompt.lower()
    assert changes(whole, "rewritten") == ["Ida"]


def test_a_name_gives_way_to_a_noun_where_the_words_need_one() -> None:
    whole = asked("Ida throws a snowball at Ruth", IDA, RUTH)
    assert "blonde-haired woman throwing a snowball at the black-haired woman" in whole.prompt
    assert changes(whole, "replaced") == ["Ida", "Ruth"]


def test_a_possessive_name_becomes_a_possessive() -> None:
    assert "shadow of her hat" in asked("the shadow of Ida's hat", IDA).prompt


# ── nothing twice, nothing against itself ──


def test_no_tag_stands_twice_and_that_is_told() -> None:
    whole = asked("smiling, blonde hair, smiles, 1girl", IDA)
    assert whole.prompt.count("smile") == 1
    assert whole.prompt.count("blonde hair") == 1
    assert whole.prompt.count("1girl") == 1
    assert "blonde hair" in changes(whole, "merged")


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("eye_color blue", "eye_color red", "blue eyes"),
        ("hair_style long", "hair_style short", "long hair"),
        ("hair_color black", "hair_color red", "black hair"),
    ],
)
def test_of_two_that_exclude_each_other_the_first_stays(first: str, second: str, kept: str) -> None:
    pairs = (one.split() for one in (first, second))
    traits = tuple(Trait(attribute, value) for attribute, value in pairs)
    whole = rendered(Fragment("character", Looks(Person("Ida"), traits)))
    assert whole.prompt == kept
    assert len(changes(whole, "dropped")) == 1


def test_two_eye_colours_stay_where_the_eyes_differ() -> None:
    trait = Trait("eye_color", "one blue eye, one golden eye", (Term("blue", "blue"), Term("golden", "gold")))
    whole = rendered(Fragment("character", Looks(Person("Vesna"), (trait,))))
    assert whole.prompt == "heterochromia, blue eyes, yellow eyes"


def test_more_than_seven_words_of_quality_are_left_out() -> None:
    words = "masterpiece, best quality, newest, absurdres, highres, very aesthetic, amazing quality, 8k, hd"
    whole = rendered(prompt(words, own=True, slot="quality"))
    assert whole.prompt.count(",") == 6
    assert changes(whole, "dropped") == ["8k", "hd"]


def test_score_tags_stay_only_for_the_family_that_was_taught_them() -> None:
    assert "score_9" not in asked("score_9, a pier").prompt
    pony = MODEL.model_copy(update={"quality_tags": ("score_9", "score_8_up")})
    assert rendered(prompt("score_9, score_8_up", own=True, slot="quality"), model=pony).prompt == (
        "score_9, score_8_up"
    )


def test_a_count_in_the_request_gives_way_to_the_people_of_the_scene() -> None:
    whole = asked("2girls, standing", IDA)
    assert "2girls" not in whole.prompt
    assert "2girls" in changes(whole, "dropped")


def test_underscores_become_spaces_but_in_tags_that_keep_them() -> None:
    words = "long_hair, ^_^, hair_over_one_eye, >_<, looking_at_viewer"
    assert rendered(prompt(words)).prompt == "long hair, ^_^, hair over one eye, >_<, looking at viewer"


# ── foreign text and the user's own ──


def test_brackets_of_foreign_words_are_brackets_to_be_seen() -> None:
    assert rendered(prompt("a photo (framed), a sign [closed]")).prompt == (r"photo \(framed\), sign \(closed\)")


@pytest.mark.parametrize(
    "text",
    [
        "a cat AND a dog",
        "a cat BREAK a dog",
        "a cat <lora:evil:2> a dog",
        "[cat|dog]",
        "[cat:dog:0.4]",
    ],
)
def test_orders_in_a_chat_lose_their_power_and_stay_the_users(text: str) -> None:
    foreign = rendered(prompt(text)).prompt
    assert not re.search(r"\bAND\b|\bBREAK\b|<\w+:|(?<!\\)[\[\]]", foreign)
    assert rendered(prompt(text, own=True)).prompt == text


@pytest.mark.parametrize("text", ["a <*lora:x:1*>", "<<lora:x:1>", "<_lora:x:1_>", "A<lora:x:1>ND"])
def test_orders_that_only_tidying_would_complete_have_no_power_either(text: str) -> None:
    assert not re.search(r"\bAND\b|<\w+:", rendered(prompt(text), prompt(text, slot="tag_style")).prompt)


def test_weights_of_a_chat_stay_within_what_pictures_bear() -> None:
    assert rendered(prompt("(masterpiece:1.9), a lamp")).prompt == "(masterpiece:1.4), lamp"


def test_a_line_break_in_a_request_is_a_space_and_no_notice() -> None:
    whole = rendered(prompt("rain on\nthe pier"))
    assert whole.prompt == "pier, outdoors, rain"
    assert not changes(whole, "neutralised")


def test_a_users_own_words_are_tidied() -> None:
    whole = rendered(prompt("film grain,rim  light , film grain", own=True, slot="positive"))
    assert whole.prompt == "film grain, rim light"
    assert ("merged", "film grain") in {(change.kind, change.what) for change in whole.changes}


def test_the_users_weights_in_another_syntax_become_the_models() -> None:
    assert rendered(prompt("1.2::rim light::, film grain", own=True, slot="positive")).prompt == (
        "(rim light:1.2), film grain"
    )


@pytest.mark.parametrize("text", ["Ida  AND  (a:1.2) ,,  [b|c]", "masterpiece,masterpiece BREAK <lora:x:1>", " Ünï_x "])
def test_an_experts_own_text_passes_to_the_byte(text: str) -> None:
    assert rendered(prompt(text, own=True, untouched=True)).prompt == text


def test_untouched_foreign_text_is_made_harmless_and_nothing_else() -> None:
    assert rendered(prompt("Ida Stands, AND waves [x]", untouched=True)).prompt == r"Ida Stands, and waves \(x\)"


def test_the_profiles_weight_of_a_slot_stands_around_its_tags() -> None:
    whole = asked("Ida waves", IDA, profile=Profile(weights={"clothing": 1.2}))
    assert "(white dress:1.2)" in whole.prompt
    whole = rendered(prompt("film (grain:1.1)", own=True, slot="positive", weight=1.2))
    assert whole.prompt == "(film (grain:1.1):1.2)"


# ── what is to be avoided ──


def test_what_is_avoided_stands_in_the_negative_prompt_as_tags() -> None:
    scene = Scene(ImageRequest("Ida waves", negative_prompt="no hats, blur, extra fingers"), (IDA,), None)
    whole = compose(scene, Profile(), stages(), Tags(), MODEL)
    assert whole.negative_prompt == "hat, blurry, extra digits, worst quality, bad hands"


def test_what_the_prompt_asks_for_is_not_avoided() -> None:
    scene = Scene(ImageRequest("Ida waves", negative_prompt="white dress, hat"), (IDA,), None)
    whole = compose(scene, Profile(), stages(), Tags(), MODEL)
    assert "white dress" not in whole.negative_prompt
    assert "no white dress" in changes(whole, "dropped")


def test_the_familys_own_negative_tags_do_not_work_against_what_is_wanted_but_the_users_do() -> None:
    family = MODEL.model_copy(update={"negative_tags": ("cropped", "bad hands")})
    scene = Scene(ImageRequest("portrait of Ida"), (IDA,), None)
    whole = compose(scene, Profile(), stages(), Tags(), family)
    assert whole.negative_prompt == "bad hands"
    assert "no cropped" in changes(whole, "dropped")
    assert "cropped" in compose(scene, Profile(negative="cropped"), stages(), Tags(), family).negative_prompt


def test_the_weight_of_a_slot_takes_foreign_weights_out_of_no_bounds() -> None:
    assert "(pier:0.6)" in rendered(prompt("(pier:0.6)", weight=0.8)).prompt
    assert "(pier:1.4)" in rendered(prompt("(pier:1.4)", weight=1.3)).prompt


def test_a_no_in_the_request_goes_to_the_negative_prompt() -> None:
    whole = asked("Ida waves, no hat", IDA)
    assert "hat" not in whole.prompt
    assert whole.negative_prompt.startswith("hat") or ", hat" in whole.negative_prompt
    assert "no hat" in changes(whole, "rewritten")


# ── budget and chunks ──


def chunks(text: str, size: int = 75, backtrack: int = 20) -> list[list[str]]:
    """Split a prompt as A1111 does, token by token; a token is told by the phrase it is of."""
    result: list[list[str]] = []
    for stretch in text.split(" BREAK "):
        chunk: list[str] = []
        comma = -1
        for phrase in re.split(r"(,)", stretch):
            for _ in range(tokens(phrase)):
                if phrase != "," and len(chunk) == size and comma != -1 and size - comma <= backtrack:
                    result.append(chunk[: comma + 1])
                    chunk = chunk[comma + 1 :]
                    comma = -1
                if len(chunk) == size:
                    result.append(chunk)
                    chunk, comma = [], -1
                if phrase == ",":
                    comma = len(chunk)
                chunk.append(phrase)
        result.append(chunk)
    return result


SHORT = "old brass compass on the shelf"
LONG = "rope ladder with a very old and rather worn wooden rung that swings in the cold north wind above us all again"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a red lamp", "snow", LONG, SHORT, LONG + " and on"]), max_size=14))
def test_no_phrase_is_cut_by_the_border_of_a_chunk(phrases: list[str]) -> None:
    numbered = [f"{phrase} {chr(97 + number)}" for number, phrase in enumerate(phrases)]
    whole = rendered(prompt(", ".join(numbered)), model=MODEL.model_copy(update={"prompt_limit": 0}))
    places: dict[str, set[int]] = {}
    for number, chunk in enumerate(chunks(whole.prompt)):
        for phrase in chunk:
            places.setdefault(phrase, set()).add(number)
    assert all(len(found) == 1 for phrase, found in places.items() if phrase != ",")


def test_a_prompt_that_is_too_long_loses_whole_phrases_and_says_which() -> None:
    whole = asked(", ".join(f"lamp number {n} of the row of lamps on the wall" for n in range(60)), IDA)
    assert tokens(whole.prompt) <= 225
    assert "blonde hair" in whole.prompt
    assert len(changes(whole, "shortened")) > 20


# ── properties ──

FOREIGN = st.text(alphabet=st.sampled_from(list("abc ,.()[]{}<>|:\\_*ANDBREKilora12.5\n\"'éя中 ")), max_size=60)


@pytest.mark.parametrize(("words", "left"), [("{({", "{ {"), ("blue(cup", "blue cup"), ("cup)", "cup")])
def test_a_bracket_that_goes_joins_nothing(words: str, left: str) -> None:
    assert rendered(prompt(words)).prompt == left


@settings(max_examples=150, deadline=None)
@given(FOREIGN, FOREIGN, FOREIGN)
def test_whatever_a_chat_says_brackets_balance_and_no_order_breaks_out(text: str, look: str, cloth: str) -> None:
    person = Person("Ida", traits=(Trait("feature", look),), garments=(Garment(Term("coat"), cloth),))
    fragments = (
        Fragment("people", Cast((person,))), Fragment("character", Looks(person, person.traits)),
        Fragment("clothing", Outfit(person, person.garments)), prompt(text), prompt(text, slot="tag_style"),
        prompt(text, slot="avoid"),
    )  # fmt: skip
    whole = rendered(*fragments)
    assert whole == rendered(*fragments)
    for said_text in (whole.prompt, whole.negative_prompt):
        weighing = re.sub(r"\\.", "", said_text)
        assert re.sub(r"\([^()]*:[0-9.]+\)", "", weighing).count("(") == 0
        assert not re.search(r"[\[\]]|<\w+:[^>]+>|\bAND\b", weighing)
        assert "{{" not in said_text
        assert "BREAK" not in weighing.replace(" BREAK ", "")


@pytest.mark.parametrize("text", ["<(1:1)>", r"<\o:1>", "]<(1:<>:{", "):<)1:o>}", r"<]1:|\>", ":<1<::>o"])
def test_brackets_that_go_leave_no_network(text: str) -> None:
    person = Person("Ida", traits=(Trait("feature", text),), garments=(Garment(Term("coat"), text),))
    looks, clothes = Looks(person, person.traits), Outfit(person, person.garments)
    facts = (Fragment("character", looks), Fragment("clothing", clothes))
    words = (prompt(text), prompt(text, slot="tag_style"), prompt(text, slot="avoid"))
    whole = rendered(*facts, *words)
    assert not re.search(r"<\w+:[^>]+>", whole.prompt + whole.negative_prompt)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(groups())), max_size=8), st.lists(st.sampled_from(sorted(groups())), max_size=8))
def test_no_tag_is_said_twice_or_against_another(first: list[str], second: list[str]) -> None:
    whole = rendered(prompt(", ".join(first)), prompt(", ".join(second), slot="positive"))
    tags = whole.prompt.split(", ") if whole.prompt else []
    assert len(tags) == len(set(tags))
    allowing = {"multicolored hair", "streaked hair", "gradient hair"}
    told = [groups()[tag] for tag in tags if tag in groups()]
    assert len(told) == len(set(told)) or allowing & set(tags)


def test_every_part_says_its_fragment_and_what_is_between_is_separators() -> None:
    whole = asked("Ida dances on the beach at night", IDA)
    position = 0
    for part in whole.parts:
        if not part.negative:
            assert whole.prompt[position : part.start] in ("", ", ", " BREAK ")
            position = part.end
    assert position == len(whole.prompt)
    assert said(whole, "clothing") == ["white dress"]


def test_nothing_known_of_a_scene_is_lost_without_a_word() -> None:
    whole = asked("a pier at night", MAREN, ALEX)
    told = whole.prompt + " ".join(f"{one.what} {one.why}" for one in whole.changes)
    facts = [fact for person in (MAREN, ALEX) for fact in (*person.traits, *person.garments)]
    covered = {
        fact
        for part in whole.parts
        for fact in (
            part.fragment.content.traits if isinstance(part.fragment.content, Looks)
            else part.fragment.content.garments if isinstance(part.fragment.content, Outfit)
            else ()
        )
    }  # fmt: skip
    assert [fact for fact in facts if fact not in covered and str(fact) not in told] == []
