"""Profiles: built-in ones, the user's own, what they extend, and errors that say what to fix."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import ProfileError
from composer.folders import config_folder
from composer.profiles import (
    Override,
    Profile,
    load_profile,
    profile_files,
    profile_folder,
    profile_for,
    resolve_profile,
)
from composer.profiles.loading import laid_over
from composer.types import SLOTS
from tests.composing import ALEX, LUKA, MAREN, scene

Write = Callable[..., str]


@pytest.fixture
def own(tmp_path: Path) -> Write:
    """Return a function that writes a file of the user's folder and returns its path."""
    profile_folder().mkdir(parents=True)

    def write(name: str, text: str, folder: Path | None = None) -> str:
        path = (folder or profile_folder()) / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def written(folder: Path, text: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


# ── built-in, by name and by path ──


def test_the_default_profile_needs_no_key_and_no_network() -> None:
    profile = load_profile("default")
    assert (profile.backend, profile.model, profile.depth) == ("sketch", "sketch", 5)
    assert profile.slots == SLOTS


@pytest.mark.parametrize(
    ("name", "backend"),
    [("default", "sketch"), ("sketch", "sketch"), ("gemini", "gemini"), ("openai", "openai"), ("local-sd", "a1111")],
)
def test_every_backend_has_a_built_in_profile(name: str, backend: str) -> None:
    profile = load_profile(name)
    assert (profile.name, profile.backend) == (name, backend)
    assert not profile.key_variable


def test_a_profile_of_the_users_own(tmp_path: Path) -> None:
    profile = load_profile(
        written(tmp_path, "name: maren\nstyle: ink\naspect_ratio: 9:16\nextract_appearance:\n  persona: false\n")
    )
    assert (profile.name, profile.style, profile.aspect_ratio) == ("maren", "ink", "9:16")
    assert (profile.extract_appearance.character, profile.extract_appearance.persona) == (True, False)


def test_a_profile_without_a_name_is_called_like_its_file(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, "style: ink\n")).name == "mine"


def test_lists_are_read_as_they_stand(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, "slots: [prompt, style]\ndisabled_plugins: [stage.avoid]\n"))
    assert (profile.slots, profile.disabled_plugins) == (("prompt", "style"), ("stage.avoid",))


def test_automatic_off_is_a_word_and_no_boolean(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, "automatic: off\n")).automatic == "off"


