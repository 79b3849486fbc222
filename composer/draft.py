"""The draft of a prompt: its fragments, between the stages that add them and the dialect that writes them."""

from collections.abc import Iterable
from dataclasses import replace

from composer.errors import PluginError
from composer.profiles import Profile
from composer.types import Change, Fragment


class Draft:
    """The fragments on their way to the dialect, which plugins may drop or replace but not reorder.

    Attributes:
        fragments: in slot order; changes: what was dropped or replaced, and why.
        profile: the one the prompt is composed with.
    """

    def __init__(self, fragments: Iterable[Fragment], profile: Profile | None = None) -> None:
        self.fragments: list[Fragment] = list(fragments)
        self.profile = profile or Profile()
        self.changes: list[Change] = []

    def drop(self, fragment: Fragment, reason: str) -> None:
        """Leave a fragment out; PluginError when it is not in the draft."""
        self.fragments.pop(self._position(fragment))
        self.changes.append(Change("dropped", fragment.slot, reason))

    def replace(self, old: Fragment, new: Fragment, reason: str) -> None:
        """Put `new` in the place of `old` (same slot); PluginError when `old` is not in the draft."""
        if new.slot != old.slot:
            raise PluginError(f"a fragment of the slot {old.slot!r} cannot be replaced by one of {new.slot!r}")
        self.fragments[self._position(old)] = replace(new, source=new.source or old.source)
        self.changes.append(Change("replaced", old.slot, reason))

    def _position(self, fragment: Fragment) -> int:
        if fragment not in self.fragments:
            raise PluginError(f"the draft holds no such fragment in the slot {fragment.slot!r}")
        return self.fragments.index(fragment)
