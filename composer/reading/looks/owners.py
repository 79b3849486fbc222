"""Whose a trait is: the person's own, not a sister's, a rival's or the user's."""

from collections.abc import Collection
from dataclasses import dataclass, field

from composer.reading.lexicon import Entry, Form
from composer.reading.looks.described import Found
from composer.reading.looks.topics import NAMING, leads, may_be_meant, naming, topic_after
from composer.reading.looks.view import View
from composer.reading.matching import Match

#: What may stand between an article and the person: "a tall, slim woman".
_DESCRIBING = ("build", "height", "age_word", "color", "adverb", "part_mod", "number", "year", "hair_color", "compound",
               "tone", "hair_style")  # fmt: skip
_SHORTEST_NAME = 3
_LONGEST_CHAIN = 4
_LONGEST_ASIDE = 6
#: What an adjective before a noun says of whom the noun names.
_OF_PERSONS = ("build", "height", "age_look", "hair_color", "gender")
#: Adjectives that may stand alone, and what they may agree with.
_ADJECTIVES = ("build", "height", "age_word", "hair_color", "compound", "feature_adjective", "compound_age", "bald")
_GENDERED = frozenset({"feminine", "masculine", "neuter"})


@dataclass(slots=True)
class Whose:
    """Knows who is who in one text about one person.

    Attributes:
        own, foreign: normalised tokens that name the person, and others.
        gender: "masculine", "feminine" or "" when unknown.
        first, second: whether "I" and "you" mean the person.
        topic: whether a sentence without a subject is about the person; changes from sentence to sentence.
        known_names: normalised words that the text writes with a capital letter inside of sentences.
    """

    own: Collection[str]
    foreign: Collection[str]
    gender: str = ""
    first: bool = True
    second: bool = False
    topic: bool = True
    known_names: Collection[str] = ()
    _view: View | None = None
    _other: str = ""
    _rival: bool = False
    _mentions: list[tuple[int, bool]] = field(default_factory=list)
    _names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._names = frozenset((*self.own, *self.foreign))

    def mentions(self, view: View) -> list[tuple[int, bool]]:
        """Return the tokens that name somebody, and whether that is the person."""
        if self._view is not view:
            self._view, self._mentions, topic = view, [], self.topic
            for position in naming(view, self._names):
                whose = self._mention(view, position, topic)
                if whose is not None:
                    self._mentions.append((position, whose))
                    if may_be_meant(view, position):
                        self._rival = not whose
                    self._other = self._other_gender(view, position, whose)
                    topic = topic if self._aside(view, position, topic) else whose
        return self._mentions

    def _aside(self, view: View, position: int, topic: bool) -> bool:
        """Return whether a mention leaves "she" with whom it meant before: "unlike Ann, she", "looks at you, her …"."""
        if view.form(position - 2, "aside_lead") or view.form(position - 1, "aside_lead"):
            return True
        pronoun = view.form(position, "pronoun", "possessive")
        if pronoun:
            return pronoun.entry.get("person") in ("first", "second")
        if topic and not view.inflected and not leads(view, position):
            return True
        return topic and view.words[position] in self.foreign and bool(view.form(position - 1, "object_lead"))

    def _other_gender(self, view: View, position: int, whose: bool) -> str:
        """Return the gender of the last other who was mentioned, "" when unknown or the person was named since."""
        pronoun = view.form(position, "pronoun", "possessive")
        if pronoun and not (whose and view.inflected):  # «он» may be a thing as well
            gender = pronoun.entry.get("gender") if view.inflected else ""
            return gender if gender in _GENDERED else self._other
        form = None if whose else view.form(position, "relation", "gender")
        if form is None:  # a name: "his granddaughter *Phoebe*"
            return "" if whose or view.inflected else view.given_gender(position) or self._other
        return form.entry.get("gender") or next((tag for tag in ("feminine", "masculine") if tag in form.tags), "")

    def owns(self, view: View, found: Found) -> bool:
        """Return whether a trait is the person's own."""
        if found.definite >= 0:
            return self._possessor(view, found.definite)
        if self._of_somebody(view, found) or self._disagrees(view, found) or self._named_otherwise(view, found):
            return False
        for position, whose in self.mentions(view):
            if found.attribute in _OF_PERSONS and self._describes(view, found.last, position):
                return whose  # "an old sailor": the noun says whose
            if position == found.anchor and found.attribute == "gender" and not whose:
                return False
        before = [whose for position, whose in self.mentions(view) if position < found.first]
        return before[-1] if before else self.topic

    def _disagrees(self, view: View, found: Found) -> bool:
        """Return whether an adjective that stands alone is of another gender than the person: "дом высокий"."""
        match = view.at[found.first] if view.inflected and self.gender and found.anchor == found.first else None
        forms = [form for form in match.forms if form.entry.kind in _ADJECTIVES] if match else []
        genders = {tag for form in forms for tag in form.tags & _GENDERED}
        plural = any("plural" in form.tags for form in forms)
        copula = _copula_before(view, found.first) if plural else None
        if copula is not None and copula.entry.get("gender"):
            return copula.entry.get("gender") != self.gender  # «моряк был рыжим»
        if not genders or plural or self.gender in genders:
            return False
        return not any(
            view.form(n, "gender", "person", "species") for n in range(found.last, found.last + _LONGEST_CHAIN)
        )

    def _named_otherwise(self, view: View, found: Found) -> bool:
        """Return whether an adjective stands beside a word with a capital letter that does not name the person."""
        alone = found.anchor == found.first and not view.form(found.first, "ordinal_decade")
        if not alone or found.attribute not in _OF_PERSONS:
            return False
        if not view.inflected:
            return self._apposed(view, found.first)
        if found.first == 1 and _is_unknown(view, 0):  # "Дом высокий"
            return view.words[0] not in self.own and view.words[0] not in self.known_names
        return _is_unknown(view, found.last) and view.words[found.last] not in self.own  # "рыжая Катя"

    def _apposed(self, view: View, position: int) -> bool:
        """Return whether a description stands beside another: "modelled on the museum's founder, a tall redhead"."""
        start = self._phrase_start(view, position)
        comma = start - 1 - view.is_any(start - 1, "word_indefinite")
        return comma < start - 1 and view.word(comma) == "," and self._beside_another(view, comma - 1)

    def _describes(self, view: View, start: int, noun: int) -> bool:
        """Return whether only describing words stand between an adjective and a noun."""
        if not 0 <= noun - start <= _LONGEST_CHAIN or not view.form(noun, "person", "gender", "relation"):
            return False
        return all(view.form(n, *_DESCRIBING) or view.adjectival(n) for n in range(start, noun))

    def follow(self, view: View) -> None:
        """Take note of whom a sentence was about."""
        self.topic = topic_after(view, self.mentions(view), self.topic)

    def _mention(self, view: View, position: int, topic: bool) -> bool | None:
        word = view.bare[position]
        if word in self.foreign:
            return False
        if self._is_own_name(view, position, word):
            # "Мать Веры": the name says whose mother it is.
            return None if view.inflected and view.form(position - 1, "relation") else True
        match = view.at[position]
        if match is None:
            if self._is_something(view, position):
                return False
            return self._stranger(view, position) if view.capital(position) else None
        if match.first != position:
            return None
        if NAMING.isdisjoint(view.kinds[position]):
            return None
        pronoun = match.form("pronoun", "possessive")
        if pronoun and view.form(position - 1, "giving") and pronoun.entry.get("gender") == self.gender:
            return True
        return self._pronoun(view, pronoun.entry, topic) if pronoun else self._noun(view, position, match)

    def _is_something(self, view: View, position: int) -> bool:
        """Return whether an unknown noun is said to be something: "her dispatcher is a boy"."""
        if view.inflected or not view.form(position - 1, "possessive") or not view.form(position + 1, "copula"):
            return False
        called = view.within(position + 3, position + 3 + _LONGEST_CHAIN, *NAMING, "hair_color")
        return view.is_article(position + 2) and called

    def _is_own_name(self, view: View, position: int, word: str) -> bool:
        """Return whether a word names the person, or is a title that belongs to the name behind it: "сестры Агнии"."""
        if word not in self.own or view.capital(position):
            return word in self.own
        return view.word(position + 1) in self.own and view.capital(position + 1)

    def _noun(self, view: View, position: int, match: Match) -> bool | None:
        """Return whom a noun names: somebody related, somebody met, the person; None for things."""
        if view.hyphenated(match.last):
            return None  # the "cat" of "cat-eye glasses"
        relation = match.form("relation")
        if relation and view.form(position - 1, "likening") and not _is_told_of(view, match.last):
            return None  # "looks like somebody drew a scarecrow"
        if relation and (not relation.entry.get("weak") or self._owned(view, position)):
            return self._relation(view, position)
        if match.form("contrast"):
            return True
        if match.form("person") and not match.form("gender") and view.form(position - 1, "possessive"):
            return self._relation(view, position)
        gender = match.form("gender")
        if gender and self.gender and gender.entry.get("gender") not in ("", self.gender):
            return False  # "a fat man" where the person is a woman
        somebody = match.form("gender", "person", "species")
        if somebody and "plural" in somebody.tags and "singular" not in somebody.tags:
            leads = view.form(position + 1, "having", "copula") or view.form(position - 1, "at_person", "number")
            return False if leads else None  # "elves have silver eyes"
        return self._somebody(view, position) if somebody else None

    def _owned(self, view: View, position: int) -> bool:
        """Return whether a possessive stands before a noun and its adjectives: "your old master"."""
        for back in range(position - 1, max(-1, position - 4), -1):
            if view.form(back, "possessive"):
                return True
            if not (view.adjectival(back) or view.form(back, *_DESCRIBING)):
                return False
        return False

    def _pronoun(self, view: View, entry: Entry, topic: bool) -> bool | None:
        person, gender = entry.get("person"), entry.get("gender")
        if person in ("first", "second"):
            return self.first if person == "first" else self.second
        if person == "reflexive" or gender in ("plural", "neuter"):
            return None
        if not self.gender or not gender or gender == self.gender:
            unrivalled = bool(self.gender and gender) and not self._rival and not view.inflected
            return topic or unrivalled or bool(gender and self._other and self._other != gender and self.gender)
        return False

    def _possessor(self, view: View, position: int) -> bool:
        giver = self._inherited(view, position)
        for place, whose in self.mentions(view):
            if place == position and not giver:
                return whose
        if giver:
            before = [whose for place, whose in self.mentions(view) if place < giver]
            return before[-1] if before else self.topic
        form = view.form(position, "possessive")
        if form and form.entry.get("person") in ("reflexive", "third"):
            before = [whose for place, whose in self.mentions(view) if place < position]
            return before[-1] if before else self.topic
        return False

    def _inherited(self, view: View, position: int) -> int:
        """Return the token of "has" in "has her mother's eyes", "inherited her father's hair", "has a cat's eyes"."""
        if not view.is_somebodys(position) or view.bare[position] in self.foreign:
            return 0
        lead = position - 1
        lead -= bool(view.form(lead, "possessive") or view.is_article(lead))
        return lead if lead >= 0 and view.form(lead, "inheriting", "having") and lead < position - 1 else 0

    def _somebody(self, view: View, position: int) -> bool | None:
        """Read "a woman": the person where she is introduced, somebody else where she is met."""
        start = self._phrase_start(view, position)
        article = view.is_article(start - 1)
        if view.form(start - 1, "irreal", "side"):
            return False
        before = start - 1 - article
        if before < 0:
            return self._introduced(view, position)
        if view.form(before, "likening") or (view.form(before, "simile") and view.form(position, "species")):
            return None
        if view.words[before] in (",", "—", "–") and self._beside_another(view, before - 1):
            return False
        if view.form(before, "object_lead"):
            return False
        unknown = view.at[before] is None and view.sentence.written[before][:1].islower()
        return False if unknown and view.is_any(start - 1, "word_indefinite") else None

    def _beside_another(self, view: View, position: int) -> bool:
        """Return whether an apposition is about another: "after the king, a red-faced man with …"."""
        if position < 1 or not view.is_word(position) or view.capital(position):
            return False
        if view.at[position] is not None and not view.form(position, "title"):
            return False
        start = position
        while start > 0 and (
            view.adjectival(start - 1)
            or view.form(start - 1, "indefinite", *_DESCRIBING)
            or view.is_somebodys(start - 1)
        ):
            start -= 1
        if view.inflected:
            return start > 0 and view.words[position + 1] != ","
        return view.is_any(start, "word_definite") and view.form(start - 1, "copula") is None

    def _introduced(self, view: View, position: int) -> bool:
        """Read "A woman with …" at the start of a sentence: the person unless it is of another gender, or a cat."""
        form = view.form(position, "gender")
        if form is None and self._meets(view, position):
            return False
        if form is None:
            animal = view.form(position, "species")
            return view.opens_card(position + 1) or not (animal and animal.entry.get("weak"))
        return not self.gender or form.entry.get("gender") in ("", self.gender)

    def _meets(self, view: View, position: int) -> bool:
        """Return whether the person is named after somebody: "The old sailor with the red beard waves at Vera"."""
        for later in range(position + 2, len(view.words)):
            if view.words[later] in self.own and view.capital(later):
                return view.is_word(later - 1)
        return False

    def _phrase_start(self, view: View, position: int) -> int:
        while position > 0:
            joined = view.words[position - 1] in view.joiners and view.form(position - 2, "build", "height", "age_word")
            if not (joined or view.adjectival(position - 1) or view.form(position - 1, *_DESCRIBING)):
                break
            position -= 1
        return position

    def _relation(self, view: View, position: int) -> bool | None:
        """Read "her sister": somebody else; "is the sister of", "Mother Ann": the person."""
        following = view.word(position + 1)
        if not view.inflected and following in self.own and view.capital(position + 1):
            return None
        for back in range(position - 1, max(-1, position - 5), -1):
            if view.words[back] in ("—", "–") and view.inflected and view.form(0, "place_preposition"):
                return False  # «на столе — фотография племянницы»
            if view.form(back, "copula") or view.words[back] in ("—", "–", "as"):
                return None
            if view.form(back, "possessive") or view.ends(back, "ending_possessive"):
                said = any(view.form(n, "copula") for n in range(max(0, back - 2), back))
                return None if said else False
        return False

    def _stranger(self, view: View, position: int) -> bool | None:
        """Read an unknown name where somebody must stand: "while Marcus is blond", "Лесник Матвей, седой"."""
        if not _is_name(view, position):
            return None
        possessive = view.ends(position, "ending_possessive")
        verb = _past_apposition(view, position + 1)
        acts = view.form(verb, "copula", "having") is not None
        if position == 0:
            aged = view.inflected and view.form(1, "number") is not None
            thing = verb == 1 and view.bare[0] not in self.known_names and self._about_person(view)
            return False if (possessive or (acts and not view.inflected) or aged) and not thing else None
        titled = view.form(position - 1, "relation", "person", "gender")
        if titled and view.inflected and _depends(view, position - 1, titled):
            return None  # «дочь графа Орсини»
        if titled or (position > 1 and self._surname(view, position)):
            return False
        start = position - 1 - (view.form(position - 1, "title") is not None)  # "her fence, Madame Roux, is …"
        lead = view.word(start) in (",", "—", "–", ";") or view.form(start, "statement_lead")
        return False if lead and (acts or possessive or view.word(position + 1) == ",") else None

    def _about_person(self, view: View) -> bool:
        """Return whether a possessive of the person's gender stands in a sentence: "Wind has left her skin brown"."""
        forms = (view.form(position, "possessive") for position in range(1, len(view.words)))
        return any(form and self.gender and form.entry.get("gender") == self.gender for form in forms)

    def _surname(self, view: View, position: int) -> bool:
        """Return whether the name before, and so this one too, stands after what somebody is: "Lieutenant Ann Voss"."""
        named = view.at[position - 1] is None and _is_name(view, position - 1)
        return named and view.form(position - 2, "relation", "person", "gender") is not None

    def _of_somebody(self, view: View, found: Found) -> bool:
        """Read "the green eyes of her cat", "глаза брата"."""
        if found.attribute not in ("hair_color", "hair_style", "eye_color", "skin", "feature"):
            return False
        end = found.last
        if view.inflected:
            form = view.form(end, "relation")
            if view.word(end) in self.foreign or view.named_behind(found.anchor) not in ("", *self.own):
                return True
            own = view.form(end, "possessive") is None
            return bool(form and own and "genitive" in form.tags and "nominative" not in form.tags)
        if not view.is_any(end, "word_of"):
            return False
        return any(
            view.form(n, "relation") or view.words[n] in self.foreign for n in range(end, min(end + 4, len(view.words)))
        )


