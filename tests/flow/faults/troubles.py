"""What goes wrong with a server, each in its own way; a new kind of fault joins here, and so in docs/reliability.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from simulator.faults import TOKEN, Fault, FaultKind
from simulator.server import Simulator
from tests.flow.firm import BOB, CLIENT, PASSWORD, RIGHTS, SECRET, TENANT

SERVICE = "svc@us.example"

Act = Callable[[Simulator], object]


def _nothing(simulator: Simulator) -> None:
    """It passes by itself."""


def _cleared(simulator: Simulator) -> None:
    simulator.faults.clear()


MAIL_FOLDERS = 4  # of Bob's that are read


@dataclass(frozen=True, slots=True)
class Trouble:
    """`begins` and `ends` are acts at the server; `longest` is how long after its end it is over at the latest."""

    name: str  # in a line, as docs/reliability.md has it
    begins: Act
    ends: Act = _cleared
    longest: timedelta = timedelta(minutes=6)
    timeout: timedelta = timedelta(minutes=1)
    goes_on: bool = False  # nobody notices
    is_for_all: bool = False  # Eve's mailbox is in it, too
    looks: int = 0  # requests beside those of any trouble: of each mail folder, whether it is still there


def of(kind: FaultKind, operation: str = "*", **how: object) -> Act:
    """Every request of Bob's fails this way, or those of an operation."""
    fault = Fault(kind, operation, **{"times": 0, "mailbox": BOB, **how})  # type: ignore[arg-type]
    return lambda simulator: simulator.faults.inject(fault)


def each(*acts: Act) -> Act:
    def all_of_them(simulator: Simulator) -> None:
        for act in acts:
            act(simulator)

    return all_of_them


TWO_MINUTES, NO_TIME = timedelta(minutes=2), timedelta(0)
HOUR = timedelta(minutes=61)
SHORT, AT_TIMES = timedelta(seconds=4), timedelta(milliseconds=50)

EITHER = (
    Trouble("HTTP 403", of(FaultKind.FORBIDDEN)),
    Trouble("HTTP 404", of(FaultKind.NOT_FOUND)),
    Trouble("HTTP 429, Retry-After 2 minutes", of(FaultKind.THROTTLED, delay=TWO_MINUTES)),
    Trouble("HTTP 429 without Retry-After", of(FaultKind.THROTTLED, delay=NO_TIME)),
    Trouble("HTTP 500", of(FaultKind.SERVER_ERROR)),
    Trouble("HTTP 503, Retry-After 2 minutes", of(FaultKind.UNAVAILABLE, delay=TWO_MINUTES)),
    Trouble("HTTP 503 without Retry-After", of(FaultKind.UNAVAILABLE, delay=NO_TIME)),
    Trouble("the server is busy for 2 minutes", of(FaultKind.BUSY, delay=TWO_MINUTES)),
    Trouble("the mailbox is being moved", of(FaultKind.REFUSED, code="ErrorMailboxMoveInProgress")),
    Trouble("the mailbox's database is away", of(FaultKind.REFUSED, code="ErrorMailboxStoreUnavailable")),
    Trouble("redirection to another server", of(FaultKind.MOVED)),
    Trouble("a proxy's page", of(FaultKind.HTML)),
    Trouble("nothing in the answer", of(FaultKind.EMPTY)),
    Trouble("the right answer, called a picture", of(FaultKind.WRONG_TYPE), goes_on=True),
    Trouble("cut short with a right length", of(FaultKind.TRUNCATED)),
    Trouble("cut in the middle", of(FaultKind.CUT)),
    Trouble("reset before anything was done", of(FaultKind.RESET_BEFORE)),
    Trouble("reset when all was done", of(FaultKind.RESET_AFTER)),
    Trouble(
        "reset after 1, 40, 700, 2,000 bytes",
        each(*(of(FaultKind.RESET_AFTER, at=at, times=5) for at in (1, 40, 700, 2000))),
    ),
    Trouble("200 MB", of(FaultKind.BIG, times=12)),
    Trouble("200 MB, packed into one", of(FaultKind.PACKED, times=12)),
    Trouble("a bomb of XML or JSON", of(FaultKind.BOMB)),
    Trouble("pages that tell all twice", of(FaultKind.TWICE), goes_on=True),
    Trouble("pages in the opposite order", of(FaultKind.REVERSED), goes_on=True),
    Trouble("pages that come again", of(FaultKind.REPLAYED, times=3, after=1), goes_on=True),
    Trouble("pages without an end", of(FaultKind.ENDLESS)),
    Trouble("names that nobody has heard of", of(FaultKind.UNKNOWN), goes_on=True),
    Trouble("characters that XML forbids", of(FaultKind.CONTROL_CHARACTER), goes_on=True),
    Trouble("connections are refused", Simulator.go_away, Simulator.start, is_for_all=True),
    Trouble("all sync states are forgotten", Simulator.expire_sync_states, _nothing, goes_on=True),
)


def _slow(operation: str) -> tuple[Trouble, ...]:
    """Requests that a server takes its time over; told for real, by a clock that no test turns."""
    return (
        Trouble("no answer in time", of(FaultKind.LATENCY, operation, delay=HOUR, times=3), timeout=SHORT),
        Trouble("a byte at a time", of(FaultKind.DRIP, operation, delay=AT_TIMES, times=1), timeout=SHORT),
    )


