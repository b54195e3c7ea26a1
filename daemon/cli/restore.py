"""`dealtrail restore`: a backup becomes the database again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.database import Store

app = App(name="restore", help_epilogue=example("dealtrail restore /var/backups/dealtrail-2025-03-04"))

LONGEST = timedelta(hours=12)  # that a lease of ours holds others off, should this process be forgotten


@app.default
def restore(
    file: Annotated[Path, Parameter(help="A file that `dealtrail backup` made.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Let a backup be the database again; what there was is kept beside it. Refused while the service is at work."""
    from store.backup import prepared, replace

    url = session.settings.database.url.get_secret_value()
    with prepared(url, file, session.now()) as ready, _alone(session):
        former = replace(url, ready, session.now())
    kept = f"; what there was is in {former}" if former else ""
    shape = {"file": str(file), "schema": ready.revision, "former": str(former) if former else None}
    tell(shape, f"{file}: restored{kept}", as_json)


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """Hold every mailbox, so that nobody works on them meanwhile; raises StoreError naming who does.

    Where there is no database that could be read, nobody can be at work on it.
    """
    from daemon import bootstrap
    from daemon.service import this_process
    from store.errors import DatabaseDamaged, DatabaseMissing

    store = bootstrap.open_store(session.settings)
    try:
        _hold(store, session)
    except (DatabaseDamaged, DatabaseMissing):
        store.close()
        yield
        return
    try:
        yield
    finally:
        with store.write() as unit:
            unit.mailboxes.release_owner(this_process())
        store.close()


def _hold(store: Store, session: Session) -> None:
    from daemon.service import is_gone, this_process
    from store.errors import StoreError

    with store.write() as unit:
        held = unit.mailboxes.hold_all(owner=this_process(), lease=LONGEST, now=session.now(), is_dead=is_gone)
    if held:
        who = ", ".join(f"{address} by {_process(owner)}" for address, owner in sorted(held.items()))
        store.close()
        raise StoreError("database", f"is being worked on: {who}", "stop the service first: systemctl stop dealtrail")


def _process(owner: str) -> str:
    """`host/pid/start` in words."""
    host, _, process = owner.rpartition("/")[0].rpartition("/")
    return f"process {process} on {host}" if host and process else owner
