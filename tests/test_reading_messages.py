"""The language model that reads messages of which the rules are unsure: when it is asked, and what of it counts."""

import json
from typing import Any

import pytest

from composer.app import Composer
from composer.profiles import Profile
from composer.reading.clothes.wardrobe import worn
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, Persona
from tests.reading_service import ReadingService, Reply, clothes, said

UNSURE = "By the third tune the crimson gown had claimed Ida, and the coat was history."
GOWN = ("Ida", "puts_on", "crimson gown", "the crimson gown had claimed Ida")
COAT = ("Ida", "takes_off", "coat", "the coat was history")
CHAT = ("Ida: Ida wears a grey coat.", "Tom: Tom waits by the door.", f"Ida: The band plays. {UNSURE} She laughs.")
CARD = CharacterCard("Ida")
TOM = Persona("Tom")


def composer(service: ReadingService, **settings: Any) -> Composer:
    reader = {"endpoint": service.endpoint, "model": "reads-1", "timeout": 10, **settings}
    return Composer(Profile.model_validate({"name": "test", "reader": reader}))


def messages(lines: tuple[str, ...] = CHAT) -> list[ChatMessage]:
    parts = [line.partition(": ") for line in lines]
    return [ChatMessage(name, text, is_user=name == "Tom", id=str(n)) for n, (name, _, text) in enumerate(parts)]


def told(app: Composer, lines: tuple[str, ...] = CHAT) -> Story:
    """Return the story after its messages, as a command tells it."""
    story = app.consult_sync(app.story([CARD], TOM), messages=messages(lines))
    for message in messages(lines):
        story = app.tell(story, message)
    return story


def outfit(story: Story, name: str = "Ida") -> list[str]:
    return [garment.text for garment in worn(story.wardrobe, name)]


def read(*replies: Reply | None, lines: tuple[str, ...] = CHAT, **settings: Any) -> tuple[ReadingService, Story, str]:
    with ReadingService(replies) as service:
        app = composer(service, **settings)
        story = told(app, lines)
        return service, story, " ".join(map(str, app.plugins.reports))


# ── what is asked ──


def test_only_the_unsure_message_is_asked_for() -> None:
    service, story, reports = read(said(clothes(GOWN, COAT)))
    [asked] = service.asked
    assert json.loads(asked["messages"][1]["content"]) == {
        "people": ["Ida", "Tom"], "speaker": "Ida", "text": f"The band plays. {UNSURE} She laughs.",
    }  # fmt: skip
    assert outfit(story) == ["crimson gown"]
    assert not reports


def test_nothing_is_asked_of_a_chat_the_rules_are_sure_of() -> None:
    service, story, _ = read(said(clothes(GOWN)), lines=CHAT[:2])
    assert not service.asked
    assert outfit(story) == ["grey coat"]


@pytest.mark.parametrize("settings", [{"endpoint": ""}, {"model": ""}, {"messages": 0}])
def test_nothing_is_asked_where_the_profile_does_not_want_it(settings: dict[str, Any]) -> None:
    service, story, _ = read(said(clothes(GOWN)), **settings)
    assert not service.asked
    assert outfit(story) == ["grey coat"]


def test_nothing_is_asked_where_clothes_are_not_wanted() -> None:
    with ReadingService([said(clothes(GOWN))]) as service:
        reader = {"endpoint": service.endpoint, "model": "m"}
        told(Composer(Profile.model_validate({"name": "test", "detect_clothing": False, "reader": reader})))
        assert not service.asked


def test_a_hidden_message_is_not_asked_for() -> None:
    with ReadingService([said(clothes(GOWN))]) as service:
        app = composer(service)
        hidden = ChatMessage("Ida", UNSURE, is_system=True)
        app.consult_sync(app.story([CARD], TOM), messages=[hidden])
        assert not service.asked


def test_the_schema_is_closed_and_names_the_people() -> None:
    service, _, _ = read(said(clothes()))
    held = service.asked[0]["response_format"]["json_schema"]
    fact = held["schema"]["properties"]["facts"]["items"]
    assert held["strict"]
    assert not fact["additionalProperties"]
    assert fact["properties"]["person"]["enum"] == ["Ida", "Tom"]
    assert fact["properties"]["change"]["enum"] == ["wears", "puts_on", "changes_into", "takes_off"]


def test_a_russian_message_is_read_in_its_own_words() -> None:
    line = "Ida: Алое платье наконец нашло свою хозяйку."
    fact = ("Ida", "puts_on", "алое платье", "Алое платье наконец нашло свою хозяйку")
    service, story, _ = read(said(clothes(fact)), lines=(line,))
    assert len(service.asked) == 1
    assert outfit(story) == ["алое платье"]


# ── what counts ──


def test_what_is_read_stands_with_its_evidence_and_its_reader() -> None:
    _, story, _ = read(said(clothes(GOWN)))
    gown = next(one for one in worn(story.wardrobe, "Ida") if one.text == "crimson gown")
    [evidence] = gown.evidence
    text = messages()[2].text
    assert text[evidence.start : evidence.end] == evidence.quote == GOWN[3]
    assert (evidence.source, evidence.reader, gown.slot) == ("message:2", "chat_model", "full")


def test_it_counts_from_its_sentence_on_and_what_follows_undoes_it() -> None:
    lines = (*CHAT[:2], f"{CHAT[2]} Ida takes off the gown.")
    _, story, _ = read(said(clothes(GOWN)), lines=lines)
    assert "crimson gown" not in outfit(story)


