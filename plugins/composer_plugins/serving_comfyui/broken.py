"""Why a workflow is no JSON any more, in words for whoever wrote the chat.

SillyTavern puts each text into its workflow as the replacement of a regular search, so that in a text ``$&``, ``$'``,
`` $` `` and ``$$`` are commands: of the placeholder itself, of all that stands behind it, of all before it, of a dollar
sign. The first three break the workflow.
"""

import json
import re
from json import JSONDecodeError

from composer_plugins.serving_comfyui.graph import Graph

_KEY = re.compile(r'"([A-Za-z][\w ]{0,60})"\s*:\s*"')
_PLACEHOLDER = re.compile(r'%[\w-]{1,60}%"')
#: So many characters of a workflow show that they stand in it twice, and so many words lead to the place.
_SHOWN, _FRAGMENT, _BEGINNING = 40, 12, 10
#: What our own inputs are called in words.
_CALLED = {
    "prompt": "the prompt", "negative_prompt": "the negative prompt", "persona": "the persona's description",
    "recent": "the recent messages", "last_char": "the last message", "user": "the persona's name",
    "text": "the prompt",
}  # fmt: skip
_ADVICE = "Take that dollar sign out of it, or write it as ＄, and draw again."


def why_broken(text: str, error: JSONDecodeError) -> str:
    """Return why a body is no JSON, naming the text that broke it where one did."""
    keys = list(_KEY.finditer(text, 0, error.pos))
    if not keys:
        return f"the workflow is no JSON: {error.msg} in line {error.lineno}"
    key, start = keys[-1][1], keys[-1].end()
    if text.startswith("undefined", error.pos):
        return f"SillyTavern has no value for what stands behind {key!r}; choose one in its Image Generation settings"
    mark = _mark(text, start, error.pos)
    if not mark:
        return f"the workflow is no JSON: {error.msg} in line {error.lineno}, behind {key!r}"
    return _blame(key, mark, text[start : error.pos])


def _mark(text: str, start: int, place: int) -> str:
    """Return the command that was carried out in the value from `start` on, "" when none shows."""
    if text[place - 1] == '"' and _PLACEHOLDER.match(text, place):
        return "$&"
    beginning = text.find("{", text.find('"prompt"') + 1)
    if beginning >= 0 and text[beginning : beginning + _BEGINNING] in text[start : place + _FRAGMENT]:
        return "$`"
    # What stood behind the text stands there a second time: once inside it, once behind it.
    fragment = text[place : place + _FRAGMENT]
    return "$'" if fragment.strip() and text.find(fragment, place + 1) >= 0 else ""


def _blame(key: str, mark: str, read: str) -> str:
    words = " ".join(_shown(read, mark).split())[-_SHOWN:]
    near = f" (behind “…{words}”)" if words else ""
    return (
        f"{_CALLED.get(key, f'the text of {key!r}')} broke the workflow: SillyTavern takes {mark} in a text for a "
        f"command and pastes parts of the workflow in its place{near}. {_ADVICE}"
    )


def _shown(read: str, mark: str) -> str:
    """Return what stood before the command, as far as it can be told from what was pasted."""
    if mark == "$&":
        return read[:-1]
    pasted = re.search(r'\s*[{,}\]]\s*(?:"|\n|\r|\Z)', read)
    return read[: pasted.start()] if pasted else read


def pasted_in(text: str, graph: Graph) -> str:
    """Return why a workflow that is JSON is broken all the same, "" when it is not.

    Behind the last text of a workflow stand only brackets: pasted into it they leave it whole, and are drawn.
    """
    tail = re.search(r"[\s}\]]*\Z", text.rstrip()[:-1].rstrip())
    ending = json.dumps(tail[0])[1:-1] if tail else ""
    node = list(graph.nodes.values())[-1]
    key, last = next(reversed(list(node.inputs.items())), ("", None))
    if len(ending) < 2 or not isinstance(last, str) or last.count("}") == last.count("{") or tail is None:
        return ""
    place = last.find(tail[0])
    return _blame(key, "$'", last[:place]) if place >= 0 else ""
