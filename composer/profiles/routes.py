"""Routes: who draws a profile's pictures, one after another until one delivers."""

from typing import Any

from composer.profiles.files import profile_files
from composer.profiles.loading import drawing_of, laid_over
from composer.profiles.schema import Drawing, Profile


def route_of(profile: Profile) -> tuple[Profile, ...]:
    """Return the profile once for each entry of its route, with that entry's drawing settings; all else stays its own.

    An entry is the name of this profile or of its backend (drawn with as this profile says), else the name of another
    profile (of which only the drawing settings count, and not its route), else the name of a
    backend (drawn with by its default model, all other drawing settings being the defaults), or a mapping of drawing
    settings that differ from this profile's. Such a mapping takes nothing along that belongs to one service when it
    names another backend or endpoint, the key least of all.

    Raises:
        ProfileError: a profile that the route names cannot be read any more.
    """
    if not profile.route:
        return (profile,)
    return tuple(_drawn_by(_drawing(profile, entry), profile) for entry in profile.route)


def _drawn_by(drawing: Drawing, profile: Profile) -> Profile:
    if drawing is profile:
        return profile
    return profile.model_copy(update=_settings(drawing)).choosing(drawing.choices)


def _drawing(profile: Profile, entry: str | dict[str, Any]) -> Drawing:
    if isinstance(entry, dict):
        laid = Drawing.model_validate(laid_over(profile.model_dump(include=set(Drawing.model_fields)), entry))
        return laid.choosing(profile.choices.union(entry))
    if entry in (profile.name, profile.backend):
        return profile
    if entry in {one.name for one in profile_files()}:
        return drawing_of(entry)
    return Drawing(backend=entry)


def _settings(drawing: Drawing) -> dict[str, Any]:
    return {name: getattr(drawing, name) for name in Drawing.model_fields}
