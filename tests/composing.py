"""A small cast and short ways to compose with it, shared by the tests of stages, dialect and pipeline."""

from dataclasses import replace
from functools import cache

from composer.models import Model
from composer.pipeline import compose
from composer.plugins import PluginManager
from composer.profiles import Profile
from composer.types import Evidence, Garment, ImageRequest, Person, RenderedPrompt, Scene, Term, Trait
from composer_plugins.dialects.blocks import Blocks

SENTENCE = Model(name="prose", backend="sketch", references=2)
NEGATIVE_FIELD = Model(name="field", backend="sketch", avoidance="negative_field")

MAREN = Person(
    "Maren",
    traits=(
        Trait(
            "eye_color",
            "green",
            phrase="green eyes",
            evidence=(Evidence("card:Maren.description", 30, 40, "green eyes"),),
        ),
        Trait(
            "hair_color",
            "silver",
            phrase="silver hair",
            evidence=(Evidence("card:Maren.description", 8, 19, "silver hair"),),
        ),
    ),
    garments=(
        Garment(Term("raincoat"), "yellow raincoat", evidence=(Evidence("message:2", 5, 20, "yellow raincoat"),)),
        Garment(Term("shirt"), "white shirt", state=(Term("unbuttoned"),)),
    ),
)
LUKA = Person("Luka", traits=(Trait("build", "tall"),), garments=(Garment(Term("свитер"), "серый свитер"),))
ALEX = Person(
    "Alex", role="persona", traits=(Trait("skin", "freckled skin"),), garments=(Garment(Term("coat"), "coat"),)
)
GUARD = Person("the guard", role="npc", traits=(Trait("feature", "scar on the cheek"),))


@cache
def stages() -> PluginManager:
    """Return the manager with the built-in stages and dialects that all tests share; nobody adds to it."""
    return own_stages()


def own_stages() -> PluginManager:
    """Return a manager with the built-in stages and dialects for a test that adds to it."""
    plugins = PluginManager(strict=True)
    plugins.load({"stage", "dialect"})
    return plugins


def scene(*people: Person, **request: str | None) -> Scene:
    """Return a scene with these people and a request with these fields."""
    return Scene(replace(ImageRequest("a pier at night"), **request), people, ALEX)  # type: ignore[arg-type]


def composed(of: Scene, profile: Profile | None = None, model: Model = SENTENCE) -> RenderedPrompt:
    """Compose with the built-in plugins."""
    return compose(of, profile or Profile(), stages(), Blocks(), model)


def said(rendered: RenderedPrompt, slot: str) -> list[str]:
    """Return what the prompt says in one slot, part by part."""
    text = {False: rendered.prompt, True: rendered.negative_prompt}
    return [text[part.negative][part.start : part.end] for part in rendered.parts if part.fragment.slot == slot]
