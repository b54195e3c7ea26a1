"""A backup that comes back, here or elsewhere: what happened meanwhile is caught up with, and nothing is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from store.backup import backup, prepared
from store.backup import replace as put_back
from store.database import Store, open_store
from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.postgres import PostgresServer

pytestmark = pytest.mark.usefixtures("postgres_programs")
ZOE = "zoe@other.example"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@pytest.fixture
def deal(firm: Firm) -> Opportunity:
    """Bob's, with a reminder and a mail in each mailbox; everything is in step."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
        unit.contacts.add("Zoe Other", addresses=(ZOE,))
    deliver(firm, "first")
    firm.cycle()
    firm.cycle()
    return deal


def deliver(firm: Firm, subject: str, sender: str = ANN) -> None:
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(sender, f"{subject} for {address}", sent_at=firm.clock.now)


def restore(firm: Firm, file: Path, url: str) -> None:
    with prepared(url, file, firm.clock.now) as ready:
        put_back(url, ready, firm.clock.now)


def of_both(*subjects: str) -> list[str]:
    return sorted(f"{subject} for {address}" for subject in subjects for address in (BOB, EVE))


def tasks(firm: Firm) -> list[str]:
    return [task.get("Subject") for task in firm.simulator.mailbox(BOB).folder("tasks").items.values()]


def stamps(firm: Firm) -> dict[str, list[str]]:
    """The categories of each mail, by its subject."""
    boxes = [firm.simulator.mailbox(address).folder("inbox").items.values() for address in (BOB, EVE)]
    return {item.subject: item.categories for items in boxes for item in items}


@pytest.mark.parametrize("is_long_ago", [False, True], ids=["recent", "older than any cursor"])
def test_an_older_backup_catches_up_and_stamps_and_doubles_nothing(
    firm: Firm, deal: Opportunity, tmp_path: Path, is_long_ago: bool
):
    backup(firm.url, tmp_path / "backup")
    lost = firm.opportunity("Support", contact="Zoe", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(lost.number, MORNING + timedelta(days=2))
    deliver(firm, "second")
    deliver(firm, "to Zoe's", ZOE)
    (task,) = firm.simulator.mailbox(BOB).folder("tasks").items
    firm.outlook().move_reminder(task, MORNING + timedelta(days=3))
    firm.cycle()
    firm.cycle()
    stamped = stamps(firm)
    if is_long_ago:
        firm.simulator.expire_sync_states()

    restore(firm, tmp_path / "backup", firm.url)
    deliver(firm, "third")
    for _ in range(3):
        firm.cycle()

    assert sorted(firm.history(deal.number)) == of_both("first", "second", "third")
    assert stamps(firm) == {**stamped, **{subject: ["OPP-1 200 seats"] for subject in of_both("third")}}
    assert {subject for subject, on_it in stamped.items() if on_it == ["OPP-2 Support"]} == set(of_both("to Zoe's"))
    assert Counter("200 seats" in one for one in tasks(firm))[True] == 1
    with firm.store.write() as unit:
        assert unit.opportunities.get(deal.number).reminder_at == MORNING + timedelta(days=3)
        assert unit.opportunities.add("Training", account_id=unit.accounts.find("Client").id).number > lost.number
    assert firm.simulator.sent == []


@pytest.fixture
def elsewhere(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a backup is restored for a drill."""
    if not database:
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        yield f"sqlite:///{folder / 'dealtrail.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


def test_what_is_backed_up_while_all_work_is_one_moment_and_goes_on_elsewhere(
    firm: Firm, deal: Opportunity, tmp_path: Path, elsewhere: str
):
    enough, begun = Event(), Event()

    def clerk(store: Store) -> int:
        count = 0
        while not enough.is_set():
            count += 1
            with store.write() as unit:
                account = unit.accounts.add(f"Account {count}")
                unit.contacts.add(f"Contact {count}", account_id=account.id)
            begun.set()
        return count

    def service() -> None:
        while not enough.is_set():
            deliver(firm, f"mail at {firm.clock.now:%H:%M}")
            firm.cycle()

    with ThreadPoolExecutor(2) as others:
        work = [others.submit(clerk, firm.store), others.submit(service)]
        begun.wait(30)
        backup(firm.url, tmp_path / "backup")
        enough.set()
        added = work[0].result()
        work[1].result()
    firm.store.close()
    restore(firm, tmp_path / "backup", elsewhere)
    with closing(open_store(elsewhere, clock=firm.clock)) as store:
        with store.read() as unit:
            accounts = {one.name for one in unit.accounts.all()} - {"Client Ltd"}
            contacts = {one.name for one in unit.contacts.all()} - {"Ann Client", "Zoe Other"}
        firm.context, firm.store = replace(firm.context, store=store), store
        for _ in range(2):
            firm.cycle()
        told = firm.history(deal.number)

    mails = [item.subject for box in (BOB, EVE) for item in firm.simulator.mailbox(box).folder("inbox").items.values()]
    assert 1 <= len(accounts) <= added
    assert accounts == {f"Account {n + 1}" for n in range(len(accounts))}
    assert contacts == {f"Contact {n + 1}" for n in range(len(accounts))}
    assert sorted(told) == sorted(mails)
    assert set(map(tuple, stamps(firm).values())) == {("OPP-1 200 seats",)}
    assert len(tasks(firm)) == 1
    assert firm.simulator.sent == []
