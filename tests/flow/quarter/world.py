"""The world that the quarter happens in: the firm with its mailboxes and records, and the log of all that happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from connectors.ews.news.ears import Ears
from connectors.graph.tenant import Tenant
from connectors.mailbox import Mailbox
from daemon.context import Context
from daemon.link.category import category_name
from daemon.service.loop import Loop
from simulator.graph.ids import lasting
from simulator.server import Simulator
from store.database import open_store
from tests.databases import a_file
from tests.flow.firm import PASSWORD, Clock, Firm, a_tenant, an_office, open_at, open_in_cloud
from tests.flow.quarter.log import Account, Contact, Copy, Deal, Item, Log
from tests.flow.quarter.people import ASSIGNEES, BOSS, OWN, PUBLIC, USERS, Person, Town, a_town
from tests.flow.quarter.written import as_typed

PREFIX = "OPP"

Happening = Callable[["World"], None]


@dataclass
class World:
    firm: Firm
    random: Random
    town: Town
    log: Log
    threads: list[list[Item]] = field(default_factory=list)
    count: int = 0  # of messages and meetings made, so that each has a name of its own
    deaths: int = 0  # of the daemon
    pages: tuple[int, ...] = (512,)  # how many changes the server may put into one
    is_sent_bare: bool = False  # what lies in Sent Items shows no Message-ID, sender or date
    is_any_change: bool = False  # gateways write what nobody knows, and programs give one Message-ID to several
    without: frozenset[str] = frozenset()  # kinds of happenings that do not happen, by the names of their functions
    fresh: list[Copy] = field(default_factory=list)  # copies at which the daemon has not looked yet
    touched: set[int] = field(default_factory=set)  # copies that somebody acted on since the daemon last looked
    loop: Callable[[Context], Loop] = Loop  # what gives the turns
    tenant: Tenant | None = None  # of the firm in Microsoft 365; None where all are on Exchange
    in_cloud: set[str] = field(default_factory=set)  # the users whose mailboxes are reached through Graph
    lasting: dict[str, str] = field(default_factory=dict)  # the ids that Graph has for copies, by each of Exchange's

    @property
    def now(self) -> datetime:
        return self.firm.clock.now

    def open_mailbox(self, address: str, ears: Ears | None = None) -> Mailbox:
        """The mailbox where it is at present."""
        if self.tenant is not None and address in self.in_cloud:
            return open_in_cloud(self.tenant, address)
        simulator = self.firm.simulator
        return open_at(simulator.endpoint, address, ears=ears, ca_file=simulator.ca_file)

    def move_to_cloud(self, address: str) -> None:
        """From now on the mailbox is reached through Graph."""
        self.in_cloud.add(address)
        context = self.firm.context
        plan = replace(context.plans[address], server="cloud", server_kind="graph")
        self.firm.context = replace(context, plans={**context.plans, address: plan})

    def note_lasting_ids(self) -> None:
        """What Graph calls the copies that are there."""
        for item in self.log.items if self.tenant is not None else ():
            for copy in item.copies:
                there = self.firm.simulator.mailbox(copy.mailbox).items.get(copy.server_id)
                if there is not None:
                    self.lasting[copy.server_id] = lasting(there)

    def ids(self, copy: Copy) -> list[str]:
        """All that the copy was ever called."""
        return [*copy.server_ids, *(self.lasting[id] for id in copy.server_ids if id in self.lasting)]

    def next_number(self) -> int:
        self.count += 1
        return self.count

    def some_moment(self, after: datetime | None = None) -> datetime:
        """Within the working day that is under way, to the second, and after what it answers to."""
        at = self.now + timedelta(seconds=self.random.randrange(9 * 3600))
        return at if after is None or at > after else after + timedelta(seconds=self.random.randint(1, 300))

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def one_of(self, kinds: dict[Happening, int]) -> Happening:
        """One of the kinds, as likely as its number says."""
        likely = {kind: weight for kind, weight in kinds.items() if kind.__name__.strip("_") not in self.without}
        return self.random.choices(list(likely), weights=list(likely.values()))[0]

    def deal(self, number: int) -> Deal:
        return next(deal for deal in self.log.deals if deal.number == number)

    def open_deals(self) -> list[Deal]:
        return [deal for deal in self.log.deals if deal.closed is None]

    def category_of(self, number: int) -> str:
        return category_name(number, self.deal(number).title, PREFIX)

    def customers_of(self, user: str) -> str:
        """The user's folder for customers, whatever it is called today."""
        [path] = [path for path in self.firm.outlook(user).folders() if path.startswith("Inbox/")]
        return path

    def categories(self, copy: Copy) -> list[str]:
        return list(self.firm.categories(copy.server_id, copy.mailbox))

    def untouched(self, since: timedelta, kinds: tuple[str, ...] = ("email", "appointment")) -> list[tuple[Item, Copy]]:
        """Copies of the last days that people see and that nobody has touched today."""
        return [
            (item, copy)
            for item in self.log.items
            if item.kind in kinds and item.at >= self.now - since
            for copy in item.copies
            if copy.is_watched and id(item) not in self.touched
        ]


