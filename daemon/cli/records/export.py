"""`dealtrail export`: records as a table for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_raw
from daemon.cli.base.session import Here, example

app = App(
    name="export",
    help_epilogue=example(
        "dealtrail export contacts contacts.csv",
        "dealtrail export opportunities deals.xlsx",
        "dealtrail export accounts kunder.csv --locale nb --bom",
        "dealtrail export opportunities --format json > deals.json",
        "dealtrail export history history.csv --force",
    ),
)


@app.default
def export(
    table: Annotated[Literal["accounts", "contacts", "opportunities", "history"], Parameter(help="What to export.")],
    file: Annotated[Path | None, Parameter(help="Where to; standard output when left out.")] = None,
    *,
    form: Annotated[
        Literal["csv", "json", "xlsx"] | None,
        Parameter(name="--format", help="CSV, JSON or an Excel workbook; by the file's name, else CSV."),
    ] = None,
    delimiter: Annotated[
        Literal[",", ";", "|", "tab"] | None,
        Parameter(help="What parts the cells of CSV; a comma, or a semicolon where --locale has decimal commas."),
    ] = None,
    locale: Annotated[
        str | None, Parameter(help="How CSV has dates and numbers, and for import --locale: de, nb, en-US …")
    ] = None,
    bom: Annotated[bool, Parameter(help="Begin CSV with a byte order mark, by which Excel knows UTF-8.")] = False,
    force: Annotated[bool, Parameter(help="Replace a file that is there.")] = False,
    session: Here,
) -> None:
    """Give records out with the columns that import reads; what is in the recycle bin is left out."""
    from daemon.acts import exported
    from daemon.cli.base.files import write_parts

    chosen = form or ("xlsx" if file is not None and file.suffix.lower() == ".xlsx" else "csv")
    if chosen != "csv" and (delimiter or locale or bom):
        raise WrongUse("--delimiter, --locale and --bom are for CSV: others have dates and numbers as such")
    if chosen == "xlsx" and file is None and sys.stdout.isatty():
        raise WrongUse("a workbook is no text: name a file")
    with session.reading() as unit:
        parts = exported(
            unit,
            table,
            chosen,
            zone=session.zone,
            delimiter="\t" if delimiter == "tab" else delimiter,
            locale=locale,
            has_mark=bom,
        )
        if file is not None:
            write_parts(file, parts, force=force)
        elif chosen == "xlsx":
            sys.stdout.buffer.writelines(parts)
        else:
            for part in parts:
                say_raw(part.decode())
    if file is not None:
        say(f"{table}: {file}")
