"""AUTOMATIC1111's web UI and its relatives (Forge, reForge, SD.Next), as most people run Stable Diffusion at home.

The web UI must be started with ``--api``; with ``--api-auth user:password`` it wants that pair as its key.
"""

from typing import TYPE_CHECKING

from composer.contracts import Service
from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import Dialogue, Exchange, Progress, Register
    from composer.pictures import GenerationJob


class A1111Backend:
    """Speaks the web API under ``/sdapi/v1``; what the server lists decides how samplers and models are called."""

    name = "a1111"
    operations = frozenset({"generate", "edit", "upscale"})
    service = Service("http://127.0.0.1:7860", ("A1111_AUTH",), "Authorization: Basic {basic}", paid=False)

    def exchange(self, job: "GenerationJob") -> "Exchange":
        """Have the pictures of a job drawn, or its source enlarged; raise BackendError."""
        from composer_plugins.stable_diffusion.drawing import drawn
        from composer_plugins.stable_diffusion.enlarging import enlarged
        from composer_plugins.stable_diffusion.server import Server

        server = Server(job.endpoint or self.service.endpoint)
        return (yield from enlarged(job, server) if job.operation == "upscale" else drawn(job, server))

    def models(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the titles of the server's checkpoints; raise BackendError."""
        from composer_plugins.stable_diffusion.server import Server

        return (yield from Server(endpoint).names("/sdapi/v1/sd-models", "title"))

    def styles(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the names of the styles the user keeps in the web UI: ``options: {styles: [name]}`` applies them."""
        from composer_plugins.stable_diffusion.server import Server

        return (yield from Server(endpoint).names("/sdapi/v1/prompt-styles", "name"))

    def progress(self, job: "GenerationJob") -> "Dialogue[Progress]":
        """Return how far the job is, 0 while it waits behind another in the server's queue."""
        from composer_plugins.stable_diffusion.running import progress
        from composer_plugins.stable_diffusion.server import Server

        return (yield from progress(job, Server(job.endpoint or self.service.endpoint)))

    def interrupt(self, job: "GenerationJob") -> "Dialogue[None]":
        """Stop the job, unless it still waits behind somebody else's in the server's queue."""
        from composer_plugins.stable_diffusion.running import interrupt
        from composer_plugins.stable_diffusion.server import Server

        yield from interrupt(job, Server(job.endpoint or self.service.endpoint))


@hookimpl
def register_backends(register: "Register") -> None:
    """Offer the web UI."""
    register(A1111Backend())
