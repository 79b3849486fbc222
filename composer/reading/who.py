"""Who is in the picture, from the words of a request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from composer.reading.clothes.cast import gender_of
from composer.reading.language import written_in
from composer.reading.lexicon import Entry, Form, normalise
from composer.reading.matching import Match, matched
from composer.reading.reading import Mention, Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import ImageRequest, Person

_MOST_PEOPLE = 12
_NEAR = 4
_LONGEST_NAME = 60
_CHARACTER = frozenset({"{{char}}", "<bot>", "<char>"})
_USER = frozenset({"{{user}}", "<user>"})
#: What a list of people calls the character who speaks and the user, whatever their names are.
ROLES = _CHARACTER | _USER
_ROLES = frozenset({"people_character", "people_user"})


@dataclass(frozen=True, slots=True)
class Presence:
    """Who can be seen.

    Attributes:
        people: names in the order of the picture; somebody unknown under the words the request uses.
        point_of_view: through whose eyes we look, "" for nobody's: of them only the hands may be seen.
        sure: False when nothing said who it is and the speaker is a guess.
    """

    people: tuple[str, ...]
    point_of_view: str = ""
    sure: bool = True


def who(request: ImageRequest, speaker: str, people: Sequence[Person], reading: Reading) -> Presence:
    """Decide who is in the picture.

    The `people` of the request decide alone: names, aliases, "user" and "char"; unknown names stay as they are. Else,
    in this order: people named in the prompt, in their order, with other figures they meet ("Mira haggles with an old
    merchant"), only the first for "solo"; a point of view takes its owner (the one named with it, else the speaker, or
    the user when it is the speaker who is seen) out of the picture; "no people", an empty place or a landscape is
    nobody; "you" is the user, "the two of them" speaker and user; an NPC alone ("a guard") is that NPC only, but "a
    woman" who may well be the speaker is the speaker, unsure; "she" is the speaker if the gender fits; a prompt that
    begins with a thing and shows nothing human is nobody; else the speaker, unsure. Crowds add nobody. Where a group
    speaks (a card with a title and several people), "she" is the one of them it fits, "they" and the speaker are all.

    Args:
        request: what is to be drawn. speaker: who wrote the message. people: everyone known.
    """
    table = _Table(speaker, people, reading)
    if request.people is not None:
        names = (one for name in request.people[:_MOST_PEOPLE] for one in table.members_of(table.resolve(name)))
        return Presence(tuple(dict.fromkeys(name for name in names if name)))
    text = MappedText.of("request", request.prompt)
    told = [sentence for sentence in reading.sentences(text) if sentence.zone == "narration"]
    presence = _read(_Prompt(table, told))
    seen = dict.fromkeys(one for name in presence.people for one in table.members_of(name))
    return replace(presence, people=tuple(seen)[:_MOST_PEOPLE])


class _Table:
    """The people that can be meant."""

    def __init__(self, speaker: str, people: Sequence[Person], reading: Reading) -> None:
        self.speaker = speaker
        self.people = people
        self.reading = reading
        self.user = next((person.name for person in people if person.role == "persona"), "")
        self.char = next((person.name for person in people if person.role == "character"), speaker)

    def resolve(self, name: str) -> str:
        """Return the known name somebody is meant by, else the name as it is."""
        key = " ".join(name.split()).casefold()
        role = self._role(key)
        if role == "people_character":
            return self.speaker if self.speaker != self.user else self.char
        if role == "people_user" and self.user:
            return self.user
        for person in self.people:
            if key in (called.casefold() for called in (person.name, *person.aliases)):
                return person.name
        mentions = self.reading.names(name, self.people)
        return mentions[0].person.name if mentions else " ".join(name.split())[:_LONGEST_NAME]

    def _role(self, key: str) -> str:
        """Return whether a name is what a request calls the character or the user, "" for neither."""
        if key in _CHARACTER or key in _USER:
            return "people_character" if key in _CHARACTER else "people_user"
        written = written_in([key], self.reading.languages)
        forms = (form for language in written for form in language.lexicon.only(_ROLES).lookup(normalise(key)))
        return next((form.entry.kind for form in forms), "")

    def person(self, name: str) -> Person:
        """Return somebody by name."""
        return next((person for person in self.people if person.name == name), Person(name))

    def members_of(self, name: str) -> tuple[str, ...]:
        """Return the people of the group with this title; of somebody, their own name."""
        return self.person(name).members or (name,)

    def fits(self, name: str, gender: str) -> bool:
        """Return whether somebody may be of this gender."""
        known = gender_of(self.person(name))
        return not known or not gender or known == gender


class _Prompt:
    """The words of a request that matter here."""

    def __init__(self, table: _Table, told: Sequence[Sentence]) -> None:
        self.table = table
        self.told = told
        self.found = [(sentence, match) for sentence in told for match in matched(sentence)]
        self.mentions = [
            (sentence, mention)
            for sentence in told
            for mention in table.reading.names(sentence.source, table.people)
        ]  # fmt: skip

    def has(self, *kinds: str) -> bool:
        """Return whether a word of one of these kinds occurs."""
        return self.first(*kinds) is not None

    def first(self, *kinds: str) -> tuple[Sentence, Match] | None:
        """Return the first word of one of these kinds."""
        return next((pair for pair in self.found if pair[1].entry(*kinds)), None)

    def pronouns(self) -> list[Entry]:
        """Return the pronouns and possessives, in order."""
        entries = (match.entry("pronoun", "possessive", "dative") for _, match in self.found)
        return [entry for entry in entries if entry]

    def speaks_of_them(self) -> bool:
        """Return whether "they" do something."""
        return any(entry.get("gender") == "plural" and entry.get("person") == "third" for entry in self.subjects())

    def subjects(self) -> list[Entry]:
        """Return the pronouns that are subjects."""
        entries = (match.entry("pronoun") for _, match in self.found)
        return [entry for entry in entries if entry and entry.get("case") == "subject"]


def _read(prompt: _Prompt) -> Presence:
    view, looking = _point_of_view(prompt)
    if view and looking is None and _is_seen(prompt, view):
        # "POV: she leans towards me" by the one who is "she": the eyes are those of the other side of the talk.
        other = prompt.table.user if view != prompt.table.user else prompt.table.char
        return Presence((view,), other)
    named = [name for name in _named(prompt, looking) if name != view]
    if prompt.has("solo") and len(named) > 1:
        named = named[:1]
    if named or view:
        return Presence(tuple(dict.fromkeys(named))[:_MOST_PEOPLE], view)
    return _unnamed(prompt)


def _unnamed(prompt: _Prompt) -> Presence:
    """Decide about a prompt that names nobody."""
    table = prompt.table
    together = prompt.has("both") or prompt.speaks_of_them()
    if together and table.person(table.speaker).members:
        return Presence((table.speaker,))
    if together and table.user and not _figures(prompt):
        other = table.char if table.speaker == table.user else table.speaker
        return Presence((other, table.user))
    meant = [name for entry in prompt.pronouns() if (name := _addressed(entry, table))]
    if meant:
        return Presence(tuple(dict.fromkeys(meant)))
    figures = _figures(prompt, several=True)
    if figures:
        return _of_figures(figures, table)
    if prompt.has("nobody"):
        return Presence(())
    if (third := _third(prompt, table)) is not None:
        return third
    if _is_scenery(prompt):
        return Presence(())
    return Presence((table.speaker,) if table.speaker else (), sure=False)


# ── point of view ────────────────────────────────────────────────────────────────────────────────────────────────────


def _point_of_view(prompt: _Prompt) -> tuple[str, Mention | None]:
    """Return through whose eyes we look, and where that was said."""
    found = prompt.first("point_of_view")
    if found is None:
        return "", None
    sentence, match = found
    for at, mention in prompt.mentions:
        first, last = _span(at, mention)
        before = 0 <= match.first - last < _NEAR and mention.case == "possessive"
        behind = 0 <= first - match.last < 2 and mention.case in ("genitive", "possessive")
        if at is sentence and (before or behind or (first - match.last == 0 and mention.case != "nominative")):
            return mention.person.name, mention
    for entry in (_entry_at(sentence, match.first - 1), _entry_at(sentence, match.first - 2)):
        if entry and entry.kind == "possessive" and (name := _addressed(entry, prompt.table)):
            return name, None
    return prompt.table.speaker, None


def _is_seen(prompt: _Prompt, view: str) -> bool:
    """Return whether the one who is taken to look is the only one shown: by name, or as "she" where that fits."""
    table = prompt.table
    if view != table.speaker or not table.user:
        return False
    named = {mention.person.name for _, mention in prompt.mentions}
    if named:
        return named == {view}
    genders = [entry.get("gender") for entry in prompt.subjects() if entry.get("person") == "third"]
    return bool(genders) and all(one in ("feminine", "masculine") and table.fits(view, one) for one in genders)


def _span(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    inside = [
        number
        for number, token in enumerate(sentence.tokens)
        if mention.start <= token.start - sentence.start < mention.end
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _entry_at(sentence: Sentence, number: int) -> Entry | None:
    if number < 0 or sentence.language is None:
        return None
    forms = sentence.language.lexicon.lookup(sentence.tokens[number].norm)
    return next((form.entry for form in forms if form.entry.kind == "possessive"), None)


# ── names and figures ────────────────────────────────────────────────────────────────────────────────────────────────


def _named(prompt: _Prompt, looking: Mention | None) -> list[str]:
    """Return the people named, and the figures that stand beside them, in order."""
    found: list[tuple[int, str]] = [
        (sentence.start + mention.start, mention.person.name)
        for sentence, mention in prompt.mentions
        if mention is not looking
    ]
    if not found:
        return []
    for sentence, match, name in _figures(prompt):
        first = _phrase_start(sentence, match)
        if first and "beside" in _kinds(sentence, first - 1):
            found.append((sentence.tokens[match.first].start, name))
    if any(_addressed(entry, prompt.table) == prompt.table.user for entry in prompt.pronouns()):
        found.append((10**9, prompt.table.user))
    return list(dict.fromkeys(name for _, name in sorted(found) if name))


def _figures(prompt: _Prompt, several: bool = False) -> list[tuple[Sentence, Match, str]]:
    """Return the unnamed figures: "an old merchant", not "people", nor "like a queen"; `several`: "two guards" too."""
    found = []
    for sentence, match in prompt.found:
        form = match.form("figure")
        if form is None or form.entry.get("sort") == "crowd" or (not several and _is_several(sentence, match, form)):
            continue
        first = _phrase_start(sentence, match)
        if not _likened(sentence, first):
            start, end = sentence.tokens[first].start, sentence.tokens[match.last - 1].end
            found.append((sentence, match, sentence.text.text[start:end][:_LONGEST_NAME]))
    return found


def _is_several(sentence: Sentence, match: Match, form: Form) -> bool:
    counted = match.first > 0 and "count" in _kinds(sentence, match.first - 1)
    return counted or ("plural" in form.tags and "singular" not in form.tags)


def _kinds(sentence: Sentence, number: int) -> set[str]:
    """Return all that a word may be."""
    forms = sentence.language.lexicon.lookup(sentence.tokens[number].norm) if sentence.language else ()
    return {form.entry.kind for form in forms}


def _phrase_start(sentence: Sentence, match: Match) -> int:
    """Return where a figure's noun phrase begins: at its article, else after the last mark or small word."""
    first = match.first
    while first > 0 and match.first - first < _NEAR:
        token = sentence.tokens[first - 1]
        kinds = _kinds(sentence, first - 1)
        if kinds & {"article", "count"}:
            return first - 1
        if not token.is_word or kinds & {"wearing_preposition", "joining", "likened", "negation", "clause_start"}:
            break
        if sentence.language and sentence.language.cases and not sentence.language.adjective(
            token.norm, "masculine", False
        ):  # fmt: skip
            break
        first -= 1
    return first


