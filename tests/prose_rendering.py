"""Short ways to write facts and to render them with the prose dialect, shared by its tests."""

from composer.models import Model
from composer.types import Cast, Fragment, Garment, Looks, Outfit, Person, Reference, RenderedPrompt, Term, Trait, Words
from composer_plugins.dialects.prose import Prose

FLUX = Model(name="flux", dialect="prose", avoidance="positive_only", references=2, languages=("en",))
Z_IMAGE = FLUX.model_copy(update={"name": "z-image", "languages": ("en", "zh")})
QWEN = Z_IMAGE.model_copy(update={"name": "qwen", "avoidance": "negative_field"})

#: How a trait of an attribute is printed on its own.
_PHRASES = {"hair_color": "{} hair", "eye_color": "{} eyes"}


def trait(attribute: str, value: str, phrase: str = "") -> Trait:
    """Return a trait as reading gives it; a phrase of hair and eyes is made from the value."""
    return Trait(attribute, value, phrase=phrase or _PHRASES.get(attribute, "").format(value))


def garment(text: str, *states: str, slot: str = "top") -> Garment:
    """Return a garment with its states."""
    return Garment(Term(text), text, state=tuple(map(Term, states)), slot=slot)


def looks(name: str, *traits: Trait) -> Fragment:
    """Return what somebody looks like."""
    return Fragment("character", Looks(Person(name, traits=traits), traits))


def outfit(name: str, *garments: Garment, traits: tuple[Trait, ...] = ()) -> Fragment:
    """Return what somebody wears."""
    return Fragment("clothing", Outfit(Person(name, traits=traits, garments=garments), garments))


def words(text: str, slot: str = "prompt", own: bool = False, untouched: bool = False) -> Fragment:
    """Return words of a slot."""
    return Fragment(slot, Words(text, own, untouched))


def cast(*names: str, eyes: str = "") -> Fragment:
    """Return who is in the picture, and through whose eyes it is seen."""
    return Fragment("people", Cast(tuple(map(Person, names)), Person(eyes) if eyes else None))


def rendered(*fragments: Fragment, model: Model = FLUX, references: tuple[Reference, ...] = ()) -> RenderedPrompt:
    """Render fragments, which are put into the dialect's order."""
    ordered = sorted(fragments, key=lambda one: Prose.slots.index(one.slot))
    return Prose().render(ordered, references, model)


def prompt(*fragments: Fragment, model: Model = FLUX) -> str:
    """Return the prompt alone."""
    return rendered(*fragments, model=model).prompt


def changes(of: RenderedPrompt) -> list[tuple[str, str]]:
    """Return what was changed."""
    return [(change.kind, change.what) for change in of.changes]


def parts(of: RenderedPrompt) -> list[str]:
    """Return what each part of the prompt says."""
    return [of.said(part) for part in of.parts if not part.negative]
