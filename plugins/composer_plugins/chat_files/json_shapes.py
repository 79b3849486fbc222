"""The forms in which programs write a chat as one JSON document, and where the texts of its messages stand in it.

OpenAI's messages (`role`, `content`, `name`), ShareGPT's (`from`, `value`), RisuAI's (`role`, `data`), Agnai's (`msg`,
`userId`, `handle`), SillyTavern's (`mes`) and those of character.ai's histories (`src`, `text`), in a list or in what
programs wrap around it; pairs of text-generation-webui (`internal`, `visible`); a story of KoboldAI (`prompt`,
`actions`). The keys are those that these programs and SillyTavern's import of their files use.
"""

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from composer.errors import ChatError

Path = tuple[str | int, ...]
#: What stands around a list of messages, outermost first.
_WRAPPERS = ("messages", "chat", "conversations", "conversation", "history", "histories", "msgs", "data", "message")
_WRAPPED = 5
_USERS = frozenset({"user", "human", "you"})
_HIDDEN = frozenset({"system", "developer", "tool", "function", "observation"})
#: What text-generation-webui writes as the user's message before a greeting.
_NO_MESSAGE = "<|BEGIN-VISIBLE-CHAT|>"
_USERS_TURN = "{{[INPUT]}}"

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a chat.

    Attributes:
        path: where it stands in the document. name: of the speaker, "" where it is not said; id: of the message.
        copies: other places with the same text → how it is written there.
    """

    path: Path
    text: str
    name: str = ""
    is_user: bool = False
    is_system: bool = False
    id: str = ""
    copies: Mapping[Path, Callable[[str], str]] = field(default_factory=dict)


def said_in(document: Any) -> list[Said]:
    """Return the texts of all messages; ChatError when the document is in no known form, or holds several chats."""
    for path, value in _layers(document):
        if isinstance(value, list) and any(_form(one) for one in value):
            return [said for number, one in enumerate(value) for said in _said(one, (*path, number))]
        if isinstance(value, dict):
            for form in (_pairs, _story):
                if found := list(form(value, path)):
                    return found
    raise ChatError(
        "no chat: its JSON is none of OpenAI's messages, ShareGPT, RisuAI, Agnai, character.ai, text-generation-webui "
        "and KoboldAI"
    )


def names_in(document: Any) -> tuple[str, str]:
    """Return the names of character and user as KoboldAI's settings give them, "" for none."""
    settings = document.get("savedsettings") if isinstance(document, dict) else None
    if not isinstance(settings, dict):
        return "", ""
    character, user = settings.get("chatopponent"), settings.get("chatname")
    return character.split("||$||")[0] if isinstance(character, str) else "", user if isinstance(user, str) else ""


