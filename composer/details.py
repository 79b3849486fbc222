"""The details of one scene, for a profile whose enhancer is ``full``: what is named and what the story tells. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from composer.profiles import Profile, overridden, styles_in
from composer.reading.details.circumstances import Circumstances
from composer.reading.details.expressions import read_expressions
from composer.reading.details.named import named_details
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.story import Heard
from composer.types import Detail, Person, Scene


def scene_details(scene: Scene, heard: Heard, end: int, profile: Profile, reading: Reading) -> tuple[Detail, ...]:
    """Return what is named and told of camera, light, atmosphere and expressions.

    Args:
        scene: the scene so far. heard: the message with the request; end: up to where it is read.
    """
    wish = MappedText.of("request", scene.request.prompt)
    people = [
        Detail("person", mention.person.name, (wish.evidence(mention.start, mention.end),), person=mention.person.name)
        for mention in reading.names(wish.text, scene.people)
    ]
    named = [*named_details(wish, reading)]
    for source, text in _texts(scene, profile):
        named += (one for one in named_details(MappedText.of(source, text), reading) if one.kind in _SPOKEN_OF)
    faces = [one for person in scene.people for one in _of_card(person, reading)]
    return tuple(dict.fromkeys([*people, *named, *faces, *_told(heard, end, reading)]))


#: What a style or a text of the profile may say first.
_SPOKEN_OF = frozenset({"camera", "light", "weather", "season", "mood", "expression"})


def _texts(scene: Scene, profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield what else stands in the prompt, and what is to be avoided, each with the name of its text."""
    request, name = scene.request, f"profile:{profile.name}"
    texts: list[tuple[str, str | None]] = [
        ("request.style", request.style), ("request.negative_prompt", request.negative_prompt),
        (f"{name}.positive", profile.positive), (f"{name}.negative", profile.negative),
    ]  # fmt: skip
    for called, own in (overridden(profile, person) for person in scene.people):
        texts += [(f"{name}.characters.{called}.{key}", getattr(own, key)) for key in ("positive", "negative")]
    for style in styles_in(profile, scene):
        texts += [(style.source, style.words), (f"{style.source}.negative", style.negative)]
    wishes = [said for person in scene.people for said in (*person.wishes.positive, *person.wishes.negative)]
    texts += [(said.evidence.source, said.text) for said in wishes]
    return ((source, text) for source, text in texts if text)


def _of_card(person: Person, reading: Reading) -> Iterator[Detail]:
    """Yield what the card says of a face: who always scowls does not smile."""
    for trait in person.traits:
        text = MappedText.of("card", trait.phrase or trait.value)
        for one in named_details(text, reading):
            if one.kind == "expression":
                yield replace(one, evidence=trait.evidence or one.evidence, person=person.name)


def _told(heard: Heard, end: int, reading: Reading) -> Sequence[Detail]:
    """Return what the last messages tell, and of the message with the request what faces show."""
    last = heard.until(end)
    circumstances = Circumstances(heard.story.people)
    for text in (*(told.text for told in heard.story.recent), last):
        circumstances.hear(text, reading)
    faces = read_expressions(
        heard.story.wardrobe, replace(heard.message, name=heard.speaker), last, heard.story.people, reading
    )
    now = [one for one in circumstances.details if one.kind != "place" or one.evidence[0].source == last.source]
    return [*now, *faces]
