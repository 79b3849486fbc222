"""The built-in grammars and the cases of ``grammar_cases.json``, for every test of finding."""

import json
from pathlib import Path
from typing import Any

from composer.contracts import Grammar
from composer.plugins import FINDING, PluginManager
from composer.requests.templates import TemplateGrammar
from composer.types import Failed, Illustrated, Outcome

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "grammar_cases.json").read_text(encoding="utf-8"))
FOX = "a fox on a wall"
INSTRUCTION = f'{{"prompt":"{FOX}"}}'
IMAGE_TAG = f"<img data-iig-instruction='{INSTRUCTION}' src=\"[IMG:GEN]\">"
LEGACY_TAG = f"[IMG:GEN:{INSTRUCTION}]"
DETAILS = f"<details><summary>Image: New</summary>\naction: generate\nprompt: {FOX}\nvariants: 2\n</details>"
TEMPLATE = f'<pic prompt="{FOX}">'


def builtin_grammars(templates: tuple[str, ...] = ('<pic prompt="{prompt}">',)) -> list[Grammar]:
    manager = PluginManager(strict=True)
    manager.load(FINDING)
    return [*manager.catalogue("register_grammars", "grammar"), TemplateGrammar(templates)]


def outcome_of(case: dict[str, Any]) -> Outcome:
    outcome = case["outcome"]
    if "reason" in outcome:
        return Failed(outcome["reason"], outcome["job_id"])
    return Illustrated(tuple(outcome["pictures"]), outcome["job_id"])
