"""What flows through rp-composer: frozen values, from the text of a chat to the picture in it.

Read them in this order, which is also the order of the work: `requests` (what a message asks for), the `story`, `facts`
(what the story says, and the scene), the `prompt` (fragments and what a dialect writes). What comes after it stands in
`composer.pictures`. All offsets are code points; all ranges are half-open, ``[start, end)``.
"""

from composer.types.facts import (
    CONSISTENCIES,
    Conflict,
    Consistency,
    Detail,
    Evidence,
    Garment,
    Person,
    Reference,
    Role,
    Scene,
    Term,
    Trait,
)
from composer.types.prompt import (
    SLOTS,
    Cast,
    Change,
    Content,
    Fragment,
    Looks,
    Outfit,
    Part,
    PersonPrompt,
    RenderedPrompt,
    Words,
)
from composer.types.requests import (
    Failed,
    FoundRequest,
    Illustrated,
    ImageRequest,
    Operation,
    Outcome,
    RequestProblem,
    Status,
)
from composer.types.story import CharacterCard, ChatMessage, Persona

__all__ = [
    "CONSISTENCIES",
    "SLOTS",
    "Cast",
    "Change",
    "CharacterCard",
    "ChatMessage",
    "Conflict",
    "Consistency",
    "Content",
    "Detail",
    "Evidence",
    "Failed",
    "FoundRequest",
    "Fragment",
    "Garment",
    "Illustrated",
    "ImageRequest",
    "Looks",
    "Operation",
    "Outcome",
    "Outfit",
    "Part",
    "Person",
    "PersonPrompt",
    "Persona",
    "Reference",
    "RenderedPrompt",
    "RequestProblem",
    "Role",
    "Scene",
    "Status",
    "Term",
    "Trait",
    "Words",
]
