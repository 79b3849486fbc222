"""A form of request: ``%%a pier at night%%``."""

import re

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.types import FoundRequest, Illustrated, ImageRequest, Outcome


class Percent:
    """Reads and writes ``%%prompt%%``."""

    name = "percent"
    opener = re.compile("%%")
    form = re.compile(r"%%([^%\n]+)%%")

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the request at `start`."""
        match = self.form.match(text, start)
        if match is None:
            return None
        request = ImageRequest(match[1])
        return FoundRequest(self.name, "generate", "pending", start, match.end(), match[0], request)

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Write a finished picture in Markdown."""
        return f"![]({outcome.pictures[0]})" if isinstance(outcome, Illustrated) else found.source


@hookimpl
def register_grammars(register: Register) -> None:
    """Register the form."""
    register(Percent())
