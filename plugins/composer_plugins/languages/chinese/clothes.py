"""What a Chinese sentence says about clothes: events such as "米拉穿上红色的外套", clause by clause."""

from collections.abc import Mapping, Sequence

from composer.reading.cast import Cast
from composer.reading.clause import NOBODY
from composer.reading.garments import Phrase
from composer.reading.segments import Sentence
from composer.reading.wearing import Event
from composer.types import Evidence, Term
from composer_plugins.languages.chinese.garments import garment_at, is_general
from composer_plugins.languages.chinese.words import Word, clauses, named, words

_UNREAL = ("irreal", "former", "elsewhere", "question")
_PERSONS = ("relation", "figure")
_LIST = ("、", "和", "与", "及", "以及", "跟", "还有", "并")
#: From one of these on, the rest of a sentence is no fact.
_LASTING = frozenset(
    {"如果", "要是", "假如", "若", "若是", "倘若", "梦见", "梦到", "想象", "幻想", "记得", "明天", "即使", "就算"}
)
_OPENED = frozenset({"front", "waist", "neck", "back", "head", "outer"})
_NEAR = 6


def read_clothes(sentence: Sentence, cast: Cast, names: Mapping[int, tuple[int, str]]) -> list[list[Event]]:
    """Return the events of a sentence; see `composer.reading.language.Rules.clothes`."""
    row = words(sentence, named(names))
    reader = _Reader(sentence, row, cast)
    asked = any(mark in sentence.text.text[sentence.start : sentence.end + 1] for mark in "？?")
    asked = asked or any(word.has("question") for word in row)
    found = []
    for begin, end in clauses(row):
        clause = reader.clause(begin, end)
        found.append([] if asked else clause)
    return found


def listed_garments(sentence: Sentence, whole: bool) -> list[Phrase]:
    """Return the garments of an item of a list; see `composer.reading.language.Rules.garments`."""
    row = words(sentence, named({}))
    if any(word.has("negation", *_UNREAL) for word in row):
        return []
    found = [phrase for at in range(len(row)) if (phrase := garment_at(sentence, row, at))]
    found = [phrase for phrase in found if not is_general(row[phrase.last - 1].entry("garment"))]
    if whole and (len(found) != 1 or found[0].first > 1 or found[0].last != len(row)):
        return []
    return found


