"""Request forms that a user names in the profile: templates such as ``<pic prompt="{prompt}">``, no patterns.

A template is fixed text with places for fields: ``{prompt}``, and any other field of an image tag, such as ``{style}``.
White space in a template stands for any white space, letters may be upper or lower case, and everything else is meant
literally.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from composer.errors import ProfileError
from composer.requests.image_tags import write_tag
from composer.requests.instructions import read_request, request_fields
from composer.requests.tags import at_end, decode_entities
from composer.types import FoundRequest, Outcome, RequestProblem, Status

_PLACE = re.compile(r"\{([a-z_]+)\}")
_BLANK_LINE = re.compile(r"\n[ \t]*+\r?\n")


@dataclass(frozen=True, slots=True)
class _Template:
    """A template in parts: the text that begins it, then each field with the text that ends it."""

    written: str
    opener: re.Pattern[str]
    fields: tuple[tuple[str, re.Pattern[str]], ...]


class TemplateGrammar:
    """Finds requests written in the forms of a profile.

    Args:
        templates: as in `Profile.templates`.

    Raises:
        ProfileError: a template without ``{prompt}``, with an unknown field or one twice, with two fields that touch,
            or that begins or ends with a field.
    """

    name = "template"

    def __init__(self, templates: Iterable[str]) -> None:
        self._templates = [_parse(template) for template in templates]
        openers = "|".join(f"(?:{template.opener.pattern})" for template in self._templates)
        self.opener = re.compile(openers or r"(?!)", re.IGNORECASE)

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the request at `start`; of several templates that fit, the longest wins, one without a fault first."""
        answers = [answer for template in self._templates if (answer := self._read(text, start, template)) is not None]
        return max(
            answers, key=lambda found: (found.status == "pending", found.status == "error", found.end), default=None
        )

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Write an image tag with the outcome; a request that is cut or not closed stays."""
        for template in self._templates:
            values, end, closed = _match(found.source, 0, template)
            if closed and end == len(found.source) and found.request is not None:
                return write_tag({name: value for name, value in values.items() if value.strip()}, outcome)
        return found.source

    def _read(self, text: str, start: int, template: _Template) -> FoundRequest | None:
        if template.opener.match(text, start) is None:
            return None
        values, end, closed = _match(text, start, template)
        request, problem = read_request(values, "tag")
        if not closed and end == len(text):
            return FoundRequest(self.name, "generate", "incomplete", start, end, text[start:end], request)
        if not closed:
            message = f"the request does not end as its template says: {template.written}"
            problem = RequestProblem("bad_syntax", "template", None, message)
        status: Status = "pending" if problem is None else "error"
        return FoundRequest(self.name, "generate", status, start, end, text[start:end], request, problem)


def _match(text: str, start: int, template: _Template) -> tuple[dict[str, str], int, bool]:
    """Read the fields of a template at `start`: (fields, where it ends, whether it ends as the template says).

    A field ends at the template's next text. Where another request begins first, or a blank line comes first, the
    request is not closed.
    """
    opening = template.opener.match(text, start)
    position = opening.end() if opening else start
    values: dict[str, str] = {}
    stop = _stop(text, position, template)
    for name, closing in template.fields:
        end = closing.search(text, position, stop)
        values[name] = _decoded(text[position : end.start() if end else stop], template)
        if end is None:
            return values, _behind_unclosed(text, stop, template), False
        position = end.end()
    return values, position, True


def _stop(text: str, position: int, template: _Template) -> int:
    """Return where a request that is read from `position` on must have ended."""
    following = template.opener.search(text, position)
    limit = following.start() if following else len(text)
    blank = _BLANK_LINE.search(text, position, limit)
    return blank.start() if blank else limit


def _behind_unclosed(text: str, stop: int, template: _Template) -> int:
    """Return where an unclosed request ends; a row of unclosed ones is one."""
    while (opening := template.opener.match(text, stop)) is not None:
        following = _stop(text, opening.end(), template)
        if template.fields[0][1].search(text, opening.end(), following):
            break
        stop = following
    return len(text) if at_end(text, stop) else stop


def _decoded(value: str, template: _Template) -> str:
    return decode_entities(value) if template.written.lstrip().startswith("<") else value


def _parse(written: str) -> _Template:
    parts: Sequence[str] = _PLACE.split(written.strip())
    names, texts = parts[1::2], parts[0::2]
    unknown = [name for name in names if name not in request_fields().tag]
    if unknown:
        raise ProfileError(
            f"template {written!r}: there is no field {unknown[0]!r}; there are: {', '.join(request_fields().tag)}"
        )
    if names.count("prompt") != 1 or len(set(names)) != len(names):
        raise ProfileError(f"template {written!r}: it must hold {{prompt}} once, and no field twice")
    if not all(text.strip() for text in texts):
        raise ProfileError(f"template {written!r}: text must stand before, between and after its fields")
    literals = [re.compile(_literal(text), re.IGNORECASE) for text in texts]
    return _Template(written, literals[0], tuple(zip(names, literals[1:], strict=True)))


def _literal(text: str) -> str:
    """Return a pattern for a template's text, in which white space stands for any white space."""
    return r"\s++".join(re.escape(word) for word in re.split(r"\s+", text))
