"""Whether what a Chinese clause says of clothes happens: not denied, wished, asked, remembered or seen in a window."""

from composer.reading.clothes.garments import Phrase
from composer.reading.text.segments import Sentence
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.stated import is_lasting
from composer_plugins.languages.chinese.verbs import event_at
from composer_plugins.languages.chinese.words import Word

_UNREAL = ("irreal", "former", "elsewhere")


class Reality:
    """Follows through one sentence whether what it tells happens now; `holds`: in the clause entered last."""

    def __init__(self, sentence: Sentence) -> None:
        source = sentence.text.text[sentence.start : sentence.end + 1]
        self.asked = any(mark in source for mark in "？?")
        self.spoken = sentence.zone == "speech"
        self.real = True
        self.present = True
        self.holds = True

    def enter(self, clause: Clause) -> None:
        """Take note of what a clause says of itself."""
        self.present = self.present or any(map(clause.turns, clause.places))
        asked = self.asked or any(word.has("question") and (self.spoken or word.base == "吗") for word in clause.words)
        elsewhere = any(word.has("elsewhere") for word in clause.words)
        self.holds = self.real and self.present and not asked and not elsewhere

    def leave(self, clause: Clause) -> None:
        """Take note of what a clause says of the ones after it."""
        for at, word in zip(clause.places, clause.words, strict=True):
            if is_lasting(word):
                self.real = False
            elif word.has("former") or clause.turns(at):
                self.present = not word.has("former") or _is_described(clause, word)

    def _doubted_from(self, clause: Clause) -> int:
        """Return where a word first stands that may deny or doubt what follows; the clause's end where none does."""
        return min((at for kind in ("negation", *_UNREAL) for at in clause.all(kind)[:1]), default=clause.end)

    def denies(self, clause: Clause, verb: int, phrase: Phrase | None) -> str:
        """Return what speaks against a verb: "negation", "unreal", "" for nothing."""
        denial = ""
        for at in range(self._doubted_from(clause), verb):
            word = clause.row[at]
            if clause.turns(at) or (denial == "negation" and event_at(clause, at)):
                denial = ""
            if word.has("negation") and not _is_relative(clause, at, verb, phrase):
                denial = denial or "negation"
            elif word.has(*_UNREAL) and not word.has("part", "taking", "helping") and not _is_habit(clause, at):
                denial = denial if _describes(clause, at, phrase) else "unreal"
        if clause.word(clause.end - 1) == "吧" and not self.spoken:
            return "unreal"
        between = clause.row[verb : phrase.first] if phrase is not None and verb < phrase.first else ()
        words = [word.base for word in between]
        led = "的" in words
        return denial or ("negation" if not led and any(word.has("negation") for word in between) else "")


def _is_habit(clause: Clause, at: int) -> bool:
    """Return whether a liking is one that shows: "她喜欢*穿*汉服"."""
    entry = clause.row[at].entry("irreal")
    return entry is not None and entry.get("habit") != "" and clause.has(at + 1, "wearing_verb")


def _is_relative(clause: Clause, at: int, verb: int, phrase: Phrase | None) -> bool:
    """Return whether a denial belongs to a description before the verb: "*不*上班的日子就是那件黑夹克"."""
    return phrase is not None and verb < phrase.first and any(clause.word(place) == "的" for place in range(at, verb))


def _describes(clause: Clause, at: int, phrase: Phrase | None) -> bool:
    """Return whether a word only tells of a garment that a verb before it puts on: "穿的是*上次*送的睡衣"."""
    if phrase is None or not clause.row[at].has("former", "irreal"):
        return False
    worn = any(event_at(clause, place) for place in range(clause.begin, at))
    return worn and any(clause.word(place) == "的" for place in range(at, phrase.first))


def _is_described(clause: Clause, word: Word) -> bool:
    at = next(at for at in clause.places if clause.row[at] is word)
    return any(event_at(clause, place) for place in range(clause.begin, at)) and any(
        clause.word(place) == "的" for place in range(at, clause.end)
    )