def _likened(sentence: Sentence, first: int) -> bool:
    if first == 0 or sentence.language is None:
        return False
    before = [sentence.tokens[first - 1].norm]
    if first > 1:
        before.append(f"{sentence.tokens[first - 2].norm} {before[0]}")
    lookup = sentence.language.lexicon.lookup
    return any(form.entry.kind in ("likened", "negation") for words in before for form in lookup(words))


def _of_figures(figures: Sequence[tuple[Sentence, Match, str]], table: _Table) -> Presence:
    """Decide about figures without a name: somebody else, unless it may well be the speaker."""
    generic = [match.entry("figure") for _, match, _ in figures]
    first = generic[0]
    sentence, match, _ = figures[0]
    form = match.form("figure")
    single = form is not None and not _is_several(sentence, match, form)
    mine = (
        first is not None
        and single
        and (
            (first.get("sort") == "generic" and table.fits(table.speaker, first.get("gender")))
            or _is_kind(first, table)
        )
    )
    if mine and len(figures) == 1:
        return Presence((table.speaker,), sure=False)
    return Presence(tuple(dict.fromkeys(name for _, _, name in figures))[:_MOST_PEOPLE])


def _is_kind(entry: Entry, table: _Table) -> bool:
    """Return whether the speaker is known to be such a one: "a dragon" where a dragon speaks."""
    traits = table.person(table.speaker).traits
    words = {word for trait in traits if trait.attribute == "species" for word in trait.value.casefold().split()}
    return entry.text in words


