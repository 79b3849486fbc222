"""The reference pictures of the people of a scene: their avatars, or the files that the profile names instead."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from composer.errors import PictureError
from composer.models import Model
from composer.profiles import Profile, overridden
from composer.references.assets import Assets, read_picture
from composer.types import Person, Reference, Scene


def with_own_pictures(scene: Scene, profile: Profile, model: Model, assets: Assets) -> Scene:
    """Return the scene with the profile's own picture files in the place of avatars.

    A file that cannot be read is noted in `assets`, so that the prompt says why its picture is missing. For a model
    that takes no reference pictures nobody has any: there is nothing to report about avatars it could never get.
    """
    if not model.references:
        return _replaced(scene, {person.name: () for person in scene.people if person.references})
    files = {person.name: _file(profile, person) for person in scene.people}
    pictures = {
        person.name: (Reference(person.name, _role(person), _asset(Path(files[person.name]), assets)),)
        for person in scene.people
        if files[person.name]
    }
    return _replaced(scene, pictures)


def _replaced(scene: Scene, references: Mapping[str, tuple[Reference, ...]]) -> Scene:
    if not references:
        return scene
    people = tuple(replace(one, references=references.get(one.name, one.references)) for one in scene.people)
    return replace(scene, people=people)


def _file(profile: Profile, person: Person) -> str:
    own = overridden(profile, person)[1].avatar_file
    if own is not None or not profile.avatars.files:
        return own or ""
    names = {name.casefold() for name in (person.name, *person.aliases)}
    return next((path for name, path in profile.avatars.files.items() if name.casefold() in names), "")


def _role(person: Person) -> str:
    return "persona" if person.role == "persona" else "identity"


def _asset(path: Path, assets: Assets) -> str:
    try:
        return assets.add("file", path.name, read_picture(path))
    except PictureError as error:
        assets.reject(f"file:{path.name}", str(error))
        return f"file:{path.name}"
