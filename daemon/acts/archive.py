"""A ZIP that is handed on a piece at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any


class Archive:
    """A ZIP that is handed on while it is written: nothing of it is kept."""

    def __init__(self, now: datetime) -> None:
        self._pieces = _Pieces()
        self._zip = zipfile.ZipFile(self._pieces, "w", zipfile.ZIP_DEFLATED)
        self._at = max(now.timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # as far back as a ZIP knows

    def entry(self, name: str, parts: Iterable[str | bytes]) -> Iterator[bytes]:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                entry.write(part if isinstance(part, bytes) else part.encode())
                yield from self._pieces.taken()
        yield from self._pieces.taken()

    def end(self) -> Iterator[bytes]:
        self._zip.close()
        yield from self._pieces.taken()


class _Pieces(io.RawIOBase):
    """What is written, until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def taken(self) -> list[bytes]:
        held, self._held = self._held, []
        return held
