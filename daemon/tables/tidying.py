"""A table's cells as they are compared and stored: dates, numbers and names, by how their column writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from daemon.tables.cells import Fault, Formula, Moment, Number, Share
from daemon.tables.columns import Column, Kind
from daemon.tables.items import cell_of, items_of
from daemon.tables.manners import DateManner, Manner, day_of, moment_of, number_of
from daemon.tables.manners.dates import way_of
from daemon.tables.manners.numbers import decimals_of, is_doubtful, short
from daemon.tables.money import split_money
from daemon.tables.problems import Lines
from daemon.tables.reading import Row
from store.errors import Invalid

Tidy = Callable[[str], str]  # raises Invalid

_MANNERED = (Kind.DAY, Kind.MOMENT, Kind.AMOUNT, Kind.NUMBER, Kind.PER_CENT)
_WHICH = "say which: --locale en reads 1,234.50 and 3/4/2025, --locale de reads 1.234,50 and 4.3.2025"
_WON = ("won", "closed won", "gewonnen", "vunnet")
_LOST = ("lost", "closed lost", "verloren", "tapt")
_OPEN = ("open", "in progress", "offen", "åpen")


@dataclass(slots=True)
class Way:
    """One way in which a column's cells are written, by its first cell."""

    cell: str
    lines: Lines = field(default_factory=Lines)


@dataclass(frozen=True, slots=True)
class Settled:
    """How one column is written; `asked` says what only those who wrote it know, of the cells that are `doubtful`,
    and `remedy` how it is answered."""

    decimal: str = "."
    dates: DateManner = field(default_factory=DateManner)
    asked: str = ""
    remedy: str = ""
    doubtful: Callable[[str], bool] = lambda cell: False


def is_mannered(column: Column) -> bool:
    return column.kind in _MANNERED


def by_locale(manner: Manner) -> Settled:
    return Settled(manner.decimal, DateManner(manner.order, manner.months))


def settle(kind: Kind, cells: Iterable[tuple[int, str]], row: Row) -> Settled:
    """How a column is written, by what its cells show; what may be meant in two ways is asked, never guessed."""
    return _dates(cells, row) if kind in (Kind.DAY, Kind.MOMENT) else _numbers(kind, cells, row)


def _numbers(kind: Kind, cells: Iterable[tuple[int, str]], row: Row) -> Settled:
    ways: dict[str, Way] = {}
    for line, cell in cells:
        if not cell or isinstance(cell, Number):
            continue
        number = _bare(kind, cell)
        way = decimals_of(number)
        if way == ".,":
            way = "?" if is_doubtful(number) else ""
        if way:
            ways.setdefault(way, Way(cell)).lines.add(line)
    sure = [way for way in ways if way != "?"]
    if len(sure) > 1:
        return Settled(
            asked=_two(ways, row), remedy=_WHICH, doubtful=lambda cell: decimals_of(_bare(kind, cell)) in (".", ",")
        )
    if "?" in ways and not sure:
        cell = ways["?"].cell
        readings = " or ".join(short(number_of(_bare(kind, cell), one) or "") for one in ",.")
        return Settled(
            asked=f"{cell!r} may be {readings}", remedy=_WHICH, doubtful=lambda cell: is_doubtful(_bare(kind, cell))
        )
    return Settled(decimal=sure[0] if sure else ".")


def _bare(kind: Kind, cell: str) -> str:
    if kind is Kind.PER_CENT:
        return cell.strip().removesuffix("%").strip()
    return split_money(cell)[0] if kind is Kind.AMOUNT else cell


def _dates(cells: Iterable[tuple[int, str]], row: Row) -> Settled:
    ways: dict[str, Way] = {}
    for line, cell in cells:
        if cell and not isinstance(cell, (Moment, Number)) and (way := way_of(cell)):
            ways.setdefault(way, Way(cell)).lines.add(line)
    slashes = [way for way in ways if way.startswith("slashes ")]
    known = [
        *(way for way in ways if not way.startswith("slashes")),
        *(["slashes"] if "slashes" in ways or slashes else []),
    ]
    if len(known) > 1 or len(slashes) > 1:
        return Settled(asked=_two(ways, row), remedy=_WHICH, doubtful=lambda cell: bool(way_of(cell)))
    if ("slashes" in ways and not slashes) or "dots short" in ways:
        cell = next(iter(ways.values())).cell
        return Settled(
            asked=f"{cell!r} may be several days",
            remedy="say which: --locale en-US, en-GB, de, nb …",
            doubtful=lambda cell: way_of(cell) in ("slashes", "dots short"),
        )
    order = {"slashes dm": "dmy", "slashes md": "mdy"}.get(slashes[0] if slashes else "", "")
    return Settled(dates=DateManner(order))


