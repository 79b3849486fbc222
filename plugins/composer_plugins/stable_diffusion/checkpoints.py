"""Checkpoints: by which of its names a user's model stands on the server."""

from collections.abc import Sequence
from pathlib import PurePath, PureWindowsPath
from typing import Any

from composer.errors import UnsupportedError
from composer.nearest import nearest_few
from composer_plugins.stable_diffusion.server import name_in


def checkpoint_of(model: str, listed: Sequence[dict[str, Any]]) -> str:
    """Return the title of a model among the server's ``/sdapi/v1/sd-models``; `model` itself when it lists none.

    The web UI would draw with whatever is loaded when it does not know a name, and say nothing.

    Args:
        model: its title with or without the hash, its file's name with or without folder and ending, or its hash.

    Raises:
        UnsupportedError: there is no such model; the nearest are listed.
    """
    titles = {name: title for entry in listed if (title := name_in(entry, "title")) for name in _names(entry)}
    if not titles:
        return model
    if model.casefold() not in titles:
        raise _unknown(model, sorted(set(titles.values())))
    return titles[model.casefold()]


def _names(entry: dict[str, Any]) -> set[str]:
    title = name_in(entry, "title").partition(" [")[0]
    file = PureWindowsPath(name_in(entry, "filename"))  # which splits at both kinds of slash
    names = {name_in(entry, "title"), title, PurePath(title).stem, name_in(entry, "model_name"), file.name, file.stem}
    names |= {name_in(entry, "hash"), name_in(entry, "sha256")}
    return {name.casefold() for name in names if name}


def _unknown(model: str, titles: Sequence[str]) -> UnsupportedError:
    nearest = nearest_few(model, titles)
    return UnsupportedError(
        f"the server has no model {model!r}; the nearest are {', '.join(map(repr, nearest))}; write one as `model`, "
        "or leave it empty for the one that is loaded"
    )
