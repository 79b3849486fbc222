"""The documents we promise things in, and their fenced blocks."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "plugins/README.md")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the page and section it stands in, its language and its text."""

    page: str
    section: str
    language: str
    text: str


def blocks(page: str, section: str | None = None, language: str | None = None) -> list[Block]:
    """Return the blocks of a page, all of them or those of one section or language."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        headings = re.findall(r"^##? (.+)$", text[: match.start()], re.MULTILINE)
        found.append(Block(page, headings[-1] if headings else "", match[1], match[2]))
    return [
        block
        for block in found
        if (section is None or block.section == section) and (language is None or block.language == language)
    ]


def only_block(page: str, section: str, language: str) -> str:
    """Return the text of the one block of that language in a section."""
    [block] = blocks(page, section, language)
    return block.text
