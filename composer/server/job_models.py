"""What the server answers about requests, prompts and pictures, every field described for the OpenAPI page."""

from typing import Any, Literal

from pydantic import Field

from composer.jobs.job import Kind, Status
from composer.server.request_models import State
from composer.server.response_models import Answer, ErrorFields
from composer.types import Consistency

#: What becomes of a request in a message: a job's status, or why there is no job.
RequestStatus = Literal[
    "queued", "running", "finished", "failed", "cancelled", "held", "unknown", "done", "error", "incomplete"
]


class ProblemFields(Answer):
    """Why a request cannot be drawn as it is written."""

    code: str
    field: str
    value: Any = None
    message: str


class FoundFields(Answer):
    """An image request in a message, as `rp-composer find --json` lists it; what says nothing is left out."""

    grammar: str
    operation: str
    status: Literal["pending", "done", "failed", "incomplete", "error"]
    span: tuple[int, int] = Field(description="Half open, in code points.")
    error: ProblemFields | None = None
    request: dict[str, Any] | None = None


class FindAnswer(Answer):
    """The image requests of a message."""

    requests: list[FoundFields]


class EvidenceFields(Answer):
    """The text a fact came from; when `exact`, the stored text has `quote` between `start` and `end`.

    `reader` is the optional reader that found it there, "" for the rules.
    """

    source: str
    start: int
    end: int
    quote: str
    exact: bool
    reader: str = ""


class PartFields(Answer):
    """A range of the prompt (or, when `negative`, of the negative prompt) and where it comes from.

    `person` is the place in `people`, from 0, of the prompt it is a range of; null for the prompt of all.
    """

    start: int
    end: int
    slot: str
    plugin: str
    text: str
    evidence: list[EvidenceFields]
    negative: bool = False
    person: int | None = None


class PersonFields(Answer):
    """The prompt of one person, for models that have a prompt for each."""

    name: str
    prompt: str
    negative_prompt: str = ""
    position: tuple[float, float] | None = Field(
        default=None, description="The middle of the person, from left and top, 0 to 1; null where the model chooses."
    )


class ReferenceUseFields(Answer):
    """A further use of a reference picture: whom it shows, and what for."""

    person: str
    role: str


class ReferenceFields(Answer):
    """A reference picture: whom it shows, what for, which one, how closely it is followed, and what else it is for."""

    person: str
    role: str
    asset: str
    consistency: Consistency = "balanced"
    also: list[ReferenceUseFields] = Field(default=[])


class ChangeFields(Answer):
    """Something that is not done as asked, and why."""

    kind: str
    what: str
    why: str


class SaidFields(Answer):
    """Something that is said of somebody's looks, and where."""

    text: str = Field(description="As a prompt prints it.")
    evidence: list[EvidenceFields]


class ConflictFields(Answer):
    """Two things said of somebody's looks of which one can hold."""

    attribute: str
    kept: SaidFields = Field(description="What counts.")
    dropped: SaidFields = Field(description="What gave way.")
    why: str


class ConflictOf(ConflictFields):
    """A conflict, and whose looks it is about."""

    person: str


class PriceFields(Answer):
    """What a job is expected to cost; `usd` is null where the catalogue does not say."""

    usd: float | None = None
    note: str = ""


class ComposedFields(Answer):
    """The prompt of one request, and where each part of it comes from."""

    span: tuple[int, int] | None = Field(default=None, description="In the message, in code points.")
    status: str = Field(description="Of the request as found, or `refused`.")
    error: ErrorFields | None = Field(default=None, description="Why there is no prompt.")
    prompt: str = ""
    negative_prompt: str = ""
    people: list[PersonFields] = Field(default=[])
    parts: list[PartFields] = Field(default=[])
    references: list[ReferenceFields] = Field(default=[])
    changes: list[ChangeFields] = Field(default=[])
    conflicts: list[ConflictOf] = Field(default=[], description="What is said of looks and does not count.")
    settings: dict[str, Any] = Field(default={}, description="What is asked of the backend beside the prompt.")
    backend: str = ""
    model: str = ""
    price: PriceFields = PriceFields()


class ComposeAnswer(Answer):
    """The prompts of a message's requests, and what to keep with the message."""

    requests: list[ComposedFields]
    state: State


class PictureFields(Answer):
    """A finished picture."""

    id: str
    url: str = Field(description="Where it is, on this server.")
    media_type: str
    width: int
    height: int


class RequestFields(Answer):
    """One request of a message, and what becomes of it."""

    id: str = Field(description="Of its job; empty for one that cannot be drawn.")
    status: RequestStatus
    original: str = Field(description="The request as it stands in the message.")
    occurrence: int = Field(description="Which occurrence of `original` in the message, from 0.")
    replacement: str | None = Field(
        default=None,
        description="What takes its place, {{picture:0}} standing for the path of the first picture.",
    )
    pictures: list[PictureFields] = Field(default=[])
    grammar: str = ""
    reason: str = Field(default="", description="Why it is not finished.")
    code: str = Field(default="", description="The reason's stable name.")
    price: PriceFields | None = Field(
        default=None, description="What it is expected to cost; of a job looked at later, another version of it."
    )
    progress: float | None = Field(default=None, description="0 to 1, while it is running and known.")


class JobsAnswer(Answer):
    """Every request of the message in order, and what to keep with the message."""

    requests: list[RequestFields]
    state: State


class AttemptFields(Answer):
    """A backend that was tried."""

    backend: str
    model: str
    status: str
    code: str = ""
    reason: str = ""
    calls: int = 0
    seconds: float = 0.0
    usd: float | None = None


class JobFields(RequestFields):
    """One job with all that is known of it."""

    status: Status
    chat: str = ""
    message: str = ""
    swipe: int = 0
    profile: str = ""
    request: dict[str, Any] | None = None
    prompt: str = ""
    negative_prompt: str = ""
    people: list[PersonFields] = Field(default=[])
    backend: str = ""
    model: str = ""
    seed: int | None = None
    attempts: list[AttemptFields] = Field(default=[])
    changes: list[ChangeFields] = Field(default=[])
    references: list[ReferenceFields] = Field(default=[])
    usd: float | None = None
    created: str = ""
    updated: str = ""
    seconds: float = 0.0
    base: str = Field(default="", description="The id that all versions of this picture share.")
    reroll: int = Field(default=0, description="The number of the version.")
    kind: Kind = "first"


class JobList(Answer):
    """Jobs, the newest first."""

    jobs: list[JobFields]
