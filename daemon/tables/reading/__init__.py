"""A table's bytes: what they are, and the rows in them."""

from daemon.tables.reading.opening import opened
from daemon.tables.reading.source import Source
from daemon.tables.reading.texts import decoded, rows

__all__ = ["Source", "decoded", "opened", "rows"]
