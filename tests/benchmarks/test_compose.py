"""How long composing a prompt takes: warm, with the facts of card and chat already read, and cold, from the files."""

from typing import TYPE_CHECKING

import pytest

from composer.app import Composer
from composer.chats import begin, find_all, moments, read_cast, read_chat
from composer.samples import Sample, all_samples

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
    for message in chat.messages[:number]:
        story = composer.tell(story, message)

    def compose() -> "RenderedPrompt":
        return composer.compose(composer.scene(story, chat.messages[number], requests[-1]))

    assert benchmark(compose) == last_prompt(composer, sample)


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_compose_cold(benchmark: "BenchmarkFixture", name: str) -> None:
    prompt = benchmark(lambda: last_prompt(Composer(), all_samples()[name]))
    assert prompt.prompt
