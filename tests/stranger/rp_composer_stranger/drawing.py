"""A backend without a network, and somebody who hears of its pictures."""

from composer.contracts import Exchange, Register
from composer.hookspecs import hookimpl
from composer.pictures import GenerationJob, Picture
from composer.store import SavedPicture
from composer.types import RenderedPrompt, Scene

heard: list[str] = []


class Scribble:
    """Draws the prompt as bytes."""

    name = "scribble"
    operations = frozenset({"generate"})

    def exchange(self, job: GenerationJob) -> Exchange:
        """Draw at once."""
        return (Picture(job.prompt.prompt.encode(), "image/png", 1, 1),)
        yield  # a generator that asks the network for nothing


@hookimpl
def register_backends(register: Register) -> None:
    """Register the backend."""
    register(Scribble())


@hookimpl
def picture_saved(scene: Scene, prompt: RenderedPrompt, result: SavedPicture) -> None:
    """Note where the picture lies."""
    heard.append(str(result.path))
