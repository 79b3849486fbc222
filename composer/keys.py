"""Keys of services: where they are looked for, where they are kept, and that they are never shown.

A key is looked for in the environment, then in the system's keyring (the extra ``keyring``), then in ``keys.json`` in
the user's configuration folder, which nobody else may read. Each belongs to one origin (scheme, host and port) and is
handed out for no other. ``keys.json`` also lists what the keyring holds, without the keys.
"""

import base64
import contextlib
import html
import json
import logging
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn
from urllib.parse import quote, quote_plus

from pydantic import TypeAdapter, ValidationError

from composer.errors import BackendError, BadKeyError, ProfileError
from composer.files import locked, write_whole
from composer.folders import config_folder

if TYPE_CHECKING:
    from composer.contracts import Service
    from composer.profiles import Drawing

#: What stands in a text in place of a key.
HIDDEN = "[key]"
_LONGEST = 512
_LONGEST_FILE = 1024 * 1024
#: A shorter key is hidden only where it stands as a word ("none" is somebody's key, and a part of other words), and
#: a still shorter one is no secret.
_TELLING, _SECRET = 8, 4
_NOWHERE = "(?!)"
_TELLTALE = re.compile(r"(KEY|TOKEN|PASSWORD|SECRET|AUTH)$", re.IGNORECASE)
_NAME_IN_KEYRING = "rp-composer"

#: ``keys.json``: by backend and origin the key, None for one that is in the system's keyring.
_Stored = dict[str, dict[str, str | None]]
_STORED: TypeAdapter[_Stored] = TypeAdapter(_Stored)


class Secret:
    """A key that does not show itself: not as text, not in JSON, not in a pickle; `reveal` is the only way to it.

    `place` says where it came from ("the environment variable OPENAI_API_KEY").
    """

    __slots__ = ("_key", "place")

    def __init__(self, key: str, place: str = "") -> None:
        self._key = key
        self.place = place

    def reveal(self) -> str:
        """Return the key itself, for the header of a request to its own origin and for nothing else."""
        return self._key

    def __repr__(self) -> str:
        return f"<key from {self.place}>" if self.place else "<key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written anywhere")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """Where a key is kept, without the key: for which backend and origin, in the keyring or in the file."""

    backend: str
    origin: str
    place: Literal["keyring", "file"]


