"""Where the answers of OpenAI and of the servers that copy it hold their pictures: looked for, never assumed."""

import re
from collections.abc import Iterator
from typing import Any

from composer.answers import at, objects_at, text_at

#: One picture as an answer offers it: base64, data URLs and web addresses of the same picture, the best first.
Offer = tuple[str, ...]

_ADDRESS = r"https?://[^\s\"'<>()]{1,4000}"
_DATA = r"data:image/[\w.+-]{1,40}(?:;[\w=.+-]{1,40}){0,4},"
_LETTERS = r"[\w+/=%-]+"
#: A picture in Markdown or HTML, whose data may be broken into lines; a data URL by itself may not.
_PICTURE = re.compile(
    rf"(?:!\[[^\[\]]{{0,500}}\]\(\s*<?|<img\b[^<>]{{0,500}}?\bsrc\s*=\s*[\"']?)({_DATA}[\w+/=%\s-]+|{_ADDRESS})"
    rf"|({_DATA}{_LETTERS})",
    re.IGNORECASE | re.ASCII,
)
#: A link in Markdown to a file that is a picture by its name.
_LINK = re.compile(
    r"\]\(\s*<?(https?://[^\s\"'<>()?#]{1,2000}\.(?:png|jpe?g|webp|gif)\b[^\s\"'<>()]{0,2000})", re.IGNORECASE
)


def offers_in(answer: Any) -> list[Offer]:
    """Return the pictures an answer offers, in order.

    Each entry of a list is a picture of its own, also where two are alike; what is said of a picture in several places
    is said of one.
    """
    if isinstance(answer, list):
        answer = {"data": answer}
    lists = ([offer for offer in _of_list(at(answer, name)) if offer] for name in ("data", "images"))
    listed = next((offers for offers in lists if offers), [])
    return listed or [offer for offer in dict.fromkeys(_of_chat(answer)) if offer]


def _of_list(items: Any) -> Iterator[Offer]:
    """Yield what ``data`` holds, or ``images`` where a server calls it so."""
    return (_of_item(item) for item in (items if isinstance(items, list) else ()))


def _of_item(item: Any) -> Offer:
    if isinstance(item, str):
        return _of_field(item)
    written = (text_at(item, "url"), text_at(item, "image_url", "url"), text_at(item, "image_url"))
    sources = [*_of_field(text_at(item, "b64_json")), *(source for text in written for source in _of_field(text))]
    sources += sources_in(text_at(item, "revised_prompt"))
    return tuple(dict.fromkeys(sources)) if len(sources) > 1 else tuple(sources)  # its hash would read it all


def _of_field(text: str) -> Offer:
    """Return what a field offers that holds a picture and nothing else: what is written in it, or the field itself."""
    text = text.strip()
    if not any(mark in text for mark in ":(<") or re.match(r"data:|https?://", text, re.IGNORECASE):
        return (text,) if text else ()
    return tuple(sources_in(text))


def _of_chat(answer: Any) -> Iterator[Offer]:
    for choice in objects_at(answer, "choices"):
        images = at(choice, "message", "images")
        pictures = [_of_item(item) for item in images] if isinstance(images, list) else []
        yield from pictures or _of_content(at(choice, "message", "content"))


def _of_content(content: Any) -> Iterator[Offer]:
    """Yield the pictures of a message: in its text, or in its parts."""
    for part in content if isinstance(content, list) else [content]:
        text = part if isinstance(part, str) else text_at(part, "text")
        yield from ((source,) for source in sources_in(text))
        yield _of_item(part) if isinstance(part, dict) else ()


def sources_in(text: str) -> list[str]:
    """Return the pictures that stand in a text: in Markdown, in HTML, as data URLs, or as an address by itself."""
    whole = text.strip()
    if re.fullmatch(_ADDRESS, whole, re.IGNORECASE):
        return [whole]
    found = [first or second for first, second in _PICTURE.findall(text)]
    return list(dict.fromkeys(source.strip() for source in (found or _LINK.findall(text))))


def words_in(answer: Any) -> str:
    """Return what a chat answer says instead of a picture, "" for nothing."""
    said = (_spoken(at(choice, "message", "content")) for choice in objects_at(answer, "choices"))
    return next((words for words in said if words), "")


def _spoken(content: Any) -> str:
    parts = content if isinstance(content, list) else [content]
    return " ".join(part if isinstance(part, str) else text_at(part, "text") for part in parts).strip()
