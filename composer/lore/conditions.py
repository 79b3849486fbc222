"""What an entry asks for beside its keys: its settings, and the decorators of version 3 in the lines of its content.

Sources: Character Card V3 specification, "Decorators"; SillyTavern, public/scripts/world-info.js (secondary keys,
recursion, probability).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from composer.types import Lorebook, LoreEntry

#: How many messages are searched when neither entry nor book says it: SillyTavern's own number.
SCAN_DEPTH = 2
#: The most messages that are ever searched.
DEEPEST = 100
#: The decorators that are read; a fallback counts where the one above it is none of them.
_READ = frozenset({
    "activate", "dont_activate", "activate_only_after", "activate_only_every", "scan_depth", "additional_keys",
    "exclude_keys", "ignore_on_max_context",
})  # fmt: skip
#: Fields that SillyTavern writes into every entry: its keys are expressions only with slashes around them.
_SILLYTAVERN = frozenset({"display_index", "displayIndex", "exclude_recursion", "excludeRecursion", "addMemo"})


@dataclass(frozen=True, slots=True)
class Decorators:
    """The decorators that matter to a picture; others are ignored, as those are that ask what cannot be known.

    What was called before cannot be known (`@@keep_activate_after_match`), nor which greeting the chat began with
    (`@@is_greeting`); a prompt for a picture has no positions (`@@position`) and roles.
    """

    activate: bool = False
    dont_activate: bool = False
    only_after: int | None = None
    only_every: int | None = None
    scan_depth: int | None = None
    additional_keys: tuple[str, ...] = ()
    exclude_keys: tuple[str, ...] = ()
    last: bool = False

    @classmethod
    def of(cls, entry: LoreEntry) -> "Decorators":
        """Return an entry's decorators; of several with one name the first counts."""
        said = _counting(entry.decorators)
        return cls(
            activate="activate" in said,
            dont_activate="dont_activate" in said,
            only_after=_number(said.get("activate_only_after")),
            only_every=_number(said.get("activate_only_every")),
            scan_depth=_number(said.get("scan_depth")),
            additional_keys=_listed(said.get("additional_keys")),
            exclude_keys=_listed(said.get("exclude_keys")),
            last="ignore_on_max_context" in said,
        )

    def allow(self, replies: int) -> bool:
        """Return whether an entry may be called after so many messages of the character."""
        if self.dont_activate and not self.activate:
            return False
        if self.only_after is not None and replies < self.only_after:
            return False
        return not self.only_every or replies % self.only_every == 0


def depth_of(entry: LoreEntry, decorators: Decorators, book: Lorebook) -> int:
    """Return in how many messages an entry's keys are searched, the newest first."""
    said = (decorators.scan_depth, entry.scan_depth, book.scan_depth, SCAN_DEPTH)
    return max(0, min(DEEPEST, next(depth for depth in said if depth is not None)))


def secondary_hold(entry: LoreEntry, keys: Collection[int], found: Collection[int]) -> bool:
    """Return whether what was found agrees with an entry's secondary keys."""
    if not entry.selective or not keys:
        return True
    hits = [key in found for key in keys]
    return {
        "and_any": any(hits),
        "and_all": all(hits),
        "not_any": not any(hits),
        "not_all": not all(hits),
    }[entry.logic]


def is_drawn(entry: LoreEntry, source: str, text: str) -> bool:
    """Return whether chance calls an entry: the same one for the same text always, since composing is pure."""
    if entry.probability >= 100:
        return True
    digest = sha256(f"{source}\0{entry.content}\0{text}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:4]) % 100 < entry.probability


def flag(entry: LoreEntry, name: str) -> bool:
    """Return whether SillyTavern's settings of an entry have a flag, written in either of its ways."""
    camel = re.sub(r"_([a-z])", lambda match: match[1].upper(), name)
    return entry.extensions.get(name) is True or entry.unknown.get(camel) is True


def has_bare_expressions(entry: LoreEntry) -> bool:
    """Return whether an entry's keys are expressions without slashes, too, as version 3 of the specification has them.

    SillyTavern, which knows them only with slashes, marks all its entries so.
    """
    return entry.use_regex and _SILLYTAVERN.isdisjoint({*entry.extensions, *entry.unknown})


def _counting(decorators: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the decorators that are read; a fallback has an ``@`` before its name."""
    said: dict[str, str] = {}
    settled = True
    for written, value in decorators:
        name = written.removeprefix("@")
        if written != name and settled:
            continue
        settled = name in _READ
        if settled:
            said.setdefault(name, value)
    return said


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(one for key in (value or "").split(",") if (one := key.strip()))
