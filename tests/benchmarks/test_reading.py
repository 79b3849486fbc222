"""What reading costs: the looks of a new card and what a new message says, in both languages, and text made to be slow.

`passes` is the ratio to one pass of the pattern of words over the same text, `of_prose` that to prose per character.
"""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from composer.reading.clothes.wardrobe import later, start, step, worn
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import plain
from composer.types import ChatMessage, Garment, Macros, Person

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

READING = Reading(registered_languages())
WORD = re.compile(r"\w+")
CARD = 3_000
MESSAGE = 1_000
LONG = 100_000
#: The state stays small, whatever a text says.
MOST_WORN = 24
NAMES = {"english": ("Vera", "Max"), "russian": ("Вера", "Максим")}
CARDS = {
    "english": """Name: Vera Holt
Age: 34
Hair: long, silver, usually in a braid
Eyes: pale green
Personality: patient, dry, curious about machines

Vera keeps the lighthouse at Grey Point and repairs radios for the village. She is a tall woman with a thin scar across
her left cheek, and her hands are always stained with oil. Her sister Ida has red hair and laughs more easily. When the
weather turns, Vera climbs the stairs, counts the ships and writes their names into a heavy book. She has never owned
a boat. "My eyes were better once," she says, and pulls her dark blue coat closer around her narrow shoulders.
""",
    "russian": """Имя: Вера Холт
Возраст: 34 года
Волосы: длинные, серебристые, заплетены в косу
Глаза: бледно-зелёные
Характер: терпеливая, ироничная, любит машины

Вера смотрит за маяком на Сером мысу и чинит радио для всей деревни. Это высокая женщина с тонким шрамом на левой щеке,
и руки у неё всегда в масле. У её сестры Иды рыжие волосы, и смеётся она чаще. Когда портится погода, Вера поднимается
по лестнице, считает корабли и записывает их имена в тяжёлую книгу. Лодки у неё никогда не было. «Раньше мои глаза были
лучше», — говорит она и плотнее запахивает тёмно-синее пальто на узких плечах.
""",
}
MESSAGES = {
    "english": '*Vera takes off her coat and hangs it by the door.* "The storm is close," she says. Rain runs down the '
    "window while she lights the lamp, rolls up the sleeves of her white shirt and sits down at the radio. ",
    "russian": "*Вера снимает пальто и вешает его у двери.* — Шторм близко, — говорит она. Дождь бежит по стеклу, пока "
    "она зажигает лампу, закатывает рукава белой рубашки и садится к радиоприёмнику. ",
}
#: Messages as most are: much talk, one garment.
TALK = {
    "english": """*The kettle clicks off and Vera turns, a mug in each hand, her smile crooked in the lamplight.*
"You came back," she says. "I had started to think the road had swallowed you whole, or that you had found a better
view than mine." *She sets the mugs down between the maps and the empty plates, pushes a chair toward you with her foot
and waits. Outside, the wind worries at the shutters; somewhere below, the sea keeps counting to itself. She tucks a
strand of hair behind her ear and unrolls the largest chart across the table.* "Look. Here is the reef, and here is
where Ida saw the light. Three nights in a row, and never a ship to go with it. I do not like it, Max." *Her finger
follows the coast, stops, taps twice. She pulls her grey cardigan tighter around herself. For a moment neither of you
says anything, and the old clock fills the room.* "So. Do we wait for morning, or do we take the boat now?"
""",
    "russian": """*Щёлкает чайник, и Вера оборачивается: в каждой руке по кружке, улыбка в свете лампы чуть кривая.*
— Вернулся, — говорит она. — А я уж думала, что дорога проглотила тебя целиком или что вид нашёлся получше моего.
*Она ставит кружки между картами и пустыми тарелками, ногой подвигает тебе стул и ждёт. Снаружи ветер треплет ставни,
а внизу море всё считает про себя. Она заправляет прядь за ухо и разворачивает на столе самую большую карту.*
— Смотри. Вот риф, а вот здесь Ида видела огонь. Три ночи подряд, и ни одного корабля. Не нравится мне это, Максим.
*Её палец идёт вдоль берега, замирает, дважды стучит. Она плотнее запахивает серую кофту. Какое-то время никто из вас
ничего не говорит, и старые часы заполняют собой комнату.* — Ну что, ждём утра или берём лодку сейчас?
""",
}
SLOW = {
    "labels": "Hair: ",
    "names": "Name: Vera ",
    "colours": "silver ",
    "numbers": "three hundred and ",
    "hair": "her long silver hair and ",
    "measures": "5'1 six feet ",
    "negations": "not never without ",
    "possessives": "her sister's ",
    "quotes": '"',
    "stars": "*a",
    "dashes": "— а, — ",
    "braces": "{ ",
    "brackets": "[Vera: ",
    "calls": 'hair("',
    "headings": "Looks:\n",
    "breaks": "\n",
    "commas": ", ",
    "one word": "a",
    "Russian adjectives": "высокая, худая, ",
    "Russian hair": "рыжая ",
}


#: What costs the wardrobe most, by language: clothes in every few words, pronouns, denials.
SLOW_CLOTHES = {
    "coats": "her coat and ",
    "dressing": "wears a red coat, ",
    "denials": "not a coat ",
    "pronouns": "it puts on ",
    "Russian": "надела красное платье и ",
    "Russian pronouns": "не сняла её ",
    "Chinese": "把外套脱了给她",
}