@contextmanager
def a_world(
    simulator: Simulator, folder: Path, start: datetime, random: Random, *, is_hybrid: bool = False, url: str = ""
) -> Iterator[World]:
    """The firm on its first morning: five mailboxes with nothing in them, customers, and a few opportunities.

    Where it `is_hybrid`, the first of them is in Microsoft 365; the simulator speaks TLS then. `url` is that of a
    database with dealtrail's tables; "" for a new file in the folder.
    """
    clock = Clock(start)
    simulator.organization.clock = clock
    url = url or a_file(folder / "quarter.sqlite")
    store = open_store(url, clock=clock)
    for address in USERS:
        simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
        simulator.outlook(address).make_folder("Inbox/Customers")
        simulator.outlook(address).make_folder("Done")
    town = a_town(random)
    for address, name in town.names.items():
        simulator.organization.directory[name.casefold()] = [address]
    tenant = a_tenant(simulator, clock) if is_hybrid else None
    ears = Ears(timedelta(seconds=30))
    context = an_office(simulator.endpoint, store, clock, USERS, lambda address: world.open_mailbox(address, ears))
    firm = Firm(simulator, store, replace(context, refresh=timedelta(hours=12)), clock, url)
    world = World(firm, random, town, Log(OWN, USERS), tenant=tenant)
    if is_hybrid:
        world.move_to_cloud(USERS[0])
    try:
        _hire(world)
        _record_customers(world)
        for _ in range(10):
            new_deal(world, created=start - timedelta(days=random.randint(0, 60)))
        yield world
    finally:
        if tenant is not None:
            tenant.close()
        store.close()


def _hire(world: World) -> None:
    with world.firm.store.write() as unit:
        for address in (*USERS, BOSS):
            world.firm.people[address] = unit.users.add(address.partition("@")[0].title(), address).id


def _record_customers(world: World) -> None:
    with world.firm.store.write() as unit:
        for firm in dict.fromkeys(person.firm for person in world.town.persons if person.firm):
            domains = [f"{firm}.example"] if world.chance(0.7) else [PUBLIC]
            made = unit.accounts.add(firm.title(), domains=domains)
            world.log.accounts.append(Account(made.id, domains))
    for person in world.town.persons:
        if world.chance(0.7):
            record(world, person)


def record(world: World, person: Person) -> None:
    """Make somebody a contact of the firm, with the first of their addresses."""
    firms = list(dict.fromkeys(other.firm for other in world.town.persons if other.firm))
    account = world.log.accounts[firms.index(person.firm)].id if person.firm else None
    with world.firm.store.write() as unit:
        typed = [as_typed(world.random, person.addresses[0])]
        made = unit.contacts.add(person.name, addresses=typed, account_id=account)
    person.contact_id = made.id
    world.log.contacts.append(Contact(made.id, person.addresses[:1], account))


def new_deal(world: World, created: datetime | None = None) -> Deal:
    number = world.next_number()
    title = f"{world.random.choice(('Seats', 'Support', 'Tender', 'Licences'))}, part {number}"
    contact = account = None
    if world.chance(0.75):
        contact = world.random.choice(world.log.contacts).id
    else:
        account = world.random.choice(world.log.accounts).id
    assigned = world.random.choice(ASSIGNEES)
    with world.firm.store.write() as unit:
        made = unit.opportunities.add(
            title,
            contact_id=contact,
            account_id=account,
            assigned_to=world.firm.people.get(assigned),
            created_at=created or world.now,
        )
    deal = Deal(made.number, title, created or world.now, contact, account, assigned)
    world.log.deals.append(deal)
    return deal
