"""The core guard: sexual content together with anybody under 18 is refused before any call. No plugin, no switch.

It reads the rendered prompt, the request's own words, what is known of the people in the picture and what the recent
messages say of them, in English and Russian, and sees through disguised spelling. What the prompt says is to be avoided
is not in the picture. Where it is unclear whether a really sexual picture shows somebody under 18, it is refused.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from composer.errors import RefusedError
from composer.guard.disguise import Seen
from composer.guard.words import NAME, Patterns, hide_names, lexicon, patterns, plain_readings
from composer.neutral import neutral_line
from composer.reading.text.mapped import MappedText
from composer.types import Evidence, Part, Person, RenderedPrompt, Scene

#: How a text speaks of a person: it describes them, they say or write it, or somebody else does.
Voice = Literal["description", "own words", "others' words"]

#: How many words of a request are looked up in the chat as names of people nobody introduced.
MOST_STRANGERS = 8
_CAPITALISED = re.compile(r"(?<!\w)[A-ZА-ЯЁ][a-zа-яё]{2,30}(?!\w)")

#: How far before and after an age it is read whose age it is, in characters.
NEAR = 80


def check(scene: Scene, rendered: RenderedPrompt) -> None:
    """Refuse a picture that has both sexual content and somebody who is stated or shown to be under 18.

    Raises:
        RefusedError: saying in plain words which two things met, without quoting them.
    """
    people = _seen(scene)
    # A name may hold a word of the lexicon (Kid, Dick); what the request calls an extra ("a nude kid") is no name.
    names = tuple(name for person in people if person.role != "npc" for name in (person.name, *person.aliases))
    own, shown = own_words(scene), _shown(rendered)
    sexual = _sexual(own) or _sexual(shown) or _found("revealing", own) or _found("undress", _avoided(scene, rendered))
    revealed = [person for person in people if _found("revealing", _facts(person))]
    young = [person for person in (people if sexual else revealed) if _is_young(person, scene)]
    reason = _who(young)
    if sexual and not reason:
        reason = _who([stranger for stranger in _strangers(scene, names) if _is_young(stranger, scene)])
    if sexual and not reason:
        reason = _young_words(own, shown, names, alone=len(people) < 2)
    if sexual and not reason and _found("no_adults", scene.request.negative_prompt or ""):
        reason = "adults are to be avoided"
    if reason:
        raise RefusedError(
            f"Refused: the picture would have sexual content, and {reason}. Such pictures are never made."
        )


@lru_cache(maxsize=1024)
def under_age(text: MappedText, names: tuple[str, ...], voice: Voice = "description") -> tuple[Evidence, ...]:
    """Return what states or shows that one person is under 18, and not that somebody else of the text is.

    Args:
        text: a card's or persona's text, or a message.
        names: the person's name and aliases.
        voice: a description is about the person unless it says otherwise ("her 12-year-old daughter", "when she was
            15"); in their own words, what they say of themselves or by name counts; in others' words, only by name.
    """
    spans: dict[tuple[int, int], None] = {}
    for language in lexicon().languages:
        known = patterns(language.name)
        for reading in _hinting(text.text, language.name):
            seen = hide_names(known.find("memories").sub(_blank, reading.text), names, language.script)
            if voice == "description" or NAME in seen or (voice == "own words" and known.find("self").search(seen)):
                spans |= {reading.place(*span): None for span in _own_ages(seen, known, voice)}
    return tuple(text.evidence(*span) for span in sorted(spans))


def own_words(scene: Scene) -> str:
    """Return everything the request itself says of the picture."""
    request = scene.request
    texts = (request.prompt, request.style, request.style_preset, request.preset, request.enhance_prompt)
    return "\n".join(text for text in texts if text)


# ── whose age a text states ─────────────────────────────────────────────────────────────────────────────────────────


def _own_ages(text: str, known: Patterns, voice: Voice) -> Iterator[tuple[int, int]]:
    stated = (match for pattern in known.ages for match in pattern.finditer(text))
    called = (match for match in known.find("youth").finditer(text) if _is_predicate(match, known))
    for match in (*stated, *called):
        if _theirs(match, known) and _spoken_of(match, known, voice):
            yield match.span()
    if voice == "description":
        always = known.find("always").finditer(text)
        yield from (match.span() for match in always if not known.no_sex.search(_before(match)))


def _theirs(match: re.Match[str], known: Patterns) -> bool:
    """Say whether an age is the person's own and present, not somebody else's, a thing's or a memory."""
    before, after = _before(match), _after(match)
    if known.find("past").search(before) or known.find("past_after").search(after) or known.find("thing").search(after):
        return False
    if known.find("other").search(before) or known.find("other_subject").search(before):
        return False
    return not (known.find("relation").search(after) and known.find("other_weak").search(before))


def _is_predicate(match: re.Match[str], known: Patterns) -> bool:
    """Say whether a youth word says what the person is: "is a …", "Occupation: …"."""
    return not known.find("plural").search(match[0]) and bool(known.find("linked").search(_before(match)))


def _spoken_of(match: re.Match[str], known: Patterns, voice: Voice) -> bool:
    if voice == "description":
        return True
    before = _before(match)
    said = before + match[0]
    if known.named.search(before) or known.named.search(said):
        return True
    return voice == "own words" and bool(known.self.search(said))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - NEAR) : match.start()]


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + NEAR]


