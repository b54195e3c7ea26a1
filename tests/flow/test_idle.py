"""What a cycle without news costs: one question a watched folder, and one written row a mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.service import Log, serve_until, turns

WATCHED = ["Calendar", "Inbox", "Inbox/Projects", "Sent Items", "Tasks"]


@dataclass
class Written:
    """What was committed: rows as SQLite counts them, and the tables that a statement went to."""

    rows: int = 0
    statements: Counter[str] = field(default_factory=Counter)


@contextmanager
def written() -> Iterator[Written]:
    """Everything written meanwhile, by whatever connection."""
    noted = Written()
    before: dict[Connection, int] = {}

    def begin(connection: Connection) -> None:
        before[connection] = _changes(connection)

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        table = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}.get(words[0])
        if table:
            noted.statements[words[table]] += 1

    def commit(connection: Connection) -> None:
        noted.rows += _changes(connection) - before.pop(connection)

    listeners = {"begin": begin, "after_cursor_execute": note, "commit": commit}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield noted
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


def _changes(connection: Connection) -> int:
    changes: int = connection.connection.driver_connection.total_changes  # type: ignore[union-attr]  # it is SQLite's
    return changes


def turns_of_the_service(firm: Firm, noted: Written) -> Written:
    """Let the service give both mailboxes their turn; what was written until it had nothing more to do."""
    at_rest = Written()

    def is_at_rest(log: Log) -> bool:
        at_rest.rows, at_rest.statements = noted.rows, Counter(noted.statements)
        return len(turns(log)) >= 2

    log = serve_until(firm, is_at_rest)
    assert sorted(turns(log)) == [(BOB, True), (EVE, True)]
    return at_rest


@pytest.fixture
def settled(firm: Firm) -> Firm:
    """A firm with linked mail, a meeting, a reminder and a category list, all in step."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().make_folder("Inbox/Projects")
    firm.outlook(EVE).make_folder("Inbox/Projects")
    firm.outlook().deliver_mail(ANN, "Our offer")
    firm.outlook().deliver_mail("nobody@else.example", "Hello", folder="Inbox/Projects")
    firm.outlook().appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=2))
    for _ in range(3):
        firm.cycle()
    firm.simulator.journal.clear()
    return firm


def test_a_cycle_without_news_asks_once_a_watched_folder_and_nothing_else(settled: Firm):
    settled.cycle()

    journal = settled.simulator.journal
    assert journal.counts() == {"SyncFolderItems": 2 * len(WATCHED)}
    assert journal.by_folder("SyncFolderItems") == {(who, path): 1 for who in (BOB, EVE) for path in WATCHED}


def test_a_turn_of_the_service_without_news_writes_one_row_and_that_is_the_mailboxs(settled: Firm, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'dealtrail.sqlite'}"
    before = contents(url)
    settled.clock.tick()

    with written() as noted:
        until_rest = turns_of_the_service(settled, noted)

    # One each; and that a service began, which is none of a turn's.
    assert until_rest == Written(rows=3, statements=Counter(mailboxes=2, processes=2))
    assert settled.simulator.journal.counts() == {"SyncFolderItems": 2 * len(WATCHED)}
    assert differences(before, contents(url)) == {"mailboxes": {"due_at"}, "processes": {"+"}}


def test_a_full_cycle_by_hand_without_news_writes_nothing_but_leases(settled: Firm, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'dealtrail.sqlite'}"
    before = contents(url)

    with written() as noted:
        settled.cycle()

    assert noted.statements.keys() == {"mailboxes"}
    assert differences(before, contents(url)) == {"mailboxes": {"due_at"}}


def test_news_are_more_than_that(settled: Firm):
    settled.outlook().deliver_mail("nobody@else.example", "Hello again")

    with written() as noted:
        settled.cycle()

    assert noted.statements.keys() >= {"items", "pointers", "receipts", "folders"}
    assert noted.rows >= 5
