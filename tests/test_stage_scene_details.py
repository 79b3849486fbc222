"""The full enhancer: what it adds to scenes that are silent, and that it never speaks against a request."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.profiles import Profile
from composer.types import Fragment
from tests.composing import LUKA, MAREN, composed, scene
from tests.details import Told, collection, matches, said

LANGUAGES = ("english", "russian", "chinese")
#: Nothing that a story tells may be added wrongly; a detail that is missed is no harm.
PRECISION, RECALL = 0.97, 0.9


def scenes() -> Iterator[tuple[str, str]]:
    return ((language, name) for language in LANGUAGES for name in collection(language)["scenes"])


@cache
def added(language: str, name: str) -> tuple[Fragment, ...]:
    entries = collection(language)
    return tuple(Told(entries, entries["scenes"][name]).added())


def wanted(language: str, name: str) -> list[str]:
    adds: list[str] = collection(language)["scenes"][name]["adds"]
    return adds


def counts(language: str) -> tuple[int, int, int]:
    """Return how many details were found, wrongly added and missed."""
    found = wrong = missed = 0
    for name in collection(language)["scenes"]:
        given_, asked = list(said(list(added(language, name)))), wanted(language, name)
        found += sum(any(matches(one, other) for other in given_) for one in asked)
        missed += sum(not any(matches(one, other) for other in given_) for one in asked)
        wrong += sum(not any(matches(one, other) for one in asked) for other in given_)
    return found, wrong, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_precision_and_recall(language: str) -> None:
    found, wrong, missed = counts(language)
    assert found / (found + wrong) >= PRECISION
    assert found / (found + missed) >= RECALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenes_written_after_the_rules(language: str) -> None:
    entries = collection("later")[language]
    found = {name: list(said(Told(entries, entry).added())) for name, entry in entries["scenes"].items()}
    for name, entry in entries["scenes"].items():
        asked = entry["adds"]
        assert [one for one in found[name] if not any(matches(other, one) for other in asked)] == [], name
        assert [one for one in asked if not any(matches(one, other) for other in found[name])] == [], name


def test_half_of_the_scenes_are_silent() -> None:
    assert sum(not wanted(*one) for one in scenes()) == sum(bool(wanted(*one)) for one in scenes())


@pytest.mark.parametrize(("language", "name"), [one for one in scenes() if not wanted(*one)])
def test_nothing_is_added_where_nothing_is_clear(language: str, name: str) -> None:
    assert list(said(list(added(language, name)))) == []


@pytest.mark.parametrize(("language", "name"), list(scenes()))
def test_everything_added_quotes_its_source(language: str, name: str) -> None:
    entries = collection(language)
    told = Told(entries, entries["scenes"][name])
    texts = {"request": told.scene.request.prompt, "request.aspect_ratio": told.scene.request.aspect_ratio}
    texts |= {f"message:{number}": message.text for number, message in enumerate(told.scene.messages)}
    for fragment in told.added():
        assert fragment.evidence
        for one in fragment.evidence:
            text = texts[one.source] or ""
            assert not one.exact or text[one.start : one.end] == one.quote


def test_an_enhancer_that_is_not_full_adds_nothing() -> None:
    entries = collection("english")
    for enhancer in ("off", "family"):
        assert Told(entries, entries["scenes"]["smile_by_candles"], enhancer=enhancer).added() == []


# ── never against the request ──────────────────────────────────────────────────────────────────────────────────────

STORY = [
    {"Maren": "*Night has fallen, and it is raining. The air is thick with tension.*"},
    {"Maren": "*Maren lights a candle. She smiles.*"},
]
FRAMINGS = [
    "close-up of", "full body shot of", "wide shot,", "from behind,", "from above,", "portrait of", "POV,",
    "side view of", "low angle,", "крупный план,", "со спины,", "特写，", "背影，",
]  # fmt: skip
LIGHTS = [
    "at noon", "at night", "by candlelight", "in the moonlight", "backlit", "neon lighting", "in the dark",
    "at sunset", "в полдень", "ночью", "при свечах", "正午", "月光下",
]  # fmt: skip
FACES = [
    "crying", "laughing", "with a smile", "not smiling", "angry", "blushing", "expressionless", "a stern expression",
    "плачет", "улыбается", "哭泣", "微笑", "面无表情",
]  # fmt: skip
WEATHERS = ["in the snow", "in the fog", "sunny weather", "under a cloudless sky", "в тумане", "под снегом", "下雪"]


def slots(asked: Mapping[str, Any], **settings_: Any) -> set[str]:
    told = Told(collection("english"), {"told": STORY, "asked": asked}, **settings_)
    return {fragment.slot for fragment in told.added()}


def test_a_silent_request_gets_them_all() -> None:
    assert slots({"prompt": "Maren dancing in the park"}) == {"camera", "light", "effects", "expression"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FRAMINGS), st.sampled_from(LIGHTS), st.sampled_from(FACES), st.sets(st.integers(0, 2)))
def test_of_what_a_request_names_nothing_is_added(framing: str, light: str, face: str, which: set[int]) -> None:
    parts = [
        framing if 0 in which else "",
        "Maren in the park",
        face if 1 in which else "",
        light if 2 in which else "",
    ]
    found = slots({"prompt": " ".join(filter(None, parts))})
    assert not ({("camera", "expression", "light")[one] for one in which} & found)


@pytest.mark.parametrize("weather", WEATHERS)
def test_another_weather_of_the_request_wins(weather: str) -> None:
    told = Told(collection("english"), {"told": STORY, "asked": {"prompt": f"Maren in the park, {weather}"}})
    assert not any("rain" in one for one in said(told.added()))


@pytest.mark.parametrize("field", ["style", "negative_prompt"])
def test_styles_and_what_is_avoided_win_too(field: str) -> None:
    found = slots({"prompt": "Maren in the park", field: "smile, close-up, dramatic lighting"})
    assert not {"camera", "light", "expression"} & found


def test_texts_of_the_profile_win_too() -> None:
    assert "light" not in slots({"prompt": "Maren in the park"}, positive="rim lighting")
    assert "expression" not in slots({"prompt": "Maren in the park"}, negative="smile")
    assert "camera" not in slots({"prompt": "Maren dancing"}, style="wide-angle lens photo")


def test_the_face_a_card_describes_stays() -> None:
    entries = collection("english")
    cast = {**entries, "cast": {"Maren": "Maren is a woman with a permanent scowl and green eyes."}}
    told = Told(cast, {"told": STORY, "asked": {"prompt": "Maren in the park"}})
    told_of = {trait.phrase or trait.value for person in told.scene.people for trait in person.traits}
    faces = [one for one in told.added() if one.slot == "expression"]
    assert not faces or not any("scowl" in one for one in told_of)


# ── who and when ───────────────────────────────────────────────────────────────────────────────────────────────────


def faces(text: str, speaker: str = "Maren", prompt: str = "Maren at the counter") -> list[str]:
    told = Told(collection("english"), {"told": [{speaker: text}], "asked": {"prompt": prompt}})
    return [one for one in said(told.added()) if one.startswith("expression")]


@pytest.mark.parametrize(
    "text",
    [
        "*Maren smiles.*", "*She looks at Alex and smiles.*", "*Smiles softly.*",
        "*A smile spreads across Maren's face.*",
        "*With a smile, Maren opens the door.*", "*Maren turns around, smiling.*", "\"Hi,\" Maren says with a smile.",
        "*Maren frowns, then smiles.*", "*Luka makes Maren smile.*",
    ],
)  # fmt: skip
def test_somebody_smiles(text: str) -> None:
    assert faces(text) == ["expression: smiling"]


@pytest.mark.parametrize(
    "text",
    [
        "*The bartender smiles at Maren.*", "*Luka smiles.*", "*Maren watches as Luka smiles.*",
        "*Maren would smile.*", "*Maren tries not to smile.*", "*Maren almost smiles.*", "*Maren remembers his smile.*",
        "*Maren smiles.* *Then her smile fades.*", "*Maren waits for him to smile.*", "*Does Maren smile?*",
        "*Maren enters and the guests laugh.*", "*If Maren smiles, he wins.*", "Maren says: \"I smiled.\"",
    ],
)  # fmt: skip
def test_nobody_asked_for_smiles(text: str) -> None:
    assert faces(text) == []


def test_of_several_people_each_face_has_its_name() -> None:
    found = faces("*Maren smiles. Luka frowns.*", prompt="Maren and Luka at the counter")
    assert found == ["expression: Maren smiling", "expression: Luka frowning"]


def test_names_are_no_weather() -> None:
    cast = {"cast": {"Dawn": "Dawn is a woman.", "Storm": "Storm is a man."}, "persona": {"Alex": ""}}
    told = Told(cast, {"told": [{"Dawn": "*Dawn waves to Storm.*"}], "asked": {"prompt": "Dawn at the counter"}})
    assert told.added() == []


def test_a_scene_made_by_hand_has_no_details() -> None:
    by_hand = scene(MAREN, LUKA)
    assert composed(by_hand, Profile(enhancer="full")).prompt == composed(by_hand).prompt


def test_explain_names_the_stage_and_its_evidence() -> None:
    entries = collection("english")
    told = Told(entries, entries["scenes"]["smile_by_candles"])
    rendered = told.composer.compose(told.scene)
    parts = {rendered.prompt[part.start : part.end]: part.fragment for part in rendered.parts}
    fragment = parts["warm candlelight"]
    assert fragment.source == "stage.scene_details"
    assert [one.quote for one in fragment.evidence] == ["candle"]


# ── in the words of models ─────────────────────────────────────────────────────────────────────────────────────────

ASKED = {"told": [{"Maren": "*Fog hangs over the autumn leaves. Maren smiles. Luka frowns.*"}]}


def written(prompt: str, backend: str, model: str) -> str:
    told = Told(collection("english"), {**ASKED, "asked": {"prompt": prompt}}, backend=backend, model=model)
    return told.composer.compose(told.scene).prompt


def test_blocks_label_what_is_added() -> None:
    prompt = written("Maren dancing in the park", "gemini", "gemini-3-pro-image")
    assert prompt.endswith(
        "[Expression: smiling]\n\nMaren dancing in the park\n\n[Camera: full body]\n\n[Atmosphere: fog, autumn]"
    )


def test_prose_says_it_in_sentences() -> None:
    prompt = written("Maren and Luka in the park", "a1111", "flux1-dev.safetensors")
    assert "Maren is smiling and Luka is frowning. Maren and Luka in the park. Fog, autumn, medium shot." in prompt


def test_novelai_gives_each_face_to_its_person() -> None:
    told = Told(
        collection("english"),
        {**ASKED, "asked": {"prompt": "Maren and Luka in the park"}},
        backend="novelai",
        model="nai-diffusion-4-5-full",
    )
    rendered = told.composer.compose(told.scene)
    prompts = {one.name: one.prompt for one in rendered.people}
    assert "smil" in prompts["Maren"]
    assert "frown" in prompts["Luka"]
