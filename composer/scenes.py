"""Telling a story, and the scene of one request in it. Pure.

A story begins with the people known from cards and persona and is told message by message; each telling is one step of
the wardrobe's fold. The scene of a request is what the story says at the place where the request stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.cards.macros import macros_of
from composer.cards.people import people_of, person_of
from composer.corrections import Correction, by_message, corrected_people, corrected_wardrobe
from composer.details import scene_details
from composer.lore.world import NOTHING_SHOWN, Shown, world_of_cards
from composer.overriding import changed_looks, overridden
from composer.profiles import Profile
from composer.reading.clothes.doubts import doubts
from composer.reading.clothes.wardrobe import Wardrobe, later, start, step, worn
from composer.reading.macros import filled, has_macros
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.who import ROLES, who
from composer.requests.inline_style import take_inline_style
from composer.speakers import namesake_first, persona_of, with_own_names
from composer.story import Heard, Spans, Story, Told, with_outfits
from composer.types import (
    CharacterCard,
    ChatMessage,
    Evidence,
    FoundRequest,
    ImageRequest,
    Lorebook,
    Macros,
    Person,
    Persona,
    Scene,
)


class Narrator:
    """Tells stories with one reading and one profile; holds no state of its own."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self.reading = reading
        self.profile = profile

    def begin(
        self, cards: Sequence[CharacterCard], persona: Persona | None = None, char: str = "", user: str = "",
        greeting: bool = False,
        corrections: Sequence[Correction] = (), others: Sequence[Persona] = (), books: Sequence[Lorebook] = (),
        chat: str = "",
    ) -> Story:  # fmt: skip
        """Return the story before its first message.

        Args:
            cards, persona: who takes part. char, user: the names the chat gives; else the first card's, the persona's.
            greeting: there is no chat, so a card's greeting says what its character wears.
            corrections: what the user put right in this chat. others: personas whom the user may come to play.
            books: lorebooks beside those of the cards. chat: its id, for what macros pick at random.
        """
        macros = macros_of(cards, persona, char, user, chat, greeting)
        people: list[Person] = []
        for card in cards:
            described = people_of(card, macros, greeting, self.reading, tuple(books))
            people += with_own_names(described, [person.name for person in people])
        if persona is not None:
            people += with_own_names([person_of(persona, macros, self.reading)], [person.name for person in people])
        put_right = by_message(corrections)
        known = corrected_people(people, put_right.get(-1, ()), self.reading)
        wardrobe = corrected_wardrobe(start(people), people, put_right.get(-1, ()), self.reading)
        world = world_of_cards(cards, books, self.reading)
        return Story(known, macros, wardrobe, corrections=put_right, others=tuple(others), world=world)

    def hear(self, story: Story, message: ChatMessage, spans: Spans) -> Heard:
        """Return the next message as its requests and the rest of the story see it.

        Args:
            story: the state before the message.
            spans: the ranges of the message that are no story (requests, thoughts, code), sorted.
        """
        name = filled(message.name, story.macros)
        spoken = message if name == message.name else replace(message, name=name)
        return Heard(story, spoken, spans, self.reading, self.profile)

    def tell(self, heard: Heard) -> Story:
        """Return the story after one more message; a hidden message counts but says nothing."""
        before = heard.before
        if heard.message.is_system:
            people = corrected_people(before.people, heard.corrections, self.reading)
            return replace(before, people=people, wardrobe=heard.put_right(before.wardrobe), count=before.count + 1)
        story, told = heard.story, Told(heard.voiced, heard.text, before.count)
        return replace(
            story,
            people=heard.people,
            macros=heard.macros,
            wardrobe=heard.put_right(later(story.step(story.wardrobe, told, self.reading))),
            recent=(*story.recent, told)[-self.profile.depth :],
            count=story.count + 1,
        )

    def unsure(self, heard: Heard) -> tuple[Evidence, ...]:
        """Return the sentences of a message of whose clothes the rules are unsure, () of a hidden one."""
        if heard.message.is_system:
            return ()
        story = heard.story
        return doubts(story.wardrobe, heard.voiced, heard.text, story.around(heard.speaker), self.reading)

    def scene(self, heard: Heard, found: FoundRequest) -> Scene:
        """Return the scene of a request in the message that was heard.

        Clothes are those worn at the request; when nothing but white space stands before it, at the next request or
        the end, since such a picture heads the text it belongs to. An age counts wherever in the message it is stated.
        """
        macros = heard.scene_macros
        request = _filled(found.request or ImageRequest(""), macros)
        shown = self._shown(heard, heard.end(found), request)
        before = with_outfits(heard.wardrobe(heard.end(found)), shown.people)
        people = changed_looks(namesake_first((*heard.people, *shown.people), heard.speaker), before.looks)
        wish = MappedText.of("request", request.prompt)
        asked = ChatMessage(heard.speaker, request.prompt)
        wardrobe = step(before, asked, wish, people, self.reading)
        presence = shown.cast(who(request, asked.name, people, self.reading), wish.text, people, self.reading)
        setting, persona = self.reading.setting(wish), persona_of(people)
        scene = Scene(
            request=request,
            people=tuple(
                self._present(name, people, wardrobe if presence.sure else None, wish, len(presence.people))
                for name in presence.people
            ),
            persona=_dressed(persona.name, people, wardrobe) if persona else None,
            point_of_view=_dressed(presence.point_of_view, people, wardrobe) if presence.point_of_view else None,
            messages=(*(earlier.message for earlier in heard.story.recent), heard.voiced)[-self.profile.depth :],
            place=setting.place,
            light=setting.light,
            camera=setting.camera,
            own_request=found.own or heard.voiced.is_user,
            lore=shown.descriptions,
            notices=shown.notices,
            macros=macros,
        )
        if self.profile.enhancer != "full":
            return scene
        return replace(scene, details=scene_details(scene, heard, heard.end(found), self.profile, self.reading))

    def _shown(self, heard: Heard, end: int, request: ImageRequest) -> Shown:
        """Return what lorebooks say of whom and what a request names, with the messages before it."""
        story = heard.story
        if story.world is None:
            return NOTHING_SHOWN
        told = [heard.until(end), *(earlier.text for earlier in reversed(story.recent))]
        recent = [(text.source, text.text) for text in told]
        return story.world.shown(request, heard.people, recent, heard.scene_macros, story.count)

    def _present(
        self, name: str, people: Iterable[Person], wardrobe: Wardrobe | None, wish: MappedText, crowd: int
    ) -> Person:
        person = _dressed(name, people, wardrobe)
        others = [other for other in people if other.name != name]
        # Looks in the request belong to somebody for sure only when they are alone in the picture, or called by name.
        stated = (
            self.reading.looks([wish], person, others) if crowd == 1 or self.reading.names(wish.text, [person]) else ()
        )
        # Whose gender is known is not told anew by a "her" in the request.
        known = {*person.locked, *(trait.attribute for trait in person.traits if trait.attribute == "gender")}
        free = [trait for trait in stated if trait.attribute not in known]
        return overridden(person, free, "the request says it, for this picture")


def _filled(request: ImageRequest, macros: Macros) -> ImageRequest:
    """Return a request with its macros filled in; what nobody knows is left to the dialects."""
    texts = (request.prompt, request.style or "", request.negative_prompt or "", *(request.people or ()))
    if any(map(has_macros, texts)):
        style, avoided = (text and filled(text, macros, True) for text in (request.style, request.negative_prompt))
        people = request.people and tuple(_filled_name(name, macros) for name in request.people)
        prompt = filled(request.prompt, macros, True)
        request = replace(request, prompt=prompt, style=style, negative_prompt=avoided, people=people)
    return take_inline_style(request)


def _filled_name(name: str, macros: Macros) -> str:
    return name if name.strip().casefold() in ROLES else filled(name, macros)


def _dressed(name: str, people: Iterable[Person], wardrobe: Wardrobe | None) -> Person:
    """Return somebody as they are dressed now, without clothes when that is not known; a stranger is an NPC."""
    person = next((person for person in people if person.name == name), Person(name, role="npc"))
    return replace(person, garments=worn(wardrobe, name, person.garments) if wardrobe else ())
