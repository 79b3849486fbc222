"""One prompt being written: foreign text made harmless, each fact said once, and what had to be changed for it."""

from collections.abc import Sequence

from composer.models import Model
from composer.neutral import Neutral, neutral_line, neutral_prompt
from composer.references import chosen
from composer.types import Change, Fragment, Reference, Words
from composer.writing.tidying import tidied

_HIDDEN = "brackets, line breaks or unseen characters could have opened, closed or hidden a block"

#: The slots whose words are lists, in which nothing needs saying twice; those of a request are sentences as well.
LISTS = frozenset({"quality", "style", "positive", "tag_style", "avoid"})


class Writing:
    """What one prompt has said so far; `changes` are the notes of `RenderedPrompt`."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._said: set[tuple[str, ...]] = set()

    def note(self, kind: str, what: str, why: str) -> None:
        """Keep a change, once."""
        change = Change(kind, what, why)
        if change not in self.changes:
            self.changes.append(change)

    def harmless(self, what: str, result: Neutral) -> str:
        """Return harmless text and note what had to be done for it, once for each `what`."""
        if result.neutralised:
            self.note("neutralised", what, _HIDDEN)
        if result.macros:
            self.note("dropped", what, "a macro that nothing filled in")
        return result.text

    def line(self, what: str, text: str) -> str:
        """Return a name or a fact as one harmless line; `what` says in the notes what it is."""
        return self.harmless(what, neutral_line(text))

    def words(self, fragment: Fragment, one_line: bool = False) -> str:
        """Return the words of a fragment, "" when it has none.

        They are harmless unless they are the user's own, and tidy unless nobody may touch them.
        """
        content = fragment.content
        if not isinstance(content, Words):
            return ""
        text = content.text if content.own else self.harmless(fragment.slot, neutral_prompt(content.text))
        if one_line and not content.own:  # a single line break opens and hides nothing, so that nobody need be told
            text = neutral_line(text).text
        return text if content.untouched else self._tidied(fragment.slot, text)

    def _tidied(self, slot: str, text: str) -> str:
        tidy, again = tidied(text, tags=slot in LISTS)
        for item in again:
            self.note("merged", item, "it stood there twice")
        return tidy

    def is_new(self, what: str, *key: str) -> bool:
        """Say whether this has not been said yet, and note a repetition."""
        if key in self._said:
            self.changes.append(Change("merged", what, "the same fact was given twice"))
            return False
        self._said.add(key)
        return True

    def take(self, references: Sequence[Reference], model: Model) -> tuple[Reference, ...]:
        """Return the references that the model takes; note the others.

        Composing has chosen them before it asks the dialect, so that this is for a dialect that is used by itself.
        """
        taken, changes = chosen(references, model)
        self.changes += changes
        return taken
