"""Names of people in all their forms, and where they stand in texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from composer.reading.language import Language
from composer.reading.lexicon import normalise

_SHORTEST_PART = 2
_LETTERS_WITHOUT_SPACES = r"\u3400-\u9fff"
_UNSPACED = re.compile(f"[{_LETTERS_WITHOUT_SPACES}]")
_RUN = re.compile(r"[^\W_]*")
_LETTER = re.compile(r"[^\W_]")

#: The number of the person in the list of people, and the case of the form.
Named = tuple[int, str]


class Names:
    """All forms of some people's names.

    Args:
        forms: normalised form → who is named.
    """

    def __init__(self, forms: Mapping[str, Named]) -> None:
        self._forms = forms

    def find(self, text: str) -> Iterator[tuple[int, int, Named]]:
        """Yield where the names stand in a text as whole words, from left to right: (start, end, who is named)."""
        if not self._forms:
            return iter(())
        if _UNSPACED.search(text):
            return ((*match.span(), self._forms[normalise(match[0])]) for match in self._unspaced.finditer(text))
        return self._spaced(text)

    def _spaced(self, text: str) -> Iterator[tuple[int, int, Named]]:
        end = 0
        for match in self._beginning.finditer(text):
            start = match.start()
            form = self._at(text, start) if start >= end else ""
            if form:
                end = start + len(form)
                yield start, end, self._forms[form]

    def _at(self, text: str, start: int) -> str:
        """Return the longest form that stands at a place of a text, "" when there is none."""
        run = _RUN.match(text, start)
        for form in self._by_run.get(normalise(run[0]) if run else "", ()):
            end = start + len(form)
            whole = normalise(text[start:end]) == form and text[start] == _initial(form)
            if whole and not _LETTER.match(text, end):
                return form
        return ""

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        """Finds where a name may begin."""
        return _beginning("".join(sorted(set(map(_initial, self._forms)))))

    @cached_property
    def _by_run(self) -> dict[str, list[str]]:
        """The letters that forms begin with → the forms, the longest first."""
        found: dict[str, list[str]] = {}
        for form in sorted(self._forms, key=len, reverse=True):
            run = _RUN.match(form)
            found.setdefault(run[0] if run else "", []).append(form)
        return found

    @cached_property
    def _unspaced(self) -> re.Pattern[str]:
        """Finds names also where letters of a script without spaces stand beside them."""
        unspaced = [re.escape(form) for form in self._forms if _UNSPACED.search(form)]
        spaced = [form for form in self._forms if not _UNSPACED.search(form)]
        patterns = [_pattern(spaced)] if spaced else []
        return re.compile("|".join([*patterns, *sorted(unspaced, key=len, reverse=True)]))


@lru_cache(maxsize=64)
def name_table(people: tuple[tuple[str, tuple[str, ...]], ...], languages: tuple[Language, ...]) -> Names:
    """Return the forms of the names and aliases of people, in all languages."""
    forms: dict[str, tuple[int, str]] = {}
    owners: dict[str, set[int]] = {}
    for number, (name, aliases) in enumerate(people):
        for called in (name, *aliases):
            _add(forms, called, number, languages)
            for part in parts_of(called, languages):
                owners.setdefault(part, set()).add(number)
    single = {part: next(iter(numbers)) for part, numbers in owners.items() if len(numbers) == 1}
    for part, number in single.items():
        _add(forms, part, number, languages)
    whole = {name: number for number, (name, _) in reversed(list(enumerate(people)))}
    for name, number in {**single, **whole}.items():
        for language in languages:
            for other in language.nicknames(name):  # after all names: nobody's own name is another's nickname
                _add(forms, other, number, (language,))
    return Names(forms)


@lru_cache(maxsize=512)
def _beginning(initials: str) -> re.Pattern[str]:
    # The class that leads lets the search leap from capital to capital.
    return re.compile(rf"[{re.escape(initials)}](?<![^\W_](?s:.))")


def _pattern(forms: Iterable[str]) -> str:
    """Return the pattern of names as whole words, which end beside letters of a script without spaces."""
    longest = sorted(forms, key=len, reverse=True)
    initials = "".join(sorted({re.escape(_initial(form)) for form in longest}))
    rests = "|".join(f"(?<={re.escape(_initial(form))}){_rest(form[1:])}" for form in longest)
    beside = _LETTERS_WITHOUT_SPACES
    return rf"[{initials}](?<![^\W_{beside}](?s:.))(?:{rests})(?![^\W_{beside}])"


def _initial(form: str) -> str:
    """Return the letter a name begins with; it is written with a capital, else "hope" or "вера" would be people."""
    return form[0].upper() if len(form[0].upper()) == 1 else form[0]


def _rest(letters: str) -> str:
    return f"(?i:{re.escape(letters)})" if letters else ""


def _add(forms: dict[str, tuple[int, str]], name: str, number: int, languages: tuple[Language, ...]) -> None:
    if not name.strip():
        return
    for language in languages:
        for form, case in language.name_forms(name.strip()).items():
            forms.setdefault(normalise(form), (number, case))


def parts_of(name: str, languages: tuple[Language, ...]) -> list[str]:
    """Return the words of a longer name that name the person on their own: no "Doctor", no "the"."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
    words += [part for word in words if "-" in word for part in word.split("-")]
    if len(words) < 2:
        return []
    return [word for word in words if len(word) >= _SHORTEST_PART and word[0].isupper() and not _title(word, languages)]


def _title(word: str, languages: tuple[Language, ...]) -> bool:
    written = (language for language in languages if language.writes(word))
    forms = (form for language in written for form in language.lexicon.lookup(normalise(word)))
    return any(form.entry.kind == "title" for form in forms)
