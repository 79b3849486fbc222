"""The core guard refuses sexual content with anybody under 18, and nothing else, in English and Russian."""

from pathlib import Path

import pytest
import yaml

from composer.errors import RefusedError
from composer.guard import Voice, check, under_age
from composer.reading.text.mapped import MappedText
from composer.types import (
    ChatMessage,
    Evidence,
    Fragment,
    Garment,
    ImageRequest,
    Part,
    Person,
    PersonPrompt,
    RenderedPrompt,
    Scene,
    Term,
    Trait,
    Words,
)

CASES = yaml.safe_load((Path(__file__).parent / "guard_cases.yaml").read_text(encoding="utf-8"))
REFUSED = [text for language in CASES.values() for text in language["refused"]]
ALLOWED = [text for language in CASES.values() for text in language["allowed"]]
VERA = Person("Vera", ("Вера",))
CHILD = Person("Tim", role="npc", under_age=(Evidence("card:Tim.description", 0, 12, "12 years old"),))


def guarded(prompt: str, *people: Person, negative: str | None = None, messages: tuple[ChatMessage, ...] = ()) -> None:
    scene = Scene(ImageRequest(prompt, negative_prompt=negative), people or (VERA,), messages=messages)
    check(scene, RenderedPrompt(prompt))


@pytest.mark.parametrize("language", CASES)
def test_there_are_at_least_forty_cases_of_each_outcome(language: str) -> None:
    assert len(CASES[language]["refused"]) >= 40
    assert len(CASES[language]["allowed"]) >= 40


