"""A small firm to run whole cycles in: the simulator, a database, the daemon's context, and people at Outlook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from connectors.ews.mailbox import open_mailbox
from connectors.ews.news.ears import Ears
from connectors.ews.server import Server
from connectors.mailbox import Mailbox
from daemon.context import Context, MailboxPlan
from daemon.link.policy import LinkPolicy
from daemon.service.loop import Loop, Turn
from daemon.service.owner import this_process
from simulator.outlook import Outlook
from simulator.server import Simulator
from store.database import Store, open_store
from store.values import Opportunity
from tests.databases import a_file

BOB, EVE = "bob@us.example", "eve@us.example"
ANN = "ann@client.example"
PASSWORD = "a password"
MORNING = datetime(2026, 3, 10, 8, tzinfo=UTC)


class Clock:
    """The time as the test tells it, for the server and the daemon."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, by: timedelta = timedelta(minutes=1)) -> datetime:
        self.now += by
        return self.now


@dataclass
class Firm:
    simulator: Simulator
    store: Store
    context: Context
    clock: Clock
    url: str = ""
    people: dict[str, int] = field(default_factory=dict)  # users' ids by address

    def cycle(self, only: str | None = None) -> dict[str, Turn]:
        """One full cycle, a minute after the last; every turn is expected to go well."""
        turns = self.try_cycle(only)
        assert not [turn.failure for turn in turns.values() if turn.failure]
        return turns

    def try_cycle(self, only: str | None = None) -> dict[str, Turn]:
        self.clock.tick()
        return {turn.address: turn for turn in Loop(self.context).once(only)}

    def outlook(self, address: str = BOB) -> Outlook:
        return self.simulator.outlook(address)

    def categories(self, item_id: str, address: str = BOB) -> list[str]:
        return self.simulator.mailbox(address).items[item_id].categories

    def with_policy(self, **changes: Any) -> None:
        self.context = replace(self.context, policy=replace(self.context.policy, **changes))

    def opportunity(self, title: str, contact: str = "Ann", **fields: Any) -> Opportunity:
        """An opportunity with one of the firm's contacts, created a month ago."""
        with self.store.write() as unit:
            found = unit.contacts.find(contact)
            fields.setdefault("created_at", MORNING - timedelta(days=30))
            return unit.opportunities.add(title, contact_id=found.id, **fields)

    def history(self, number: int) -> list[str]:
        with self.store.read() as unit:
            return [line.subject for line in unit.opportunities.history(number)]


@contextmanager
def a_firm(simulator: Simulator, clock: Clock, folder: Path, url: str = "") -> Iterator[Firm]:
    """Bob (the owner) and Eve, each with a mailbox; Ann, a contact of the account Client Ltd.

    `url` is that of a database with dealtrail's tables, which may have been used; "" for a new one in the folder.
    """
    url = url or a_file(folder / "dealtrail.sqlite")
    store = open_store(url, clock=clock)
    for address in (BOB, EVE):
        simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
    try:
        firm = Firm(simulator, store, an_office(simulator.endpoint, store, clock), clock, url)
        with store.write() as unit:
            for name, address in (("Bob", BOB), ("Eve", EVE)):
                firm.people[address] = unit.users.add(name, address).id
            account = unit.accounts.add("Client Ltd", phone="+47 22 00 00 00")
            unit.contacts.add("Ann Client", addresses=(ANN,), account_id=account.id)
        yield firm
    finally:
        store.close()


def an_office(
    endpoint: str,
    store: Store,
    clock: Callable[[], datetime],
    addresses: tuple[str, ...] = (BOB, EVE),
    open_it: Callable[[str], Mailbox] | None = None,
) -> Context:
    ears = Ears(timedelta(seconds=30))
    return Context(
        store=store,
        open_mailbox=open_it or (lambda address: open_at(endpoint, address, ears=ears)),
        plans={address: MailboxPlan(address, ZoneInfo("Europe/Oslo")) for address in addresses},
        policy=LinkPolicy(own_domains=frozenset({"us.example"})),
        clock=clock,
        owner=this_process(),
        refresh=timedelta(hours=1),
    )


def open_at(endpoint: str, address: str, password: str = PASSWORD, ears: Ears | None = None) -> Mailbox:
    server = Server(endpoint, "basic", username=address, password=SecretStr(password), access="direct")
    return open_mailbox(server, address, sleep=lambda seconds: None, ears=ears)
