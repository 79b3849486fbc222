"""From scene to prompt: slots decide the order, plugins never do; failures are reported, the guard always asked."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.contracts import Dialect
from composer.draft import Draft
from composer.errors import PluginError, RefusedError
from composer.hookspecs import hookimpl
from composer.pipeline import compose, gather, in_order, slot_order
from composer.plugins import PluginManager
from composer.profiles import Profile
from composer.types import Evidence, Fragment, Person, Reference, RenderedPrompt, Scene, Words
from composer_plugins.dialects.blocks import Blocks
from composer_plugins.dialects.tags import Tags
from tests.composing import ALEX, MAREN, SENTENCE, own_stages, scene, stages

FULL = Profile(style="ink", positive="soft light", negative="blur")
SCENE = scene(ALEX, MAREN, style="oil", negative_prompt="hats")


def adding(*fragments: Fragment) -> object:
    return SimpleNamespace(add_fragments=hookimpl(lambda: list(fragments)))


EXTRA = {
    "extra.place": adding(Fragment("place", Words("a harbour"))),
    "extra.mood": adding(Fragment("mood", Words("calm"), after="prompt")),
    "extra.echo": adding(Fragment("echo", Words("echo"), after="mood"), Fragment("prompt", Words("fog"))),
    "extra.face": SimpleNamespace(add_references=hookimpl(lambda: [Reference("Maren", "identity", "card:Maren")])),
}
PLUGINS = {**dict(stages().pluggy.list_name_plugin()), **EXTRA}


def with_plugins(names: list[str]) -> RenderedPrompt:
    plugins = PluginManager(strict=True)
    for name in names:
        plugins.register(PLUGINS[name], name)
    return compose(SCENE, FULL, plugins, Blocks(), SENTENCE)


@settings(max_examples=60, deadline=None)
@given(st.permutations(sorted(PLUGINS)))
def test_composing_is_equal_under_all_registration_orders(names: list[str]) -> None:
    assert with_plugins(names) == with_plugins(sorted(PLUGINS))


def test_a_slot_of_a_plugins_own_follows_the_slot_it_names_even_another_plugins() -> None:
    blocks = with_plugins(sorted(PLUGINS)).prompt.split("\n\n")
    assert blocks[-5:] == ["fog, a pier at night", "calm", "echo", "[Place: a harbour]", "[AVOID: blur, hats]"]


def test_a_slot_that_follows_nothing_known_stands_at_the_end() -> None:
    assert slot_order(["prompt"], [Fragment("mine", Words("x"), after="nowhere")]) == ["prompt", "mine"]


def test_the_profile_reorders_slots() -> None:
    plugins = stages()
    profile = Profile(slots=("prompt", "clothing", "character"))
    given = in_order(gather(scene(MAREN), profile, plugins), profile.slots, profile)
    slots = list(dict.fromkeys(fragment.slot for fragment in given))
    assert slots == ["prompt", "people", "clothing", "character"]


@pytest.mark.parametrize("dialect", [Blocks(), Tags()])
def test_slots_the_profile_does_not_name_follow_at_the_end(dialect: Dialect) -> None:
    profile = Profile(slots=("prompt", "clothing"))
    rendered = compose(scene(MAREN, prompt="Maren dozing"), profile, stages(), dialect, SENTENCE)
    slots = list(dict.fromkeys(part.fragment.slot for part in rendered.parts))
    assert slots[:2] == ["prompt", "clothing"]
    assert "character" in slots


def test_weights_of_slots_reach_the_dialect_and_a_model_that_reads_none_is_named() -> None:
    profile = Profile(weights={"clothing": 1.2, "place": 0.8}, positive="soft light")
    weighed = in_order(gather(scene(MAREN), profile, stages()), profile.slots, profile)
    assert {fragment.slot: fragment.weight for fragment in weighed}["clothing"] == 1.2
    rendered = compose(scene(MAREN), profile, stages(), Blocks(), SENTENCE)
    [change] = [change for change in rendered.changes if "weight" in change.what]
    assert (change.kind, change.what, change.why) == ("dropped", "weight of clothing", "prose reads no weights")


def test_references_of_people_outside_the_picture_are_left_out_and_reported() -> None:
    plugins = own_stages()
    handles = [Reference("Luka", "identity", "card:Luka"), Reference("Maren", "identity", "card:Maren")]
    plugins.register(SimpleNamespace(add_references=hookimpl(lambda: handles)), "faces")
    rendered = compose(SCENE, Profile(), plugins, Blocks(), SENTENCE)
    assert rendered.references == (handles[1],)
    assert ("dropped", "reference card:Luka") in [(change.kind, change.what) for change in rendered.changes]


def test_the_guard_is_asked_on_every_composition() -> None:
    child = Person("Tim", under_age=(Evidence("card:Tim.description", 0, 2, "12"),))
    with pytest.raises(RefusedError):
        compose(scene(child, prompt="nude"), Profile(), stages(), Blocks(), SENTENCE)


def failing(scene: Scene) -> list[Fragment]:
    raise ValueError("out of words")


@pytest.mark.parametrize("answer", [failing, lambda: ["text"], lambda: 5])
def test_a_plugin_that_fails_or_answers_nonsense_is_reported_and_skipped(answer: Callable[..., object]) -> None:
    plugins = PluginManager()
    plugins.load({"stage"})
    plugins.register(SimpleNamespace(add_fragments=hookimpl(answer)), "bad")
    assert compose(scene(), Profile(), plugins, Blocks(), SENTENCE).prompt == "a pier at night"
    assert [str(report).split(":")[0] for report in plugins.reports] == ["plugin bad"]


def test_a_strict_manager_stops_at_a_failing_plugin() -> None:
    plugins = own_stages()
    plugins.register(SimpleNamespace(add_fragments=hookimpl(failing)), "bad")
    with pytest.raises(PluginError, match="plugin bad"):
        compose(scene(), Profile(), plugins, Blocks(), SENTENCE)


def test_a_draft_drops_and_replaces_with_reasons() -> None:
    first, second = Fragment("prompt", Words("a"), source="stage.x"), Fragment("avoid", Words("b"))
    draft = Draft([first, second])
    draft.replace(first, Fragment("prompt", Words("c")), "better")
    draft.drop(second, "not needed")
    assert draft.fragments == [Fragment("prompt", Words("c"), source="stage.x")]
    assert [(change.kind, change.what, change.why) for change in draft.changes] == [
        ("replaced", "prompt", "better"),
        ("dropped", "avoid", "not needed"),
    ]


def test_a_draft_keeps_its_order_and_knows_its_fragments() -> None:
    draft = Draft([Fragment("prompt", Words("a"))])
    with pytest.raises(PluginError):
        draft.drop(Fragment("prompt", Words("b")), "")
    with pytest.raises(PluginError):
        draft.replace(draft.fragments[0], Fragment("avoid", Words("a")), "")
