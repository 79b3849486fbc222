"""What somebody is built like: "built like a brick wall", "the figure of a dancer"."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.reading.looks.view import View

#: How many words a comparison has at most.
_LONGEST = 4


def likenesses(view: View) -> Iterator[Found]:
    """Yield builds that are told by a comparison."""
    for match in view.matches if "likeness" in view.known else ():
        start = end = match.last
        end += bool(view.form(end, "waiting"))
        limit = min(len(view.words), end + _LONGEST)
        while end < limit and view.is_word(end) and not view.form(end, "function", "pronoun", "having"):
            end += 1
        if match.form("likeness") and end > start + 1:
            value = view.source(match.first, end)
            yield Found("build", value, value, (), match.first, end, match.first)
