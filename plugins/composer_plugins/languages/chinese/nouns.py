"""Hair, eyes, skin and other parts of the body in Chinese, with the words that describe them."""

from collections.abc import Iterator, Sequence

from composer.reading.lexicon import Entry
from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.eyes import mixed_eyes
from composer_plugins.languages.chinese.gradients import gradients, shifting
from composer_plugins.languages.chinese.values import LONGEST_COLOR, stated, text_of, unknown_color

_MODIFIERS = {
    "hairdo": ("hair_style", "color", "shade", "part_mod"),
    "hair": ("hair_style", "color", "shade"),
    "eye": ("color", "eye_color", "shade"),
    "skin": ("tone", "color", "shade"),
    "feature": ("part_mod", "color", "shade"),
}
_COLORS = ("color", "eye_color", "shade")
_TONES = (*_COLORS, "tone")
#: A shade alone is no colour.
_HUES = ("color", "eye_color", "tone")
_NEAR = 3
_OTHER_NOUNS = ("hair", "eye", "skin", "feature", "garment", "pronoun", "relation", "negation", "hairdo", "irreal")
_CARRYING = ("copula", "degree", "joining", "turn", "part")
_READS = {"hair": "hair", "eyes": "eye", "skin": "skin"}
_ATTRIBUTES = {"hair": "hair_color", "eye": "eye_color", "skin": "skin"}
_NOUNS = {"hair": "头发", "eye": "眼睛", "skin": "皮肤"}


class Nouns:
    """Reads the nouns of one sentence, clause by clause; `reads`: see `composer.reading.looks.labels.Reads`."""

    def __init__(self, reads: str) -> None:
        self.listed = bool(reads)
        self.noun = _READS.get(reads, "")

    def read(self, clause: Clause, taken: set[int]) -> Iterator[Found]:
        """Yield what a clause says of parts of the body; `taken` learns the places of the words that say it."""
        nouns = False
        told = list(gradients(clause, self.noun == "hair"))
        taken |= {place for one in told for place in range(one.first, one.last)} | shifting(clause)
        for at in clause.places:
            kind = next((kind for kind in _MODIFIERS if clause.row[at].has(kind)), "")
            if kind and at not in taken:
                read = list(self._noun(clause, at, kind))
                nouns = nouns or bool(read) or kind in _ATTRIBUTES
                taken |= {place for one in read for place in range(one.first, one.last)}
                yield from read
        yield from mixed_eyes(clause)
        yield from told
        if not nouns and self.noun and not any(word.has("garment") for word in clause.words):
            yield from self._carried(clause, taken)

    def reach(self, clause: Clause) -> Iterator[Found]:
        """Yield how far hair reaches: "垂到腰间"."""
        for at in clause.places[:-1]:
            part = clause.row[at + 1].entry("length_part")
            if self.noun == "hair" and clause.row[at].has("reach") and part:
                value = clause.row[at].text + clause.row[at + 1].text
                yield Found("hair_style", value, f"头发{value}", (Term(value, f"{part.english} hair"),), at, at + 2, at)

    def _noun(self, clause: Clause, at: int, kind: str) -> Iterator[Found]:
        entry = clause.row[at].entry(kind)
        assert entry is not None
        kinds = _MODIFIERS[kind]
        before = _before(clause, at, kinds)
        if entry.get("near") and not self._is_near(clause, at, kind, entry, before):
            return
        if kind in _ATTRIBUTES:
            self.noun = kind
        if kind == "feature":
            if _is_place(clause, at):
                return
            yield from _feature(clause, at, entry, before)
            return
        if kind == "eye" and entry.get("side") and not self.listed:
            return
        behind = [] if before and kind != "hair" else _behind(clause, at, kinds) or _at_end(clause, at)
        if kind == "hairdo":
            yield stated(clause, "hair_style", [*clause.of(before[-1:], "hair_style", "part_mod"), at], at)
        yield from _colors(clause, at, kind, before, behind)
        if kind == "hair":
            yield from _styles(clause, at, entry, before, behind)

    def _is_near(self, clause: Clause, at: int, kind: str, entry: Entry, before: Sequence[int]) -> bool:
        """Return whether a noun with other senses means the body: in a labelled value, or described."""
        if entry.get("near") == "label":
            return self.listed
        return _is_described(clause, at, kind, before)

    def _carried(self, clause: Clause, taken: set[int]) -> Iterator[Found]:
        """Yield what a clause without a noun says of the noun before it: "头发乱糟糟的，呈灰白色"."""
        kinds = _MODIFIERS[self.noun]
        free = [at for at in clause.of(clause.places, *kinds) if at not in taken]
        others = [word for word in clause.words if not word.has(*kinds, *_CARRYING)]
        if not free or (others and not self.listed) or (len(others) > _NEAR):
            return
        colors = clause.of(free, *(_TONES if self.noun == "skin" else _COLORS))
        if clause.of(colors, *_HUES):
            yield stated(clause, _ATTRIBUTES[self.noun], colors, free[0], noun=_NOUNS[self.noun])
        if self.noun == "hair":
            yield from (_style(clause, place, place) for place in clause.of(free, "hair_style"))


def _is_place(clause: Clause, at: int) -> bool:
    """Return whether a part of the body only says where another is: "*喉结*旁有一道勒痕"."""
    beside = clause.word(at + 1)[:1] in tuple("旁侧处")
    return beside and bool(clause.of(range(at + 2, clause.end), "feature"))


def _before(clause: Clause, at: int, kinds: tuple[str, ...]) -> list[int]:
    """Return the places of the words that describe a noun from before it."""
    found: list[int] = []
    position = at - 1
    while position >= clause.begin:
        word = clause.row[position]
        if word.has(*kinds):
            found.insert(0, position)
        elif "color" in kinds and (unknown := unknown_color(clause, position)):
            found[:0] = unknown
            position = unknown[0]
        elif (word.has("part") and not word.has("joining")) or not word.has("joining", "degree"):
            break
        position -= 1
    return found


