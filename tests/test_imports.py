"""Imports go one way, the core imports no plugin, and plugins use nobody's private names."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import composer

ROOT = Path(__file__).parent.parent
CORE = sorted((ROOT / "composer").rglob("*.py"))
PLUGINS = sorted((ROOT / "plugins" / "composer_plugins").rglob("*.py"))

#: From the ground up; a module imports only from its own layer and those before it.
LAYERS = (
    {"errors"},
    {"encodings", "files", "folders", "nearest", "types"},
    {"documents"},
    {"models"},
    {"pictures"},
    {
        "answers", "card_data", "cards", "decoding", "draft", "enhancing", "fragments", "guard", "lore", "neutral",
        "overriding", "picture_parts", "profiles", "prompt_data", "reading", "references", "samples", "settings",
        "writing",
    },
    {"contracts", "hookspecs", "targets"},
    {"carriers", "consulting", "keys", "plugins"},
    {"requests"},
    {"corrections", "details", "pipeline", "scenes", "speakers", "story", "translating", "wardrobe_data"},
    {"database", "jobs", "routing", "spending", "store"},
    {"readers"},
    {"app"},
    {"chats", "diagnosis", "sillytavern", "illustration", "new_texts"},
    {"server"},
    {"cli"},
)  # fmt: skip


@cache
def imported(path: Path) -> tuple[tuple[str, str], ...]:
    """Return (module, name) of everything a file imports when it runs; what only type checkers see does not count."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test).endswith("TYPE_CHECKING")
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from ((node.module or "", alias.name) for alias in node.names)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def layer_of(module: str) -> int:
    return next((number for number, layer in enumerate(LAYERS) if module in layer), 0)


def core_modules(path: Path) -> Iterator[str]:
    for module, name in imported(path):
        if module == "composer":
            yield name
        elif module.startswith("composer."):
            yield module.split(".")[1]


@pytest.mark.parametrize("path", CORE, ids=short)
def test_the_core_imports_no_plugin(path: Path) -> None:
    assert not [module for module, _ in imported(path) if module.split(".")[0] == "composer_plugins"]


def test_every_module_of_the_core_stands_in_a_layer() -> None:
    modules = {path.relative_to(ROOT / "composer").parts[0].removesuffix(".py") for path in CORE} - {"__init__"}
    assert modules == set().union(*LAYERS)


def test_the_map_of_the_package_names_every_module_once() -> None:
    named = re.findall(r"`(\w+)`", (composer.__doc__ or "").replace("``", ""))
    assert sorted(named) == sorted(set().union(*LAYERS))


@pytest.mark.parametrize("path", CORE, ids=short)
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(ROOT / "composer").parts[0].removesuffix(".py")
    layer = len(LAYERS) if own == "__init__" else layer_of(own)
    assert not [module for module in core_modules(path) if layer_of(module) > layer]


@pytest.mark.parametrize("path", [*CORE, *PLUGINS], ids=short)
def test_nobody_imports_private_names_of_others(path: Path) -> None:
    foreign = [(module, name) for module, name in imported(path) if module.split(".")[0].startswith("composer")]
    assert not [pair for pair in foreign if any(part.startswith("_") for part in (*pair[0].split("."), pair[1]))]


@pytest.mark.parametrize("path", PLUGINS, ids=short)
def test_plugins_do_not_import_the_application(path: Path) -> None:
    assert not {"app", "cli"} & set(core_modules(path))
