"""The one YAML loader: profiles, catalogues, lexicons and personas all come through here.

YAML 1.2 scalars: ``off`` and ``9:16`` stay text, only ``true`` and ``false`` are booleans. A duplicate key is an error,
foreign files may hold no aliases, and every error names file, line, key and, for an unknown key, the nearest valid one.
"""

import re
from collections.abc import Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, GetCoreSchemaHandler, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from composer.errors import ProfileError
from composer.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

_SECTION = "settings of its own belong below it, as `key: value`"
#: What pydantic says in the language of programs.
_FIXES = {
    "bool_type": "write true or false", "model_type": _SECTION, "dict_type": _SECTION,
    "string_type": "write a text; what is no text by itself stands in quotes", "tuple_type": "write a list: [one, two]",
    "int_type": "write a whole number", "float_type": "write a number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fits:
    """Marks, inside ``Annotated``, a mapping that is kept as it is written, once it was checked to fit a model."""

    model: type[BaseModel]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check a mapping after the rest; its errors stand where its keys stand."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            self.model.model_validate(value)
        return value


# Half a surrogate pair: it can be written in no file and sent in no answer.
_HALF = re.compile("[\ud800-\udfff]")


class _Rules(yaml.constructor.SafeConstructor):
    """The scalars of YAML 1.2, and no key twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (PyYAML's own interface)

    def construct_scalar(self, node: Node) -> Any:
        value: str = super().construct_scalar(node)  # type: ignore[arg-type]
        if not value.isascii() and _HALF.search(value):
            raise yaml.constructor.ConstructorError(
                None, None, "half a character (\\uD800 to \\uDFFF)", node.start_mark
            )
        return value

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        lines: dict[Hashable, int] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
            if key in lines:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is already in line {lines[key]}", key_node.start_mark
                )
            lines[key] = key_node.start_mark.line + 1
        return super().construct_mapping(node, deep)


class _Loader(_Rules, yaml.SafeLoader):
    """Reads the user's files."""


class _ForeignLoader(_Rules, yaml.SafeLoader):
    """Reads files of others."""

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed here", mark)
        return super().compose_node(parent, index)


if TYPE_CHECKING:
    from yaml import SafeLoader as _Parser
else:
    _Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _BuiltinLoader(_Rules, _Parser):
    """Reads our own files at every start, so with libyaml where it is there; absurd nesting would crash that."""


def _integer(_: yaml.SafeLoader, node: ScalarNode) -> int:
    """Read 0o and 0x by their prefix and everything else as decimal: ``0777`` is octal only in YAML 1.1."""
    return int(node.value, 0 if node.value[:2] in ("0o", "0x") else 10)


_LOADERS: tuple[type[yaml.SafeLoader], ...] = (_Loader, _ForeignLoader, _BuiltinLoader)

for _kind in _LOADERS:
    _kind.add_constructor("tag:yaml.org,2002:int", _integer)
    for _tag, _pattern, _first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ):
        _kind.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


#: Documents up to this length, in characters, are remembered.
_SHORT = 10_000


def read_yaml(text: str, name: str, foreign: bool = False) -> Any:
    """Parse one YAML document.

    Args:
        text: the document; name: its file name, for errors.
        foreign: the file is somebody else's: aliases (which can blow up in memory) are refused.

    Raises:
        ProfileError: naming file, line and cause.
    """
    if foreign:
        return _parsed(text, name, _ForeignLoader)
    return deepcopy(_remembered(text, name)) if len(text) < _SHORT else _parsed(text, name, _Loader)


@lru_cache(maxsize=64)  # a server reads the same few profiles over and over, to hear of every change of their files
def _remembered(text: str, name: str) -> Any:
    return _parsed(text, name, _Loader)


def _parsed(text: str, name: str, loader: type[yaml.SafeLoader]) -> Any:
    try:
        return yaml.load(text, Loader=loader)
    # An explicit tag on a value it does not fit (`!!bool perhaps`) fails inside PyYAML with whatever comes first.
    except RecursionError:
        raise ProfileError(f"{name}: it is nested too deeply") from None
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark else name
        cause = getattr(error, "problem", None) or str(error)
        raise ProfileError(f"{where}: {cause}") from error


