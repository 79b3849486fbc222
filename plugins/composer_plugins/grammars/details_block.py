"""The details block: ``<details><summary>Image: New</summary>`` with lines such as ``prompt: …``, and its outcome.

A line that begins with a parameter's name starts its value, and the lines after it belong to that value. A finished
block says ``Image: Done`` and has its image tag before it: both together are one done request. A failed one says
``Image: Failed``, and its first line is the reason.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.requests.image_tags import (
    JOB_ATTRIBUTE,
    identifier,
    instruction_of,
    reason_text,
    source_status,
    write_outcome,
    write_tag,
)
from composer.requests.instructions import field_name, read_request, request_fields
from composer.requests.tags import Tag, read_tag
from composer.types import Failed, FoundRequest, ImageRequest, Operation, Outcome, RequestProblem, Status

_INLINE = r"</?(?:b|i|u|strong|em|span|code|font|small|big)\b[^<>]*+>"
_HEAD = rf"""<details(?P<attributes>(?:\s[^<>]*+)?+)>\s*+<summary[^<>]*+>(?:[^<\w]|{_INLINE})*+
    image[\s*_]*+:(?:[\s*_]|{_INLINE})*+(?:(?P<word>new|edit|done|failed)\b|\w{{0,5}}\Z)"""
_OPENER = re.compile(rf"(?=<(?:img\s|details))(?:<img\s[^<>]*+>\s{{0,99}}+)?+{_HEAD}", re.VERBOSE | re.IGNORECASE)
_BLOCK = re.compile(rf"{_HEAD}(?:(?:[^<\n]{{0,80}}+|{_INLINE})*+</summary\s*+>)?+", re.VERBOSE | re.IGNORECASE)
_CLOSE = re.compile(r"</details?\b[^<>\n]*+(?:>|(?=[<\n]))", re.IGNORECASE)
_LINE_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|pre|summary)\b[^<>]*+>", re.IGNORECASE)
_JOB = re.compile(rf"""\s+{JOB_ATTRIBUTE}\s*+=\s*+(?:"([^"<>]*+)"|'([^'<>]*+)'|([^\s"'<>]++))""", re.IGNORECASE)
_REASON = re.compile(r"\A[ \t]*+\r?\n?[^\n]*+")
#: A fence around all lines of a block, where a model took them for YAML.
_FENCE = re.compile(r"\A```\w*[ \t\r]*\n(.*?)\n[ \t]*```\Z", re.DOTALL)
#: At most so much white space stands between an image tag and its block.
_GAP = 100
_OPERATIONS = ("generate", "edit", "upscale")


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as written: where its summary's word and its lines stand, and whether and how it ends."""

    start: int
    head_end: int
    word: tuple[int, int]
    body_end: int
    end: int
    cut: bool
    closed: bool
    job_id: str


class DetailsBlock:
    """Reads and writes details blocks, a finished one together with its image tag."""

    name = "details_block"
    opener = _OPENER

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the block, or the image tag and its finished block, at `start`."""
        tag, block = _read(text, start)
        if block is None:
            return None
        word = text[slice(*block.word)].lower()
        values = _values(text[block.head_end : block.body_end])
        operation, request, problem = _understand(values, word)
        source = text[start : block.end]
        pictures: tuple[str, ...] = ()
        if tag is not None:
            pictures = source_status(tag.attribute("src"))[1]
        status: Status = "pending" if word in ("new", "edit") else "done" if word == "done" else "failed"
        if not block.closed:
            problem = RequestProblem("bad_syntax", "details", None, "the block is not closed; end it with </details>")
        if block.cut:
            status, problem = "incomplete", None
        elif problem is not None and status != "done":
            status = "error"
        else:
            problem = None
        job_id = (tag.attribute(JOB_ATTRIBUTE) if tag else None) or block.job_id
        return FoundRequest(self.name, operation, status, start, block.end, source, request, problem, pictures, job_id)

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Write image tag and finished block, or the failed block; one that is cut or not closed stays."""
        # The line break stands for what came behind: a block that is not cut may still lack its last ">".
        tag, block = _read(found.source + "\n", 0)
        if block is None or found.request is None or found.status == "incomplete" or not block.closed:
            return found.source
        if isinstance(outcome, Failed):
            return found.source if found.status == "done" else _failed(found.source, block, outcome)
        if tag is not None:
            return write_outcome(tag, outcome) + found.source[tag.end :]
        return f"{write_tag(instruction_of(found.request), outcome)}\n{_rewritten(found.source, block, 'Done', '')}"


