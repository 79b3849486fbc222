"""Pages with a part that is made from the code: written anew, or with ``--check`` only compared."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class GeneratedPage:
    """A page whose part between two marks is made by a command.

    Attributes:
        path: the page; begin, end: the marks; module: the module whose command makes the part.
    """

    path: Path
    begin: str
    end: str
    module: str

    def made_anew(self, part: str) -> str:
        """Return the page with this part in the place of the one it has."""
        head, _, rest = self.path.read_text(encoding="utf-8").partition(self.begin)
        _, _, tail = rest.partition(self.end)
        return f"{head}{self.begin}\n{part}\n{self.end}{tail}"

    def main(self, part: str) -> int:
        """Write the page, or with --check only say whether it is up to date; return the exit code."""
        new = self.made_anew(part)
        if "--check" not in sys.argv:
            self.path.write_text(new, encoding="utf-8")
            return 0
        current = new == self.path.read_text(encoding="utf-8")
        if not current:
            print(f"{self.path.name} is out of date: run python -m {self.module}", file=sys.stderr)
        return int(not current)
