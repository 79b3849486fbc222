"""Styles that have a name: the built-in ones and those of the user's profile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.nearest import nearest
from composer.profiles.people import overridden
from composer.profiles.schema import Profile
from composer.types import ImageRequest, Quoted, Scene

#: The keys of a request that name a style.
PRESET_KEYS = ("style_preset", "preset")


@dataclass(frozen=True, slots=True)
class Style:
    """A style in words.

    Attributes:
        name: "" for one that is written out in the profile; label: how to show it to people.
        words: what the prompt says; negative: what it avoids for this style.
        source: the text the words come from, as in `composer.types.Evidence`.
    """

    name: str
    words: str
    negative: str = ""
    source: str = ""
    label: str = ""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    label: str
    words: Annotated[str, Field(min_length=1)]
    negative: str = ""
    also: Annotated[tuple[str, ...], Field(strict=False)] = ()


class _Entries(BaseModel):
    """The built-in styles; ``also`` are other names for them."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    styles: dict[str, _Entry]


def styles_of(profile: Profile) -> dict[str, Style]:
    """Return the styles that a profile knows by name, in order of the names; its own win over the built-in ones."""
    own = {name: _own_style(profile, name) for name in profile.styles}
    keys = {_key(name) for name in own}
    builtin = {
        name: Style(name, entry.words, entry.negative, f"style:{name}", entry.label)
        for name, entry in _builtin().items()
        if _key(name) not in keys
    }
    return dict(sorted((own | builtin).items()))


def _own_style(profile: Profile, name: str) -> Style:
    said = profile.styles[name]
    words, negative = (said, "") if isinstance(said, str) else (said.words, said.negative)
    return Style(name, words, negative, f"profile:{profile.name}.styles.{name}", name)


def named_style(profile: Profile, name: str) -> Style | None:
    """Return the style of a name, whatever the case of its letters and however its words are joined; None for none."""
    key = _key(name)
    by_key = {_key(one.name): one for one in styles_of(profile).values()}
    other = next((name for name, entry in _builtin().items() if key in map(_key, entry.also)), "")
    return by_key.get(key) or by_key.get(_key(other))


def nearest_style(profile: Profile, name: str) -> str:
    """Return the name of the style that is spelt most like `name`."""
    return nearest(name, styles_of(profile))


def fixed_style(profile: Profile, scene: Scene) -> Style | None:
    """Return the style that the profile fixes for a picture: that of the first person who has one, else its own."""
    if not profile.style_on:
        return None
    given = ((name, one.style) for name, one in (overridden(profile, person) for person in scene.people))
    words, place = next(
        ((style, f"characters.{name}.style") for name, style in given if style is not None), (profile.style, "style")
    )
    if not words.strip():
        return None
    return named_style(profile, words) or Style("", words, "", f"profile:{profile.name}.{place}")


def card_style(profile: Profile, scene: Scene) -> tuple[Style, Quoted] | None:
    """Return the style that a card wants for a picture and its words there; None where anybody else has a say in it.

    Of several people the first in scene order whose card has one decides. A style that the request or the user's
    settings of any person in the picture name comes before it, and be it none.
    """
    if (
        fixed_style(profile, scene)
        or scene.request.style
        or any(style for *_, style in asked_styles(profile, scene.request))
    ):
        return None
    if any(overridden(profile, person)[1].style is not None for person in scene.people):
        return None
    wish = next((person.wishes.style for person in scene.people if person.wishes.style), None)
    if wish is None:
        return None
    return named_style(profile, wish.text) or Style("", wish.text, "", wish.evidence.source), wish


def styles_in(profile: Profile, scene: Scene) -> list[Style]:
    """Return the styles of a picture beside what its request says in words: fixed, asked for by name, or a card's."""
    fixed = fixed_style(profile, scene)
    if fixed:
        return [fixed]
    card = card_style(profile, scene)
    return [card[0]] if card else [style for *_, style in asked_styles(profile, scene.request) if style]


def asked_styles(profile: Profile, request: ImageRequest) -> Iterator[tuple[str, str, Style | None]]:
    """Yield each key by which a request names a style, the name, and the style; None for a name that nobody knows."""
    for key in PRESET_KEYS:
        name = getattr(request, key)
        if name and name.strip():
            yield key, name, named_style(profile, name)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


@cache
def _builtin() -> dict[str, _Entry]:
    return check_builtin(_Entries, resources.files("composer") / "data" / "styles.yaml").styles
