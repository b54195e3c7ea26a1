"""How the daemon looks at the world: in any order, and dying at any point."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random

from connectors.ews.news.ears import Ears
from connectors.mailbox import Mailbox
from daemon.context import Context
from daemon.service import Loop, Turn
from tests.flow.borders import Borders, Guarded, GuardedStore
from tests.flow.firm import Firm
from tests.flow.quarter.people import USERS
from tests.flow.quarter.world import World

RARELY = timedelta(days=3650)
MOST_BORDERS = 250  # about as many as a turn with news crosses


class Died(BaseException):
    """The process is gone: nothing that it would still do happens."""


class Mortal(Borders):
    """Nothing is done any more from border `fatal` on."""

    def __init__(self, fatal: int) -> None:
        super().__init__(None, lambda name: None)
        self._last = fatal

    def cross(self, name: str) -> None:
        self.crossed += 1
        if self.crossed >= self._last:
            raise Died(name)


class Service(Loop):
    """Turns as the service gives them: it looks where it is told to, and keeps what it knows from one to the next."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.context = context
        self._listens = True
        self._register()

    def once(self, only: str | None = None) -> list[Turn]:
        assert only is not None
        return [self._usual_turn(only)]

    def end(self) -> None:
        self._leave()


@contextmanager
def told_where_to_look(world: World) -> Iterator[None]:
    """From now on a service looks where it is told to, and hardly ever everywhere; it starts anew now and then."""
    service: list[Service] = []
    chance = Random(1)  # noqa: S311 - its own, so that the life is the same as without it

    def loop(context: Context) -> Loop:
        is_moved = bool(service) and service[0].context.plans != context.plans  # the configuration is another
        if service and (chance.random() < 0.02 or is_moved):
            service.pop().end()
        if not service:
            ears = Ears(timedelta(hours=8))  # so that the server remembers for a day
            context = replace(context, open_mailbox=lambda address: world.open_mailbox(address, ears))
            service.append(Service(replace(context, refresh=RARELY)))
        return service[0]

    world.loop = loop
    try:
        yield
    finally:
        world.loop = Loop
        for one in service:
            one.end()


def in_any_order(world: World) -> None:
    """All mailboxes, one after the other in an order of the day's own; then again those that have news or owe."""
    restless = set(USERS)
    for _ in range(12):
        order = [address for address in world.random.sample(USERS, len(USERS)) if address in restless]
        turns = [turn for address in order for turn in world.loop(world.firm.context).once(address)]
        failures = [turn.failure for turn in turns if turn.failure]
        assert not failures, failures
        world.firm.clock.tick(timedelta(minutes=1))
        restless = _with_news(turns) | _owing(world)
        if not restless:
            return
    told = [(turn.address, dict(turn.seen), dict(turn.paid)) for turn in turns]
    raise AssertionError(f"the daemon does not come to rest: {told}")


def killed_at_random(world: World) -> None:
    """Turns that mostly end with the death of the process; then what is left is done."""
    for _ in range(6):
        for address in world.random.sample(USERS, world.random.randint(1, len(USERS))):
            _until_death(world, address, world.random.randint(1, MOST_BORDERS))
            world.firm.clock.tick()
    world.firm.clock.tick(timedelta(minutes=15))  # whatever was put off is due
    in_any_order(world)


def _until_death(world: World, address: str, fatal: int) -> None:
    world.deaths += dies_at(world.firm, address, fatal)


def dies_at(firm: Firm, address: str, fatal: int) -> bool:
    """A turn in which nothing is done any more from border `fatal` on; whether it came to that."""
    borders, opened = Mortal(fatal), []

    def open_it(of: str) -> Mailbox:
        opened.append(firm.context.open_mailbox(of))
        return Guarded("mailbox", opened[-1], borders)  # type: ignore[return-value]  # stands in for it

    store = GuardedStore(firm.store, borders)
    context = replace(firm.context, store=store, open_mailbox=open_it, workers=1)  # type: ignore[arg-type]
    try:
        Loop(context).once(address)
    except Died:
        return True
    finally:
        for mailbox in opened:  # the system closes what a dead process had open
            mailbox.close()
    return False


def _with_news(turns: list[Turn]) -> set[str]:
    return {turn.address for turn in turns if turn.seen.total() + turn.paid.total()}


def _owing(world: World) -> set[str]:
    with world.firm.store.read() as unit:
        return {mailbox.address for mailbox in unit.mailboxes.status() if mailbox.errands_owed}