def test_an_unknown_name_lists_the_known_ones_and_the_nearest() -> None:
    with pytest.raises(
        ProfileError, match="no profile is called 'defualt'; the nearest is 'default'; there are: default, gemini"
    ):
        load_profile("defualt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.yaml"):
        load_profile(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stile: ink\n", r"line 1: stile: there is no such key; the nearest is 'style'"),
        ("stile:\n", r"line 1: stile: there is no such key; the nearest is 'style'"),
        ("name: a\ndepth: 0\n", r"line 2: depth: "),
        ("depth: many\n", r"line 1: depth: .*'many'"),
        ("aspect_ratio: wide\n", r"line 1: aspect_ratio: "),
        ("memory: off\n", r"line 1: memory: .*'off'"),
        ("style: 5\n", r"line 1: style: "),
        ("max_pictures_per_request: 5\n", r"line 1: max_pictures_per_request: "),
        ("extract_appearance:\n  user: true\n", r"line 2: extract_appearance\.user: there is no such key"),
        ("style: a\nstyle: b\n", r"line 2: the key 'style' is already in line 1"),
        (
            "characters:\n  Maren:\n    stile: noir\n",
            r"line 3: characters\.Maren\.stile: there is no such key; the nearest is 'style'",
        ),
        (
            "route:\n  - openai\n  - modle: x\n",
            r"line 3: route\.1\.modle: there is no such key; the nearest is 'model'",
        ),
        ("route:\n  - steps: 900\n", r"line 2: route\.0\.steps: .*900"),
        ("route:\n  - {style: ink}\n", r"line 2: route\.0\.style: there is no such key"),
        ("route:\n  - sketch\n  - gemni\n", r"line 3: route\.1: no profile or backend .*the nearest is 'gemini'"),
        ("route: [a.yaml]\n", r"line 1: route\.0: 'a\.yaml' is a path"),
        ("extends: gemni\n", r"line 1: extends: no profile is called 'gemni'; the nearest is 'gemini'"),
        ("style: a\nextends: gone.yaml\n", r"line 2: extends: .*gone\.yaml"),
        ("endpoint: ftp://example.org\n", r"line 1: endpoint: "),
        ("endpoint: https://user@example.org\n", r"line 1: endpoint: "),
        ("endpoint: example.org/v1\n", r"line 1: endpoint: write it like https://HOST/v1.*'example\.org/v1'"),
        ("size: 1024 x 1536\n", r"line 1: size: write it like 1024x1536 or auto"),
        ("characters:\n  Maren: {aspect_ratio: tall}\n", r"line 2: characters\.Maren\.aspect_ratio: write it like 2:3"),
        ("memory: on\n", r"line 1: memory: write true or false \(it says 'on'\)"),
        ("retries: 3\n", r"line 1: retries: settings of its own belong below it"),
        ("slots: [style, postive]\n", r"line 1: slots\.1: no slot is called 'postive'; the nearest is 'positive'"),
        (
            "weights:\n  clothing: 1.2\n  promt: 1.1\n",
            r"line 3: weights\.promt: no slot is called 'promt'; .* 'prompt'",
        ),
        ("weights: {clothing: 1.5}\n", r"line 1: weights\.clothing: .*less than or equal to 1\.4 \(it says 1\.5\)"),
        ("weights: {clothing: 0.5}\n", r"line 1: weights\.clothing: .*greater than or equal to 0\.6"),
        ("weights: {clothing: heavy}\n", r"line 1: weights\.clothing: .*'heavy'"),
        ("weights: [clothing]\n", r"line 1: weights: "),
        ("enhancer: ful\n", r"line 1: enhancer: .*'off', 'family' or 'full' \(it says 'ful'\)"),
        ("enhancer: true\n", r"line 1: enhancer: .*'off', 'family' or 'full' \(it says True\)"),
        ("consistency: strikt\n", r"line 1: consistency: .*'strict', 'balanced' or 'loose' \(it says 'strikt'\)"),
        ("slots: style\n", r"line 1: slots: "),
        ("backend: openai\nquality: hihg\n", r"line 2: quality: no model of openai .*'hihg'; the nearest is 'high'"),
        (
            "extends: openai\ncharacters:\n  Maren:\n    quality: lwo\n",
            r"line 4: characters\.Maren\.quality: .*the nearest is 'low'",
        ),
        ("timeouts: {reed: 5}\n", r"line 1: timeouts\.reed: there is no such key; the nearest is 'read'"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ProfileError, match=rf"mine\.yaml, {problem}"):
        load_profile(written(tmp_path, text))


def test_a_slot_of_a_plugin_is_no_mistake(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, "slots: [style, positive, glow]\n")).slots[-1] == "glow"


def test_a_weight_of_a_plugins_slot_is_no_mistake(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, "weights: {glow: 1.2}\n")).weights == {"glow": 1.2}


def test_how_prompts_are_written_is_said_in_words_and_numbers(tmp_path: Path) -> None:
    text = "enhancer: off\nconsistency: strict\nweights: {clothing: 1.2, place: 1}\nslots: [prompt, style]\n"
    profile = load_profile(written(tmp_path, text))
    assert (profile.enhancer, profile.consistency, profile.slots) == ("off", "strict", ("prompt", "style"))
    assert profile.weights == {"clothing": 1.2, "place": 1.0}


def test_weights_of_single_slots_are_laid_over_those_of_the_extended_profile(own: Write) -> None:
    own("base", "weights: {clothing: 1.2, place: 0.8}\n")
    own("mine", "extends: base\nweights: {place: 1.1}\n")
    assert load_profile("mine").weights == {"clothing": 1.2, "place": 1.1}


@pytest.mark.parametrize(
    "text", ["backend: openai\nquality: HD\n", "backend: openai\nquality: auto\n", "quality: hd\n"]
)
def test_a_quality_that_some_model_knows_or_none_has_is_no_mistake(tmp_path: Path, text: str) -> None:
    assert load_profile(written(tmp_path, text)).quality


