"""Composers by profile: made once for each content of a profile, ready for several threads at once."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from composer.app import Composer
from composer.profiles import Profile
from composer.reading.text.mapped import MappedText

#: So many profiles are in use at once at most; another takes the place of the one that was not asked for longest.
_MOST = 16


class Composers:
    """Keeps a composer for each profile.

    Args:
        make: makes the composer of a profile.
    """

    def __init__(self, make: Callable[[Profile], Composer]) -> None:
        self._make = make
        self._made: OrderedDict[str, Composer] = OrderedDict()
        self._lock, self._making = threading.Lock(), threading.Lock()

    def get(self, profile: Profile) -> Composer:
        """Return the composer of a profile; ProfileError and PluginError as `Composer` raises them."""
        key = hashlib.sha256(profile.model_dump_json().encode()).hexdigest()
        known = self._known(key)
        if known is not None:
            return known
        with self._making:
            known = self._known(key) or _warmed(self._make(profile))
        with self._lock:
            self._made[key] = known
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
        return known

    def _known(self, key: str) -> Composer | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def forget(self) -> None:
        """Make every composer anew when it is next asked for: keys or profiles have changed."""
        with self._lock:
            self._made.clear()


def _warmed(composer: Composer) -> Composer:
    """Load all that a composer loads when it is first used."""
    composer.narrator.reading.sentences(MappedText.of("request", ""))
    for part in ("grammars", "targets", "dialects", "backends"):
        getattr(composer, part)
    _ = composer.readers.consultation
    return composer
