"""Whom a Chinese clause about clothes speaks of: who acts, who is helped, whose a garment is."""

from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.garments import Phrase
from composer.reading.lexicon import Entry
from composer.reading.text.segments import Sentence
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.owners import is_same
from composer_plugins.languages.chinese.verbs import event_places

_PERSONS = ("relation", "figure")
_NEAR = 7
#: Letters of a name nobody knows, and with what such names mostly begin.
_NAME = range(2, 4)
_CALLED = "小阿老大"
_WRAPPING = "裹包罩"
_SURNAMES = frozenset({"people_surname"})


class Wearers:
    """Follows through one sentence who acts; `subject` is NOBODY for a stranger, "" for nobody in particular."""

    def __init__(self, sentence: Sentence, cast: Cast) -> None:
        self.sentence = sentence
        #: Whether the sentence tells of its speaker in the third person.
        self.third = False
        self.cast = cast
        self.told = sentence.zone != "speech"
        self.subject = (cast.subject or _teller(sentence, cast)) if self.told else ""

    def follow(self, clause: Clause) -> None:
        """Take note of who acts in a clause."""
        acting = ((at, self._acting(clause, at)) for at in clause.places if not _is_governed(clause, at))
        first, subject = next(((at, who) for at, who in acting if who), (-1, ""))
        subject = subject or self._named(clause)
        if subject:
            pronoun = clause.row[first].entry("pronoun") if first >= 0 else None
            self.third = subject == self.cast.speaker and not (pronoun and pronoun.get("person") == "first")
        if subject and subject != NOBODY and self._owns_stranger(clause):
            subject = NOBODY
        if subject:
            self.subject = subject
            if subject != NOBODY and self.told:
                self.cast.subject = subject
                self.cast.mention(subject)
        looks = clause.of(clause.places, "look")
        seen = self.someone(clause, looks[-1] + 1, clause.end) if looks else ""
        if seen and clause.announces:
            self.subject = seen  # "她打量着你——沾满泥的长靴"

    def _named(self, clause: Clause) -> str:
        """Return the name of somebody unknown who begins a clause and wears something, "" for nobody."""
        if self.told and _is_unknown_actor(clause):
            return NOBODY
        name = _unknown_name(clause)
        if (name and name.isascii()) or self._is_stranger_by_name(clause):
            return NOBODY
        if not name or not self.told or not clause.has(clause.begin + len(name), "wearing_verb"):
            return ""
        if name[0] in _CALLED or clause.text.count(name) > 1:
            return name
        return NOBODY if self._is_surname(name[0]) else ""

    def _is_stranger_by_name(self, clause: Clause) -> bool:
        """Return whether a clause begins with a family name, and a title or an unknown one: "*张姐*", "*白微*穿着"."""
        first = clause.row[clause.begin]
        if not self.told or first.name or len(first.text) > 1 or not self._is_surname(first.text):
            return False
        if clause.has(clause.begin + 1, *_PERSONS):
            return True
        given = clause.begin + 1
        while clause.has_unknown(given):
            given += 1
        return given - clause.begin in _NAME and not first.is_unknown and clause.has(given, "wearing_verb")

    def _is_surname(self, letter: str) -> bool:
        language = self.sentence.language
        return language is not None and bool(language.lexicon.only(_SURNAMES).lookup(letter))

    def person(self, clause: Clause, at: int) -> str:
        """Return whom the word at a place names, "" for nobody known."""
        if at not in clause.places:
            return ""
        word = clause.row[at]
        if word.name:
            return word.name
        pronoun = word.entry("pronoun")
        return self._meant(pronoun) if pronoun is not None else ""

    def _meant(self, pronoun: Entry) -> str:
        person, gender = pronoun.get("person"), pronoun.get("gender")
        if person == "first":
            # Who is told of by name is not "I": "她摘下草帽扣在*我*头上".
            return self.cast.second() if self.third and self.told and not self.cast.is_user else self.cast.speaker
        if person == "second":
            return self.cast.second()
        if person == "reflexive":
            return self.subject if self.subject != NOBODY else ""
        if gender == "neuter":
            return ""
        if self.subject == NOBODY:
            return NOBODY
        return self.cast.third(gender, besides="" if self.told else self.cast.speaker)

    def _acting(self, clause: Clause, at: int) -> str:
        """Return whom a word names that may act, NOBODY for a stranger, "" for nobody."""
        who = self.person(clause, at)
        if who:
            return "" if clause.word(at + 1) == "的" and clause.has(at + 2, *_PERSONS) else who
        addressed = not self.told and not any(word.has("wearing_verb") for word in clause.words)
        # A card may say so what its character is: "巷口总能碰到的邻居，戴红帽子".
        named = clause.begin > 1 and clause.row[clause.begin - 2].name == self.cast.figure
        introduced = at + 1 == clause.end and (named or not clause.row[clause.begin].has("part"))
        introduced = introduced and self.cast.figure != ""
        stranger = _is_stranger(clause, at) and not addressed and not introduced
        return _letters(clause, at + 1, repeated=True) or NOBODY if stranger else ""

    def _owns_stranger(self, clause: Clause) -> bool:
        """Return whether "她妹妹", "她的女仆" acts, not she."""
        first = next((at for at in clause.places if self.person(clause, at)), -1)
        return first >= 0 and clause.leads(first, "relation") and not clause.leads(first, "nosense", "garment")

    def someone(self, clause: Clause, begin: int, end: int) -> str:
        """Return the first person named in a stretch of a clause, NOBODY for a stranger, "" for nobody."""
        for at in range(begin, min(end, clause.end)):
            if who := self.person(clause, at):
                return who
            if _is_stranger(clause, at):
                return NOBODY
        return ""

    def placed(self, clause: Clause, verb: int) -> str:
        """Return on whom something is put: "披在*汤姆*肩上", "套在身上"; NOBODY on a thing, "" for nowhere."""
        if not clause.has(verb + 1, "at") and clause.row[verb].text[-1] not in "到在":
            return ""
        who = self.someone(clause, verb + 1, verb + _NEAR)
        body = any(clause.has(at, "body_part") for at in range(verb + 1, verb + _NEAR))
        return who or (self.subject if body else NOBODY)

    def upon(self, clause: Clause, begin: int, owner: str) -> str:
        """Return on whom a garment before a place is: "他的皮夹克在*我*身上", "把*我*裹成粽子", "" for nobody."""
        at = next((at for at in range(begin, min(begin + _NEAR, clause.end)) if self.person(clause, at)), -1)
        before = [clause.word(place) for place in range(begin, at)]
        on = any(word in ("在", "到") for word in before[:2]) and clause.has(at + 1, "body_part")
        wrapped = "把" in before and at + 1 < clause.end and clause.row[at + 1].text[0] in _WRAPPING
        if at < 0 or not (on or wrapped):
            return ""
        pronoun = clause.row[at].entry("pronoun")
        other = owner and pronoun is not None and pronoun.get("person") == "third"
        return self.cast.third(pronoun.get("gender"), besides=owner) if other and pronoun else self.person(clause, at)

    def helped(self, clause: Clause) -> str:
        """Return who is helped into or out of clothes: "帮*汤姆*系好领带"."""
        for at in clause.places[:-1]:
            if clause.row[at].has("helping"):
                if clause.has(at + 1, "elsewhere") or _is_stranger(clause, at + 1):
                    return NOBODY
                if who := self._other(clause, at + 1):
                    return NOBODY if self._is_order(clause, at, who) else who
        return ""

    def _other(self, clause: Clause, at: int) -> str:
        """Return whom a word names that is not the one who acts: "帮*她*穿好"."""
        pronoun = clause.row[at].entry("pronoun")
        if pronoun is None or pronoun.get("person") != "third" or self.subject == NOBODY:
            return self.person(clause, at)
        who = self.cast.third(pronoun.get("gender"), besides=self.subject)
        sure = self.cast.speaks_of_self_as(self.subject) or self.cast.genders.get(who) == pronoun.get("gender")
        return who if who and sure else NOBODY

    def _is_order(self, clause: Clause, at: int, who: str) -> bool:
        """Return whether "给我穿好" tells somebody else to dress."""
        acts = any(self.person(clause, place) for place in range(clause.begin, at))
        named = clause.row[at + 1].name != ""
        return who == self.cast.speaker and clause.word(at) == "给" and not acts and not named

    def described(self, clause: Clause, phrase: Phrase) -> str:
        """Return whom "穿着白大褂的*米拉*" dresses, NOBODY for a stranger, "" where nobody is described so."""
        last = phrase.last
        while clause.has(last, "garment", "garment_state", "color", "joining", "part", "material") and (
            clause.word(last) != "的"
        ):
            last += 1
        return self.someone(clause, last + 1, last + _NEAR) if clause.word(last) == "的" else ""

    def owner(self, clause: Clause, phrase: Phrase) -> str:
        """Return whose a garment is by the name or pronoun before it: "汤姆的衬衫", "她身上那件蓝色衬衫"."""
        at = phrase.first - 1
        while clause.has(at, "part", "body_part", "garment_state", "at") or clause.word(at) in ("的", "上"):
            at -= 1
        return self.person(clause, at) or _unknown_owner(clause, at, phrase)


