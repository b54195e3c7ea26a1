"""Going on behind a row that was seen: the next ones in an order, whatever was added or deleted meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

Place = Sequence[str | int | date | datetime | None]  # a row's values of the columns that it is ordered by


def behind(columns: Sequence[tuple[Any, bool]], place: Place) -> ColumnElement[bool]:
    """What comes behind that place in an order by these columns, each with whether it descends; none come last."""
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, is_descending), value in zip(columns, place, strict=True):
        ways.append(and_(*same, _further(column, value, is_descending=is_descending)))
        same.append(column.is_(None) if value is None else column == value)
    return or_(*ways)


def _further(column: Any, value: Any, *, is_descending: bool) -> ColumnElement[bool]:
    if value is None:
        return false()
    return or_(column < value if is_descending else column > value, column.is_(None))
