"""A grammar that cannot break finding: what a plugin's grammar does wrong is reported, and its request skipped."""

from composer.contracts import Grammar
from composer.errors import ComposerError, PluginError
from composer.plugins import PluginManager
from composer.types import FoundRequest, Outcome


class CheckedGrammar:
    """Reads and writes as `grammar` does; an exception is reported once, then its request is left as text.

    Args:
        grammar: as registered by a plugin.
        plugins: where to report; PluginError is raised instead when it is strict.
    """

    def __init__(self, grammar: Grammar, plugins: PluginManager) -> None:
        self.name = grammar.name
        self.opener = grammar.opener
        self._grammar = grammar
        self._plugins = plugins
        self._reported = False

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the request at `start`; None when there is none or the grammar fails."""
        try:
            return self._grammar.read(text, start)
        except ComposerError:
            raise
        except Exception as error:
            self._report(error)
            return None

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Return what takes the place of a request; its source when the grammar fails."""
        try:
            return self._grammar.replace(found, outcome)
        except ComposerError:
            raise
        except Exception as error:
            self._report(error)
            return found.source

    def _report(self, error: Exception) -> None:
        if not self._reported or self._plugins.strict:
            self._reported = True
            self._plugins.report(PluginError(f"grammar {self.name} failed: {error!r}"), error)