def _unknown_owner(clause: Clause, at: int, phrase: Phrase) -> str:
    """Return the unknown name of whose garment is taken: "把*柚子*的羽绒服扒下来", "" for none."""
    first = at
    while clause.has_unknown(first - 1):
        first -= 1
    taken = clause.has(first - 1, "taking") and clause.has_unknown(at) and at + 1 < phrase.first
    return _letters(clause, first, repeated=False) if taken else ""


def _letters(clause: Clause, begin: int, repeated: bool) -> str:
    """Return the unknown letters from a place on where they may be a name; `repeated`: the text has it once more."""
    at = begin
    while clause.has_unknown(at):
        at += 1
    name = "".join(clause.row[place].text for place in range(begin, at))
    return name if len(name) in _NAME and (not repeated or clause.text.count(name) > 1) else ""


def is_located(clause: Clause, phrase: Phrase) -> bool:
    """Return whether a garment is said to be where it is worn: "*脚上的*老爹鞋", "*身上那件*衬衫"."""
    at = phrase.first - 1
    while clause.has(at, "part") or clause.word(at) in ("的", "上"):
        at -= 1
    return at + 1 < phrase.first and clause.has(at, "body_part") and not clause.has(at + 1, "carried")


def _is_stranger(clause: Clause, at: int) -> bool:
    if not clause.has(at, *_PERSONS) or is_same(clause.row[at]):
        return False
    return clause.row[at].text != "人" or clause.word(at - 1) in ("的", "个", "位", "名")