def _read(text: str, start: int) -> tuple[Tag | None, _Block | None]:
    if text[start : start + 4].lower() != "<img":
        return None, _read_block(text, start)
    tag = read_tag(text, start)
    if tag is None or source_status(tag.attribute("src"))[0] != "done":
        return None, None
    rest = text[tag.end : tag.end + _GAP]
    block = _read_block(text, tag.end + len(rest) - len(rest.lstrip()))
    return (tag, block) if block and text[slice(*block.word)].lower() == "done" else (None, None)


def _read_block(text: str, start: int) -> _Block | None:
    head = _BLOCK.match(text, start)
    if head is None:
        return None
    job = _JOB.search(head["attributes"])
    job_id = next((part for part in job.groups() if part), "") if job else ""
    close = _CLOSE.search(text, head.end())
    if close is None:
        return _Block(start, head.end(), head.span("word"), len(text), len(text), True, True, job_id)
    following = -1
    for opener in _OPENER.finditer(text, head.end(), close.start()):
        following = opener.start()
    if following >= 0:
        end = start + len(text[start:following].rstrip())
        return _Block(start, head.end(), head.span("word"), end, end, False, False, job_id)
    return _Block(start, head.end(), head.span("word"), close.start(), close.end(), False, True, job_id)


@cache
def _key_line() -> re.Pattern[str]:
    names = sorted({name for block in request_fields().block.values() for name in block} | {"action"}, reverse=True)
    choice = "|".join(name.replace("_", "[ _-]?") for name in names)
    return re.compile(
        rf"^[ \t>•+\-]*+(?:\*[ \t])?(?:<(?:b|strong|i|em|code)>)?(?P<mark>[*_`]{{0,3}})(?P<name>{choice})"
        rf"(?:(?P=mark)[ \t]*+[:：]|[ \t]*+[:：](?P=mark))(?:</(?:b|strong|i|em|code)>)?[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )


def _values(body: str) -> dict[str, str]:
    """Return the parameters of a block as written, by their name; the first of two equal names counts."""
    body = _FENCE.sub(r"\1", _LINE_TAG.sub("\n", body).strip())
    keys = list(_key_line().finditer(body))
    if [field_name(key["name"]) for key in keys] == ["action"]:
        # All parameters stand in one line.
        body = re.sub(rf"\s(?={_key_line().pattern[1:]})", "\n", body, flags=re.IGNORECASE)
        keys = list(_key_line().finditer(body))
    values: dict[str, str] = {}
    for key, following in zip(keys, [*keys, None][1:], strict=True):
        value = body[key.end() : following.start() if following else len(body)]
        values.setdefault(field_name(key["name"]), _value(value))
    return values


def _value(text: str) -> str:
    text = re.sub(r"\A[|>][+-]?[ \t]*\n", "", text.strip())
    text = "\n".join(line.strip() for line in text.split("\n")).strip()
    inner = text[1:-1]
    quoted = len(text) > 1 and text[0] + text[-1] in ('""', "''", "“”", "``") and text[0] not in inner
    return inner.strip() if quoted and text[-1] not in inner else text


def _understand(values: dict[str, str], word: str) -> tuple[Operation, ImageRequest | None, RequestProblem | None]:
    usual = "edit" if word == "edit" else "generate"
    written = values.get("action", "")
    action = written.strip(" \t.,;*_`\"'").lower() or ("" if word == "edit" else usual)
    known = action in _OPERATIONS
    operation = cast("Operation", action if known else usual)
    request, problem = read_request(values, "block", operation)
    if not known:
        message = "action must be generate, edit or upscale"
        problem = RequestProblem("invalid_value", "action", written or None, message)
    return operation, request, problem


def _failed(source: str, block: _Block, outcome: Failed) -> str:
    return _rewritten(source, block, "Failed", reason_text(outcome.reason) or "unknown", outcome.job_id)


def _rewritten(source: str, block: _Block, word: str, reason: str, job_id: str = "") -> str:
    """Return the block with another word in its summary and another reason; its lines stay as written."""
    head = source[: block.word[0]] + word + source[block.word[1] : block.head_end]
    if "</summary" not in head.lower():
        head += "</summary>"
    head = _JOB.sub("", head, count=1)
    if job_id:
        start = len("<details")
        head = f'{head[:start]} {JOB_ATTRIBUTE}="{identifier(job_id)}"{head[start:]}'
    body = source[block.head_end : block.body_end]
    if source[slice(*block.word)].lower() == "failed":
        body = _without_reason(body)
    if reason:
        body = f"\n{reason}{body}" if re.match(r"\r?\n", body) else f"\n{reason}\n{body}"
    return f"{head}{body}</details>"


def _without_reason(body: str) -> str:
    first = _REASON.match(body)
    line = first[0].strip() if first else ""
    if first is None or not line or _key_line().match(line):
        return body
    return body[first.end() :]


@hookimpl
def register_grammars(register: Register) -> None:
    """Register the details block."""
    register(DetailsBlock())
