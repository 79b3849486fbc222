"""What single characters have otherwise, whenever they are in the picture."""

from typing import Any

from composer.profiles.schema import Override, Profile
from composer.types import Person, Quoted, Scene

_NOTHING = Override.model_construct()
#: What says of which form a picture is.
_FORM = frozenset({"aspect_ratio", "size"})
#: What one person decides for the whole picture: the first in scene order who says anything of it.
_OF_THE_PICTURE = (("style",), ("aspect_ratio", "size"), ("resolution",), ("quality",))


def profile_for(profile: Profile, scene: Scene) -> Profile:
    """Return the profile as it stands for one picture, with what the people in it have otherwise.

    Of style, form, resolution and quality the first person in scene order who has one otherwise decides. What is said
    of the people themselves (looks, clothes, avatars, words added for them) stays in `Profile.characters`, where the
    stages find it. Where the user says nothing of the form, the first card that wants a ratio gets it.
    """
    changed = _otherwise(profile, scene)
    ratio = None if _FORM & changed.keys() else card_ratio(profile, scene)
    if ratio is not None:
        return profile.model_copy(update=changed | {"aspect_ratio": ratio.text}).choosing(profile.choices)
    return profile.model_copy(update=changed) if changed else profile


def card_ratio(profile: Profile, scene: Scene) -> Quoted | None:
    """Return the ratio that a card wants for a picture, where neither the request nor the user's profile has one."""
    if profile.choices & _FORM or scene.request.aspect_ratio or scene.request.size:
        return None
    return next((person.wishes.ratio for person in scene.people if person.wishes.ratio), None)


def _otherwise(profile: Profile, scene: Scene) -> dict[str, Any]:
    """Return the settings that people in a picture have otherwise."""
    if not profile.characters:
        return {}
    found = [override_of(profile, person) for person in scene.people]
    changed: dict[str, Any] = {}
    for names in _OF_THE_PICTURE:
        first = next((one for one in found if any(getattr(one, name) is not None for name in names)), None)
        if first is not None:
            given = {name: getattr(first, name) for name in names}
            changed |= {name: value for name, value in given.items() if value is not None}
            if given.get("size", "") is None:
                changed["size"] = ""  # the person's own ratio is not overruled by the profile's size
    return changed


def override_of(profile: Profile, person: Person) -> Override:
    """Return what a person has otherwise; see `overridden`."""
    return overridden(profile, person)[1]


def overridden(profile: Profile, person: Person) -> tuple[str, Override]:
    """Return the name under which a profile speaks of a person, and what they have otherwise.

    The person is found by their name or one of their other names, in any case of letters; the name is "" and nothing is
    otherwise when the profile does not speak of them.
    """
    if not profile.characters:
        return "", _NOTHING
    names = {name.casefold() for name in (person.name, *person.aliases)}
    return next(((name, one) for name, one in profile.characters.items() if name.casefold() in names), ("", _NOTHING))