@lru_cache(maxsize=256)
def _hinting(text: str, language: str) -> tuple[Seen, ...]:
    """Return the plain readings that may state an age, without everyday phrases about youth."""
    known = patterns(language)
    plain = (
        Seen(known.find("grown").sub(_blank, seen.text), seen.places)
        for seen in plain_readings(text, known.words.script)
    )
    return tuple(seen for seen in plain if known.hint.search(seen.text))


# ── what a picture shows ────────────────────────────────────────────────────────────────────────────────────────────


def _seen(scene: Scene) -> list[Person]:
    """Return who is in the picture, also the person through whose eyes we look."""
    return [*scene.people, *([scene.point_of_view] if scene.point_of_view else [])]


def _strangers(scene: Scene, names: Sequence[str]) -> list[Person]:
    """Return whoever the request seems to name beside the people that are known.

    They are words with a capital letter in the request and in the chat, where the ending may be another one.
    """
    known = {part for name in names for part in name.split()}
    words = [word for word in dict.fromkeys(_CAPITALISED.findall(own_words(scene))) if word not in known]
    told = "\n".join(message.text for message in scene.messages)
    strangers = [word for word in words if word[: max(3, len(word) - 2)] in told and not _is_common(word)]
    return [Person(word, role="npc") for word in strangers[:MOST_STRANGERS]]


def _is_common(word: str) -> bool:
    """Say whether a word is a pronoun, or a noun for anybody, rather than a name."""
    return any(
        re.fullmatch(patterns(language.name).lists[key], word.casefold())
        for language in lexicon().languages
        for key in ("subject", "person")
    )


def _is_young(person: Person, scene: Scene) -> bool:
    telling = ("age_look", "gender", "species")
    looks = [trait.phrase or trait.value for trait in person.traits if trait.attribute in telling]
    if person.under_age or any(_states_youth(look, ()) for look in looks):
        return True
    names = (person.name, *person.aliases)
    for message in scene.messages:
        voice: Voice = "own words" if message.name in names else "others' words"
        if under_age(MappedText.of("message", message.text), names, voice):
            return True
    return False


def _states_youth(text: str, names: Sequence[str]) -> bool:
    """Say whether anything in a picture's words is under 18; whatever is named there is in the picture."""
    for language in lexicon().languages:
        known = patterns(language.name)
        for seen in _hinting(text, language.name):
            plain = hide_names(seen.text, names, language.script)
            for pattern in (*known.ages, *known.any_age, known.find("youth")):
                if any(not known.find("thing").search(_after(match)) for match in pattern.finditer(plain)):
                    return True
    return False


def _young_words(own: str, shown: str, names: Sequence[str], alone: bool) -> str:
    if _states_youth(own, names):
        return "the request names somebody who is under 18"
    if _states_youth(shown, names):
        return "the prompt names somebody who is under 18"
    if _found("unclear", f"{own}\n{shown}") and not (alone and _found("adult_age", f"{own}\n{shown}")):
        return "it is unclear whether everybody in it is at least 18"
    return ""


def _who(young: Sequence[Person]) -> str:
    if not young:
        return ""
    person = young[0]
    sources = sorted({evidence.source for evidence in person.under_age})
    where = f" (stated in {neutral_line(sources[0]).text[:80]})" if sources else ""
    return f"{neutral_line(person.name).text[:60] or 'somebody in it'} is or looks under 18{where}"


@lru_cache(maxsize=64)
def _sexual(text: str) -> bool:
    """Say whether a text has sexual content; an everyday phrase ("naked eye") or a "no" before the word is none."""
    for language in lexicon().languages:
        known = patterns(language.name)
        for seen in plain_readings(text, language.script):
            plain = known.harmless.sub(_blank, seen.text)
            if any(not known.no_sex.search(_before(match)) for match in known.find("sexual").finditer(plain)):
                return True
    return False


@lru_cache(maxsize=256)
def _found(words: str, text: str) -> bool:
    """Say whether one list of the lexicon has a word in `text`."""
    for language in lexicon().languages:
        pattern = patterns(language.name).find(words)
        if any(pattern.search(seen.text) for seen in plain_readings(text, language.script)):
            return True
    return False


def _facts(person: Person) -> str:
    looks = [trait.phrase or trait.value for trait in person.traits]
    return "\n".join((*looks, *(garment.text for garment in person.garments)))


def _shown(rendered: RenderedPrompt) -> str:
    """Return the prompt without what it says is to be avoided, and those of the people after it.

    A mark stands between them, so that the last word of one and the first of the next ("small", "girl") are no phrase.
    """
    texts = (rendered.prompt, *(person.prompt for person in rendered.people))
    return "\n;\n".join(_without_avoided(rendered, number, text) for number, text in enumerate(texts))


def _without_avoided(rendered: RenderedPrompt, number: int, text: str) -> str:
    shown, position = [], 0
    for part in _avoid_parts(rendered):
        if part.person == (number - 1 if number else None):
            shown.append(text[position : part.start])
            position = part.end
    return "\n".join((*shown, text[position:]))


def _avoided(scene: Scene, rendered: RenderedPrompt) -> str:
    texts = [rendered.said(part) for part in _avoid_parts(rendered)]
    negatives = (rendered.negative_prompt, *(person.negative_prompt for person in rendered.people))
    return "\n".join((*texts, *negatives, scene.request.negative_prompt or ""))


def _avoid_parts(rendered: RenderedPrompt) -> list[Part]:
    return [part for part in rendered.parts if part.fragment.slot == "avoid" and not part.negative]


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])
