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
from connectors.graph.mailbox import open_mailbox as graph_mailbox
from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from connectors.mailbox import Mailbox
from daemon.context import Context, MailboxPlan
from daemon.link.policy import LinkPolicy
from daemon.service import Loop, Turn
from daemon.service.beside import Beside
from daemon.service.owner import this_process
from daemon.service.turns import Turns
from simulator.faults import Fault, FaultKind
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
    is_in_cloud: bool = False

    def cycle(self, only: str | None = None) -> dict[str, Turn]:
        """One full cycle, a minute after the last; every turn is expected to go well."""
        turns = self.try_cycle(only)
        assert not [turn.failure for turn in turns.values() if turn.failure]
        return turns

    def try_cycle(self, only: str | None = None) -> dict[str, Turn]:
        self.clock.tick()
        return {turn.address: turn for turn in Loop(self.context).once(only)}

    def days_work(self) -> None:
        """What is due of each day's work, and of what people asked for."""
        Beside(Turns(self.context)).do_what_is_due()

    def outlook(self, address: str = BOB) -> Outlook:
        return self.simulator.outlook(address)

    def categories(self, item_id: str, address: str = BOB) -> list[str]:
        return self.simulator.mailbox(address).items[item_id].categories

    @property
    def server(self) -> str | GraphServer:
        """How another process reaches the mailboxes."""
        return in_cloud(self.simulator) if self.is_in_cloud else self.simulator.endpoint

    def called(self, item_id: str, address: str = BOB) -> str:
        """What the interface in use calls the item."""
        return self.simulator.graph_ids(address).immutable(item_id) if self.is_in_cloud else item_id

    def fault(self, kind: FaultKind, operation: str, **how: Any) -> None:
        """Let the next requests that do this, in the words of EWS, go wrong."""
        for one in requests_for(operation, is_in_cloud=self.is_in_cloud):
            self.simulator.faults.inject(Fault(kind, one, **how))

    def asked(self, operation: str, mailbox: str | None = None) -> int:
        """How many requests did this, in the words of EWS."""
        names = requests_for(operation, is_in_cloud=self.is_in_cloud)
        return sum(self.simulator.journal.count(one, mailbox=mailbox) for one in names)

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


TASKS = "/users/{id}/todo/lists/{id}/tasks"
LIST = "/users/{id}/outlook/mastercategories"
THINGS = ("/users/{id}/messages", "/users/{id}/events", TASKS)
OVER_GRAPH = {
    "CreateItem": [f"POST {path}" for path in THINGS],
    "UpdateItem": [f"PATCH {path}/{{id}}" for path in THINGS],
    "GetItem": [f"GET {path}/{{id}}" for path in THINGS],
    "FindFolder": ["GET /users/{id}/mailfolders/delta"],
    "GetUserConfiguration": [f"GET {LIST}"],
    "UpdateUserConfiguration": [f"POST {LIST}", f"DELETE {LIST}/{{id}}"],
    "CreateUserConfiguration": [],
}


def requests_for(operation: str, *, is_in_cloud: bool) -> list[str]:
    """What the journal calls the requests that do what this operation of EWS does."""
    return OVER_GRAPH[operation] if is_in_cloud else [operation]


@contextmanager
def a_firm(
    simulator: Simulator, clock: Clock, folder: Path, url: str = "", *, is_in_cloud: bool = False
) -> Iterator[Firm]:
    """Bob (the owner) and Eve, each with a mailbox; Ann, a contact of the account Client Ltd.

    `url` is that of a database with dealtrail's tables, which may have been used; "" for a new one in the folder. Where
    the firm `is_in_cloud`, its mailboxes are reached through Graph; the simulator speaks TLS then.
    """
    url = url or a_file(folder / "dealtrail.sqlite")
    store = open_store(url, clock=clock)
    for address in (BOB, EVE):
        simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
    tenant = a_tenant(simulator, clock) if is_in_cloud else None
    try:
        office = an_office(simulator.endpoint, store, clock, ca_file=simulator.ca_file)
        if tenant is not None:
            office = moved_to(tenant, office)
        firm = Firm(simulator, store, office, clock, url, is_in_cloud=is_in_cloud)
        with store.write() as unit:
            for name, address in (("Bob", BOB), ("Eve", EVE)):
                firm.people[address] = unit.users.add(name, address).id
            account = unit.accounts.add("Client Ltd", phone="+47 22 00 00 00")
            unit.contacts.add("Ann Client", addresses=(ANN,), account_id=account.id)
        yield firm
    finally:
        if tenant is not None:
            tenant.close()
        store.close()


TENANT, CLIENT, SECRET = "us.example", "dealtrail", "an application's secret"
RIGHTS = ("Mail.ReadWrite", "Calendars.ReadWrite", "MailboxSettings.ReadWrite", "Tasks.ReadWrite.All", "User.Read.All")


def a_tenant(simulator: Simulator, clock: Callable[[], datetime]) -> Tenant:
    """The firm's tenant, in which an application may do all that is needed."""
    simulator.add_application(TENANT, CLIENT, SECRET)
    simulator.grant(CLIENT, *RIGHTS)
    return Tenant(in_cloud(simulator), clock=clock, sleep=lambda seconds: None)


def in_cloud(simulator: Simulator) -> GraphServer:
    """How the firm's tenant is reached."""
    return GraphServer(
        TENANT,
        CLIENT,
        SecretStr(SECRET),
        authority=simulator.url,
        endpoint=simulator.graph_url,
        ca_file=simulator.ca_file,
    )


def open_in_cloud(tenant: Tenant, address: str) -> Mailbox:
    return graph_mailbox(tenant, address, sleep=lambda seconds: None)


def moved_to(tenant: Tenant, office: Context) -> Context:
    """The same office with every mailbox in Microsoft 365."""
    plans = {one: replace(plan, server="cloud", server_kind="graph") for one, plan in office.plans.items()}
    return replace(office, plans=plans, open_mailbox=lambda address: open_in_cloud(tenant, address))


def an_office(
    endpoint: str,
    store: Store,
    clock: Callable[[], datetime],
    addresses: tuple[str, ...] = (BOB, EVE),
    open_it: Callable[[str], Mailbox] | None = None,
    ca_file: Path | None = None,
) -> Context:
    ears = Ears(timedelta(seconds=30))
    return Context(
        store=store,
        open_mailbox=open_it or (lambda address: open_at(endpoint, address, ears=ears, ca_file=ca_file)),
        plans={address: MailboxPlan(address, ZoneInfo("Europe/Oslo")) for address in addresses},
        policy=LinkPolicy(own_domains=frozenset({"us.example"})),
        clock=clock,
        owner=this_process(),
        refresh=timedelta(hours=1),
    )


def open_at(
    endpoint: str, address: str, password: str = PASSWORD, ears: Ears | None = None, ca_file: Path | None = None
) -> Mailbox:
    login = SecretStr(password)
    server = Server(endpoint, "basic", username=address, password=login, access="direct", ca_file=ca_file)
    return open_mailbox(server, address, sleep=lambda seconds: None, ears=ears)
