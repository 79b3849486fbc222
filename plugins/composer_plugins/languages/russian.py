"""Russian: its lexicons, and how its words change."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import product
from typing import TYPE_CHECKING, Any

from composer.hookspecs import hookimpl
from composer.reading.language import Inflected, Language
from composer.reading.lexicon import Entry, normalise

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

_TAGS = {
    "nomn": "nominative", "gent": "genitive", "datv": "dative", "accs": "accusative", "ablt": "instrumental",
    "loct": "locative", "gen2": "genitive", "loc2": "locative", "acc2": "accusative", "voct": "nominative",
    "sing": "singular", "plur": "plural", "masc": "masculine", "femn": "feminine", "neut": "neuter",
    "past": "past", "pres": "present", "futr": "future", "impr": "imperative", "pssv": "passive", "actv": "active",
    "1per": "first", "2per": "second", "3per": "third", "INFN": "infinitive", "GRND": "gerund", "PRTF": "participle",
    "PRTS": "participle short", "ADJS": "short", "COMP": "comparative",
}  # fmt: skip
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_GENDERS = ("masc", "femn", "neut")
_WANTED = {"noun": ("NOUN",), "adjective": ("ADJF", "PRTF"), "verb": ("INFN", "VERB")}


@cache
def _analyser() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer  # only to build the table: nobody needs it at run time

    return MorphAnalyzer()


def _tags(tag: Any) -> str:
    return " ".join(_TAGS[grammeme] for grammeme in sorted(tag.grammemes) if grammeme in _TAGS)


def _parse(word: str, part: str) -> Any:
    """Return the best analysis of a dictionary form as this part of speech, or None."""
    parses = [parse for parse in _analyser().parse(word) if parse.tag.POS in _WANTED[part]]
    named = [p for p in parses if p.tag.case in ("nomn", None) and p.word.replace("ё", "е") == word.replace("ё", "е")]
    # "очки" are glasses, not a genitive of "очко": a plural dictionary form stays one.
    return max(named, key=lambda p: (p.normal_form.replace("ё", "е") == word.replace("ё", "е"), p.score), default=None)


def _place(tag: Any, part: str) -> int:
    if tag.case != "nomn" or tag.POS in ("PRTS", "ADJS"):
        return -1
    if part == "noun":
        return int(tag.number == "plur")
    return 3 if tag.number == "plur" else _GENDERS.index(tag.gender)


def _word(word: str, part: str) -> Iterator[Inflected]:
    parse = _parse(word, part)
    if parse is None:
        raise ValueError(f"{word!r} is not known as {part}: say `part: fixed` or choose another dictionary form")
    for form in parse.lexeme:
        if _belongs(form.tag, parse.tag, part):
            yield form.word, _tags(form.tag), -1 if part == "verb" else _place(form.tag, part)
        if _may_be_thing(word, form.tag, part):
            yield form.word, "accusative", -1
    if part == "noun" and all(form.tag.number == "plur" for form in parse.lexeme):
        yield next(form.word for form in parse.lexeme if form.tag.case == "nomn"), "plural", 0


def _may_be_thing(word: str, tag: Any, part: str) -> bool:
    """Return whether a noun's nominative may be its accusative, too: that a word nobody knows is alive is a guess."""
    guessed = part == "noun" and tag.animacy == "anim" and not _analyser().word_is_known(word)
    return guessed and tag.case == "nomn" and (tag.number == "plur" or tag.gender == "masc")


def _belongs(form: Any, wanted: Any, part: str) -> bool:
    """Return whether a form of a lexeme is wanted: of a verb's participles only those that are met."""
    if part == "adjective":
        return _same_adjective(form, wanted)
    return part != "verb" or form.POS != "PRTF" or form.voice == "actv" or form.tense == "past"


def _same_adjective(form: Any, wanted: Any) -> bool:
    """Return whether a form belongs to an adjective itself: no comparative, no other participle of the same verb."""
    if "Supr" in form or "COMP" in form:
        return False
    return wanted.POS != "PRTF" or (
        form.POS in ("PRTF", "PRTS") and (form.voice, form.tense) == (wanted.voice, wanted.tense)
    )


def _inflect_to(word: str, grammemes: set[str]) -> str:
    parse = _parse(word, "adjective")
    form = parse.inflect(grammemes) if parse else None
    return form.word if form else word


def _noun_phrase(words: list[str]) -> Iterator[Inflected]:
    """Decline "конский хвост" or "рубашка поло": adjectives before the first noun agree, what follows it stays."""
    head = next((number for number, word in enumerate(words) if _parse(word, "noun") and not _is_adjective(word)), None)
    if head is None:
        raise ValueError(f"{' '.join(words)!r} has no noun in the nominative: say `part: fixed`")
    noun = _parse(words[head], "noun")
    numbers = ("plur",) if noun.tag.number == "plur" else ("sing", "plur")
    for number, case in product(numbers, _CASES):
        form = noun.inflect({number, case})
        if form is None:
            continue
        agree = {number, case} | ({noun.tag.gender} if number == "sing" else set())
        if case == "accs" and noun.tag.gender != "femn":
            agree |= {noun.tag.animacy}
        before = [_inflect_to(word, agree) for word in words[:head]]
        phrase = " ".join([*before, form.word, *words[head + 1 :]])
        yield phrase, _tags(form.tag), int(number == "plur") if case == "nomn" else -1
        if case == "nomn" and numbers == ("plur",):
            yield phrase, _tags(form.tag), 0


