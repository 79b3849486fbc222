"""A finding: what was looked at, how it is, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "doubtful", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: ``bad`` when something the profile needs will not work, ``doubtful`` when it may not.
        subject: what was looked at; what: how it is, in one sentence; advice: the next step, "" when there is none.
    """

    state: State
    subject: str
    what: str
    advice: str = ""
