"""Scanning the tag ``<img data-iig-instruction=…>``: where it ends, its instruction and its other attributes.

A browser ends the attribute at the next quote of its kind. That is tried first, and holds when the value then is JSON.
Otherwise the JSON's own strings and braces say where it ends; when it is broken too, the first place does at which a
quote (or a closing brace) is followed by what follows an attribute: ``>`` or another ``name=``. What may stand there
is tried from the surest sign to the weakest. The search never crosses the start of the next request, so that one broken
tag cannot swallow a good one.
"""

import html.entities
import re
from dataclasses import dataclass
from functools import cache

from composer.requests.broken_json import DECODER, is_shallow, read_leniently, read_strictly

#: The start of an image or video tag with an instruction, up to the end of the attribute's name.
IMAGE_OPENER = re.compile(
    r"""<(?P<element>img|video)(?=[\s/])
    (?:
        (?: [^<>"'d]++ | (?!(?<![\w-])data-iig(?:-instruction(?![\w-])|[a-z-]*+\Z))d
            | "[^"<]*+(?:<(?!img|video)[^"<]*+)*+" | '[^'<]*+(?:<(?!img|video)[^'<]*+)*+' )*+
        data-iig(?:-instruction(?![\w-]) | (?P<cut>[a-z-]*+)\Z)
        # A quote is missing before the attribute: its value still looks like an instruction.
        | [^<>d]*+(?:(?!data-iig-instruction\s*+=\s*+["'“”‘’]?+\s*+[{&])d[^<>d]*+)*+ data-iig-instruction
    )""",
    re.VERBOSE | re.IGNORECASE,
)
#: Where the next request starts, for bounding the repair of a broken one.
_NEXT_REQUEST = re.compile(
    r"""<(?:img|video)[\s/][^<>d]*+(?:(?!data-iig-instruction\s*+=)d[^<>d]*+)*+data-iig-instruction
    | \[IMG:GEN:\s*+[{&"“] | <details[^<>]*+>\s*+<summary[^<>]*+>\s*+image\s*+:""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = r"(?=\s*+/?+>|\s++[a-z_:][\w:.\-]*+\s*+=|[a-z][\w\-]*+\s*+=\s*+[\"'])"
_CLOSING_TAIL = r"(?=/?+>|\s++/>|\s++[a-z_:][\w:.\-]*+\s*+=)"
_NAMED_TAIL = r"(?=\s++(?:src|data-[\w-]++|alt|class|title|style|id|width|height|loading)\s*+=\s*+[\"'“”‘’\[])"
_MARKER_TAIL = r"(?<!\s)(?=\s++src\s*+=\s*+[\"'“”]?+\[IMG:(?:GEN|ERROR[^\]\n]*+)\][\"'“”]?+\s*+/?+>)"
#: A quote written as an entity, for a pattern.
QUOTE_ENTITY = "&(?:quot|apos|#0?3[49]|#x2[27]);"
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>[^\s"'<>/=\[\]{}`]++)
    (?:\s*+=\s*+(?P<value>
        "(?:[^"<]|<(?!img|video))*+"(?=[\s/>]|\Z) | '(?:[^'<]|<(?!img|video))*+'(?=[\s/>]|\Z)
        | (?:\\?["'])?\[IMG:[^\]<>"'\n]*+\](?:\\?["'])? | ["'][^\s"'<>]*+ | [^\s"'<>]*+
    ))?+""",
    re.VERBOSE | re.IGNORECASE,
)
_TAG_END = re.compile(r"[\s/]*+>")
_JUNK = re.compile(r"""[\s/]*+["'=\[\]{}`]""")
_ENTITY = re.compile(
    r"&(?:#[xX]([0-9a-fA-F]{1,6});?|#([0-9]{1,7});?|([A-Za-z][A-Za-z0-9]{1,31};)|(quot|amp|lt|gt)(?![\w=]))"
)
_CLOSING_QUOTES = {'"': '"”', "'": "'’", "“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "«": "»", "`": "`´"}
_QUOTES = "".join({*_CLOSING_QUOTES, *"".join(_CLOSING_QUOTES.values())})
#: Longer valid JSON is not gone back into, so that the cost stays linear.
_FAR = 4096
#: So many names in a row without a value are prose behind a tag that lacks its ``>``.
_PROSE = 3
_REST = re.compile(r"\s*+\Z")
_OTHER_OBJECT = re.compile(r"[{<]")
_BLANK_LINE = re.compile(r"\n[ \t]*+\r?\n")
_MAYBE_JSON = re.compile(r"[{:&]")
_ENCODED_QUOTE = re.compile(
    r"\s*+\{?+\s*+(?:\w{1,40}+\s*+:\s*+)?+&(?:amp;)?(?:quot|apos|#0*34|#0*39|#x22|#x27);?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """What was read of an instruction's JSON.

    Attributes:
        values: keys and values in order, None when nothing could be read.
        end: the position behind it, its quote included.
        cut: the message ends inside it.
    """

    values: dict[str, object] | None
    end: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Endings:
    """How a broken instruction may end, the surest way first; each matches the end of the JSON (group 1) and its quote.

    Attributes:
        sure: count anywhere before the next request.
        weak: count in the instruction's paragraph only.
        possible: matches wherever one of them may, to pass over a row of broken starts at once.
    """

    sure: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    possible: re.Pattern[str]

    def search(self, text: str, start: int, limit: int) -> re.Match[str] | None:
        """Return the surest end of an instruction that begins at `start`; None when there is none before `limit`."""
        blank = _BLANK_LINE.search(text, start, limit)
        # With the first letter of the next paragraph, so that a pattern can tell a paragraph's end from the message's.
        near = min(limit, blank.end() + 1) if blank else limit
        for patterns, stop in ((self.sure, limit), (self.weak, near)):
            for pattern in patterns:
                if match := pattern.search(text, start, stop):
                    return match
        return None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as written.

    Attributes:
        element: ``img`` or ``video``; end: the position behind it.
        attributes: name and raw text (``alt="x"``) of the other attributes, in order, without the instruction.
        place: how many of them stand before the instruction.
        values: the instruction, None when it could not be read.
        cut: the message ends before the tag does.
    """

    element: str
    end: int
    attributes: tuple[tuple[str, str], ...]
    place: int
    values: dict[str, object] | None
    cut: bool

    def attribute(self, name: str) -> str | None:
        """Return the decoded value of an attribute ("" when it has none), or None when it is not there."""
        raw = next((raw for key, raw in self.attributes if key == name), None)
        if raw is None:
            return None
        value = raw.partition("=")[2].strip()
        if value[:1] in ('"', "'"):
            value = value[1:].removesuffix(value[0])
        return decode_entities(value.rstrip("\"'") if value.startswith("[") else value).strip()


def at_end(text: str, position: int) -> bool:
    """Return whether nothing but white space stands at `position` and behind it."""
    return _REST.match(text, position) is not None


def decode_entities(text: str) -> str:
    """Decode HTML entities once: named, decimal and hexadecimal; what is none stays as it is."""
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(match: re.Match[str]) -> str:
    hexadecimal, decimal, name, bare = match.groups()
    if name or bare:
        return html.entities.html5.get(name or bare, match[0])
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def read_tag(text: str, start: int) -> Tag | None:
    """Read the image or video tag at `start`; None when none with an instruction starts there."""
    opener = IMAGE_OPENER.match(text, start)
    if opener is None:
        return None
    element = opener["element"].lower()
    cut_name = opener["cut"] is not None
    name_start = opener.end() - len("data-iig" + opener["cut"] if cut_name else "data-iig-instruction")
    before = _attributes(text, start + 1 + len(element), name_start)[0]
    if cut_name:
        return Tag(element, len(text), before, len(before), None, True)
    value = re.compile(r"\s*+=\s*+").match(text, opener.end())
    if value is None:
        instruction = Instruction(None, opener.end(), at_end(text, opener.end()))
    else:
        instruction = _read_attribute(text, value.end())
    if instruction.cut:
        return Tag(element, len(text), before, len(before), instruction.values, True)
    after, end, closed = _attributes(text, instruction.end, len(text))
    cut = not closed and at_end(text, end)
    return Tag(element, len(text) if cut else end, before + after, len(before), instruction.values, cut)


def _attributes(text: str, position: int, limit: int) -> tuple[tuple[tuple[str, str], ...], int, bool]:
    """Read attributes up to `limit` or the tag's end: (attributes, position behind them, whether ``>`` was there).

    Without a ``>`` the tag ends behind its last attribute that has a value, so that prose does not become attributes.
    """
    found: list[tuple[str, str]] = []
    certain = (0, position)
    while position < limit and len(found) - certain[0] <= _PROSE:
        end = _TAG_END.match(text, position, limit)
        if end:
            return tuple(found), end.end(), True
        match = _ATTRIBUTE.match(text, position, limit) or _JUNK.match(text, position, limit)
        if match is None:
            break
        position = match.end()
        name = match.groupdict().get("name")
        if name is None:
            continue
        found.append((name.lower(), text[match.start("name") : position]))
        if match["value"] is not None:
            certain = (len(found), position)
    if limit < len(text) or (at_end(text, position) and len(found) - certain[0] <= 1):
        return tuple(found), position, False
    return tuple(found[: certain[0]]), certain[1], False


def _read_attribute(text: str, start: int) -> Instruction:
    """Read the value of the instruction's attribute, which begins at `start`."""
    quote = text[start : start + 1]
    closers = _CLOSING_QUOTES.get(quote, "")
    body = start + 1 if closers else start
    if closers:
        end = text.find(quote, body) if quote in closers else -1
        values = read_value(text[body:end]) if end >= 0 else None
        if values is not None or (end >= 0 and not _MAYBE_JSON.search(text, body, end)):
            return Instruction(values, end + 1)
    return read_object(text, body, _endings(closers), entities=True)


@cache
def _endings(closers: str) -> Endings:
    """Return how an attribute's broken instruction may end; `closers` are the quotes that may close the attribute."""
    quote, other = rf"(?:[\"'”’]|{QUOTE_ENTITY})", rf"(?:\\[\"']|(?![{closers} ])[\"'”’]|{QUOTE_ENTITY})"
    if closers:
        sure: tuple[str, ...] = (
            rf"(\}})\s*+[{closers}]{_TAIL}",
            rf"({quote}|(?<!GEN)\])\s*+[{closers}]{_TAIL}",
            rf"((?:{quote}|[\]\dels])\s*+\}}){_TAIL}",
        )
        unclosed = rf"(?<!\\)[{closers}]{_CLOSING_TAIL}|{_MARKER_TAIL}"
    else:
        sure, unclosed = (rf"(\}}){_TAIL}",), _MARKER_TAIL
    # The object lacks its brace and the attribute its quote, or a string lacks its quote; else there is only a ">".
    weak = (rf"({other}){_NAMED_TAIL}|{unclosed}", rf"({quote})(?=/?+>|\s++/>)")
    return Endings(_compiled(sure), _compiled(weak), *_compiled((rf"[}}\];{_QUOTES}]{_TAIL}",)))


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def read_value(raw: str) -> dict[str, object] | None:
    """Read strict JSON from an attribute's value; entities inside the JSON's own strings cannot end those strings."""
    inside = _ENTITY.sub(lambda match: _in_string(_decoded(match)), raw) if "&" in raw else raw
    values = read_strictly(inside)
    for _ in range(3):
        if values is not None or "&" not in raw:
            return values
        raw = decode_entities(raw)
        values = read_strictly(raw)
    return values


def _in_string(character: str) -> str:
    return "\\" + character if character in ('"', "\\") else character


def read_object(text: str, start: int, endings: Endings, entities: bool) -> Instruction:
    """Read the JSON object of a tag, strict or broken, where only its end inside the message can tell.

    Args:
        text: the message; start: where the object begins.
        endings: how it may end; each matches from the JSON's last character to the end of the attribute or tag.
        entities: the JSON's strings may hold HTML entities.
    """
    values, failed = _strict_prefix(text, start)
    if at_end(text, failed):
        return _cut(text, start, entities)
    if values is None:
        return _read_broken(text, start, failed, endings, entities)
    usual = endings.sure[0]
    closing = usual.match(text, failed - 1)
    late = None if closing else usual.search(text, failed, _line_end(text, failed))
    if late and not _OTHER_OBJECT.search(text, failed, late.end()):
        # An unescaped quote before a brace in the middle of a string only looked like the end.
        return Instruction(_lenient(text[start : late.end(1)], entities, False), late.end())
    values = read_value(text[start:failed]) if entities else values
    return Instruction(values, closing.end() if closing else failed)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position, position + _FAR)
    return end if end >= 0 else min(len(text), position + _FAR)


def _strict_prefix(text: str, start: int) -> tuple[dict[str, object] | None, int]:
    """Read the strict JSON object that begins at `start`: (object, where it ends), or (None, where it goes wrong)."""
    for length in (4096, 65536, len(text)):
        # A slice, since the decoder's errors count the lines before them, and none longer than needed.
        part = text[start : start + length]
        try:
            value, end = DECODER.raw_decode(part) if part[:1] == "{" else (None, 0)
            return (value, start + end) if isinstance(value, dict) and is_shallow(value) else (None, start)
        except RecursionError:
            return None, start
        except ValueError as error:
            failed = getattr(error, "pos", 0)
            whole = start + length >= len(text)
            if whole or (failed < length - 16 and "Unterminated" not in str(error)):
                return None, start + failed
    return None, start


def _read_broken(text: str, start: int, failed: int, endings: Endings, entities: bool) -> Instruction:
    # A request that starts inside a string is that string's text only where much valid JSON stands before it.
    following = _NEXT_REQUEST.search(text, failed if failed - start > _FAR else start)
    limit = following.start() if following else len(text)
    match = endings.search(text, start, limit)
    if match:
        body = text[start : match.end(1) if match[1] else match.start()]
        if not match[1] and match[0] in _CLOSING_QUOTES and body.count(match[0]) % 2:
            body += match[0]  # the quote at the end closes the last string rather than the attribute
        return Instruction(_lenient(body, entities, False), match.end())
    if following is None:
        return _cut(text, start, entities)
    return _unended(text, start, limit, endings)


def _unended(text: str, start: int, limit: int, endings: Endings) -> Instruction:
    """Pass over a row of starts without an end as one broken request, up to the last start before an end."""
    end = endings.possible.search(text, limit)
    if end is None:
        return Instruction(None, len(text), True)
    last = limit
    for following in _NEXT_REQUEST.finditer(text, limit, end.start()):
        last = following.start()
    return Instruction(None, start + len(text[start:last].rstrip()))


def _cut(text: str, start: int, entities: bool) -> Instruction:
    # What a cut request says is shown, not drawn: the first 64 KiB of it are enough.
    return Instruction(_lenient(text[start : start + 65536], entities, True), len(text), True)


def _lenient(body: str, entities: bool, cut: bool) -> dict[str, object] | None:
    if _ENCODED_QUOTE.match(body):
        body, entities = decode_entities(decode_entities(body) if "&amp;" in body[:20] else body), False
    values = read_strictly(body) or read_leniently(body, cut)
    if entities:
        values = {name: decode_entities(value) if isinstance(value, str) else value for name, value in values.items()}
    return values or None
