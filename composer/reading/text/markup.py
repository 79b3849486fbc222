"""Markup taken out of a stored text, so that what is left can be read and still points back at it."""

import html
import re

from composer.reading.macros import expand
from composer.reading.text.mapped import MappedText
from composer.types import Macros

_COMMENT = re.compile(r"<!--(?:[^-<]|-(?!->)|<(?!!--))*-->|<(style|script)\b[^<]*</\1>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([^\W\d_][\w.:-]{0,40})(?:\s[^<>]{0,1000})?/?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_LINK = re.compile(
    r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)|\]\(https?:[^()\n]{0,2000}\)|\[(?=[^\[\]\n]{1,300}\]\(http)"
    r"|\bhttps?://[^\s<>\"')\]]{1,2000}"
)
_EMPHASIS = re.compile(
    r"^[ \t]*(?:[-=_~]{3,}|\*{3,})[ \t]*$|^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|(?:[-*+•]|\d{1,3}[.)])[ \t]+)"
    r"|\*\*+|__+|~~+",
    re.MULTILINE,
)
# Tags whose removal joins nothing; every other tag of HTML ends a line.
_INLINE = re.compile(r"a|abbr|b|big|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u")
_BLOCK = re.compile(
    r"start|br|hr|p|div|li|ul|ol|table|tr|td|th|tbody|thead|body|html|head|center|section|article|details|summary"
    r"|blockquote|pre|img|h[1-6]|dl|dt|dd|main|header|footer|video"
)
#: What stands in a message where a line across the page stood, when breaks are wanted.
BREAK = "\u2042"
_RULE = re.compile(
    r"^[ \t]*(?:(?:[-=_~][ \t]?){3,}|(?:\*[ \t]?){3,}|\u2042)[ \t]*$|<hr\b[^<>]{0,200}>", re.MULTILINE | re.IGNORECASE
)


def plain(source: str, stored: str, macros: Macros) -> MappedText:
    """Return a stored text as it is read: macros filled in, markup removed.

    Args:
        source: the name of the text, for evidence.
        stored: the text of a card, persona or message as stored.
        macros: what they stand for; unknown ones are dropped.
    """
    return readable(MappedText.of(source, stored), macros)


def readable(text: MappedText, macros: Macros) -> MappedText:
    """Return a text that may have been cut already as it is read; see `plain`."""
    return without_markup(expand(text, macros).text)


def without_markup(text: MappedText, breaks: bool = False) -> MappedText:
    """Return a text whose macros are filled in as it is read.

    A tag that is not HTML's becomes the label of a line (``<hair>silver</hair>`` → ``hair: silver``). Single asterisks
    stay: they mark narration. Cost is linear in the length of the text, whatever it holds.

    Args:
        breaks: keep a sign (`BREAK`) for every line across the page, as between scenes.
    """
    if breaks:
        text = text.replaced(_RULE, _break)
    if "<" in text.text:
        text = text.replaced(_COMMENT, _nothing).replaced(_TAG, _tag)
    if "&" in text.text:
        text = text.replaced(_ENTITY, _entity)
    if "](" in text.text or "://" in text.text:
        text = text.replaced(_LINK, _nothing)
    return text.replaced(_EMPHASIS, _nothing)


def _nothing(_: re.Match[str]) -> str:
    return ""


def _break(_: re.Match[str]) -> str:
    return f"\n{BREAK}\n"


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _tag(match: re.Match[str]) -> str:
    closing, name = match[1], match[2].casefold()
    if _INLINE.fullmatch(name):
        return ""
    return "\n" if closing or _BLOCK.fullmatch(name) else f"\n{match[2].replace('_', ' ')}: "
