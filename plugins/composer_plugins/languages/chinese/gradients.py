"""Hair in several colours told by what was done to it: "从银色渐变为紫色", "挑染着红色"."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.values import stated

_TOLD = ("渐变", "漸變", "挑染", "过渡", "過渡")
_COLORS = ("color", "shade")
#: What may stand between "渐变" and its colours.
_BETWEEN = ("copula", "part", "degree", "joining", "turn", "change_result")
_LETTERS = frozenset("为為成到至着著了从從由自向几幾缕縷")


def gradients(clause: Clause, hair: bool) -> Iterator[Found]:
    """Yield the colours that hair goes over into, and from; `hair`: the sentence was about hair before."""
    for at in clause.places:
        if clause.row[at].text.startswith(_TOLD) and (hair or clause.of(range(clause.begin, at), "hair", "hairdo")):
            for run in (_before(clause, at), _behind(clause, at)):
                if clause.of(run, "color"):
                    yield stated(clause, "hair_color", run, run[0], noun="头发", mixed=True)


def shifting(clause: Clause) -> set[int]:
    """Return the places where "渐变" and the like are verbs, no nouns for a strand of hair."""
    told = [at for at in clause.places if clause.row[at].text.startswith(_TOLD)]
    return {at for at in told if set(clause.word(at + 1)) & _LETTERS or clause.has(at + 1, "color")}


def _before(clause: Clause, at: int) -> list[int]:
    """Return the places of the colour before: "从*银色*渐变"."""
    place = at - 1
    while place >= clause.begin and _passes(clause, place):
        place -= 1
    first = place
    while first >= clause.begin and clause.has(first, *_COLORS):
        first -= 1
    led = clause.word(first) in ("从", "由", "自") or not clause.of(range(clause.begin, at), "hair", "hairdo")
    return list(range(first + 1, place + 1)) if led else []


def _behind(clause: Clause, at: int) -> list[int]:
    """Return the places of the colour behind: "渐变为*紫色*"."""
    place = at + 1
    while place < clause.end and _passes(clause, place):
        place += 1
    last = place
    while last < clause.end and clause.has(last, *_COLORS):
        last += 1
    return list(range(place, last))


def _passes(clause: Clause, place: int) -> bool:
    if clause.has(place, *_COLORS):
        return False
    return clause.has(place, *_BETWEEN) or set(clause.row[place].text) <= _LETTERS