@pytest.mark.parametrize("text", REFUSED)
def test_sex_with_youth_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        guarded(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_one_of_them_alone_is_not_refused(text: str) -> None:
    guarded(text)


def test_a_person_known_to_be_under_age_is_enough() -> None:
    with pytest.raises(RefusedError, match=r"Tim is or looks under 18 \(stated in card:Tim\.description\)"):
        guarded("nude", VERA, CHILD)


def test_a_safe_scene_with_a_child_is_drawn() -> None:
    guarded("Tim flies a kite on the beach", VERA, CHILD)


@pytest.mark.parametrize("look", ["15 years old", "teenage", "a schoolgirl", "15", "15 лет", "подросток"])
def test_looks_that_show_youth_are_enough(look: str) -> None:
    with pytest.raises(RefusedError):
        guarded("nude", Person("Ann", traits=(Trait("age_look", look),)))


@pytest.mark.parametrize("look", ["25 years old", "middle-aged", "elderly", "35 лет", "пожилая"])
def test_looks_of_an_adult_are_not(look: str) -> None:
    guarded("nude", Person("Ann", traits=(Trait("age_look", look),)))


def test_underwear_of_a_child_is_refused_and_that_of_an_adult_beside_one_is_not() -> None:
    underwear = (Garment(Term("lingerie"), "lingerie"),)
    with pytest.raises(RefusedError):
        guarded("a portrait", Person("Tim", garments=underwear, under_age=CHILD.under_age))
    guarded("a portrait", Person("Vera", garments=underwear), CHILD)


def test_what_is_to_be_avoided_is_not_in_the_picture() -> None:
    prompt = "a woman, nude\n\n[AVOID: child, loli]"
    start = prompt.index("child")
    part = Part(start, len(prompt) - 1, Fragment("avoid", Words("child, loli")))
    check(
        Scene(ImageRequest("a woman, nude", negative_prompt="child, loli"), (VERA,)),
        RenderedPrompt(prompt, parts=(part,)),
    )


def test_avoiding_clothes_or_adults_counts() -> None:
    with pytest.raises(RefusedError):
        guarded("a portrait", CHILD, negative="clothes")
    with pytest.raises(RefusedError):
        guarded("a nude girl", negative="adult")


def test_words_that_a_plugin_or_profile_put_into_the_prompt_count() -> None:
    with pytest.raises(RefusedError):
        check(Scene(ImageRequest("a portrait"), (CHILD,)), RenderedPrompt("nsfw\n\na portrait"))


@pytest.mark.parametrize(
    ("prompt", "people"),
    [
        ("nude, 2girls", ("girl, red hair", "girl, child")),
        ("a child on a swing", ("girl, nude",)),
        ("2girls, a pier", ("girl, nude", "girl, 15 years old")),
    ],
)
def test_nothing_hides_in_the_prompt_of_one_person(prompt: str, people: tuple[str, ...]) -> None:
    whole = RenderedPrompt(prompt, people=tuple(PersonPrompt(f"{number}", text) for number, text in enumerate(people)))
    with pytest.raises(RefusedError):
        check(Scene(ImageRequest("two people"), (VERA,)), whole)


def test_what_one_person_is_to_be_without_counts() -> None:
    whole = RenderedPrompt("a portrait", people=(PersonPrompt("Tim", "boy", "clothes"),))
    with pytest.raises(RefusedError):
        check(Scene(ImageRequest("a portrait"), (CHILD,)), whole)


@pytest.mark.parametrize("counts", ["1girl, solo", "2girls", "1girl, 1boy", "3girls", "multiple girls"])
def test_a_count_of_people_is_no_word_for_youth(counts: str) -> None:
    people = (PersonPrompt("Vera", "girl, woman, nude"), PersonPrompt("Olga", "girl"))
    check(Scene(ImageRequest("Vera in bed"), (VERA,)), RenderedPrompt(f"{counts}, the room is small", people=people))


def test_a_count_of_people_hides_no_youth() -> None:
    with pytest.raises(RefusedError):
        check(Scene(ImageRequest("in bed"), (VERA,)), RenderedPrompt("1girl, solo, schoolgirl, nude"))


def test_words_that_a_dialect_left_out_of_the_prompt_count() -> None:
    with pytest.raises(RefusedError):
        check(Scene(ImageRequest("nude schoolgirl"), (VERA,)), RenderedPrompt("a portrait"))


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("Ann", "I'm fifteen."),
        ("Ann", "Мне пятнадцать."),
        ("Bob", "Ann is only fifteen years old."),
        ("Bob", "Ann, a schoolgirl, waves."),
    ],
)
def test_what_the_chat_says_of_a_person_in_the_picture_counts(speaker: str, text: str) -> None:
    with pytest.raises(RefusedError):
        guarded("Ann, nude", Person("Ann"), messages=(ChatMessage(speaker, text),))


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("Tim, nude", "Tim, 12, waves."),
        ("naked Tim", "Tim is twelve years old."),
        ("голый Тимофей", "Тимофею двенадцать лет."),
    ],
)
def test_what_the_chat_says_of_somebody_only_the_request_names_counts(prompt: str, text: str) -> None:
    with pytest.raises(RefusedError, match="is or looks under 18"):
        guarded(prompt, messages=(ChatMessage("Vera", text),))


@pytest.mark.parametrize("called", ["naked child", "голый ребёнок"])
def test_what_the_request_calls_an_extra_hides_no_words(called: str) -> None:
    with pytest.raises(RefusedError):
        guarded(f"{called} on the shore", Person(called, role="npc"))


def test_a_name_may_be_a_word_of_the_guard() -> None:
    guarded("Kid, nude", Person("Kid"))


@pytest.mark.parametrize("prompt", ["She is nude", "Nude, Vera by the Window", "Girl, nude"])
def test_a_capital_letter_alone_makes_no_name(prompt: str) -> None:
    guarded(prompt, messages=(ChatMessage("Vera", "She is 12, my daughter. The window is 15 years old."),))


@pytest.mark.parametrize("text", ["My daughter is 12.", "Bob met a child.", "Ann's son is 12 years old.", "He was 15."])
def test_what_the_chat_says_of_others_does_not(text: str) -> None:
    guarded("Ann, nude", Person("Ann"), messages=(ChatMessage("Bob", text),))


def test_the_message_quotes_no_sexual_words() -> None:
    with pytest.raises(RefusedError) as refused:
        guarded("a naked schoolgirl")
    assert "naked" not in str(refused.value)
    assert "sexual content" in str(refused.value)
    assert "under 18" in str(refused.value)


