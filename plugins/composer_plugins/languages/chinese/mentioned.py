"""What a garment without a verb of wearing says in Chinese: worn where it is somebody's or listed, seen otherwise."""

from collections.abc import Sequence

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.garments import Phrase
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.garments import has_part
from composer_plugins.languages.chinese.stated import is_lasting
from composer_plugins.languages.chinese.verbs import WORN, is_repeated

_LISTED = ("garment", "color", "shade", "material", "pattern", "part", "joining", "garment_length", "garment_look",
           "garment_state", "degree", "garment_part", "turn")  # fmt: skip
#: Words after a garment that say where something else is: "衣柜里".
_PLACES = ("店", "里", "架", "上", "柜", "铺", "厂", "盒", "袋")


class Mentioned:
    """Follows through one sentence what its lists of clothes mean; `told`: the sentence is narration."""

    def __init__(self, told: bool) -> None:
        self.told = told
        self.listing = ""

    def follow(self, clause: Clause, kinds: Sequence[str]) -> None:
        """Take note of what a clause says of clothes: a list after it goes on so."""
        if kinds:
            self.listing = "wear" if kinds[-1] in WORN else kinds[-1]
        elif any(word.has("announcing") for word in clause.words) or looks_over(clause):
            self.listing = "wear"
        elif _shows(clause):
            self.listing = "seen"

    def is_topic(self, clause: Clause, phrase: Phrase) -> bool:
        """Return whether a clause begins with a described garment and tells what happens to it."""
        lasting = any(is_lasting(word) for word in clause.words)
        return _opening(clause, phrase) == clause.begin and _is_described(phrase) and not lasting

    def kind(self, clause: Clause, phrase: Phrase, owner: str, subject: str) -> str:
        """Return "wear", "adjust" or "seen" for a garment that no verb governs."""
        if phrase.household or subject == NOBODY:
            return "seen"
        if _is_list(clause, phrase):
            return self._listed(phrase)
        if clause.has(clause.begin, "body_part") and phrase.last == clause.end and not _acts(clause):
            return "wear"
        if _is_stained(clause, phrase):
            return "adjust"
        if _is_felt(clause, phrase, owner == subject != ""):
            return "adjust"
        if any(word.has("carried", "taking", "lying") for word in clause.words):
            return "seen"
        if is_repeated(clause, _opening(clause, phrase)):
            return "adjust"
        placed = clause.word(phrase.last) in _PLACES
        begins = _opening(clause, phrase) == clause.begin and phrase.last < clause.end
        known = _is_described(phrase) or self.listing == "wear" or has_part(clause.row, phrase)
        return "adjust" if not placed and (owner or (begins and known)) else "seen"

    def _listed(self, phrase: Phrase) -> str:
        if self.listing in ("wear", "seen", "gone"):
            return "seen" if self.listing == "gone" else self.listing
        return "wear" if self.told and _is_described(phrase) else "seen"


def _is_stained(clause: Clause, phrase: Phrase) -> bool:
    """Return whether something is on a garment: "擦*卫衣*上的污渍"."""
    return clause.word(phrase.last) == "上" and clause.leads(phrase.last, "stain")


def _is_felt(clause: Clause, phrase: Phrase, own: bool) -> bool:
    """Return whether somebody looks at what they wear, or has hands in it: "看看自己的毛衣", "把手揣进外套口袋"."""
    looks = (
        own
        and any(word.has("look") for word in clause.before(phrase.first))
        and not clause.of(clause.places, "lying", "elsewhere")
    )
    hands = any(clause.has(at, "taking") and clause.has(at + 1, "body_part") for at in clause.places)
    return looks or (hands and has_part(clause.row, phrase))


def _acts(clause: Clause) -> bool:
    """Return whether a clause has a verb: "脚上千层底的布鞋" has none."""
    return any(word.has("carried", "wearing_verb", "taking", "look", "towards") for word in clause.words)


def _opening(clause: Clause, phrase: Phrase) -> int:
    """Return where a garment with what counts it begins: "*一件*红色外套"."""
    at = phrase.first
    while clause.has(at - 1, "part") or clause.word(at - 1) == "的":
        at -= 1
    return at


def _shows(clause: Clause) -> bool:
    """Return whether what lies somewhere, or is held, follows: "桌上放着："."""
    held = clause.has(clause.end - 1, "carried") or (clause.announces and clause.of(clause.places, "carried"))
    return bool(held) or any(word.has("elsewhere", "lying") for word in clause.words)


def looks_over(clause: Clause) -> bool:
    """Return whether what is seen of somebody follows: "她打量着你——"."""
    return any(word.has("look") for word in clause.words) and clause.announces


def _is_list(clause: Clause, phrase: Phrase) -> bool:
    """Return whether a clause says nothing but clothes."""
    return all(word.has(*_LISTED) or phrase.first <= clause.begin + number < phrase.last
               for number, word in enumerate(clause.words))  # fmt: skip


def _is_described(phrase: Phrase) -> bool:
    garment = phrase.garment
    return bool(garment.colours or garment.materials or garment.pattern or garment.length) or (
        garment.text != garment.name.text
    )
