"""Cards as people write them in text or Markdown: all is description, but for what stands under known headings."""

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin

#: A heading: of Markdown, or in bold or in brackets of a kind in a line of its own.
_HEADING = re.compile(
    r"^[ \t]{0,3}(?:(?P<level>#{1,6})[ \t]+(?P<hash>[^\n#]{1,80}?)[ \t#]*|\*\*(?P<bold>[^*\n]{1,80})\*\*|"
    r"[\[【](?P<box>[^\]】\n]{1,80})[\]】])[ \t]*[:：]?[ \t]*$"
)
#: A line that begins with a label: "Scenario: a lighthouse".
_LABEL = re.compile(r"^[ \t*_-]{0,6}(?P<label>[^\W\d][^\n:：*_]{0,40})[*_]{0,2}[:：][*_]{0,2}[ \t]*(?P<rest>.*)$")
_UNDER_HASH, _BOLD = 7, 8
_LONGEST_NAME = 60
_NO_NAME = re.compile(r"[,:;!?。！？、]|\.$")
_QUOTES = "\"'«»“”„ \t*_`"


class Headings(BaseModel):
    """What each field of a card is called, in several languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: tuple[str, ...]
    nickname: tuple[str, ...]
    personality: tuple[str, ...]
    scenario: tuple[str, ...]
    first_mes: tuple[str, ...]
    mes_example: tuple[str, ...]
    description: tuple[str, ...]
    creator_notes: tuple[str, ...]
    system_prompt: tuple[str, ...]


@cache
def _fields() -> dict[str, str]:
    """Return the field that each heading means."""
    headings = check_builtin(Headings, files("composer_plugins.card_carriers") / "headings.yaml")
    return {heading: field for field, known in headings for heading in known}


def fields_of(text: str) -> dict[str, str]:
    """Return the fields of a card that a text holds; those it does not name are missing.

    Its name is what a label says ("Name: Anna"), else the first heading, where that is short.
    """
    sorting = _Sorting()
    for line in text.splitlines():
        sorting.take(line)
    fields = {field: "\n".join(lines).strip() for field, lines in sorting.lines.items()}
    fields["name"] = sorting.name or sorting.title
    return {field: value for field, value in fields.items() if value}


@dataclass(slots=True)
class _Sorting:
    """Which field each line of a text belongs to.

    Attributes:
        field, level: the field whose heading came last, and the heading's level: what stands under smaller ones is its.
        label: the field that a label in the running text gave the lines up to the next blank one.
    """

    lines: dict[str, list[str]] = dataclass_field(default_factory=lambda: {"description": []})
    name: str = ""
    title: str = ""
    field: str = "description"
    level: int = 0
    label: str = ""

    def take(self, line: str) -> None:
        """Sort one more line."""
        heading = _HEADING.match(line)
        if heading and self._take_heading(heading, line):
            return
        label = _LABEL.match(line)
        field = _fields().get(label["label"].strip().casefold()) if label else None
        if label and field == "name":
            self.name = self.name or _as_name(label["rest"])
        elif label and field and field != self.field:
            self._take_label(field, label["rest"])
            return
        if label or not line.strip():
            self.label = ""
        self._append(self.label or self.field, line)

    def _take_heading(self, match: "re.Match[str]", line: str) -> bool:
        """Return whether the line is a heading that says what follows; of people and things it is text."""
        title = (match["hash"] or match["bold"] or match["box"]).strip(_QUOTES + ":：")
        level = len(match["level"]) if match["level"] else _BOLD
        field = _fields().get(title.casefold())
        if field is None:
            if match["box"] or level > self.level > 0:
                return False
            if not self.title and not any(one.strip() for one in self.lines["description"]):
                self.title = _as_name(title)
            self.field, self.level, self.label = "description", 0, ""
            self._append("description", line)
        elif field != "name":
            self.field, self.level, self.label = field, level, ""
        return True

    def _take_label(self, field: str, rest: str) -> None:
        """Give a field what stands behind its label, or, where nothing does, all that follows."""
        if rest.strip():
            self.label = field
            self._append(field, rest)
        else:
            self.field, self.level, self.label = field, _UNDER_HASH, ""

    def _append(self, field: str, line: str) -> None:
        self.lines.setdefault(field, []).append(line)


def _as_name(text: str) -> str:
    """Return a heading as a name, "" when it is none: too long, a list or a sentence."""
    name = text.strip(_QUOTES)
    return name if len(name) <= _LONGEST_NAME and not _NO_NAME.search(name) else ""
