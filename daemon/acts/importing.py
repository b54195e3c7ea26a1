"""Taking in a table as a whole, or not at all; or what of it can be, with a table of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.unit import Unit

if TYPE_CHECKING:
    from daemon.tables import Explained, Report, Source, Table, Taking

Opened = Callable[[], AbstractContextManager[Unit]]


class _GiveUp(Exception):
    """Ends the transaction without keeping it."""


@dataclass(frozen=True, slots=True)
class TableGiven:
    """A table as somebody gives it, with what they say of it: what is left out is found, and said.

    `map` is a file that says what its columns become: its name and content.
    """

    name: str
    content: bytes
    currency: str
    zone: ZoneInfo
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    locale: str | None = None
    map: tuple[str, bytes] | None = None
    adds_accounts: bool = False


def import_table(
    opened: Opened,
    table: Table,
    given: TableGiven,
    *,
    is_tried: bool = False,
    save_left_out: Callable[[bytes], object] | None = None,
    kept: Callable[[Unit, Report], object] = lambda unit, report: None,
) -> Report:
    """Take in all rows in one transaction; none where one is wrong, or where it is only tried.

    With `save_left_out` the rows that are right are taken in; it gets a table of the others before anything is kept.
    Where all is, `kept` is told at the end of the transaction. Raises Invalid where the table itself is none.
    """
    from daemon.tables import LeftOut, Report, take_in

    report = Report()
    try:
        with opened() as unit:
            source, taking = _read(unit, table, given)
            left = LeftOut(source) if save_left_out is not None else None
            report = take_in(unit, table, source, taking, left=left.add if left else None)
            if is_tried or (report.wrong.count and (left is None or not report.right)):
                raise _GiveUp
            if left is not None and left.count and save_left_out is not None:
                save_left_out(left.content())
            kept(unit, report)
    except _GiveUp:
        pass
    return report


def explain_table(opened: Opened, table: Table, given: TableGiven) -> Explained:
    """What each of its columns would become, and a map for those that are unknown; raises Invalid."""
    from daemon.tables import explain

    with opened() as unit:
        source, taking = _read(unit, table, given)
        return explain(unit, table, source, taking)


def _read(unit: Unit, table: Table, given: TableGiven) -> tuple[Source, Taking]:
    from daemon.tables import Taking, all_columns, manner_of, map_of, opened, score

    columns = list(all_columns(unit, table))
    map = map_of(*given.map, table) if given.map else None

    def worth(cells: Sequence[str]) -> int:
        return score(cells, table, columns, map)

    source = opened(
        given.name,
        given.content,
        encoding=given.encoding,
        delimiter=given.delimiter,
        sheet=given.sheet,
        score=worth,
    )
    manner = manner_of(given.locale) if given.locale else None
    return source, Taking(given.currency, given.zone, manner, map, given.adds_accounts)
