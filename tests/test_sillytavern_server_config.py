"""SillyTavern's config.yaml: one value of it is changed, and not a letter beside it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import ComposerError, ConflictError, NotFoundError
from composer.sillytavern.server_config import ServerConfig, enabled, read_config

PATH = Path("config.yaml")
BEFORE = "# -- DATA --\nport: 8000 # own\nsub:\n  enableServerPlugins: false\n"
AFTER = "# last\nlisten: false\nenableServerPluginsAutoUpdate: true\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("enableServerPlugins: false\n", "enableServerPlugins: true\n"),
        ("enableServerPlugins:   false   # off\n", "enableServerPlugins:   true   # off\n"),
        ('"enableServerPlugins": "false"\n', '"enableServerPlugins": true\n'),
        ("enableServerPlugins:\n", "enableServerPlugins: true\n"),
        ("enableServerPlugins: null\n", "enableServerPlugins: true\n"),
    ],
)
def test_only_the_value_is_changed(line: str, expected: str) -> None:
    assert enabled(PATH, BEFORE + line + AFTER) == BEFORE + expected + AFTER


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_mark_at_the_beginning_stay(end: str, mark: str) -> None:
    text = mark + (BEFORE + "enableServerPlugins: false\n" + AFTER).replace("\n", end)
    assert enabled(PATH, text) == text.replace(f"{end}enableServerPlugins: false", f"{end}enableServerPlugins: true")


@pytest.mark.parametrize("text", [BEFORE, BEFORE.rstrip("\n"), "", "# nothing yet\n", BEFORE.replace("\n", "\r\n")])
def test_where_the_line_is_missing_it_is_added_at_the_end(text: str) -> None:
    after = enabled(PATH, text)
    assert after.startswith(text)
    assert after.endswith("enableServerPlugins: true\r\n" if "\r\n" in text else "enableServerPlugins: true\n")


@pytest.mark.parametrize(
    "text",
    [
        "{enableServerPlugins: false}",
        "- enableServerPlugins",
        "enableServerPlugins: false\nenableServerPlugins: false\n",
        "off: &off false\nenableServerPlugins: *off\n",
        "enableServerPlugins: [false]\n",
        "port: 8000\n...\n",
    ],
)
def test_what_is_written_in_an_unusual_way_is_left_to_its_owner(text: str) -> None:
    with pytest.raises(ConflictError, match="yourself"):
        enabled(PATH, text)


def test_what_is_no_yaml_is_said_so() -> None:
    with pytest.raises(ComposerError, match="no valid YAML"):
        enabled(PATH, "port: [8000\n")


values = st.recursive(
    st.booleans() | st.integers() | st.text("ab #:'\n", max_size=6), lambda inner: st.lists(inner, max_size=3)
)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=6), values, max_size=4), st.booleans() | st.none())
def test_whatever_else_it_holds_stays(others: dict[str, object], value: bool | None) -> None:
    content = {**others, "enableServerPlugins": value} if value is not None else others
    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=False) if content else ""
    assert yaml.safe_load(enabled(PATH, text)) == {**content, "enableServerPlugins": True}


@pytest.mark.parametrize(
    ("value", "loads"),
    [("true", True), ("True", True), ('"true"', True), ("false", False), ('"False"', False), ("", False), ("no", True)],
)
def test_the_value_is_read_as_sillytavern_reads_it(value: str, loads: bool) -> None:
    assert ServerConfig(PATH, f"enableServerPlugins: {value}\n").enabled is loads


def test_a_backup_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    for number in range(3):
        path.write_text(f"enableServerPlugins: false # {number}\n", encoding="utf-8")
        backup = read_config(tmp_path).enable()
        assert backup.read_text(encoding="utf-8") == f"enableServerPlugins: false # {number}\n"
    names = {file.name for file in tmp_path.iterdir()}
    ours = {f"config.before-rp-composer{number}.yaml" for number in ("", "-2", "-3")}
    assert names == {"config.yaml", *ours}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    real = tmp_path / "config" / "config.yaml"
    real.write_text("enableServerPlugins: false\n", encoding="utf-8")
    (tmp_path / "config.yaml").symlink_to(real)
    read_config(tmp_path).enable()
    assert (tmp_path / "config.yaml").is_symlink()
    assert real.read_text(encoding="utf-8") == "enableServerPlugins: true\n"


def test_a_missing_file_and_one_in_another_encoding_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="start SillyTavern once, or name its configuration with --config"):
        read_config(tmp_path)
    (tmp_path / "config.yaml").write_bytes("# größer".encode("latin-1"))
    with pytest.raises(ComposerError, match="no UTF-8"):
        read_config(tmp_path)
