"""Files on disk: each whole or not there at all after a crash, and only one process at work on it."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from composer.errors import ComposerError

#: How much of a file is read at once.
_PIECE = 1024 * 1024


def write_whole(
    path: Path, data: bytes, like: Path | None = None, private: bool = False, name_follows: bool = False
) -> None:
    """Write a file in one piece: after a crash it holds either what it held before or `data`.

    Args:
        like: a file whose permissions (and, where allowed, owner) the new one gets.
        private: nobody but its owner may read it, at no moment.
        name_follows: the caller has the folder written to disk, since more files come into it.
    """
    write_pieces(path, (data,), like, private, name_follows)


def write_pieces(
    path: Path, pieces: Iterable[bytes], like: Path | None = None, private: bool = False, name_follows: bool = False
) -> None:
    """Write a file as `write_whole` does, piece by piece, so that it need not fit into memory.

    The pieces may be read from the file that is replaced.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(part, "xb", opener=_private_opener if private else None) as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if like is not None:
            _copy_access(like, part)
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk does not say which file it could not take
        raise
    if not name_follows:
        sync_folder(path.parent)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def holds(path: Path, pieces: Iterable[bytes]) -> bool:
    """Return whether a file holds exactly these bytes; the pieces are taken up to the first that differs."""
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in pieces) and not file.read(1)


def read_bytes(
    path: Path, limit: int, error_type: type[ComposerError], count: int | None = None, fix: str = ""
) -> bytes:
    """Return what somebody's file holds, or its first `count` bytes; `fix` says how the limit is raised.

    Raises:
        error_type: it is no file, larger than `limit` bytes, or cannot be read; naming the file and the cause.
    """
    try:
        if not path.is_file():
            raise error_type(f"{path}: {'it is no file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > limit:
            raise error_type(f"{path}: the file has {size} bytes; the limit is {limit}{fix}")
        with path.open("rb") as file:
            return file.read(size if count is None else count)  # read(limit) would make room for all of it
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise error_type(f"{path}: {error}") from error


def sync_folder(folder: Path) -> None:
    """Have the names of a folder's files written to disk, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network file systems cannot; the file itself is safe
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep every other run of rp-composer away from a file; the system lets go of the lock if this process dies.

    Raises:
        ComposerError: another process holds it.
    """
    lock = path.with_name(f".{path.name}.lock")
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
        except (BlockingIOError, PermissionError) as error:
            os.close(handle)
            raise ComposerError(f"{path}: another rp-composer is working on it; wait until it has finished") from error
        if _is_same(handle, lock):  # else its owner removed it between our opening and our locking
            break
        os.close(handle)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows does not remove an open file; an empty lock file is harmless
            lock.unlink()
        os.close(handle)


def _take(handle: int) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.ENOLCK):  # a file system without locks: go on without
                raise


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copy_access(source: Path, target: Path) -> None:
    shutil.copymode(source, target)
    if hasattr(os, "chown"):
        status = source.stat()
        with contextlib.suppress(PermissionError):
            os.chown(target, status.st_uid, status.st_gid)
