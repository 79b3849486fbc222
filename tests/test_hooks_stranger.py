"""Every hook works for a stranger's plugin: a distribution of its own, installed, and a file in the drop-in folder."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from composer.app import Composer
from composer.errors import ComposerError
from composer.models.catalogue import find_model
from composer.pictures import GenerationJob, GenerationSettings, Picture
from composer.pipeline import compose
from composer.plugins import KINDS, PluginManager
from composer.profiles import Profile
from composer.reading.compile import compile_table
from composer.reading.language import language_of
from composer.server.frontends import frontends_of
from composer.store import Record, Store
from composer.types import FoundRequest, Illustrated, ImageRequest, Person, Reference, RenderedPrompt, Scene
from tests.hook_reference import hooks
from tests.stranger.rp_composer_stranger.reading import GREEK

STRANGER = Path(__file__).parent / "stranger"
PROGRAM = [sys.executable, "-c", "from composer.cli import main; main()"]
MODULES = ("finding", "reading", "composing", "drawing", "commands", "serving")
SCENE = Scene(ImageRequest("a pier", negative_prompt="hats"), (Person("Maren"),))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the stranger's distribution and build the table of its language, as its maker does."""
    folder = tmp_path_factory.mktemp("source") / "stranger"
    shutil.copytree(STRANGER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "rp_composer_stranger" / "greek" / "table.json").write_text(compile_table(GREEK), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the stranger's distribution into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True)
    return target


def drop_in(source: Path, folder: Path) -> None:
    """Put the stranger's modules and the words of its language into the drop-in folder."""
    for module in MODULES:
        shutil.copy(source / "rp_composer_stranger" / f"{module}.py", folder)
    shutil.copytree(source / "rp_composer_stranger" / "greek", folder / "greek")


@pytest.fixture(params=["distribution", "drop-in folder"])
def plugins(
    request: pytest.FixtureRequest, installed: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PluginManager]:
    """Return a manager with every built-in plugin and the stranger's, found in one of the two ways."""
    if request.param == "distribution":
        monkeypatch.syspath_prepend(installed)
    else:
        drop_in(source, tmp_path)
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
    assert [entry.english for entry in greek.lexicon.of_kind("color")] == ["grey", "black", "green"]


def test_hook_register_readers(plugins: PluginManager) -> None:
    reader = plugins.catalogue("register_readers", "reader").get("stranger_eyes")
    assert asyncio.run(reader.read_looks("Maren", "grey eyes")) == [("eye_color", "grey", "grey")]


def composed(plugins: PluginManager, dialect: str = "blocks", references: int = 0) -> RenderedPrompt:
    writer = plugins.catalogue("register_dialects", "dialect").get(dialect)
    model = find_model("sketch", "sketch")[0].model_copy(update={"references": references})
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
    record = Record(job_id="id", status="finished", backend="scribble", model="scribble")
    _, (saved,) = Store(tmp_path / "pictures").save(record, [Picture(b"a pier", "image/png", 1, 1)])
    plugins.ask("picture_saved", scene=SCENE, prompt=RenderedPrompt("a pier"), result=saved)
    assert saved.path.with_suffix(".txt").read_text(encoding="utf-8") == "a pier"


def test_hook_register_commands(plugins: PluginManager) -> None:
    group = click.Group()
    plugins.ask("register_commands", cli=group)
    assert CliRunner().invoke(group, ["wave"]).output == "a stranger waves\n"


def test_hook_register_routes(plugins: PluginManager) -> None:
    frontends = frontends_of(plugins)
    assert [route.path for router in frontends.native for route in router.routes] == ["/stranger"]  # type: ignore[attr-defined]
    assert frontends.is_foreign({"type": "http", "method": "POST", "path": "/stranger/shout"})
    assert not frontends.is_foreign({"type": "http", "method": "GET", "path": "/stranger"})


def test_a_drop_in_cannot_take_a_name_that_is_taken(plugins: PluginManager) -> None:
    grammars = plugins.catalogue("register_grammars", "grammar")
    with pytest.raises(ComposerError, match="already registered"):
        grammars.add(grammars.get("percent"), "another")


# ── the same plugins at work, for a user who types commands ──

CommandLine = Callable[..., str]


@pytest.fixture(params=["distribution", "drop-in folder"])
def rp_composer(request: pytest.FixtureRequest, installed: Path, source: Path, tmp_path: Path) -> CommandLine:
    """Return ``rp-composer`` in a folder with files in the stranger's formats, knowing the stranger in one way."""
    home, dropped = tmp_path / "home", tmp_path / "dropped"
    home.mkdir()
    dropped.mkdir()
    environment = {**os.environ, "RP_COMPOSER_PLUGINS": str(dropped)}
    if request.param == "distribution":
        environment["PYTHONPATH"] = os.pathsep.join((str(installed), environment.get("PYTHONPATH", "")))
    else:
        drop_in(source, dropped)
    (home / "message.md").write_text("Look: %%a pier%%", encoding="utf-8")
    (home / "story.says").write_text("Maren> Καλημέρα! %%Maren on a pier%%\nAlex> hi\n", encoding="utf-8")
    (home / "maren.card").write_text("CARD|Maren|All is grey to Maren.", encoding="utf-8")
    (home / "alex.persona").write_text("PERSONA|Alex|Alex has green eyes.", encoding="utf-8")
    (home / "scribbled.yaml").write_text("backend: scribble\nnegative: hats\nstrict: true\n", encoding="utf-8")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=home, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_a_strangers_grammar_is_used_by_find(rp_composer: CommandLine) -> None:
    [found] = json.loads(rp_composer("find", "message.md", "--json"))
    assert (found["grammar"], found["span"], found["request"]) == ("percent", [6, 16], {"prompt": "a pier"})


def test_a_strangers_command_and_plugins_are_listed_and_work(rp_composer: CommandLine) -> None:
    assert "wave" in rp_composer("--help")
    assert rp_composer("wave") == "a stranger waves\n"
    listed = json.loads(rp_composer("plugins", "--hook", "register_grammars", "--json"))
    assert len(listed) == 4


def test_a_strangers_formats_and_stages_are_used_by_compose(rp_composer: CommandLine) -> None:
    files = ("story.says", "--card", "maren.card", "--persona", "alex.persona", "--profile", "scribbled.yaml")
    [explained] = json.loads(rp_composer("compose", *files, "--json"))
    assert explained["prompt"].endswith("Maren on a pier\n\n1 people")
    assert "a stranger avoids nothing" in {change["why"] for change in explained["changes"]}
    assert "reference face:Maren" in {change["what"] for change in explained["changes"]}


def test_a_strangers_reader_backend_and_listener_are_used_by_illustrate(
    rp_composer: CommandLine, tmp_path: Path
) -> None:
    files = ("story.says", "--card", "maren.card", "--profile", "scribbled.yaml", "--out", "out")
    rp_composer("illustrate", *files)
    pictures = tmp_path / "home" / "out" / "story.says.pictures"
    [picture] = pictures.glob("*.png")
    drawn = picture.read_text(encoding="utf-8")
    assert "[Character Reference: Maren's appearance: grey eyes]" in drawn
    assert picture.with_suffix(".txt").read_text(encoding="utf-8") == drawn
    assert json.loads(picture.with_suffix(".json").read_bytes())["backend"] == "scribble"
    written = (tmp_path / "home" / "out" / "story.says").read_text(encoding="utf-8")
    assert written == f"Maren> Καλημέρα! ![](story.says.pictures/{picture.name})\nAlex> hi\n"


def test_a_strangers_dialect_writes_for_a_model_that_wants_it(
    plugins: PluginManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    shouted = find_model("sketch", "sketch")[0].model_copy(update={"dialect": "shout"})
    monkeypatch.setattr("composer.app.find_model", lambda *_, **__: (shouted, ()))
    composer = Composer(plugin_folder=plugins.folder)
    assert composer.compose(SCENE).prompt == "A PIER! 1 PEOPLE"


def test_a_strangers_language_is_read(rp_composer: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "home" / "greek.card").write_text("CARD|Maren|Η Μάρεν έχει πράσινα μάτια.", encoding="utf-8")
    prompt = rp_composer("compose", "--prompt", "Maren", "--card", "greek.card", "--profile", "scribbled.yaml")
    assert "[Character Reference: Maren's appearance: πράσινα" in prompt
