"""Routes: what each entry of one means for the profile that has it."""

import pytest

from composer.errors import ProfileError
from composer.profiles import Profile, load_profile, profile_folder, route_of


def own(name: str, text: str) -> None:
    profile_folder().mkdir(parents=True, exist_ok=True)
    (profile_folder() / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_without_a_route_the_profile_draws_itself() -> None:
    profile = Profile(backend="openai")
    assert route_of(profile) == (profile,)


def test_of_a_named_profile_only_the_drawing_settings_count() -> None:
    own("painter", "backend: openai\nmodel: m\nquality: high\nstyle: oil\nnegative: hats\n")
    [drawing] = route_of(Profile(name="mine", style="ink", quality="low", route=("painter",)))
    assert (drawing.backend, drawing.model, drawing.quality) == ("openai", "m", "high")
    assert (drawing.name, drawing.style, drawing.negative) == ("mine", "ink", "")


def test_a_profile_may_name_itself() -> None:
    profile = Profile(name="mine", backend="openai", model="m", route=("mine", "sketch"))
    first, second = route_of(profile)
    assert (first, second.backend) == (profile, "sketch")


def test_the_name_of_its_own_backend_is_the_profile_itself() -> None:
    profile = Profile(name="mine", backend="openai", endpoint="http://127.0.0.1:1/v1", route=("openai", "sketch"))
    assert route_of(profile)[0] == profile


def test_the_route_of_a_named_profile_is_not_followed() -> None:
    own("a", "backend: openai\nroute: [b, gemini]\n")
    own("b", "backend: gemini\nroute: [a, openai]\n")
    assert [one.backend for one in route_of(load_profile("a"))] == ["gemini", "gemini"]


def test_the_name_of_a_backend_draws_with_its_defaults() -> None:
    [drawing] = route_of(Profile(backend="openai", model="m", quality="high", route=("painter",)))
    assert (drawing.backend, drawing.model, drawing.quality) == ("painter", "", "")


def test_a_mapping_changes_what_it_names() -> None:
    [drawing] = route_of(
        Profile(backend="openai", model="m", key_variable="K", route=({"model": "n", "quality": None},))
    )
    assert (drawing.backend, drawing.model, drawing.key_variable) == ("openai", "n", "K")


@pytest.mark.parametrize("entry", [{"backend": "gemini"}, {"endpoint": "https://b.example"}])
def test_a_mapping_takes_no_key_along_to_another_service(entry: dict[str, str]) -> None:
    profile = Profile(backend="openai", endpoint="https://a.example", key_variable="K", route=(entry,))
    [drawing] = route_of(profile)
    assert (drawing.key_variable, drawing.endpoint) == ("", entry.get("endpoint", ""))


def test_a_plugins_backend_may_be_named_before_it_is_known() -> None:
    own("mine", "route: [scribble, {backend: gemini2}]\n")
    assert [one.backend for one in route_of(load_profile("mine"))] == ["scribble", "gemini2"]


def test_a_broken_profile_in_a_route_is_found_at_once() -> None:
    own("broken", "stile: ink\n")
    own("mine", "route: [broken]\n")
    with pytest.raises(ProfileError, match=r"broken\.yaml, line 1: stile"):
        load_profile("mine")