# ── pronouns and things ──────────────────────────────────────────────────────────────────────────────────────────────


def _addressed(entry: Entry, table: _Table) -> str:
    """Return whom "I" or "you" means, "" for other pronouns: "you" is always the user's side of the talk."""
    if entry.get("person") == "first":
        return table.speaker
    if entry.get("person") == "second":
        return table.user if table.speaker != table.user else table.char
    return ""


def _third(prompt: _Prompt, table: _Table) -> Presence | None:
    """Return whom "she" or "he" means: the speaker if that fits, else, unsure, whom of the two it fits."""
    for entry in prompt.pronouns():
        gender = entry.get("gender")
        if entry.get("person") != "third" or gender not in ("feminine", "masculine"):
            continue
        members = [name for name in table.person(table.speaker).members if table.fits(name, gender)]
        if members:
            return Presence(tuple(members) if len(members) == 1 else ())
        if table.fits(table.speaker, gender):
            return Presence((table.speaker,))
        fitting = [person.name for person in table.people if table.fits(person.name, gender)]
        fitting.sort(key=lambda name: name != table.user)
        return Presence(tuple(fitting[:1]), sure=False)
    return None


def _is_scenery(prompt: _Prompt) -> bool:
    """Return whether a prompt begins with a thing or an animal and shows nothing human."""
    found = prompt.first("scenery")
    if found is None or any(token.text == "," for token in found[0].tokens[: found[1].first]):
        return False
    entry = found[1].entry("scenery")
    human = prompt.first("human", "garment", "body_part")
    if entry and entry.get("animal"):  # a cat may sleep or sit as well
        return human is None or not any(form.entry.kind in ("garment", "body_part") for form in human[1].forms)
    return human is None
