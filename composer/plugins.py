"""Finding, loading and asking plugins: one PluginManager per application object, nothing global.

Plugins come from the entry points of the group ``rp_composer`` and from the drop-in folder (``*.py``). The part of an
entry point's name before the dot is its kind, and a plugin is imported only when its kind is needed; a name without a
known kind, and every drop-in file, is imported with the first kind.
"""

import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar

import pluggy

from composer import hookspecs
from composer.errors import ComposerError, PluginError
from composer.nearest import nearest

GROUP = "rp_composer"
KINDS = frozenset({"grammar", "language", "card", "stage", "dialect", "reader", "backend", "frontend", "command"})
FINDING = frozenset({"grammar"})
READING = frozenset({"language", "card"})
READERS = READING | {"reader"}
COMPOSING = FINDING | READING | {"stage", "dialect"}
GENERATING = COMPOSING | {"backend", "reader"}

T = TypeVar("T")


class Catalogue(Generic[T]):
    """The objects plugins registered through one ``register_*`` hook, by name."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.items: dict[str, T] = {}

    def __iter__(self) -> Iterator[T]:
        """Yield the objects in the order of their names, so that no result depends on the order of registration."""
        return (self.items[name] for name in sorted(self.items))

    def add(self, item: Any, plugin: str) -> None:
        """Add an object under its ``name``; a name that is taken raises PluginError."""
        if item.name in self.items:
            raise PluginError(
                f"plugin {plugin}: the {self.noun} {item.name!r} is already registered; choose another name"
            )
        self.items[item.name] = item

    def get(self, name: str) -> T:
        """Return the object called `name`; PluginError lists the known names."""
        if name not in self.items:
            known = ", ".join(sorted(self.items)) or "none"
            raise PluginError(f"no {self.noun} is called {name!r}; there are: {known}")
        return self.items[name]


class PluginManager:
    """Holds the plugins of one application.

    Args:
        disabled: names of plugins that are never loaded (entry-point names, or file names of drop-ins without ``.py``).
        folder: the drop-in folder; it need not exist.
        strict: stop at the first failing plugin instead of reporting and skipping it.
    """

    def __init__(self, disabled: Iterable[str] = (), folder: Path | None = None, strict: bool = False) -> None:
        self.pluggy = pluggy.PluginManager(GROUP)
        self.pluggy.add_hookspecs(hookspecs)
        self.folder = folder
        self.strict = strict
        self.reports: list[PluginError] = []
        self._loaded: set[str] = set()
        self._disabled = tuple(disabled)
        for name in self._disabled:
            self.pluggy.set_blocked(name)

    def register(self, plugin: object, name: str) -> None:
        """Register an object as a plugin; PluginError when the name is taken or a hook does not fit."""
        try:
            if not self.pluggy.is_blocked(name):
                self.pluggy.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginError(f"plugin {name}: {error}") from error

    def load(self, kinds: Iterable[str]) -> None:
        """Import and register every plugin of these kinds that is not yet loaded."""
        wanted = frozenset(kinds) - self._loaded
        if not wanted:
            return
        first = not self._loaded
        self._loaded |= wanted
        for entry in self._entries:
            kind = entry.name.partition(".")[0]
            if kind in wanted or (first and kind not in KINDS):
                self._load(entry.name, entry.load)
        if first and self.folder is not None and self.folder.is_dir():
            for path in sorted(self.folder.glob("*.py")):
                self._load(path.stem, partial(_import_file, path))

    @cached_property
    def _entries(self) -> tuple[importlib.metadata.EntryPoint, ...]:
        """The plugins that are installed; finding them opens a file of every installed distribution."""
        return tuple(importlib.metadata.entry_points(group=GROUP))

    def disabled_in_vain(self) -> Iterator[tuple[str, str]]:
        """Yield each disabled name that no plugin has, which is likely misspelt, and the plugin's that is nearest."""
        files = self.folder.glob("*.py") if self.folder is not None else ()
        known = {entry.name for entry in self._entries} | {path.stem for path in files}
        return ((name, nearest(name, known)) for name in self._disabled if name not in known)

    def ask(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """Put one question to every plugin, in the order of their names.

        Returns (plugin name, answer) pairs without the Nones. A ComposerError passes; any other exception becomes a
        PluginError in `reports` and the plugin is skipped, or is raised when the manager is strict.
        """
        answers = []
        for impl in self._implementations(hook):
            try:
                answer = impl.function(*(arguments[name] for name in impl.argnames))
                # An answer may be a generator: its body runs here, under the plugin's name, not somewhere later.
                answer = list(answer) if isinstance(answer, Iterator) else answer
            except ComposerError:
                raise
            except Exception as error:
                self.report(PluginError(f"plugin {impl.plugin_name}: {hook} failed: {error!r}"), error)
                continue
            if answer is not None:
                answers.append((impl.plugin_name, answer))
        return answers

    def _implementations(self, hook: str) -> list[pluggy.HookImpl]:
        return sorted(getattr(self.pluggy.hook, hook).get_hookimpls(), key=attrgetter("plugin_name"))

    def catalogue(self, hook: str, noun: str) -> Catalogue[Any]:
        """Return what plugins register through a ``register_*`` hook."""
        catalogue: Catalogue[Any] = Catalogue(noun)
        for impl in self._implementations(hook):
            name = impl.plugin_name
            try:
                impl.function(lambda item, name=name: catalogue.add(item, name))
            except ComposerError:
                raise
            except Exception as error:
                self.report(PluginError(f"plugin {name}: {hook} failed: {error!r}"), error)
        return catalogue

    def names(self, hook: str | None = None) -> list[tuple[str, list[str]]]:
        """List (plugin name, its hooks), all of them or those with one hook."""
        rows = []
        for name, plugin in sorted(self.pluggy.list_name_plugin()):
            callers = self.pluggy.get_hookcallers(plugin) if plugin is not None else None
            hooks = sorted(caller.name for caller in callers or ())
            if plugin is not None and (hook is None or hook in hooks):
                rows.append((name, hooks))
        return rows

    def _load(self, name: str, load: Callable[[], object]) -> None:
        if self.pluggy.is_blocked(name) or self.pluggy.has_plugin(name):
            return
        try:
            self.register(load(), name)
        except Exception as error:
            self.report(PluginError(f"plugin {name} could not be loaded: {error}"), error)

    def report(self, problem: PluginError, cause: Exception | None = None) -> None:
        """Note that a plugin failed and was skipped; raise `problem` when the manager is strict."""
        if self.strict:
            raise problem from cause
        self.reports.append(problem)


def _import_file(path: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"composer_dropin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise PluginError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
