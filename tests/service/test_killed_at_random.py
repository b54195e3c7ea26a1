"""A service and its workers on PostgreSQL: one is killed, or the database, or the way to it, in the middle of work."""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from simulator.server import Simulator
from store.database import open_store
from store.models import ItemRow, LinkRow, QuarantineRow
from tests.postgres import IMMEDIATE, PostgresServer, running_postgres
from tests.service.process import PATIENCE, Daemon, dealtrail, until
from tests.service.relay import Relay, relayed
from tests.service.site import BOB, EVE, Site, a_site

KILLS = int(os.environ.get("KILLS", "3"))
SEED = os.environ.get("SEED", "1")
TAKEN_OVER = 60.0  # seconds


@dataclass
class Machines:
    """The processes of a firm, each with its way to the database."""

    site: Site
    server: PostgresServer
    ways: list[Relay]
    chance: random.Random
    stack: ExitStack
    running: list[Daemon] = field(default_factory=list)
    mails: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by subject: the copies and whose they are
    done: Counter[str] = field(default_factory=Counter)

    def start(self, number: int) -> Daemon:
        """The service, which is the first, or a worker."""
        config = self.site.folder / f"{number}.toml"
        config.write_text(self.site.config.read_text().replace(f":{self.server.port}/", f":{self.ways[number].port}/"))
        around = {"JOURNAL_STREAM": "8:12345", "CREDENTIALS_DIRECTORY": str(self.site.credentials)}
        begun: AbstractContextManager[Daemon] = dealtrail(config, "worker" if number else "run", **around)
        return self.stack.enter_context(begun)

    def mail_comes(self) -> None:
        """To one of them, or to both: then it is one in the history."""
        for _ in range(self.chance.randint(1, 4)):
            subject = f"mail {len(self.mails)}"
            to, at = self.chance.choice([[BOB], [EVE], [BOB, EVE]]), datetime.now(UTC)
            self.mails[subject] = [(self.site.deliver(subject, address, at), address) for address in to]

    def in_the_middle(self) -> None:
        """Some requests later: nobody knows what is under way then."""
        asked = self.site.simulator.journal.count() + self.chance.randint(1, 25)
        # What was held by a process whose way is cut, others take over within a minute.
        until(
            lambda: self.site.simulator.journal.count() >= asked, "somebody is at work", patience=TAKEN_OVER + PATIENCE
        )

    def something_dies(self) -> None:
        act = self.chance.choice([self.a_process, self.a_process, self.the_database, self.a_way])
        self.done[act.__name__] += 1
        act()

    def a_process(self) -> None:
        number = self.chance.randrange(len(self.running))
        self.running[number].kill()
        self.running[number] = self.start(number)

    def the_database(self) -> None:
        self.server.stop(IMMEDIATE)
        self.server.start()

    def a_way(self) -> None:
        way = self.chance.choice(self.ways)
        way.cut()
        self.in_the_middle()
        way.mend()

    def is_all_stamped(self) -> bool:
        return all(self.site.is_stamped(*copy) for copies in self.mails.values() for copy in copies)


def test_whatever_is_killed_nothing_is_lost_doubled_or_sent(tmp_path: Path, simulator: Simulator) -> None:
    """`KILLS=100 SEED=…` in make soak."""
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres(loses_a_moment=False))
        ways = [stack.enter_context(relayed(server.port)) for _ in range(3)]
        site = a_site(tmp_path, simulator, stack.enter_context(server.database()))
        machines = Machines(site, server, ways, random.Random(SEED), stack)  # noqa: S311 - told by its seed
        machines.running = [machines.start(number) for number in range(len(ways))]
        for one in machines.running:
            one.logs("started")
        for _ in range(KILLS):
            machines.mail_comes()
            machines.in_the_middle()
            machines.something_dies()
        until(machines.is_all_stamped, "all mail is stamped")
        until(lambda: simulator.outlook(BOB).items("tasks"), "the reminder is a task")
        for one in machines.running:
            one.logs("started")
        codes = [one.stop() for one in machines.running]

        assert codes == [0, 0, 0]
        assert sum(machines.done.values()) == KILLS
        assert len(simulator.outlook(BOB).items("tasks")) == 1
        assert simulator.sent == []
        with closing(open_store(site.url)) as store, store.read() as unit:
            linked = select(ItemRow.subject).join(LinkRow).where(LinkRow.number == site.number)
            in_history, items = (sorted(unit.connection.scalars(asked)) for asked in (linked, select(ItemRow.subject)))
            put_aside = unit.connection.scalar(select(func.count()).select_from(QuarantineRow))
        assert in_history == items == sorted(machines.mails)
        assert put_aside == 0
