"""ComfyUI's API: SillyTavern's Image Generation with card, persona and messages; Open WebUI; RisuAI."""

from typing import TYPE_CHECKING

from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from composer.contracts import RegisterRoutes


@hookimpl
def register_routes(register: "RegisterRoutes") -> None:
    """Answer ``/prompt``, ``/history``, ``/view`` and what belongs to them, at the root and under ``/comfy``."""
    from composer_plugins.serving_comfyui.answering import tell
    from composer_plugins.serving_comfyui.routes import make_router

    register(make_router(), foreign=True, tell=tell)
