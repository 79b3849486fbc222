"""What was worn grows unsure with time, faster with scene jumps, and what is too unsure is said no more."""

import pytest

from composer.app import Composer
from composer.reading.clothes.memory import passed
from composer.reading.clothes.wardrobe import known, worn
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import without_markup
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, Garment

READING = Reading(registered_languages())

JUMPS = [
    "The next morning, Mira wakes up late.",
    "Three days later they meet again.",
    "A few weeks later, snow covers the yard.",
    "*Two hours later, the rain has stopped.*",
    "The following day she returns to the office.",
    "After a week the letter arrives.",
    "And then, the next day, everything was quiet.",
    "Several months passed.",
    "Later that night, Mira cannot sleep.",
    "By morning the storm is over.",
    "На следующее утро Мира проснулась поздно.",
    "Три дня спустя они встретились снова.",
    "Спустя несколько недель двор завалило снегом.",
    "*Через два часа дождь прекратился.*",
    "Наутро всё было тихо.",
    "Прошла неделя.",
    "Прошло три месяца, и письмо пришло.",
    "Тем же вечером Мира не могла уснуть.",
    "И вот на следующий день она вернулась.",
    "Через полгода они уехали.",
    "Dawn finds her in the yard.",
    "At dusk it turns bitterly cold.",
    "Hours later, the rain has stopped.",
    "Saturday morning, the market square.",
    "*By the time they reach the beach the sun is low.*",
    "Утро следующего дня.",
    "К полуночи дождь перестал.",
    "Рано утром Мира вышла в сад.",
    "На рассвете отряд выступил.",
    "Через неделю пришло письмо.",
    "***",
    "She leaves.\n\n* * *\n\nA door opens.",
    "She leaves.\n---\nA door opens.",
    "Она ушла.<hr>Дверь открылась.",
]
NONE = [
    '"The next morning he was gone," she says.',
    "She will come back the next morning.",
    "The next morning would be better.",
    "Three days later, would he still be here?",
    "If three days later he is back, fine.",
    "A minute later she is back.",
    "After a moment she nods.",
    "She waits three days.",
    "Three days of rain have soaked the yard.",
    "She remembers the next morning.",
    "The day is bright.",
    "That evening is always quiet.",
    "Утром он обычно пьёт кофе.",
    "Утром будет видно.",
    "В субботу едем на дачу?",
    "The night is young and later they dance.",
    "«На следующее утро он ушёл», — говорит она.",
    "— На следующее утро он ушёл.",
    "Через два дня будет бал.",
    "Через два дня мы уедем.",
    "Через минуту она вернулась.",
    "Она вернётся на следующее утро.",
    "На следующее утро она собиралась в город.",
    "Три дня шёл дождь.",
    "Если через час он вернулся бы, хорошо.",
    "День был ясный.",
    "*Она кивает.* **Да.**",
    "- one\n- two",
]


def time(text: str) -> int:
    mapped = without_markup(MappedText.of("message:0", text), breaks=True)
    return sum(passed(sentence) for sentence in READING.sentences(mapped))


@pytest.mark.parametrize("text", JUMPS)
def test_a_scene_jump_is_heard(text: str) -> None:
    assert time(text) > 0


@pytest.mark.parametrize("text", NONE)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert time(text) == 0


COMPOSER = Composer()
CARD = CharacterCard("Mira", "Mira is a woman. She wears a grey wool dress.")


def told(*texts: str, card: CharacterCard | None = None, silence: int = 0) -> Story:
    story = COMPOSER.story([card or CharacterCard("Mira", "Mira is a woman.")])
    for text in (*texts, *["She hums."] * silence):
        story = COMPOSER.tell(story, ChatMessage("Mira", text))
    return story


def sure(story: Story) -> dict[str, float]:
    return {garment.text: garment.confidence for garment in known(story.wardrobe, "Mira")}


def said(story: Story) -> list[str]:
    [person] = story.people
    return [garment.text for garment in worn(story.wardrobe, "Mira", person.garments)]


DRESSED = "Mira puts on a red dress and a black coat."


def test_time_lowers_confidence_and_a_coat_s_more_than_a_dress_s() -> None:
    now, then = sure(told(DRESSED)), sure(told(DRESSED, silence=20))
    assert now["red dress"] > then["red dress"] > then["black coat"] > 0.4


def test_after_a_long_time_nothing_is_said_of_it() -> None:
    assert said(told(DRESSED, silence=120)) == ["red dress", "black coat"]
    assert said(told(DRESSED, silence=350)) == ["red dress"]
    assert said(told(DRESSED, silence=500)) == []


def test_after_a_night_a_coat_is_unsure_and_after_two_everything() -> None:
    assert said(told(DRESSED, "The next morning, rain falls.")) == ["red dress"]
    assert said(told(DRESSED, *["The next morning, rain falls."] * 2)) == []


def test_some_hours_later_all_of_it_is_still_said() -> None:
    assert said(told(DRESSED, *["Two hours later, rain falls."] * 2)) == ["red dress", "black coat"]


def test_a_scene_jump_lowers_it_at_once() -> None:
    jumped = sure(told(DRESSED, "The next morning, rain falls."))
    assert jumped["red dress"] < sure(told(DRESSED, "Rain falls."))["red dress"]


def test_a_jump_does_not_age_what_is_put_on_after_it() -> None:
    story = told("The next morning, Mira puts on a red dress.")
    assert sure(story)["red dress"] > 0.98


