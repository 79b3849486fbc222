"""The tags of somebody's looks: each trait in the words by which models know it, else in its own in lower case."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from composer.types import Trait
from composer.writing.facts import printed
from composer_plugins.booru.vocabulary import LookWords, Mark, garments, looks, rules

_TWO = re.compile(r"\bone\b.*\bone\b|\band\b|heterochromi|mismatched|/")
_PARTS = re.compile(r"\s*(?:,|;|\band\b|\bwith\b|/)\s*")
_STREAKS = (
    (re.compile(r"streak|highlight|strand|lowlight"), "streaked hair"),
    (re.compile(r"\btips?\b|\bends\b"), "colored tips"),
    (re.compile(r"ombr|fading|gradient"), "gradient hair"),
)
_PLACED = re.compile(
    r"\b(on|through|across|over|along|under|down|above|around|at)\s+(?:the\s+|her\s+|his\s+|their\s+|its\s+)?"
    r"(?:left\s+|right\s+|upper\s+|lower\s+|both\s+|sides?\s+of\s+|(?:the|her|his|their|its)\s+)*"
    r"([a-z]+(?: blade| arm| back)?)"
)
_MOTIF = re.compile(r"\bof (?:an?|the|two|three)?\s*([a-z -]+?)(?: (?:on|across|over|along|down|around)\b.*)?$")
_HAIR = re.compile(r"\s+(?:hair|eyes?|skin|fur)$")
_PELT = re.compile(r"\b(scales|fur|feathers|plumage|hide|pelt|shell|chitin)\b")
_COUNTED = frozenset({"two", "three", "pair", "of", "small", "a", "an", "set"})
#: From so many years on nobody looks their age.
_AGELESS = 110
_METRES = re.compile(r"\d")


@lru_cache(maxsize=4096)
def trait_tags(trait: Trait, sex: str) -> tuple[str, ...]:
    """Return the tags of one trait; () for one of which a picture's tags can say nothing (a height in figures).

    Args:
        sex: ``female``, ``male`` or "" for neither known.
    """
    said = " ".join(printed(trait).casefold().split())
    found = (
        _age(trait, said, sex)
        if trait.attribute == "age_look"
        else _FINDERS.get(trait.attribute, _feature)(trait, said)
    )
    filled = (part.replace("{sex}", sex).strip() for tags in found for part in tags.split(","))
    return tuple(dict.fromkeys(tag for tag in filled if tag))


def sex_of(gender: str) -> str:
    """Return the word for a gender that stands in tags: ``female``, ``male`` or ""."""
    return {"feminine": "female", "masculine": "male"}.get(gender, "")


def _table(name: str) -> Mapping[str, str]:
    return looks().by_word[name]


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _colour(value: str, table: Mapping[str, str], trait: Trait | None = None) -> str:
    """Return the colour that models know for the words of a colour, "" where none is among them."""
    words = value.split()
    for start in range(len(words)):
        known = table.get(" ".join(words[start:]))
        if known:
            return known
    english = (word.english for word in trait.words) if trait else ()
    return next((table.get(word, "") for word in english if word in table), "")


def _hair_color(trait: Trait, _: str) -> Iterator[str]:
    value, table = _HAIR.sub("", trait.value.casefold()), _table("hair_colors")
    parts = [part for part in _PARTS.split(value) if part]
    streaks = [tag for pattern, tag in _STREAKS if pattern.search(value)]
    plain = [part for part in parts if not any(pattern.search(part) for pattern, _ in _STREAKS)]
    colours = [_colour(part, table, trait if len(parts) == 1 else None) for part in plain]
    yield from (f"{colour or part} hair" for colour, part in zip(colours, plain, strict=True))
    yield from streaks
    yield from (part for part in parts if part not in plain)
    if len(set(filter(None, colours))) > 1:
        yield "multicolored hair"


def _eye_color(trait: Trait, _: str) -> Iterator[str]:
    value, table = _HAIR.sub("", trait.value.casefold()), _table("eye_colors")
    colours = [table.get(word.english or word.text, "") for word in trait.words]
    parts = [_HAIR.sub("", part.removeprefix("one ")) for part in _PARTS.split(value) if part]
    several = [_colour(part, table) for part in parts] if len(parts) > 1 else colours
    told = list(dict.fromkeys(filter(None, several)))
    if _TWO.search(value) and len(told) > 1:
        yield "heterochromia"
        yield from (f"{colour} eyes" for colour in told[:2])
    elif "heterochrom" in value or "mismatched" in value:
        yield "heterochromia"
    else:
        yield f"{_colour(value, table, trait) or value} eyes"


def _skin(trait: Trait, said: str) -> Iterator[str]:
    value = trait.value.casefold()
    if pelt := _PELT.search(value):
        colour = _colour(value[: pelt.start()].strip(), garments().by_word["colors"], trait)
        colour = colour or _last_colour(value[: pelt.start()])
        yield f"{colour} {pelt[1]}" if colour else value
        return
    known, rest = _matched(_HAIR.sub("", value).replace(",", " ").split(), _table("skin"))
    yield from known
    if not known:
        yield said
    elif len(rest) > 1:
        yield " ".join(rest)


def _last_colour(words: str) -> str:
    colours = garments().by_word["colors"]
    parts = re.split(r"[\s-]+", words.strip())
    return next((colours[part] for part in reversed(parts) if part in colours), words.strip())


# ── hair, body, age ─────────────────────────────────────────────────────────────────────────────────────────────────


def _hair_style(trait: Trait, said: str) -> Iterator[str]:
    value = _HAIR.sub("", trait.value.casefold())
    table = {**_table("hair_styles"), **_table("hair_lengths")}
    if value in table:
        yield table[value]
        return
    known, rest = _matched(re.split(r"[\s,]+", value), table)
    known = known or [table[word.english] for word in trait.words if word.english in table]
    yield from sorted(known, key=_is_length)
    left = [word for word in rest if word not in looks().small_words]
    if not known:
        yield said if "hair" in said else f"{said} hair" if trait.phrase else said
    elif len(left) > 1:
        yield " ".join(left)


def _is_length(tag: str) -> bool:
    return tag in looks().hair_lengths


def _build(trait: Trait, said: str) -> Iterator[str]:
    yield _table("build").get(said) or _english(trait, "build") or said


def _height(trait: Trait, said: str) -> Iterator[str]:
    known = _table("height").get(said) or _english(trait, "height")
    if known or not _METRES.search(said):
        yield known or said


def _english(trait: Trait, table: str) -> str:
    if len(trait.words) != 1 or " " in trait.value:
        return ""
    return _table(table).get(trait.words[0].english, "")


def _age(trait: Trait, said: str, sex: str) -> Iterator[str]:
    digits = next((word.english for word in trait.words if word.english.isdecimal()), "") or "".join(
        re.findall(r"^\d+", said)
    )
    years = int(digits) if digits else 0
    age = next((age for age in looks().ages if _AGELESS > years >= age.since), None)
    if age is not None:
        yield {"female": age.female, "male": age.male}.get(sex, age.other)
    elif digits and years < _AGELESS:
        yield f"{years} years old"
    elif not digits:
        yield _table("age_looks").get(said, said)


def _species(_: Trait, said: str) -> Iterator[str]:
    table = _table("species")
    bare = _without_gender(said)
    yield table.get(said) or table.get(bare) or (bare or "")


def _without_gender(said: str) -> str:
    words = said.split()
    gendered = rules().feminine | rules().masculine
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in gendered else words)


def _gender(_: Trait, said: str) -> Iterator[str]:
    yield said


# ── features ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _feature(_: Trait, said: str) -> Iterator[str]:
    words = [word for word in said.split() if word not in rules().determiners]
    bare = " ".join(words)
    table = _table("features")
    if known := table.get(said) or table.get(bare) or table.get(" ".join(_uncounted(words))):
        yield known
    elif mark := _mark_of(bare):
        yield from _marked(bare, said, *mark)
    else:
        yield from _described(words, bare)


def _uncounted(words: Sequence[str]) -> Sequence[str]:
    return [word for word in words if word not in _COUNTED]


def _described(words: Sequence[str], bare: str) -> Iterator[str]:
    """Yield a known noun with what is said of it: "two curved ivory horns" → curved horns, white horns."""
    table, colours = _table("features"), garments().by_word["colors"]
    start = next((start for start in range(len(words)) if " ".join(words[start:]) in table), None)
    if start is None:
        yield bare
        return
    noun = " ".join(words[start:])
    rest: list[str] = []
    for word in _uncounted(words[:start]):
        if known := table.get(f"{word} {noun}"):
            yield known
        else:
            rest.append(colours.get(word) or _table("hair_colors").get(word, word))
    tag = table[noun]
    if rest or start == 0 or len(_uncounted(words[:start])) == 0:
        yield f"{' '.join(rest)} {tag}".strip() if rest else tag


def _mark_of(bare: str) -> tuple[re.Match[str], Mark] | None:
    for pattern, mark in _marks(looks()):
        if match := pattern.search(bare):
            return match, mark
    return None


@lru_cache(maxsize=2)
def _compiled(known: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, nouns), key=len, reverse=True))})\b") for _, nouns in known
    )


def _marks(words: LookWords) -> Iterator[tuple[re.Pattern[str], Mark]]:
    patterns = _compiled(tuple((name, mark.nouns) for name, mark in words.marks.items()))
    ordered = zip(patterns, words.marks.values(), strict=True)
    return iter(sorted(ordered, key=lambda pair: -max(len(noun) for noun in pair[1].nouns)))


def _marked(bare: str, said: str, match: re.Match[str], mark: Mark) -> Iterator[str]:
    """Yield a mark with its place, and what it shows."""
    placed = _PLACED.search(said)
    place = _table("places").get(placed[2], "") if placed else ""
    before = [word for word in bare[: match.start()].split() if word not in _COUNTED]
    form = mark.across if placed and placed[1] in ("across", "through", "over") and mark.across else mark.placed
    if place and form:
        tag = form.format(place=place)
        yield looks().place_tags.get(tag, tag)
    else:
        yield bare if placed and not place else mark.plain
    motif = _MOTIF.search(bare[match.end() :].strip())
    if motif and mark.motif:
        before.append(motif[1].strip())
    if before and (place or not placed):
        yield f"{' '.join(before)} {mark.plain}"


# ── words one by one ────────────────────────────────────────────────────────────────────────────────────────────────


def _matched(words: Sequence[str], table: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the tags of the words that a table knows, the longest runs first, and the words it does not know."""
    found: list[str] = []
    rest: list[str] = []
    place = 0
    while place < len(words):
        end = next((end for end in range(len(words), place, -1) if " ".join(words[place:end]) in table), place)
        if end > place:
            found.append(table[" ".join(words[place:end])])
        else:
            rest.append(words[place])
        place = max(end, place + 1)
    return list(dict.fromkeys(found)), rest


_FINDERS: Mapping[str, Callable[[Trait, str], Iterator[str]]] = {
    "hair_color": _hair_color, "hair_style": _hair_style, "eye_color": _eye_color, "skin": _skin, "build": _build,
    "height": _height, "species": _species, "gender": _gender, "feature": _feature,
}  # fmt: skip
