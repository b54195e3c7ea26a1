"""What a turn without news costs: one question a mailbox, or one a watched folder by hand, and one written row."""

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
from tests.flow.service import serve_rounds, turns

WATCHED = ["Calendar", "Inbox", "Inbox/Projects", "Sent Items", "Tasks"]


@pytest.fixture
def where() -> str:
    """The requests that are counted are EWS's."""
    return "exchange"


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


def test_a_turn_of_the_service_without_news_asks_once_and_writes_one_row(settled: Firm, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'dealtrail.sqlite'}"
    journal, before, asked = settled.simulator.journal, dict[str, Any](), list[Counter[str]]()

    def begin() -> None:
        journal.clear()
        noted.rows, noted.statements = 0, Counter()
        before.update(contents(url))

    def end() -> None:
        asked.append(journal.counts())
        at_rest.rows, at_rest.statements = noted.rows, Counter(noted.statements)
        after.update(contents(url))

    at_rest, after = Written(), dict[str, Any]()
    settled.clock.tick()
    with written() as noted:
        log = serve_rounds(settled, begin, end)

    assert sorted(turns(log)) == [(BOB, True)] * 3 + [(EVE, True)] * 3
    assert asked == [{"GetEvents": 2}]
    # One each; and that the service lives, once a minute, which is none of a turn's.
    assert at_rest == Written(rows=3, statements=Counter(mailboxes=2, processes=1))
    assert differences(before, after) == {"mailboxes": {"due_at", "lease_until"}, "processes": {"alive_at"}}


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
