"""Whose a trait is, and whether it is said to be so: not a sister's, not denied, wished, feared or long gone."""

from collections.abc import Collection
from dataclasses import dataclass, field

from composer.reading.described import Found
from composer.reading.view import View

_SUBJECT_LEAD = frozenset({",", "and", "while", "but", "whereas", "when", "а", "и", "но", "—", "–", ";", "like", "как"})
_OR = frozenset({"or", "nor", "ни", "или"})
_OBJECT_LEAD = frozenset(
    {
        "with",
        "to",
        "at",
        "of",
        "for",
        "by",
        "from",
        "against",
        "about",
        "на",
        "к",
        "от",
        "для",
        "о",
        "у",
        "like",
        "than",
        "чем",
        "как",
    }
)


@dataclass(slots=True)
class Whose:
    """Knows who is who in one text about one person.

    Attributes:
        own, foreign: normalised tokens that name the person, and others.
        gender: "masculine", "feminine" or "" when unknown.
        first, second: whether "I" and "you" mean the person.
        topic: whether a sentence without a subject is about the person; changes from sentence to sentence.
    """

    own: Collection[str]
    foreign: Collection[str]
    gender: str = ""
    first: bool = True
    second: bool = False
    topic: bool = True
    _seen: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)

    def mentions(self, view: View) -> list[tuple[int, bool]]:
        """Return the tokens that name somebody, and whether that is the person."""
        found = self._seen.get(id(view))
        if found is None:
            self._seen.clear()
            found = []
            topic = self.topic
            for position in range(len(view.words)):
                whose = self._mention(view, position, topic)
                if whose is not None:
                    found.append((position, whose))
                    aside = {"unlike", "like", "with", "than", "beside", "в", "с", "как"} & set(
                        view.words[max(0, position - 2) : position]
                    )
                    topic = topic if aside else whose
            self._seen[id(view)] = found
        return found

    def owns(self, view: View, found: Found) -> bool:
        """Return whether a trait is the person's own."""
        if found.definite >= 0:
            return self._possessor(view, found.definite)
        if self._of_somebody(view, found):
            return False
        before = [whose for position, whose in self.mentions(view) if position < found.first]
        return before[-1] if before else self.topic

    def follow(self, view: View) -> None:
        """Take note of whom a sentence was about."""
        mentions = self.mentions(view)
        named = [whose for position, whose in mentions if not view.form(position, "possessive")]
        if named:
            self.topic = named[0]

    def _mention(self, view: View, position: int, topic: bool) -> bool | None:
        word = view.words[position].removesuffix("'s")
        if word in self.foreign:
            return False
        if word in self.own and view.tokens[position].text[0].isupper():
            # "Мать Веры": the name says whose mother it is.
            return None if view.inflected and view.form(position - 1, "relation") else True
        match = view.at[position]
        if match is None or match.first != position:
            return self._stranger(view, position) if match is None else None
        pronoun = match.form("pronoun", "possessive")
        if pronoun:
            return self._pronoun(pronoun.entry.features, topic)
        relation = match.form("relation")
        if relation and (not relation.entry.get("weak") or view.form(position - 1, "possessive")):
            return self._relation(view, position)
        return self._somebody(view, position) if match.form("gender", "person", "species") else None

    def _pronoun(self, features: object, topic: bool) -> bool | None:
        assert isinstance(features, dict)
        person, gender = features.get("person"), features.get("gender", "")
        if person == "first":
            return self.first
        if person == "second":
            return self.second
        if person == "reflexive" or gender in ("plural", "neuter"):
            return None
        if self.gender and gender and gender != self.gender:
            return False
        return topic

    def _possessor(self, view: View, position: int) -> bool:
        for place, whose in self.mentions(view):
            if place == position:
                return whose
        form = view.form(position, "possessive")
        if form and form.entry.get("person") in ("reflexive", "third"):
            before = [whose for place, whose in self.mentions(view) if place < position]
            return before[-1] if before else self.topic
        return False

    def _somebody(self, view: View, position: int) -> bool | None:
        """Read "a woman": the person where she is introduced, somebody else where she is met."""
        start = position
        while start > 0 and (view.adjectival(start - 1) or view.form(start - 1, "build", "height", "age_word", "color", "adverb",
                             "part_mod", "number", "year", "hair_color", "compound", "tone", "hair_style")
                             or (view.words[start - 1] in ("-", ",", "and", "и") and start > 1 and view.at[start - 2] is not None
                             and view.form(start - 2, "build", "height", "age_word"))):  # fmt: skip
            start -= 1
        article = view.word(start - 1)
        if view.form(start - 1, "irreal", "side"):
            return False
        before = start - 2 if article in ("a", "an", "the") else start - 1
        lead = view.word(before)
        if before >= 0 and lead in _OBJECT_LEAD:
            return False
        form = view.form(position, "gender")
        animal = view.form(position, "species")
        if before < 0 and form is None and animal and animal.entry.get("weak"):
            return False
        if before < 0 and form and self.gender and form.entry.get("gender") not in ("", self.gender):
            return False
        if (
            before >= 0
            and view.at[before] is None
            and view.tokens[before].is_word
            and article in ("a", "an")
            and not (view.tokens[before].text[0].isupper())
        ):
            return False
        return None if before >= 0 else True

    def _relation(self, view: View, position: int) -> bool | None:
        for back in range(position - 1, max(-1, position - 5), -1):
            if view.form(back, "copula") or view.words[back] in ("—", "–", "as"):
                return None
            if view.form(back, "possessive") or view.words[back].endswith("'s"):
                copula = next((n for n in range(back - 1, max(-1, back - 3), -1) if view.form(n, "copula")), -1)
                return None if copula >= 0 else False
        return False

    def _stranger(self, view: View, position: int) -> bool | None:
        """Read an unknown name where somebody must stand: "while Marcus is blond", "Лесник Матвей, седой"."""
        token = view.tokens[position]
        if not token.text[:1].isupper() or token.text.isupper() or len(token.text) < 3:
            return None
        following = view.word(position + 1)
        acts = (
            bool(view.form(position + 1, "copula", "having")) or following == "," or token.text.endswith(("'s", "’s"))
        )
        if position == 0:
            return (
                False
                if (view.form(1, "copula", "having") and not view.inflected) or token.text.endswith(("'s", "’s"))
                else None
            )
        if view.form(position - 1, "relation", "person", "gender") or (
            view.at[position - 1] is None and self._stranger(view, position - 1) is False
        ):
            return False
        return False if acts and view.word(position - 1) in _SUBJECT_LEAD else None

    def _of_somebody(self, view: View, found: Found) -> bool:
        """Read "the green eyes of her cat", "глаза брата"."""
        if found.attribute not in ("hair_color", "hair_style", "eye_color", "skin", "feature"):
            return False
        end = found.last
        if view.inflected:
            form = view.form(end, "relation")
            own = view.form(end, "possessive") is None
            return bool(form and own and "genitive" in form.tags and "nominative" not in form.tags)
        if view.word(end) != "of":
            return False
        return any(
            view.form(n, "relation") or view.words[n] in self.foreign for n in range(end, min(end + 4, len(view.words)))
        )


