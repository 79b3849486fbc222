"""What flows through rp-composer: frozen values, from the text of a chat to the picture in it.

Read them in this order, which is also the order of the work: `requests` (what a message asks for), the `story`, the
`cards` (who takes part), `facts` (what they say, and the scene), the `prompt` (fragments and what a dialect writes).
What comes after it stands in `composer.pictures`. All offsets are code points; all ranges are
half-open, ``[start, end)``.
"""

from composer.types.cards import Asset, CharacterCard, Lorebook, LoreEntry, Persona, SelectiveLogic
from composer.types.facts import (
    CONSISTENCIES,
    Conflict,
    Consistency,
    Description,
    Detail,
    Evidence,
    Garment,
    Person,
    PictureWishes,
    Quoted,
    Reference,
    Role,
    Scene,
    Term,
    Trait,
)
from composer.types.macros import Macros
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
from composer.types.story import ChatMessage

__all__ = [
    "CONSISTENCIES",
    "SLOTS",
    "Asset",
    "Cast",
    "Change",
    "CharacterCard",
    "ChatMessage",
    "Conflict",
    "Consistency",
    "Content",
    "Description",
    "Detail",
    "Evidence",
    "Failed",
    "FoundRequest",
    "Fragment",
    "Garment",
    "Illustrated",
    "ImageRequest",
    "Looks",
    "LoreEntry",
    "Lorebook",
    "Macros",
    "Operation",
    "Outcome",
    "Outfit",
    "Part",
    "Person",
    "PersonPrompt",
    "Persona",
    "PictureWishes",
    "Quoted",
    "Reference",
    "RenderedPrompt",
    "RequestProblem",
    "Role",
    "Scene",
    "SelectiveLogic",
    "Status",
    "Term",
    "Trait",
    "Words",
]
