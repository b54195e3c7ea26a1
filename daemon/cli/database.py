"""`dealtrail database`: the whole database in another one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED, INTERRUPTED, WrongUse
from daemon.cli.base.output import complain, say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import copied_shape, elsewhere_in_words, looked_shape, many, moved_shape, with_files
from store.values import KeptIn

if TYPE_CHECKING:
    from store.copying import Looked
    from store.database import Store
    from store.values import KeptTotal

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
    """Copy a whole database into an empty one, from SQLite to PostgreSQL or back, and compare both.

    Refused while the service is at work. What was interrupted goes on where it was when it is run again. Afterwards
    [database] of the configuration has to name the copy.
    """
    from daemon.acts import alone
    from store.copying import copy, looked_at
    from store.database import open_store

    if dry_run:
        _say(looked_at(source, target), _kept(source), as_json)
        return
    with alone(lambda: open_store(source, clock=session.now), session.now()):
        done = copy(source, target, _progress)
    line = f"{done.target}: holds all of {done.source} ({many(sum(done.rows.values()), 'row')}, compared)"
    kept = _kept(target)
    if elsewhere := elsewhere_in_words(kept):
        line += f"; {elsewhere} stay there, and the copy names them"
    shape = with_files(copied_shape(done), kept)
    tell(shape, f"{line}; next: let url in [database] of the configuration name it", as_json)


@app.command(
    help_epilogue=example(
        "dealtrail database move-files --to folder --dry-run",
        "dealtrail database move-files --to s3",
        "dealtrail database move-files --to database",
    )
)
def move_files(
    *,
    to: Annotated[
        KeptIn | None, Parameter(help="database, folder or s3; left out: where files.keep of the configuration says.")
    ] = None,
    dry_run: Annotated[bool, Parameter(help="Say what would be moved; change nothing.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Bring the contents of all files into the database, the folder or the bucket of [files], while all is at work.

    Each is read again where it was brought before the record says that it is there. What was interrupted goes on where
    it was when it is run again. What stays behind in the other place goes after files.left_days; the service sees to
    that. Exit code 1 where a content is missing or damaged, and was left as it is.
    """
    from daemon import bootstrap
    from daemon.cli.base.configured import ended_by_ctrl_c

    target = to or KeptIn(session.settings.files.keep.value)
    keep = session.settings.files.keep.value
    if target is KeptIn.DATABASE and keep != target.value:
        raise WrongUse(f"files.keep is {keep}: the service would bring them back there; set it to database first")
    with session.store() as store, ended_by_ctrl_c() as stop:
        before = _totals(store)
        if dry_run:
            others = [one for one in before if one.kept_in is not target]
            files, size = sum(one.files for one in others), sum(one.size for one in others)
            line = f"{many(files, 'file')} ({size} bytes) would be moved to {target.value}; nothing was changed"
            tell(moved_shape(target.value, files, size, before, [], is_done=False), line, as_json)
            return DONE
        of = sum(one.files for one in before if one.kept_in is not target)
        mover = bootstrap.mover(session.settings, store, stop, session.now)
        moved = mover.move(target, tell=lambda moved: _progress("files", moved.files, of))
        lost = [str(one) for one in moved.failures]
        after = _totals(store)
        line = f"{many(moved.files, 'file')} ({moved.size} bytes) moved to {target.value}"
        if stop.is_set():
            line += "; interrupted: run it again, and it goes on"
        tell(moved_shape(target.value, moved.files, moved.size, after, lost, is_done=True), line, as_json)
        complain(lost)
        return INTERRUPTED if stop.is_set() else FAILED if lost else DONE


def _totals(store: Store) -> Sequence[KeptTotal]:
    from daemon.acts import places_of_files

    with store.read() as unit:
        return places_of_files(unit)


def _kept(url: str) -> Sequence[KeptTotal]:
    """Where the files of a database are kept; nothing of one of another version."""
    from store.database import open_store
    from store.errors import StoreError

    store = open_store(url)
    try:
        store.check()
        return _totals(store)
    except StoreError:
        return ()
    finally:
        store.close()


def _say(found: Looked, kept: Sequence[KeptTotal], as_json: bool) -> None:
    if as_json:
        say_json(with_files(looked_shape(found), kept))
        return
    say_table(("table", "rows"), [(name, str(rows)) for name, rows in found.rows.items() if rows])
    rows = many(sum(found.rows.values()), "row")
    say(f"{found.target} {found.state.value}: {rows} of {found.source} would be copied; nothing was changed")
    if elsewhere := elsewhere_in_words(kept):
        say(f"{elsewhere} stay there, and the copy would name them")


def _progress(table: str, there: int, of: int) -> None:
    """For who watches; a program that reads what a command says is not told."""
    if sys.stderr.isatty():
        end = "\n" if there >= of else ""
        print(f"\r{table}: {there} of {of}", end=end, file=sys.stderr, flush=True)
