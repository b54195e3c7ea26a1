"""The rows that were left out, as a table of their own: as they were, with the reason, to be mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from daemon.tables.cells import kept
from daemon.tables.naming.heading import REASON
from daemon.tables.reading import Source

MARK = "\ufeff"  # Excel would else take it for a text of Windows


class LeftOut:
    """Grows a row at a time; nothing is in it before the first one."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._out = io.StringIO()
        self._writer = csv.writer(self._out, delimiter=source.delimiter)
        self._reason_at: int | None = None
        self.count = 0

    def add(self, cells: Sequence[str], reason: str) -> None:
        if not self.count:
            _, head = next(self._source.rows())
            names = [self._source.read(cell) for cell in head]
            self._reason_at = next((at for at, name in enumerate(names) if name.casefold() == REASON), None)
            self._write(head, REASON)
        self.count += 1
        self._write([kept(cell) for cell in cells], reason)

    def _write(self, cells: Sequence[str], reason: str) -> None:
        """The reason stands first: behind cells that are missing it would be in another's place."""
        others = [cell for at, cell in enumerate(cells) if at != self._reason_at]
        self._writer.writerow([reason, *others])

    def content(self) -> bytes:
        return (MARK + self._out.getvalue()).encode()
