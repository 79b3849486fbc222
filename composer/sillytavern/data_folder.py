"""A SillyTavern data folder opened: its characters, personas, groups, worlds and chats, found by name.

Names come from the file system and from files of strangers, so whatever they say, nothing outside of the user's folder
is read. One broken file is told of and stops none of the others.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from composer.cards.personas import persona_of_card
from composer.cards.worlds import world_from_json
from composer.errors import CardError, ComposerError, NotFoundError
from composer.files import read_bytes
from composer.nearest import nearest_few
from composer.sillytavern.contained import JSON_LIMIT, Contained
from composer.sillytavern.groups import Group, read_group
from composer.sillytavern.names import matching, nearest_words
from composer.sillytavern.settings import AVATARS, Settings, persona_in_settings, read_settings
from composer.types import CharacterCard, Lorebook, Persona

_SETTINGS, _CHARACTERS = "settings.json", "characters"
_CHATS, _GROUPS, _GROUP_CHATS, _WORLDS = "chats", "groups", "group chats", "worlds"
#: Where in an installation the folders of users lie: of versions since 1.12, and before.
_PLACES = ("", "data", "public")
_SHOWN = 12


@dataclass
class DataFolder:
    """The folder of one user of SillyTavern's.

    Args:
        root: the folder, with ``characters`` and ``chats`` in it (`find_user_folder`).
        read_card: reads a card from its file, such as `composer.app.Composer.read_card`.
        notice: hears of what could not be read, a sentence each.
    """

    root: Path
    read_card: Callable[[Path], CharacterCard]
    notice: Callable[[str], object]

    def __post_init__(self) -> None:
        self.inside = Contained(self.root)
        for name in (_SETTINGS, _CHARACTERS, AVATARS, _CHATS, _GROUPS, _GROUP_CHATS, _WORLDS):
            if not self.inside.holds(self.root / name):
                self.notice(f"{self.root / name}: it leads out of the folder, so nothing of it is read")

    # ── characters ──

    @cached_property
    def character_files(self) -> list[Path]:
        """The files of all cards, sorted by name."""
        return self.inside.files(_CHARACTERS, ".png")

    @cached_property
    def characters(self) -> list[tuple[str, Path]]:
        """The name and file of every card; one that cannot be read goes by its file's name."""
        return [(self._character_name(path), path) for path in self.character_files]

    def character(self, name: str) -> Path:
        """Return the file of a character.

        Args:
            name: of the character, or of its file with or without the ending.

        Raises:
            NotFoundError: there is none, with the three nearest names, or there are several, with their files.
        """
        by_file = self.character_file(name)
        if by_file is not None:
            return by_file
        found = matching(name, self.characters) or matching(name, [(path.stem, path) for path in self.character_files])
        if len(found) == 1:
            return found[0]
        if found:
            files = ", ".join(path.name for path in found[:_SHOWN])
            raise NotFoundError(f"{self.root}: {name!r} may be several characters; name one by its file: {files}")
        near = nearest_few(name, dict.fromkeys(known for known, _ in self.characters), 3)
        raise NotFoundError(f"{self.root}: no character is called {name!r}; {nearest_words(near)}")

    def character_file(self, file: str) -> Path | None:
        """Return the card in the file of that name, None when there is none."""
        path = self.inside.path(_CHARACTERS, file)
        return path if path is not None and path.is_file() else None

    def _character_name(self, path: Path) -> str:
        try:
            return self.read_card(path).name
        except ComposerError as error:
            self.notice(str(error))
            return path.stem

    # ── personas ──

    @cached_property
    def settings(self) -> Settings:
        """The user's settings; empty when they cannot be read, which is told then."""
        path = self.inside.path("", _SETTINGS)
        if path is None:
            return Settings()
        try:
            return read_settings(read_bytes(path, JSON_LIMIT, CardError))
        except CardError as error:
            self.notice(_of_file(path, error))
            return Settings()

    def persona(self, name: str = "") -> Persona:
        """Return a persona with its avatar, by its name or its avatar's file; "" for the user's own choice.

        A name that is no persona's may be a character's, whom the user plays then.

        Raises:
            CardError: there is none, with the nearest names.
        """
        try:
            return persona_in_settings(self.settings, name, self.inside.root)
        except CardError as error:
            played = matching(name, self.characters) if name else []
            if len(played) == 1:
                return persona_of_card(self.read_card(played[0]))
            raise CardError(f"{self.root}: {error}") from None

    # ── groups ──

    @cached_property
    def groups(self) -> list[Group]:
        """The groups that can be read."""
        return [group for path in self.inside.files(_GROUPS, ".json") for group in self._group(path)]

    def _group(self, path: Path) -> Iterator[Group]:
        try:
            yield read_group(read_bytes(path, JSON_LIMIT, CardError), path.stem)
        except CardError as error:
            self.notice(_of_file(path, error))

    def group_chats(self, group: Group) -> list[Path]:
        """Return the files of a group's chats that are there."""
        return self._there(_GROUP_CHATS, (f"{chat}.jsonl" for chat in group.chats))

    # ── worlds and chats ──

    @cached_property
    def worlds(self) -> dict[str, Path]:
        """The files of world info by the name of the world."""
        return {path.stem: path for path in self.inside.files(_WORLDS, ".json")}

    def world(self, name: str) -> Lorebook | None:
        """Return the lorebook of a world, None where it is not there or cannot be read, which is told then."""
        path = self.worlds.get(name)
        if path is None:
            self.notice(f"{self.root}: there is no world {name!r}")
            return None
        try:
            return world_from_json(read_bytes(path, JSON_LIMIT, CardError), name)
        except CardError as error:
            self.notice(_of_file(path, error))
            return None

    def chats(self, character: Path) -> list[Path]:
        """Return the files of a character's chats."""
        return self.inside.files(f"{_CHATS}/{character.stem}", ".jsonl")

    def owner(self, chat: Path) -> Path | Group | None:
        """Return whose chat a file in the folder is: the card of a character, a group, or nobody that is known."""
        path = Path(chat).resolve()
        if path.parent.parent == self.inside.root / _CHATS:
            return self.character_file(f"{path.parent.name}.png")
        if path.parent == self.inside.root / _GROUP_CHATS:
            return next((group for group in self.groups if path.stem in group.chats), None)
        return None

    def _there(self, folder: str, names: Iterable[str]) -> list[Path]:
        found = (self.inside.path(folder, name) for name in names)
        return [path for path in found if path is not None and path.is_file()]


