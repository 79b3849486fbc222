"""Unknown words with a capital letter that are somebody's name: of people nobody has introduced."""

from collections.abc import Sequence

from composer.reading.clothes.mark import Mark
from composer.reading.text.segments import Sentence

_NOMINATIVE = frozenset({"nominative"})
#: What "somebody's" opens.
_NOUNS = frozenset({"garment", "garment_part", "body_part", "garment_state"})


def has_cases(sentence: Sentence) -> bool:
    """Return whether cases rather than places tell the roles of words in a sentence's language."""
    return sentence.language is not None and sentence.language.cases


#: Words within which somebody is explained: ", the old bartender, wears".
_APPOSITION = 8
#: What things do to clothes as well as people: "Mud covers her boots".
_HANDLED = ("adjust", "touch", "state", "store")


def stranger(sentence: Sentence, row: Sequence[Mark], number: int) -> Mark:
    """Read an unknown word with a capital letter as a name, where it is somebody "in" clothes or who puts some on."""
    mark = row[number]
    if number + 1 >= len(row) or not _may_be_name(sentence, mark):
        return mark
    written = sentence.written[mark.first]
    following = row[number + 1]
    if following.match and following.match.entry("plain_modifier") and number + 2 < len(row):
        following = row[number + 2]  # "Mason *still* wearing his helmet"
    if number and (_is_title(sentence, row[number - 1]) or _is_calling(sentence, row[number - 1])):
        return _person(mark, written)
    if (following.kind == "break" and _is_told_of(row[number + 2 : number + _APPOSITION])) or _is_called(row, number):
        return _person(mark, written)
    if number and ((following.kind == "break" and _is_name(sentence, row, number)) or _is_new(sentence, row, number)):
        return _person(mark, written)
    dressed = following.get("role") == "in" and any(_may_be_worn(other) for other in row[number + 2 : number + 5])
    dressing = following.kind == "wearing_verb" and bool({"third", "past"} & following.case)
    dressing = dressing and not (has_cases(sentence) and "passive" in following.case)  # «Оболочка надета»
    dressing = dressing and not (following.get("has") and _is_done(sentence, row[number + 2 : number + 3]))
    dressing = dressing or _is_wearing(row[number + 1 : number + 3]) or _is_dressed(following)
    if (number == 0 and _is_no_name(sentence, mark, following)) or not (dressed or dressing):
        return mark
    return _person(mark, _dictionary_form(written, sentence))


