"""Messages from the text that SillyTavern's ``/messages names=on`` makes of them: "Name: text", a blank line between.

A text may have paragraphs that look like that, so a speaker is who is known to take part or speaks more than once.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = re.compile(r"(?:\A|\n\n)(?P<name>[^\s:][^:\n]{0,80}): ")
#: The quick reply writes dollar signs so, since SillyTavern would take some of them for commands.
_WRITTEN, _DOLLAR = "＄", "$"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message: who speaks, and the text."""

    name: str
    text: str


def messages_in(text: str, known: Iterable[str]) -> list[Spoken]:
    """Return the messages of a text in their order.

    Args:
        known: the names of those who take part.
    """
    text = text.replace("\r\n", "\n").replace(_WRITTEN, _DOLLAR).strip()
    heads = list(_HEAD.finditer(text))
    counted = Counter(head["name"] for head in heads)
    named = {name.casefold() for name in known}
    speaking = [
        head
        for number, head in enumerate(heads)
        if head["name"].casefold() in named or counted[head["name"]] > 1 or (not number and not head.start())
    ]
    ends = (*(head.start() for head in speaking[1:]), len(text))
    return [Spoken(head["name"], text[head.end() : end].strip()) for head, end in zip(speaking, ends, strict=False)]
