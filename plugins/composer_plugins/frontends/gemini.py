"""Google's ``generateContent``: extensions that draw by Gemini's image models, and Google's own client."""

from typing import TYPE_CHECKING

from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import RegisterRoutes


@hookimpl
def register_routes(register: "RegisterRoutes") -> None:
    """Answer ``/v1beta/models`` and ``/v1beta/models/…:generateContent``, errors in Google's own shape."""
    from composer_plugins.serving_gemini.answering import tell
    from composer_plugins.serving_gemini.routes import make_router

    register(make_router(), foreign=True, tell=tell, under="/v1beta/")