def filled(unit: str, size: int) -> str:
    """Return a text of a given length, made of one that is repeated."""
    return (unit * (size // len(unit) + 1))[:size]


def seconds(action: Callable[[], object]) -> float:
    """Return the best of five runs."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def looks(text: MappedText, language: str = "english") -> int:
    name, user = NAMES[language]
    return len(READING.looks([text], Person(name), [Person(user, role="persona")]))


def clothes(stored: str, language: str) -> tuple[Garment, ...]:
    name, user = NAMES[language]
    people = [Person(name), Person(user, role="persona")]
    text = plain("message:1", stored, Macros(name, user))
    return worn(step(start(people), ChatMessage(name, stored), text, people, READING), name)


def note_passes(benchmark: "BenchmarkFixture", text: str) -> None:
    if benchmark.stats is not None:
        one_pass = seconds(lambda: list(WORD.finditer(text)))
        benchmark.extra_info["passes"] = round(benchmark.stats["min"] / one_pass, 1)


@pytest.mark.parametrize("language", list(CARDS))
def test_looks_of_a_new_card(benchmark: "BenchmarkFixture", language: str) -> None:
    stored = filled(CARDS[language], CARD)
    assert benchmark(lambda: looks(plain("card", stored, Macros(*NAMES[language])), language)) > 3
    note_passes(benchmark, stored)


@pytest.mark.parametrize("language", list(MESSAGES))
def test_sentences_of_a_new_message(benchmark: "BenchmarkFixture", language: str) -> None:
    stored = filled(MESSAGES[language], MESSAGE)
    assert benchmark(lambda: len(list(READING.sentences(plain("message", stored, Macros(*NAMES[language])))))) > 5
    note_passes(benchmark, stored)


@pytest.mark.parametrize("language", list(TALK))
def test_clothes_of_a_new_message_that_is_mostly_talk(benchmark: "BenchmarkFixture", language: str) -> None:
    stored = filled(" ".join(TALK[language].split()) + "\n\n", MESSAGE)
    assert len(benchmark(lambda: clothes(stored, language))) == 1
    note_passes(benchmark, stored)


@pytest.mark.parametrize("language", list(MESSAGES))
def test_clothes_of_a_new_message_full_of_clothes(benchmark: "BenchmarkFixture", language: str) -> None:
    stored = filled(MESSAGES[language], MESSAGE)
    assert benchmark(lambda: clothes(stored, language))
    note_passes(benchmark, stored)


@pytest.mark.parametrize("told", [10, 10_000])
def test_clothes_of_a_message_after_so_many_others(benchmark: "BenchmarkFixture", told: int) -> None:
    people = [Person("Vera"), Person("Max", role="persona")]
    texts = [
        plain(f"message:{n}", filled(MESSAGES["english"][n * 7 :], 200), Macros(*NAMES["english"])) for n in range(20)
    ]
    state = start(people)
    for number in range(told):
        state = later(step(state, ChatMessage("Vera", ""), texts[number % 20], people, READING))
    text = plain(f"message:{told}", filled(MESSAGES["english"], MESSAGE), Macros(*NAMES["english"]))
    assert benchmark(lambda: step(state, ChatMessage("Vera", ""), text, people, READING))


@pytest.fixture(scope="module")
def prose() -> float:
    text = plain("card", filled(CARDS["english"].partition("\n\n")[2], LONG), Macros(*NAMES["english"]))
    return seconds(lambda: looks(text))


@pytest.mark.parametrize("kind", list(SLOW))
def test_looks_of_text_made_to_be_slow(benchmark: "BenchmarkFixture", prose: float, kind: str) -> None:
    text = plain("card", "Vera has green eyes.\n\n" + filled(SLOW[kind], LONG), Macros(*NAMES["english"]))
    assert benchmark.pedantic(lambda: looks(text), rounds=2) > 0  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        benchmark.extra_info["of_prose"] = round(benchmark.stats["min"] / prose, 2)


@pytest.fixture(scope="module")
def talk() -> float:
    return seconds(lambda: clothes(filled(" ".join(TALK["english"].split()) + "\n\n", LONG), "english"))


@pytest.mark.parametrize("kind", list(SLOW_CLOTHES))
def test_clothes_of_text_made_to_be_slow(benchmark: "BenchmarkFixture", talk: float, kind: str) -> None:
    text = "Vera wears a coat.\n\n" + filled(SLOW_CLOTHES[kind], LONG)
    worn = benchmark.pedantic(lambda: clothes(text, "english"), rounds=2)  # type: ignore[no-untyped-call]
    assert len(worn) <= MOST_WORN
    if benchmark.stats is not None:
        benchmark.extra_info["of_talk"] = round(benchmark.stats["min"] / talk, 2)


@pytest.mark.parametrize("size", [LONG // 10, LONG])
def test_clothes_of_text_made_to_be_slow_grow_with_its_length(benchmark: "BenchmarkFixture", size: int) -> None:
    text = filled(SLOW_CLOTHES["coats"], size)
    worn = benchmark.pedantic(lambda: clothes(text, "english"), rounds=1)  # type: ignore[no-untyped-call]
    assert len(worn) <= MOST_WORN
    if benchmark.stats is not None:
        benchmark.extra_info["microseconds_a_character"] = round(benchmark.stats["min"] / size * 1e6, 1)
