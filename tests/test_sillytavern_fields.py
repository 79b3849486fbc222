"""The settings that the extension's panel describes are those that a profile has."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from composer.profiles import Override, Profile

FIELDS = Path(__file__).parent.parent / "plugins" / "sillytavern" / "src" / "panel" / "fields.js"
#: What a profile holds by names of the user's own, or is itself; these are one field each, or none.
_WHOLE = {"options", "styles", "weights", "card_limits", "avatars.files"}
_ELSEWHERE = {"name", "characters"}


def described(name: str) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = f"import({json.dumps(FIELDS.as_uri())}).then(found => console.log(JSON.stringify(found.{name})))"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    return {one["key"]: one for one in json.loads(done.stdout)}


def keys(settings: dict[str, Any], before: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in settings.items():
        key = before + name
        inner = isinstance(value, dict) and key not in _WHOLE | _ELSEWHERE
        found |= keys(value, f"{key}.") if inner else {key}
    return found


def test_every_setting_of_a_profile_has_a_field() -> None:
    assert set(described("FIELDS")) == keys(Profile().model_dump(mode="json")) - _ELSEWHERE


def test_everything_that_a_character_may_have_otherwise_has_a_field() -> None:
    assert set(described("OVERRIDES")) == set(Override.model_fields)


def test_every_choice_that_a_field_offers_is_taken() -> None:
    for key, field in described("FIELDS").items():
        for value, _ in field.get("options", ()):
            if field["kind"] == "choice" and value:
                settings: Any = value
                for step in reversed(key.split(".")):
                    settings = {step: settings}
                Profile.model_validate(settings)
