"""The style the profile fixes: it wins over the style of a tag and over one written inside a prompt."""

from composer.draft import Draft
from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, fixed_style
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say the profile's style, in the words of the named style where it is the name of one."""
    style = fixed_style(profile, scene)
    return words("style", style.words, style.source) if style else []


@hookimpl
def modify_fragments(draft: Draft) -> None:
    """Drop every style of a tag when a style is fixed."""
    if any(fragment.slot == "style" for fragment in draft.fragments):
        for fragment in [one for one in draft.fragments if one.slot == "tag_style"]:
            draft.drop(fragment, "the profile fixes the style")
