"""`dealtrail database`: the whole database in another one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import copied_shape, looked_shape, many

if TYPE_CHECKING:
    from store.copying import Looked

_SQLITE, _POSTGRESQL = "sqlite:////var/lib/dealtrail/dealtrail.sqlite", "postgresql://dealtrail@db.example/dealtrail"

app = App(
    name="database",
    help_epilogue=example(
        f"dealtrail database copy {_SQLITE} {_POSTGRESQL} --dry-run", f"dealtrail database copy {_SQLITE} {_POSTGRESQL}"
    ),
)

Url = Annotated[
    str,
    Parameter(
        help="Its url, as in [database] of the configuration; a password need not stand in it: "
        "PostgreSQL's own PGPASSWORD and ~/.pgpass are asked."
    ),
]


@app.command
def copy(
    source: Annotated[Url, Parameter(name="FROM")],
    target: Annotated[Url, Parameter(name="TO")],
    *,
    dry_run: Annotated[
        bool, Parameter(help="Say what would be copied, and whether it could be; change nothing.")
    ] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Copy a whole database into an empty one, from SQLite to PostgreSQL or back, and compare both in the end.

    Refused while the service is at work. What was interrupted goes on where it was when it is run again. Afterwards
    [database] of the configuration has to name the copy.
    """
    from daemon.acts import alone
    from store.copying import copy, looked_at
    from store.database import open_store

    if dry_run:
        _say(looked_at(source, target), as_json)
        return
    with alone(lambda: open_store(source, clock=session.now), session.now()):
        done = copy(source, target, _progress)
    line = f"{done.target}: holds all of {done.source} ({many(sum(done.rows.values()), 'row')}, compared)"
    tell(copied_shape(done), f"{line}; next: let url in [database] of the configuration name it", as_json)


def _say(found: Looked, as_json: bool) -> None:
    if as_json:
        say_json(looked_shape(found))
        return
    say_table(("table", "rows"), [(name, str(rows)) for name, rows in found.rows.items() if rows])
    rows = many(sum(found.rows.values()), "row")
    say(f"{found.target} {found.state.value}: {rows} of {found.source} would be copied; nothing was changed")


def _progress(table: str, there: int, of: int) -> None:
    """For who watches; a program that reads what a command says is not told."""
    if sys.stderr.isatty():
        end = "\n" if there >= of else ""
        print(f"\r{table}: {there} of {of}", end=end, file=sys.stderr, flush=True)
