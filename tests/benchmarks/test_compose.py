"""How long composing a prompt takes: warm, with the facts of card and chat already read, and cold, from the files; and
what each further request of one message and each further message of a chat cost."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.app import Composer
from composer.chats import Cast, Chat, begin, find_all, moments, read_cast, read_chat
from composer.samples import Sample, all_samples
from composer.types import ChatMessage
from tests.painting import tag

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from composer.types import RenderedPrompt


def last_prompt(composer: Composer, sample: Sample) -> "RenderedPrompt":
    """Read the sample from its files and compose the prompt of its last request."""
    chat = read_chat(composer, sample.chat)
    number, requests = find_all(composer, chat)[-1]
    story = begin(composer, chat, read_cast(composer, sample.cards, sample.persona))
    (moment,) = moments(composer, chat, story, [(number, requests[-1])])
    return composer.compose(moment.scene(composer))


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_compose_warm(benchmark: "BenchmarkFixture", name: str) -> None:
    composer, sample = Composer(), all_samples()[name]
    chat = read_chat(composer, sample.chat)
    number, requests = find_all(composer, chat)[-1]
    story = begin(composer, chat, read_cast(composer, sample.cards, sample.persona))
    messages = tuple(chat.messages)
    for message in messages[:number]:
        story = composer.tell(story, message)

    def compose() -> "RenderedPrompt":
        return composer.compose(composer.scene(story, messages[number], requests[-1]))

    assert benchmark(compose) == last_prompt(composer, sample)


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_compose_cold(benchmark: "BenchmarkFixture", name: str) -> None:
    prompt = benchmark(lambda: last_prompt(Composer(), all_samples()[name]))
    assert prompt.prompt


@pytest.mark.parametrize("count", [20, 200, 2000])
def test_compose_each_request_of_one_message(benchmark: "BenchmarkFixture", count: int) -> None:
    lines = (f"She looks at the sea, wave {number}. {tag(f'a gull, {number}')}" for number in range(count))
    composer, chat = Composer(), Chat((ChatMessage("Maren", "\n".join(lines), id="message"),), "Maren", "Alex")

    def compose() -> int:
        wanted = [(number, found) for number, requests in find_all(composer, chat) for found in requests]
        told = moments(composer, chat, begin(composer, chat, Cast()), wanted)
        return len([composer.compose(moment.scene(composer)) for moment in told])

    assert benchmark.pedantic(compose, rounds=2) == count  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        benchmark.extra_info["milliseconds_per_request"] = round(benchmark.stats["min"] * 1000 / count, 2)


@pytest.mark.parametrize("count", [20, 200, 2000])
def test_compose_at_the_end_of_a_chat(benchmark: "BenchmarkFixture", count: int) -> None:
    sample = all_samples()["maren"]
    composer = Composer()
    chat = read_chat(composer, sample.chat)
    cast = read_cast(composer, sample.cards, sample.persona)
    told = tuple(chat.messages)
    texts = [message.text for message in told]
    messages = [  # no text twice, so that nothing is remembered from an earlier message
        replace(told[number % len(texts)], text=f"{texts[number % len(texts)]} {number} waves.", id=f"{number}")
        for number in range(count)
    ]
    messages.append(ChatMessage("Maren", tag("Maren at the window"), id="last"))
    longer = Chat(tuple(messages), chat.char, chat.user)

    def compose() -> "RenderedPrompt":
        (found,) = composer.find(messages[-1].text)
        (moment,) = moments(composer, longer, begin(composer, longer, cast), [(count, found)])
        return composer.compose(moment.scene(composer))

    assert benchmark.pedantic(compose, rounds=2).prompt  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        benchmark.extra_info["milliseconds_per_message"] = round(benchmark.stats["min"] * 1000 / count, 2)