class Keys:
    """The user's keys.

    Args:
        folder: where ``keys.json`` stands; None for the user's configuration folder.
        environment: the environment variables; None for those of this process.
    """

    def __init__(self, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = environment
        self._known: set[str] = set()
        self._hiding: re.Pattern[str] | None = None

    @property
    def path(self) -> Path:
        """Where keys are kept that are not in the system's keyring."""
        return (self._folder or config_folder()) / "keys.json"

    def find(self, service: "Service", backend: str, drawing: "Drawing") -> Secret | None:
        """Return the key for the origin at which a profile has a service; None when there is none.

        The variable that the profile names counts first, then the service's own variables, then what was stored for
        that origin. The service's own variables count only at the service's own origin and on this machine.

        Raises:
            BadKeyError: what is found cannot be a key; BackendError: the address is none.
        """
        origin = origin_of(drawing.endpoint or service.endpoint)
        names = [drawing.key_variable] if drawing.key_variable else []
        if origin == origin_of(service.endpoint) or is_loopback(origin):
            names += service.key_variables
        for name in names:
            key = self._variable(name)
            if key:
                return self._handed_out(key, f"the environment variable {name}")
        return self._stored(backend, origin)

    def set(self, backend: str, key: str, origin: str) -> KeyEntry:
        """Keep a key for a backend at one origin, in the system's keyring where there is one, else in the file.

        Raises:
            BadKeyError: it cannot be a key. OSError: it could not be written.
        """
        key, origin = checked_key(key, "it"), origin_of(origin)
        self._remember(key)
        in_keyring = _write_keyring(backend, origin, key)
        with self._changing() as stored:
            stored.setdefault(backend, {})[origin] = None if in_keyring else key
        return KeyEntry(backend, origin, "keyring" if in_keyring else "file")

    def delete(self, backend: str, origin: str | None = None) -> tuple[KeyEntry, ...]:
        """Forget the stored keys of a backend, or the one for an origin; return what was forgotten."""
        wanted = None if origin is None else origin_of(origin)
        gone = tuple(one for one in self.list() if one.backend == backend and wanted in (None, one.origin))
        if not gone:
            return ()
        for entry in gone:
            if entry.place == "keyring":
                _delete_keyring(backend, entry.origin)
        with self._changing() as stored:
            for entry in gone:
                stored.get(backend, {}).pop(entry.origin, None)
            if not stored.get(backend):
                stored.pop(backend, None)
        return gone

    def list(self) -> tuple[KeyEntry, ...]:
        """Return where the stored keys are, without the keys and without those of the environment."""
        return tuple(
            KeyEntry(backend, origin, "keyring" if key is None else "file")
            for backend, keys in sorted(self._read().items())
            for origin, key in sorted(keys.items())
        )

    def redact(self, text: str) -> str:
        """Return a text with every known key replaced, in all the forms it is sent in.

        Known are the keys that were handed out or stored here, those in the file, and what the environment calls a key,
        token, password or secret.
        """
        if self._hiding is None:
            self._learn()
            forms = sorted(_forms(self._known), key=len, reverse=True)
            self._hiding = re.compile("|".join(forms) or _NOWHERE, re.IGNORECASE)
        return self._hiding.sub(HIDDEN, text)

    def _learn(self) -> None:
        environment = os.environ if self._environment is None else self._environment
        for name, text in environment.items():
            if _TELLTALE.search(name) and _TELLING <= len(text.strip()) <= _LONGEST:
                self._known.add(text.strip())
        with contextlib.suppress(ProfileError, OSError):
            self._read()

    def _variable(self, name: str) -> str:
        environment = os.environ if self._environment is None else self._environment
        text = environment.get(name, "").strip()
        return checked_key(text, f"the environment variable {name}") if text else ""

    def _stored(self, backend: str, origin: str) -> Secret | None:
        keys = self._read().get(backend, {})
        if origin not in keys:
            return None
        key = keys[origin]
        if key is not None:
            return self._handed_out(checked_key(key, str(self.path)), str(self.path))
        key = _read_keyring(backend, origin)
        return self._handed_out(key, "the system's keyring") if key else None

    def _handed_out(self, key: str, place: str) -> Secret:
        self._remember(key)
        return Secret(key, place)

    def _remember(self, key: str) -> None:
        if key not in self._known:
            self._known.add(key)
            self._hiding = None

    def _read(self) -> _Stored:
        try:
            with self.path.open("rb") as file:
                _keep_private(self.path, file.fileno())
                stored = _parsed(file.read(_LONGEST_FILE))
        except FileNotFoundError:
            return {}
        if stored is None:
            raise ProfileError(f"{self.path}: it cannot be read; remove it and set the keys again")
        for key in (key for keys in stored.values() for key in keys.values() if key):
            self._remember(key)
        return stored

    @contextlib.contextmanager
    def _changing(self) -> Iterator[_Stored]:
        """Yield the stored keys and write them again, while no other process changes them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.path):
            stored = self._read()
            yield stored
            write_whole(self.path, json.dumps(stored, indent=2, sort_keys=True).encode() + b"\n", private=True)


def checked_key(text: str, what: str) -> str:
    """Return a key without space around it; BadKeyError, which does not quote it, when it cannot be one.

    Args:
        what: how the error names it.
    """
    key = text.strip()
    if not key or len(key) > _LONGEST or not all("!" <= character <= "~" for character in key):
        raise BadKeyError(f"{what} is not a key: a key is 1 to {_LONGEST} printable ASCII characters without spaces")
    return key


def origin_of(address: str) -> str:
    """Return scheme, host and port of an http(s) address as ``https://host`` or ``http://host:port``.

    Raises:
        BackendError: it is no such address.
    """
    import httpx

    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, TypeError) as error:
        raise BackendError(f"{address!r} is no address: {error}; put the right one into `endpoint`") from error
    host = url.raw_host.decode("ascii")
    if url.scheme not in ("http", "https") or not host:
        raise BackendError(f"{address!r} is no http or https address; put the right one into `endpoint`")
    host = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port is not None else "")


def is_loopback(origin: str) -> bool:
    """Return whether an origin, as `origin_of` returns it, is this machine by its very name."""
    host = re.sub(r":\d+$", "", origin.partition("://")[2]).strip("[]")
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class RedactingFilter(logging.Filter):
    """Takes the keys out of log records, their tracebacks included."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self.keys = keys

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record, and let it pass."""
        record.msg, record.args = self.keys.redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _PLAIN.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.keys.redact(record.exc_text)  # what a formatter prints instead of exc_info
        return True


_PLAIN = logging.Formatter()
#: Every logger through which a request may be told; a filter on a logger does not see what its children log.
_LOGGERS = (
    "composer", "composer.keys", "composer.routing", "httpx", "httpcore.connection", "httpcore.http11",
    "httpcore.http2", "httpcore.proxy", "httpcore.socks",
)  # fmt: skip


@contextlib.contextmanager
def quiet_logs(keys: Keys) -> Iterator[None]:
    """Keep these keys out of what is logged meanwhile by rp-composer and by its HTTP client."""
    quiet = RedactingFilter(keys)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(quiet)
    try:
        yield
    finally:
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(quiet)


def _parsed(data: bytes) -> _Stored | None:
    """Return what a file of keys says, None when that is nothing; the cause would quote the file, keys and all."""
    try:
        return _STORED.validate_json(data)
    except ValidationError:
        return None


def _keep_private(path: Path, handle: int) -> None:
    """Close a file of keys to others; ProfileError when it is not ours to close."""
    if os.name != "posix" or not stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
        return
    try:
        os.fchmod(handle, 0o600)
    except PermissionError as error:
        raise ProfileError(f"{path}: others can read it; make it yours alone with `chmod 600`") from error
    logging.getLogger("composer.keys").warning("%s could be read by others; now only you can read it", path)


def _forms(keys: Iterable[str]) -> Iterator[str]:
    """Yield, as patterns, every form in which a key may come back: as it is, escaped, or within base64."""
    for key in keys:
        for secret in {key, key.partition(":")[2] or key}:
            if len(secret) < _SECRET:
                continue
            written = sorted({*_escaped(secret), *_encoded(secret)}, key=len, reverse=True)
            pattern = "|".join(map(re.escape, written))
            yield pattern if len(secret) >= _TELLING else rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"
            # Somebody's words may be cut within the key, as `composer.answers.brief` does.
            yield from (rf"{re.escape(one[:_TELLING])}[!-~]{{0,{_LONGEST}}}(?=…)" for one in written if one[_TELLING:])


def _escaped(key: str) -> Iterator[str]:
    escaped = json.dumps(key)[1:-1]
    yield from (key, quote(key, safe=""), quote_plus(key), html.escape(key), escaped, escaped.replace("/", "\\/"))


def _encoded(key: str) -> Iterator[str]:
    """Yield the part of base64 that is the same whatever stands around the key, for each way it may be aligned."""
    data = key.encode()
    for before, first in ((0, 0), (1, 2), (2, 3)):
        last = (before + len(data)) * 8 // 6
        for encoded in (base64.b64encode(bytes(before) + data), base64.urlsafe_b64encode(bytes(before) + data)):
            if last - first >= _TELLING:
                yield encoded[first:last].decode()


def _read_keyring(backend: str, origin: str) -> str | None:
    try:
        import keyring

        key = keyring.get_password(_NAME_IN_KEYRING, f"{backend} {origin}")
    except Exception:  # not installed, locked, refused: keyrings fail in ways of their own, and none is worse than none
        return None
    return checked_key(key, "what the system's keyring holds") if key else None


def _write_keyring(backend: str, origin: str, key: str) -> bool:
    """Return whether the system's keyring took the key; one that keeps nothing takes everything."""
    try:
        import keyring

        keyring.set_password(_NAME_IN_KEYRING, f"{backend} {origin}", key)
    except Exception:
        return False
    return _read_keyring(backend, origin) == key


def _delete_keyring(backend: str, origin: str) -> None:
    with contextlib.suppress(Exception):
        import keyring

        keyring.delete_password(_NAME_IN_KEYRING, f"{backend} {origin}")