def _may_be_name(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a mark is an unknown word with a capital letter."""
    unknown = mark.kind == "word" and mark.match is None
    return unknown and sentence.written[mark.first][0].isupper() and "'" not in sentence.words[mark.first]


def _is_called(row: Sequence[Mark], number: int) -> bool:
    """Return whether a name within a sentence goes on with what somebody is: ", *Oskar* the prompter shuffles past"."""
    called = [mark.kind for mark in row[number + 1 : number + 3]]
    opened = number > 0 and row[number - 1].kind == "break" and row[number + 1].get("definite") == "yes"
    return opened and called in (["article", "word"], ["article", "figure"])


def _is_done(sentence: Sentence, following: Sequence[Mark]) -> bool:
    """Return whether "had" only leads to a participle nobody knows: "Snow had crusted on his boots"."""
    return bool(following) and following[0].kind == "word" and sentence.ends(following[0].first, "ending_past")


def _is_new(sentence: Sentence, row: Sequence[Mark], number: int) -> bool:
    """Return whether a name behind a comma is somebody in clothes: «Я в домино, *Марко* где-то рядом, в плаще»."""
    if not has_cases(sentence) or "," not in row[number - 1].case:
        return False
    rest = row[number + 1 : number + 6]
    within = [at for at, one in enumerate(rest) if one.get("role") == "in"]
    dressed = any(_may_be_worn(one) for at in within for one in rest[at + 1 : at + 4])
    return dressed and not any(one.kind in ("person", "pronoun", "wearing_verb") for one in rest)


def _person(mark: Mark, name: str) -> Mark:
    return Mark("person", mark.first, mark.last, name=name, case=_NOMINATIVE)


def _may_be_worn(mark: Mark) -> bool:
    """Return whether a garment stands in a case in which it is worn: «в тапках», not «в тапок»."""
    return mark.phrase is not None and (not mark.phrase.case or "locative" in mark.phrase.case)


def _is_told_of(following: Sequence[Mark]) -> bool:
    """Return whether somebody is explained and then dressed: "Boris, the bartender, wears …", "Anna, who wears …"."""
    if not following:
        return False
    relative = following[0].kind == "clause_start" and following[0].get("relative") != ""
    last = next((at for at, mark in enumerate(following) if mark.kind == "break"), 0)
    explained = following[0].kind == "article" and 0 < last < len(following) - 1
    wears = relative or (explained and following[last + 1].kind == "wearing_verb")
    return wears and any(
        mark.kind == "wearing_verb" and "wear" in (mark.get("alone"), mark.get("in")) for mark in following
    )


def _is_dressed(mark: Mark) -> bool:
    """Return whether "wearing", "dressed" follows."""
    return mark.kind == "wearing_verb" and "wear" in (mark.get("alone"), mark.get("in")) and "gerund" in mark.case


def _is_wearing(following: Sequence[Mark]) -> bool:
    """Return whether "is wearing" follows."""
    copula = following[0].get("lists") != ""
    return copula and len(following) > 1 and following[1].kind == "wearing_verb" and "gerund" in following[1].case


def _is_title(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a mark is a title, so that a name follows: "*Sir* Aldous"."""
    if sentence.language is None or not sentence.written[mark.last - 1][0].isupper():
        return False
    return "title" in sentence.language.lexicon.lookup(sentence.words[mark.last - 1]).kinds


def _is_calling(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a name follows somebody's calling in a language with cases: «*штурман* Ким»."""
    return mark.kind == "figure" and has_cases(sentence) and "nominative" in mark.case and "plural" not in mark.case


def _is_name(sentence: Sentence, row: Sequence[Mark], number: int) -> bool:
    """Return whether an unknown capital word inside a sentence is somebody who is then described: "… Boris, in a …"."""
    before = row[number - 1]
    known = before.kind in ("wearing_preposition", "article", "possessive", "person", "break", "figure")
    known = known and not (has_cases(sentence) and "," in before.case)  # «Я в плаще, Марко рядом, в маске»
    begins = sentence.written[before.first][0].isupper() and before.kind == "word" and number > 1
    after = row[number + 2] if number + 2 < len(row) else None
    described = any(mark.get("role") == "in" or mark.kind == "wearing_verb" for mark in row[number + 1 : number + 5])
    described = described or (after is not None and after.kind == "garment")  # "old Pascal, beret over one ear"
    return not known and not begins and described


def _is_no_name(sentence: Sentence, mark: Mark, following: Mark) -> bool:
    """Return whether a word that begins a sentence is rather "slowly", "smiling" or "улыбаясь" than a name."""
    handled = following.get("alone").startswith(_HANDLED)
    return handled or sentence.ends(mark.first, "ending_no_name")


def _dictionary_form(name: str, sentence: Sentence) -> str:
    """Return an unknown name in the nominative, where its ending leaves no doubt: "Борису" → "Борис"."""
    for ending in sentence.endings("ending_oblique_name"):
        if name.endswith(ending) and len(name) > len(ending) + 2:
            return name.removesuffix(ending)
    return name


def genitive(sentence: Sentence, mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "somebody's", "her *aunt's*" before a garment as what opens its noun phrase."""
    owner = mark.kind in ("word", "figure") and sentence.ends(mark.last - 1, "ending_possessive")
    if owner and following and following[0].kind in _NOUNS:
        return Mark("others", mark.first, mark.last)
    verb = following[0] if following and following[0].kind == "wearing_verb" else None
    if owner and verb and sentence.ends(verb.first, "ending_gerund"):
        return Mark("figure", mark.first, mark.last)  # "the kid's wearing": is wearing
    return mark
