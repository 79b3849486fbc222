"""The style the request asks for, in words or by name, else a card's; one that the profile fixes drops it again."""

from dataclasses import replace

from composer.draft import Draft
from composer.fragments import quoted, words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, asked_styles, card_style, nearest_style
from composer.types import Fragment, Scene, Words


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say the request's own style, then the words of each style it names; a name nobody knows stands for itself."""
    fragments = words("tag_style", scene.request.style, "request.style")
    for key, name, style in asked_styles(profile, scene.request):
        fragments += words("tag_style", style.words if style else name, style.source if style else f"request.{key}")
    wanted = card_style(profile, scene)
    if wanted is not None:
        style, said = wanted
        fragments += quoted("tag_style", [replace(said, text=style.words)])
    return fragments


@hookimpl
def modify_fragments(scene: Scene, draft: Draft) -> None:
    """Drop the names of styles that nobody knows."""
    unknown = {f"request.{key}" for key, _, style in asked_styles(draft.profile, scene.request) if style is None}
    for fragment in list(draft.fragments):
        if fragment.slot == "tag_style" and unknown.intersection(one.source for one in fragment.evidence):
            name = fragment.content.text if isinstance(fragment.content, Words) else ""
            nearest = nearest_style(draft.profile, name)
            draft.drop(fragment, f"no style is called {name!r}; the nearest is {nearest!r}")
