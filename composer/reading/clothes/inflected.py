"""Words read again in a language whose endings tell: what is still to be done is no event, «как» may open a clause."""

from collections.abc import Sequence

from composer.reading.clothes.mark import Mark
from composer.reading.text.segments import Sentence

_VERBS = frozenset({"wearing_verb", "garment_motion", "lying_verb"})
_ENDS = frozenset({"break", "clause_start"})
#: What an aside about a garment may hold: «мантия, *расшитая звёздами*, стелилась по ступеням».
_DESCRIBING = frozenset({
    "word", "small_word", "wearing_preposition", "garment_part", "garment_state", "body_part", "joining",
})  # fmt: skip
_LONGEST_ASIDE = 8
_GOVERNING = frozenset({"wearing_preposition", "negation", "garment_part", "wearing_verb"})


def with_endings(row: list[Mark], sentence: Sentence) -> list[Mark]:
    """Read verbs and «как» again in the light of their endings and neighbours; leave out what describes a garment."""
    row = _without_asides(row, sentence)
    started = False
    read: list[Mark] = []
    for number, mark in enumerate(row):
        started = (started and mark.kind != "clause_start") or mark.kind == "phase_verb"
        read.append(_reread(mark, row, number, started))
        if mark.kind == "word" and _is_done_by_garment(read, sentence):
            read[-1] = mark.read_as("garment_motion")
    return read


def _is_done_by_garment(row: Sequence[Mark], sentence: Sentence) -> bool:
    """Return whether an unknown verb at a row's end tells what a garment does: «мантия *свисает* до пола»."""
    language = sentence.language
    if row[-1].match is not None or language is None or not language.acts(sentence.words[row[-1].first]):
        return False
    for at in range(len(row) - 2, -1, -1):
        if row[at].kind == "garment":
            phrase = row[at].phrase
            governed = at > 0 and row[at - 1].kind in _GOVERNING
            return phrase is not None and "nominative" in phrase.case and not governed
        owner = row[at].kind in ("figure", "person") and "genitive" in row[at].case  # «форма *наёмников* сливается …»
        if row[at].kind not in ("small_word", "garment_state") and not owner:
            break
    return False


def _reread(mark: Mark, row: Sequence[Mark], number: int, started: bool) -> Mark:
    if mark.kind == "wearing_verb":
        if _is_to_be_done(mark, started):
            return Mark("word", mark.first, mark.last, case=mark.case)
        return mark.read_as("lying_verb") if _only_lies(mark, row, number) else mark
    opens = mark.kind == "wearing_preposition" and mark.entry("clause_start") is not None
    return mark.read_as("clause_start") if opens and _leads_to_verb(row, number) else mark


def _is_to_be_done(mark: Mark, started: bool) -> bool:
    """Return whether a verb tells what is not done yet: «снять», unless somebody "begins" to; «сниму»."""
    if "future" in mark.case:
        return not {"past", "present", "imperative"} & mark.case
    return "infinitive" in mark.case and not started


def _only_lies(mark: Mark, row: Sequence[Mark], number: int) -> bool:
    """Return whether something "stands" or "remains" somewhere: not "stands *in* a coat"."""
    if mark.entry("lying_verb") is None:
        return False
    rest = row[number + 1 :]
    return not any(
        one.get("role") == "in" and any(other.kind == "garment" for other in rest[at + 1 : at + 4])
        for at, one in enumerate(rest)
    )


def _leads_to_verb(row: Sequence[Mark], number: int) -> bool:
    """Return whether «как» opens a clause: «чувствуя, *как* корсет впивается …»."""
    for mark in row[number + 1 :]:
        if mark.kind in _ENDS:
            return False
        if mark.kind in _VERBS and not {"participle", "gerund"} & mark.case:
            return True
    return False


def _without_asides(row: list[Mark], sentence: Sentence) -> list[Mark]:
    """Leave out what stands between commas behind a garment and only describes it."""
    if not any(mark.kind == "garment" for mark in row):
        return row
    read: list[Mark] = []
    position = 0
    while position < len(row):
        if _is_parenthesis(row[position : position + 3]):
            position += 3
            continue
        read.append(row[position])
        position += 1
        if read[-1].kind == "garment":
            position = _end_of_aside(row, position, sentence)
    return read


def _is_parenthesis(row: Sequence[Mark]) -> bool:
    """Return whether a word between two commas says nothing: «на мне*, между прочим,* всё та же косуха»."""
    aside = len(row) == 3 and (row[1].get("aside") != "" or row[1].kind == "small_word")
    return aside and all("," in mark.case for mark in (row[0], row[2]))


def _end_of_aside(row: Sequence[Mark], start: int, sentence: Sentence) -> int:
    """Return where an aside ends that begins with the comma at `start`; `start` itself when there is none."""
    if start + 1 >= len(row) or row[start].kind != "break" or "," not in row[start].case:
        return start
    if not _is_participle(row[start + 1], sentence):
        return start
    for end in range(start + 2, min(len(row), start + _LONGEST_ASIDE + 1)):
        if row[end].kind == "break":
            return end + 1 if "," in row[end].case and end + 1 < len(row) and row[end + 1].kind != "garment" else end
        if row[end].kind not in _DESCRIBING:
            return start
    return len(row) if len(row) <= start + _LONGEST_ASIDE else start


def _is_participle(mark: Mark, sentence: Sentence) -> bool:
    """Return whether a word may be a participle that describes the garment before it: «расшитая», «подпоясанная»."""
    word = sentence.words[mark.first]
    if mark.kind == "wearing_verb":
        return "participle" in mark.case and mark.get("wind") != "" and not mark.get("alone")
    language = sentence.language
    described = mark.kind == "word" and language is not None and language.adjective(word, "masculine", False) != ""
    return described and any(sign in word for sign in sentence.endings("ending_participle"))
