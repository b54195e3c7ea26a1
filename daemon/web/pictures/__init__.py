"""Pictures of numbers: from what reports tell to what a template draws, without knowing of either. Pure."""

from daemon.web.pictures.drawing import Bar, Columns, Mark, Rows, columns, rows, spark
from daemon.web.pictures.scale import Scale, scale_of
from daemon.web.pictures.telling import Cell, Figure, Report, Table

__all__ = [
    "Bar",
    "Cell",
    "Columns",
    "Figure",
    "Mark",
    "Report",
    "Rows",
    "Scale",
    "Table",
    "columns",
    "rows",
    "scale_of",
    "spark",
]
