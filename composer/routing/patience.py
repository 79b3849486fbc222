"""When a call is made again, and after which pause: the only place where chance has a say."""

import random
from dataclasses import dataclass, field

from composer.errors import BackendError, EmptyAnswerError
from composer.profiles import Retries


@dataclass(slots=True)
class Patience:
    """What is left of the patience with one target.

    Attributes:
        retries: how much the profile has. chance: varies the pauses, so that many who failed together do not come back
            together.
        repeated: how often the call was made again; once_more: an empty answer was given its second chance.
    """

    retries: Retries
    chance: random.Random = field(default_factory=random.Random)
    repeated: int = 0
    once_more: bool = False

    def pause(self, error: BackendError) -> float | None:
        """Return the seconds to wait before the call is made again after `error`; None when it is not."""
        if self.repeated >= self.retries.times or not self._worth_it(error):
            return None
        asked = getattr(error, "seconds", None)
        if asked is not None and not 0 <= asked <= self.retries.longest_wait:
            return None
        pause = self._own_pause() if asked is None else asked * self.chance.uniform(1.0, 1.1)
        self.repeated += 1
        return pause

    def _worth_it(self, error: BackendError) -> bool:
        if isinstance(error, EmptyAnswerError) and error.once_more and not self.once_more:
            self.once_more = True
            return True
        return error.may_succeed_later

    def _own_pause(self) -> float:
        doubled: float = self.retries.wait * 2**self.repeated
        return min(doubled * self.chance.uniform(0.5, 1.5), self.retries.longest_wait)
