"""Looking things up in a large record system against a hundredth of it: each reads only what it shows.

100,000 opportunities, 200,000 contacts and 1,000,000 history items in SQLite, made by bulk statements.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from benchmarks.figures import Figure
from daemon.acts import agenda_of
from store.database import Store, migrate, open_store
from store.history.index import Indexed, add_words
from store.rules.words import search_id
from store.unit import Unit
from store.values import DAEMON, HistoryOf

OPPORTUNITIES, CONTACTS, ITEMS = 100_000, 200_000, 1_000_000
SMALLER = 100
RUNS = 101
PAGE = 50
BATCH = 20_000

DAY, ZONE = date(2020, 1, 6), ZoneInfo("Europe/Oslo")
START = "2020-01-01 00:00:00.000000"
KINDS = ("email", "email", "email", "email", "appointment", "note", "call", "email", "note", "email")

# What is looked up, in a record system of so many opportunities: always one in the middle.
LOOK_UPS: dict[str, Callable[[Unit, int], object]] = {
    "opportunity show, newest 50 items": lambda unit, n: unit.opportunities.brief(n // 2, PAGE),
    "a contact's history": lambda unit, n: unit.items.history(HistoryOf(contact_id=n), limit=PAGE),
    "a filtered list's first page": lambda unit, n: unit.opportunities.all(assigned_to=7, is_open=True, limit=PAGE),
    "full-text search": lambda unit, n: unit.search.find("seats rebate", limit=20),
}
# What a person's day takes: at most this much of what a hundredth of the records takes.
DAILY = 1.5
DAILY_LOOK_UPS: dict[str, Callable[[Unit, int], object]] = {
    "search, records and history": lambda unit, n: (
        unit.finding.find(f"Deal {n // 2}", limit=20),
        unit.finding.find(f"C{n}", limit=20),
        unit.search.find("seats rebate", limit=20),
    ),
    "agenda": lambda unit, n: agenda_of(
        unit, "User 6", actor=DAEMON, first=DAY, last=DAY + timedelta(days=6), today=DAY, zone=ZONE, limit=20
    ),
}


def measure() -> Iterator[Figure]:
    with small_and_large() as (small, large):
        goals = dict.fromkeys(LOOK_UPS, 2.0) | dict.fromkeys(DAILY_LOOK_UPS, DAILY)
        for name, look_up in (LOOK_UPS | DAILY_LOOK_UPS).items():
            few, many = [], []
            for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
                few.append(_seconds(small, look_up, OPPORTUNITIES // SMALLER))
                many.append(_seconds(large, look_up, OPPORTUNITIES))
            cost, base = statistics.median(many), statistics.median(few)
            facts = {"ms": round(cost * 1000, 2), "small_ms": round(base * 1000, 2), "items": ITEMS}
            yield Figure(
                f"{name}, against a hundredth of the records",
                cost / base,
                goal=goals[name],
                gates=name in DAILY_LOOK_UPS,
                facts=facts,
            )


def _seconds(store: Store, look_up: Callable[[Unit, int], object], opportunities: int) -> float:
    with store.read() as unit:
        started = time.perf_counter()
        look_up(unit, opportunities)
        return time.perf_counter() - started


# --- making it --------------------------------------------------------------------------------------------------------


@contextmanager
def small_and_large(more: Callable[[Connection], object] = lambda _: None) -> Iterator[tuple[Store, Store]]:
    """A hundredth of the record system, and all of it; `more` is done to each."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (a_record_system(Path(folder), size) for size in (SMALLER, 1))
        with closing(small), closing(large):
            for store in (small, large):
                with store.write() as unit:
                    more(unit.connection)
            yield small, large


