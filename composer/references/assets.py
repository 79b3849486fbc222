"""The bytes behind the handles of reference pictures, by their content.

A handle says what the picture is and names its content: ``card:Maren#8f14e45fceea167a`` is the avatar of Maren's card
whose SHA-256 begins with these sixteen digits. So a scene holds no bytes, and a handle never means another picture than
the one it was made for.
"""

import os
import re
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from threading import Lock, get_ident

from composer.decoding import media_type_of
from composer.errors import PictureError

#: The largest picture that is kept, in bytes: as large as a card may be.
PICTURE_LIMIT = 64 * 1024 * 1024
#: Pictures up to this size, in bytes, are remembered with their hash.
_REMEMBERED = 2 * 1024 * 1024
_DIGITS = 16
_DIGEST = re.compile(rf"#([0-9a-f]{{{_DIGITS}}})$")
_LARGEST_NUMBER_OF_REASONS = 1000


def asset_name(kind: str, name: str, data: bytes) -> str:
    """Return the handle of a picture, such as ``card:Maren#8f14e45fceea167a``."""
    return f"{kind}:{name}#{_sha256(data)[:_DIGITS]}"


def _sha256(data: bytes) -> str:
    return _remembered(data) if len(data) < _REMEMBERED else _remembered.__wrapped__(data)


@lru_cache(maxsize=16)  # the same few avatars come with every message of a chat
def _remembered(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


class Assets:
    """Pictures by their handles; may be used from several threads.

    Args:
        folder: where they are written as well, each once, so that they are still there in the next run; None for
            nowhere. It is made when the first picture comes.
        limit: how many bytes of them stay in memory; the ones used longest ago go first.
    """

    def __init__(self, folder: Path | None = None, limit: int = 256 * 1024 * 1024) -> None:
        self.folder = folder
        self.limit = limit
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._reasons: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def add(self, kind: str, name: str, data: bytes) -> str:
        """Keep a picture and return its handle.

        Args:
            kind: what it comes from: card, persona, file …; name: whose it is.
            data: the file as it is.

        Raises:
            PictureError: it is larger than `PICTURE_LIMIT`.
        """
        if len(data) > PICTURE_LIMIT:
            raise PictureError(
                f"the picture {kind}:{name} has {len(data)} bytes; the limit is {PICTURE_LIMIT}: make it smaller"
            )
        digest = _sha256(data)
        self._keep(digest[:_DIGITS], data)
        if self.folder is not None:
            self._write(self.folder, digest, data)
        return f"{kind}:{name}#{digest[:_DIGITS]}"

    def keep_in(self, folder: Path) -> None:
        """Write pictures to a folder from now on, those that are in memory as well."""
        self.folder = folder
        with self._lock:
            pictures = list(self._pictures.values())
        for data in pictures:
            self._write(folder, _sha256(data), data)

    def get(self, asset: str) -> bytes:
        """Return the picture behind a handle; ``file:`` with the path of a picture is one, too, for plugins.

        Raises:
            PictureError: it is not here, or turned out to be unusable.
        """
        if asset in self._reasons:
            raise PictureError(self._reasons[asset])
        match = _DIGEST.search(asset)
        data = self._found(match[1]) if match else None
        if data is None and asset.startswith("file:") and not match:
            data = read_picture(Path(asset.removeprefix("file:")))
        if data is None:
            raise PictureError(f"the picture {asset} is not here; open the card or persona again that it belongs to")
        return data

    def reason_against(self, asset: str) -> str:
        """Return why the picture behind a handle cannot be sent, "" when as far as is known it can."""
        try:
            data = self.get(asset)
        except PictureError as error:
            return str(error)
        return "" if media_type_of(data) else f"the picture {asset} is no PNG, JPEG, WebP or GIF"

    def reject(self, asset: str, reason: str) -> None:
        """Note that the picture behind a handle is unusable, so that no further prompt counts on it."""
        with self._lock:
            self._reasons[asset] = reason
            while len(self._reasons) > _LARGEST_NUMBER_OF_REASONS:
                self._reasons.popitem(last=False)

    def _keep(self, key: str, data: bytes) -> None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return
            self._pictures[key] = data
            self._size += len(data)
            while self._size > self.limit and len(self._pictures) > 1:
                self._size -= len(self._pictures.popitem(last=False)[1])

    def _found(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        path = next(self.folder.glob(f"{key}*.bin"), None) if self.folder is not None else None
        if path is None:
            return None
        data = _read(path, PICTURE_LIMIT)
        if not _sha256(data).startswith(key):
            raise PictureError(f"{path}: the file was changed; open the card or persona again that it belongs to")
        self._keep(key, data)
        return data

    def _write(self, folder: Path, digest: str, data: bytes) -> None:
        from composer.files import write_whole

        path = folder / f"{digest}.bin"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            # Under a name of our own first: others may be writing the same picture at this moment.
            own = folder / f".{digest}-{os.getpid()}-{get_ident()}"
            write_whole(own, data)
            own.replace(path)


def read_picture(path: Path) -> bytes:
    """Read a picture file of the user's; PictureError names the file and what is wrong with it."""
    data = _read(path, PICTURE_LIMIT)
    if not media_type_of(data):
        raise PictureError(f"{path}: it is no PNG, JPEG, WebP or GIF")
    return data


def _read(path: Path, limit: int) -> bytes:
    try:
        if not path.is_file():
            raise PictureError(f"{path}: {'it is no file' if path.exists() else 'there is no such file'}")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise PictureError(f"{path}: {error}") from error
    if len(data) > limit:
        raise PictureError(f"{path}: the file has more than {limit} bytes; make the picture smaller")
    return data
