"""The image tag in its canonical form, which every grammar writes: ``<img data-iig-instruction='{…}' src="…" …>``.

In string values and unknown keys every character other than letters, decimal digits, space and ``,-;/`` is written as
``\\uXXXX``: then Markdown, emoji and quote formatting of a chat frontend leave the tag alone, and JSON reads it back
letter by letter.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from urllib.parse import unquote

from composer.requests.instructions import is_known, read_request
from composer.requests.tags import Tag
from composer.types import Failed, FoundRequest, Illustrated, ImageRequest, Outcome, RequestProblem, Status

JOB_ATTRIBUTE = "data-rp-composer"
FAILED_SOURCE = "[IMG:ERROR]"

_ERROR_MARK = re.compile(r"\[\s*IMG\s*:\s*ERROR", re.IGNORECASE)
_MARK = re.compile(r"(?:\[\s*|\A\W*+)IMG\s*:\s*(?!✓|ERROR)", re.IGNORECASE)
_DONE_MARK = re.compile(r"\[\s*IMG\s*:\s*✓\s*:\s*([^\]]+)")
_ERROR_PICTURE = re.compile(r"(?:^|/)(?:error\.\w{2,5}|[^/]*error[^/]*\.svg)(?:[?#].*)?$", re.IGNORECASE)
_NO_PATH = frozenset({"", "#", "about:blank", "...", "…"})


def source_status(source: str | None) -> tuple[Status, tuple[str, ...]]:
    """Say what the ``src`` of an image tag means.

    Args:
        source: the decoded value; None when the tag has none.

    Returns:
        ``pending`` without a path (no ``src``, an empty one, ``[IMG:GEN]`` in any spelling, anything else in brackets);
        ``failed`` for ``[IMG:ERROR…]`` and an error image (a file called ``error.…``, or an SVG with "error" in its
        name); else ``done`` and the path.
    """
    text = unquote(source or "").strip()
    done = _DONE_MARK.search(text)
    if done:
        return "done", (done[1].strip(),)
    if _ERROR_MARK.search(text) or _ERROR_PICTURE.search(text):
        return "failed", ()
    if text in _NO_PATH or text.startswith("[") or _MARK.search(text):
        return "pending", ()
    return "done", ((source or "").strip(),)


def found_tag(grammar: str, text: str, start: int, tag: Tag) -> FoundRequest:
    """Return the request that an image or video tag at `start` of a message stands for."""
    status, pictures = source_status(tag.attribute("src"))
    source = text[start : tag.end]
    job_id = tag.attribute(JOB_ATTRIBUTE) or ""
    request, problem = (
        read_request(tag.values, "tag") if tag.values is not None else (None, unreadable("data-iig-instruction"))
    )
    if tag.element == "video":
        problem = RequestProblem("unsupported", "video", None, "videos are not supported; ask for a picture with <img>")
        return FoundRequest(grammar, "video", "error", start, tag.end, source, request, problem)
    if tag.cut:
        return FoundRequest(grammar, "generate", "incomplete", start, tag.end, source, request)
    if problem is not None and status != "done":
        return FoundRequest(grammar, "generate", "error", start, tag.end, source, request, problem, job_id=job_id)
    return FoundRequest(grammar, "generate", status, start, tag.end, source, request, None, pictures, job_id)


def unreadable(field: str) -> RequestProblem:
    """Return the problem of a request whose JSON cannot be read; `field` says where that JSON stands."""
    example = '{"prompt":"a lighthouse at dusk"}'
    return RequestProblem("bad_syntax", field, None, f"{field} cannot be read; write JSON such as {example}")


def write_outcome(tag: Tag, outcome: Outcome) -> str:
    """Write a tag anew with its outcome: its instruction and its other attributes stay, in their order.

    A picture takes the place of ``src`` and of the title with which an earlier try failed; a failure puts
    ``[IMG:ERROR]`` and its reason there.
    """
    failed_before = source_status(tag.attribute("src"))[0] == "failed"
    written = {"src", JOB_ATTRIBUTE} | ({"title"} if failed_before or isinstance(outcome, Failed) else set())
    new = _outcome_attributes(outcome)
    parts = []
    seen: set[str] = set()
    for place, (name, raw) in enumerate((*tag.attributes, ("", ""))):
        if place == tag.place:
            parts.append(_instruction(tag.values or {}))
        if name in written or name in seen or not name or _is_marker(name, raw):
            parts += [new.pop(name)] if name in new else []
            continue
        seen.add(name)
        parts.append(_closed(raw))
    return f"<img {' '.join([*parts, *new.values()])}>"


def values_of(found: FoundRequest, values: Mapping[str, object] | None) -> dict[str, object]:
    """Return the keys and values to write for a request.

    Args:
        found: the request as found in its message.
        values: what its source says when it is read alone. Where a tag is broken, that may differ from what was read
            in the message; then the request as found counts.
    """
    if values is not None and (found.request is None or read_request(values, "tag")[0] == found.request):
        return dict(values)
    return instruction_of(found.request) if found.request is not None else {}


def write_tag(values: Mapping[str, object], outcome: Outcome) -> str:
    """Write a new image tag from an instruction's keys and values, for a request that was written in another form."""
    return write_outcome(Tag("img", 0, (), 0, dict(values), False), outcome)