def _is_told_of(view: View, position: int) -> bool:
    """Return whether a relative clause about the noun before follows: "похожа на мать, у которой …"."""
    return view.word(position) == "," and any(view.form(n, "relative") for n in (position + 1, position + 2))


def _past_apposition(view: View, position: int) -> int:
    """Return the token after ", her driver," or `position` where no such aside about somebody stands."""
    closing = next((n for n in range(position + 1, position + _LONGEST_ASIDE) if view.word(n) == ","), 0)
    about = view.word(position) == "," and view.form(position + 1, "possessive") is not None
    return closing + 1 if closing and about else position


def _is_name(view: View, position: int) -> bool:
    text = view.sentence.written[position]
    return text[:1].isupper() and not text.isupper() and len(text) >= _SHORTEST_NAME


def _is_unknown(view: View, position: int) -> bool:
    """Return whether an unknown word with a capital letter stands at a token."""
    return 0 <= position < len(view.words) and view.at[position] is None and view.capital(position)


def _depends(view: View, position: int, noun: Form) -> bool:
    """Return whether a noun in the genitive says no more than whose or what the one before it is."""
    led = view.form(position - 1, "aside_lead", "object_lead", "having", "place_preposition", "at_person")
    return "genitive" in noun.tags and "nominative" not in noun.tags and not led


def _copula_before(view: View, position: int) -> Form | None:
    """Return the verb before a row of adjectives that ends at a token: "был рыжим и веснушчатым"."""
    while position > 0 and (view.words[position - 1] in view.joiners or view.form(position - 1, *_ADJECTIVES)):
        position -= 1
    return view.form(position - 1, "copula")
