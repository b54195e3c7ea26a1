"""Tables in and out: CSV and sheets."""

from daemon.tables.cells import LARGEST, decoded
from daemon.tables.exporting import TABLES, as_csv, as_json, names
from daemon.tables.importing import Report, Table, take_in

__all__ = ["LARGEST", "TABLES", "Report", "Table", "as_csv", "as_json", "decoded", "names", "take_in"]
