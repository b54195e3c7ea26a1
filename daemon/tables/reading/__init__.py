"""A table's bytes: what they are, and the rows in them."""

from daemon.tables.reading.opening import opened
from daemon.tables.reading.source import Row, Source, told_of_table
from daemon.tables.reading.texts import decoded, rows

__all__ = ["Row", "Source", "decoded", "opened", "rows", "told_of_table"]