def find_user_folder(path: Path) -> Path:
    """Return the folder of a user of SillyTavern's.

    Args:
        path: that folder, the folder ``data`` with one user, or the installation (where ``server.js`` lies).

    Raises:
        ComposerError: it is none of them, or there are several users, who are listed.
    """
    try:
        path = path.expanduser()
        places = [place for name in _PLACES if _is_folder(place := path / name)]
        own = next((place for place in places if _is_user(place)), None)
        users = [user for place in places for user in Contained(place).folders() if _is_user(user)]
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the path; ~ of nobody
        raise ComposerError(f"{path}: {error}") from error
    if own is not None:
        return own
    if len(users) == 1:
        return users[0]
    if users:
        listed = ", ".join(str(user) for user in users[:_SHOWN])
        raise ComposerError(f"{path}: there are several users; name the folder of one: {listed}")
    raise ComposerError(
        f"{path}: no data folder of SillyTavern; give the folder of server.js, its data, or data/default-user"
    )


def _is_user(path: Path) -> bool:
    return not path.name.startswith("_") and (path / _CHARACTERS).is_dir() and (path / _CHATS).is_dir()


def _is_folder(path: Path) -> bool:
    return path.is_dir()


def _of_file(path: Path, error: Exception) -> str:
    return str(error) if str(error).startswith(str(path)) else f"{path}: {error}"
