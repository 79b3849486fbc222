"""The request's own words: what is to be seen in the picture."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene) -> list[Fragment]:
    """Say the request's prompt."""
    return words("prompt", scene.request.prompt, "request.prompt", scene.own_request)
