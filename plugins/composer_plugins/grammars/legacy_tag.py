"""The legacy tag ``[IMG:GEN:{"prompt":"…"}]``, and ``[IMG:✓:path]`` for a picture that is there."""

import re

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.requests.image_tags import unreadable, values_of, write_tag
from composer.requests.instructions import read_request
from composer.requests.tags import QUOTE_ENTITY, Endings, Instruction, read_object
from composer.types import FoundRequest, Outcome, Status

_START = re.compile(r"\[\s?IMG\s?:\s?GEN(?:\s?:\s*+|\s?\Z)", re.IGNORECASE)
_DONE = re.compile(r"\[\s?IMG\s?:\s?✓\s?:([^\[\]\n]++)\]", re.IGNORECASE)
_QUOTE = rf"(?:[\"'”’]|{QUOTE_ENTITY})"
_BRACKET = r"\](?!\s*+[,}\]\"'])"
#: How a broken one may end: with its bracket; with its brace when the bracket is missing; with a bracket after words.
_ENDINGS = Endings(
    sure=(re.compile(r"(\})\s*+\]"), re.compile(rf"({_QUOTE}|\])\s*+{_BRACKET}")),
    weak=(
        re.compile(rf"((?:{_QUOTE}|[\]\d]|true|false|null)\s*+\}})(?!\s*+(?:\Z|[,}}\"'”’]))"),
        re.compile(rf"(){_BRACKET}"),
    ),
    possible=re.compile(rf"\}}\s*+\]|{_BRACKET}"),
)


class LegacyTag:
    """Reads legacy tags; writes image tags in their place."""

    name = "legacy_tag"
    opener = re.compile(
        r"\[\s?IMG\s?:\s?(?:GEN(?:\s?\Z|\s?:\s*+(?:\Z|(?=[{&\"“]|[^\[\]{}\n]++\])))|✓\s?:[^\[\]\n]++\])", re.IGNORECASE
    )

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the tag at `start`."""
        done = _DONE.match(text, start)
        if done:
            picture = (done[1].strip(),)
            return FoundRequest(self.name, "generate", "done", start, done.end(), done[0], pictures=picture)
        opening = _START.match(text, start)
        if opening is None:
            return None
        instruction = _instruction(text, opening.end())
        source = text[start : instruction.end]
        request, problem = (
            read_request(instruction.values, "tag")
            if instruction.values is not None
            else (None, unreadable("[IMG:GEN:…]"))
        )
        if instruction.cut:
            return FoundRequest(self.name, "generate", "incomplete", start, instruction.end, source, request)
        status: Status = "pending" if problem is None else "error"
        return FoundRequest(self.name, "generate", status, start, instruction.end, source, request, problem)

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Write an image tag with the outcome; a tag that is done, cut or cannot be read stays."""
        opening = _START.match(found.source)
        if opening is None or found.status in ("done", "incomplete"):
            return found.source
        values = _instruction(found.source, opening.end()).values
        return write_tag(values_of(found, values), outcome) if values is not None else found.source


def _instruction(text: str, start: int) -> Instruction:
    if start == len(text):
        return Instruction(None, start, True)
    if text[start] not in '{&"“':
        end = text.find("]", start)
        return Instruction(None, end + 1 if end >= 0 else len(text), end < 0)
    return read_object(text, start, _ENDINGS, entities=False)


@hookimpl
def register_grammars(register: Register) -> None:
    """Register the legacy tag."""
    register(LegacyTag())