def _behind(clause: Clause, at: int, kinds: tuple[str, ...]) -> list[int]:
    """Return the places of the words after a noun that say how it is; none when they describe the next noun."""
    row, end = clause.row, clause.end
    found: list[int] = []
    position = at + 1
    while position < end and (
        row[position].has(*kinds, "copula", "degree", "joining") or _names_color(clause, position)
    ):
        if row[position].has(*kinds):
            found.append(position)
        elif "color" in kinds:
            found += unknown_color(clause, position)
        position += 1
    follows = position < end and (clause.word(position - 1) == "的" or row[position - 1].has(*kinds))
    unknown = position < end and not row[position].has("negation", "turn", "pronoun", "irreal")
    return [] if found and follows and unknown else found


def _at_end(clause: Clause, at: int) -> list[int]:
    """Return the place of a colour that ends a clause about one noun: "皮肤是被熔岩烤过似的*古铜色*"."""
    last = clause.end - 1 - (clause.word(clause.end - 1) == "的")
    others = any(clause.row[place].has(*_OTHER_NOUNS) for place in range(at + 1, last))
    told = last - at > 1 and clause.has(last, "color", "tone") and clause.row[last].text[-1] == "色"
    return [last] if told and not others else []


def _names_color(clause: Clause, position: int) -> bool:
    """Return whether an unknown letter belongs to the name of a colour: "*鸢尾*色"."""
    after = position
    while after < clause.end and after - position < LONGEST_COLOR and clause.row[after].is_unknown:
        after += 1
    return after > position and clause.word(after) == "色"


def _is_described(clause: Clause, at: int, kind: str, before: Sequence[int]) -> bool:
    """Return whether a noun that has other senses, too, is described right before it."""
    located = kind == "feature" and any(word.has("location", "body_part") for word in clause.before(at))
    headful = kind == "hair" and clause.row[at - 1].text[-1] in "头頭" if at > clause.begin else False
    if headful or located or clause.has(at - 1, *_MODIFIERS[kind]):
        return True
    if clause.word(at - 1) == "的" and before:
        return True
    return kind == "feature" and clause.has(at - 1, "part") and clause.word(at - 1) not in "个只"


def _colors(clause: Clause, at: int, kind: str, before: list[int], behind: list[int]) -> Iterator[Found]:
    kinds = _TONES if kind == "skin" else _COLORS
    colors = clause.of(before, *kinds) or clause.of(behind, *kinds)
    named = [place for place in [*before, *behind] if clause.row[place].is_unknown or clause.word(place) == "色"]
    if not clause.of(colors, *_HUES) and not named:
        return
    colors = sorted({*colors, *named})
    noun = "hair" if kind == "hairdo" else kind
    entry = clause.row[at].entry(kind)
    tips = entry is not None and entry.get("tips") != ""
    animal = entry is not None and entry.get("animal") != ""
    if tips or animal:
        yield stated(clause, _ATTRIBUTES[noun], [*colors, at], at, mixed=tips)
    else:
        yield stated(clause, _ATTRIBUTES[noun], colors, at, noun=_NOUNS[noun])


def _styles(clause: Clause, at: int, entry: Entry, before: list[int], behind: list[int]) -> Iterator[Found]:
    run: list[int] = []
    if entry.get("tips"):
        yield from _tips(clause, at, behind)
        return
    if style := entry.get("style"):
        run = _adjacent(clause, before, at)
        value = text_of(clause, [*run, at])
        yield Found("hair_style", value, value, (Term(value, f"{style} hair"),), min([*run, at]), at + 1, at)
    if color := entry.get("color"):
        text = clause.row[at].text
        yield Found("hair_color", text, text, (Term(text, f"{color} hair"),), at, at + 1, at)
    free = [place for place in [*before, *behind] if place not in run]
    yield from (_style(clause, place, at) for place in clause.of(free, "hair_style"))


def _tips(clause: Clause, at: int, behind: Sequence[int]) -> Iterator[Found]:
    """Yield how the ends of the hair are: "发尾微卷"."""
    styles = clause.of(behind, "hair_style")
    entry = clause.row[styles[0]].entry("hair_style") if styles else None
    if entry is not None:
        value = clause.text[clause.row[at].start : clause.row[styles[0]].end]
        yield Found(
            "hair_style", value, value, (Term(value, f"{entry.english} tips"),), at, styles[0] + 1, at, mixed=True
        )


def _adjacent(clause: Clause, before: Sequence[int], at: int) -> list[int]:
    """Return the words of style that make one phrase with a noun: "*齐肩*短发"."""
    run: list[int] = []
    for place in reversed(before):
        between = clause.row[place + 1 : run[0] if run else at]
        if not clause.row[place].has("hair_style") or any(word.text != "的" for word in between):
            break
        run.insert(0, place)
    return run


def _style(clause: Clause, place: int, at: int) -> Found:
    word = clause.row[place]
    entry = word.entry("hair_style")
    assert entry is not None
    first, last = min(place, at), max(place, at) + 1
    value = f"{word.text}{clause.row[at].text[-1]}" if len(word.text) == 1 and clause.row[at].has("hair") else word.text
    return Found("hair_style", value, f"{value}头发" if value == word.text else value,
                 (Term(value, f"{entry.english} hair"),), first, last, at)  # fmt: skip


def _feature(clause: Clause, at: int, entry: Entry, before: list[int]) -> Iterator[Found]:
    if not ((entry.get("modified") and not before) or entry.get("optional")):
        yield stated(clause, "feature", [*before, at], at)
