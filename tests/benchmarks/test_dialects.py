"""What one scene costs for eight models, with all facts already read: only its rendering, and the whole composing.

Rendering is to take at most 2 ms. On one core of a shared server (Python 3.11) it takes 0.5 ms for a landscape, 1.0 ms
for somebody alone and 1.6 ms for the most crowded scene; the whole composing takes 2.0 to 2.6 ms. What a story says is
looked up then, tags and phrases of the same words; a scene whose words nobody has seen yet takes up to 5 ms.
"""

from typing import TYPE_CHECKING

import pytest

from composer.app import Composer
from composer.models.catalogue import find_model
from composer.pipeline import compose
from composer.profiles import Profile
from composer.targets import Target
from tests.golden_prompts import MODELS, scenes, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

    from composer.contracts import Dialect
    from composer.models import Model
    from composer.types import Fragment, Reference, RenderedPrompt


class Asked:
    """A dialect that remembers what it was asked to render."""

    def __init__(self, dialect: "Dialect") -> None:
        self.name = dialect.name
        self.slots = getattr(dialect, "slots", Profile().slots)
        self.dialect = dialect
        self.fragments: Sequence[Fragment] = ()
        self.references: Sequence[Reference] = ()

    def render(
        self, fragments: "Sequence[Fragment]", references: "Sequence[Reference]", model: "Model"
    ) -> "RenderedPrompt":
        """Remember what is asked, then write it."""
        self.fragments, self.references, self.model = fragments, references, model
        return self.dialect.render(fragments, references, model)

    def again(self) -> "RenderedPrompt":
        """Write it once more."""
        return self.dialect.render(self.fragments, self.references, self.model)


def profile_of(name: str) -> Profile:
    return Profile(**scenes()[name].get("profile", {}))


def targets_of(profile: Profile) -> list[Target]:
    return [Target(profile, *find_model(model, backend)) for backend, model in MODELS.values()]


@pytest.mark.parametrize("name", scenes())
def test_rendering_one_scene_for_eight_models(benchmark: "BenchmarkFixture", name: str) -> None:
    profile, composer = profile_of(name), Composer(profile_of(name))
    languages = composer.narrator.reading.languages
    asked = [Asked(composer.dialects.get(target.model.dialect)) for target in targets_of(profile)]
    for dialect, target in zip(asked, targets_of(profile), strict=True):
        compose(told(name), profile, composer.plugins, dialect, target.model, languages=lambda: languages)
    assert len(benchmark(lambda: [dialect.again() for dialect in asked])) == len(MODELS)


@pytest.mark.parametrize("name", ["character_and_user", "crowded", "russian"])
def test_composing_one_scene_for_eight_models(benchmark: "BenchmarkFixture", name: str) -> None:
    composer, targets = Composer(profile_of(name)), targets_of(profile_of(name))
    assert len(benchmark(lambda: [composer.compose(told(name), target) for target in targets])) == len(MODELS)
