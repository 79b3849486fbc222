"""Our own collections of sentences (``tests/reading_cases``) as texts with labels, and what is read of each."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer.documents import load_yaml
from composer.reading.clothes.wardrobe import outfit, start, step, worn
from composer.reading.compile import registered_languages
from composer.reading.lexicon import normalise
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import ChatMessage, Macros, Person, Term, Trait
from tests.evaluation.scoring import Counts, Mistake, Outcome

FOLDER = Path(__file__).parent.parent / "reading_cases"
LANGUAGES = ("en", "ru", "zh")
#: Of whom the tables tell: of looks, then of clothes (a woman, and a man who is the user).
LOOKS_OF = {"en": ("Vera", "Max"), "ru": ("Вера", "Максим"), "zh": ("维拉", "马克")}
CLOTHES_OF = {"en": ("Mira", "Tom"), "ru": ("Мира", "Том"), "zh": ("米拉", "汤姆")}
#: Traits that are only inferred count neither way.
INFERRED = 0.6
_LONGEST_NAME = 60

#: (attribute or person, value)
Fact = tuple[str, str]
#: Whether a value is the one a table wants.
Means = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """A text of a table.

    Attributes:
        table, language, text: where it stands, and what it says.
        found: what is read. wanted: what should be; may: what can be. means: how values are compared.
    """

    table: str
    language: str
    text: str
    found: tuple[Fact, ...]
    wanted: tuple[Fact, ...]
    may: tuple[Fact, ...]
    means: Means

    def outcome(self) -> Outcome:
        """Return what is right of it, each wanted fact found once."""
        left, missed = list(self.found), []
        for fact in self.wanted:
            match = next((one for one in left if self._is(one, fact)), None)
            if match is None:
                missed.append(fact)
            else:
                left.remove(match)
        wrong = [one for one in left if not any(self._is(one, fact) for fact in self.may)]
        mistakes = [*(Mistake("missed", *one) for one in missed), *(Mistake("wrong", *one) for one in wrong)]
        counts = Counts(len(self.wanted) - len(missed), len(wrong), len(missed))
        groups = (("language", self.language), ("table", self.table))
        return Outcome(_short(self.text), groups, counts, {}, tuple(mistakes))

    def _is(self, found: Fact, wanted: Fact) -> bool:
        return found[0] == wanted[0] and self.means(found[1], wanted[1])


def same(value: str, wanted: str) -> bool:
    """Tell whether a value is the wanted one, word for word."""
    return normalise(value) == normalise(wanted)


def begins(value: str, wanted: str) -> bool:
    """Tell whether words of a value begin like each of the wanted ones, joined by "+"."""
    value = normalise(value)
    return all(re.search(rf"(?<!\w){re.escape(normalise(word))}", value) for word in wanted.split("+"))


def holds(value: str, wanted: str) -> bool:
    """Tell whether a value holds all the wanted words, in a script without spaces."""
    return all(word in value for word in wanted.split("+"))


class Collections:
    """Reads the tables with the languages that are installed."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.reading = Reading(registered_languages())

    def looks(self) -> Iterator[Case]:
        """Yield the texts about looks."""
        for language in LANGUAGES:
            means = holds if language == "zh" else same
            for text, expected in load_yaml(self.folder / f"looks_{language}.yaml").items():
                before, facts = (
                    (expected["before"], expected["looks"]) if isinstance(expected, dict) else ("", expected)
                )
                yield self._look(f"looks_{language}", language, before + text, facts.split("; "), (), means)
            for path in sorted(self.folder.glob(f"looks_*_{language}.yaml")):
                yield from self._tables(path, language)

    def clothes(self) -> Iterator[Case]:
        """Yield the chats and the outfits of cards."""
        for path in sorted(self.folder.glob("clothes*_??.yaml")):
            language = path.stem[-2:]
            for case in load_yaml(path):
                wanted = tuple((name, one) for name, garments in case["worn"].items() for one in garments)
                lines = case.get("chat") or [f"{CLOTHES_OF[language][0]}: {case['say']}"]
                means = holds if language == "zh" else same
                found = self._worn(lines, language, case.get("asks", ""))
                yield Case(path.stem, language, " / ".join(lines), found, wanted, (), means)
        yield from self._outfits()

    def _tables(self, path: Path, language: str) -> Iterator[Case]:
        table = load_yaml(path)
        sentences = [{"text": text, **facts} for text, facts in table.get("sentences", {}).items()]
        for case in [*sentences, *table.get("cards", [])]:
            name = case.get("name", LOOKS_OF[language][0])
            yield self._look(path.stem, language, case["text"], case["has"], case.get("may", ()), begins, name)

    def _look(
        self, table: str, language: str, text: str, has: Iterable[str], may: Iterable[str], means: Means, name: str = ""
    ) -> Case:  # fmt: skip
        whose, user = LOOKS_OF[language]
        name = name or whose
        texts = [plain("card", text, Macros(name, user))]
        traits = self.reading.looks(texts, Person(name), [Person(user, role="persona")])
        found = tuple((trait.attribute, trait.value) for trait in traits if trait.confidence > INFERRED)
        wanted = tuple(_facts(has))
        return Case(table, language, text, found, wanted, (*wanted, *_facts(may)), means)  # said twice, it is right

    def _worn(self, lines: Sequence[str], language: str, wish: str) -> tuple[Fact, ...]:
        names = CLOTHES_OF[language]
        cast = (Person(names[0], traits=_gender("female")), Person(names[1], role="persona", traits=_gender("male")))
        state = start(cast)
        for number, line in enumerate(lines):
            name, _, text = line.partition(": ")
            message = ChatMessage(name, text, is_user=name == names[1])
            state = step(state, message, plain(f"message:{number}", text, Macros(*names)), cast, self.reading)
        if wish:
            state = step(state, ChatMessage(names[0], wish), plain("request", wish, Macros(*names)), cast, self.reading)
        return tuple((name, garment.text) for name in state.outfits for garment in worn(state, name))

    def _outfits(self) -> Iterator[Case]:
        for path in sorted(self.folder.glob("outfits_??.yaml")):
            language = path.stem[-2:]
            name, user = CLOTHES_OF[language]
            for case in load_yaml(path):
                texts = [plain("card:x.description", case["say"], Macros(name, user))]
                read = outfit(texts, Person(name, traits=_gender("female")), self.reading)
                found, wanted = ((name, one.text) for one in read), ((name, one) for one in case["worn"])
                yield Case(path.stem, language, case["say"], tuple(found), tuple(wanted), (), holds)


def _short(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def _facts(written: Iterable[str]) -> Iterator[Fact]:
    for fact in written:
        attribute, _, value = fact.partition(": ")
        if fact:
            yield attribute, value


def _gender(value: str) -> tuple[Trait, ...]:
    return (Trait("gender", value, (Term(value, value),)),)
