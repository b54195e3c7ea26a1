"""`dealtrail import`: records from a CSV table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import FAILED
from daemon.cli.base.output import complain, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import import_shape, many

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
    from daemon.acts import import_table
    from daemon.cli.base.files import read_file
    from daemon.tables import LARGEST, Table

    report = import_table(
        session.writing,
        Table(table),
        file.name,
        read_file(file, LARGEST),
        currency=session.settings.records.currency,
        delimiter="\t" if delimiter == "tab" else delimiter,
        encoding=encoding,
        is_tried=dry_run,
    )
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    problems = [(one.line, one.column, one.reason) for one in report.problems]
    if as_json:
        say_json(import_shape(counts, problems, is_taken_in=not (dry_run or problems)))
    elif not problems:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        say(f"{table}: {told}{' (nothing was changed: a dry run)' if dry_run else ''}")
    if not problems:
        return None
    if not as_json:
        complain(f"{file.name}, {problem}" for problem in report.problems[:SHOWN])
        if len(problems) > SHOWN:
            complain([f"and {len(problems) - SHOWN} more; --json lists all"])
        complain([f"{file.name}: nothing was taken in: {many(len(problems), 'thing', 'is', 'are')} wrong"])
    return FAILED
