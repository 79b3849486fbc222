"""Which entries of some books a request and the messages before it call.

The request's own words come first, then the messages, newest first, within each entry's scan depth; hidden messages,
requests and code are no story and call nothing. Entries call others where their book wants it, a few times over. The
same books and texts always call the same entries: chance is drawn from the text. Only the time limit of expressions
(`composer.lore.expressions`) depends on the machine, and what it cuts off is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from composer.cards.books import content_start
from composer.lore.conditions import Decorators, depth_of, flag, has_bare_expressions, is_drawn, secondary_hold
from composer.lore.expressions import Patience
from composer.lore.keys import Key, KeyTable, Span, unique
from composer.reading.language import Language
from composer.reading.macros import filled
from composer.reading.text.markup import plain
from composer.types import Lorebook, LoreEntry, Macros

#: How many times entries may call further entries.
MOST_ROUNDS = 3
#: The most entries, and keys of one entry, that are read of a book.
MOST_ENTRIES, MOST_KEYS = 20_000, 200
#: How entries are called, the surest first.
REQUEST, MESSAGE, CONSTANT, ENTRY = "request", "message", "constant", "entry"
_SURENESS = (REQUEST, MESSAGE, CONSTANT, ENTRY)


@dataclass(frozen=True, slots=True)
class Call:
    """An entry that is called.

    Attributes:
        book, number: the book, and the entry's place in it; source: its name in evidence ("world:Northport.12").
        by: request, message, constant or entry; text: the name of the text with the key; start, end: where in it.
    """

    book: Lorebook
    number: int
    source: str
    by: str
    text: str = ""
    start: int = 0
    end: int = 0

    @property
    def entry(self) -> LoreEntry:
        """The entry."""
        return self.book.entries[self.number]


@dataclass(frozen=True, slots=True)
class Calls:
    """The entries that are called, the surest and most important first, and what went wrong with keys: (key, why)."""

    entries: tuple[Call, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()


def source_of(book: Lorebook, number: int) -> str:
    """Return the name of an entry's text in evidence: ``card:Maren.character_book.3``, ``world:Northport.12``."""
    if book.origin.startswith("card:"):
        return f"{book.origin}.character_book.{number}"
    entry = book.entries[number]
    said = entry.id if entry.id.isdecimal() and len(entry.id) < 9 else str(number)
    return f"{book.origin or 'world'}.{said}"


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What calls one entry: the numbers of its keys, and what else it asks for."""

    number: int
    entry: LoreEntry
    decorators: Decorators
    depth: int
    keys: tuple[int, ...]
    secondary: tuple[int, ...]
    additional: tuple[int, ...]
    excluded: tuple[int, ...]


class CompiledBook:
    """A book with its keys compiled.

    Args:
        book: the book. char, user: what the macros of its keys stand for. languages: whose words take other forms.
    """

    def __init__(self, book: Lorebook, char: str, user: str, languages: tuple[Language, ...]) -> None:
        self.book = book
        self._macros = Macros(char, user)
        enabled = [(n, one) for n, one in enumerate(book.entries[:MOST_ENTRIES]) if one.enabled and one.probability > 0]
        written = [self._keys(entry) for _, entry in enabled]
        numbers = unique(key for four in written for keys in four for key in keys)
        self.table = KeyTable(list(numbers), languages)
        self._conditions = [
            _Conditions(
                number,
                entry,
                decorators := Decorators.of(entry),
                depth_of(entry, decorators, book),
                *(tuple(numbers[key] for key in keys) for keys in four),
            )
            for (number, entry), four in zip(enabled, written, strict=True)
        ]
        self._always = [one for one in self._conditions if one.entry.constant or one.decorators.activate]
        self._by_key: dict[int, list[_Conditions]] = {}
        for one in self._conditions:
            for key in one.keys:
                self._by_key.setdefault(key, []).append(one)

    def _keys(self, entry: LoreEntry) -> tuple[list[Key], list[Key], list[Key], list[Key]]:
        made, decorators = partial(self._made, entry), Decorators.of(entry)
        own = made(entry.keys), made(entry.secondary_keys)
        return *own, made(decorators.additional_keys), made(decorators.exclude_keys)

    def _made(self, entry: LoreEntry, keys: Iterable[str]) -> list[Key]:
        """Return an entry's keys as they are searched for, with the names that stand for macros."""
        whole = True if entry.whole_words is None else entry.whole_words
        case, bare = bool(entry.case_sensitive), has_bare_expressions(entry)
        written = [key for key in keys if key.strip()][:MOST_KEYS]
        return [Key(filled(key, self._macros), case, whole, bare) for key in written]

    def called(self, scan: "_Scan", replies: int) -> Iterator[Call]:
        """Yield the entries that texts call, each once."""
        found = scan.keys(self.table)
        called: set[int] = set()
        texts: list[str] = []
        for one in self._candidates(found):
            call = self._call(one, found, scan, replies)
            if call is not None:
                called.add(one.number)
                texts += self._recurring(one)
                yield call
        if self.book.recursive:
            yield from self._recursive(texts, called, found, scan, replies)

    def _candidates(self, found: "_Found") -> Iterator[_Conditions]:
        """Yield the entries with a key in any text, and those that need none, each once."""
        seen: dict[int, _Conditions] = {one.number: one for one in self._always}
        for key in found.places:
            seen.update((one.number, one) for one in self._by_key.get(key, ()))
        return (one for one in seen.values() if not flag(one.entry, "delay_until_recursion"))

    def _call(self, one: _Conditions, found: "_Found", scan: "_Scan", replies: int) -> Call | None:
        within = found.within(one.depth)
        if not one.decorators.allow(replies):
            return None
        text, span = next((within[key] for key in one.keys if key in within), ("", (0, 0)))
        unconditional = one.decorators.activate or one.entry.constant
        if not unconditional and (not text or not secondary_hold(one.entry, one.secondary, within)):
            return None
        if not one.decorators.activate and not _decorated_keys_hold(one, within):
            return None
        source = source_of(self.book, one.number)
        if not is_drawn(one.entry, source, scan.request):
            return None
        by = (REQUEST if text == REQUEST else MESSAGE) if text else CONSTANT
        return Call(self.book, one.number, source, by, text, *span)

    # ── entries that call entries ──

    def _recurring(self, one: _Conditions) -> list[str]:
        if not self.book.recursive or flag(one.entry, "prevent_recursion"):
            return []
        content = one.entry.content
        return [plain("entry", content[content_start(content) :], self._macros).text]

    def _recursive(
        self, texts: list[str], called: set[int], found: "_Found", scan: "_Scan", replies: int
    ) -> Iterator[Call]:
        for _ in range(MOST_ROUNDS):
            if not texts:
                return
            keys = {key for text in texts for key in self.table.found(text, scan.patience)}
            found = found.also(keys)
            texts = []
            reached = {one.number: one for key in sorted(keys) for one in self._by_key.get(key, ())}
            for number, one in sorted(reached.items()):
                if number in called or flag(one.entry, "exclude_recursion"):
                    continue
                call = self._call(one, found, scan, replies)
                if call is not None:
                    called.add(number)
                    texts += self._recurring(one)
                    yield Call(self.book, number, call.source, ENTRY)


