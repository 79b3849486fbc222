"""What a plugin says of one natural language: its words, how they change, and a few rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Protocol

from composer.errors import PluginError
from composer.reading.lexicon import Lexicon, normalise

if TYPE_CHECKING:
    from composer.reading.clothes.cast import Cast
    from composer.reading.clothes.event import Event
    from composer.reading.clothes.garments import Phrase
    from composer.reading.clothes.look_changes import LookChange
    from composer.reading.looks.described import Found
    from composer.reading.looks.owners import Whose
    from composer.reading.text.segments import Sentence
    from composer.types import Trait

#: A compiled table begins with its version, within so many characters.
_VERSION_AT_MOST = 80
#: (form, its tags separated by spaces, its place in the nominative or -1)
Inflected = tuple[str, str, int]

_WORD = re.compile(r"[^\W\d_]+")
#: The share of telling words in a text that is in their language.
_TELLING = 0.08
#: How a table begins.
_TABLE = re.compile(rb'\{"version":"[0-9a-f]{16}","entries":\[')
_HEAD = 64


def _no_name_forms(name: str) -> Mapping[str, str]:
    return {name: "nominative"}


def _one_form(_number: int) -> str:
    return ""


def _no_names(_name: str) -> Iterable[str]:
    return ()


def _never(_word: str) -> bool:
    return False


def _says_nothing(_word: str) -> str:
    return ""


def _as_it_is(word: str, _gender: str, _plural: bool) -> str:
    return word


def _never_agrees(_noun: str, _verb: str) -> bool:
    return False


def _one_script(form: str) -> Iterable[str]:
    return (form,)


class Rules(Protocol):
    """The rules of a language whose sentences are built in another way than those the core's own rules read."""

    def looks(self, sentence: "Sentence", whose: "Whose | None", reads: str) -> "Iterable[tuple[Found, Trait]]":
        """Return the traits that a sentence, or a labelled value about `reads`, states of a person.

        Args:
            whose: who is who; its `topic` is set to whether the sentence was about the person; None: a labelled value.
            reads: see `composer.reading.looks.labels.Reads`.
        """
        ...

    def clothes(self, sentence: "Sentence", cast: "Cast", names: Mapping[int, tuple[int, str]]) -> "list[list[Event]]":
        """Return what a sentence says about clothes, clause by clause; `cast` learns who was mentioned.

        Args:
            names: where a person is named: first character, from the sentence's start → (last character, name).
        """
        ...

    def changes(
        self, sentence: "Sentence", cast: "Cast", names: Callable[[], Mapping[int, tuple[int, str]]]
    ) -> "Iterable[LookChange]":
        """Return what a sentence changes of looks for good; `cast` learns nothing.

        Args:
            names: finds what `clothes` is given; most sentences change nothing and need not ask.
        """
        ...

    def garments(self, sentence: "Sentence", whole: bool) -> "list[Phrase]":
        """Return the garments of an item of a list; `whole`: only of an item that is nothing but a garment."""
        ...


