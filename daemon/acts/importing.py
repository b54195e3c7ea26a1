"""Taking in a table as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from store.unit import Unit

if TYPE_CHECKING:
    from daemon.tables import Report, Table


class _GiveUp(Exception):
    """Ends the transaction without keeping it."""


def import_table(
    opened: Callable[[], AbstractContextManager[Unit]],
    table: Table,
    name: str,
    content: bytes,
    *,
    currency: str,
    delimiter: str = ",",
    encoding: str | None = None,
    is_tried: bool = False,
) -> Report:
    """Take in all rows in one transaction; none where one is wrong, or where it is only tried.

    Raises Invalid where the table itself is none.
    """
    from daemon.tables import Report, decoded, take_in

    text = decoded(name, content, encoding)
    report = Report()
    try:
        with opened() as unit:
            report = take_in(unit, table, name, text, delimiter=delimiter, currency=currency)
            if is_tried or report.problems:
                raise _GiveUp
    except _GiveUp:
        pass
    return report