def _decorated_keys_hold(one: _Conditions, within: Mapping[int, object]) -> bool:
    if one.additional and not any(key in within for key in one.additional):
        return False
    return not any(key in within for key in one.excluded)


@dataclass(frozen=True, slots=True)
class _Found:
    """The keys found: by their first text (the request is number -1, the newest message 0), and where there."""

    places: Mapping[int, tuple[int, str, Span]]

    def within(self, depth: int) -> dict[int, tuple[str, Span]]:
        """Return the keys found in the request and the newest `depth` messages."""
        return {key: (name, span) for key, (number, name, span) in self.places.items() if number < depth}

    def also(self, keys: Iterable[int]) -> "_Found":
        """Return these with keys found in an entry, which count whatever the depth."""
        return _Found({**dict.fromkeys(keys, (-1, ENTRY, (0, 0))), **self.places})


@dataclass(frozen=True, slots=True)
class _Scan:
    """The texts that are searched: the request's, and (name, text) of messages, newest first."""

    request: str
    messages: Sequence[tuple[str, str]]
    patience: Patience

    def keys(self, table: KeyTable) -> _Found:
        """Return the keys of a table in these texts."""
        places: dict[int, tuple[int, str, Span]] = {}
        for number, (name, text) in enumerate([(REQUEST, self.request), *self.messages], -1):
            for key, span in table.found(text, self.patience).items():
                places.setdefault(key, (number, name, span))
        return _Found(places)


class Library:
    """Some books, with their keys compiled; the same books are compiled once.

    Args:
        books: the books. char, user: what the macros of keys stand for. languages: whose words take other forms.
    """

    def __init__(self, books: Sequence[Lorebook], char: str, user: str, languages: tuple[Language, ...]) -> None:
        self.books = tuple(books)
        self._compiled = [_compiled(book, char, user, languages) for book in books]

    def called(self, request: str, messages: Sequence[tuple[str, str]] = (), count: int = 0) -> Calls:
        """Return the entries that are called.

        Args:
            request: the words of the request. messages: (name, text) of the story's messages, newest first, as read.
            count: how many messages the chat has; every second is taken for the character's.
        """
        patience = Patience()
        scan = _Scan(request, messages, patience)
        replies = (count + 1) // 2
        calls = [call for book in self._compiled for call in sorted(book.called(scan, replies), key=_number)]
        return Calls(tuple(sorted(calls, key=_importance)), tuple(patience.notices.items()))


def _number(call: Call) -> int:
    return call.number


def _importance(call: Call) -> tuple[int, bool, int]:
    """Return what entries are sorted by; those of the same importance stay in the order of the books."""
    return _SURENESS.index(call.by), Decorators.of(call.entry).last, -call.entry.order


@lru_cache(maxsize=32)
def _compiled(book: Lorebook, char: str, user: str, languages: tuple[Language, ...]) -> CompiledBook:
    return CompiledBook(book, char, user, languages)
