"""Loading plugins: by kind, never disabled ones; a failing one is reported and skipped, or stops a strict manager."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from composer.errors import ComposerError, PluginError
from composer.hookspecs import hookimpl
from composer.plugins import COMPOSING, FINDING, PluginManager

GOOD = "from composer.hookspecs import hookimpl\n@hookimpl\ndef add_fragments():\n    return []\n"
BROKEN = "raise ValueError('broken')\n"
WRONG = "from composer.hookspecs import hookimpl\n@hookimpl\ndef add_fragments(scene, weather):\n    return []\n"


def dropped(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def names(plugins: PluginManager) -> set[str]:
    return {name for name, _ in plugins.names()}


def test_only_the_kinds_that_are_asked_for_are_loaded() -> None:
    plugins = PluginManager(strict=True)
    plugins.load(FINDING)
    assert names(plugins) == {"grammar.details_block", "grammar.image_tag", "grammar.legacy_tag"}
    plugins.load({"stage"})
    assert "stage.avoid" in names(plugins)
    assert not any(name.startswith("backend.") for name in names(plugins))


def test_every_built_in_plugin_loads_and_has_a_hook() -> None:
    plugins = PluginManager(strict=True)
    plugins.load(COMPOSING | {"backend", "reader", "command", "frontend"})
    assert all(hooks for _, hooks in plugins.names())


@pytest.mark.parametrize("module", ["httpx", "PIL", "rich", "rapidfuzz", "composer_plugins.backends.sketch"])
def test_composing_does_not_import_what_only_drawing_needs(module: str) -> None:
    code = (
        "import sys; from composer.plugins import COMPOSING, PluginManager; import composer.pipeline\n"
        "plugins = PluginManager(strict=True); plugins.load(COMPOSING)\n"
        f"sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drop_ins_are_loaded_with_the_first_kind_and_once(tmp_path: Path) -> None:
    plugins = PluginManager(folder=dropped(tmp_path, mine=GOOD), strict=True)
    plugins.load(FINDING)
    plugins.load({"stage"})
    assert "mine" in names(plugins)


def test_a_folder_that_is_not_there_holds_no_plugins(tmp_path: Path) -> None:
    plugins = PluginManager(folder=tmp_path / "none", strict=True)
    plugins.load(FINDING)
    assert plugins.reports == []


@pytest.mark.parametrize("text", [BROKEN, WRONG, "def f(:\n"])
def test_a_plugin_that_cannot_be_loaded_is_reported_and_skipped(tmp_path: Path, text: str) -> None:
    plugins = PluginManager(folder=dropped(tmp_path, bad=text, good=GOOD))
    plugins.load(FINDING)
    assert [str(report).split(":")[0] for report in plugins.reports] == ["plugin bad could not be loaded"]
    assert "good" in names(plugins)
    assert "bad" not in names(plugins)


@pytest.mark.parametrize("text", [BROKEN, WRONG])
def test_a_strict_manager_stops_at_it(tmp_path: Path, text: str) -> None:
    plugins = PluginManager(folder=dropped(tmp_path, bad=text), strict=True)
    with pytest.raises(PluginError, match="plugin bad"):
        plugins.load(FINDING)


@pytest.mark.parametrize("name", ["mine", "stage.avoid"])
def test_disabled_plugins_are_never_imported(tmp_path: Path, name: str) -> None:
    plugins = PluginManager([name], dropped(tmp_path, mine=GOOD), strict=True)
    plugins.load(COMPOSING)
    assert name not in names(plugins)


def test_a_disabled_drop_in_does_not_even_run(tmp_path: Path) -> None:
    plugins = PluginManager(["bad"], dropped(tmp_path, bad=BROKEN), strict=True)
    plugins.load(FINDING)
    assert plugins.reports == []


def test_answers_come_in_the_order_of_names_without_the_nones() -> None:
    plugins = PluginManager(strict=True)
    for name, answer in (("c", ["c"]), ("a", ["a"]), ("b", None)):
        plugins.register(SimpleNamespace(add_fragments=hookimpl(lambda answer=answer: answer)), name)
    assert plugins.ask("add_fragments", scene=None, profile=None) == [("a", ["a"]), ("c", ["c"])]


def test_a_generator_runs_under_its_plugins_name() -> None:
    plugins = PluginManager()

    @hookimpl
    def add_fragments() -> object:
        yield 1
        raise ValueError("later")

    plugins.register(SimpleNamespace(add_fragments=add_fragments), "late")
    assert plugins.ask("add_fragments", scene=None, profile=None) == []
    assert "plugin late" in str(plugins.reports[0])


def test_a_composer_error_reaches_the_user() -> None:
    plugins = PluginManager()

    @hookimpl
    def add_fragments() -> None:
        raise ComposerError("for you")

    plugins.register(SimpleNamespace(add_fragments=add_fragments), "frank")
    with pytest.raises(ComposerError, match="for you"):
        plugins.ask("add_fragments", scene=None, profile=None)


def test_a_name_that_is_taken_is_an_error() -> None:
    plugins = PluginManager()
    plugins.register(SimpleNamespace(), "one")
    with pytest.raises(PluginError, match="plugin one"):
        plugins.register(SimpleNamespace(), "one")


def test_a_catalogue_lists_what_it_knows_when_asked_for_something_else() -> None:
    plugins = PluginManager(strict=True)
    plugins.load({"dialect"})
    with pytest.raises(PluginError, match="no dialect is called 'poem'; there are: blocks"):
        plugins.catalogue("register_dialects", "dialect").get("poem")
