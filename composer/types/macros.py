"""What macros such as ``{{char}}`` stand for in a chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Macros:
    """Everything that macros are filled in with; `composer.reading.macros` does it.

    Attributes:
        char, user: the names that ``{{char}}`` and ``{{user}}`` stand for, "" for nobody.
        chat, card: the id of the chat and what the card calls its character: while they stay, so does what is picked at
            random.
        cast: the names of all characters of the chat; with fewer than two it is no group.
        texts: the texts that macros stand for, as stored: those of card and persona, the last messages; by the names of
            the macros in lower case ("description", "lastmessage").
        variables: SillyTavern's variables and their values: ``.name`` for one of the chat, ``$name`` for a global one.
    """

    char: str = ""
    user: str = ""
    chat: str = ""
    card: str = ""
    cast: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
