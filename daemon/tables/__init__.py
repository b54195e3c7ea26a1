"""Tables in and out: CSV and sheets."""

from daemon.tables.cells import LARGEST
from daemon.tables.explaining import Explained, explain
from daemon.tables.exporting import TABLES, GivenOut, as_csv, as_json, given_out, names, opportunities_of
from daemon.tables.importing import Report, Table, Taking, all_columns, take_in
from daemon.tables.left_out import LeftOut
from daemon.tables.manners import Manner, manner_of
from daemon.tables.naming import ColumnMap, map_of, score
from daemon.tables.problems import column_told
from daemon.tables.reading import Row, Source, decoded, opened
from daemon.tables.workbook_out import write_workbook

__all__ = [
    "LARGEST",
    "TABLES",
    "ColumnMap",
    "Explained",
    "GivenOut",
    "LeftOut",
    "Manner",
    "Report",
    "Row",
    "Source",
    "Table",
    "Taking",
    "all_columns",
    "as_csv",
    "as_json",
    "column_told",
    "decoded",
    "explain",
    "given_out",
    "manner_of",
    "map_of",
    "names",
    "opened",
    "opportunities_of",
    "score",
    "take_in",
    "write_workbook",
]
