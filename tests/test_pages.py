"""Every fenced block of README.md and plugins/README.md does what it says."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from composer.app import Composer
from composer.documents import check, load_yaml
from composer.errors import EmptyAnswerError, NoCreditError
from composer.folders import config_folder, data_folder
from composer.keys import Keys
from composer.models.catalogue import catalogue, find_model
from composer.pictures import GenerationResult
from composer.plugins import KINDS
from composer.profiles import Profile, profile_folder
from composer.types import SLOTS, ChatMessage, ImageRequest, RenderedPrompt, Scene
from tests import hook_reference
from tests.pages import PAGES, ROOT, Block, blocks, only_block
from tests.reading_service import ReadingService, facts, said
from tests.serving import listening, options
from tests.sillytavern.small_folder import make_small
from tests.stubs.pictures import picture
from tests.stubs.server import Stub


def run(command: str, folder: Path, typed: str = "") -> str:
    """Run one command of ours in `folder`, with what is typed when it asks, and return what it prints."""
    assert command.startswith("rp-composer ")
    program = [sys.executable, "-c", "from composer.cli import main; main()", *command.split()[1:]]
    done = subprocess.run(
        program, cwd=folder, capture_output=True, input=typed, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the README's examples use: a card, a persona, a message, a chat."""
    sample = ROOT / "characters" / "maren"
    for name in ("card.png", "persona.yaml", "chat.jsonl"):
        shutil.copy(sample / name, tmp_path)
    before, _ = (block.text for block in blocks("README.md", "What happens to a message", "html"))
    (tmp_path / "message.md").write_text(before, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RP_COMPOSER_PLUGINS", str(tmp_path / "plugins"))
    return tmp_path


def test_the_blocks_of_the_pages_are_those_tested_here() -> None:
    places = {(block.page, block.section, block.language) for page in PAGES for block in blocks(page)}
    assert places == {
        ("README.md", "Quick start", "bash"),
        ("README.md", "Your own chat", "bash"),
        ("README.md", "In SillyTavern", "bash"),
        ("README.md", "SillyTavern's folder", "bash"),
        ("README.md", "Real pictures", "bash"),
        ("README.md", "What happens to a message", "html"),
        ("README.md", "How a prompt is built", "console"),
        ("README.md", "How a prompt is built", "yaml"),
        ("README.md", "Reference pictures", "yaml"),
        ("README.md", "How a model wants it", "yaml"),
        ("README.md", "Serving a frontend", "bash"),
        ("README.md", "Serving a frontend", "python"),
        ("README.md", "As a library", "python"),
        ("README.md", "A plugin", "python"),
        ("README.md", "Tests", "bash"),
        ("plugins/README.md", "Ten lines", "python"),
        ("plugins/README.md", "A backend", "python"),
        ("plugins/README.md", "A reader", "yaml"),
        ("plugins/README.md", "In a distribution", "toml"),
        ("plugins/README.md", "The hooks", "text"),
    }


def test_quick_start_installs_and_then_draws_a_sample(folder: Path) -> None:
    block = only_block("README.md", "Quick start", "bash")
    install, _, command = block.strip().rpartition(" && ")
    assert install == "python3 -m venv .venv && . .venv/bin/activate && python -m pip install ."
    run(command, folder)
    assert len(list((folder / "maren").rglob("*.png"))) == 6


def test_the_readme_says_how_long_clothes_are_remembered() -> None:
    memory = load_yaml(ROOT / "composer" / "data" / "memory.yaml")
    lives, jumps = memory["half_lives"], memory["jumps"]
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    said = "after {clothes} messages that do not mention it, a coat after {outerwear}, being wet after {state}"
    assert said.format(**lives) in readme
    assert f"worth {jumps['days']} messages" in readme
    assert f'{jumps["hours"]} ("two hours later") or {jumps["break"]} (a line' in readme
    assert f"less than {memory['surely']:.0%}".replace("%", " %") in readme


@pytest.mark.parametrize("section", ["Quick start", "Tests"])
def test_a_section_that_is_run_as_it_stands_holds_one_block(section: str) -> None:
    assert len(blocks("README.md", section)) == 1


def test_a_chat_of_ones_own_is_illustrated(folder: Path) -> None:
    run(only_block("README.md", "Your own chat", "bash").strip(), folder)
    assert "[IMG:GEN]" not in (folder / "illustrated" / "chat.jsonl").read_text(encoding="utf-8")


def test_a_chat_of_sillytaverns_is_illustrated_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_small(folder / "SillyTavern")
    monkeypatch.setenv("HOME", str(folder))
    run(only_block("README.md", "SillyTavern's folder", "bash").strip(), folder)
    assert "[IMG:GEN]" not in next((folder / "illustrated").glob("*.jsonl")).read_text(encoding="utf-8")


def test_a_chat_is_illustrated_by_a_service_once_its_key_is_stored(folder: Path) -> None:
    store, check_all, draw = only_block("README.md", "Real pictures", "bash").splitlines()
    with Stub("gemini", drawn=picture(96, 128)) as stub:
        profile_folder().mkdir(parents=True)
        mine = f"extends: gemini\nmodel: gemini-3-pro-image\nendpoint: {stub.endpoint}\n"
        (profile_folder() / "gemini.yaml").write_text(mine, encoding="utf-8")
        run(f"{store} --endpoint {stub.endpoint}", folder, typed="a-key-of-the-readme\n")
        assert "✗" not in run(check_all, folder)
        assert "6 drawn" in run(draw, folder)
    assert {one.headers["x-goog-api-key"] for one in stub.asked} == {"a-key-of-the-readme"}


def test_the_extension_is_installed_as_the_readme_says(folder: Path) -> None:
    install, serve = only_block("README.md", "In SillyTavern", "bash").splitlines()
    (folder / "SillyTavern" / "data" / "default-user").mkdir(parents=True)
    (folder / "SillyTavern" / "server.js").touch()
    assert serve in run(install.replace("~/", ""), folder)
    assert (folder / "SillyTavern" / "data" / "default-user" / "extensions" / "rp-composer" / "index.js").is_file()


def test_a_frontend_is_served_as_the_readme_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert only_block("README.md", "Serving a frontend", "bash").strip() == "rp-composer serve --profile gemini"
    example = only_block("README.md", "Serving a frontend", "python")
    with listening(options(folder)) as (address, _):
        exec(compile(example.replace("http://127.0.0.1:8765", address), "README.md", "exec"), {})
    status, replacement = capsys.readouterr().out.splitlines()
    assert status == "finished image/png"
    assert "{{picture:0}}" in replacement


def test_the_test_command_installs_the_test_extra_and_runs_pytest() -> None:
    block = only_block("README.md", "Tests", "bash").strip()
    install, _, command = block.rpartition(" && ")
    assert install == "python3 -m venv .venv && . .venv/bin/activate && python -m pip install -e '.[test]'"
    assert command == "pytest -n auto --dist worksteal"


def test_a_message_becomes_what_the_readme_shows(folder: Path) -> None:
    before, after = (block.text for block in blocks("README.md", "What happens to a message", "html"))
    run("rp-composer illustrate message.md --card card.png", folder)
    written = (folder / "message.md").read_text(encoding="utf-8")
    [found] = Composer().find(written)
    name = Path(found.pictures[0]).stem
    assert written.replace(name, "PICTURE").replace(found.job_id, "PICTURE") == after
    assert written != before


@pytest.mark.parametrize("example", blocks("README.md", "How a prompt is built", "console"), ids=["blocks", "prose"])
def test_prompts_are_those_the_readme_shows(folder: Path, example: Block) -> None:
    command, _, expected = example.text.partition("\n")
    assert run(command.removeprefix("$ "), folder).strip() == expected.strip()


def test_the_list_of_reference_pictures_is_one_of_a_profile() -> None:
    profile = check(Profile, only_block("README.md", "Reference pictures", "yaml"), "README.md")
    assert [one.role for one in profile.references] == ["identity", "outfit", "persona", "place", "style"]
    assert profile.consistency == "strict"


def test_the_profile_is_a_profile() -> None:
    profile = check(Profile, only_block("README.md", "How a prompt is built", "yaml"), "README.md")
    assert [found.grammar for found in Composer(profile).find('<pic prompt="a kite">')] == ["template"]


def test_a_model_of_ones_own_is_known_from_then_on() -> None:
    file = config_folder() / "models" / "a1111.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(only_block("README.md", "How a model wants it", "yaml"), encoding="utf-8")
    model, notices = find_model("myMerge_v2.safetensors", "a1111")
    assert (model.quality_tags[-1], model.weights, notices) == ("very aesthetic", "a1111", ())
    assert "my favourite" in next(one.aliases for one in catalogue("a1111").names.samplers if one.name == "Euler a")


def test_the_readme_lists_the_slots() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"The slots are {', '.join(f'`{slot}`' for slot in SLOTS[:-1])} and `{SLOTS[-1]}`." in readme


def test_the_library_example_draws_a_picture(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(only_block("README.md", "As a library", "python"), "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "red scarf" in printed
    assert re.search(r"^image/png \d+ \d+$", printed, re.MULTILINE)


@pytest.mark.parametrize(("page", "section"), [("README.md", "A plugin"), ("plugins/README.md", "Ten lines")])
def test_the_plugin_example_works_from_the_drop_in_folder(page: str, section: str, tmp_path: Path) -> None:
    (tmp_path / "rain.py").write_text(only_block(page, section, "python"), encoding="utf-8")
    composer = Composer(plugin_folder=tmp_path)
    prompt = rained_on(composer, "It rains again.")
    [part] = [part for part in prompt.parts if part.fragment.source == "rain"]
    assert prompt.prompt[part.start : part.end] == "rain falling, wet ground"
    assert part.fragment.evidence[0].quote == "rains"
    assert "rain" not in rained_on(composer, "She looks for her raincoat.").prompt.replace("raincoat", "")


def rained_on(composer: Composer, text: str) -> RenderedPrompt:
    message = ChatMessage("Maren", f'{text} [IMG:GEN:{{"prompt":"Maren on the pier"}}]')
    [found] = composer.find(message.text)
    return composer.compose(composer.scene(composer.story(), message, found))


@pytest.fixture
def easel(tmp_path: Path) -> Callable[[httpx.Response], GenerationResult]:
    """Draws with the page's backend, whose service answers as it is told, and checks what that was asked."""
    (tmp_path / "easel.py").write_text(only_block("plugins/README.md", "A backend", "python"), encoding="utf-8")

    def draw(answer: httpx.Response) -> GenerationResult:
        def answered(request: httpx.Request) -> httpx.Response:
            assert (request.method, str(request.url)) == ("POST", "https://easel.example/v1/draw")
            assert request.headers["authorization"] == "Bearer a-key-of-the-page"
            assert set(json.loads(request.content)) == {"text", "ratio"}
            return answer

        composer = Composer(
            Profile(backend="easel"),
            plugin_folder=tmp_path,
            keys=Keys(tmp_path, {"EASEL_API_KEY": "a-key-of-the-page"}),
            client=httpx.AsyncClient(transport=httpx.MockTransport(answered)),
        )
        return composer.generate_sync(Scene(ImageRequest(prompt="a lighthouse")))

    return draw


def test_the_backend_example_draws(easel: Callable[[httpx.Response], GenerationResult]) -> None:
    drawn = picture(48, 32)
    result = easel(httpx.Response(200, json={"image": b64encode(drawn).decode()}))
    assert [(one.data, one.media_type, one.width, one.height) for one in result.pictures] == [
        (drawn, "image/png", 48, 32)
    ]


def test_the_backend_example_says_what_went_wrong(easel: Callable[[httpx.Response], GenerationResult]) -> None:
    with pytest.raises(NoCreditError, match=r"easel\.example answers 402: the purse is empty"):
        easel(httpx.Response(402, json={"error": "the purse is empty"}))
    with pytest.raises(EmptyAnswerError):
        easel(httpx.Response(200, json={}))


def test_the_reader_of_the_profile_example_reads_a_card(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_READER_KEY", "a-key-of-the-page")
    card = {"name": "Ida", "description": "Her eyes are like wet slate."}
    (folder / "ida.json").write_text(json.dumps(card), encoding="utf-8")
    example = only_block("plugins/README.md", "A reader", "yaml")
    with ReadingService(
        [said(facts(("eye_color", "wet slate", "eyes are like wet slate")))], models=("qwen3",)
    ) as service:
        profile = example.replace("http://localhost:11434/v1", service.endpoint)
        (folder / "mine.yaml").write_text(profile, encoding="utf-8")
        shown = run("rp-composer explain --prompt Ida --card ida.json --profile mine.yaml", folder)
        assert f"chat_model asks qwen3 at {service.endpoint}" in " ".join(
            run("rp-composer doctor --profile mine.yaml", folder).split()
        )
    assert "wet slate eyes" in shown
    assert "chat_model" in shown
    assert service.keys == ["Bearer a-key-of-the-page"]
    assert service.asked[0]["model"] == "qwen3"
    assert len(list((data_folder() / "readings").iterdir())) == 1


def test_the_entry_point_example_names_a_kind_of_plugin() -> None:
    project = tomllib.loads(only_block("plugins/README.md", "In a distribution", "toml"))
    [name] = project["project"]["entry-points"]["rp_composer"]
    assert name.partition(".")[0] in KINDS


def test_the_hook_reference_is_up_to_date() -> None:
    page = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    assert hook_reference.PAGE.made_anew(hook_reference.reference()) == page


def test_every_hook_has_its_signature_in_the_reference() -> None:
    shown = "".join(block.text for block in blocks("plugins/README.md", "The hooks", "text"))
    for name in hook_reference.hooks():
        assert f"{name}(" in shown


def test_links_lead_to_files_that_exist() -> None:
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


def test_readme_has_the_picture_its_command_draws() -> None:
    from tests.readme_picture import PICTURE

    assert PICTURE.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text(encoding="utf-8")
