"""The chain of states: what a frontend keeps with its messages, sends back, and drops when a message changes."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer import Composer
from composer.profiles import Profile
from composer.server.errors import AnswerError
from composer.server.request_models import Conversation
from composer.server.stories import setting_of
from composer.wardrobe_data import texts_of, wardrobe_fields

COMPOSER = Composer(Profile(name="test"))
PEOPLE = [{"name": "Mira", "description": "Mira is a woman. She wears a grey wool dress.", "aliases": ["Captain"]}]
PERSONA = {"name": "Tom", "description": "Tom is a man."}
SAID = [
    ("Mira", "Mira puts on a red coat and black boots."),
    ("Mira", "*She takes off her coat and hangs it on a hook.*"),
    ("Mira", "The next morning, Mira comes down in a white blouse."),
    ("Mira", "*She hums a song.*"),
    ("Mira", "***"),
    ("Mira", "Мира накидывает синий плащ."),
    ("Mira", "She borrows his jacket and puts it on."),
    ("Tom", "I drape my leather jacket around her shoulders."),
    ("Tom", "Tom shrugs and says nothing."),
    ("Tom", "I unbutton my shirt."),
    ("Ivo", "*Ivo tips his straw hat.*"),
    ("Tess", "I put on a green scarf. *You unbutton your coat.*"),
]
USERS = ("Tom", "Tess")
MESSAGES = st.builds(
    lambda said, hidden: Said(said[0], said[1], hidden),
    st.sampled_from(SAID),
    st.sampled_from([False, False, False, True]),
)


@dataclass(frozen=True)
class Said:
    """A message of the chat as the page has it."""

    name: str
    text: str
    hidden: bool = False

    @property
    def sent(self) -> dict[str, Any]:
        return {"name": self.name, "text": self.text, "is_user": self.name in USERS, "is_system": self.hidden}


@dataclass
class Page:
    """A frontend: it keeps each state with the messages it stands for and sends no more than it has to."""

    messages: list[Said] = field(default_factory=list)
    states: list[tuple[tuple[Said, ...], dict[str, Any]]] = field(default_factory=list)

    def ask(self) -> dict[str, Any]:
        """Ask for the state after the last message: with the newest state that still holds, and what came after."""
        count, state = self.kept()
        answer = asked(self.messages, first=count, state=state)
        self.states.append((tuple(self.messages), answer))
        return answer

    def kept(self) -> tuple[int, dict[str, Any] | None]:
        earlier = [
            (len(known), state)
            for known, state in self.states
            if len(known) < len(self.messages) and tuple(self.messages[: len(known)]) == known
        ]
        return max(earlier, key=lambda one: one[0], default=(0, None))


def asked(messages: list[Said], first: int = 0, state: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return the state after the last message, as it arrives at the page."""
    *before, last = messages
    body = {"people": PEOPLE, "persona": PERSONA, "message": last.sent, "first": first, "state": state} | more
    sent = Conversation.model_validate(body | {"messages": [one.sent for one in before[first:]]})
    state_after = asyncio.run(setting_of(COMPOSER, sent)).state()
    found: dict[str, Any] = json.loads(state_after.model_dump_json())
    return found


@st.composite
def changes(draw: st.DrawFn, messages: list[Said]) -> list[Said]:
    """Return a chat with something done to it: a message edited or swiped, hidden, deleted, moved in, or none."""
    at = draw(st.integers(0, len(messages) - 1))
    kind = draw(st.sampled_from(["edit", "hide", "delete", "insert", "cut off", "nothing"]))
    one = messages[at]
    done = {
        "edit": [*messages[:at], draw(MESSAGES), *messages[at + 1 :]],
        "hide": [*messages[:at], replace(one, hidden=not one.hidden), *messages[at + 1 :]],
        "delete": [*messages[:at], *messages[at + 1 :]] or [one],
        "insert": [*messages[:at], draw(MESSAGES), *messages[at:]],
        "cut off": messages[: at + 1],
        "nothing": messages,
    }
    return done[kind]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_after_any_changes_a_state_is_that_of_the_chat_read_afresh(data: st.DataObject) -> None:
    page = Page(data.draw(st.lists(MESSAGES, min_size=1, max_size=6)))
    for _ in range(data.draw(st.integers(1, 5))):
        if data.draw(st.booleans()):
            page.messages = [*page.messages, data.draw(MESSAGES)]
        else:
            page.messages = data.draw(changes(page.messages))
        assert page.ask() == asked(page.messages)


