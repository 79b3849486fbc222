"""The offline default: draws a storyboard sketch of the scene, with no key and no network, the same every time."""

from typing import TYPE_CHECKING

from composer.errors import UnsupportedError
from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import Exchange, Register
    from composer.pictures import GenerationJob


class SketchBackend:
    """Draws the people of a scene with their looks and clothes; what it cannot draw stands in the caption."""

    name = "sketch"
    operations = frozenset({"generate"})
    service = None

    def exchange(self, job: "GenerationJob") -> "Exchange":
        """Return the pictures without asking anybody; raise UnsupportedError for edits and upscales."""
        if job.operation not in self.operations:
            raise UnsupportedError(f"the offline sketch cannot {job.operation}; it only draws new pictures")
        from composer_plugins.sketching.picture import sketch

        return sketch(job.scene, job.settings)
        yield  # an exchange is a generator, also one that asks nothing


@hookimpl
def register_backends(register: "Register") -> None:
    """Offer the offline sketch."""
    register(SketchBackend())
