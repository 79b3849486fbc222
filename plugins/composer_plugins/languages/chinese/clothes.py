"""What a Chinese sentence says about clothes: events such as "米拉穿上红色的外套", clause by clause."""

from collections.abc import Mapping, Sequence

from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.event import Event
from composer.reading.clothes.garments import Phrase
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Term
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.garments import garment_at, has_part, is_general, is_plain
from composer_plugins.languages.chinese.mentioned import Mentioned
from composer_plugins.languages.chinese.reality import Reality
from composer_plugins.languages.chinese.verbs import WORN, event_at, following, governing, verb_at
from composer_plugins.languages.chinese.wearers import Wearers, is_located
from composer_plugins.languages.chinese.words import clauses, named, words

_CHANGED = frozenset({"full", "top", "bottom", "underwear"})
_NEAR = 6
_MOVING = ("往", "朝", "把", "将")
_OPENED = frozenset({"front", "waist", "neck", "back", "head", "outer"})


def read_clothes(sentence: Sentence, cast: Cast, names: Mapping[int, tuple[int, str]]) -> list[list[Event]]:
    """Return the events of a sentence; see `composer.reading.language.Rules.clothes`."""
    row = words(sentence, named(names))
    if not any(word.has("garment", "wearing_verb", "pronoun", "figure", "relation") or word.name for word in row):
        return []
    reader = _Reader(sentence, cast)
    return [reader.read(Clause(sentence.text.text, row, begin, end)) for begin, end in clauses(row)]


