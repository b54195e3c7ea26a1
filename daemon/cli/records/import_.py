"""`dealtrail import`: records from a CSV table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import FAILED
from daemon.cli.base.output import complain, say, say_json
from daemon.cli.base.session import AsJson, Here, example

SHOWN = 50  # problems that are told one by one

app = App(
    name="import",
    help_epilogue=example(
        "dealtrail import accounts accounts.csv --dry-run",
        "dealtrail import contacts contacts.csv --delimiter ';' --encoding cp1252",
        "dealtrail import opportunities deals.csv",
    ),
)


@app.default
def import_(
    table: Annotated[Literal["accounts", "contacts", "opportunities"], Parameter(help="What the rows are.")],
    file: Annotated[Path, Parameter(help="The table: CSV whose first row names the columns; see docs/import.md.")],
    *,
    dry_run: Annotated[bool, Parameter(help="Say what would be done and what is wrong, and change nothing.")] = False,
    delimiter: Annotated[Literal[",", ";", "tab"], Parameter(help="What parts the cells.")] = ",",
    encoding: Annotated[str | None, Parameter(help="How its text is written; UTF-8 unless named.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> int | None:
    """Take in a table: rows add records or bring them up to date; when any row is wrong, nothing is taken in."""
    from daemon.cli.base.files import read_file
    from daemon.tables import LARGEST, Report, Table, decoded, take_in

    text = decoded(file.name, read_file(file, LARGEST), encoding)
    parts = "\t" if delimiter == "tab" else delimiter
    report = Report()
    try:
        with session.writing() as unit:
            report = take_in(
                unit, Table(table), file.name, text, delimiter=parts, currency=session.settings.records.currency
            )
            if dry_run or report.problems:
                raise _GiveUp
    except _GiveUp:
        pass
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    problems = [{"line": one.line, "column": one.column or None, "reason": one.reason} for one in report.problems]
    if as_json:
        say_json(counts | {"taken_in": not (dry_run or problems), "problems": problems})
    elif not problems:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        say(f"{table}: {told}{' (nothing was changed: a dry run)' if dry_run else ''}")
    if not problems:
        return None
    if not as_json:
        complain(f"{file.name}, {problem}" for problem in report.problems[:SHOWN])
        if len(problems) > SHOWN:
            complain([f"and {len(problems) - SHOWN} more; --json lists all"])
        complain([f"{file.name}: nothing was taken in: {len(problems)} things are wrong"])
    return FAILED


class _GiveUp(Exception):
    """Ends the transaction without keeping it."""
