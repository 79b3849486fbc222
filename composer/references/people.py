"""The reference pictures of a scene: avatars, the files a profile names instead of them, and those it lists besides."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from composer.errors import PictureError
from composer.models import Model
from composer.profiles import OwnReference, Profile, overridden
from composer.references.assets import Assets, read_picture
from composer.references.choosing import EDITING
from composer.types import Person, Reference, Scene


def with_own_pictures(scene: Scene, profile: Profile, model: Model, assets: Assets) -> Scene:
    """Return the scene with the profile's own picture files, in the place of avatars and beside them.

    A file that cannot be read is noted in `assets`, so that the prompt says why its picture is missing. For a model
    that takes no reference pictures nobody has an avatar: there is nothing to report about what it could never get.
    Of the pictures that the profile lists those of people who are not in the scene stay at home.
    """
    if profile.references:
        scene = replace(scene, references=(*scene.references, *_listed(scene, profile, assets)))
    if not model.references:
        scene = replace(scene, lore=tuple(replace(one, references=()) for one in scene.lore)) if scene.lore else scene
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


def _listed(scene: Scene, profile: Profile, assets: Assets) -> Iterator[Reference]:
    wish = scene.request
    given = {one.role for one in scene.references}
    for own in profile.references:
        if own.role in EDITING and (wish.operation != "edit" or (own.role == "source" and wish.source_image)):
            continue
        if own.role in EDITING and "source" in given:  # the caller's own picture is edited, of which no other mask is
            continue
        person = _shown(own, scene)
        if person is None and (own.person or own.role == "persona"):
            continue
        role = _role(person) if person and own.role in ("identity", "persona") else own.role
        yield Reference(person.name if person else "", role, _asset(Path(own.file), assets))


def _shown(own: OwnReference, scene: Scene) -> Person | None:
    """Return whom of the scene a listed picture is of, None for nobody."""
    if not own.person:
        return next((one for one in scene.people if own.role == one.role == "persona"), None)
    name = own.person.casefold()
    named = (one for one in scene.people if name in (known.casefold() for known in (one.name, *one.aliases)))
    return next(named, None)


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