def _authority(kind: FaultKind, delay: timedelta = NO_TIME) -> Act:
    """Every request for a token fails this way."""
    return of(kind, TOKEN, delay=delay, mailbox="")


def _silently(simulator: Simulator) -> None:
    simulator.organization.quirks.forgets_silently = True
    simulator.expire_sync_states()


def _given_back(simulator: Simulator) -> None:
    simulator.organization.mailboxes[BOB] = simulator.organization.mailboxes.pop(f"away {BOB}")


def _taken(simulator: Simulator) -> None:
    simulator.organization.mailboxes[f"away {BOB}"] = simulator.organization.mailboxes.pop(BOB)


DELETED = Trouble("the mailbox is deleted, and restored", _taken, _given_back)
CLOCK_AHEAD = Trouble(
    "the server's clock is two hours ahead",
    lambda simulator: simulator.set_clock_of_authority(timedelta(hours=2)),
    lambda simulator: simulator.set_clock_of_authority(timedelta(0)),
    goes_on=True,
)

EXCHANGE = (
    *_slow("SyncFolderItems"),
    Trouble("busy in the middle of a batch", of(FaultKind.BUSY_ITEM, "GetItem", delay=TWO_MINUTES)),
    Trouble(
        "sync states are forgotten, and no new one given",
        of(FaultKind.STATE_EXPIRED, "SyncFolderItems", times=1),
        goes_on=True,
    ),
    Trouble("sync states are forgotten without a word", _silently, _nothing, goes_on=True),
    Trouble("items are changed by others at each write", of(FaultKind.CONFLICT, "UpdateItem"), longest=HOUR),
    Trouble("HTTP 401", of(FaultKind.UNAUTHORIZED), longest=HOUR, is_for_all=True),
    Trouble(
        "the password is changed, and put back",
        lambda simulator: simulator.change_password(SERVICE, "another"),
        lambda simulator: simulator.change_password(SERVICE, PASSWORD),
        longest=HOUR,
        is_for_all=True,
    ),
    Trouble(
        "rights are revoked, and given back",
        lambda simulator: simulator.allow_impersonation(SERVICE, ["eve@us.example"]),
        lambda simulator: simulator.allow_impersonation(SERVICE, None),
    ),
    Trouble("the mailbox is moved to another server, and back", _taken, _given_back),
    DELETED,
    CLOCK_AHEAD,
)
MAIL = "GET /users/{id}/messages/{id}"
GRAPH = (
    *_slow("POST /$batch"),
    Trouble(
        "busy in the middle of a batch",
        of(FaultKind.PART_THROTTLED, MAIL, delay=TWO_MINUTES),
    ),
    Trouble("one part of a batch fails", of(FaultKind.PART_FAILED, MAIL, delay=NO_TIME)),
    *(
        Trouble(
            f"links are forgotten: {shape}",
            lambda simulator, shape=shape: _forgotten(simulator, shape),
            _nothing,
            goes_on=True,
            looks=MAIL_FOLDERS if shape == "folder" else 0,
        )
        for shape in ("gone-with-location", "malformed", "delta-token", "folder", "resync", "state-invalid")
    ),
    Trouble(
        "items are changed by others at each write",
        of(FaultKind.CONFLICT, "PATCH /users/{id}/messages/{id}"),
        goes_on=True,
        longest=HOUR,
    ),
    Trouble("links lead to another host", of(FaultKind.FOREIGN_LINK)),
    Trouble("values of the wrong kinds", of(FaultKind.BAD_ITEM, MAIL, times=2), goes_on=True),
    Trouble("HTTP 401", of(FaultKind.UNAUTHORIZED), longest=HOUR, is_for_all=True),
    Trouble("tokens run out", Simulator.expire_tokens, _nothing, goes_on=True),
    Trouble("the authority fails while tokens hold", _authority(FaultKind.UNAVAILABLE), goes_on=True),
    *(
        Trouble(f"tokens run out, and the authority {how}", each(Simulator.expire_tokens, act), is_for_all=True)
        for how, act in (
            ("answers HTTP 503", _authority(FaultKind.UNAVAILABLE)),
            ("asks to wait 2 minutes", _authority(FaultKind.THROTTLED, TWO_MINUTES)),
            ("is a proxy's page", _authority(FaultKind.HTML)),
            ("is cut in the middle", _authority(FaultKind.CUT)),
        )
    ),
    Trouble(
        "the secret is changed, and put back",
        lambda simulator: (simulator.expire_tokens(), simulator.add_application(TENANT, CLIENT, "another")),
        lambda simulator: simulator.add_application(TENANT, CLIENT, SECRET),
        longest=HOUR,
        is_for_all=True,
    ),
    Trouble(
        "rights are revoked, and given back",
        lambda simulator: simulator.revoke(CLIENT),
        lambda simulator: simulator.grant(CLIENT, *RIGHTS),
        is_for_all=True,
    ),
    Trouble(
        "the mailbox is moved to another server, and back",
        lambda simulator: simulator.take_from_graph(BOB),
        lambda simulator: simulator.take_from_graph(BOB, ""),
    ),
    DELETED,
    CLOCK_AHEAD,
)


def _forgotten(simulator: Simulator, shape: str) -> None:
    simulator.graph_quirks = replace(simulator.graph_quirks, lost_state=shape)
    simulator.expire_sync_states()
