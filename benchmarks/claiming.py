"""What it costs to find the mailbox whose turn it is among very many, on PostgreSQL; and what an idle turn writes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from benchmarks.figures import Figure
from store.database import Store, open_store
from store.models import MailboxRow

MANY, FEW = 100_000, 1_000
CLAIMS = 2_000
EVERY = timedelta(minutes=1)
LEAST = 600  # bytes of the write-ahead log that an idle turn may take


def measure() -> Iterator[Figure]:
    from tests.postgres import running_postgres

    with (
        running_postgres("autovacuum=on") as server,
        server.database() as large,
        server.database() as small,
        closing(open_store(large)) as many,
        closing(open_store(small)) as few,
    ):
        began = datetime.now(UTC)
        _mailboxes(many, MANY)
        _mailboxes(few, FEW)
        took: dict[Store, list[float]] = {many: [], few: []}
        for turn in range(CLAIMS):
            for store, seconds in took.items():
                seconds.append(_claim(store, f"host/{turn % 4}/1", began + (turn + 1) * EVERY / FEW))
        of_many, of_few = (statistics.median(seconds) for seconds in took.values())
        facts = {"ms": round(of_many * 1000, 3), "few_ms": round(of_few * 1000, 3), "mailboxes": MANY}
        yield Figure("claiming a turn among 100,000 mailboxes against 1,000", of_many / of_few, 1.3, True, facts)
        yield _written(few)


def _mailboxes(store: Store, many: int) -> None:
    """All of them due, one after the other, within the last minute."""
    with store.write() as unit:
        unit.mailboxes.register({"user0@us.example": False})
        of_their_own = ("id", "address", "due_at")
        others = ", ".join(one.name for one in MailboxRow.__table__.columns if one.name not in of_their_own)
        made = f"""
            INSERT INTO mailboxes (address, due_at, {others})
            SELECT 'user' || number || '@us.example', now() - (number * interval '1 minute') / :many, {others}
            FROM mailboxes, generate_series(1, :many - 1) number"""  # our own columns
        unit.connection.execute(text(made), {"many": many})
    with store.write() as unit:
        unit.connection.execute(text("ANALYZE mailboxes"))


def _claim(store: Store, owner: str, now: datetime) -> float:
    began = time.perf_counter()
    with store.write_beside() as unit:
        due = unit.mailboxes.claim(owner=owner, lease=10 * EVERY, every=EVERY, now=now)
    took = time.perf_counter() - began
    assert due is not None
    with store.write_beside() as unit:  # another process claims it next
        unit.mailboxes.release(due)
    return took


def _written(store: Store) -> Figure:
    """A turn without news is a claim, by the same process as before."""
    now = datetime.now(UTC) + timedelta(hours=1)
    for turn in range(FEW):  # each page of the table was written since the last checkpoint, and is not written whole
        _claim_again(store, now + turn * EVERY)
    log, rows = _log(store), _updated(store)
    for turn in range(FEW):
        _claim_again(store, now + (FEW + turn) * EVERY)
    size, written = (_log(store) - log) / FEW, (_updated(store) - rows) / FEW
    facts = {"bytes": round(size), "rows": round(written, 2), "turns": FEW}
    return Figure("an idle turn, bytes of the write-ahead log against 600", size / LEAST, 1.0, True, facts)


def _claim_again(store: Store, now: datetime) -> None:
    with store.write_beside() as unit:
        assert unit.mailboxes.claim(owner="host/1/1", lease=10 * EVERY, every=EVERY, now=now)


def _log(store: Store) -> int:
    with store.read() as unit:
        return int(unit.connection.scalar(text("SELECT pg_current_wal_lsn() - CAST('0/0' AS pg_lsn)")) or 0)


def _updated(store: Store) -> int:
    with store.write_beside() as unit:
        unit.connection.execute(text("SELECT pg_stat_force_next_flush()"))
    with store.read() as unit:
        return int(unit.connection.scalar(text("SELECT sum(n_tup_upd + n_tup_ins) FROM pg_stat_all_tables")) or 0)
