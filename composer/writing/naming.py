"""Reference pictures in words: each by its number, in upload order, with what it is for and what it is not for.

No line asks for clothes to be copied, since the chat may have changed them.
"""

from collections.abc import Sequence

from composer.types import Reference
from composer.writing.writing import Writing

_LINES = {
    "identity": "{image} shows {person}: keep the face, hair, eyes, skin and build; do not copy the clothes, pose, "
    "background or art style.",
    "outfit": "{image} shows clothes of {person}: follow it only for garments named below; do not copy the face, pose, "
    "background or art style.",
    "place": "{image} shows the place: keep its layout and light; do not copy people from it.",
    "style": "{image} shows the art style: copy only that, not its people, clothes or place.",
}
_LINES["persona"] = _LINES["identity"]
_OTHER = "{image} shows {person}: a reference for the {role} only."


def reference_lines(references: Sequence[Reference], writing: Writing) -> list[str]:
    """Return one sentence for each picture, numbered from 1."""
    return [_line(number, reference, writing) for number, reference in enumerate(references, start=1)]


def _line(number: int, reference: Reference, writing: Writing) -> str:
    person = writing.line("a name", reference.person) or "somebody"
    role = writing.line("a role", reference.role)
    return _LINES.get(reference.role, _OTHER).format(image=f"Image {number}", person=person, role=role)