def _is_adjective(word: str) -> bool:
    return _analyser().parse(word)[0].tag.POS in ("ADJF", "PRTF")


def inflect(word: str, part: str, irregular: Mapping[str, str]) -> Iterator[Inflected]:
    """Yield the forms of a Russian word or phrase; in a verb or adjective phrase the first word changes."""
    for tag, form in irregular.items():
        yield form, tag, -1
    words = word.split(" ")
    if part == "noun" and len(words) > 1:
        yield from _noun_phrase(words)
        return
    rest = "".join(" " + other for other in words[1:])
    for form, tags, place in _word(words[0], part):
        yield form + rest, tags, place


_ENDINGS: tuple[tuple[re.Pattern[str], int, str], ...] = tuple(
    (re.compile(pattern), cut, endings)
    for pattern, cut, endings in (
        (r"(?:ск|цк|[нв])ая$", 2, "ой:genitive ую:accusative ою:instrumental"),
        (r"(?:ск|цк|[нв])(?:ий|ый|ой)$", 2, "ого:genitive ому:dative им:instrumental ым:instrumental ом:locative"),
        (r"ия$", 1, "и:genitive ю:accusative ей:instrumental"),
        (r"[гкхжшщч]а$", 1, "и:genitive е:dative у:accusative ой:instrumental ою:instrumental ей:instrumental"),
        (r"а$", 1, "ы:genitive е:dative у:accusative ой:instrumental ою:instrumental ей:instrumental"),
        (r"я$", 1, "и:genitive е:dative ю:accusative ей:instrumental ёй:instrumental ею:instrumental"),
        (r"й$", 1, "я:genitive ю:dative ем:instrumental е:locative и:locative"),
        (r"ь$", 1, "я:genitive ю:dative ем:instrumental ём:instrumental е:locative и:genitive ью:instrumental"),
        (r"ец$", 2, "ца:genitive цу:dative цом:instrumental цем:instrumental це:locative"),
        (r"[её]л$", 2, "ла:genitive лу:dative лом:instrumental ле:locative"),
        (r"ок$", 2, "ка:genitive ку:dative ком:instrumental ке:locative"),
        (r"[бвгджзклмнпрстфхцчшщ]$", 0, "а:genitive у:dative ом:instrumental ем:instrumental е:locative"),
    )
)


def _decline(word: str) -> dict[str, str]:
    forms = {word: "nominative"}
    for pattern, cut, endings in _ENDINGS:
        if pattern.search(word):
            stem = word[: len(word) - cut]
            for ending in endings.split():
                form, _, tag = ending.partition(":")
                forms.setdefault(stem + form, tag)
            if cut < 2:
                break
    if word.startswith("Пёт"):
        forms |= {form.replace("ё", "е"): tag for form, tag in forms.items()}
    return forms


def name_forms(name: str) -> Mapping[str, str]:
    """Return a name in its cases; of a name of several words, or parts with a hyphen, all are declined together."""
    if not re.search(r"[а-яё]", name):
        return {name: "nominative"}
    if "-" in name and " " not in name:
        return {form.replace(" ", "-"): case for form, case in name_forms(name.replace("-", " ")).items()}
    words = name.split()
    if len(words) == 1:
        return _decline(name)
    by_case: dict[str, list[list[str]]] = {}
    for word in words:
        for form, case in _decline(word).items():
            by_case.setdefault(case, [[] for _ in words])[words.index(word)].append(form)
    declined = {name: "nominative"}
    for case, columns in by_case.items():
        filled = [column or [word] for column, word in zip(columns, words, strict=True)]
        declined |= {" ".join(forms): case for forms in product(*(column[:3] for column in filled[:3]), *filled[3:])}
    return declined


_ADJECTIVE = re.compile(r"(.+?)([ыиоея][ймхе]|[ыи]ми|[ое]го|[ое]му|ую|юю|ая|яя)$")
_NOMINATIVE = {"masculine": "ый", "feminine": "ая", "neuter": "ое", "plural": "ые"}
_SOFT = {"masculine": "ий", "feminine": "яя", "neuter": "ее", "plural": "ие"}


