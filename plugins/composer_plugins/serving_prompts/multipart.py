"""Forms with files (``multipart/form-data``, RFC 7578), read from a body that is whole already, within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.server.errors import AnswerError

#: The most parts of one form, and the longest head of one.
_MOST_PARTS = 100
_LONGEST_HEAD = 8192
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_NAME = re.compile(rb'(?:^|[;\s])name="((?:[^"\\]|\\.)*)"|(?:^|[;\s])name=([^\s;"]+)', re.IGNORECASE)
_FILE = re.compile(rb'(?:^|[;\s])filename\*?=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormPart:
    """One field of a form; `is_file` says whether a name of a file came with it, `file` which."""

    name: str
    data: bytes
    is_file: bool
    file: str = ""

    @property
    def text(self) -> str:
        """What was typed into the field."""
        return self.data.decode("utf-8", "replace")


def parts_of(body: bytes, content_type: str) -> list[FormPart]:
    """Return the fields of a form in their order.

    Raises:
        AnswerError: it is no form, cut off, or has too many fields.
    """
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise _broken("its Content-Type names no boundary")
    boundary = b"--" + (match[1] or match[2]).encode("latin-1", "replace")
    return list(_parts(body, boundary))


def _parts(body: bytes, boundary: bytes) -> Iterator[FormPart]:
    """Yield what stands between the boundaries; every piece is looked at once."""
    start = 0 if body.startswith(boundary) else body.find(b"\r\n" + boundary) + 2
    if start < 2 and not body.startswith(boundary):
        raise _broken("its boundary does not occur")
    count = 0
    while not body.startswith(b"--", start := start + len(boundary)):
        count += 1
        if count > _MOST_PARTS:
            raise _broken(f"it has more than {_MOST_PARTS} fields")
        end = body.find(b"\r\n" + boundary, start)
        if end < 0:
            raise _broken("it is cut off before its end")
        yield _part(body, start, end)
        start = end + 2


def _part(body: bytes, start: int, end: int) -> FormPart:
    head_end = body.find(b"\r\n\r\n", start, min(end, start + _LONGEST_HEAD) + 2)
    if head_end < 0:
        raise _broken("a field has no head")
    disposition = next(_dispositions(body[start:head_end]), b"")
    name = _NAME.search(disposition)
    if name is None:
        raise _broken("a field has no name")
    file = _FILE.search(disposition)
    return FormPart(_said(name), body[head_end + 4 : end], file is not None, _said(file) if file else "")


def _said(found: re.Match[bytes]) -> str:
    """Return what a parameter is: in quotes, or bare."""
    text = found[1] if found[1] is not None else found[2]
    return text.decode("utf-8", "replace").replace('\\"', '"')


def _dispositions(head: bytes) -> Iterator[bytes]:
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == b"content-disposition":
            yield value


def _broken(why: str) -> AnswerError:
    return AnswerError(400, "bad_request", f"the form cannot be read: {why}")
