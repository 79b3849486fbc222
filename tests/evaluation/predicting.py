"""What rp-composer finds in a labelled card or chat, asked the way any program would ask it."""

import sys
from collections.abc import Sequence

from composer import Composer
from composer.reading.clothes.wardrobe import worn
from composer.types import CharacterCard, ChatMessage, Persona
from tests.evaluation.labelled import LabelledCard, LabelledChat, Look, Prediction, Wear

#: Whom the character of a card without a chat talks to.
USER = Persona("User")


def predict(composer: Composer, gold: LabelledCard | LabelledChat) -> Prediction:
    """Return what is found in a card or a chat; nothing, and a line on standard error, when reading it fails."""
    try:
        return looks(composer, gold) if isinstance(gold, LabelledCard) else clothes(composer, gold)
    except Exception as error:  # a measurement of many goes on without one, and says so
        print(f"{gold.id}: reading failed: {error!r}", file=sys.stderr)
        return Prediction(id=gold.id)


def looks(composer: Composer, gold: LabelledCard) -> Prediction:
    """Return the looks and the default outfit of a card's characters."""
    story = composer.story([CharacterCard(**gold.card.model_dump())], USER, greeting=True)
    people = [person for person in story.people if person.role != "persona"]
    found = [Look(attribute=trait.attribute, value=trait.value) for person in people for trait in person.traits]
    found += [Look(attribute="outfit", value=garment.text) for person in people for garment in person.garments]
    return Prediction(id=gold.id, appearance=tuple(found))


def clothes(composer: Composer, gold: LabelledChat) -> Prediction:
    """Return what everybody wears at a chat's end."""
    story = composer.story([CharacterCard(gold.char)], Persona(gold.user), gold.char, gold.user)
    for number, message in enumerate(gold.messages):
        told = ChatMessage(message.name, message.mes, message.is_user, message.is_system, id=str(number))
        story = composer.tell(story, told)
    wears = [Wear(who=name, garment=one.text) for name in story.wardrobe.outfits for one in worn(story.wardrobe, name)]
    return Prediction(id=gold.id, worn=tuple(wears))


def predict_all(golds: Sequence[LabelledCard | LabelledChat]) -> list[Prediction]:
    """Return what is found in each of them, with one composer."""
    composer = Composer()
    return [predict(composer, gold) for gold in golds]
