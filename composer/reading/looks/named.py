"""The names that a card's title or prose gives to the people it tells of."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from composer.reading.language import written_in
from composer.reading.lexicon import normalise
from composer.reading.looks.introductions import Introductions, words_of
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Person

_MOST_NAMES = 8
_TITLE_SIGNS = r"[,&+/、，·]|\s"
#: One word or several with a capital letter; the look ahead passes over small letters quickly.
_CAPITALISED = re.compile(r"\b(?=[^\W\d_a-zа-яё])[^\W\d_][\w'’]+(?: (?=[^\W\d_a-zа-яё])[^\W\d_][\w'’]+){0,3}")
_WORD = re.compile(r"[^\W\d_][\w'’]+")
#: A word behind these begins a sentence, where everything is written with a capital letter.
_OPENING = re.compile(r"(?:^|[.!?…:\n\"“«*(—–-])[ \t\"“«*(]*$")


def names_in_prose(
    texts: Sequence[MappedText], person: Person, introductions: Introductions, reading: Reading
) -> list[Person]:
    """Return the people whom a card's texts may be about, when they may be about several; [] when they are not.

    Those its title lists ("Isolde & Maud"), or, when the title names a group or is nowhere a name in the texts, those
    whose names stand there.
    """
    titled = _titled(person.name, introductions)
    if len(titled) > 1:
        told = [one for one in titled if any(reading.names(text.text, (one,)) for text in texts)]
        if told:
            return told
    if not _is_group(person.name, reading) and _is_mentioned(texts, person, reading):
        return []
    return _distinct(list(_frequent(texts, introductions)), reading)


def _is_mentioned(texts: Sequence[MappedText], person: Person, reading: Reading) -> bool:
    if any(person.name in text.text for text in texts):
        return True
    return any(reading.names(text.text, (person,)) for text in texts)


def _titled(title: str, introductions: Introductions) -> list[Person]:
    joints = "|".join(re.escape(word) for word in words_of(introductions.languages, "people_joint"))
    parts = re.split(
        rf"\s*[,&+/、，·]\s*|\s+(?:{joints})\s+|(?<=[\u3400-\u9fff])(?:{joints})(?=[\u3400-\u9fff])", title
    )
    names = [introductions.name(part) for part in parts]
    return [Person(name) for name in names if name] if all(names) else []


def _is_group(title: str, reading: Reading) -> bool:
    groups = words_of(written_in([title], reading.languages), "people_group")
    words = {normalise(word) for word in _WORD.findall(title)}
    return bool(words & groups) or any(word in title for word in groups if word[0] > "\u3400")


def _frequent(texts: Sequence[MappedText], introductions: Introductions) -> Iterator[str]:
    """Yield what is written with capital letters as a name is, whole names first, then the most frequent."""
    counts: Counter[str] = Counter()
    endings = words_of(introductions.languages, "ending_possessive")
    for text in texts:
        for match in _CAPITALISED.finditer(text.text):
            name = introductions.name(_bare(match[0], endings))
            if name and not name.isupper():
                # At a sentence's beginning any word has a capital letter.
                opening = _OPENING.search(text.text, max(0, match.start() - 8), match.start()) is not None
                counts[name] += 1 if opening and " " not in name and introductions.is_word(name) else 2
    common = [name for name, count in counts.most_common(_MOST_NAMES) if count > 1]
    yield from sorted(common, key=lambda name: -len(name.split()))


def _bare(name: str, endings: Iterable[str]) -> str:
    """Return a name without the ending that makes something somebody's."""
    ending = next(filter(normalise(name).endswith, endings), "")
    return name[: len(name) - len(ending)]


def _distinct(names: Sequence[str], reading: Reading) -> list[Person]:
    """Return one person for all forms of a name."""
    people: list[Person] = []
    for name in names:
        if any(reading.names(name, (one,)) for one in people):
            continue
        people = [one for one in people if not reading.names(one.name, (Person(name),))]
        people.append(Person(name))
    return people
