"""A backend without a network, and somebody who writes a caption for every picture."""

from composer.contracts import Exchange, Register
from composer.hookspecs import hookimpl
from composer.pictures import GenerationJob, Picture
from composer.store import SavedPicture
from composer.types import RenderedPrompt, Scene


class Scribble:
    """Draws the prompt as bytes."""

    name = "scribble"
    operations = frozenset({"generate"})
    service = None

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
    """Write the prompt beside a picture that is there, and so is its record."""
    if result.path.is_file() and result.sidecar.is_file():
        result.path.with_suffix(".txt").write_text(prompt.prompt, encoding="utf-8")
