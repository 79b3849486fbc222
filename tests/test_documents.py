"""The YAML loader: 1.2 scalars, no duplicate keys, no foreign aliases, errors with line, key and the nearest key."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel

from composer.documents import Fits, check, check_builtin, line_of, load_yaml, read_yaml
from composer.errors import ProfileError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    colour: str = ""


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = ""
    size: int = 0
    inner: Inner = Inner()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("9:16", "9:16"),
        ("2024-01-02", "2024-01-02"),
        ("0777", 777),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("-7", -7),
        ("'12'", "12"),
        ("<<", "<<"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    read = read_yaml(f"key: {text}", "file")["key"]
    assert (read, type(read)) == (value, type(value))


def test_a_duplicate_key_is_an_error_with_both_lines() -> None:
    with pytest.raises(ProfileError, match=r"mine\.yaml, line 3: the key 'name' is already in line 1"):
        read_yaml("name: a\nsize: 1\nname: b\n", "mine.yaml")


def test_a_duplicate_key_deep_inside_is_an_error_too() -> None:
    with pytest.raises(ProfileError, match="line 4"):
        read_yaml("list:\n  - a: 1\n    b: 2\n    a: 3\n", "mine.yaml")


def test_foreign_files_hold_no_aliases_and_our_own_may() -> None:
    text = "a: &x [1]\nb: *x\n"
    assert read_yaml(text, "file") == {"a": [1], "b": [1]}
    with pytest.raises(ProfileError, match=r"line 2: aliases are not allowed"):
        read_yaml(text, "file", foreign=True)


@pytest.mark.parametrize(
    "text", ["a: [1", "a: 'b", "\tb: 1", "!!python/object:os.system {}", "a: \x00", "[" * 3000, "? [a]\n: 1"]
)
def test_broken_or_hostile_yaml_is_a_typed_error(text: str) -> None:
    with pytest.raises(ProfileError, match=r"^file"):
        read_yaml(text, "file", foreign=True)


def test_an_unknown_key_names_line_key_and_the_nearest() -> None:
    with pytest.raises(ProfileError, match=r"file, line 2: nmae: there is no such key; the nearest is 'name'"):
        check(Outer, "size: 1\nnmae: b\n", "file")


def test_an_unknown_key_inside_names_the_nearest_there() -> None:
    with pytest.raises(
        ProfileError, match=r"file, line 2: inner\.color: there is no such key; the nearest is 'colour'"
    ):
        check(Outer, "inner:\n  color: red\n", "file")


def test_a_wrong_value_names_line_key_and_value() -> None:
    with pytest.raises(ProfileError, match=r"file, line 1: size: .*\(it says 'big'\)"):
        check(Outer, "size: big\n", "file")


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(ProfileError) as problem:
        check(Outer, "size: big\ncolour: red\n", "file")
    assert len(str(problem.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["- a\n", "just words"])
def test_a_document_of_another_shape_is_an_error(text: str) -> None:
    with pytest.raises(ProfileError, match="the document"):
        check(Outer, text, "file")


def test_an_empty_document_has_the_defaults() -> None:
    assert check(Outer, "", "file") == Outer()


def test_a_missing_or_undecodable_file_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.yaml"):
        load_yaml(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match=r"bad\.yaml"):
        load_yaml(tmp_path / "bad.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text("﻿name: a", encoding="utf-8")
    assert load_yaml(tmp_path / "bom.yaml") == {"name": "a"}


class Anything(RootModel[Any]):
    """Takes a document as it is."""


BUILTIN = sorted((Path(__file__).parent.parent / "composer" / "data").rglob("*.yaml"))


@pytest.mark.parametrize("path", BUILTIN, ids=[path.name for path in BUILTIN])
def test_our_own_files_say_the_same_however_they_are_parsed(path: Path) -> None:
    assert check_builtin(Anything, path).root == read_yaml(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("size: 1\nnmae: b\n", r"mine\.yaml, line 2: nmae: there is no such key; the nearest is 'name'"),
        ("name: a\nsize: 1\nname: b\n", r"mine\.yaml, line 3: the key 'name' is already in line 1"),
        ("name: 'a", r"mine\.yaml, line 1: "),
    ],
)
def test_our_own_files_are_checked_like_all_others(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=problem):
        check_builtin(Outer, tmp_path / "mine.yaml")


@pytest.mark.parametrize("text", ["off", "9:16", "0777", "0o17", "1_000", "FALSE", "~", "1e3", "2024-01-02", "<<"])
def test_our_own_files_have_the_scalars_of_yaml_1_2(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.yaml").write_text(f"key: {text}", encoding="utf-8")
    assert check_builtin(Anything, tmp_path / "mine.yaml").root == read_yaml(f"key: {text}", "file")


class Nested(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    people: dict[str, Inner] = {}
    rows: tuple[Inner, ...] = Field(default=(), strict=False)
    perhaps: Inner | None = None
    steps: Annotated[tuple[Annotated[str | dict[str, Any], Fits(Outer)], ...], Field(strict=False)] = ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("people:\n  Maren:\n    color: red\n", r"line 3: people\.Maren\.color: .*nearest is 'colour'"),
        ("rows:\n  - {colour: a}\n  - {color: b}\n", r"line 3: rows\.1\.color: .*nearest is 'colour'"),
        ("perhaps:\n  color: red\n", r"line 2: perhaps\.color: .*nearest is 'colour'"),
        ("steps:\n  - a\n  - nmae: b\n", r"line 3: steps\.1\.nmae: .*nearest is 'name'"),
        ("steps:\n  - inner: {color: b}\n", r"line 2: steps\.0\.inner\.color: .*nearest is 'colour'"),
        ("steps:\n  - size: big\n", r"line 2: steps\.0\.size: .*'big'"),
    ],
)
def test_a_mistake_inside_of_mappings_and_lists_names_the_nearest_there(text: str, problem: str) -> None:
    with pytest.raises(ProfileError, match=rf"file, {problem}"):
        check(Nested, text, "file")


def test_a_mapping_that_fits_a_model_is_kept_as_it_is_written() -> None:
    assert check(Nested, "steps: [a, {size: 1}]\n", "file").steps == ("a", {"size": 1})


def test_the_line_of_a_key_is_found_and_of_a_missing_one_that_of_its_section() -> None:
    text = "a: 1\nb:\n  c: 2\n"
    assert [line_of(text, path) for path in [("a",), ("b", "c"), ("b", "d"), ("e",)]] == [1, 3, 2, 1]


def test_half_a_character_is_refused_with_its_line() -> None:
    with pytest.raises(ProfileError, match=r"mine\.yaml, line 2: half a character"):
        read_yaml('a: 1\nb: "x\\ud800"\n', "mine.yaml")
