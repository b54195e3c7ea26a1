"""Reading a person's file and writing one, whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import Invalid


def read_file(path: Path, limit: int) -> bytes:
    """The file's bytes, read once; raises OSError, or Invalid for what is no file, or is larger than `limit`.

    What is kept is what was read: nothing is asked of the file afterwards.
    """
    with open(path, "rb", opener=_at_once) as file:
        known = os.fstat(file.fileno())
        if not stat.S_ISREG(known.st_mode):
            raise Invalid(str(path), "is not a file", "only files can be kept")
        content = file.read(limit + 1)
    if len(content) > limit:
        grew = " and grew while it was read" if known.st_size <= limit else ""
        size = f"is larger than {limit // 1_000_000} MB"
        raise Invalid(str(path), f"{size}{grew}", "history.file_limit_mb says what is allowed")
    if len(content) < known.st_size:
        raise Invalid(str(path), "became shorter while it was read", "try again")
    return content


def _at_once(path: str, flags: int) -> int:
    """Whoever opens a pipe would else wait for somebody to write into it."""
    return os.open(path, flags | os.O_NONBLOCK)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone: what is in it may be anybody's mail.

    Raises OSError, FileExistsError above all, and leaves no half behind.
    """
    with _naming(path), open(path, "xb", opener=_for_its_owner) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """The same, or with `force` in the place of a file that is there; raises Invalid for one that is, OSError."""
    write_parts(path, (content,), force=force)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What fails is told of the file that was asked for; a full disk names none."""
    try:
        yield
    except OSError as failure:
        raise OSError(failure.errno, failure.strerror, str(path)) from None


def write_parts(path: Path, parts: Iterable[bytes], *, force: bool = False) -> None:
    """The same, of parts that come one after the other; the file is there when all of them are written."""
    if path.is_dir():
        raise Invalid(str(path), "is a folder", "name a file")
    if path.exists() and not force:
        raise Invalid(str(path), "is there already", "give --force to replace it, or another name")
    with _naming(path):
        handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, path)
        except BaseException:
            os.unlink(made)
            raise
