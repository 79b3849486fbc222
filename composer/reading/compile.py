"""Build a language's compiled table from its YAML lexicons: ``python -m composer.reading.compile [PLUGIN.py ...]``.

A lexicon file is a list of groups::

    - kind: color              # what sort of words
      part: adjective          # noun, adjective, verb …, as the language has them; fixed: never changes its form
      features: {…}            # of every word of the group
      words:
        чёрный: black          # dictionary form: English ("" or null: none; in English usually the same word)
        соль с перцем: {english: salt and pepper, part: fixed, shade: mixed}   # more features, or an own part of speech
        mouse: {forms: {plural: mice}}                                         # irregular forms by tag
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, RootModel

from composer.documents import check
from composer.errors import ComposerError, PluginError, ProfileError
from composer.reading.kinds import doubts_about
from composer.reading.language import Language
from composer.reading.lexicon import LABEL, normalise
from composer.reading.stems import StemPacker, pack_words


class Word(BaseModel):
    """What a lexicon says of one word; further keys are features."""

    model_config = ConfigDict(extra="allow", strict=True)

    english: str | None = None
    part: str | None = None
    forms: dict[str, str] = {}
    spellings: list[str] = []

    def features(self) -> dict[str, str]:
        """Return the features of the word, as text."""
        return {key: str(value) for key, value in (self.model_extra or {}).items()}


class Group(BaseModel):
    """Words of one kind."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str
    part: str = "fixed"
    features: dict[str, str] = {}
    words: dict[str, str | Word | None]


class Groups(RootModel[list[Group]]):
    """A whole lexicon file."""


class TableBuilder:
    """Collects entries and their forms, and packs them."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.entries: list[list[str | int | None]] = []
        self.kinds: list[str] = []
        self.senses: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self.forms: dict[str, dict[int, set[str]]] = {}

    def add(self, group: Group, text: str, word: Word) -> None:
        """Add one entry with all its forms."""
        sense = json.dumps([group.kind, group.features | word.features()], ensure_ascii=False, sort_keys=True)
        english = text if word.english is None and self.language.code == "en" else word.english or ""
        number = len(self.entries)
        nominative: dict[int, str] = {}
        part = word.part or group.part
        for spelling in [text, *word.spellings]:
            for form, tags, place in self._inflected(spelling, part, word.forms):
                for written in self.language.scripts(form):
                    key = (LABEL if group.kind == "label" else "") + " ".join(
                        normalise(written).replace("-", " ").split()
                    )
                    self.forms.setdefault(key, {}).setdefault(number, set()).update(tags.split())
                if place >= 0:
                    nominative.setdefault(place, form)
        index = self.senses.setdefault(sense, len(self.senses))
        printed = pack_words(nominative[place] for place in sorted(nominative))
        entry: list[str | int | None] = [index, text, None if english == text else english]
        self.entries.append([*entry, printed] if printed else entry)
        self.kinds.append(group.kind)

    def _inflected(self, text: str, part: str, irregular: Mapping[str, str]) -> Iterable[tuple[str, str, int]]:
        if part == "fixed":
            return [(text, "", -1)]
        if part not in self.language.parts:
            raise ProfileError(f"{text!r}: {self.language.name} has no part of speech {part!r}")
        return self.language.inflect(text, part, irregular)

    def table(self) -> str:
        """Return the table as compact JSON, one line an item group, always the same for the same source."""
        data = {
            "entries": self.entries,
            "senses": [json.loads(sense) for sense in self.senses],
            **self._forms(),
            "tags": list(self.tags),
            "openers": self._openers(),
        }
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        version = hashlib.sha256(body.encode()).hexdigest()[:16]
        return f'{{"version":"{version}",{body[1:]}\n'

    def _openers(self) -> dict[str, str]:
        """Return the words that begin phrases, with the most words of one and each kind's second words:
        "3 color=and,green hair=and"."""
        longest: dict[str, int] = {}
        seconds: dict[str, dict[str, dict[str, None]]] = {}
        for form, found in sorted(self.forms.items()):
            first, *others = form.split()
            for kind in sorted({self.kinds[number] for number in found}) if others else ():
                longest[first] = max(longest.get(first, 0), 1 + len(others))
                seconds.setdefault(first, {}).setdefault(kind, {})[others[0]] = None
        return {word: f"{longest[word]} {_by_kind(found)}" for word, found in seconds.items()}

    def _forms(self) -> dict[str, object]:
        """Return the forms of all entries as stems and paradigms."""
        by_entry: list[dict[str, int]] = [{} for _ in self.entries]
        for form, found in sorted(self.forms.items()):
            for number, tags in found.items():
                said = " ".join(sorted(tags))
                by_entry[number][form] = self.tags.setdefault(said, len(self.tags))
        packer = StemPacker()
        for number, forms in enumerate(by_entry):
            packer.add(number, forms)
        return packer.packed()


def _by_kind(seconds: Mapping[str, Iterable[str]]) -> str:
    return " ".join(f"{kind}={','.join(words)}" for kind, words in seconds.items())


def compile_table(language: Language) -> str:
    """Return the compiled table of a language, from the YAML files in its folder in the order of their names.

    Raises:
        ProfileError: a lexicon file with a wrong key or value; it names file and line.
    """
    builder = TableBuilder(language)
    sources = [item for item in language.folder.iterdir() if item.name.endswith(".yaml")]
    for source in sorted(sources, key=lambda item: item.name):
        for group in check(Groups, source.read_text(encoding="utf-8"), source.name).root:
            for text, word in group.words.items():
                builder.add(group, text, word if isinstance(word, Word) else Word(english=word))
    return builder.table()


def registered_languages() -> list[Language]:
    """Return the languages that installed plugins register."""
    languages: list[Language] = []
    for entry in importlib.metadata.entry_points(group="rp_composer"):
        if entry.name.startswith("language."):
            entry.load().register_languages(languages.append)
    return languages


def languages_in(file: Path) -> list[Language]:
    """Return the languages that a plugin's file registers; PluginError when it is no such plugin."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    languages: list[Language] = []
    try:
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.register_languages(languages.append)
    except Exception as error:
        raise PluginError(f"{file} registers no language: {error!r}") from error
    return languages


def lexicon_doubts(language: Language) -> list[str]:
    """Return what no rule of the core knows in the words of a language; nothing for one with rules of its own."""
    told = {} if language.rules else {(one.kind, frozenset(one.features)): one.text for one in language.lexicon.entries}
    return [f"{text}: {doubt}" for (kind, features), text in told.items() for doubt in doubts_about(kind, features)]


def main() -> int:
    """Compile tables and write each beside its sources; of files given, else of every language that is installed."""
    try:
        files = [languages_in(Path(name)) for name in sys.argv[1:]]
        for language in [one for found in files for one in found] if files else registered_languages():
            path = Path(str(cast("Path", language.folder))) / "table.json"
            path.write_text(compile_table(language), encoding="utf-8")
            print(f"{path}: {path.stat().st_size} bytes")
            for doubt in lexicon_doubts(language):
                print(f"  {doubt}")
    except (ComposerError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
