"""How a card is laid out: labelled values, sections and prose, each with what it is about.

Understood: prose, ``Label: value`` lines, W++ (``Hair("long" + "silver")``), Boostyle (``Hair = long + silver``), PList
(``[Anna's body: tall, silver hair; Anna's clothes: …]``), Ali:Chat, JSON, YAML, headings and tags turned into labels.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from composer.reading.language import Language, language_of
from composer.reading.lexicon import normalise
from composer.reading.looks.labels import Reads, labels_of

#: What is nobody's looks.
UNREAD = frozenset({"none", "outfit", "name"})

#: Signs and pictures that lead a label: "► AGE: 27 ► HEIGHT: …".
_BULLET = "[•·»›~\\u2190-\\u2bff\\U0001f000-\\U0001faff]"
_JSON = r"\"(?P<json>[^\W\d][\w '’/&-]{0,40})\"[ \t]*[:：][ \t]*(?P<open>[\[{]?)"
_WPP = r"|(?P<wpp>(?<![\w'’/&-])[^\W\d][\w '’/&-]{0,40})\((?:[ \t]*(?=[\"“])|(?<=\w\()(?=\w[^():=\n]{0,200}\)))"
_CALL = re.compile(r"\([\"“]|\w\(\w")
_PLAIN = (
    rf"|(?P<edge>^|[\[;{{|,(。；，【（]|{_BULLET}\ufe0f?|(?<=:)|(?<=: ))[ \t'*]*"
    r"(?P<label>(?:[^\W\d_]{2,4}\. )?[^\W\d][\w '’/&-]{0,40})(?:\([^()\n]{0,40}\))?[ \t\"']*"
    r"[:=：](?![/=])[ \t]*"
    r"|【(?P<boxed>[^【】\n]{1,20})】[ \t]*[:：]?"
    # "Eyes - green": a dash makes a label only of what is known as one
    rf"|(?:^|{_BULLET}\ufe0f?)[ \t']*(?P<dashed>[^\W\d][\w '’/&]{{0,30}}?)[ \t]+[-–—»›→➤~✦✧★☆♡♥❤❥◆◇❖][ \t]+"
)
# W++ is looked for only in a line that may hold it: its labels may begin at every word.
_FIELD = re.compile(_JSON + r"|(?P<wpp>(?!))" + _PLAIN, re.MULTILINE)
_CALL_FIELD = re.compile(_JSON + _WPP + _PLAIN, re.MULTILINE)
_ROW = re.compile(r"[ \t]*\|([^|\n]{1,40})\|([^|\n]+)\|?[^\n]*")
_LONGEST_LABEL = 4
_LONGEST_NAME = 3
_LONG_DASH = re.compile(r"[–—][ \t]*$")
_LABEL_MARK = re.compile("[:=：【]| [-–—»›→➤~✦✧★☆♡♥❤❥◆◇❖] ")
#: Labels of values so short that a sentence after them is about something else: "Name: Ann Holt. Ann is tall."
_BRIEF = frozenset({"name", "age", "gender", "height", "species"})
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})[.!](?=\s+[A-ZА-ЯЁ])")
#: The start of a list of things that have names and looks of their own.
_BLOCKS = re.compile(r"\[\s*\{")
#: A label nobody knows in a script without spaces, where no capital letter shows that it is one.
_UNSPACED_LABEL = re.compile(r"[\u3400-\u9fff]{1,6}")
#: Characters in which the end of a "{…}" is looked for.
_LONGEST_BLOCK = 4_000
#: Words that show what a question is about.
_ASKING = frozenset({"asking"})
#: What a card may describe by its sides: "hair": {"color": …, "length": …}.
_DIVIDED = ("hair", "eyes", "skin", "build", "feature", "height", "body")
_LISTED = re.compile(r"\d{1,3},|[^\n+\"“«*]{1,40} \+ ")
#: "Nell's appearance", 林小燕的外貌.
POSSESSOR = re.compile(r"(.{1,40}?)(?:['’]s?\s+|的)(.+)")


class Passage(NamedTuple):
    """A stretch of text and what it is about.

    Attributes:
        start, end: where; reads: see `Reads`; listed: it is a value or list, not running text.
        label: the label it stands after, "" without one. asked: what the question before asked about, "" for none.
    """

    start: int
    end: int
    reads: Reads
    listed: bool = False
    label: str = ""
    asked: str = ""


class Layout:
    """Cuts texts about one person into passages.

    Args:
        languages: whose labels are known.
        owner: name in a label → True for the person, False for somebody else, None for nobody's name.
    """

    def __init__(self, languages: Sequence[Language], owner: Callable[[str], bool | None]) -> None:
        self.languages = languages
        self.owner = owner
        self._labels = labels_of(tuple(languages))

    def everything(self, text: str) -> Iterator[Passage]:
        """Yield all passages of a text from left to right, also those that are `UNREAD`."""
        section = Passage(0, 0, "prose")
        depth, asked = 0, ""
        for line in re.finditer(r"[^\n]+", text):
            indent = len(line[0]) - len(line[0].lstrip())
            heading = self._heading(line[0]) or self._list_of_others(text, line)
            if heading:
                section, depth = Passage(0, 0, heading, heading != "prose"), indent
                continue
            closed = section.reads in ("none", "outfit") and indent > depth
            for passage in self._line(text, line.start(), line.end(), section):
                if passage.reads == "said":
                    passage = passage._replace(asked=asked)
                elif passage.reads == "none" and passage.label:
                    asked = self._asked(text[passage.start : passage.end])
                yield passage._replace(reads=section.reads) if closed and passage.reads != section.reads else passage

    def _asked(self, question: str) -> str:
        """Return what a question asks about, "" where it is none about looks."""
        language = language_of(question, self.languages) if question.rstrip().endswith("?") else None
        words = normalise(question).replace("?", " ").split()
        met = language.lexicon.only(_ASKING).matches(words) if language is not None else iter(())
        return next((form.entry.get("about") for _, _, forms in met for form in forms), "")

    def _heading(self, line: str) -> Reads | None:
        """Return what a line that only names a section says the next lines are about, or None."""
        name = line.strip(" \t*=-#[]{}<>_\"'【】").rstrip(':({[ \t"*=：】')
        if not name or len(name) > 45 or name[-1] in ".!?,;。" or re.search(r"[:=+\",;：，【】]", name):
            return None
        opened = bool(re.search(r"[:({\[=：][\s*\"]*$", line))
        return (
            self.reads(name)
            or ("prose" if opened and self.owner(name) else None)
            or ("none" if self.owner(name) is False else None)
        )

    def _list_of_others(self, text: str, line: re.Match[str]) -> Reads | None:
        """Return "none" for a line that opens a list of blocks: ``"crewmates": [{"name": …``."""
        label = _FIELD.match(line[0].strip()) if line[0].rstrip().endswith("[") else None
        if label is None or not label["json"] or self.reads(_label(label)) is not None:
            return None
        return "none" if _BLOCKS.match(text, line.start() + len(line[0].rstrip()) - 1) else None

    def _line(self, text: str, start: int, end: int, section: Passage) -> Iterator[Passage]:
        row = _ROW.match(text, start, end)
        if row:  # a table: "| Eyes | green |"
            label = row[1].strip(" *_`")
            reads = self.reads(label) or self._labels.by_head(label) or "none"
            yield Passage(row.start(2), row.end(2), reads, True, label)
            return
        fields = self._fields(text, start, end, section)
        first = fields[0][0].start() if fields else end
        if first > start:
            yield Passage(start, first, section.reads, section.listed)
        if not fields:
            return
        left_out, parent = start, Passage(0, end, section.reads)
        for (match, reads), following in zip_longest(fields, fields[1:]):
            finish = following[0].start() if following else end
            if match.start() < left_out:
                continue
            opened = match.end() + (match["open"] is None)
            if text[opened - 1 : opened] == "{":
                closing = _closing(text, opened, end)
                left_out = closing if reads == "none" else start
                parent = Passage(opened, closing, reads, True)
                continue
            reads = self._within(parent, match, reads)
            close = _value_end(match, finish, reads)
            yield from self._paired(match, close) or [
                Passage(match.end(), close, reads, reads not in ("prose", "said"), _label(match))
            ]
            if close < finish:
                yield Passage(close, finish, section.reads, section.listed)

    def _paired(self, match: re.Match[str], end: int) -> list[Passage]:
        """Return the passages of "Hair/Eyes: black / brown", where as many values stand as names; else none."""
        names, start, found = _label(match).split("/"), match.end(), []
        values = match.string[start:end].split("/") if len(names) > 1 else []
        if len(values) != len(names):
            return []  # one value
        announced = [self.reads(name) for name in names]
        if len(set(announced)) < len(names):
            return []  # two names of one thing: "Sex/Gender: Female (she/her)"
        for name, value, reads in zip(names, values, announced, strict=True):
            found.append(Passage(start, start + len(value), reads or "none", True, name.strip()))
            start += len(value) + 1
        return found

    def _within(self, parent: Passage, match: re.Match[str], reads: Reads) -> Reads:
        """Return what a label announces inside of the "{…}" of another one."""
        if match.start() >= parent.end:
            return reads
        if parent.reads == "outfit" and parent.listed:
            return parent.reads  # "outfit": {"work": […]}
        divided = parent.reads in _DIVIDED and self._labels.is_aspect(_label(match))
        return parent.reads if divided else reads  # "hair": {"color": …, "length": …}

    def _fields(self, text: str, start: int, end: int, section: Passage) -> list[tuple[re.Match[str], Reads]]:
        """Return the labels of a line and what they announce."""
        called = _CALL.search(text, start, end) is not None
        if not called and not _LABEL_MARK.search(text, start, end):
            return []  # prose
        divided = section.reads in _DIVIDED or text.find("{", start, end) >= 0
        fields = []
        for match in (_CALL_FIELD if called else _FIELD).finditer(text, start, end):
            reads = self._field(match, start)
            if reads or (divided and self._labels.is_aspect(_label(match))):
                fields.append((match, reads or section.reads))
        return fields

    def _field(self, match: re.Match[str], line_start: int) -> Reads | None:
        """Return what a labelled value is about; None when the "label" is only part of the text."""
        label = _label(match)
        reads = self.reads(label)
        bare = match["wpp"] and match.string[match.end()] not in '"“'
        if match["dashed"] and _LONG_DASH.search(match[0]) and self._leaves_out_verbs(label):
            return None
        if match["dashed"] or bare:  # "Eyes - green", "eyes(green)" only where we know the label
            return reads
        if reads is None and match["edge"] not in (",", "，") and self.owner(label) is None:
            reads = self._labels.by_head(label)
        if reads:
            return reads
        if match["json"] or match["wpp"] or match["boxed"]:
            return "prose" if self.owner(label) else "none"
        return None if match["edge"] in (",", "，") else self._unannounced(match, label, line_start)

    def _unannounced(self, match: re.Match[str], label: str, line_start: int) -> Reads | None:
        """Return what stands after a label that announces nothing known."""
        # "Mei = 20 + female" lists looks, "Mei: Hello!" is what she says.
        listed = "=" in match[0] or match["edge"] in ("[", "(") or bool(_LISTED.match(match.string, match.end()))
        if match["edge"] in ("[", ";") and match.string[line_start] == "[" and len(label.split()) <= _LONGEST_LABEL:
            return self._unknown(label, True, listed) or "none"  # PList
        return self._unknown(label, match.start() == line_start or _begins(match["edge"]), listed)

    def _leaves_out_verbs(self, label: str) -> bool:
        """Return whether a dash may stand for "is" in the language of a label."""
        language = language_of(label, self.languages)
        return language is not None and language.cases

    def _unknown(self, label: str, edge: bool, listed: bool) -> Reads | None:
        whose = self.owner(label)
        if whose is not None:
            return ("looks" if listed else "said") if whose else "none"
        words = label.split()
        named = len(words) <= 3 and all(word[0].isupper() for word in words)
        named = named or _UNSPACED_LABEL.fullmatch(label) is not None
        return "none" if edge and named else None

    def reads(self, label: str) -> Reads | None:
        """Return what a label announces, None when it is unknown."""
        owned = self._owned(label.strip())
        if owned is not None:
            return owned or None
        return self._labels.reads(label)

    def _owned(self, label: str) -> Reads | None:
        """Return what a label with a name in it announces, "" when it is no label, None without a name."""
        possessor = POSSESSOR.fullmatch(label)
        if possessor and self.owner(possessor[1]) is not None:
            if len(possessor[2].split()) > _LONGEST_LABEL:
                return ""  # "Vera's sister kept her human face: …" is a sentence
            whose = self.owner(possessor[1]) and not self._labels.is_another(possessor[2])
            return self.reads(possessor[2]) or "prose" if whose else "none"
        if possessor and possessor[1][:1].isupper() and self.reads(possessor[2]):
            return "none"  # somebody we do not know
        if self.owner(label) is not None:
            return None  # "Ann Holt" is all a name
        first, _, owner = label.rpartition(" ")
        if not first or not owner[:1].isupper() or self.owner(owner) is None:
            return self._after_name(label)
        if not self.owner(owner):
            return "none"
        return self.reads(first) or ("none" if self._labels.is_somebody(first) else "prose")  # "Внешность Глеба"

    def _after_name(self, label: str) -> Reads | None:
        """Return what stands behind a name in a label: "Ann hates", "Ann Holt wears"; None without a name before."""
        words = label.split()
        for count in range(min(len(words) - 1, _LONGEST_NAME), 0, -1):
            whose = self.owner(" ".join(words[:count])) if words[0][:1].isupper() else None
            if whose is not None:
                return self.reads(" ".join(words[count:])) if whose else "none"
        return None


def _label(match: re.Match[str]) -> str:
    said = match["json"] or match["wpp"] or match["boxed"] or match["dashed"] or match["label"]
    return str(said).strip(" '’")


def _value_end(match: re.Match[str], end: int, reads: Reads) -> int:
    """Return where a label's value ends: with its bracket, "(Note: be brief.) …", a short one with its sentence."""
    sentence = _SENTENCE_END.search(match.string, match.end(), end) if reads in _BRIEF else None
    if sentence:
        return sentence.end()
    close = match.string.find(")", match.end(), end) if match["edge"] == "(" else -1
    inner = match.string.find("(", match.end(), end)
    return close if close >= 0 and not 0 <= inner < close else end


def _begins(edge: str) -> bool:
    """Return whether a label after this edge begins something of its own, whatever it says."""
    return edge[:1] in ("[", ";", "。", "；", "【") or (bool(edge) and edge[0] not in "{|,(，（")


def _closing(text: str, start: int, end: int) -> int:
    """Return where the bracket "{" that stands before `start` is closed, `end` when it is not."""
    depth = 1
    for mark in re.finditer(r"[{}]", text[start : min(end, start + _LONGEST_BLOCK)]):
        depth += 1 if mark[0] == "{" else -1
        if not depth:
            return start + mark.end()
    return end
