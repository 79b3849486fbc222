"""Who is in the picture, for dialects that count people or name them."""

from composer.hookspecs import hookimpl
from composer.types import Cast, Fragment, Scene


@hookimpl
def add_fragments(scene: Scene) -> list[Fragment]:
    """Say who is to be seen; nobody, too, is worth saying."""
    return [Fragment("people", Cast(scene.people, scene.point_of_view))]
