"""Zip archives of strangers: nothing is unpacked to disk, and whatever is too much, hidden or encrypted is an error."""

import re
import stat
import zipfile
from collections.abc import KeysView
from io import BytesIO

from composer.cards.limits import Limits
from composer.errors import CardError

#: What an archive begins with: a file, or the end of an empty one.
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_END = b"PK\x05\x06"
_END_LENGTH = 22
_LONGEST_COMMENT = 65_535
#: How far before the end the place of the end of a large archive (zip64) stands.
_LOCATOR = (b"PK\x06\x07", 20)
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AT_ONCE = 1024 * 1024
#: Less than this may be packed as tightly as it likes, in bytes.
_SMALL = 1024 * 1024
_ESCAPES = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|\\|[\x00-\x1f]")


class Archive:
    """The files in a zip archive, by their paths; what is read of them together is limited.

    Attributes:
        warnings: what is left out and why, a sentence each.

    Raises:
        CardError: the archive is broken or holds too many files.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.warnings: list[str] = []
        self._limits = limits
        self._left = limits.inflated
        _check_count(data, limits)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except Exception as error:  # zipfile fails on hostile bytes with whatever comes first
            raise CardError(f"the zip archive is damaged: {error}") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            self._admit(entry)

    def _admit(self, entry: zipfile.ZipInfo) -> None:
        problem = self._problem(entry)
        if problem:
            self._warn(f"the zip archive: {entry.filename!r:.100} is left out: {problem}")
        elif not entry.is_dir():
            self._entries[entry.filename] = entry

    def _problem(self, entry: zipfile.ZipInfo) -> str:
        name = entry.orig_filename
        if len(name) > self._limits.path_length:
            return f"its path has {len(name)} characters; the limit is {self._limits.path_length}"
        if _ESCAPES.search(name) or not name:
            return "its path leads out of the archive"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "it is a link to another file"
        return "there is one of that name already" if name in self._entries else ""

    def _warn(self, sentence: str) -> None:
        if len(self.warnings) < 20:
            self.warnings.append(sentence)

    @property
    def start(self) -> int:
        """Where the archive begins: something else may stand before it."""
        return min((entry.header_offset for entry in self._zip.infolist()), default=0)

    @property
    def names(self) -> KeysView[str]:
        """The paths of the files, in the order of the archive."""
        return self._entries.keys()

    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            CardError: it is encrypted, damaged, packed in a way that is not read, or too large.
        """
        entry = self._entries[name]
        if entry.flag_bits & 1:
            raise CardError(f"{name} in the zip archive is encrypted; pack it anew without a password")
        if entry.compress_type not in _METHODS:
            raise CardError(f"{name} in the zip archive is packed by method {entry.compress_type}; pack it by deflate")
        try:
            return self._inflated(name, entry)
        except CardError:
            raise
        except Exception as error:  # as above
            raise CardError(f"{name} in the zip archive is damaged: {error}") from error

    def _inflated(self, name: str, entry: zipfile.ZipInfo) -> bytes:
        content = bytearray()
        with self._zip.open(entry) as file:
            while part := file.read(_AT_ONCE):
                content += part
                self._left -= len(part)
                if self._left < 0:
                    limit = self._limits.inflated
                    raise CardError(
                        f"with {name}, what is read of the zip archive is more than {limit} bytes, the limit"
                    )
                if len(content) > max(_SMALL, self._limits.zip_ratio * entry.compress_size):
                    ratio = self._limits.zip_ratio
                    raise CardError(f"{name} in the zip archive unpacks to more than {ratio} times its size, the limit")
        return bytes(content)


def has_end(data: bytes) -> bool:
    """Say whether a file ends as a zip archive does, whatever it begins with."""
    return _end_of(data) >= 0


def _end_of(data: bytes) -> int:
    return data.rfind(_END, max(0, len(data) - _END_LENGTH - _LONGEST_COMMENT))


def _check_count(data: bytes, limits: Limits) -> None:
    """Count the entries before `zipfile` makes an object of each."""
    end = _end_of(data)
    if end < 0:
        raise CardError("the zip archive is cut: its directory is missing")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    mark, before = _LOCATOR
    start = 0 if data[max(0, end - before) : end].startswith(mark) else max(0, end - size)
    count = data.count(_ENTRY, start, end)
    if count > limits.zip_entries:
        raise CardError(f"the zip archive holds {count} files; the limit is {limits.zip_entries}")
