"""What tests of the `tags` dialect render: a model of its own, two people, requests and fragments."""

from composer.models import Model
from composer.pipeline import compose
from composer.profiles import Profile
from composer.types import (
    Evidence,
    Fragment,
    Garment,
    ImageRequest,
    Person,
    RenderedPrompt,
    Scene,
    Term,
    Trait,
    Words,
)
from composer_plugins.dialects.tags import Tags
from tests.composing import stages

MODEL = Model(
    name="booru", backend="sketch", dialect="tags", avoidance="negative_field", weights="a1111", chunk_tokens=75,
    mixes_people=True, prompt_limit=225, prompt_unit="tokens", quality_tags=("masterpiece", "best quality"),
    negative_tags=("worst quality", "bad hands"),
)  # fmt: skip
WOMAN = Trait("gender", "woman", (Term("woman", "woman"),))
IDA = Person(
    "Ida",
    traits=(WOMAN, Trait("hair_color", "blonde", phrase="blonde hair"), Trait("eye_color", "blue", phrase="blue eyes")),
    garments=(Garment(Term("dress"), "white dress"),),
)
RUTH = Person(
    "Ruth",
    traits=(WOMAN, Trait("hair_color", "black", phrase="black hair"), Trait("eye_color", "brown", phrase="brown eyes")),
    garments=(Garment(Term("jacket"), "leather jacket"),),
)


def rendered(*fragments: Fragment, model: Model = MODEL) -> RenderedPrompt:
    """Return the prompt of fragments."""
    return Tags().render(fragments, (), model)


def prompt(text: str, own: bool = False, untouched: bool = False, slot: str = "prompt", weight: float = 1) -> Fragment:
    """Return words as a fragment, those of a request unless another slot is given."""
    evidence = (Evidence("request.prompt", 0, len(text), text),)
    return Fragment(slot, Words(text, own, untouched), evidence, weight=weight)


def asked(text: str, *people: Person, profile: Profile | None = None, own: bool = False) -> RenderedPrompt:
    """Return the prompt of a request about people."""
    scene = Scene(ImageRequest(text), people, None, own_request=own)
    return compose(scene, profile or Profile(), stages(), Tags(), MODEL)


def changes(of: RenderedPrompt, kind: str) -> list[str]:
    """Return what changes of a kind are about."""
    return [change.what for change in of.changes if change.kind == kind]