def _two(ways: Mapping[str, Way], row: Row) -> str:
    lines = [f"{way.cell!r} ({row}{'s' if way.lines.count > 1 else ''} {way.lines})" for way in ways.values()]
    return f"is written in several ways: {', '.join(lines)}"


# --- one cell ---------------------------------------------------------------------------------------------------------


def tidying(name: str, column: Column, settled: Settled, zone: ZoneInfo) -> Tidy | None:
    """What makes of a column's cell the text that is compared; None where that is the cell itself."""
    match column.kind:
        case Kind.DAY:
            tidy: Tidy = lambda cell: _day(name, cell, settled.dates)  # noqa: E731
        case Kind.MOMENT:
            tidy = lambda cell: _moment(name, cell, settled.dates, zone)  # noqa: E731
        case Kind.AMOUNT:
            tidy = lambda cell: _amount(name, cell, settled.decimal)  # noqa: E731
        case Kind.NUMBER:
            tidy = lambda cell: _number(name, cell, settled.decimal)  # noqa: E731
        case Kind.PER_CENT:
            tidy = lambda cell: _per_cent(name, cell, settled.decimal)  # noqa: E731
        case Kind.STATUS:
            tidy = lambda cell: _status(name, cell)  # noqa: E731
        case _ if name == "items":
            tidy = lambda cell: _items(cell, settled.decimal)  # noqa: E731
        case _:
            return None
    if not settled.asked:
        return tidy

    def asking(cell: str) -> str:
        if settled.doubtful(cell):
            raise Invalid(name, settled.asked, settled.remedy)
        return tidy(cell)

    return asking


def sound(name: str, cell: str) -> None:
    """Raises Invalid for a cell that a spreadsheet computes, or that holds an error of one."""
    if isinstance(cell, Formula):
        shown = f"{str(cell)[:40]!r} " if len(cell) > 1 else ""
        raise Invalid(name, f"{shown}is a formula", "copy the column, and paste its values in its place")
    if isinstance(cell, Fault):
        raise Invalid(name, str(cell))


def _day(name: str, cell: str, manner: DateManner) -> str:
    if not cell:
        return ""
    if isinstance(cell, Moment):
        return cell[:10]
    if isinstance(cell, Number):
        raise Invalid(name, f"{str(cell)!r} is a number, not a date", "give the cell the format of a date")
    day = day_of(cell, manner)
    if day is None:
        raise Invalid(name, f"{cell!r} is not a date", "write 2025-03-04, or say how they are written: --locale")
    return day.isoformat()


def _moment(name: str, cell: str, manner: DateManner, zone: ZoneInfo) -> str:
    if not cell:
        return ""
    if isinstance(cell, Number):
        raise Invalid(name, f"{str(cell)!r} is a number, not a date", "give the cell the format of a date")
    at = moment_of(cell, manner, zone)
    if at is None:
        raise Invalid(name, f"{cell!r} is not a time", "write 2025-03-04 09:00, or say how they are written: --locale")
    return f"{at:%Y-%m-%d %H:%M}"


def _amount(name: str, cell: str, decimal: str) -> str:
    if not cell:
        return ""
    bare, unit = split_money(cell)
    number = number_of(cell if isinstance(cell, Number) else bare, decimal)
    if number is None:
        raise Invalid(name, f"{cell!r} is not an amount", "write 1234.50, or say how they are written: --locale")
    return f"{short(number)} {unit}".strip()


def _number(name: str, cell: str, decimal: str) -> str:
    if not cell:
        return ""
    number = number_of(cell, decimal)
    if number is None:
        raise Invalid(name, f"{cell!r} is not a number", "write 1234.50, or say how they are written: --locale")
    return short(number)


def _per_cent(name: str, cell: str, decimal: str) -> str:
    if not cell:
        return ""
    bare = cell if isinstance(cell, Share) else _bare(Kind.PER_CENT, cell)
    number = number_of(cell if isinstance(cell, Number) else bare, decimal)
    if number is None or Decimal(number) != int(Decimal(number)):
        raise Invalid(name, f"must be a whole number from 0 to 100, not {str(cell)!r}")
    return str(int(Decimal(number)))


def _status(name: str, cell: str) -> str:
    folded = cell.casefold()
    if not folded:
        return ""
    for status, words in (("won", _WON), ("lost", _LOST), ("open", _OPEN)):
        if folded in words:
            return status
    raise Invalid(name, f"{cell!r} is no status", "it is open, won or lost")


def _items(cell: str, decimal: str) -> str:
    return cell_of(items_of(cell, decimal)) if cell else ""