def instruction_of(request: ImageRequest) -> dict[str, object]:
    """Return what a request says as the keys and values of an instruction."""
    said = {field.name: getattr(request, field.name) for field in fields(request) if field.name != "operation"}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in said.items()
        if value is not None and value != ""
    }


def reason_text(reason: str) -> str:
    """Return a reason in one line, with an entity for every character but letters, digits, space and comma."""
    line = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", reason).split())
    return "".join(letter if _is_plain(letter, " ,") else f"&#{ord(letter)};" for letter in line)


def _outcome_attributes(outcome: Outcome) -> dict[str, str]:
    """Return the attributes that say what came of a request, by name."""
    attributes = {}
    if isinstance(outcome, Illustrated):
        attributes["src"] = f'src="{_path(outcome.pictures[0])}"'
    else:
        attributes |= {"src": f'src="{FAILED_SOURCE}"', "title": f'title="{reason_text(outcome.reason)}"'}
    if outcome.job_id:
        attributes[JOB_ATTRIBUTE] = f'{JOB_ATTRIBUTE}="{identifier(outcome.job_id)}"'
    return attributes


def identifier(text: str) -> str:
    """Return a job id as an attribute's value; an id of letters, digits, ``-`` and ``_`` stays as it is."""
    return "".join(letter if _is_plain(letter, "-_") else f"&#{ord(letter)};" for letter in text)


def _path(path: str) -> str:
    """Return a picture's path so that it can neither leave the attribute nor be taken for a marker."""
    encoded = "".join(_percent(letter) if letter in "\"'<>`[]\\" or letter.isspace() or not letter.isprintable()
                      else letter for letter in path)  # fmt: skip
    return encoded.replace("&", "&amp;")


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))


def _is_marker(name: str, raw: str) -> bool:
    """Return whether an attribute beside ``src`` holds a marker, which is out of date once there is an outcome."""
    return name == "data-src" and _MARK.search(unquote(raw)) is not None


def _closed(raw: str) -> str:
    """Return an attribute as written; one whose closing quote is missing gets it."""
    name, equals, value = raw.partition("=")
    value = value.strip()
    if value[:1] in ('"', "'") and (len(value) == 1 or value[-1] != value[0]):
        return f"{name.strip()}={value}{value[0]}"
    return raw if value else f'{name.strip()}=""' if equals else name


def _instruction(values: Mapping[str, object]) -> str:
    return f"data-iig-instruction='{_object(values, known=True)}'"


def _object(values: Mapping[str, object], known: bool = False) -> str:
    pairs = (f"{_string(key, '_' if known and is_known(key) else '')}:{_json(value)}" for key, value in values.items())
    return "{" + ",".join(pairs) + "}"


def _json(value: object) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_json(item) for item in value) + "]"
    return (
        {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else repr(value)
    )


def _string(text: str, also: str = "") -> str:
    return '"' + "".join(letter if _is_plain(letter, " ,-;/" + also) else _escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))


def _is_plain(letter: str, also: str) -> bool:
    """Return whether a character is a letter (Unicode L*), a decimal digit (Nd) or one of `also`."""
    return letter.isalpha() or letter.isdecimal() or letter in also