def _is_governed(clause: Clause, at: int) -> bool:
    """Return whether a word stands after "把", "帮", "在", a verb …, so that it does not act."""
    if clause.word(at + 1) != "的" and any(place < at for place in event_places(clause)):
        return True  # "今天穿的是*你*送的那件"
    led = clause.has(at - 1, "taking", "helping", "at", "passive", "towards", "wearing_verb", "carried", "look")
    return clause.row[at].has("taking", "helping") or led or clause.has_unknown(at - 1)


def _teller(sentence: Sentence, cast: Cast) -> str:
    """Return who acts where nobody is named: who tells it, NOBODY where that may be an order: "把睡衣穿上"."""
    text = sentence.text.text
    line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start]
    aside = sentence.starred or any(mark in line for mark in "（(【*")
    return NOBODY if cast.is_user and not aside else cast.speaker


def _is_unknown_actor(clause: Clause) -> bool:
    """Return whether somebody unknown wears something: "身后的*大刘*套着背心"."""
    verb = next(iter(event_places(clause)), clause.begin)
    first = verb
    while clause.has_unknown(first - 1):
        first -= 1
    first -= clause.word(first - 1) in tuple(_CALLED) and first < verb
    return verb - first >= min(_NAME) and clause.word(first - 1) == "的" and "是" not in clause.row[verb].text


def _unknown_name(clause: Clause) -> str:
    """Return the unknown letters or the Latin word that begin a clause, as a name does, "" for none."""
    first = clause.row[clause.begin]
    if first.text[0].isascii():
        return first.text if first.text[0].isupper() and not first.forms and not first.name else ""
    at = clause.begin + 2 * (first.text in _CALLED and len(clause.row[clause.begin + 1 : clause.end]) > 0)
    while clause.has_unknown(at):
        at += 1
    return "".join(clause.row[place].text for place in range(clause.begin, at)) if at - clause.begin in _NAME else ""