def _layers(value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the document and what is wrapped in it, from the outside inwards."""
    path: Path = ()
    for _ in range(_WRAPPED):
        yield path, value
        inside = value if isinstance(value, dict) else {}
        key = next((key for key in _WRAPPERS if isinstance(inside.get(key), (dict, list))), None)
        if key is None:
            return
        path, value = (*path, key), value[key]
        if key == "histories" and isinstance(value, list):
            if len(value) != 1:
                raise ChatError(f"it holds {len(value)} chats; save each of them in a file of its own")
            path, value = (*path, 0), value[0]


def _form(one: Any) -> Callable[[Fields, Path], Iterator[Said]] | None:
    """Return how a message of this kind is read, None for what is no message."""
    if not isinstance(one, dict):
        return None
    forms = (form for keys, form in _FORMS if all(key in one for key in keys))
    return next(forms, None)


def _said(one: Any, path: Path) -> Iterator[Said]:
    form = _form(one)
    return form(one, path) if form else iter(())


def _openai(one: Fields, path: Path) -> Iterator[Said]:
    """Yield the texts of a message; several parts of text are so many texts, pictures and calls of tools none."""
    role, name, content = _text(one, "role").casefold(), _text(one, "name"), one["content"]
    who: dict[str, Any] = {"name": name, "is_user": role in _USERS, "is_system": role in _HIDDEN, "id": _id(one, "id")}
    if isinstance(content, str):
        yield Said((*path, "content"), content, **who)
    for number, part in enumerate(content if isinstance(content, list) else ()):
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            yield Said((*path, "content", number, "text"), part["text"], **who)


def _sharegpt(one: Fields, path: Path) -> Iterator[Said]:
    role = _text(one, "from").casefold()
    yield from _simple(one, path, "value", is_user=role in _USERS, is_system=role in _HIDDEN)


def _risu(one: Fields, path: Path) -> Iterator[Said]:
    role = _text(one, "role").casefold()
    hidden = role in _HIDDEN or bool(one.get("disabled"))
    said = {"name": _text(one, "name"), "is_user": role in _USERS, "is_system": hidden, "id": _id(one, "chatId")}
    yield from _simple(one, path, "data", **said)


def _agnai(one: Fields, path: Path) -> Iterator[Said]:
    said = {"name": _text(one, "handle"), "is_user": bool(one.get("userId")), "is_system": bool(one.get("system"))}
    yield from _simple(one, path, "msg", id=_id(one, "_id"), **said)


def _sillytavern(one: Fields, path: Path) -> Iterator[Said]:
    said = {"is_user": bool(one.get("is_user")), "is_system": bool(one.get("is_system"))}
    yield from _simple(one, path, "mes", name=_text(one, "name"), id=_id(one, "send_date"), **said)


def _character_ai(one: Fields, path: Path) -> Iterator[Said]:
    source = one["src"] if isinstance(one["src"], dict) else {}
    said = {"name": _text(source, "name"), "is_user": bool(source.get("is_human")), "id": _id(one, "uuid")}
    yield from _simple(one, path, "text", **said)


def _simple(one: Fields, path: Path, key: str, **said: Any) -> Iterator[Said]:
    if isinstance(one[key], str):
        yield Said((*path, key), one[key], **said)


_FORMS: tuple[tuple[tuple[str, ...], Callable[[Fields, Path], Iterator[Said]]], ...] = (
    (("role", "content"), _openai), (("role", "data"), _risu), (("from", "value"), _sharegpt), (("msg",), _agnai),
    (("mes",), _sillytavern), (("src", "text"), _character_ai),
)  # fmt: skip


def _pairs(value: Fields, path: Path) -> Iterator[Said]:
    """Yield what user and character say in turn, as text-generation-webui keeps it: for the model, and to be seen."""
    for inner, seen in (("internal", "visible"), ("data", "data_visible")):
        pairs, shown = value.get(inner), value.get(seen)
        if isinstance(pairs, list) and isinstance(shown, list):
            for number, pair in enumerate(pairs):
                for side, text in enumerate(pair[:2] if isinstance(pair, list) else ()):
                    if isinstance(text, str) and text not in ("", _NO_MESSAGE):
                        place = (number, side)
                        copies = _copies(shown, place, text, (*path, seen, *place))
                        yield Said((*path, inner, *place), text, is_user=side == 0, copies=copies)
            return


def _copies(shown: list[Any], place: tuple[int, int], text: str, path: Path) -> dict[Path, Callable[[str], str]]:
    number, side = place
    row = shown[number] if number < len(shown) else None
    copy = row[side] if isinstance(row, list) and side < len(row) else None
    if copy == text:
        return {path: str}
    return {path: html.escape} if copy == html.escape(text) else {}


def _story(value: Fields, path: Path) -> Iterator[Said]:
    """Yield the beginning and the turns of a story of KoboldAI."""
    turns = value.get("actions")
    if not isinstance(turns, list) or not isinstance(value.get("prompt", ""), str):
        return
    character, user = names_in(value)
    told = [((*path, "prompt"), value.get("prompt"))]
    told += [((*path, "actions", number), turn) for number, turn in enumerate(turns)]
    for place, text in told:
        if isinstance(text, str) and text:
            is_user = _USERS_TURN in text
            yield Said(place, text, user if is_user else character, is_user)


def _text(one: Fields, key: str) -> str:
    value = one.get(key)
    return value.replace("\0", "") if isinstance(value, str) else ""


def _id(one: Fields, key: str) -> str:
    value = one.get(key)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
