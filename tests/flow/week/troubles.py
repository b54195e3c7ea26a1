"""What goes wrong in the week, by chance: faults of single requests, and servers, logins and mailboxes as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from simulator.faults import Fault, FaultKind
from tests.flow.firm import CLIENT, RIGHTS
from tests.flow.week.life import Life
from tests.flow.week.site import SERVICE, Site

# Whatever asks for no waiting by a clock that no test turns.
KINDS = (
    FaultKind.FORBIDDEN,
    FaultKind.NOT_FOUND,
    FaultKind.THROTTLED,
    FaultKind.SERVER_ERROR,
    FaultKind.UNAVAILABLE,
    FaultKind.HTML,
    FaultKind.EMPTY,
    FaultKind.WRONG_TYPE,
    FaultKind.TRUNCATED,
    FaultKind.CUT,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.BUSY,
    FaultKind.BOMB,
    FaultKind.TWICE,
    FaultKind.REVERSED,
    FaultKind.UNKNOWN,
    FaultKind.UNAUTHORIZED,
    FaultKind.MOVED,
    FaultKind.CONFLICT,
)


def strike(life: Life) -> str:
    random = life.random
    kind = random.choice(KINDS)
    mailbox = random.choice([*life.site.people, "", ""])
    after, times, delay = random.randint(0, 10), random.randint(1, 6), timedelta(seconds=random.choice([0, 30, 300]))
    life.site.simulator.faults.inject(Fault(kind, "*", times, after, delay, mailbox=mailbox))
    return kind.value


def all_is_right(life: Life, putting_right: list[Callable[[], object]]) -> None:
    for ends in putting_right:
        ends()
    life.site.simulator.faults.clear()


Trouble = tuple[str, Callable[[], object], Callable[[], object]]


def in_turn(life: Life) -> Iterator[Trouble]:
    """What happens to servers and mailboxes as a whole, one after the other and from the beginning again.

    Mailboxes move as long as the service may be started anew: `site.stays` says that it may not.
    """
    site, simulator = life.site, life.site.simulator
    number = 0
    while True:
        number += 1
        yield "the server is away", simulator.go_away, simulator.start
        yield "the password is changed", lambda new=f"password {number}": _new_password(site, new), site.configure
        some = life.random.sample(site.on_premises, len(site.on_premises) // 2)
        yield (
            "the application's rights are revoked",
            lambda: simulator.revoke(CLIENT),
            lambda: simulator.grant(CLIENT, *RIGHTS),
        )
        yield (
            "rights are revoked",
            lambda some=some: simulator.allow_impersonation(SERVICE, some),
            lambda: simulator.allow_impersonation(SERVICE, None),
        )
        gone = life.random.choice(site.people)
        yield "a mailbox is deleted", lambda gone=gone: _delete(life, gone), lambda gone=gone: _restore(life, gone)
        if len(site.on_premises) > 2 and not site.stays:
            moved = life.random.choice(site.on_premises)
            yield "a mailbox is moved to the cloud", lambda moved=moved: _move(site, moved), lambda: None
        yield "sync states are forgotten", simulator.expire_sync_states, simulator.expire_tokens


def _new_password(site: Site, password: str) -> None:
    """The server has it at once; the configuration gets it when somebody notices."""
    site.simulator.change_password(SERVICE, password)
    site.password = password


def _delete(life: Life, address: str) -> None:
    mailboxes = life.site.simulator.organization.mailboxes
    mailboxes[f"away {address}"] = mailboxes.pop(address)
    life.away.add(address)


def _restore(life: Life, address: str) -> None:
    mailboxes = life.site.simulator.organization.mailboxes
    mailboxes[address] = mailboxes.pop(f"away {address}")
    life.away.discard(address)


def _move(site: Site, address: str) -> None:
    """An administrator writes where it is now, and starts the service anew."""
    site.on_premises.remove(address)
    site.in_cloud.append(address)
    site.configure()
    site.end()
    site.begin()