STATED = [
    "Vera is a 15-year-old girl.", "Age: 15", "Age: fifteen", '[Vera: Age("15")]', "A shy schoolgirl with braids.",
    "Vera is a cheerful teenager.", "She looks about 14.", "300 years old, but she looks 12.", "She is sixteen.",
    "Occupation: schoolgirl", "Vera, 15, lives by the sea.", "She is the king's 12-year-old daughter.", "not yet 18",
    "Vera is a minor.", "Vera (16F), singer.", "She will turn 18 next year.", "She is a high school freshman.",
    "Ученица 9 класса.", "Она учится в 9 классе.", "Учится в десятом классе.",
    "She has a childlike body.", "A loli vampire.", "15yo, brown hair", "Вере 15 лет.", "Возраст: 15",
    "Вера — пятнадцатилетняя девушка.", "Ей всего пятнадцать.", "Школьница с косами.", "Она ещё подросток.",
    "Ей нет восемнадцати.", "На вид 13 лет.", "15-летняя ученица.", "Вера, 15 лет, живёт у моря.",
]  # fmt: skip
NOT_STATED = [
    "Vera is 25 years old.", "Age: 25", "Age: 1015", "Her 12-year-old daughter lives with her.",
    "She has a 12-year-old son.", "Vera's 12-year-old sister sings.", "When she was 15, she left home.",
    "At the age of 15 she left home.", "She has 15 years of experience.", "She drives a 12-year-old car.",
    "She loves children.", "She is a kindergarten teacher.", "Mother of two children.", "As a child she sang.",
    "She is a minor noble.", "A sonata in A minor.", "She is a high school teacher.", "Her class is year 9.",
    "Her daughter is 12.", "She was 15 when the war began.", "No minors.", "She is ten feet tall.",
    "Вере 25 лет.", "Возраст: 25", "Её 12-летняя дочь живёт с ней.", "У неё 15 лет опыта.", "Дочери 12 лет.",
    "Когда ей было 15 лет, она ушла.", "В 15 лет она ушла из дома.", "Работает врачом 15 лет.", "Она любит детей.",
    "Мать двоих детей.", "Её ученица 9 класса.", "Учит в девятом классе.",
    "Воспитывает 12-летнего сына.", "Двадцатипятилетняя женщина.", "Он не ребёнок.",
]  # fmt: skip


@pytest.mark.parametrize("text", STATED)
def test_a_description_states_that_its_person_is_under_age(text: str) -> None:
    found = under_age(MappedText.of("card:Vera.description", text), ("Vera", "Вера"))
    assert found
    assert all(text[one.start : one.end] == one.quote for one in found if one.exact)


@pytest.mark.parametrize("text", NOT_STATED)
def test_a_description_of_an_adult_states_no_such_thing(text: str) -> None:
    assert under_age(MappedText.of("card:Vera.description", text), ("Vera", "Вера")) == ()


@pytest.mark.parametrize(
    ("voice", "text", "expected"),
    [
        ("own words", "I am fifteen.", True),
        ("own words", "The boy is fifteen.", False),
        ("own words", "Я школьница.", True),
        ("others' words", "I am fifteen.", False),
        ("others' words", "Vera is fifteen.", True),
        ("others' words", "Vera's brother is fifteen.", False),
        ("others' words", "Вере пятнадцать.", True),
        ("others' words", "Дети бегут мимо.", False),
    ],
)
def test_in_a_chat_it_matters_who_speaks_of_whom(voice: Voice, text: str, expected: bool) -> None:
    assert bool(under_age(MappedText.of("message:1", text), ("Vera", "Вера"), voice)) is expected


def test_evidence_points_into_the_stored_text_through_disguise() -> None:
    text = "Vera, a s​choolgirl."
    (evidence,) = under_age(MappedText.of("card", text), ("Vera",))
    assert text[evidence.start : evidence.end] == "s​choolgirl"


@pytest.mark.parametrize(
    "piece", [" ", "-", "0", "1 ", "girl, ", "she is ", "a1", "лет ", "n-u-d-e-", "a\u0301", "no "]
)
def test_hostile_length_is_read_in_linear_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    under_age(MappedText.of("card", text), ("Vera",))
    guarded(text)