class _Reader:
    """Reads one sentence, clause by clause."""

    def __init__(self, sentence: Sentence, cast: Cast) -> None:
        self.sentence = sentence
        self.cast = cast
        self.wearers = Wearers(sentence, cast)
        self.reality = Reality(sentence)
        self.mentioned = Mentioned(sentence.zone != "speech")
        self.handled = False

    @property
    def subject(self) -> str:
        """Who acts."""
        return self.wearers.subject

    def read(self, clause: Clause) -> list[Event]:
        """Return the events of one clause."""
        self.wearers.follow(clause)
        self.reality.enter(clause)
        garments = [phrase for at in clause.places if (phrase := garment_at(self.sentence, clause.row, at))]
        found = [event for phrase in garments for event in self._garment(clause, phrase)]
        found += self._alone(clause, garments)
        self.handled = bool(garments) or (self.handled and not found)
        self.mentioned.follow(clause, [event.kind for event in found if event.phrase is not None])
        real = self.reality.holds
        self.reality.leave(clause)
        if not real:
            return []
        if self.sentence.zone == "speech":
            return [event for event in found if event.kind == "wear" and event.who == self.cast.speaker]
        return [event for event in found if event.who != NOBODY]

    def _garment(self, clause: Clause, phrase: Phrase) -> list[Event]:
        entry = clause.row[phrase.last - 1].entry("garment")
        verb = governing(clause, phrase)
        event = event_at(clause, verb) if verb >= 0 else ""
        owner = self.wearers.owner(clause, phrase)
        denial = self.reality.denies(clause, verb if verb >= 0 else phrase.first, phrase)
        if denial == "unreal" and verb > phrase.first and self.mentioned.is_topic(clause, phrase):
            event, denial = "adjust", ""  # "背心被撑得*快要*裂开"
        if denial:
            return self._denied(denial, event, phrase, owner)
        if is_general(clause.row, phrase) and is_plain(clause.row, phrase):
            return self._undressed(clause, event, phrase)
        if entry is not None and entry.get("near") == "verb" and not event:
            return []
        return self._told(clause, _in_place(clause, phrase, verb, event), verb, phrase, owner)

    def _told(self, clause: Clause, event: str, verb: int, phrase: Phrase, owner: str) -> list[Event]:
        """Return what a verb says happens to a garment."""
        if upon := self.wearers.upon(clause, phrase.last, owner):
            evidence = phrase.garment.evidence[0]
            return [Event("put_on", upon, evidence, phrase, owner if owner != upon else "", bool(owner))]
        if not event:
            return self._unmoved(clause, phrase, owner, verb)
        if event == "change" and _is_swap(clause, verb):
            return [Event("seen", owner, phrase.garment.evidence[0], phrase, owner, bool(owner))]
        if event == "change" and _is_replaced(clause, verb, phrase):
            who = owner or self.subject
            return [Event("take_off", who, phrase.garment.evidence[0], phrase, owner, definite=True)]
        if event in WORN:
            return self._worn(clause, _changed(clause, event, phrase), phrase, owner, verb)
        return self._happens(clause, event, verb, phrase, owner)

    def _denied(self, denial: str, event: str, phrase: Phrase, owner: str) -> list[Event]:
        """Return what a denial says: not wearing takes the garment away, "没脱外套" leaves it on."""
        evidence = phrase.garment.evidence[0]
        if denial != "negation" or self.subject == NOBODY:
            return []
        if event in ("wear", "put_on"):
            return [Event("gone", owner or self.subject, evidence, phrase, owner)]
        stays = event in ("take_off", "change")
        return [Event("adjust", owner or self.subject, evidence, phrase, owner, True)] if stays else []

    def _undressed(self, clause: Clause, event: str, phrase: Phrase) -> list[Event]:
        """Return what is said of "衣服" as a whole."""
        evidence = phrase.garment.evidence[0]
        everything = any("光" in word.text for word in clause.words)
        if event == "strip" or (event == "take_off" and everything):
            return [Event("strip", self.wearers.helped(clause) or self.subject, evidence)]
        return [Event("clear", self.subject, evidence)] if event == "change" else []

    def _unmoved(self, clause: Clause, phrase: Phrase, owner: str, verb: int) -> list[Event]:
        """Return what is said of a garment that nobody puts on or takes off, unless a later verb says so."""
        evidence = phrase.garment.evidence[0]
        put_on = following(clause, phrase.last, WORN)
        if put_on >= 0 and verb >= 0:
            return self._worn(clause, event_at(clause, put_on), phrase, owner, put_on)
        who = owner or self.subject
        if is_located(clause, phrase) and who != NOBODY:
            return [Event("adjust", who, evidence, phrase, owner, definite=True)]
        kind = self.mentioned.kind(clause, phrase, owner, self.subject) if verb < 0 else "seen"
        return [Event(kind, who if kind != "seen" else owner, evidence, phrase, owner, bool(owner) or kind == "adjust")]

    def _worn(self, clause: Clause, event: str, phrase: Phrase, owner: str, verb: int) -> list[Event]:
        who = self._dressed(clause, phrase, verb, owner, event)
        if not who:
            return []
        giver = self.subject if self.subject not in (who, NOBODY) else ""
        evidence = phrase.garment.evidence[0]
        return [Event(event, who, evidence, phrase, owner if owner != who else "", bool(owner), giver=giver)]

    def _dressed(self, clause: Clause, phrase: Phrase, verb: int, owner: str, event: str) -> str:
        """Return whom a verb of putting on or wearing clothes, "" for nobody."""
        who = self.wearers.placed(clause, verb) or (
            self.wearers.described(clause, phrase) if verb < phrase.first else ""
        )
        who = who or self.wearers.helped(clause)
        if who:
            return who
        if not self.subject and event == "wear" and any(word.has("now") for word in clause.words):
            return self.cast.speaker
        body = any(clause.has(at, "body_part") for at in range(clause.begin, verb))
        return owner if body and owner and phrase.first > verb and clause.word(verb) == "是" else self.subject

    def _happens(self, clause: Clause, event: str, verb: int, phrase: Phrase, owner: str) -> list[Event]:
        """Return what happens to a garment that is worn."""
        evidence = phrase.garment.evidence[0]
        entry = verb_at(clause, verb)[1]
        assert entry is not None
        helped = self.wearers.helped(clause)
        who = helped or owner or self.subject
        if event == "take_off":
            if entry.get("falls") and any(clause.has(at, "body_part") for at in range(verb, clause.end)):
                return [Event("adjust", who, evidence, phrase, owner, definite=True)]
            if entry.get("opens") and phrase.garment.slot not in _OPENED:
                return [Event("adjust", who, evidence, phrase, owner, definite=True)]
            found = [Event("take_off", who, evidence, phrase, owner or helped, definite=True)]
            return found + self._then_put_on(clause, verb, phrase, evidence)
        state = Term(entry.get("state"), entry.get("state")) if event == "state" else None
        kind = "state" if state is not None else "adjust"
        return [Event(kind, who, evidence, phrase, owner, True, state)]

    def _then_put_on(self, clause: Clause, verb: int, phrase: Phrase, evidence: Evidence) -> list[Event]:
        """Return the second of two verbs: "把毛衣脱掉又重新穿上", "解下围巾围在他脖子上"."""
        put_on = following(clause, max(verb + 1, phrase.last), ("put_on", "wear"))
        if put_on < 0:
            return []
        who = self.wearers.placed(clause, put_on) or self._receiver(clause, verb, put_on) or self.subject
        return [Event("put_on", who, evidence, phrase, definite=True)] if who != NOBODY else []

    def _receiver(self, clause: Clause, verb: int, put_on: int) -> str:
        """Return to whom something is given to wear: "递给*她*穿"."""
        return self.wearers.someone(clause, verb + 1, put_on)

    def _alone(self, clause: Clause, garments: Sequence[Phrase]) -> list[Event]:
        """Return what verbs say without naming a garment: "脱光", "光着脚", "披在汤姆肩上", "放在桌上"."""
        found: list[Event] = []
        for at in clause.all("wearing_verb"):
            event, entry = verb_at(clause, at)
            if entry is None or self.reality.denies(clause, at, None):
                continue
            evidence = self.sentence.text.evidence(clause.row[at].start, clause.row[at].end)
            if event in ("strip", "bare") and self.subject != NOBODY:
                found.append(Event(event, self.subject, evidence, slot=entry.get("slot")))
            elif not garments and self.handled:
                found += self._it(clause, at, event, evidence)
        return found

    def _it(self, clause: Clause, at: int, event: str, evidence: Evidence) -> list[Event]:
        """Return what happens to the garment that the clause before named."""
        placed = self.wearers.placed(clause, at) or self.wearers.person(clause, at + 1)
        moving = any(word.base in _MOVING for word in clause.words)
        last = (at + 1 == clause.end and not moving) or any(word.base == "它" for word in clause.words)
        if event in ("put_on", "wear") and placed:
            return [Event("put_on", placed, evidence)]
        if event == "put_on" and last:
            return [Event("put_on", self.wearers.helped(clause) or self.subject, evidence, definite=True)]
        if event == "take_off" and (last or placed or at == clause.begin):
            return [Event("take_off", self.subject, evidence, definite=True)]
        return []