def test_a_quality_may_come_with_a_model_of_the_users_own(tmp_path: Path) -> None:
    path = config_folder() / "models" / "openai.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("models: [{name: mine, qualities: [draft]}]\n", encoding="utf-8")
    assert load_profile(written(tmp_path, "backend: openai\nquality: draft\n")).quality == "draft"


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Profile().style = "ink"


def test_a_profile_survives_json_as_it_was() -> None:
    profile = Profile(route=("openai", {"model": "x"}), characters={"Maren": Override(style="noir")})
    assert Profile.model_validate_json(profile.model_dump_json()) == profile


# ── the user's folder ──


def test_a_profile_in_the_users_folder_is_found_by_its_name(own: Write) -> None:
    own("mine", "style: ink\n")
    own("other", "name: ours\nstyle: oil\n")
    assert (load_profile("mine").style, load_profile("ours").style) == ("ink", "oil")
    with pytest.raises(ProfileError, match="no profile is called 'other'"):
        load_profile("other")


def test_the_users_profile_of_a_built_in_name_wins_and_may_extend_it(own: Write) -> None:
    own("gemini", "extends: gemini\nresolution: 2K\n")
    profile = load_profile("gemini")
    assert (profile.backend, profile.resolution, profile.aspect_ratio) == ("gemini", "2K", "3:4")


