"""Rows become records."""

from daemon.tables.rows.found import Refused
from daemon.tables.rows.records import Change, Records

__all__ = ["Change", "Records", "Refused"]