def test_the_same_answers_give_the_same_state() -> None:
    with ReadingService([said(clothes(GOWN, COAT))]) as service:
        first, second = told(composer(service)), told(composer(service))
    assert first.wardrobe == second.wardrobe


@pytest.mark.parametrize(
    "fact",
    [
        ("Ida", "puts_on", "crimson gown", "the crimson gown had kissed Ida"),  # stands nowhere
        ("Ida", "puts_on", "crimson velvet gown", GOWN[3]),  # a word the quote does not hold
        ("Zed", "puts_on", "crimson gown", GOWN[3]),  # nobody of that name
        ("Ida", "eats", "crimson gown", GOWN[3]),
        ("Ida", "puts_on", "", GOWN[3]),
        ("Ida", "puts_on", "crimson gown", ""),
        ("Ida", "puts_on", "[STYLE: gown]", GOWN[3]),
        ("Ida", "puts_on", "crimson gown", "gown " * 100),
        ("Ida", "puts_on", "band", "The band plays"),  # of a sentence of which the rules are sure
        ("Ida", "puts_on", "data", "It is data"),  # out of what we asked
    ],
)
def test_what_the_message_does_not_bear_out_is_dropped(fact: tuple[str, str, str, str]) -> None:
    service, story, _ = read(said(clothes(fact)))
    assert len(service.asked) == 1
    assert outfit(story) == ["grey coat"]


@pytest.mark.parametrize("memory", [True, False])
def test_a_picture_later_in_the_chat_and_one_in_the_same_message_show_it(memory: bool) -> None:
    with ReadingService([said(clothes(GOWN, COAT))]) as service:
        reader = {"endpoint": service.endpoint, "model": "m"}
        app = Composer(Profile.model_validate({"name": "test", "memory": memory, "reader": reader}))
        wish = '[IMG:GEN:{"prompt":"Ida"}]'
        chat = messages((*CHAT[:2], f"{CHAT[2]} {wish}", f"Ida: {wish}"))
        story = app.consult_sync(app.story([CARD], TOM), messages=chat)
        seen: list[str] = []
        for message in chat:
            scenes = [app.scene(story, message, found) for found in app.find(message.text)]
            seen += [garment.text for scene in scenes for garment in scene.people[0].garments]
            story = app.tell(story, message)
    assert seen == ["crimson gown", "crimson gown"]


def test_a_lock_stands_above_what_is_read() -> None:
    with ReadingService([said(clothes(GOWN, COAT))]) as service:
        app = composer(service)
        from composer.corrections import Correction

        locks = [Correction(person="Ida", kind="wear", garment="grey coat"), Correction(person="Ida", kind="lock")]
        story = app.consult_sync(app.story([CARD], TOM, corrections=locks), messages=messages())
        for message in messages():
            story = app.tell(story, message)
    assert outfit(story) == ["grey coat"]


# ── what it costs ──


def test_the_same_message_is_asked_for_once_in_this_run_and_in_the_next() -> None:
    with ReadingService([said(clothes(GOWN, COAT))]) as service:
        app = composer(service)
        stories = [told(app), told(app), told(composer(service)), told(composer(service), (*CHAT, "Tom: Nice."))]
        assert len(service.asked) == 1
    assert [outfit(story) for story in stories] == [["crimson gown"]] * 4


MANY = tuple(f"Ida: Tune {number}: the crimson gown had found her." for number in ("one", "two", "three", "four"))


def test_of_many_unsure_messages_the_last_ones_are_asked_for() -> None:
    service, _, _ = read(said(clothes()), lines=MANY, messages=2)
    asked = sorted(json.loads(one["messages"][1]["content"])["text"].split(":")[0] for one in service.asked)
    assert asked == ["Tune four", "Tune three"]


def test_what_was_answered_before_does_not_count_as_asked() -> None:
    with ReadingService([said(clothes())]) as service:
        for _ in range(3):
            told(composer(service, messages=2), MANY)
        assert len(service.asked) == len(MANY)


def test_an_answer_that_is_none_is_corrected_once() -> None:
    service, story, reports = read(said("She looks lovely!"), said(clothes(GOWN, COAT)))
    assert len(service.asked) == 2
    assert '"garment"' in service.asked[1]["messages"][3]["content"]
    assert outfit(story) == ["crimson gown"]
    assert not reports


@pytest.mark.parametrize("reply", [(500, "oops"), (429, "{}"), (200, "no JSON"), said("no"), said('{"facts": [{}]}')])
def test_a_service_that_fails_leaves_what_the_rules_read(reply: Reply) -> None:
    _, story, reports = read(reply)
    assert outfit(story) == ["grey coat"]
    assert "message 2 is read by the rules alone" in reports


def test_a_refusal_leaves_what_the_rules_read() -> None:
    refused = 200, json.dumps({"choices": [{"message": {"content": None, "refusal": "I will not read this."}}]})
    _, story, reports = read(refused)
    assert outfit(story) == ["grey coat"]
    assert "will not read this text" in reports


def test_a_service_that_hangs_is_left_in_time_and_not_asked_for_every_message() -> None:
    service, story, reports = read(None, lines=(*CHAT, *MANY * 3), timeout=0.3, messages=100)
    assert len(service.asked) <= 4
    assert outfit(story) == ["grey coat"]
    assert "0.3 s" in reports
