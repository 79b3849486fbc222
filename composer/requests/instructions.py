"""From the keys and values of an instruction to an `ImageRequest`, or to the one problem that stands in its way.

The ranges are data (``data/request_fields.yaml``). A field that is out of range is named in the problem and left out of
the request; all other fields are still read.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.errors import InvalidRequestError
from composer.types import ImageRequest, Operation, RequestProblem

Form = Literal["tag", "block"]

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIZE = re.compile(r"(\d{1,6})\s*+[x×х*]\s*+(\d{1,6})", re.IGNORECASE)
_RATIO = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*+[:/x×]\s*+(\d{1,4}(?:\.\d{1,4})?)", re.IGNORECASE)
_TIER = re.compile(r"[124]K", re.IGNORECASE)
_FACTOR = re.compile(r"(?<![\w.])([24])\s?[x×х](?!\w)|(?<!\w)[x×х]([24])(?![\w.])", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d{1,20}(?:\.0{1,20})?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})")
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
#: A ratio is never this large, a picture never this small.
_SMALLEST_SIDE = 33


class Range(BaseModel):
    """The numbers a field takes, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minimum: float
    maximum: float
    whole: bool = False


class RequestFields(BaseModel):
    """What ``data/request_fields.yaml`` says; its comments explain each part."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    aliases: dict[str, str]
    tag: tuple[str, ...] = Field(strict=False)
    block: dict[str, tuple[str, ...]]
    numbers: dict[str, Range]
    block_lengths: dict[str, int]
    longest_side: dict[str, int]
    upscale_defaults: dict[str, float]
    nobody: frozenset[str]


@cache
def request_fields() -> RequestFields:
    """Return the fields of an image request and their ranges."""
    source = resources.files("composer") / "data" / "request_fields.yaml"
    return check_builtin(RequestFields, source)


def field_name(key: str) -> str:
    """Return a key in snake_case: ``aspectRatio``, ``Aspect Ratio`` and ``aspect-ratio`` are ``aspect_ratio``."""
    return re.sub(r"[\s\-_]+", "_", _CAMEL.sub("_", key.strip())).lower()


def is_known(key: str) -> bool:
    """Return whether a key of an instruction is one that this tag family knows, however it is spelled."""
    return field_name(key) in _known_keys()


@cache
def _known_keys() -> frozenset[str]:
    fields = request_fields()
    return frozenset(fields.tag) | ImageRequest.__dataclass_fields__.keys() | fields.aliases.keys()


def read_request(
    values: Mapping[str, object], form: Form, operation: Operation = "generate"
) -> tuple[ImageRequest | None, RequestProblem | None]:
    """Read an instruction.

    Args:
        values: keys and values as written; null and blank texts count as not said.
        form: ``tag`` for the instruction of an image or legacy tag, ``block`` for the lines of a details block.
        operation: what the request asks for.

    Returns:
        The request, None when its prompt could not be read; and the first problem, None when there is none.
    """
    reading = _Reading(form, operation)
    known = request_fields().tag if form == "tag" else request_fields().block[operation]
    for key, value in values.items():
        name = field_name(key)
        if name in known and value is not None and name != "prompt":
            reading.take(name, value)
    given = next((value for key, value in values.items() if field_name(key) == "prompt"), None)
    prompt = reading.prompt(given)
    if prompt is None:
        return None, reading.first_problem("prompt")
    if operation == "upscale":
        reading.complete_upscale(prompt)
    return ImageRequest(prompt=prompt, operation=operation, **reading.fields), reading.first_problem()


class _Reading:
    """The fields of one request as they are read, and the problems met."""

    def __init__(self, form: Form, operation: Operation) -> None:
        self.form: Form = form
        self.operation: Operation = operation
        self.fields: dict[str, Any] = {}
        self.problems: list[RequestProblem] = []

    def first_problem(self, field: str | None = None) -> RequestProblem | None:
        """Return the first problem, or the first one of a field."""
        return next((problem for problem in self.problems if field in (None, problem.field)), None)

    def take(self, name: str, value: object) -> None:
        """Read one field other than the prompt."""
        field = request_fields().aliases.get(name, name)
        readers: dict[str, Callable[[str, object], None]] = {
            "aspect_ratio": self._ratio, "image_size": self._size, "size": self._size, "people": self._people,
            "enhance": self._truth,
        }  # fmt: skip
        try:
            if isinstance(value, str) and not value.strip():
                return
            if field in request_fields().numbers:
                self.fields[field] = _number(name, value, request_fields().numbers[field])
            else:
                readers.get(field, self._text)(name, value)
        except InvalidRequestError as error:
            self.problems.append(RequestProblem(error.problem_code, error.field, error.value, str(error)))

    def prompt(self, value: object) -> str | None:
        """Read the prompt; None when there is none (then the problem is noted), "" for an upscale without one."""
        if value is None or (isinstance(value, str) and not value.strip()):
            if self.operation == "upscale":
                return ""
            message = "the request has no prompt; say in `prompt` what the picture shows"
            self.problems.append(RequestProblem("missing_prompt", "prompt", value, message))
            return None
        if not isinstance(value, str):
            message = f"prompt must be text, not {_kind(value)}"
            self.problems.append(RequestProblem("invalid_value", "prompt", value, message))
            return None
        text = _clean(value)
        self._check_length("prompt", text)
        return text

    def complete_upscale(self, prompt: str) -> None:
        """Set what an upscale does not say: the factor from its prompt (``4x``), else the defaults."""
        factor = _FACTOR.search(prompt)
        if factor and "scale" not in self.fields:
            self.fields["scale"] = float(factor[1] or factor[2])
        self.fields = {**request_fields().upscale_defaults, **self.fields}
        self.fields["scale"] = _plain(self.fields["scale"])

    def _check_length(self, name: str, text: str) -> None:
        limit = request_fields().block_lengths.get(name)
        if self.form == "block" and limit is not None and len(text) > limit:
            message = f"{name} must have 1 to {limit} characters, not {len(text)}"
            self.problems.append(RequestProblem("invalid_value", name, text, message))

    def _text(self, name: str, value: object) -> None:
        if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InvalidRequestError(name, value, f"{name} must be text, not {_kind(value)}")
        text = _clean(str(value))
        self._check_length(name, text)
        if text:
            self.fields[request_fields().aliases.get(name, name)] = text

    def _ratio(self, name: str, value: object) -> None:
        text = _clean(value) if isinstance(value, str) else ""
        size = _SIZE.fullmatch(text)
        if text.lower() == "auto":
            return
        if size and int(size[1]) >= _SMALLEST_SIDE and int(size[2]) >= _SMALLEST_SIDE and ":" not in text:
            self._size(name, text)
            return
        ratio = _RATIO.fullmatch(text)
        if ratio is None or not (float(ratio[1]) and float(ratio[2])):
            raise InvalidRequestError(name, value, f"{name} must be two numbers such as 3:4 or 16:9")
        self.fields["aspect_ratio"] = f"{ratio[1]}:{ratio[2]}"

    def _size(self, name: str, value: object) -> None:
        text = _clean(value) if isinstance(value, str) else ""
        longest = request_fields().longest_side[self.form]
        size = _SIZE.fullmatch(text)
        if size and 1 <= int(size[1]) <= longest and 1 <= int(size[2]) <= longest:
            self.fields["size"] = f"{int(size[1])}x{int(size[2])}"
        elif text.lower() == "auto":
            self.fields["size"] = "auto"
        elif self.form == "tag" and _TIER.fullmatch(text):
            self.fields["image_size"] = text.upper()
        else:
            tiers = "1K, 2K, 4K, " if self.form == "tag" else ""
            wanted = f"{tiers}width x height with each side from 1 to {longest}, or auto"
            raise InvalidRequestError(name, value, f"{name} must be {wanted}")

    def _people(self, name: str, value: object) -> None:
        if isinstance(value, str):
            value = re.split(r"\s*[,;&]\s*", value)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InvalidRequestError(name, value, f"{name} must be a list of names")
        names = [_clean(item) for item in value if item.strip()]
        self.fields["people"] = tuple(item for item in names if item.lower() not in request_fields().nobody)

    def _truth(self, name: str, value: object) -> None:
        text = str(value).strip().lower()
        if text not in _TRUTH:
            raise InvalidRequestError(name, value, f"{name} must be true or false")
        self.fields["enhance"] = _TRUTH[text]


def _number(name: str, value: object, allowed: Range) -> float:
    kind = "a whole number" if allowed.whole else "a number"
    wanted = f"{name} must be {kind} from {allowed.minimum:.10g} to {allowed.maximum:.10g}"
    text = str(value).strip()
    pattern = _WHOLE if allowed.whole else _NUMBER
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not pattern.fullmatch(text):
        raise InvalidRequestError(name, _short(value), wanted)
    number = _plain(float(text))
    if not allowed.minimum <= number <= allowed.maximum:
        raise InvalidRequestError(name, _plain(float(text)), f"{wanted}, not {text}")
    return number


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _short(value: object) -> object:
    return value[:200] if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Trim a text; half a surrogate pair cannot be stored anywhere and becomes the replacement character."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).strip()


def _kind(value: object) -> str:
    kinds: dict[type, str] = {list: "a list", dict: "an object", bool: "true or false"}
    return kinds.get(type(value), "a number")
