"""Ten million items of history on PostgreSQL against a million: `python -m benchmarks big`, which takes half an hour.

It is run by its name alone. Items are made in place by SQL; a hundred thousand opportunities share them, so that each
history is ten times as long as well. BIG says how many millions it is to be; the disk needs 1.5 GB for each.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.figures import Figure
from store.database import Store, open_store
from store.unit import Unit
from store.values import HistoryOf, ItemKind
from tests.postgres import PostgresServer, running_postgres

MILLION = 1_000_000
OPPORTUNITIES, CONTACTS = 100_000, 200_000
AT_ONCE = 500_000
RUNS = 31
PAGE = 50
FEW = 8  # lines of a history: as many as each has among a million
GOAL = 1.5
# Of a machine that holds a history of this size: less than the smaller one, so that neither is all in memory.
SETTINGS = ("shared_buffers=256MB", "maintenance_work_mem=512MB", "max_wal_size=1GB", "work_mem=16MB", "jit=on")

LONG = OPPORTUNITIES // 2  # has one of a hundred of all items
LOOK_UPS: dict[str, Callable[[Unit, int], object]] = {
    "show, one of many opportunities": lambda unit, n: unit.opportunities.brief(1 + 997 * n % OPPORTUNITIES, FEW),
    "show, the one with the longest history": lambda unit, n: unit.opportunities.brief(LONG, PAGE),
    "history of an opportunity": lambda unit, n: unit.items.history(HistoryOf(1 + 991 * n % OPPORTUNITIES), limit=FEW),
    "history of a contact": lambda unit, n: unit.items.history(
        HistoryOf(contact_id=2 * (1 + 983 * n % OPPORTUNITIES)), limit=FEW
    ),
    "history of an account": lambda unit, n: unit.items.history(
        HistoryOf(account_id=1 + 977 * n % (CONTACTS // 10)), limit=FEW
    ),
    "search, a word of all": lambda unit, n: unit.search.find("seats", limit=20),
    "search, a word of one in a hundred": lambda unit, n: unit.search.find("rebate", limit=20),
    "search, a word of one in a thousand": lambda unit, n: unit.search.find(f"topic{n % 1000}", limit=20),
    "search, a word of one in ten thousand": lambda unit, n: unit.search.find(f"subtopic{n % 10_000}", limit=20),
    "search, a word of ten": lambda unit, n: unit.search.find(f"rare{1 + n}", limit=20),
    "search, two words": lambda unit, n: unit.search.find(f"rebate topic{n * 100 % 1000}", limit=20),
    "search, how a word begins": lambda unit, n: unit.search.find(f"topic{n % 100}*", limit=20),
    "search, notes with a word": lambda unit, n: unit.search.find("rebate", kind=ItemKind.NOTE, limit=20),
}


def measure() -> Iterator[Figure]:
    disk = tempfile.TemporaryDirectory(dir="/var/tmp")
    with disk as place, running_postgres(*SETTINGS) as server, ExitStack() as ends:
        Path(place).chmod(0o755)
        few, many = (
            ends.enter_context(closing(a_history(server, ends, Path(place), millions)))
            for millions in (1, int(os.environ.get("BIG", "10")))
        )
        yield from compared(few, many)


def compared(few: Store, many: Store) -> Iterator[Figure]:
    for name, look_up in LOOK_UPS.items():
        costs: dict[Store, list[float]] = {few: [], many: []}
        for run in range(RUNS):  # in turns, so that a slow moment of the machine meets both
            for store, took in costs.items():
                took.append(_seconds(store, look_up, run))
        base, cost = (statistics.median(took) for took in costs.values())
        facts = {"ms": round(cost * 1000, 2), "million_ms": round(base * 1000, 2)}
        yield Figure(f"{name}, against a million", cost / base, goal=GOAL, gates=True, facts=facts)


def _seconds(store: Store, look_up: Callable[[Unit, int], object], run: int) -> float:
    with store.read() as unit:
        started = time.perf_counter()
        look_up(unit, run)
        return time.perf_counter() - started


# --- making it --------------------------------------------------------------------------------------------------------


def a_history(server: PostgresServer, ends: ExitStack, disk: Path, millions: int) -> Store:
    url = ends.enter_context(server.database())
    place = disk / str(millions)
    place.mkdir()
    ends.enter_context(server.elsewhere(url, place))
    fill(url, millions * MILLION)
    return open_store(url)


def fill(url: str, items: int, opportunities: int = OPPORTUNITIES) -> None:
    store = open_store(url)
    with closing(store):
        with store.write() as unit:
            for n in range(10):
                unit.users.add(f"User {n}", f"user{n}@us.example")
        with store.write(is_quiet=True) as unit:
            _without_triggers(unit.connection)
            _records(unit.connection, opportunities)
            later = _indexes_gone(unit.connection)
        for start in range(0, items, AT_ONCE):
            with store.write(is_quiet=True) as unit:
                _without_triggers(unit.connection)
                for statement in _ITEMS:
                    given = {"first": start + 1, "last": min(start + AT_ONCE, items), "all": items}
                    given |= {"deals": opportunities} if ":deals" in statement else {}
                    unit.connection.execute(text(statement), given)
        for definition in later:
            with store.write(is_quiet=True) as unit:
                unit.connection.exec_driver_sql(definition)
        with store.write(is_quiet=True) as unit:
            unit.connection.exec_driver_sql("ANALYZE")


def _without_triggers(db: Connection) -> None:
    db.exec_driver_sql("SET LOCAL session_replication_role = replica")
    db.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _indexes_gone(db: Connection) -> list[str]:
    """Those of the tables that grow, but for keys; what makes them again afterwards, in a third of the time."""
    found = db.execute(
        text(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid "
            "WHERE c.oid IS NULL AND i.indrelid IN "
            "('items'::regclass, 'links'::regclass, 'item_contacts'::regclass, 'item_words'::regclass)"
        )
    ).all()
    for name, _ in found:
        db.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _records(db: Connection, opportunities: int) -> None:
    """Each contact has an account for ten, every second one an opportunity."""
    start = "'2020-01-01 00:00:00Z'"
    _do(
        db,
        "INSERT INTO accounts (id, name, folded, base, phone, web, address) "
        f"SELECT n, 'A' || n, 'a' || n, 'a' || n, '', '', '' FROM generate_series(1, {opportunities // 5}) n",
    )
    _do(
        db,
        "INSERT INTO contacts (id, name, folded, title, account_id) "
        f"SELECT n, 'C' || n, 'c' || n, '', 1 + (n - 1) / 10 FROM generate_series(1, {2 * opportunities}) n",
    )
    _do(
        db,
        "INSERT INTO opportunities (number, title, folded, contact_id, assigned_to, stage_id, probability, "
        "probability_before, competitors, folded_competitors, comments, folded_comments, currency, total_minor, "
        "activity_reminders, reminder_epoch, created_at, active_at, latest_at, closed_at, stage_entered_at, "
        "reminder_on) "
        "SELECT n, 'Deal ' || n, 'deal ' || n, 2 * n, 1 + n % 10, 1 + n % 5, 50, NULL, '', '', '', '', 'EUR', 0, "
        f"FALSE, 0, {start}, {start}, {start}, NULL, {start}, FALSE FROM generate_series(1, {opportunities}) n",
    )


def _do(db: Connection, statement: str) -> None:
    db.execute(text(statement))


# An item a minute; their numbers in the index as `store.rules.words.search_id` makes them.
_AT = "(timestamptz '2005-01-01 00:00:00Z' + n * interval '1 minute')"
_SEARCH_ID = "(((extract(epoch FROM at)::bigint + 62135596800) << 27) | (n & 8388607))"
_SERIES = f"(SELECT n, {_AT} AS at FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n) made"
_NUMBER = "CASE WHEN n % 100 = 1 THEN CAST(:deals AS bigint) / 2 ELSE 1 + n % CAST(:deals AS bigint) END"
_ITEMS = (
    "INSERT INTO items (id, kind, identity, occurred_at, subject, folded, preview, search_id, body, fingerprint, "
    "author, location, is_cancelled, has_attachments, size, thread, parents, traits, is_series, is_dismissed, "
    "is_redacted, is_all_day) "
    "SELECT n, CASE WHEN n % 10 = 9 THEN 'note' WHEN n % 10 = 4 THEN 'appointment' ELSE 'email' END, "
    "'<' || n || '@x>', at, 'About the seats ' || n, 'about the seats ' || n, 'Dear Ann, the offer', "
    f"{_SEARCH_ID}, 'Dear Ann, the offer number ' || n || ' holds until Friday. ' || repeat('We look forward. ', 20), "
    f"'', 'Ann', '', FALSE, FALSE, 1, '', '[]', '{{}}', FALSE, FALSE, FALSE, FALSE FROM {_SERIES}",
    "INSERT INTO links (item_id, number, rule, evidence, created_at, placed_at) "
    f"SELECT n, {_NUMBER}, 'address', 'contact', at, at FROM {_SERIES}",
    "INSERT INTO item_contacts (item_id, contact_id, placed_at, is_kept) "
    f"SELECT n, 2 * {_NUMBER}, at, FALSE FROM {_SERIES} WHERE n % 3 = 0",
    "INSERT INTO item_words (search_id, words) "
    f"SELECT {_SEARCH_ID}, array_to_tsvector(array_remove(ARRAY['about', 'the', 'seats', 'dear', 'ann', 'offer', "
    "'number', 'holds', 'until', 'friday', 'we', 'look', 'forward', n::text, 'topic' || n / 7 % 1000, "
    "'subtopic' || n / 3 % 10000, CASE WHEN n / 11 % 100 = 0 THEN 'rebate' END, "
    "CASE WHEN n % (CAST(:all AS bigint) / 4000) = 7 THEN 'rare' || n / (CAST(:all AS bigint) / 4000) % 400 END], "
    "NULL)) "
    f"FROM {_SERIES}",
)