def test_a_line_in_every_message_is_no_jump() -> None:
    habit = told(DRESSED, *["She hums.\n\n---\n\nMood: calm."] * 10)
    assert sure(habit)["red dress"] > 0.88
    assert sure(told(DRESSED, "She hums.", "***", "She hums.", "***"))["red dress"] < 0.88


def test_to_speak_of_a_garment_makes_it_sure_again() -> None:
    assert sure(told(DRESSED, *["She hums."] * 30, "Mira smooths her red dress."))["red dress"] > 0.98


MORNING = "The next morning, Mira comes down in a white blouse."


def test_other_clothes_in_a_new_scene_take_the_place_of_those_before() -> None:
    evening = "Mira wears a black sweater, jeans, boots and a silver ring."
    assert said(told(evening, MORNING)) == ["white blouse", "silver ring"]
    assert said(told(evening, "An hour later, Mira is in a red swimsuit.")) == ["red swimsuit", "boots", "silver ring"]


def test_the_same_clothes_in_a_new_scene_leave_the_rest_on() -> None:
    evening = "Mira wears a black sweater and jeans."
    assert said(told(evening, "The next morning, Mira smooths her sweater.")) == ["black sweater", "jeans"]


def test_what_was_taken_off_is_known_when_it_is_put_on_again() -> None:
    story = told("Mira hangs her long yellow raincoat on a hook.", "She sings.", "Mira puts her coat back on.")
    assert said(story) == ["long yellow raincoat"]


def test_it_is_something_else_when_much_was_said_since() -> None:
    kicked = "Mira feeds the machine a coin. It eats it. She kicks it."
    assert said(told("Mira pulls a cardigan on.", kicked)) == ["cardigan"]
    assert said(told("Mira pulls a cardigan on.", "She laughs.", "She takes it off.")) == []
    assert said(told("Mira pulls a cardigan on.", *["She laughs."] * 5, "She takes it off.")) == ["cardigan"]


def test_a_wider_name_means_what_is_worn() -> None:
    assert said(told("Mira wears a grey parka and a knitted cap.", "Mira hangs her coat by the door.")) == [
        "knitted cap"
    ]
    assert said(told("Mira wears a grey parka.", "She zips up her coat.")) == ["grey parka"]


def test_being_wet_passes_and_being_torn_stays() -> None:
    def states(silence: int) -> list[str]:
        story = told("Mira puts on a red dress.", "Her dress is wet. Her dress is torn.", silence=silence)
        [dress] = known(story.wardrobe, "Mira")
        return [state.english for state in dress.state]

    assert states(2) == ["wet", "torn"]
    assert states(40) == ["torn"]


def test_what_a_card_says_does_not_fade() -> None:
    assert sure(told(card=CARD, silence=500)) == {"grey wool dress": 1.0}


def test_the_card_s_outfit_returns_when_all_that_was_said_has_faded() -> None:
    assert said(told("Mira changes into a red swimsuit.", card=CARD)) == ["red swimsuit"]
    assert said(told("Mira changes into a red swimsuit.", card=CARD, silence=500)) == ["grey wool dress"]


def test_nobody_is_dressed_again_soon() -> None:
    assert said(told("Mira takes off her dress.", card=CARD, silence=30)) == []


def test_a_russian_wardrobe_fades_as_well() -> None:
    card = CharacterCard("Мира", "Мира — девушка.")
    story = COMPOSER.story([card])
    for text in ("Мира надевает красное платье.", "На следующее утро идёт дождь."):
        story = COMPOSER.tell(story, ChatMessage("Мира", text))
    [dress] = known(story.wardrobe, "Мира")
    assert 0.5 < dress.confidence < 0.85


def test_numbers_that_a_client_made_up_do_no_harm() -> None:
    from dataclasses import replace

    story = told(DRESSED)
    [dress, coat] = story.wardrobe.outfits["Mira"]
    wild: tuple[Garment, ...] = (replace(dress, mentioned=-(10**400)), replace(coat, mentioned=10**400))
    wardrobe = replace(story.wardrobe, outfits={"Mira": wild}, clock=10**300)
    assert [garment.text for garment in worn(wardrobe, "Mira")] == ["black coat"]


def test_who_tells_between_asterisks_only_speaks_without_them() -> None:
    told_of = "She wore a black veil to the funeral."
    assert said(told(told_of)) == ["black veil"]
    assert said(told("*She waves.* Good to see you!", told_of)) == []
    assert said(told("*She waves.* Good to see you!", "Mira puts on a black veil.")) == ["black veil"]
    assert said(told('*She waves.* "Good to see you!"', told_of)) == ["black veil"]


def test_a_state_does_not_grow_with_the_chat() -> None:
    from pydantic import TypeAdapter

    def size(messages: int) -> int:
        story = COMPOSER.story([CharacterCard("Mira", "Mira is a woman.")])
        for number in range(messages):
            colour, garment = ("red", "blue", "green")[number % 3], ("coat", "hat", "dress", "scarf")[number % 4]
            text = f"Mira wears a {colour} {garment} and takes off her {garment}. Bob{number} wears a cap."
            story = COMPOSER.tell(story, ChatMessage("Mira", text))
        return len(TypeAdapter(type(story.wardrobe)).dump_json(story.wardrobe))

    assert size(240) < 1.2 * size(120) < 100_000
