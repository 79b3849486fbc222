"""A stage with a slot of its own, a change, a reference picture, and a dialect."""

from collections.abc import Sequence

from composer.contracts import Register
from composer.draft import Draft
from composer.hookspecs import hookimpl
from composer.models import Model
from composer.profiles import Profile
from composer.types import Fragment, Reference, RenderedPrompt, Scene, Words


class Shout:
    """Writes words in capitals."""

    name = "shout"

    def render(self, fragments: Sequence[Fragment], references: Sequence[Reference], model: Model) -> RenderedPrompt:
        """Write the words."""
        words = [one.content.text.upper() for one in fragments if isinstance(one.content, Words)]
        return RenderedPrompt("! ".join(words), references=tuple(references))


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say how many people are seen, after the prompt."""
    return [Fragment("crowd", Words(f"{len(scene.people)} people"), after="prompt")]


@hookimpl
def modify_fragments(scene: Scene, draft: Draft) -> None:
    """Leave nothing to avoid."""
    for fragment in [one for one in draft.fragments if one.slot == "avoid"]:
        draft.drop(fragment, "a stranger avoids nothing")


@hookimpl
def add_references(scene: Scene, profile: Profile) -> list[Reference]:
    """Name a face for everybody."""
    return [Reference(person.name, "identity", f"face:{person.name}") for person in scene.people]


@hookimpl
def register_dialects(register: Register) -> None:
    """Register the dialect."""
    register(Shout())
