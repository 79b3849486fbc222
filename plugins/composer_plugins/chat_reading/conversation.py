"""One reading: asked with a schema, or without where the service knows none, and again after an answer that is none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from composer.answers import host_of, json_of, status_error, text_at
from composer.consulting import Fact
from composer.contracts import Dialogue
from composer.errors import EmptyAnswerError
from composer_plugins.chat_reading.answering import NoAnswerError, facts_in
from composer_plugins.chat_reading.asking import LONGEST_TEXT, LOOKS, Kind, clothes_of, once_more, opening, request_for
from composer_plugins.openai_images.addresses import Address, read_address

if TYPE_CHECKING:
    import httpx

#: How services say that they do not know `response_format`, or not with a schema.
_NO_SCHEMA = (400, 415, 422, 501)
_LONGEST_ECHO = 4000


def looks_in(name: str, text: str, endpoint: str, model: str) -> Dialogue[Sequence[Fact]]:
    """Return what a language model reads of the person `name`, as far as the text bears it out.

    Raises:
        BackendError: what the service answered. EmptyAnswerError: the second answer was none either.
    """
    return _reading(LOOKS, {"name": name}, text, endpoint, model)


def clothes_in(
    names: Sequence[str], speaker: str, text: str, endpoint: str, model: str
) -> Dialogue[Sequence[Fact]]:  # fmt: skip
    """Return what a language model reads in a message of who puts on, takes off or wears what; errors as `looks_in`."""
    return _reading(clothes_of(names), {"people": list(names), "speaker": speaker}, text, endpoint, model)


def _reading(
    kind: Kind, asked: dict[str, Any], text: str, endpoint: str, model: str
) -> Dialogue[Sequence[Fact]]:  # fmt: skip
    address, text = read_address(endpoint), text[:LONGEST_TEXT]
    messages = opening(kind, {**asked, "text": text})
    response = yield request_for(kind, address, model, messages, schema=True)
    schema = response is None or response.status_code not in _NO_SCHEMA
    if not schema:
        response = yield request_for(kind, address, model, messages, schema=False)
    said = _said(response)
    try:
        return facts_in(kind, said, text)
    except NoAnswerError as problem:
        messages = once_more(kind, messages, said[:_LONGEST_ECHO], str(problem))
    return (yield from _second(kind, address, model, messages, schema, text))


def _second(
    kind: Kind, address: Address, model: str, messages: list[dict[str, str]], schema: bool, text: str
) -> Dialogue[Sequence[Fact]]:
    response = yield request_for(kind, address, model, messages, schema)
    try:
        return facts_in(kind, _said(response), text)
    except NoAnswerError as problem:
        raise EmptyAnswerError(f"{model} has twice answered with something else than facts: {problem}") from None


def _said(response: "httpx.Response | None") -> str:
    """Return the words of an answer; BackendError when it is an error or a refusal."""
    assert response is not None  # a request is always answered
    if not response.is_success:
        raise status_error(response)
    answer = json_of(response)
    said = text_at(answer, "choices", 0, "message", "content")
    if not said and text_at(answer, "choices", 0, "message", "refusal"):
        raise EmptyAnswerError(f"the model at {host_of(response)} will not read this text")
    return said
