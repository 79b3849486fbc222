"""Where the rules of clothes are unsure in a message: what an optional reader may be asked about. Pure and cheap."""

from collections.abc import Iterator, Sequence

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.event import Event
from composer.reading.clothes.opening import opened
from composer.reading.clothes.sameness import same
from composer.reading.clothes.state import Wardrobe
from composer.reading.clothes.wearing import events
from composer.reading.matching import Match, matched
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import ChatMessage, Evidence, Person

_DENIED = frozenset({"negation", "unreal", "imaginary", "homonym", "elsewhere", "storage", "compounding"})
_KINDS = frozenset({"garment", "wearing_verb", "pronoun", *_DENIED})
_DRESSING = frozenset({"wear", "put_on", "change"})


def doubts(
    state: Wardrobe, message: ChatMessage, text: MappedText, people: Sequence[Person], reading: Reading
) -> tuple[Evidence, ...]:
    """Return the sentences of a message of whose clothes the rules are unsure; the arguments are those of `step`.

    Unsure is a sentence that is told, asks nothing, denies nothing, puts nothing away, and in which

    * a garment is named that nobody is known to wear, and the rules make no event of it, or
    * somebody wears or puts on something that the lexicon does not know, or
    * the rules do not know who puts a garment on, or "she" may be two people who were named last.
    """
    reading = reading.within([text.text])
    known, cast, sentences = opened(state, message, text, people, reading)
    unsure = []
    for sentence in sentences:
        happening = [event for clause in events(sentence, cast, known, reading) for event in clause]
        if sentence.zone == "narration" and _is_unsure(sentence, happening, cast, state):
            unsure.append(text.evidence(sentence.start, sentence.end))
    return tuple(unsure)


def _is_unsure(sentence: Sentence, said: Sequence[Event], cast: Cast, state: Wardrobe) -> bool:
    known = matched(sentence, _KINDS)
    if not any(match.entry("garment", "wearing_verb") for match in known):  # nearly all sentences
        return False
    if "?" in sentence.source[-3:] or "？" in sentence.source[-3:] or any(match.entry(*_DENIED) for match in known):
        return False
    happening = [event for event in said if event.kind != "seen"]
    if not happening:
        return _names_news(known, said, state) or _wears_something_unknown(sentence, known)
    dressing = [event for event in happening if event.kind in _DRESSING]
    return any(not event.who for event in dressing) or (bool(dressing) and _is_ambiguous(sentence, known, cast))


def _names_news(known: Sequence[Match], said: Sequence[Event], state: Wardrobe) -> bool:
    """Return whether a garment is named that nobody is known to wear."""
    named = [event.phrase.garment for event in said if event.phrase and not event.phrase.household]
    worn = [own for outfit in state.outfits.values() for own in outfit]
    if not any(event.phrase for event in said):
        garments = (match.entry("garment") for match in known)
        return any(garment is not None and not garment.get("household") for garment in garments)
    return any(not any(same(own, garment) for own in worn) for garment in named)


def _wears_something_unknown(sentence: Sentence, known: Sequence[Match]) -> bool:
    """Return whether a verb that only clothes go with has an object nobody knows: "she dons the flarb"."""
    if any(match.entry("garment") for match in known):
        return False
    return any(match.last < len(sentence.words) and _only_of_clothes(match) for match in known)


def _only_of_clothes(match: Match) -> bool:
    entry = match.entry("wearing_verb")
    return entry is not None and entry.get("alone") in _DRESSING


def _is_ambiguous(sentence: Sentence, known: Sequence[Match], cast: Cast) -> bool:
    """Return whether "she" or "he" is all that says who, and two people whom it fits were named last."""
    genders = {gender for match in known for gender in _third_persons(match)}
    if not genders or any(name in sentence.source for name in cast.people if name):
        return False
    recent = [cast.genders.get(name, "") for name in cast.recent[:3]]
    return any(recent.count(gender) > 1 for gender in genders)


def _third_persons(match: Match) -> Iterator[str]:
    entry = match.entry("pronoun")
    if entry is not None and entry.get("person") == "third" and entry.get("gender") in ("feminine", "masculine"):
        yield entry.get("gender")
