"""Taking in a table: each row adds a record or brings one up to date; what cannot be is told, each kind of it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from daemon.tables.cells import trimmed
from daemon.tables.columns import BY_TABLE, Column, own_columns
from daemon.tables.manners import Manner
from daemon.tables.naming import ColumnMap, Heading, headed
from daemon.tables.naming.heading import refuse, score
from daemon.tables.planning import planned
from daemon.tables.problems import Lines, Problem, Problems
from daemon.tables.reading import Row, Source, told_of_table
from daemon.tables.rows import Change, Records, Refused
from store.errors import DatabaseError, Invalid, StoreError
from store.unit import Unit
from store.values import Record

MOST_CHANGES = 1_000  # that are told one by one
_ABOVE = 6  # rows among which the names of the columns are looked for

Attempt = Callable[[], AbstractContextManager[None]]
Left = Callable[[Sequence[str], str], None]  # a row as it was, and why it was left out


class Table(StrEnum):
    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    OPPORTUNITIES = "opportunities"

    @property
    def record(self) -> Record:
        return {"accounts": Record.ACCOUNT, "contacts": Record.CONTACT}.get(self.value, Record.OPPORTUNITY)


@dataclass(frozen=True, slots=True)
class Taking:
    """How a table is taken in: by which map and manner, in which zone its times are, and what it may add beside."""

    currency: str
    zone: ZoneInfo
    manner: Manner | None = None
    map: ColumnMap | None = None
    adds_accounts: bool = False


@dataclass(slots=True)
class Report:
    """What became of the rows: how many, which, and what is wrong."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    found: tuple[str, ...] = ()  # what the file is, in words
    program: str = ""  # whose names its columns have
    passed: list[str] = field(default_factory=list)  # columns that have no place here
    added_lines: Lines = field(default_factory=Lines)
    changes: list[Change] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)  # how many records, by column
    wrong: Problems = field(default_factory=Problems)
    row: Row = Row.LINE

    @property
    def right(self) -> int:
        """How many rows say what can be taken in."""
        return self.added + self.updated + self.unchanged

    @property
    def problems(self) -> list[Problem]:
        """The first of all that is wrong, one by one."""
        return self.wrong.first


def all_columns(unit: Unit, table: Table) -> dict[str, Column]:
    """All columns of a table, those of a firm's own fields behind the others."""
    return {**BY_TABLE[table], **own_columns(unit.fields.all(table.record))}


def read_heading(source: Source, table: Table, columns: Mapping[str, Column], map: ColumnMap | None) -> Heading:
    """What the first row names; raises Invalid where it names nothing."""
    lines = source.rows()
    line, first = next(lines, (0, []))
    if not first:
        raise Invalid(source.name, "is empty", "its first row names the columns")
    cells = [source.read(cell) for cell in first]
    if not score(cells, table, columns, map):
        for below, (other, row) in enumerate(lines):
            if score([source.read(cell) for cell in row], table, columns, map) > 1:
                where = f"{source.name}, {source.row.value} {line}"
                raise Invalid(
                    where, f"names no columns, but {source.row.value} {other} does", "take out what stands above it"
                )
            if below >= _ABOVE:
                break
    return headed(source.name, cells, table, list(columns), map)


def take_in(unit: Unit, table: Table, source: Source, taking: Taking, *, left: Left | None = None) -> Report:
    """Add and update records as the table's rows say, all that can be; the report tells what cannot.

    Whoever called gives the transaction up when there are problems and `left` was not given, which gets the rows that
    are left out. Raises Invalid where the table itself is none, or where only those who wrote it know what it says.
    """
    columns = all_columns(unit, table)
    heading = read_heading(source, table, columns, taking.map)
    first_line = next(source.rows())[0]
    refuse(source.name, heading, list(columns), f"{source.row.value} {first_line}")
    plan = planned(source, heading, columns, taking.manner, taking.zone)
    if left is not None and (asked := next((one for one in plan.settled.values() if one.asked), None)):
        raise Invalid(source.name, asked.asked, asked.remedy)
    records = Records(unit, table.record, columns, taking.currency, taking.zone, heading.likely, taking.adds_accounts)
    attempt = nullcontext if records.writes_once(step.column for step in plan.steps) else unit.attempt
    report = Report(found=source.found, program=heading.program, passed=heading.passed, row=source.row)
    lines = source.rows()
    _, first = next(lines)
    head = [cell.strip().casefold() for cell in trimmed(first, 1)]
    read, width, count = source.read, plan.width, 0
    places = {step.column: place for place, step in enumerate(plan.steps)}
    for line, raw in lines:
        count += 1
        cells = trimmed(raw, width)
        wrong: list[tuple[str, str, str]] = []
        if len(cells) != width:  # a row that was cut off must not empty the fields that it lost
            wrong = [("", told_of_table(f"has {len(cells)} cells, but there are {width} columns"), "")]
        elif cells[0].strip().casefold() == head[0] and [cell.strip().casefold() for cell in cells] == head:
            wrong = [("", told_of_table("names the columns once more: take it out"), "")]
        else:
            row, wrong = plan.row([read(cell) for cell in cells])
            wrong += _one(attempt, records, row, line, report, {column for column, _, _ in wrong})
        if len(wrong) > 1:
            wrong.sort(key=lambda one: places.get(one[0], -1))
        for column, reason, cell in wrong:
            report.wrong.add(line, column, reason, cell)
        if wrong:
            report.left_out += 1
            if left is not None:
                left(raw, "; ".join(f"{column}: {reason}" if column else reason for column, reason, _ in wrong))
    if not count:
        report.wrong.add(first_line, "", told_of_table("names the columns, and no row follows"))
    return report


def _one(
    attempt: Attempt, records: Records, row: dict[str, str], line: int, report: Report, bad: set[str]
) -> list[tuple[str, str, str]]:
    """Add or update what one row says; gives what is wrong with it. Where cells are `bad` already, it is only tried."""
    try:
        with attempt():
            change = records.take(row, line, bad)
    except Refused as refused:
        records.forget_row()
        return [(column, records.named_by_lines(reason), cell) for column, reason, cell in refused.problems]
    except DatabaseError:
        raise
    except StoreError as problem:
        records.forget_row()
        column = problem.subject if problem.subject in row else ""
        return [(column, records.named_by_lines(str(problem)), row.get(column, ""))]
    if bad:
        return []
    if change is None:
        report.unchanged += 1
    elif change.is_new:
        report.added += 1
        report.added_lines.add(line)
    else:
        report.updated += 1
        report.changed.update(one for one, _, _ in change.fields)
        if len(report.changes) < MOST_CHANGES:
            report.changes.append(change)
    return []
