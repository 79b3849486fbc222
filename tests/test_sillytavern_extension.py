"""The extension for SillyTavern as files: manifests, translations, and the tests of its own that node runs."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "plugins" / "sillytavern"
MODULES = sorted(EXTENSION.glob("src/**/*.js"))


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_the_manifest_at_the_root_is_the_extension_s_own_with_other_paths() -> None:
    prefix = "plugins/sillytavern/"
    own = manifest(EXTENSION)
    own |= {key: prefix + own[key] for key in ("js", "css")}
    own["i18n"] = {language: prefix + path for language, path in own["i18n"].items()}
    assert manifest(ROOT) == own


def test_all_files_that_the_manifest_names_are_there() -> None:
    named = manifest(EXTENSION)
    assert all((EXTENSION / path).is_file() for path in (named["js"], named["css"], *named["i18n"].values()))


def test_the_version_is_that_of_the_distribution() -> None:
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{manifest(EXTENSION)["version"]}"' in metadata


@pytest.mark.parametrize("path", sorted(EXTENSION.glob("i18n/*.json")), ids=lambda path: path.stem)
def test_what_is_translated_stands_in_the_code_with_the_same_names_in_braces(path: Path) -> None:
    code = "\n".join(module.read_text(encoding="utf-8") for module in MODULES)
    for english, other in json.loads(path.read_text(encoding="utf-8")).items():
        assert f"'{english}'" in code or f'"{english}"' in code, english
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", other), english


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(EXTENSION).as_posix())
def test_a_module_is_short_and_keeps_to_its_place(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith("// @ts-check\n/**"), "a module begins by saying what it is"
    assert len(text.splitlines()) < 300
    assert "innerHTML" not in text
    assert "SillyTavern.getContext" not in text or module.name == "context.js"
    assert not re.search(r"console\.(log|warn|error)", text)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")
def test_its_own_tests_pass() -> None:
    files = [str(path) for path in sorted((EXTENSION / "tests").glob("*.test.js"))]
    ran = subprocess.run(["node", "--test", *files], cwd=EXTENSION, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]


@pytest.mark.skipif(shutil.which("tsc") is None, reason="no TypeScript compiler is on this machine")
def test_its_types_hold() -> None:
    options = "--noEmit --allowJs --checkJs --strict --target esnext --module esnext --moduleResolution bundler"
    command = ["tsc", *options.split(), "--lib", "esnext,dom,dom.iterable", "index.js", *map(str, MODULES)]
    ran = subprocess.run(command, cwd=EXTENSION, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout[-4000:]
