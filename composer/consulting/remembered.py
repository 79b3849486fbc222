"""What readers have answered, kept on disk by content, so that the same text is paid for once."""

import json
from collections.abc import Iterable
from pathlib import Path

from composer.files import write_whole

#: As a reader says it: (attribute, value, quote) of looks, (person, change, garment, quote) of clothes.
Fact = tuple[str, ...]
#: So many facts of one text are taken at most.
MOST_FACTS = 60
_LARGEST = 256 * 1024


class Remembered:
    """A folder of small JSON files, each an answer, which only its owner may read; they quote cards.

    Args:
        folder: it is made when the first answer is kept.
        most: how many answers are kept; the oldest go first.
    """

    def __init__(self, folder: Path, most: int = 1000) -> None:
        self.folder = folder
        self.most = most

    def find(self, key: str, parts: int = 3) -> list[Fact] | None:
        """Return what was answered, None when that is not known or cannot be read.

        Args:
            key: the hash of all that decides the answer, in hexadecimal digits.
            parts: of how many parts a fact consists.
        """
        try:
            with self._path(key).open("rb") as file:
                facts = json.loads(file.read(_LARGEST))
            if any(len(fact) != parts for fact in facts):
                return None
            return [tuple(map(str, fact)) for fact in facts]
        except (OSError, ValueError, TypeError, RecursionError):
            return None

    def keep(self, key: str, facts: Iterable[Fact]) -> None:
        """Keep an answer; on a disk that takes none it is asked for again next time."""
        data = json.dumps([list(fact) for fact in facts], ensure_ascii=True).encode()
        if len(data) > _LARGEST:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(key), data, private=True)
            self._forget_oldest()
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _forget_oldest(self) -> None:
        kept = list(self.folder.glob("*.json"))
        if len(kept) > self.most:
            for path in sorted(kept, key=lambda one: one.stat().st_mtime)[: len(kept) - self.most]:
                path.unlink(missing_ok=True)
