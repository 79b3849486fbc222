"""What SillyTavern's settings say of personas and worlds; the backup of its personas has the same keys.

Source of facts: a data folder written by SillyTavern 1.19.0 (`tests/sillytavern`).
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from composer.cards.mending import mended_persona
from composer.cards.parsing import json_object
from composer.errors import CardError
from composer.files import read_bytes
from composer.nearest import nearest_few
from composer.sillytavern.contained import Contained, text_of, texts_of
from composer.sillytavern.names import matching, nearest_words
from composer.types import Persona

#: Where the pictures of personas lie, and the most that is read of one, in bytes.
AVATARS = "User Avatars"
AVATAR_LIMIT = 32 * 1024 * 1024
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class StoredPersona:
    """A persona as the settings hold it.

    Attributes:
        file: of its avatar, in ``User Avatars``: by it everything else names the persona.
        name, description, title: as shown; world: the lorebook that belongs to it, "" for none.
        characters, groups: the avatar files and group ids that it is connected to.
    """

    file: str
    name: str
    description: str = ""
    title: str = ""
    world: str = ""
    characters: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What concerns a story.

    Attributes:
        personas: in the order of the file. default, selected: files of the one for new chats, and of the current one.
        worlds: names of the worlds that count in every chat; more_worlds: of further ones, by a character's file
            without its ending.
    """

    personas: tuple[StoredPersona, ...] = ()
    default: str = ""
    selected: str = ""
    worlds: tuple[str, ...] = ()
    more_worlds: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def by_file(self, file: str) -> StoredPersona | None:
        """Return the persona of an avatar file, None when there is none."""
        return next((persona for persona in self.personas if persona.file == file), None) if file else None

    def by_name(self, name: str) -> StoredPersona:
        """Return a persona by its name or avatar file; CardError names the nearest, or the files of several."""
        by_file = self.by_file(name)
        if by_file is not None:
            return by_file
        found = matching(name, [(persona.name, persona) for persona in self.personas])
        if len(found) == 1:
            return found[0]
        if found:
            files = ", ".join(persona.file for persona in found)
            raise CardError(f"several personas are called {name!r}; name one by its file: {files}")
        known = nearest_few(name, [persona.name for persona in self.personas], 3)
        raise CardError(f"no persona is called {name!r}; {nearest_words(known)}")

    @property
    def preferred(self) -> StoredPersona | None:
        """The persona nobody has to ask for: the default, the one in use, or the only one."""
        chosen = self.by_file(self.default) or self.by_file(self.selected)
        return chosen or (self.personas[0] if len(self.personas) == 1 else None)


def read_settings(data: bytes) -> Settings:
    """Read ``settings.json`` or a backup of personas.

    Raises:
        CardError: it is no JSON object. Whatever is of the wrong type inside counts as not there.
    """
    fields = json_object(data, "a file of SillyTavern's settings")
    user = _mapping(fields.get("power_user")) if "power_user" in fields else fields
    world_settings = _mapping(fields.get("world_info_settings"))
    world_info = _mapping(world_settings.get("world_info")) or _mapping(fields.get("world_info"))
    return Settings(
        personas=tuple(_personas(fields, user)),
        default=text_of(user.get("default_persona")),
        selected=text_of(fields.get("user_avatar")),
        worlds=texts_of(world_info.get("globalSelect")),
        more_worlds=dict(_more_worlds(world_info.get("charLore"))),
    )


def persona_in_settings(settings: Settings, name: str, folder: Path | None) -> Persona:
    """Return a persona of the settings with its avatar.

    Args:
        name: the persona's, or its avatar file's; "" for the one that nobody has to ask for.
        folder: where the settings lie, with ``User Avatars``; None to read no avatar.

    Raises:
        CardError: there is none of that name, or none that the settings prefer; with the names there are.
    """
    stored = settings.by_name(name) if name else settings.preferred
    if stored is None:
        known = ", ".join(one.name for one in settings.personas[:_SHOWN]) or "none"
        raise CardError(f"the settings prefer no persona; name one behind the file, as #NAME; there are: {known}")
    avatar = _avatar(folder, stored.file)
    return mended_persona(Persona(stored.name, stored.description, avatar=avatar, file=stored.file))


def _avatar(folder: Path | None, file: str) -> bytes:
    """Return the picture of a persona, b"" where it is not there or cannot be read."""
    path = Contained(folder).path(AVATARS, file) if folder is not None else None
    with suppress(CardError):
        return read_bytes(path, AVATAR_LIMIT, CardError) if path is not None else b""
    return b""


def _personas(fields: Mapping[str, Any], user: Mapping[str, Any]) -> Iterator[StoredPersona]:
    described = _mapping(user.get("persona_descriptions"))
    for file, name in _mapping(user.get("personas")).items():
        about = described.get(file)
        text = about if isinstance(about, str) else _mapping(about).get("description")
        if not text and file == fields.get("user_avatar"):
            text = user.get("persona_description")  # older settings describe only the persona in use
        about = _mapping(about)
        yield StoredPersona(
            text_of(file),
            text_of(name).strip() or text_of(file),
            text_of(text),
            text_of(about.get("title")),
            text_of(about.get("lorebook")),
            tuple(_connected(about.get("connections"), "character")),
            tuple(_connected(about.get("connections"), "group")),
        )


def _connected(connections: Any, kind: str) -> Iterator[str]:
    for one in connections if isinstance(connections, list) else ():
        if isinstance(one, dict) and one.get("type") == kind and text_of(one.get("id")):
            yield text_of(one.get("id"))


def _more_worlds(lore: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in lore if isinstance(lore, list) else ():
        if isinstance(one, dict) and text_of(one.get("name")):
            yield text_of(one.get("name")), texts_of(one.get("extraBooks"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
