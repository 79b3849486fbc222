"""What one scene costs for eight models: dialects, budgets and notices, with all facts already read."""

from typing import TYPE_CHECKING

import pytest

from composer.app import Composer
from composer.models.catalogue import find_model
from composer.profiles import Profile
from composer.targets import Target
from tests.golden_prompts import MODELS, scenes, told

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.parametrize("name", ["character_and_user", "crowded", "russian"])
def test_one_scene_for_eight_models(benchmark: "BenchmarkFixture", name: str) -> None:
    profile = Profile(**scenes()[name].get("profile", {}))
    targets = [Target(profile, *find_model(model, backend)) for backend, model in MODELS.values()]
    composer, scene = Composer(profile), told(name)

    def compose() -> int:
        return len([composer.compose(scene, target) for target in targets])

    assert benchmark(compose) == len(MODELS)
