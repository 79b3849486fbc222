"""This machine: the installation, the folders and files of the user, the plugins."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from pathlib import Path

from composer.app import Composer
from composer.diagnosis.finding import Finding
from composer.errors import ComposerError
from composer.folders import config_folder, data_folder
from composer.keys import Keys
from composer.models.catalogue import catalogue
from composer.plugins import KINDS
from composer.profiles import Profile, profile_files, resolve_profile
from composer.references.assets import read_picture

_OURS = "rp-composer"
#: Below this much free space, in bytes, a day's pictures may not find room.
_LITTLE_SPACE = 500 * 1024 * 1024
#: Records are written with upserts and read back in the same statement (RETURNING, 2021).
_OLDEST_SQLITE = (3, 35, 0)


def of_installation() -> Iterator[Finding]:
    """Look at Python, at rp-composer itself, and whether anybody else's files lie among its own."""
    yield Finding("good", "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield Finding("good", _OURS, f"{metadata.version(_OURS)} in {Path(__file__).parents[1]}")
    for stranger in foreign_distributions():
        yield Finding(
            "bad", _OURS, f"the distribution {stranger!r} has put files into the folder of the package 'composer'",
            f"pip uninstall {stranger}, then pip install --force-reinstall {_OURS}",
        )  # fmt: skip
    yield _sqlite()


def foreign_distributions() -> list[str]:
    """Return the names of other installed distributions that bring a package called ``composer``."""
    names = metadata.packages_distributions().get("composer", ())
    return sorted({name for name in names if name.lower().replace("_", "-") != _OURS})


def of_files() -> Iterator[Finding]:
    """Look at the data folder, and for what is wrong with the user's profiles, models and stored keys."""
    yield _folder(data_folder())
    for file in profile_files():
        if file.path is not None:
            yield from _problem(f"profile {file.name}", partial(resolve_profile, file))
    for path in sorted((config_folder() / "models").glob("*.yaml")):
        yield from _problem(f"models {path.stem}", partial(catalogue, path.stem))
    yield from _problem("keys", Keys().list)


def of_pictures(profile: Profile) -> Iterator[Finding]:
    """Look at the picture files that a profile names in the place of avatars, and at those it lists besides."""
    own = {name: one.avatar_file for name, one in profile.characters.items() if one.avatar_file}
    for name, file in {**profile.avatars.files, **own}.items():
        if file:
            yield from _problem(f"avatar of {name}", partial(read_picture, Path(file)))
    for one in profile.references:
        yield from _problem(f"reference for {one.role}", partial(read_picture, Path(one.file)))


def of_plugins(composer: Composer) -> Iterator[Finding]:
    """Look at whether all plugins load."""
    try:
        composer.plugins.load(KINDS)
        composer.backends  # noqa: B018  (what registering reports)
        composer.dialects  # noqa: B018
    except ComposerError as error:
        yield Finding("bad", "plugins", str(error), "repair it, or name it in `disabled_plugins` of the profile")
        return
    for problem in composer.plugins.reports:
        yield Finding("bad", "plugins", str(problem), "repair it, or name it in `disabled_plugins` of the profile")
    for name, nearest in composer.plugins.disabled_in_vain():
        yield Finding(
            "doubtful", "plugins", f"`disabled_plugins` of the profile names {name!r}, which no plugin is called",
            f"did you mean {nearest!r}?",
        )  # fmt: skip
    number, folder = len(composer.plugins.names()), composer.plugins.folder
    yield Finding("good", "plugins", f"{number} are loaded; your own belong into {folder}")


def _sqlite() -> Finding:
    import sqlite3

    if sqlite3.sqlite_version_info >= _OLDEST_SQLITE:
        return Finding("good", "SQLite", sqlite3.sqlite_version)
    oldest = ".".join(map(str, _OLDEST_SQLITE))
    return Finding(
        "bad", "SQLite", f"{sqlite3.sqlite_version} is too old", f"use a Python with SQLite {oldest} or newer"
    )


def _folder(folder: Path) -> Finding:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Finding(
            "bad", "data folder", f"{there} cannot be written to",
            "make it yours, or name another folder in the environment variable RP_COMPOSER_DATA",
        )  # fmt: skip
    free = shutil.disk_usage(there).free
    if free < _LITTLE_SPACE:
        return Finding("doubtful", "data folder", f"{folder} has {free // 2**20} MB left", "make room on that disk")
    return Finding("good", "data folder", f"{folder}, {free // 2**30} GB free")


def _problem(subject: str, load: Callable[[], object]) -> Iterator[Finding]:
    """Yield what is wrong with something that cannot be loaded; its error says what to do."""
    try:
        load()
    except (ComposerError, OSError) as error:
        yield Finding("bad", subject, str(error))
