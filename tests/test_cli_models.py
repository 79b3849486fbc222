"""``rp-composer models``: a table of the catalogue, and all that is known of one model."""

import json
from pathlib import Path

import pytest

from composer.folders import config_folder, plugin_folder
from composer.models.catalogue import catalogue, catalogued_backends
from tests.command_line import CommandLine


def plain(out: str) -> list[str]:
    """Return the lines of a table with single spaces."""
    return [" ".join(line.split()) for line in out.splitlines()]


def test_every_model_is_listed(command_line: CommandLine) -> None:
    out = command_line("models").out
    assert all(f"{model.name} " in out for backend in catalogued_backends() for model in catalogue(backend).models)


def test_a_row_says_form_references_price_and_end(command_line: CommandLine) -> None:
    rows = plain(command_line("models").out)
    assert "gpt-image-1.5 openai blocks 3 sizes to 1024x1536 16 0.009–0.2 2026-12-01" in rows
    assert "gemini-2.5-flash-image gemini blocks 10 ratios 3 0.039 2027-03-15" in rows
    assert "gpt-image-2.5-flare * openai blocks any to 8.3 Mpx by 16 16 0.006–0.211" in rows
    assert "gpt-image-2.6-flare openai blocks any to 8.3 Mpx by 16 16 not known" in rows


def test_the_table_fits_a_terminal_of_a_hundred_columns(command_line: CommandLine) -> None:
    assert max(len(line.rstrip()) for line in command_line("models").out.splitlines()[:-1]) <= 100


def test_the_models_of_one_backend(command_line: CommandLine) -> None:
    models = json.loads(command_line("models", "--backend", "gemini", "--json").out)
    assert {model["backend"] for model in models} == {"gemini"}
    assert len(models) == len(catalogue("gemini").models)


def test_a_model_in_full(command_line: CommandLine) -> None:
    out = command_line("models", "gpt-image-1.5").out
    assert "0.034 medium 1024x1024" in out
    assert "1792x1024: 1536x1024" in out
    assert "sampling" not in out
    assert "steps: 25" in command_line("models", "pony").out


def test_a_model_in_full_says_how_its_prompts_are_written(command_line: CommandLine) -> None:
    out = " ".join(command_line("models", "pony").out.split())
    assert "quality_tags score_9, score_8_up, score_7_up, score_6_up, score_5_up, score_4_up" in out
    assert "chunk_tokens 75" in out
    assert "weights a1111" in out
    assert "reference_roles identity, persona, outfit, style" in out
    wai = " ".join(command_line("models", "wai").out.split())
    assert "negative_tags bad quality, worst quality, worst detail, sketch" in wai
    assert "foreign_tags score_*, source_pony" in wai
    assert "style_presets avoid" in wai
    novelai = " ".join(command_line("models", "nai-diffusion-5-full").out.split())
    assert "prompt_limit 1471 prompt_unit tokens" in novelai
    assert "people_limit 22" in novelai


def test_a_name_that_a_pattern_knows_is_shown(command_line: CommandLine) -> None:
    [model] = json.loads(command_line("models", "gpt-image-2-2026-04-21", "--json").out)
    assert (model["name"], model["label"]) == ("gpt-image-2-2026-04-21", "GPT Image 2")


def test_a_name_counts_before_patterns(command_line: CommandLine) -> None:
    folder = config_folder() / "models"
    folder.mkdir(parents=True)
    (folder / "openai.yaml").write_text("models:\n  - {name: proxy-flux, references: 2}\n", encoding="utf-8")
    [model] = json.loads(command_line("models", "proxy-flux", "--json").out)
    assert (model["backend"], model["references"]) == ("openai", 2)


def test_a_dialect_that_nobody_writes_is_told_with_the_place_where_it_stands(command_line: CommandLine) -> None:
    folder = config_folder() / "models"
    folder.mkdir(parents=True)
    mine = folder / "a1111.yaml"
    mine.write_text("models:\n  - name: oil\n    dialect: prosa\n  - name: chalk\n    extends: oil\n", encoding="utf-8")
    for name in ("oil", "chalk"):
        answer = command_line("models", name)
        assert answer.code == 0
        assert answer.err == (
            f"warning: {mine}, line 3: models.0.dialect: no dialect is called 'prosa'; the nearest is 'prose'; "
            "there are: blocks, novelai, prose, tags\n"
        )
    assert command_line("models", "pony").err == ""


def test_a_dialect_of_a_plugin_of_the_users_own_is_known(command_line: CommandLine) -> None:
    write(plugin_folder() / "poetry.py", POET)
    write(config_folder() / "models" / "a1111.yaml", "models:\n  - {name: oil, dialect: poem}\n")
    answer = command_line("models", "oil")
    assert ("poem" in answer.out, answer.err) == (True, "")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


POET = """
from composer.hookspecs import hookimpl


class Poem:
    name = "poem"


@hookimpl
def register_dialects(register):
    register(Poem())
"""


def test_a_model_that_is_switched_off_shows_its_successor(command_line: CommandLine) -> None:
    answer = command_line("models", "dall-e-3", "--json")
    assert json.loads(answer.out)[0]["name"] == "gpt-image-2.5-flare"
    assert "dall-e-3 of openai is switched off since 2026-05-12" in answer.err


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("gpt-imag-2",), "error: the catalogue has no model 'gpt-imag-2'; the nearest is 'gpt-image-2'"),
        (("novelai",), "error: 'novelai' is a backend; its models: 'rp-composer models --backend novelai'"),
        (("--backend", "opnai"), "error: the catalogue has no backend 'opnai'; the nearest is 'openai'"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_name(
    command_line: CommandLine, arguments: tuple[str, ...], error: str
) -> None:
    answer = command_line("models", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(error)


def test_models_of_the_users_own_are_listed_and_their_folder_is_named(command_line: CommandLine) -> None:
    folder = config_folder() / "models"
    folder.mkdir(parents=True)
    (folder / "painter.yaml").write_text("models:\n  - {name: oil, prices: [{usd: 0.5}]}\n", encoding="utf-8")
    out = command_line("models").out
    assert "oil painter blocks 1 ratios - 0.5" in plain(out)
    assert str(folder) in out