def test_the_same_file_is_found_however_it_is_named(own: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    own("gemini", "extends: gemini\nresolution: 2K\n")
    monkeypatch.chdir(profile_folder())
    assert load_profile("./gemini.yaml").backend == "gemini"


def test_two_profiles_of_one_name_are_an_error_that_names_both(own: Write) -> None:
    own("a", "name: mine\n")
    own("b", "name: mine\n")
    with pytest.raises(ProfileError, match=r"two profiles are called 'mine': .*a\.yaml and .*b\.yaml"):
        load_profile("mine")


def test_a_broken_file_in_the_folder_harms_nobody_else(own: Write) -> None:
    own("broken", "name: [\n")
    assert load_profile("gemini").backend == "gemini"
    assert "broken" in {file.name for file in profile_files()}


# ── extending ──


def test_sections_merge_and_lists_replace(own: Write) -> None:
    own(
        "base",
        "avatars: {persona: false}\ndisabled_plugins: [a, b]\nstyles: {x: ink}\ncharacters: {Maren: {style: a}}\n",
    )
    own("mine", "extends: base\navatars: {character: false}\ndisabled_plugins: [c]\nstyles: {y: oil}\n")
    profile = load_profile("mine")
    assert (profile.avatars.character, profile.avatars.persona) == (False, False)
    assert (profile.disabled_plugins, profile.styles) == (("c",), {"x": "ink", "y": "oil"})
    assert profile.characters["Maren"].style == "a"


def test_null_takes_an_extended_setting_back_to_the_default(own: Write) -> None:
    own("base", "style: ink\ndepth: 9\navatars: {persona: false}\ncharacters: {Maren: {style: a}, Luka: {style: b}}\n")
    own(
        "mine",
        "extends: base\nstyle: null\navatars: {persona: ~}\ndepth:\ncharacters: {Maren: null, Luka: {style: }}\n",
    )
    profile = load_profile("mine")
    assert (profile.style, profile.depth, profile.avatars.persona) == ("", 5, True)
    assert profile.characters == {"Luka": Override()}


def test_a_path_is_relative_to_the_file_that_extends_it(own: Write, tmp_path: Path) -> None:
    own("base", "style: ink\n", tmp_path)
    (tmp_path / "below").mkdir()
    path = own("mine", "extends: ../base.yaml\n", tmp_path / "below")
    assert load_profile(path).style == "ink"


def test_a_circle_is_an_error_with_file_and_line(own: Write) -> None:
    own("a", "extends: b\n")
    own("b", "style: ink\nextends: a\n")
    with pytest.raises(ProfileError, match=r"b\.yaml, line 2: extends: profiles extend each other in a circle"):
        load_profile("a")


def test_an_error_points_at_the_file_that_holds_the_wrong_key(own: Write) -> None:
    own("base", "style: ink\nstile: ink\n")
    own("mine", "extends: base\n")
    with pytest.raises(ProfileError, match=r"base\.yaml, line 2: stile"):
        load_profile("mine")


def test_another_backend_takes_over_nothing_that_was_meant_for_the_first(own: Write) -> None:
    own("base", "backend: openai\nmodel: m\nendpoint: https://a.example\nkey_variable: A_KEY\nquality: low\n")
    own("mine", "extends: base\nbackend: gemini\n")
    profile = load_profile("mine")
    assert (profile.model, profile.endpoint, profile.key_variable, profile.quality) == ("", "", "", "low")


def test_another_endpoint_does_not_get_the_key_of_the_first(own: Write) -> None:
    own("base", "backend: openai\nmodel: m\nendpoint: https://a.example\nkey_variable: A_KEY\n")
    own("mine", "extends: base\nendpoint: https://b.example\n")
    profile = load_profile("mine")
    assert (profile.model, profile.key_variable) == ("m", "")


def test_each_setting_knows_its_file(own: Write) -> None:
    base = own("base", "style: ink\navatars: {persona: false}\n")
    mine = own("mine", "extends: base\navatars: {character: false}\n")
    origins = resolve_profile("mine").origins
    assert (origins["style"], origins["avatars.persona"], origins["avatars.character"]) == (base, base, mine)
    assert "depth" not in origins


def test_picture_files_are_found_from_the_file_that_names_them(own: Write, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    own("base", "avatars: {files: {Maren: maren.png}}\ncharacters: {Luka: {avatar_file: luka.png}}\n", tmp_path)
    profile = load_profile(own("mine", "extends: ../base.yaml\n", tmp_path / "below"))
    assert Path(profile.avatars.files["Maren"]) == tmp_path / "below" / ".." / "maren.png"
    assert Path(str(profile.characters["Luka"].avatar_file)).resolve() == tmp_path / "luka.png"


def test_reference_pictures_are_found_from_the_file_that_lists_them(own: Write, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    own("base", "references:\n  - {file: pier.png, role: place}\n  - {file: /a/b.png, role: style}\n", tmp_path)
    profile = load_profile(own("mine", "extends: ../base.yaml\n", tmp_path / "below"))
    assert [Path(one.file).resolve() for one in profile.references] == [tmp_path / "pier.png", Path("/a/b.png")]
    own("other", "extends: base.yaml\nreferences: [{file: pier.png, role: outfit, person: Maren}]\n", tmp_path)
    [only] = load_profile(str(tmp_path / "other.yaml")).references
    assert (only.role, only.person) == ("outfit", "Maren")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{file: a.png, role: identity}", "line 2.*whose is it.*'identity' wants `person: NAME`"),
        ("{file: a.png, role: hat, person: Maren}", "line 2: references.0.role"),
        ("{role: style}", "line 2: references.0.file"),
        ("{file: a.png, role: style, peson: x}", "line 2: references.0.peson.*person"),
    ],
)
def test_a_wrong_reference_picture_is_named_with_its_line(own: Write, entry: str, problem: str) -> None:
    with pytest.raises(ProfileError, match=problem):
        load_profile(own("mine", f"references:\n  - {entry}\n"))


settings_of = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inside: st.dictionaries(st.sampled_from("abcd"), inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abcd"), settings_of, max_size=4))
def test_settings_laid_over_nothing_are_themselves_without_nulls(settings: dict[str, Any]) -> None:
    def bare(value: Any) -> Any:
        return {k: bare(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value

    assert laid_over({}, settings) == bare(settings)
    assert laid_over(laid_over({}, settings), settings) == bare(settings)


# ── what characters have otherwise ──


def test_the_first_person_in_the_picture_decides_on_its_style_and_form() -> None:
    profile = Profile(
        style="ink",
        size="512x512",
        quality="low",
        characters={
            "Luka": Override(aspect_ratio="16:9"),
            "maren": Override(style="noir", aspect_ratio="9:16", quality="high"),
        },
    )
    merged = profile_for(profile, scene(LUKA, MAREN))
    assert (merged.style, merged.aspect_ratio, merged.size, merged.quality) == ("noir", "16:9", "", "high")


def test_people_who_are_not_in_the_picture_change_nothing() -> None:
    profile = Profile(style="ink", characters={"Luka": Override(style="noir")})
    assert profile_for(profile, scene(MAREN, ALEX)) is profile


def test_a_style_of_nothing_wins_too() -> None:
    assert profile_for(Profile(style="ink", characters={"Maren": Override(style="")}), scene(MAREN)).style == ""
