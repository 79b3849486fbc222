"""A chat of a data folder and what belongs to it: who takes part, who the user plays, which worlds count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.errors import CardError, ChatError, ComposerError, NotFoundError
from composer.nearest import nearest_few
from composer.sillytavern.chats import ChatFacts, chat_facts, latest
from composer.sillytavern.data_folder import DataFolder
from composer.sillytavern.groups import Group
from composer.sillytavern.names import matching, nearest_words
from composer.sillytavern.settings import persona_in_settings
from composer.types import CharacterCard, Lorebook, Persona

Owner = Path | Group
_KINDS = ("character:", "group:")


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A chat and what belongs to it.

    Attributes:
        chat: its file. cards: of its characters, those of a group in the group's order.
        persona: who the user plays, at first; others: the personas that write further on.
        worlds: the lorebooks that count in it beside the cards' own, that of the chat first.
    """

    chat: Path
    cards: tuple[CharacterCard, ...] = ()
    persona: Persona | None = None
    others: tuple[Persona, ...] = ()
    worlds: tuple[Lorebook, ...] = ()


def find_chat(folder: DataFolder, wanted: str) -> Path:
    """Return the file of a chat.

    Args:
        wanted: the name of a character or group, whose latest chat is meant; with ``/CHAT`` behind it, the chat of
            that name. ``character:`` or ``group:`` before it decides between two of one name.

    Raises:
        NotFoundError: there is no such character, group or chat, with the nearest names. ChatError: they have no chat.
    """
    owner, chat = _owner(folder, wanted)
    chats = _chats(folder, owner)
    if not chats:
        raise ChatError(f"{folder.root}: {wanted!r} has no chat yet")
    return _chat(folder, chats, chat) if chat else latest(chats) or chats[0]


def story_of(folder: DataFolder, chat: Path) -> FoundStory:
    """Return a chat of the folder with its cards, persona and worlds; what is broken is left out and noted.

    Raises:
        ChatError: the chat cannot be opened.
    """
    owner = folder.owner(chat)
    facts = chat_facts(chat, owner.metadata.get(chat.stem) if isinstance(owner, Group) else None)
    files = tuple(_members(folder, owner, facts))
    cards = tuple(_cards(folder, files))
    personas = _personas(folder, facts, owner)
    persona = personas[0] if personas else None
    worlds = (folder.world(name) for name in worlds_of(folder, facts, cards, persona))
    return FoundStory(chat, cards, persona, tuple(personas[1:]), tuple(world for world in worlds if world is not None))


def worlds_of(
    folder: DataFolder, facts: ChatFacts, cards: Iterable[CharacterCard] = (), persona: Persona | None = None
) -> list[str]:
    """Return the names of the worlds that count in a chat: its own, those of its people, and those of every chat."""
    stored = folder.settings.by_file(persona.file) if persona is not None else None
    names = [facts.world, stored.world if stored else ""]
    for card in cards:
        linked = card.extensions.get("world")
        names += [linked if isinstance(linked, str) else "", *folder.settings.more_worlds.get(Path(card.file).stem, ())]
    return [name for name in dict.fromkeys([*names, *folder.settings.worlds]) if name]


def _owner(folder: DataFolder, wanted: str) -> tuple[Owner, str]:
    """Return whose chat is wanted, and the name of the chat; names may hold a slash themselves."""
    kind = next((kind for kind in _KINDS if wanted.startswith(kind)), "")
    text = wanted.removeprefix(kind)
    for name, chat in _split(text):
        found = _owners(folder, kind, name)
        speaking = [owner for owner in found if _chats(folder, owner)] if len(found) > 1 else found
        if len(speaking) == 1:
            return speaking[0], chat
        if found:
            raise NotFoundError(f"{folder.root}: {name!r} may be several: {_several(found)}; name one of these")
    names = [*(name for name, _ in folder.characters), *(group.name for group in folder.groups)]
    near = nearest_words(nearest_few(text.partition("/")[0], dict.fromkeys(names), 3))
    raise NotFoundError(f"{folder.root}: no character or group is called {text!r}; {near}")


def _split(text: str) -> Iterator[tuple[str, str]]:
    yield text, ""
    places = [place for place, letter in enumerate(text) if letter == "/"]
    yield from ((text[:place], text[place + 1 :]) for place in reversed(places))


def _owners(folder: DataFolder, kind: str, name: str) -> list[Owner]:
    file = folder.character_file(name) if kind != "group:" else None
    if file is not None:
        return [file]
    named: list[tuple[str, Owner]] = []
    if kind != "group:":
        named += folder.characters
    if kind != "character:":
        named += [(group.name, group) for group in folder.groups]
    stems: list[tuple[str, Owner]] = [(path.stem, path) for path in folder.character_files if kind != "group:"]
    return matching(name, named) or matching(name, stems)


def _chats(folder: DataFolder, owner: Owner) -> list[Path]:
    return folder.group_chats(owner) if isinstance(owner, Group) else folder.chats(owner)


def _several(owners: Iterable[Owner]) -> str:
    return ", ".join(f"group:{one.name}" if isinstance(one, Group) else one.name for one in owners)


def _chat(folder: DataFolder, chats: list[Path], name: str) -> Path:
    names: Mapping[str, Path] = {path.stem: path for path in chats}
    found = matching(name.removesuffix(".jsonl"), names.items())
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(f"{folder.root}: several chats begin so: {', '.join(path.stem for path in found)}")
    near = nearest_words(nearest_few(name, names, 3))
    raise NotFoundError(f"{folder.root}: no chat is called {name!r}; {near}")


def _members(folder: DataFolder, owner: Owner | None, facts: ChatFacts) -> Iterator[Path]:
    """Yield the files of who takes part: of a group all that are not muted, and those that have spoken."""
    if not isinstance(owner, Group):
        yield from [owner] if owner is not None else []
        return
    for file in dict.fromkeys((*owner.members, *facts.speakers)):
        if file in owner.active or file in facts.speakers:
            path = folder.character_file(file)
            if path is not None:
                yield path
            else:
                folder.notice(f"{folder.root}: the group {owner.name!r} has a member without a card: {file}")


def _cards(folder: DataFolder, files: Iterable[Path]) -> Iterator[CharacterCard]:
    for path in files:
        try:
            yield folder.read_card(path)
        except ComposerError as error:
            folder.notice(str(error))


def _personas(folder: DataFolder, facts: ChatFacts, owner: Owner | None) -> list[Persona]:
    """Return who the user plays: those that write in the chat, the one that is locked to it, else to its character.

    Without any of them it is the user's own choice for new chats.
    """
    settings, root = folder.settings, folder.inside.root
    known = [file for file in dict.fromkeys((*facts.writers, facts.persona)) if settings.by_file(file)]
    connected = [one.file for one in settings.personas if _is_connected(owner, one.characters, one.groups)]
    try:
        return [persona_in_settings(settings, file, root) for file in known or connected[:1] or [""]]
    except CardError:
        return []  # nothing says which of several


def _is_connected(owner: Owner | None, characters: Iterable[str], groups: Iterable[str]) -> bool:
    return owner.id in groups if isinstance(owner, Group) else owner is not None and owner.name in characters
