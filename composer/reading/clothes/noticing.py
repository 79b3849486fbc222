"""Who is mentioned in sentences that say nothing of clothes."""

from collections.abc import Sequence

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.figures import gender_of_figure
from composer.reading.clothes.mark import Mark
from composer.reading.text.segments import Sentence

#: Within so many words of a sentence's beginning stands its subject.
_OPENING = 8
_GENDERS = frozenset({"feminine", "masculine"})


def notice(sentence: Sentence, row: Sequence[Mark], cast: Cast) -> None:
    """Learn who is mentioned in a sentence without clothes."""
    for mark in row:
        if mark.kind == "person":
            cast.mention(mark.name)
            if "nominative" in mark.case or _is_contracted(sentence, mark):
                cast.subject, cast.stranger = mark.name, ""
        elif mark.kind == "possessive" and mark.get("person") == "third" and mark.get("gender") in _GENDERS:
            cast.third(mark.get("gender"))  # "Her eyes are all he sees": she is the speaker
        elif mark.kind == "figure" and mark is row[0] and _is_introduced(sentence, mark):
            cast.stranger = gender_of_figure(mark)
        elif mark.kind == "pronoun" and mark.get("case") == "subject" and mark.get("person") == "third":
            cast.subject = cast.third(mark.get("gender")) or cast.subject


def _is_contracted(sentence: Sentence, mark: Mark) -> bool:
    """Return whether "Mira's" is "Mira is": before "leaning"."""
    owned, going_on = sentence.endings("ending_possessive"), sentence.endings("ending_gerund")
    pairs = zip(sentence.words, sentence.words[1:], strict=False) if "possessive" in mark.case else ()
    return any(name.endswith(owned) and verb.endswith(going_on) for name, verb in pairs)


def _is_introduced(sentence: Sentence, mark: Mark) -> bool:
    """Return whether somebody new comes in: "A young *woman* steps out of the shadows"."""
    before = sentence.words[max(0, mark.first - 3) : mark.first]
    first = mark.first < _OPENING and "plural" not in mark.case
    lexicon = sentence.language.lexicon if sentence.language else None
    forms = (form for word in before for form in (lexicon.lookup(word) if lexicon else ()))
    return first and any(form.entry.kind == "article" and form.entry.get("definite") == "no" for form in forms)
