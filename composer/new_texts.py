"""The messages of a chat with the outcomes of their requests, each written anew when a format asks for it."""

from collections.abc import Iterator, Mapping

from composer.app import Composer
from composer.chats import Chat
from composer.errors import ChatChangedError
from composer.types import ChatMessage, FoundRequest, Outcome

_CHANGED = "another program has changed the chat meanwhile, see message {}; close it there, try again"
#: The number of a message → its requests that have an outcome, in order.
Outcomes = dict[int, list[tuple[FoundRequest, Outcome]]]


class NewTexts(Mapping[int, str]):
    """The new texts of messages, by number.

    None is held: while a format goes through the chat's file, the messages are read a second time beside it.

    Args:
        composer: puts the outcomes into the texts. chat: the messages. outcomes: of their requests.
    """

    def __init__(self, composer: Composer, chat: Chat, outcomes: Outcomes) -> None:
        self._composer = composer
        self._chat = chat
        self._outcomes = outcomes
        self._messages: Iterator[tuple[int, ChatMessage]] = iter(())
        self._next = 0

    def __getitem__(self, number: int) -> str:
        outcomes, text = self._outcomes[number], self._message(number).text
        if any(text[found.start : found.end] != found.source for found, _ in outcomes):
            raise ChatChangedError(_CHANGED.format(number))
        return self._composer.replace_all(text, outcomes)

    def __contains__(self, number: object) -> bool:
        return number in self._outcomes

    def __iter__(self) -> Iterator[int]:
        return iter(self._outcomes)

    def __len__(self) -> int:
        return len(self._outcomes)

    def _message(self, wanted: int) -> ChatMessage:
        if wanted < self._next or not self._next:
            self._messages = iter(enumerate(self._chat.messages))
        for number, message in self._messages:
            self._next = number + 1
            if number == wanted:
                return message
        raise ChatChangedError(_CHANGED.format(wanted))
