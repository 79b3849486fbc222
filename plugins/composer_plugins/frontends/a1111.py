"""AUTOMATIC1111's API: SillyTavern's built-in Image Generation, RisuAI, KoboldAI Lite, Agnai, Open WebUI, LibreChat."""

from typing import TYPE_CHECKING

from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import RegisterRoutes


@hookimpl
def register_routes(register: "RegisterRoutes") -> None:
    """Answer ``/sdapi/v1/…`` and ``/internal/ping``, errors in A1111's own shape."""
    from fastapi import APIRouter

    from composer_plugins.serving_a1111.answering import tell, tell_nothing
    from composer_plugins.serving_a1111.routes import make_router

    register(make_router(), foreign=True, tell=tell)
    register(APIRouter(), foreign=True, tell=tell_nothing, under="/sdapi/")