def _is_swap(clause: Clause, verb: int) -> bool:
    """Return whether two change clothes with each other: "我*和*大熊换了外套"."""
    return any(clause.word(at) in ("和", "跟", "与", "同") for at in range(clause.begin, verb))


def _is_replaced(clause: Clause, verb: int, phrase: Phrase) -> bool:
    """Return whether another garment comes in the place of one: "把*外套*换成风衣"."""
    return phrase.last <= verb and any(clause.has(at, "garment") for at in range(verb, clause.end))


def _changed(clause: Clause, event: str, phrase: Phrase) -> str:
    """Return "put_on" where only one piece is changed: "换上皮鞋", "换了件衬衫"."""
    slots = {entry.get("slot") for word in clause.words if (entry := word.entry("garment")) is not None}
    whole = phrase.garment.slot in ("full", "underwear") or {"top", "bottom"} <= slots
    return "put_on" if event == "change" and not (whole and phrase.garment.slot in _CHANGED) else event


def _in_place(clause: Clause, phrase: Phrase, verb: int, event: str) -> str:
    """Return what a verb says happens to a garment where the clause says it is."""
    if event in ("take_off", *WORN) and has_part(clause.row, phrase):
        return "adjust"
    if event == "put_on" and _is_hung(clause, phrase, verb):
        return "take_off"
    if event == "take_off" and _is_fetched(clause, verb):
        return ""
    entry = verb_at(clause, verb)[1]
    touched = entry is not None and entry.get("motion") and verb < phrase.first  # "尾巴扫过那条牛仔裤"
    lies = event in ("wear", "state", "adjust") and _lies(clause, min(verb, phrase.first))
    return "" if touched or lies else event


def _is_hung(clause: Clause, phrase: Phrase, verb: int) -> bool:
    """Return whether something is put where things lie: "把外套往*椅背上*一搭"."""
    places = range(phrase.last, min(verb + _NEAR, clause.end))
    return any(clause.has(at, "lying") for at in places) and not any(clause.has(at, "body_part") for at in places)


def _lies(clause: Clause, before: int) -> bool:
    """Return whether a place where things lie or hang is named first: "*椅背上*搭着一件外套"."""
    return any(clause.has(at, "lying") and not clause.has(at, "body_part") for at in range(clause.begin, before))


def _is_fetched(clause: Clause, verb: int) -> bool:
    """Return whether something is taken from where it hangs: "从墙上取下"."""
    before = range(clause.begin, verb)
    return any(clause.word(at) == "从" for at in before) and not any(clause.has(at, "body_part") for at in before)
