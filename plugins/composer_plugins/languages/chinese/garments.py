"""Garment phrases in Chinese: "一件白色的丝绸衬衫" → name, colours, materials, pattern, slot and layer."""

from collections.abc import Iterator, Sequence

from composer.reading.clothes.garments import Phrase
from composer.reading.lexicon import Entry
from composer.reading.text.segments import Sentence
from composer.types import Garment, Term
from composer_plugins.languages.chinese.words import Word, clauses, named, words

MODIFIERS = ("color", "shade", "material", "pattern", "garment_length", "garment_look", "garment_state")
#: What may stand before a garment's name that the lexicon knows only in part: "*夏威夷*衬衫".
_OPENING = ("part", "wearing_verb", "joining", "taking", "being", *MODIFIERS)
_BETWEEN = ("joining", "degree")
_LISTING = ("、", "和", "与", "及", "跟", "以及", "还有", "并", "又")
_MOST = 8
_LONGEST_NAME = 4
_DENIED = ("negation", "irreal", "former", "elsewhere", "question")


def listed_garments(sentence: Sentence, whole: bool) -> list[Phrase]:
    """Return the garments of an item of a list; see `composer.reading.language.Rules.garments`."""
    row = words(sentence, named({}))
    found = [list(_listed(sentence, row, begin, end)) for begin, end in clauses(row)]
    if not whole:
        return [phrase for clause in found for phrase in clause]
    last = found[-1] if found else []  # of "私服：黑色口罩" what the label announces
    begin = next((at + 1 for at in range(len(row) - 1, -1, -1) if row[at].ends_clause), 0)
    return last if len(last) == 1 and last[0].first <= begin + 1 and last[0].last == len(row) else []


def _listed(sentence: Sentence, row: Sequence[Word], begin: int, end: int) -> Iterator[Phrase]:
    for at in range(begin, end):
        phrase = garment_at(sentence, row, at, listed=True)
        denied = any(_denies(word) for word in row[begin:at])
        if phrase is not None and not denied and not is_general(row, phrase):
            yield phrase


def _denies(word: Word) -> bool:
    """Return whether a word says that what follows it in a list is not worn; "会" and "喜欢" do not."""
    irreal = word.entry("irreal")
    if irreal is not None and (irreal.get("able") or irreal.get("habit") or irreal.get("alike")):
        return False
    return word.has(*_DENIED) and not word.has("part", "taking")


def garment_at(sentence: Sentence, row: Sequence[Word], at: int, listed: bool = False) -> Phrase | None:
    """Return the garment phrase whose noun is the word at a place, None when that is no garment.

    Args:
        listed: it stands in a list of clothes, where a short noun is enough.
    """
    entry = row[at].entry("garment")
    if entry is None or _is_part_of_next(row, at) or _is_hood(row, at):
        return None
    places = _modifiers(row, at)
    kind = (
        ""
        if places and places[-1] + 1 == at and row[places[-1]].has("garment")
        else _unknown_kind(row, places, at, listed)
    )
    near = entry.get("near")
    if (near == "label" and not listed) or (near == "yes" and not (listed or kind or _is_near(row, at))):
        return None
    return _phrase(sentence, row, at, places, kind, entry)


def _is_part_of_next(row: Sequence[Word], at: int) -> bool:
    """Return whether a garment's name is the first part of another's: "*针织*开衫"."""
    following = row[at + 1] if at + 1 < len(row) else None
    return (
        following is not None and following.has("garment") and not following.has("garment_part", "part", "wearing_verb")
    )


def _is_hood(row: Sequence[Word], at: int) -> bool:
    """Return whether a hat is another garment's hood: "羽绒服的*帽子*"."""
    entry, of = row[at].entry("garment"), row[at - 2].entry("garment") if at > 1 and row[at - 1].base == "的" else None
    covers = of is not None and of.get("slot") in ("outer", "top", "full") and not of.get("any")
    return covers and entry is not None and entry.get("slot") == "head"