@settings(max_examples=40, deadline=None)
@given(st.lists(MESSAGES, min_size=2, max_size=6), st.data())
def test_a_state_of_another_chat_is_not_believed_where_its_messages_were_sent(
    messages: list[Said], data: st.DataObject
) -> None:
    stale = asked(messages[:-1])
    changed = data.draw(changes(messages))
    assert asked(changed, state=stale) == asked(changed)


def test_the_page_sends_only_what_came_after_its_last_state() -> None:
    page = Page([Said(*SAID[0])])
    page.ask()
    page.messages += [Said(*SAID[1]), Said(*SAID[3])]
    page.ask()
    assert page.kept()[0] == 1
    page.messages.append(Said(*SAID[8]))
    assert page.kept()[0] == 3
    page.messages[1] = Said(*SAID[4])
    assert page.kept()[0] == 1
    assert page.ask() == asked(page.messages)


def starts() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "an alias", {"people": [PEOPLE[0] | {"aliases": ["Skipper"]}]}
    yield "looks", {"people": [PEOPLE[0] | {"description": "Mira is a woman. She wears a blue dress."}]}
    yield "a persona", {"persona": PERSONA | {"description": "Tom is tall."}}
    yield "somebody more", {"people": [*PEOPLE, {"name": "Ivo"}]}


@pytest.mark.parametrize("more", [more for _, more in starts()], ids=[name for name, _ in starts()])
def test_a_state_begun_otherwise_does_not_fit(more: dict[str, Any]) -> None:
    messages = [Said(*SAID[0]), Said(*SAID[3]), Said(*SAID[8])]
    state = asked(messages[:2])
    with pytest.raises(AnswerError) as raised:
        asked(messages, first=2, state=state, **more)
    assert raised.value.details == {"from": 0}
    assert asked(messages, state=state, **more) == asked(messages, **more)


def test_a_state_of_older_word_tables_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [Said(*SAID[0]), Said(*SAID[3]), Said(*SAID[8])]
    state = asked(messages[:2])
    english = next(one for one in COMPOSER.narrator.reading.languages if one.code == "en")
    monkeypatch.setitem(english.__dict__, "version", "older")
    with pytest.raises(AnswerError):
        asked(messages, first=2, state=state)


def test_a_state_that_knows_too_little_is_answered_with_where_to_begin() -> None:
    messages = [Said(*one) for one in SAID[:5]]
    with pytest.raises(AnswerError) as raised:
        asked(messages, first=3, state=asked(messages[:2]))
    assert raised.value.details == {"from": 2}


def hostile() -> Iterator[dict[str, Any]]:
    garment = {"name": {"text": "coat"}, "text": "red coat", "slot": "outer"}
    evidence = {"start": 0, "end": 3, "quote": "red", "exact": True}
    yield {"outfits": {f"N{n}": [garment] for n in range(500)}}
    yield {"outfits": {"Mira": [garment] * 1000}}
    yield {"outfits": {"Mira": [garment | {"evidence": [evidence | {"source": "message:" + "9" * 5000}]}]}}
    yield {"outfits": {"Mira": [garment | {"slot": "nowhere", "layer": 10**30, "confidence": 1e300}]}}
    yield {"outfits": {"Mira": [garment | {"text": "x" * 100_000}]}}
    yield {"clock": 10**400, "scene": 10**500, "night": -(10**500)}
    yield {"put_away": {f"N{n}": [garment] * 40 for n in range(60)}}
    yield {"recent": ["x"] * 5000, "handled": [garment] * 500, "ruled": ["y"] * 5000}
    yield {"genders": {f"N{n}": "feminine" for n in range(5000)}}


@pytest.mark.parametrize("wardrobe", list(hostile()))
def test_a_state_that_somebody_made_up_stays_small_and_harmless(wardrobe: dict[str, Any]) -> None:
    messages = [Said(*SAID[0]), Said(*SAID[1]), Said(*SAID[7])]
    state = asked(messages[:2])
    state["wardrobe"] = state["wardrobe"] | wardrobe
    *_, last = messages
    body = {"people": PEOPLE, "persona": PERSONA, "message": last.sent, "first": 2, "state": state}
    try:
        setting = asyncio.run(setting_of(COMPOSER, Conversation.model_validate(body)))
    except AnswerError as error:  # it is no state at all
        assert error.details == {"from": 0}
        return
    after = setting.state()
    story = setting.composer.tell(setting.story, setting.message)
    wardrobe_fields(story, texts_of({2: setting.message}))
    assert len(after.wardrobe.outfits) <= 24
    assert all(len(garments) <= 24 for garments in after.wardrobe.outfits.values())
    assert len(after.wardrobe.recent) <= 24
    assert len(after.wardrobe.handled) <= 3
    assert len(after.wardrobe.put_away) <= 24
