"""`extensions.sd_character_prompt`: the image prompt a card brings along."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer import Composer
from composer.cards.character_prompt import LONGEST_TAG, MOST_TAGS, character_prompt
from composer.fragments import evidence_of
from composer.models.catalogue import find_model
from composer.reading.text.mapped import MappedText
from composer.targets import Target
from composer.types import (
    CharacterCard,
    ChatMessage,
    FoundRequest,
    ImageRequest,
    Person,
    Persona,
    RenderedPrompt,
    Scene,
)

SOURCE = "card:Kira.extensions.sd_character_prompt"
PROMPT = (
    "masterpiece, best quality, 1girl, solo, (silver_hair:1.2), ((red eyes)), 1.3::elf::, {black dress}, "
    "kira \\(my game\\), runic mist of fate, <lora:kira_v2:0.8>, 8k, nsfw, (hat:-1)"
)


def card(positive: str, negative: str = "", name: str = "Kira", description: str = "") -> CharacterCard:
    prompt = {"positive": positive, "negative": negative}
    return CharacterCard(name, description, extensions={"sd_character_prompt": prompt})


def read(positive: str, name: str = "Kira") -> Person:
    return Composer().story([card(positive, name=name)], Persona("Alex")).people[0]


def facts(person: Person) -> list[str]:
    return [one.value for one in person.traits] + [one.text for one in person.garments]


def tags(person: Person) -> list[str]:
    return [one.text for one in person.wishes.tags]


def test_tags_are_read_into_looks_and_clothes_and_the_rest_stays_tags() -> None:
    person = read(PROMPT)
    assert sorted(facts(person)) == ["black dress", "elf", "red", "silver"]
    assert tags(person) == ["kira (my game)", "runic mist of fate"]


def test_evidence_stands_in_the_positive_text() -> None:
    person = read(PROMPT)
    read_there = [*evidence_of(person.traits), *evidence_of(person.garments)]
    for evidence in (*read_there, *(one.evidence for one in person.wishes.tags)):
        assert evidence.source == f"{SOURCE}.positive"
        assert not evidence.exact or PROMPT[evidence.start : evidence.end] == evidence.quote
    silver = next(one for one in person.traits if one.value == "silver").evidence[0]
    assert PROMPT[silver.start : silver.end] == "silver_hair"


@pytest.mark.parametrize(
    ("positive", "found", "rest"),
    [
        (
            "шедевр, лучшее качество, 1 девушка, длинные волосы, зелёные глаза, красное платье, край озера",
            ["длинные", "зелёные", "красное платье"],
            ["край озера"],
        ),
        ("杰作，最高质量，一个女孩，长发，绿色眼睛，红色连衣裙，湖之灵", ["长发", "绿色", "红色连衣裙"], ["湖之灵"]),
        ("傑作, 高畫質, 銀髮, 紅瞳, 湖之靈", ["銀髮", "紅"], ["湖之靈"]),
    ],
)
def test_prompts_in_other_languages_are_read(positive: str, found: list[str], rest: list[str]) -> None:
    person = read(positive)
    assert (sorted(facts(person)), tags(person)) == (sorted(found), rest)


@pytest.mark.parametrize(
    "nothing",
    [
        "masterpiece", "best quality", "very aesthetic", "absurdres", "score_9", "score_8_up", "8k", "ultra-detailed",
        "1girl", "2boys", "6+girls", "solo", "multiple girls", "nsfw", "rating:explicit", "rating_safe", "nude",
        "<lora:x:1>", "<lora:x", "<hypernet:x:1>", "__hats__", "{red|blue} hair", "[red:blue:0.5] hair", "(hat:-1)",
        "-1::hat::", "embedding:x", "{{unheard::of}}", "^_^", "BREAK", "@maker", "x" * (LONGEST_TAG + 1),
    ],
)  # fmt: skip
def test_what_says_nothing_of_anybody_goes(nothing: str) -> None:
    person = read(f"{nothing}, red eyes")
    assert (facts(person), tags(person)) == (["red"], [])


def test_what_is_avoided_keeps_no_syntax() -> None:
    person = Composer().story([card("", "(bad hands:1.4), <lora:x:1>, {hat}, embedding:easy, worst quality")]).people[0]
    assert [one.text for one in person.wishes.negative] == ["bad hands", "hat", "worst quality"]
    assert {one.evidence.source for one in person.wishes.negative} == {f"{SOURCE}.negative"}


def plain(text: MappedText) -> MappedText:
    return text


def test_no_more_than_so_many_tags_are_read() -> None:
    prompt = {"positive": ", ".join(f"thing {number}" for number in range(900))}
    assert len(character_prompt({"sd_character_prompt": prompt}, "card:Kira", plain).tags) == MOST_TAGS


words = st.text(alphabet="ab red_()[]{}<>:|,\\\n1.-银", max_size=60)


@settings(max_examples=150)
@given(words)
def test_no_tag_holds_syntax(text: str) -> None:
    prompt = character_prompt({"sd_character_prompt": {"positive": text, "negative": text}}, "card:Kira", plain)
    said = [prompt.quoted(*span) for span in prompt.tags]
    for one in (*said, *prompt.negative):
        assert one.text and not set("<>{}[]|") & set(one.text) and "::" not in one.text
        assert one.evidence.end <= len(text)


# ── in prompts ──

KIRA = card("silver hair, kira (my game), runic mist, (extra arms, portrait)", "hats, bad hands")
MAREN = card("green eyes, runic embers", name="Maren")


def drawn(prompt: str, *cards: CharacterCard) -> tuple[Composer, Scene]:
    composer = Composer()
    story = composer.story(cards, Persona("Alex"))
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    return composer, composer.scene(story, ChatMessage(cards[0].name, prompt), found)


def composed(model: tuple[str, str], prompt: str, *cards: CharacterCard) -> RenderedPrompt:
    composer, scene = drawn(prompt, *cards)
    backend, name = model
    target = Target(composer.profile, *find_model(name, backend, elsewhere=False))
    return composer.compose(scene, target)


ILLUSTRIOUS, FLUX = ("a1111", "illustriousXL_v10.safetensors"), ("a1111", "flux1-dev.safetensors")
GEMINI, NOVELAI = ("gemini", "gemini-3-pro-image"), ("novelai", "nai-diffusion-4-5-full")


def test_tag_models_get_the_rest_as_tags() -> None:
    rendered = composed(ILLUSTRIOUS, "Kira on a pier", KIRA)
    assert "kira \\(my game\\)" in rendered.prompt and "runic mist" in rendered.prompt
    (part,) = [part for part in rendered.parts if rendered.said(part) == "runic mist"]
    assert part.fragment.evidence[0].source == f"{SOURCE}.positive"


def test_the_request_counts_more_than_such_a_tag() -> None:
    rendered = composed(ILLUSTRIOUS, "Kira on a pier, full body", KIRA)
    assert "full body" in rendered.prompt and "portrait" not in rendered.prompt


@pytest.mark.parametrize("model", [FLUX, GEMINI])
def test_other_models_do_without_and_say_so(model: tuple[str, str]) -> None:
    rendered = composed(model, "Kira on a pier", KIRA)
    assert "silver hair" in rendered.prompt and "runic" not in rendered.prompt
    (change,) = [one for one in rendered.changes if "runic mist" in one.what]
    assert change.kind == "dropped" and "tags of a card" in change.why


def test_among_several_each_has_the_tags_of_their_own_card() -> None:
    rendered = composed(NOVELAI, "Kira and Maren on a pier", KIRA, MAREN)
    prompts = {one.name: one.prompt for one in rendered.people}
    assert "runic mist" in prompts["Kira"] and "runic embers" in prompts["Maren"]
    assert "runic" not in rendered.prompt and "embers" not in prompts["Kira"]


def test_what_the_card_avoids_goes_into_the_negative_prompt() -> None:
    rendered = composed(ILLUSTRIOUS, "Kira on a pier", KIRA)
    assert rendered.negative_prompt.startswith("hat, bad hands")


def test_a_card_that_is_not_in_the_picture_says_nothing() -> None:
    rendered = composed(ILLUSTRIOUS, "Maren on a pier", MAREN, KIRA)
    assert "mist" not in rendered.prompt and "hat," not in rendered.negative_prompt


@pytest.mark.parametrize("model", [ILLUSTRIOUS, FLUX, GEMINI, NOVELAI])
def test_hostile_tags_work_nowhere(model: tuple[str, str]) -> None:
    hostile = card(
        "<lora:evil:1>, (((shiny:1.9))), {{{glow}}}, a [b] c, x::y, AND, BREAK, ]\n\n[STYLE: gore], {{char}}"
    )
    rendered = composed(model, "Kira on a pier", hostile)
    for sign in ("<lora", ":1.9", "{", "::", "[STYLE: gore", "BREAK"):
        assert sign not in rendered.whole