def stated(view: View, found: Found) -> bool:
    """Return whether a trait is stated as true and present: not denied, wished, conditional or past."""
    scope, scoped = _scope(view, found.first)
    for position in range(scope, found.first):
        match = view.at[position]
        if match is None or match.first != position:
            continue
        irreal = match.form("irreal")
        if irreal and not irreal.entry.get("weak") and not match.form("function"):
            return False
        former = match.form("former")
        if former and not former.entry.get("weak"):
            return False
        if match.form("negation") and _denies(view, match.last, found):
            return False
    return not _former_after(view, found.last) and not _lacking(view, found.last)


def _scope(view: View, position: int) -> tuple[int, bool]:
    """Return where the statement that ends at a token begins: after "but", "now", ";", or "and has …"."""
    for back in range(position - 1, -1, -1):
        if view.words[back] == ";" or (view.form(back, "breaker") and not view.form(back, "negation")):
            return back + 1, True
        if view.words[back] in (",", "and", "и", "who", "—", "–") and _restarts(view, back + 1, position):
            return back + 1, True
    return 0, False


def _restarts(view: View, start: int, end: int) -> bool:
    """Return whether a new statement with a verb of its own begins at a token: "…, she has", "and wears"."""
    start += bool(view.form(start, "pronoun", "possessive")) if view.word(start) not in ("her", "his", "its") else 0
    if start >= end:
        return False
    match = view.at[start]
    if match is None or match.form("negation"):
        return False
    form = match.form("copula", "having")
    return bool(form) and view.words[start] not in ("with", "having", "с", "со", "в", "be", "wearing", "been")


def _denies(view: View, position: int, found: Found) -> bool:
    """Return whether a "not" before the token `position` reaches a trait."""
    if view.word(position) in ("only", "just", "только", "просто", "afraid", "to"):
        return False
    if found.definite >= position:
        return False
    for between in range(position, found.first):
        if view.words[between] in (",", "—", "–", ":", "-"):
            rest = view.words[between : min(len(view.words), found.last + 3)]
            if not _OR & set(rest):
                return False
    return True


def _lacking(view: View, position: int) -> bool:
    """Return whether "нет" stands after what is missing: "Веснушек у неё нет"."""
    rest = view.words[position : position + 4]
    until = next((number for number, word in enumerate(rest) if word in (",", ";", "и")), len(rest))
    return bool({"нет", "нету"} & set(rest[:until]))


def _former_after(view: View, position: int) -> bool:
    while position < len(view.words) and view.words[position] not in (",", ";", "but", "но", ".", "and", "и"):
        match = view.at[position]
        if match and match.form("former") and not match.form("former").entry.get("weak"):  # type: ignore[union-attr]
            return True
        position += 1
    return False