def a_record_system(folder: Path, smaller: int) -> Store:
    """Each contact has an account for ten, every second one an opportunity; each opportunity has ten items."""
    url = f"sqlite:///{folder / f'{smaller}.sqlite'}"
    migrate(url)
    store = open_store(url)
    with store.write() as unit:
        for n in range(10):
            unit.users.add(f"User {n}", f"user{n}@us.example")
        people(unit.connection, CONTACTS // smaller)
        opportunities(unit.connection, OPPORTUNITIES // smaller)
        due(unit.connection)
    for start in range(0, ITEMS // smaller, BATCH):
        with store.write() as unit:
            items(unit.connection, range(start + 1, min(start + BATCH, ITEMS // smaller) + 1), OPPORTUNITIES // smaller)
    with store.write() as unit:
        unit.connection.execute(text("ANALYZE"))
    return store


_COUNT = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :many) "


def people(db: Connection, contacts: int) -> None:
    accounts = "INSERT INTO accounts (id, name, folded, base, phone, web, address) "
    db.execute(
        text(accounts + _COUNT + "SELECT n, 'A' || n, 'a' || n, 'a' || n, '', '', '' FROM n"), {"many": contacts // 10}
    )
    rows = "INSERT INTO contacts (id, name, folded, title, account_id) "
    one = "SELECT n, 'C' || n, 'c' || n, '', 1 + (n - 1) / 10 FROM n"
    db.execute(text(rows + _COUNT + one), {"many": contacts})


def opportunities(db: Connection, many: int) -> None:
    """Each linked to a contact; spread over users and stages, all of them open."""
    columns = (
        "number, title, folded, contact_id, assigned_to, stage_id, probability, probability_before, competitors, "
        "folded_competitors, comments, folded_comments, currency, total_minor, activity_reminders, reminder_epoch, "
        "created_at, active_at, latest_at, closed_at, stage_entered_at, reminder_on"
    )
    one = (
        "SELECT n, 'Deal ' || n, 'deal ' || n, 2 * n, 1 + n % 10, 1 + n % 5, 50, NULL, '', '', '', '', 'EUR', 0, "
        f"FALSE, 0, '{START}', '{START}', '{START}', NULL, '{START}', FALSE FROM n"
    )
    db.execute(text(f"INSERT INTO opportunities ({columns}) " + _COUNT + one), {"many": many})


def due(db: Connection) -> None:
    """Close dates over a year, and a reminder for one of twenty."""
    db.execute(text("UPDATE opportunities SET close_date = date('2019-12-01', (number / 10 % 400) || ' days')"))
    reminded = (
        "UPDATE opportunities SET reminder_on = TRUE, reminder_guid = printf('%032x', number), "
        "reminder_at = datetime('2020-01-01', (number % 1000) || ' hours') || '.000000' WHERE number % 20 = 6"
    )
    db.execute(text(reminded))


def items(db: Connection, ids: range, opportunities: int) -> None:
    """A short text each, a minute after the one before; one of a hundred speaks of a rebate.

    One of a hundred is of the opportunity in the middle, the others are linked in turns.
    """
    first = datetime(2020, 1, 1, tzinfo=UTC)
    rows, links, contacts, words = [], [], [], []
    for id in ids:
        at = first + timedelta(minutes=id)
        number = opportunities // 2 if id % 100 == 1 else 1 + id % opportunities
        subject = f"About the seats {id}"
        body = f"Dear Ann, the offer number {id} holds until Friday." + (
            " A rebate is possible." if id % 100 == 0 else ""
        )
        moment, index = at.strftime("%Y-%m-%d %H:%M:%S.000000"), search_id(id, at)
        rows.append((id, KINDS[id % 10], f"<{id}@x>", moment, subject, subject.lower(), body, index, body))
        links.append((id, number, "address", "contact", moment, moment))
        if id % 3 == 0:
            contacts.append((id, 2 * number, moment, False))
        words.append(Indexed(index, subject, body))
    columns = "id, kind, identity, occurred_at, subject, folded, preview, search_id, body"
    given = "fingerprint, author, location, is_cancelled, has_attachments, size, thread, parents, traits"
    given += ", is_series, is_dismissed, is_redacted, is_all_day"
    values = "?, ?, ?, ?, ?, ?, ?, ?, ?, '', 'Ann', '', 0, 0, 1, '', '[]', '{}', 0, 0, 0, 0"
    db.exec_driver_sql(f"INSERT INTO items ({columns}, {given}) VALUES ({values})", rows)
    db.exec_driver_sql("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", links)
    db.exec_driver_sql(
        "INSERT INTO item_contacts (item_id, contact_id, placed_at, is_kept) VALUES (?, ?, ?, ?)", contacts
    )
    add_words(db, words)
