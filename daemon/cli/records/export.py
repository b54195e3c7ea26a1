"""`dealtrail export`: records as a table for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_raw
from daemon.cli.base.session import Here, example

app = App(
    name="export",
    help_epilogue=example(
        "dealtrail export contacts contacts.csv",
        "dealtrail export opportunities --format json > deals.json",
        "dealtrail export history history.csv --force",
    ),
)


@app.default
def export(
    table: Annotated[Literal["accounts", "contacts", "opportunities", "history"], Parameter(help="What to export.")],
    file: Annotated[Path | None, Parameter(help="Where to; standard output when left out.")] = None,
    *,
    form: Annotated[Literal["csv", "json"], Parameter(name="--format", help="CSV or JSON.")] = "csv",
    force: Annotated[bool, Parameter(help="Replace a file that is there.")] = False,
    session: Here,
) -> None:
    """Give records out with the columns that import reads; what is in the recycle bin is left out."""
    from daemon.cli.base.files import write_parts
    from daemon.tables import TABLES, as_csv, as_json, names

    with session.reading() as unit:
        rows = TABLES[table](unit)
        parts = (as_csv if form == "csv" else as_json)(names(unit, table), rows)
        if file is None:
            for part in parts:
                say_raw(part)
            return
        write_parts(file, (part.encode() for part in parts), force=force)
    say(f"{table}: {file}")
