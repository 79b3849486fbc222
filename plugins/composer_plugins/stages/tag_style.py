"""The style the request asks for; a style that the profile fixes drops it again."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene) -> list[Fragment]:
    """Say the request's own style."""
    return words("tag_style", scene.request.style, "request.style")