def nominative_adjective(word: str, gender: str, plural: bool) -> str:
    """Return an adjective in any case as it stands before a nominative noun, "" for what cannot be an adjective."""
    match = _ADJECTIVE.fullmatch(word)
    if match is None or len(match[1]) < 2:
        return ""
    stem, ending = match.groups()
    wanted = "plural" if plural else gender or "masculine"
    if ending == "ой" and wanted == "masculine":
        return word  # «запасной шлем»: before a masculine noun only the nominative ends so
    if stem[-1] in "гкхжшщч":
        after_sibilant = wanted == "neuter" and stem[-1] in "жшщч" and ending[0] in "еи"
        return stem + ("ее" if after_sibilant else _NOMINATIVE[wanted].replace("ы", "и"))
    return stem + (_SOFT if ending[0] in "иеюя" else _NOMINATIVE)[wanted]


def plural(number: int) -> str:
    """Return which form of a noun a number takes: 1 год, 2 года, 5 лет."""
    if number % 100 in range(11, 15):
        return "many"
    return {1: "one", 2: "few", 3: "few", 4: "few"}.get(number % 10, "many")


_PAST = ((re.compile(r"\w{2,}(?:ла|лась)"), "feminine"), (re.compile(r"\w{2,}(?:л|лся)"), "masculine"))


_ACTS = re.compile(r"\w{2,}(?:[её]т|ит|[юу]т|[яа]т|л[аои]?)(?:ся|сь)?")
_SAYS_I = re.compile(r"\w{2,}(?:[аяеу]ю|[юу]сь|[лжшчщд]у)")


def acts(word: str) -> bool:
    """Return whether a word looks like a verb in the third person or the past tense."""
    return _ACTS.fullmatch(word) is not None


def says_i(word: str) -> bool:
    """Return whether a word looks like a verb in the first person, as it begins a sentence."""
    return _SAYS_I.fullmatch(word) is not None


def past_gender(word: str) -> str:
    """Return the gender that a verb in the past tense shows."""
    return next((gender for pattern, gender in _PAST if pattern.fullmatch(word)), "")


#: How nouns in the nominative end that go with a verb of this gender; "" stands for a verb that shows none.
_SUBJECTS = {
    "feminine": re.compile(r"\w*[ая]"),
    "masculine": re.compile(r"\w*(?:[бвгджзклнпрстфхцчшщй]|[^оеё]м|[^с]ь)"),
    "plural": re.compile(r"\w*[ыия]"),
    "": re.compile(r"\w*(?:[абвгджзклнпрстфхцчшщйя]|[^оеё]м|[^с]ь)"),
}
#: A verb of several people; a gerund, which is no noun.
_PLURAL = re.compile(r"\w{2,}(?:ли|лись|[ую]т|[ую]тся|[ая]т|[ая]тся)")
_GERUND = re.compile(r"\w+(?:[аеияыу]в|вши|сь|[иыа]я)")


def agrees(noun: str, verb: str) -> bool:
    """Return whether a noun in the nominative and a verb may be subject and predicate, by their endings."""
    if not acts(verb) or _GERUND.fullmatch(noun):
        return False
    shown = "plural" if _PLURAL.fullmatch(verb) else past_gender(verb)
    return _SUBJECTS[shown].fullmatch(noun) is not None


@cache
def _given_names() -> Mapping[str, Entry]:
    """Return what is known of given names: each by the full name and by its diminutives."""
    known: dict[str, Entry] = {}
    for entry in RUSSIAN.lexicon.of_kind("given_name"):
        for name in (entry.text, *entry.get("short").split()):
            known.setdefault(normalise(name), entry)
    return known


def name_gender(name: str) -> str:
    """Return the gender of who bears a name, by the first of its words that is a given name or ends in -а."""
    words = [normalise(word) for word in re.findall(r"[А-Яа-яЁё]+", name)]
    known = next((entry for word in words if (entry := _given_names().get(word))), None)
    if known:
        return known.get("gender")
    tags = {
        tag
        for word in words
        for form in RUSSIAN.lexicon.lookup(word)
        if form.entry.kind == "figure"
        for tag in form.tags
    }
    called = tags & {"feminine", "masculine"}
    if called:
        return next(iter(called)) if len(called) == 1 else ""
    return "feminine" if words and all(word.endswith(("а", "я")) for word in words) else ""


def nicknames(name: str) -> Iterator[str]:
    """Yield the full name and the diminutives that go with a given name."""
    entry = _given_names().get(normalise(name))
    if entry and entry.get("gender"):
        yield from (entry.text, *entry.get("short").split())
    elif entry:
        yield from (entry.text, *entry.get("also").split())


RUSSIAN = Language(
    name="russian",
    code="ru",
    folder=resources.files("composer_plugins.languages") / "russian",
    letters=re.compile(r"[А-Яа-яЁё]+"),
    inflect=inflect,
    name_forms=name_forms,
    adjective=nominative_adjective,
    plural=plural,
    cases=True,
    acts=acts,
    says_i=says_i,
    past_gender=past_gender,
    agrees=agrees,
    name_gender=name_gender,
    nicknames=nicknames,
    adjective_after=True,
)


@hookimpl
def register_languages(register: Callable[[Language], None]) -> None:
    """Register Russian."""
    register(RUSSIAN)