class _Reader:
    """Reads one sentence, clause by clause."""

    def __init__(self, sentence: Sentence, row: list[Word], cast: Cast) -> None:
        self.sentence = sentence
        self.row = row
        self.cast = cast
        self.subject = cast.subject or cast.speaker
        if sentence.zone == "speech":
            self.subject = ""
        self.real = True
        self.verb: str = ""
        self.begin = self.end = 0

    def clause(self, begin: int, end: int) -> list[Event]:
        """Return the events of one clause."""
        self.begin, self.end = begin, end
        self._find_subject()
        real = self.real and not any(word.has("elsewhere") for word in self.row[begin:end])
        found: list[Event] = []
        garments = [phrase for at in range(begin, end) if (phrase := garment_at(self.sentence, self.row, at))]
        for phrase in garments:
            found += self._garment(phrase)
        found += self._alone(garments)
        for word in self.row[begin:end]:
            if word.has("former") or word.text in _LASTING:
                self.real = False
            elif word.has("turn"):
                self.real = True
        if not real:
            return []
        if self.sentence.zone == "speech":
            return [event for event in found if event.kind == "wear" and event.who == self.cast.speaker]
        return [event for event in found if event.who != NOBODY]

    # ── who ──

    def _find_subject(self) -> None:
        subject = ""
        for at in range(self.begin, self.end):
            word = self.row[at]
            if word.has("taking", "helping") or self._governed(at):
                continue
            subject = self._acting(at)
            if subject:
                break
        subject = subject or (NOBODY if self._is_stranger() else "")
        if subject and subject != NOBODY and self._owned_stranger():
            subject = NOBODY
        if subject:
            self.subject = subject
            if subject != NOBODY and self.sentence.zone != "speech":
                self.cast.subject = subject
                self.cast.mention(subject)

    def _acting(self, at: int) -> str:
        """Return whom a word names that may act, NOBODY for a stranger, "" for nobody."""
        who = self._person(at)
        if who and not (self._text(at + 1) == "的" and self._has(at + 2, *_PERSONS)):
            return who
        return NOBODY if self._has(at, *_PERSONS) and not self._is_attribute(at) else ""

    def _is_stranger(self) -> bool:
        """Return whether an unknown name begins a sentence and wears something: "某某穿着大衣"."""
        at = self.begin
        while at < self.end and not self.row[at].forms and not self.row[at].name:
            at += 1
        return self.begin == 0 and 2 <= at <= 4 and self._has(at, "wearing_verb")

    def _owned_stranger(self) -> bool:
        """Return whether "她妹妹", "她的女仆" acts, not she."""
        for at in range(self.begin, self.end):
            if self._person(at):
                after = at + 1 + (self._text(at + 1) == "的")
                return self._has(after, "relation") and not self._has(after, "nosense")
        return False

    def _governed(self, at: int) -> bool:
        """Return whether a word stands after "把", "帮", "在" …, so that it does not act."""
        return at > self.begin and self._has(at - 1, "taking", "helping", "at", "passive")

    def _person(self, at: int) -> str:
        """Return whom a word names, "" for nobody known."""
        if not self.begin <= at < self.end:
            return ""
        word = self.row[at]
        if word.name:
            return word.name
        pronoun = word.entry("pronoun")
        if pronoun is None:
            return ""
        person = pronoun.get("person")
        if person == "first":
            return self.cast.speaker
        if person == "second":
            return self.cast.second()
        if person == "reflexive":
            return self.subject if self.subject != NOBODY else ""
        return "" if pronoun.get("gender") == "neuter" else self.cast.third(pronoun.get("gender"))

    def _is_attribute(self, at: int) -> bool:
        """Return whether "人" is only part of an unknown word."""
        return self.row[at].text == "人" and self._text(at - 1) not in ("的", "个", "位", "名")

    def _has(self, at: int, *kinds: str) -> bool:
        return self.begin <= at < self.end and self.row[at].has(*kinds)

    def _text(self, at: int) -> str:
        return self.row[at].text if self.begin <= at < self.end else ""

    # ── what ──

    def _event(self, at: int) -> str:
        """Return what a verb says happens, "" where it is no verb of clothes."""
        entry = self.row[at].entry("wearing_verb")
        if entry is None or entry.get("never") or self.row[at].has("nosense"):
            return ""
        if entry.get("place") and not any(self._has(place, "body_part") for place in range(self.begin, at)):
            return ""
        return entry.get("event")

    def _verb(self, phrase: Phrase) -> int:
        """Return where the verb of a garment stands: the last before it, after "把" the first behind; -1 for none."""
        behind = range(phrase.last, self.end)
        moved = any(self.row[at].has("taking", "passive") for at in range(self.begin, phrase.first))
        before = [at for at in range(self.begin, phrase.first) if self._event(at)]
        after = [at for at in behind if self._event(at)]
        if moved and after:
            return after[0]
        if before:
            return before[-1]
        return after[0] if after and after[0] - phrase.last <= _NEAR and not self._is_far(phrase, after[0]) else -1

    def _is_far(self, phrase: Phrase, verb: int) -> bool:
        """Return whether another garment stands between a garment and a verb behind it."""
        return any(self.row[at].has("garment") for at in range(phrase.last, verb))

    def _garment(self, phrase: Phrase) -> list[Event]:
        at = phrase.last - 1
        entry = self.row[at].entry("garment")
        verb = self._verb(phrase)
        event = self._event(verb) if verb >= 0 else ""
        event = "" if event == "take_off" and self._from_thing(verb) else event
        if self._denied(verb if verb >= 0 else phrase.first, phrase):
            return []
        owner = self._owner(phrase)
        evidence = phrase.garment.evidence[0]
        if is_general(entry) and len(phrase.garment.name.text) == len(self.row[at].text):
            strips = event == "strip" or (event == "take_off" and "光" in "".join(self._texts()))
            return [Event("strip", self.subject, evidence)] if strips else []
        if event in ("take_off", "put_on", "change", "wear") and self._has_part(phrase):
            event = "adjust"
        if not event:
            return self._mentioned(phrase, owner)
        if event in ("wear", "put_on", "change"):
            who = self._dressed(phrase, verb, owner)
            if not who:
                return []
            kind = event
            return [
                Event(kind, who, evidence, phrase, owner if owner != who else "", bool(owner), giver=self._giver(who))
            ]
        return self._happens(event, verb, phrase, owner, evidence)

    def _from_thing(self, verb: int) -> bool:
        """Return whether something is taken from where it hangs: "从墙上取下"."""
        before = range(self.begin, verb)
        return any(self.row[at].text == "从" for at in before) and not any(self._has(at, "body_part") for at in before)

    def _giver(self, who: str) -> str:
        return self.subject if self.subject not in (who, NOBODY) else ""

    def _texts(self) -> list[str]:
        return [word.text for word in self.row[self.begin : self.end]]

    def _happens(self, event: str, verb: int, phrase: Phrase, owner: str, evidence: Evidence) -> list[Event]:
        entry = self.row[verb].entry("wearing_verb")
        assert entry is not None
        helped = self._helped()
        who = helped or owner or self.subject
        if event == "take_off":
            if entry.get("opens") and phrase.garment.slot not in _OPENED:
                return [Event("adjust", who, evidence, phrase, owner, definite=True)]
            found = [Event("take_off", who, evidence, phrase, owner or helped, definite=True)]
            return found + self._then_put_on(verb, phrase, evidence)
        if event == "state":
            state = entry.get("state")
            return [Event("state", who, evidence, phrase, owner, True, Term(state, state))]
        if event == "adjust":
            return [Event("adjust", who, evidence, phrase, owner, definite=True)]
        return []

    def _then_put_on(self, verb: int, phrase: Phrase, evidence: Evidence) -> list[Event]:
        """Return the second of two verbs: "把毛衣脱掉又重新穿上"."""
        for at in range(verb + 1, self.end):
            if self._event(at) in ("put_on", "wear"):
                return [Event("put_on", self._dressed(phrase, at, "") or self.subject, evidence, phrase, definite=True)]
        return []

    def _alone(self, garments: Sequence[Phrase]) -> list[Event]:
        """Return what verbs say without naming a garment: "脱光", "光着脚", "披在汤姆肩上"."""
        for at in range(self.begin, self.end):
            entry = self.row[at].entry("wearing_verb")
            if entry is None or self._denied(at, None):
                continue
            evidence = self.sentence.text.evidence(self.row[at].start, self.row[at].end)
            event = entry.get("event")
            if event in ("strip", "bare") and self.subject != NOBODY:
                return [Event(event, self.subject, evidence, slot=entry.get("slot"))]
            if garments:
                continue
            thing = any(word.text == "它" for word in self.row[at : self.end])
            placed = self._placed(at)
            if event == "put_on" and (thing or (self.row[at].text.endswith(("上", "回")) and at + 1 == self.end)):
                return [Event("put_on", self.subject, evidence, definite=True)]
            if event in ("put_on", "wear") and placed:
                return [Event("put_on", placed, evidence)]
        return []

    def _placed(self, verb: int) -> str:
        """Return on whom something is put: "披在*汤姆*肩上", "套在身上"; "" for nowhere."""
        if not self._has(verb + 1, "at") and not self.row[verb].text.endswith(("到", "在")):
            return ""
        for at in range(verb + 1, min(self.end, verb + _NEAR)):
            if who := self._person(at):
                return who
            if self._has(at, *_PERSONS):
                return NOBODY
            if self._has(at, "body_part"):
                return self.subject
        return NOBODY

    def _dressed(self, phrase: Phrase, verb: int, owner: str) -> str:
        """Return whom a verb of putting on or wearing clothes, "" for nobody."""
        placed = self._placed(verb)
        if placed:
            return placed
        described = self._described(phrase)
        if described:
            return described
        helped = self._helped()
        if helped:
            return helped
        body = any(self._has(at, "body_part") for at in range(self.begin, verb))
        return owner if body and owner and phrase.first > verb and self._text(verb) == "是" else self.subject

    def _described(self, phrase: Phrase) -> str:
        """Return whom "穿着白大褂的*米拉*" dresses, NOBODY for a stranger, "" where nobody is described so."""
        last = phrase.last
        while last < self.end and (
            self.row[last].has("garment", "garment_state", "color") or self._text(last) in _LIST
        ):
            last += 1
        if self._text(last) != "的":
            return ""
        for at in range(last + 1, min(self.end, last + _NEAR)):
            if who := self._person(at):
                return who
            if self._has(at, *_PERSONS):
                return NOBODY
        return ""

    def _helped(self) -> str:
        """Return who is helped into or out of clothes: "帮*汤姆*系好领带"."""
        for at in range(self.begin, self.end - 1):
            if self.row[at].has("helping"):
                if self._has(at + 1, *_PERSONS) or self._has(at + 1, "elsewhere"):
                    return NOBODY
                return self._person(at + 1)
        return ""

    def _owner(self, phrase: Phrase) -> str:
        """Return whose a garment is by the name or pronoun before it: "汤姆的衬衫", "她身上那件蓝色衬衫"."""
        at = phrase.first - 1
        while at >= self.begin and (
            self.row[at].has("part", "body_part", "garment_state") or self._text(at) in ("的", "上")
        ):
            at -= 1
        who = self._person(at) if at >= self.begin else ""
        return who if who and (at + 1 < phrase.first or self.row[at].has("pronoun") or self.row[at].name) else ""

    def _has_part(self, phrase: Phrase) -> bool:
        after = phrase.last + (self._text(phrase.last) == "的")
        return self._has(after, "garment_part")

    def _mentioned(self, phrase: Phrase, owner: str) -> list[Event]:
        """Return what a garment without a verb of wearing says: worn where it is somebody's, seen otherwise."""
        evidence = phrase.garment.evidence[0]
        before = self.row[self.begin : phrase.first]
        carried = any(word.has("carried") for word in self.row[self.begin : self.end])
        lists = self._lists(phrase)
        if lists:
            return [Event("wear", self.subject, evidence, phrase)]
        if carried or phrase.household or any(word.has("taking") for word in before) or self.subject == NOBODY:
            return [Event("seen", owner, evidence, phrase, owner, bool(owner))]
        acts = phrase.first == self.begin or owner
        rest = self._text(phrase.last)
        placed = rest in ("店", "里", "架", "上", "柜")
        if acts and not placed and (owner or (phrase.garment.colours and phrase.last < self.end)):
            return [Event("adjust", owner or self.subject, evidence, phrase, owner, definite=True)]
        return [Event("seen", owner, evidence, phrase, owner, bool(owner))]

    def _lists(self, phrase: Phrase) -> bool:
        """Return whether a clause only lists clothes after "她的打扮是：" or after a garment that is worn."""
        before = self.row[: self.begin]
        announced = any(word.text in ("打扮", "穿着", "装扮", "打扮是", "一身打扮", "衣着") for word in before)
        listed = all(word.has("garment", "color", "shade", "material", "pattern", "part", "joining", "garment_length",
                              "garment_look", "garment_state") for word in self.row[self.begin : self.end])  # fmt: skip
        return announced and listed and phrase.first >= self.begin

    def _denied(self, verb: int, phrase: Phrase | None) -> bool:
        """Return whether a "没" or a wish stands before a verb."""
        before = self.row[self.begin : verb]
        if any(word.has("negation", *_UNREAL) and not word.has("part") for word in before):
            return True
        between = self.row[verb : phrase.first] if phrase is not None else []
        return any(word.has("negation", "elsewhere") for word in between)
