"""A folder that only its owner can look into, with a file for each content."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from connectors.files import NotThere, PlaceFails

UNFINISHED = ".part"  # ends the name of what is being written
_HANDS = "let this user read and write it: chown, or ReadWritePaths= where it is a service of systemd's"


class Folder:
    """For any number of threads and processes. It is made when something is written first, and looked at each time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def told(self) -> str:
        return f"folder {self._path}"

    def put(self, name: str, content: bytes) -> None:
        """What is there by that name is whole, and stays when the power goes the moment after."""
        try:
            self._make()
            target = self._path / name
            if not target.parent.is_dir():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _flush(self._path)
            part = target.with_name(f"{target.name}.{token_hex(4)}{UNFINISHED}")
            try:
                with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(part, target)
            except BaseException:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
            _flush(target.parent)
        except OSError as failure:
            raise self._failed(failure) from None

    def get(self, name: str, largest: int) -> bytes:
        try:
            with open(os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                return file.read(largest + 1)
        except FileNotFoundError:
            self._refuse_missing()
            raise NotThere(name) from None
        except OSError as failure:
            raise self._failed(failure) from None

    def remove(self, name: str) -> None:
        """What was begun by a process that died goes with it."""
        target = self._path / name
        try:
            self._refuse_missing()
            for part in target.parent.glob(f"{target.name}.*{UNFINISHED}"):
                part.unlink(missing_ok=True)
            target.unlink(missing_ok=True)
            _flush(target.parent)
        except FileNotFoundError:
            return
        except OSError as failure:
            raise self._failed(failure) from None

    def names(self) -> Iterator[str]:
        try:
            self._refuse_missing()
            for inner in sorted(os.scandir(self._path), key=lambda one: one.name):
                if inner.is_dir(follow_symlinks=False):
                    names = sorted(one.name for one in os.scandir(inner) if not one.name.endswith(UNFINISHED))
                    yield from (f"{inner.name}/{name}" for name in names)
        except OSError as failure:
            raise self._failed(failure) from None

    def open_to_others(self) -> str:
        mode = stat.S_IMODE(self._path.stat().st_mode)
        return f"others may look into it (mode {mode:04o}); run: chmod 0700 {self._path}" if mode & 0o077 else ""

    # --- the folder itself --------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """It is not made where its own folder is missing: that is a disk that is not mounted, or a mistyped path."""
        with suppress(FileExistsError):
            self._path.mkdir(mode=0o700)
            _flush(self._path.parent)
        if not self._path.is_dir():
            raise PlaceFails(self.told, "it is not a folder", "name another one in files.path")
        if trouble := self.open_to_others():
            raise PlaceFails(self.told, f"nothing is written to it: {trouble}")

    def _refuse_missing(self) -> None:
        """Nothing is said to be lost where the whole folder is away."""
        if not self._path.is_dir():
            raise PlaceFails(self.told, "it is not there", "mount its disk, or name the folder in files.path")

    def _failed(self, failure: OSError) -> PlaceFails:
        if isinstance(failure, FileNotFoundError):
            return PlaceFails(self.told, "it is not there", "mount its disk, or name the folder in files.path")
        if isinstance(failure, PermissionError):
            return PlaceFails(self.told, "this user has no right to it", _HANDS)
        return PlaceFails(self.told, f"it fails: {(failure.strerror or type(failure).__name__).lower()}")


def _flush(folder: Path) -> None:
    """Names in it stay when the power goes."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
