"""Every hook works for a stranger's plugin: a distribution of its own, installed, and a file in the drop-in folder."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from composer.errors import ComposerError
from composer.models import find_model
from composer.pictures import GenerationJob, GenerationSettings
from composer.pipeline import compose
from composer.plugins import KINDS, PluginManager
from composer.profiles import Profile
from composer.reading.language import language_of
from composer.store import SavedPicture
from composer.types import FoundRequest, Illustrated, ImageRequest, Person, Reference, RenderedPrompt, Scene
from tests.hook_reference import hooks

STRANGER = Path(__file__).parent / "stranger"
MODULES = ("finding", "reading", "composing", "drawing", "commands")
SCENE = Scene(ImageRequest("a pier", negative_prompt="hats"), (Person("Maren"),))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the stranger's distribution into a folder of its own."""
    source = tmp_path_factory.mktemp("source") / "stranger"
    shutil.copytree(STRANGER, source, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True)
    return target


@pytest.fixture(params=["distribution", "drop-in folder"])
def plugins(
    request: pytest.FixtureRequest, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PluginManager]:
    """Return a manager with every built-in plugin and the stranger's, found in one of the two ways."""
    if request.param == "distribution":
        monkeypatch.syspath_prepend(installed)
    else:
        for module in MODULES:
            shutil.copy(STRANGER / "rp_composer_stranger" / f"{module}.py", tmp_path)
    manager = PluginManager(folder=tmp_path, strict=True)
    manager.load(KINDS)
    yield manager
    for name in [name for name in sys.modules if name.startswith("rp_composer_stranger")]:
        del sys.modules[name]


def test_every_hook_is_tested_here() -> None:
    assert {f"test_hook_{name}" for name in hooks()} <= set(globals())


def test_the_stranger_is_found(plugins: PluginManager) -> None:
    names = {name for name, _ in plugins.names()}
    assert {"grammar.stranger", "stage.stranger"} <= names or set(MODULES) <= names


def test_hook_register_grammars(plugins: PluginManager) -> None:
    grammar = plugins.catalogue("register_grammars", "grammar").get("percent")
    found: FoundRequest = grammar.read("so %%a pier%%", 3)
    assert (found.request, found.source) == (ImageRequest("a pier"), "%%a pier%%")
    assert grammar.replace(found, Illustrated(("a.png",))) == "![](a.png)"


def test_hook_register_card_formats(plugins: PluginManager) -> None:
    card = plugins.catalogue("register_card_formats", "card format").get("stranger_card")
    assert card.recognises(b"CARD|Maren|tall") == 1
    assert card.read(b"CARD|Maren|tall").name == "Maren"


def test_hook_register_persona_formats(plugins: PluginManager) -> None:
    persona = plugins.catalogue("register_persona_formats", "persona format").get("stranger_persona")
    assert persona.read(b"PERSONA|Alex|short").description == "short"


def test_hook_register_chat_formats(plugins: PluginManager) -> None:
    chat = plugins.catalogue("register_chat_formats", "chat format").get("stranger_chat")
    lines = [b"Maren> hello\n", b"Alex> hi\n"]
    assert [message.name for message in chat.read(lines)] == ["Maren", "Alex"]
    assert b"".join(chat.rewrite(lines, {1: "bye"})) == b"Maren> hello\nAlex> bye\n"


def test_hook_register_languages(plugins: PluginManager) -> None:
    languages = plugins.catalogue("register_languages", "language")
    greek = language_of("καλημέρα", languages)
    assert greek is not None
    assert greek.name == "greek"


def test_hook_register_readers(plugins: PluginManager) -> None:
    reader = plugins.catalogue("register_readers", "reader").get("stranger_eyes")
    assert asyncio.run(reader.read_looks("Maren", "grey eyes")) == [("eye_color", "grey", "grey")]


def composed(plugins: PluginManager, dialect: str = "blocks", references: int = 0) -> RenderedPrompt:
    writer = plugins.catalogue("register_dialects", "dialect").get(dialect)
    model = find_model("sketch").model_copy(update={"references": references})
    return compose(SCENE, Profile(), plugins, writer, model)


def test_hook_add_fragments(plugins: PluginManager) -> None:
    assert composed(plugins).prompt == "a pier\n\n1 people"


def test_hook_modify_fragments(plugins: PluginManager) -> None:
    assert [
        (change.kind, change.what, change.why) for change in composed(plugins).changes if change.what == "avoid"
    ] == [("dropped", "avoid", "a stranger avoids nothing")]


def test_hook_add_references(plugins: PluginManager) -> None:
    rendered = composed(plugins, references=1)
    assert rendered.references == (Reference("Maren", "identity", "face:Maren"),)
    assert "Image 1 shows Maren" in rendered.prompt


def test_hook_register_dialects(plugins: PluginManager) -> None:
    assert composed(plugins, "shout").prompt == "A PIER! 1 PEOPLE"


def test_hook_register_backends(plugins: PluginManager) -> None:
    backend = plugins.catalogue("register_backends", "backend").get("scribble")
    job = GenerationJob(RenderedPrompt("a pier"), SCENE, GenerationSettings("scribble"))
    with pytest.raises(StopIteration) as finished:
        next(backend.exchange(job))
    assert finished.value.value[0].data == b"a pier"


def test_hook_picture_saved(plugins: PluginManager, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    saved = SavedPicture("id", 0, path, path.with_suffix(".json"), "image/png", 1, 1, None, "scribble", "scribble")
    plugins.ask("picture_saved", scene=SCENE, prompt=RenderedPrompt("a pier"), result=saved)
    drawing = plugins.pluggy.get_plugin("backend.stranger") or plugins.pluggy.get_plugin("drawing")
    assert getattr(drawing, "heard") == [str(path)]  # noqa: B009  (a module mypy does not know)


def test_hook_register_commands(plugins: PluginManager) -> None:
    group = click.Group()
    plugins.ask("register_commands", cli=group)
    assert CliRunner().invoke(group, ["wave"]).output == "a stranger waves\n"


def test_a_drop_in_cannot_take_a_name_that_is_taken(plugins: PluginManager) -> None:
    grammars = plugins.catalogue("register_grammars", "grammar")
    with pytest.raises(ComposerError, match="already registered"):
        grammars.add(grammars.get("percent"), "another")
