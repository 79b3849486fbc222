"""Chinese: its lexicon, how a run of letters is cut into words, and its own rules."""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import resources

from composer.hookspecs import hookimpl
from composer.reading.clothes.cast import Cast
from composer.reading.clothes.event import Event
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.look_changes import LookChange
from composer.reading.language import Inflected, Language
from composer.reading.looks.described import Found
from composer.reading.looks.owners import Whose
from composer.reading.text.segments import Sentence
from composer.types import Trait
from composer_plugins.languages.chinese.words import ends

_LETTERS = re.compile(r"[\u3400-\u9fff]+")
_GIVEN = 3


def inflect(word: str, part: str, irregular: Mapping[str, str]) -> Iterable[Inflected]:
    """Return a verb of clothes with its endings; no other Chinese word changes."""
    from composer_plugins.languages.chinese import morphology  # needed when a table is built, not to read

    return morphology.inflect(word, part, irregular)


def scripts(form: str) -> Iterable[str]:
    """Return a form as it is written in simplified and in traditional characters."""
    from composer_plugins.languages.chinese import morphology

    return morphology.scripts(form)


def name_forms(name: str) -> Mapping[str, str]:
    """Return a name and, of a Chinese name of three letters or one with a dot, the part one is called by."""
    forms = {name: "nominative"}
    parts = re.split("[·・•]", name)
    if len(parts) > 1:
        forms |= {part: "nominative" for part in parts[:1] if len(part) > 1}
    elif _LETTERS.fullmatch(name) and len(name) == _GIVEN:
        forms[name[1:]] = "nominative"
    return forms


def cut(run: str) -> Iterable[int]:
    """Return where the words of a run of letters end."""
    return ends(run, CHINESE.lexicon)


class ChineseRules:
    """The rules of Chinese; see `composer.reading.language.Rules`."""

    def looks(self, sentence: Sentence, whose: Whose | None, reads: str) -> Iterable[tuple[Found, Trait]]:
        """Return the traits a sentence states."""
        from composer_plugins.languages.chinese.looks import read_looks  # loaded with the first Chinese text

        return read_looks(sentence, whose, reads)

    def clothes(self, sentence: Sentence, cast: Cast, names: Mapping[int, tuple[int, str]]) -> list[list[Event]]:
        """Return what a sentence says about clothes."""
        from composer_plugins.languages.chinese.clothes import read_clothes

        return read_clothes(sentence, cast, names)

    def changes(
        self, sentence: Sentence, cast: Cast, names: Callable[[], Mapping[int, tuple[int, str]]]
    ) -> Iterable[LookChange]:
        """Return what a sentence changes of looks for good."""
        from composer_plugins.languages.chinese.changes import read_changes

        return read_changes(sentence, cast, names)

    def garments(self, sentence: Sentence, whole: bool) -> list[Phrase]:
        """Return the garments of an item of a list."""
        from composer_plugins.languages.chinese.garments import listed_garments

        return listed_garments(sentence, whole)


CHINESE = Language(
    name="chinese",
    code="zh",
    folder=resources.files(__name__),
    letters=_LETTERS,
    inflect=inflect,
    parts=frozenset({"dressing", "undressing", "handling", "throwing"}),
    scripts=scripts,
    name_forms=name_forms,
    words=cut,
    rules=ChineseRules(),
)


@hookimpl
def register_languages(register: Callable[[Language], None]) -> None:
    """Register Chinese."""
    register(CHINESE)