def _is_near(row: Sequence[Word], at: int) -> bool:
    """Return whether a short noun with other senses is described, or worn, right before it."""
    return at > 0 and row[at - 1].has("wearing_verb", "part", *MODIFIERS)


def _unknown_kind(row: Sequence[Word], places: Sequence[int], at: int, listed: bool) -> str:
    """Return the unknown letters right before a noun that say what sort of garment it is: "蓑" of "蓑衣"."""
    if places and places[-1] == at - 1:
        return ""
    first = at
    while (
        first > 0
        and at - first <= _LONGEST_NAME
        and row[first - 1].is_unknown
        and row[first - 1].end == row[first].start
    ):
        first -= 1
    single = at - first == 1 and len(row[at].text) == 1
    begins = first == 0 or row[first - 1].ends_clause
    opened = listed if begins else row[first - 1].has(*_OPENING)
    return "".join(word.text for word in row[first:at]) if single or (opened and at - first <= _LONGEST_NAME) else ""


def _phrase(sentence: Sentence, row: Sequence[Word], at: int, places: list[int], kind: str, entry: Entry) -> Phrase:
    """Return the phrase of a garment and the words that describe it."""
    if kind:
        places = _modifiers(row, at - len(kind))
    name = kind + row[at].text
    printed = [row[place].text for place in places if not row[place].has("garment_state")]
    first = places[0] if places else at - len(kind)
    garment = Garment(
        name=Term(name, entry.english),
        text="".join([*printed, name]),
        colours=_colours(row, places),
        materials=_terms(row, places, "material"),
        pattern=next(iter(_terms(row, places, "pattern")), None),
        length=next(iter(_terms(row, places, "garment_length")), None),
        state=_terms(row, places, "garment_state"),
        slot=entry.get("slot"),
        layer=int(entry.get("layer")),
        evidence=(sentence.text.evidence(row[first].start, row[at].end),),
    )
    return Phrase(first, at + 1, garment, household=bool(entry.get("household")))


def is_general(row: Sequence[Word], phrase: Phrase) -> bool:
    """Return whether a phrase names clothes of any sort: "衣服", "衣衫" where nothing describes it."""
    entry = row[phrase.last - 1].entry("garment")
    scope = entry.get("any") if entry is not None else ""
    garment = phrase.garment
    described = bool(garment.colours or garment.materials or garment.pattern)
    return scope != "" and not (scope == "plain" and described)


def is_plain(row: Sequence[Word], phrase: Phrase) -> bool:
    """Return whether a garment is named by a single word."""
    return phrase.garment.name.text == row[phrase.last - 1].text


def has_part(row: Sequence[Word], phrase: Phrase) -> bool:
    """Return whether only a part of a garment is meant: "外套的扣子"."""
    after = phrase.last + (phrase.last < len(row) and row[phrase.last].base == "的")
    return after < len(row) and row[after].has("garment_part")


def _modifiers(row: Sequence[Word], at: int) -> list[int]:
    found: list[int] = []
    position = at - 1
    while position >= 0 and at - position < _MOST:
        word = row[position]
        describes = not word.has("wearing_verb") or row[position + 1].base == "的"
        if (word.has(*MODIFIERS) and describes) or (word.has("garment") and position + 1 == at):
            found.insert(0, position)
        elif not word.has(*_BETWEEN) or word.base in _LISTING:
            break
        position -= 1
    return found


def _terms(row: Sequence[Word], places: Sequence[int], kind: str) -> tuple[Term, ...]:
    entries = [(row[place].text, row[place].entry(kind)) for place in places]
    return tuple(dict.fromkeys(Term(text, entry.english) for text, entry in entries if entry is not None))


def _colours(row: Sequence[Word], places: Sequence[int]) -> tuple[Term, ...]:
    found: list[Term] = []
    shade = ("", "")
    for place in places:
        color, tint = row[place].entry("color"), row[place].entry("shade")
        if color is not None:
            found.append(Term(shade[0] + row[place].text, f"{shade[1]} {color.english}".strip()))
        shade = (row[place].text, tint.english) if tint is not None and color is None else ("", "")
    return tuple(dict.fromkeys(found))
