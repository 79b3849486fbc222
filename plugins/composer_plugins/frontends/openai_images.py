"""OpenAI's images API: Open WebUI, LibreChat, KoboldAI Lite, the official clients and whatever else speaks it."""

from typing import TYPE_CHECKING

from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import RegisterRoutes


@hookimpl
def register_routes(register: "RegisterRoutes") -> None:
    """Answer ``/v1/images/generations``, ``/v1/images/edits`` and ``/v1/models``, errors in OpenAI's own shape."""
    from composer_plugins.serving_openai.answering import tell
    from composer_plugins.serving_openai.routes import make_router

    register(make_router(), foreign=True, tell=tell, under="/v1/")