@dataclass(frozen=True, eq=False)
class Language:
    """One natural language, as a plugin registers it.

    Attributes:
        name: "russian"; code: "ru".
        folder: holds the lexicon's sources (``*.yaml``) and the table compiled from them (``table.json``).
        letters: a regular expression for a run of letters of its script.
        telling: words by which it is told from other languages of its script: the commonest ones, and labels of cards.
        inflect: (dictionary form, part of speech, irregular forms by tag) → all forms; used when the table is built.
        parts: the parts of speech that `inflect` knows.
        scripts: a form → it and what it is in the language's other scripts; used when the table is built.
        name_forms: a person's name → its forms with tags ("genitive", "possessive" …).
        acts: an unknown word → whether it looks like a verb of what somebody or something does.
        says_i: an unknown word → whether it looks like a verb of what "I" do.
        past_gender: a word in the past tense → the gender of who did it, "" when it does not say.
        agrees: (an unknown noun or name, the verb behind it) → whether, by their endings, it is who does it.
        name_gender: a name → the gender of who bears it, "" when it does not say.
        nicknames: a given name → the other names that go with it ("Anna": "Annie").
        adjective: (word, the noun's gender, plural?) → an unknown adjective as it stands before a nominative noun, ""
            for what cannot be one.
        plural: number → which form a counted noun has with it, as the lexicon's `printed` words name it ("one", "few").
        words: in a script without spaces, a run of letters → where its words end; None where spaces part words.
        rules: the language's own rules, None where the core's rules read it.
        cases: whether cases rather than places tell the roles of words: subject, object, whose, where.
        adjective_after: whether an adjective stands, or may stand, after its noun ("волосы тёмные", "vestido rojo").
    """

    name: str
    code: str
    folder: Traversable
    letters: re.Pattern[str]
    inflect: Callable[[str, str, Mapping[str, str]], Iterable[Inflected]] = field(repr=False)
    parts: frozenset[str] = frozenset({"noun", "adjective", "verb"})
    scripts: Callable[[str], Iterable[str]] = field(default=_one_script, repr=False)
    telling: frozenset[str] = frozenset()
    name_forms: Callable[[str], Mapping[str, str]] = field(default=_no_name_forms, repr=False)
    adjective: Callable[[str, str, bool], str] = field(default=_as_it_is, repr=False)
    plural: Callable[[int], str] = field(default=_one_form, repr=False)
    cases: bool = False
    adjective_after: bool = False
    acts: Callable[[str], bool] = field(default=_never, repr=False)
    says_i: Callable[[str], bool] = field(default=_never, repr=False)
    past_gender: Callable[[str], str] = field(default=_says_nothing, repr=False)
    agrees: Callable[[str, str], bool] = field(default=_never_agrees, repr=False)
    name_gender: Callable[[str], str] = field(default=_says_nothing, repr=False)
    nicknames: Callable[[str], Iterable[str]] = field(default=_no_names, repr=False)
    words: Callable[[str], Iterable[int]] | None = field(default=None, repr=False)
    rules: Rules | None = field(default=None, repr=False)

    @cached_property
    def version(self) -> str:
        """The version of the compiled words, read without loading them; "" when there is no table."""
        try:
            with (self.folder / "table.json").open(encoding="utf-8") as table:
                return table.read(_VERSION_AT_MOST).partition('"version":"')[2].partition('"')[0]
        except (OSError, ValueError):
            return ""

    @cached_property
    def lexicon(self) -> Lexicon:
        """The compiled words, loaded at first use; PluginError when there is no table of them."""
        try:
            return Lexicon((self.folder / "table.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._no_table(error) from error

    def writes(self, text: str) -> bool:
        """Return whether a text has any letter of the language's script: what needs no table needs not load it."""
        return self.letters.search(text) is not None

    def check_table(self) -> None:
        """Look whether the table is there, without loading it; PluginError when it is not."""
        try:
            with (self.folder / "table.json").open("rb") as file:
                begun = _TABLE.match(file.read(_HEAD)) is not None
        except OSError as error:
            raise self._no_table(error) from error
        if not begun:
            raise self._no_table(ValueError("it is no table of this version"))

    def _no_table(self, error: Exception) -> PluginError:
        return PluginError(
            f"the language {self.name!r} has no table of its words: {error!r}; "
            "build it with: python -m composer.reading.compile"
        )

    def claims(self, text: str) -> float:
        """Return how likely a text is in this language: the share of its letters that belong to the script, 0 to 1."""
        own = sum(map(len, self.letters.findall(text)))
        return own / (sum(map(str.isalpha, text)) or 1) if own else 0.0


def with_words(languages: Iterable[Language], report: Callable[[PluginError], None]) -> Iterator[Language]:
    """Yield the languages that have tables, none of which is loaded yet; `report` hears of each that is left out."""
    for language in languages:
        try:
            language.check_table()
        except PluginError as error:
            report(error)
        else:
            yield language


@lru_cache(maxsize=4096)
def _is_of(letters: re.Pattern[str], letter: str) -> bool:
    return letters.fullmatch(letter) is not None


def sole_language(letters: Iterable[str], languages: Iterable[Language]) -> Language | None:
    """Return the language to whose script all letters among some characters belong, None where there is none."""
    said = [letter for letter in letters if letter.isalpha()]
    if not said:
        return None
    return next((one for one in languages if all(_is_of(one.letters, letter) for letter in said)), None)


@lru_cache(maxsize=16)
def only_language(text: str, languages: tuple[Language, ...]) -> Language | None:
    """Return the language whose letters are all those of a text, and no other language's."""
    written = written_in((text,), languages)
    return sole_language(frozenset(text), written) if len(written) == 1 else None


def language_within(text: str, start: int, end: int, languages: tuple[Language, ...]) -> Language | None:
    """Return the language that claims most of ``text[start:end]`` (more than half), or None."""
    only = only_language(text, languages)
    if only is not None:
        return only if only.letters.search(text, start, end) else None
    return language_of(text[start:end], languages)


def written_in(texts: Sequence[str], languages: Iterable[Language]) -> tuple[Language, ...]:
    """Return the languages whose letters occur in some texts."""
    return tuple(language for language in languages if any(map(language.writes, texts)))


def spoken_in(texts: Iterable[str], languages: tuple[Language, ...]) -> tuple[Language, ...]:
    """Return the languages without those that texts are surely not in: of several with one script, the one that is told
    by its words, else the one that needs no telling."""
    tellers = [language for language in languages if language.telling]
    if not tellers:  # none that is built in
        return languages
    said = Counter(normalise(word) for text in texts for word in _WORD.findall(text))
    counts = {language.name: sum(said[word] for word in language.telling) for language in tellers}
    best = max(tellers, key=lambda language: counts[language.name])
    told = counts[best.name] >= max(1, _TELLING * said.total())
    if told:
        return tuple(one for one in languages if one is best or not any(map(one.writes, best.telling)))
    others = [language for language in languages if not language.telling]
    return tuple(one for one in languages if not (one.telling and any(map(_shares(one), others))))


def _shares(one: Language) -> Callable[[Language], bool]:
    """Return what tells whether another language has the script of one."""
    return lambda other: any(map(other.writes, one.telling))


def language_of(text: str, languages: Iterable[Language]) -> Language | None:
    """Return the language that claims most of a text (more than half), or None."""
    best, most = None, 0.5
    for language in languages:
        share = language.claims(text)
        if share == 1.0:
            return language
        if share > most:
            best, most = language, share
    return best