def load_yaml(path: Path) -> Any:
    """Read and parse one YAML file; ProfileError names the file, the line and the cause."""
    return read_yaml(read_text(path), str(path))


def read_text(path: Path) -> str:
    """Return the text of one YAML file; ProfileError names the file and the cause."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: no UTF-8 text, see byte {error.start}; save it as UTF-8") from error


def check(model: type[M], text: str, name: str, foreign: bool = False) -> M:
    """Parse `text` and check it against `model`; ProfileError names file, line, key and the nearest valid key."""
    return check_data(model, read_yaml(text, name, foreign), text, name)


def check_builtin(model: type[M], source: Traversable) -> M:
    """Read one YAML file that comes with rp-composer or with a plugin and check it; errors are those of `check`."""
    text = source.read_text(encoding="utf-8")
    return check_data(model, _parsed(text, source.name, _BuiltinLoader), text, source.name)


def check_data(model: type[M], data: Any, text: str, name: str) -> M:
    """Check what `read_yaml` read of `text` against `model`; errors are those of `check`."""
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError as error:
        raise ProfileError("\n".join(_problems(error, model, text, name))) from error


def _problems(error: ValidationError, model: type[BaseModel], text: str, name: str) -> list[str]:
    root = yaml.compose(text, Loader=_Loader)
    problems = []
    for detail in error.errors():
        path = tuple(detail["loc"])
        where = f"{name}, line {_line(root, path)}: {'.'.join(map(str, path)) or 'the document'}"
        if detail["type"] == "extra_forbidden":
            problems.append(f"{where}: there is no such key{_hint(model, path)}")
        else:
            problems.append(f"{where}: {_fix(model, path, detail)} (it says {detail['input']!r:.80})")
    return problems


def _fix(model: type[BaseModel], path: tuple[int | str, ...], detail: "ErrorDetails") -> str:
    """Return what is to be written instead."""
    if detail["type"] == "string_pattern_mismatch" and (examples := _examples(model, path)):
        return f"write it like {' or '.join(examples)}"
    return _FIXES.get(detail["type"], f"{detail['msg'][:1].lower()}{detail['msg'][1:]}")


def _examples(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Return how the text at a place may be written, where its field has examples; they may be inside an optional."""
    section = _model_at(model, path[:-1])
    field = section.model_fields.get(str(path[-1])) if section else None
    if field is None:
        return []
    inside = [mark for kind in get_args(field.annotation) for mark in get_args(kind) if isinstance(mark, FieldInfo)]
    return next((one.examples for one in (field, *inside) if one.examples), [])


def line_of(text: str, path: tuple[int | str, ...]) -> int:
    """Return the line, from 1, in which a key of a YAML document that can be read stands, or what it would stand in."""
    return _line(yaml.compose(text, Loader=_Loader), path)


def _line(node: Node | None, path: tuple[int | str, ...]) -> int:
    line = node.start_mark.line + 1 if node is not None else 1
    for step in path:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return int(line)


def nearest_key(path: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """Return the valid key that is spelt most like the last of a path in a document; "" when there is none."""
    known = _model_at(model, path[:-1])
    return nearest(str(path[-1]), known.model_fields) if known else ""


def _hint(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    key = nearest_key(path, model)
    return f"; the nearest is {key!r}" if key else ""


def _model_at(model: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the model of a place in a document, through sections, mappings of sections and lists; None for none."""
    kind: Any = model
    for step in path:
        if _is_model(kind):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field else None
        else:
            kind = next((one for one in reversed(get_args(kind)) if one is not ...), None)
        kind = _opened(kind)
    return kind if _is_model(kind) else None


def _opened(kind: Any) -> Any:
    """Return a type without ``Annotated``, and of several that are possible the one that is a model."""
    if get_origin(kind) is Annotated:
        inside, *marks = get_args(kind)
        return next((mark.model for mark in marks if isinstance(mark, Fits)), _opened(inside))
    if get_origin(kind) in (Union, UnionType):
        kinds = [_opened(one) for one in get_args(kind)]
        return next((one for one in kinds if _is_model(one)), kinds[0])
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
