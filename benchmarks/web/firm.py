"""The record system that is measured, as pages need it: mailboxes with receipts, a trail, a bin, work that is due.

Where BENCH_FIRM names a folder it is made there once, and used again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.records import OPPORTUNITIES, a_record_system
from benchmarks.reports import AT, lives
from benchmarks.web.beside import CAMPAIGNS, PROJECTS, beside
from store.database import Store, migrate, open_store

WHO = "User 6"  # half of all opportunities are theirs, so that a hundredth fills their pages, too
ID_OF = 7
MAILBOXES = 10
WAITS = 400  # one of so many items waits for a person
GONE = 16  # one of so many contacts is in the bin


@contextmanager
def firms(*parts: int) -> Iterator[list[Path]]:
    """The file of each record system, the whole one for 1 and a hundredth of it for 100."""
    if kept := os.environ.get("BENCH_FIRM"):
        yield [_made(Path(kept), part) for part in parts]
        return
    with tempfile.TemporaryDirectory() as folder:
        yield [_made(Path(folder), part) for part in parts]


def clock() -> datetime:
    return AT.now


def opened(file: Path) -> Store:
    """The store, on the day on which the firm's work is due."""
    return open_store(f"sqlite:///{file}", clock=clock)


def middle(part: int) -> dict[str, int]:
    """Records that everything hangs on, by what addresses call them."""
    number = OPPORTUNITIES // part // 2
    records = {"opportunity": number, "contact": 2 * number, "account": 1 + (2 * number - 1) // 10}
    records["nines"] = OPPORTUNITIES // part // 10 - 1  # eleven titles have them, and as many names after a 1
    return records | {"item": 10 * number, "project": PROJECTS // part // 2, "campaign": CAMPAIGNS // part // 2}


def _made(folder: Path, part: int) -> Path:
    file = folder / f"firm-{part}.sqlite"
    if not file.exists():
        a_record_system(folder, part).close()
        made = folder / f"{part}.sqlite"
        store = open_store(f"sqlite:///{made}")
        with store.write() as unit:
            lives(unit.connection)
            _work(unit.connection)
            _said(unit.connection)
            _copies(unit.connection)
            _deleted(unit.connection)
            beside(unit.connection, part, ID_OF)
            unit.connection.execute(text("ANALYZE"))
        store.close()
        made.rename(file)  # only what is whole has this name
    else:  # of an index that came since, nothing was counted
        migrate(f"sqlite:///{file}")
        with closing(open_store(f"sqlite:///{file}")) as store, store.write() as unit:
            unit.connection.execute(text("ANALYZE"))
    return file


def _work(db: Connection) -> None:
    """Every second opportunity is WHO's, with a reminder and a close date in the weeks around the day."""
    day = AT.now.date().isoformat()
    db.execute(
        text(
            f"UPDATE opportunities SET assigned_to = {ID_OF}, reminder_on = closed_at IS NULL, "
            "reminder_guid = printf('%032x', number), "
            f"reminder_at = datetime('{day}', (number / 2 % 600 - 400) || ' hours') || '.000000', "
            f"close_date = date('{day}', (number / 2 % 25 - 17) || ' days') WHERE number % 2 = 0"
        )
    )


def _said(db: Connection) -> None:
    """Comments of some 150 letters on each opportunity, with a number that few have; of every fourth, competitors."""
    said = (
        "'2024-11-04 09:00 User ' || (number % 10) || ': order ' || number || ' waits for ' || (number % 97)"
        " || ' seats. They compare offers until ' || date('2024-12-01', (number % 60) || ' days')"
        " || ', ask for a reference of their size, and want an answer from ' || CASE number % 5"
        " WHEN 0 THEN 'purchasing.' WHEN 1 THEN 'the board.' WHEN 2 THEN 'their lawyers.'"
        " WHEN 3 THEN 'the works council.' ELSE 'nobody yet.' END"
    )
    rivals = "CASE WHEN number % 4 THEN '' ELSE 'Rival ' || (number % 89) || ' & Sons' END"
    db.execute(
        text(
            f"UPDATE opportunities SET comments = {said}, folded_comments = lower({said}), "
            f"competitors = {rivals}, folded_competitors = lower({rivals})"
        )
    )


def _copies(db: Connection) -> None:
    """A mailbox for each user, and a copy in one of them of each e-mail and appointment, with its receipt."""
    at = "'2025-01-01 00:00:00.000000'"
    db.execute(
        text(
            "INSERT INTO mailboxes (id, address, is_shared, is_active, due_at, failures, last_error, last_error_kind, "
            f"offered, is_forgotten) SELECT id, email, FALSE, TRUE, {at}, 0, '', '', '{{}}', FALSE FROM users"
        )
    )
    db.execute(
        text(
            "INSERT INTO folders (id, mailbox_id, server_id, path, kind, wellknown, is_watched, is_gone) "
            "SELECT id, id, 'inbox', 'Inbox', 'mail', 'inbox', TRUE, FALSE FROM mailboxes"
        )
    )
    db.execute(
        text(
            "INSERT INTO pointers (id, item_id, mailbox_id, folder_id, server_id, change_key, is_gone, confirmed, "
            "seen_at, conversation_id, named, sent_along, is_private, is_asked, is_occurrence, shows, is_unsettled, "
            f"is_being_stamped) SELECT id, id, 1 + id % {MAILBOXES}, 1 + id % {MAILBOXES}, 'S' || id, '', FALSE, '[]', "
            f"{at}, '', '[]', '[]', FALSE, FALSE, FALSE, '', FALSE, FALSE FROM items "
            "WHERE kind IN ('email', 'appointment')"
        )
    )
    db.execute(
        text(
            "INSERT INTO receipts (pointer_id, outcome, rule, reason, evidence, decided_at) "
            f"SELECT id, CASE WHEN id % {WAITS} = 0 THEN 'review' ELSE 'linked' END, "
            f"CASE WHEN id % {WAITS} = 0 THEN 'ambiguous' ELSE 'address' END, 'a reason', "
            f"""CASE WHEN id % {WAITS} = 0 THEN '{{"candidates": [1, 2]}}' ELSE '{{}}' END, {at} FROM pointers"""
        )
    )


def _deleted(db: Connection) -> None:
    """Contacts that nothing is linked to, with who deleted them."""
    at = "datetime('2024-12-01', (id % 40000) || ' minutes') || '.000000'"
    db.execute(text(f"UPDATE contacts SET deleted_at = {at} WHERE id % {GONE} = 1"))
    db.execute(
        text(
            "INSERT INTO changes (at, user_id, actor, record, record_id, field, before, after) "
            f"SELECT deleted_at, {ID_OF}, '{WHO}', 'contact', id, '', name, 'deleted' FROM contacts "
            "WHERE deleted_at IS NOT NULL ORDER BY id"
        )
    )
