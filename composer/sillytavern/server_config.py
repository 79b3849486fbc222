"""SillyTavern's ``config.yaml``: whether it loads server plugins, and that switched on with nothing else touched."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from composer.errors import ComposerError, ConflictError, NotFoundError
from composer.files import read_bytes, write_whole

KEY = "enableServerPlugins"
_NAME = "config.yaml"
_LIMIT = 4 * 1024 * 1024
#: Named after the file: ``config.before-rp-composer.yaml``, then with 2, 3 … before the ending.
_BACKUP = "{stem}.before-rp-composer{number}{suffix}"


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """The file as it is.

    Attributes:
        path: of the file itself, whatever links lead to it.
        text: with its line ends.
    """

    path: Path
    text: str

    @property
    def enabled(self) -> bool:
        """Whether SillyTavern loads server plugins, as it reads the value itself."""
        value = _scalar(self.path, self.text)
        return value is not None and value.value.strip().lower() not in ("false", "", "0", "null", "~")

    @property
    def backup(self) -> Path:
        """Where the file is kept as it is before it is changed: a name that nothing has yet."""
        numbers = ["", *(f"-{number}" for number in range(2, 1000))]
        names = (_BACKUP.format(stem=self.path.stem, suffix=self.path.suffix, number=number) for number in numbers)
        return next(path for name in names if not (path := self.path.with_name(name)).exists())

    def enable(self) -> Path:
        """Switch server plugins on; return where the file is kept as it was.

        Raises:
            ConflictError: it is written in a way that only its owner can change. OSError: it cannot be written.
        """
        after = enabled(self.path, self.text)
        backup = self.backup
        write_whole(backup, self.text.encode(), like=self.path)
        write_whole(self.path, after.encode(), like=self.path)
        return backup


def read_config(root: Path, config: Path | None = None) -> ServerConfig:
    """Return the configuration of a SillyTavern.

    Args:
        root: its folder. config: the file, where it is started with ``--configPath``.

    Raises:
        NotFoundError: it is not there, with what to do. ComposerError: it cannot be read.
    """
    path = config or root / _NAME
    if not path.is_file():
        raise NotFoundError(f"{path} is not there; start SillyTavern once, or name its configuration with --config")
    path = path.resolve()
    data = read_bytes(path, _LIMIT, ComposerError)
    try:
        return ServerConfig(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ComposerError(f"{path}: it is no UTF-8 text; set {KEY}: true in it yourself") from error


def enabled(path: Path, text: str) -> str:
    """Return a configuration with server plugins switched on, and every other letter as it was.

    Raises:
        ConflictError: it is written in a way that only its owner can change.
    """
    node = _scalar(path, text)
    if node is None:
        end = "\r\n" if "\r\n" in text else "\n"
        after = text + ("" if not text or text.endswith("\n") else end) + f"{KEY}: true{end}"
    else:
        start, stop = node.start_mark.index, node.end_mark.index
        after = f"{text[:start]}{'' if stop > start else ' '}true{text[stop:]}"
    if _loaded(after) != {**(_loaded(text) or {}), KEY: True}:
        raise ConflictError(f"{path}: it is written in an unusual way; set {KEY}: true in it yourself")
    return after


def _scalar(path: Path, text: str) -> yaml.ScalarNode | None:
    """Return where the value of the key stands, None when the key is not there."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ComposerError(f"{path}: it is no valid YAML: {' '.join(str(error).split())}") from error
    if root is None:
        return None
    pairs = root.value if isinstance(root, yaml.MappingNode) and not root.flow_style else None
    if pairs is None:
        raise ConflictError(f"{path}: it is written in an unusual way; set {KEY}: true in it yourself")
    found = [(key, value) for key, value in pairs if key.value == KEY]
    if len(found) > 1 or any(not isinstance(value, yaml.ScalarNode) or _apart(key, value) for key, value in found):
        raise ConflictError(f"{path}: {KEY} is written in an unusual way; set it to true yourself")
    return found[0][1] if found else None


def _apart(key: yaml.Node, value: yaml.Node) -> bool:
    """Return whether a value stands in another line than its key, as what a reference means does."""
    return bool(key.end_mark.line != value.start_mark.line)


def _loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return None
