"""Who takes part at this moment: whom "I", "you", "she" and "their" mean."""

from collections.abc import Mapping, Sequence

from composer.types import Person

#: The subject of a clause about somebody without a name.
NOBODY = "-"
_MOST_RECENT = 24
_FEMININE = frozenset({"female", "woman", "girl", "lady"})
_MASCULINE = frozenset({"male", "man", "boy", "guy"})


def gender_of(person: Person) -> str:
    """Return "feminine", "masculine" or "", from what is known of the person's looks."""
    for trait in person.traits:
        if trait.attribute == "gender":
            words = {word.english for word in trait.words} | set(trait.value.casefold().split())
            if words & _FEMININE:
                return "feminine"
            if words & _MASCULINE:
                return "masculine"
    return ""


class Cast:
    """The people of a conversation while one message is read.

    Args:
        people: everyone known; the title of a group is nobody.
        speaker: who tells the message. is_user: whether the user wrote it.
        genders: what earlier pronouns have shown.
        recent: names, the last mentioned first.
        likely: the genders that names suggest, where nothing else is known.
    """

    def __init__(
        self,
        people: Sequence[Person],
        speaker: str,
        is_user: bool,
        genders: Mapping[str, str],
        recent: Sequence[str],
        likely: Mapping[str, str] | None = None,
    ) -> None:
        self.people = {person.name: person for person in people if not person.members}
        self.titles = frozenset(person.name for person in people if person.members)
        self.speaker = "" if speaker in self.titles else speaker
        self.is_user = is_user
        self.genders = dict(genders)
        self.recent = list(recent)
        self.subject = ""
        self.figure = ""
        self.speaks_of_self = False
        #: Who is "you" in what is told, and so neither "she" nor "he".
        self.addressed = ""
        self.is_spoken = False
        self.stranger = ""
        self.shelved = False
        #: Whether the sentence before took off, opened or moved any clothes.
        self.undressed = False
        self.beside = ""
        for person in people:
            if gender := gender_of(person):
                self.genders.setdefault(person.name, gender)
        for name, gender in (likely or {}).items():
            self.genders.setdefault(name, gender)

    def mention(self, name: str) -> None:
        """Note that somebody was just named."""
        if not name or name in self.titles:
            return
        if name in self.recent:
            self.recent.remove(name)
        self.recent.insert(0, name)
        del self.recent[_MOST_RECENT:]

    def second(self) -> str:
        """Return whom the speaker means by "you", "" when unclear."""
        persona = next((person.name for person in self.people.values() if person.role == "persona"), "")
        if not self.is_user and persona and persona != self.speaker:
            return persona
        personas = [person.name for person in self.people.values() if person.role == "persona"]
        others = [name for name in [*self.recent, *self.people] if name not in (self.speaker, *personas)]
        if not others:
            others = [name for name in [*self.recent, *self.people] if name != self.speaker]
        return others[0] if others else ""

    def third(self, gender: str, besides: str = "") -> str:
        """Return whom "she" or "he" means: of those it fits the subject, then the speaker, then the last named.

        Args:
            besides: somebody it cannot be.
        """
        order = [self.subject, *([] if self.speaks_of_self else [self.speaker]), *self.recent, *self.people]
        fitting = [name for name in dict.fromkeys(order) if name and name != besides and self._may_be(name, gender)]
        # Of the speaker, a pronoun says the gender rather than that it is somebody else.
        sure = [name for name in fitting if self.genders.get(name) == gender or name in (self.subject, self.speaker)]
        chosen = next(iter([*(sure if gender in ("feminine", "masculine") else []), *fitting]), "")
        if chosen and not besides and gender in ("feminine", "masculine") and not self.is_spoken:
            self.genders.setdefault(chosen, gender)
        return chosen

    def _may_be(self, name: str, gender: str) -> bool:
        if (self.speaks_of_self or self.is_spoken) and name == self.speaker:
            return False
        if name == self.addressed and gender in ("feminine", "masculine") and not self.is_spoken:
            return False
        if gender == "neuter":  # "tightens its belt": no woman's, no man's
            return self.genders.get(name, "") not in ("feminine", "masculine")
        return gender not in ("feminine", "masculine") or self.genders.get(name, gender) == gender

    def speaks_of_self_as(self, name: str) -> bool:
        """Return whether a name is the speaker's, who says "I": then "her" is somebody else's."""
        return self.speaks_of_self and name == self.speaker
