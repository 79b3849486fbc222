"""What the server answers about itself: profiles, who draws, models, styles, keys, spending, the log and its health."""

from typing import Any, Literal

from pydantic import Field

from composer.server.response_models import Answer


class ProfileEntry(Answer):
    """A profile by name."""

    name: str
    origin: Literal["built-in", "user", "started with"]
    active: bool = Field(description="It counts where a call names none.")
    path: str = Field(default="", description="Its file, when it is the user's.")
    problem: str = Field(default="", description="Why it cannot be used.")


class ProfileList(Answer):
    """The profiles that can be named."""

    profiles: list[ProfileEntry]


class ProfileAnswer(Answer):
    """A profile: what it says itself, and what counts in the end."""

    name: str
    written: dict[str, Any] = Field(description="The keys that its own file has.")
    settings: dict[str, Any] = Field(description="Every key, with what it inherits.")
    key_missing: bool = Field(default=False, description="Its backend draws nothing without a key, and none is there.")


class BackendFields(Answer):
    """Somebody who can draw."""

    name: str
    endpoint: str = Field(description="Where its service lives; empty for one that draws on the server's machine.")
    paid: bool = Field(description="A call costs money.")


class BackendList(Answer):
    """Who can draw."""

    backends: list[BackendFields]


class BackendModels(Answer):
    """What is known of a backend's own list of models."""

    backend: str
    status: Literal["listed", "failed", "not asked"]
    reason: str = ""
    refreshed: str = Field(default="", description="When it was asked last (ISO 8601, UTC).")
    models: list[str] = Field(default=[])


class ModelList(Answer):
    """The models of the catalogue, and what the backends themselves list."""

    models: list[dict[str, Any]]
    backends: list[BackendModels]
    refreshed: str = Field(default="", description="When backends were asked last (ISO 8601, UTC).")


class StyleFields(Answer):
    """A named style."""

    name: str
    label: str = ""
    words: str = Field(description="What the prompt says.")
    negative: str = Field(default="", description="What the prompt avoids for it.")
    source: str = ""


class StyleList(Answer):
    """The named styles of a profile."""

    styles: list[StyleFields]


class SpentFields(Answer):
    """What was drawn and spent; of `unpriced` pictures nobody knows the price."""

    pictures: int
    usd: float
    unpriced: int


class ModelSpending(SpentFields):
    """What one model has cost this month."""

    backend: str
    model: str


class DaySpending(SpentFields):
    """What one day has cost."""

    day: str


class SpendingAnswer(Answer):
    """What was drawn and spent, and the limits of the server's profile."""

    today: SpentFields
    month: SpentFields
    by_model: list[ModelSpending]
    days: list[DaySpending]
    limits: dict[str, float | int | None]


class LogRecord(Answer):
    """A record of the log."""

    time: str
    level: str
    logger: str
    message: str


class LogList(Answer):
    """The last records of the log, the oldest first, without secrets."""

    records: list[LogRecord]


class HealthAnswer(Answer):
    """How the server is."""

    status: Literal["ok", "stopping"]
    version: str
    uptime: float = Field(description="In seconds.")
    profile: str
    backends: list[str] = Field(description="Who draws for the profile, in the order of its route.")
    jobs: dict[str, int] = Field(description="How many there are by status.")
    problems: list[str] = Field(default=[], description="What plugins and files had to complain about.")


class KeyFields(Answer):
    """Where a key is, never the key itself."""

    backend: str
    origin: str
    place: str


class KeyList(Answer):
    """The keys that are kept."""

    keys: list[KeyFields]
