"""Faults on purpose: the next requests of an operation go wrong in a chosen way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from simulator.soap import EwsError


class FaultKind(StrEnum):
    """What goes wrong; on both faces, unless it is said. docs/simulator.md tells people of each."""

    UNAUTHORIZED = "unauthorized"  # HTTP 401 whatever the password
    FORBIDDEN = "forbidden"  # HTTP 403
    NOT_FOUND = "not-found"  # HTTP 404
    THROTTLED = "throttled"  # HTTP 429, with Retry-After unless the delay is below a second
    SERVER_ERROR = "server-error"  # HTTP 500 with a page of text
    UNAVAILABLE = "unavailable"  # HTTP 503, with Retry-After unless the delay is below a second
    MOVED = "moved"  # HTTP 302 to another server
    HTML = "html"  # a page of HTML with status 200
    EMPTY = "empty"  # status 200 and nothing in it
    WRONG_TYPE = "wrong-type"  # the answer is right, and is called a picture
    TRUNCATED = "truncated"  # the request is done; the answer ends inside its last item, as if it were all
    CUT = "cut"  # the request is done; the connection ends in the middle of the answer
    RESET_BEFORE = "reset-before"  # the connection is reset and nothing was done
    RESET_AFTER = "reset-after"  # everything was done, then the connection is reset; `at`: after so many bytes
    DRIP = "drip"  # the answer is right, and comes a byte at a time, `delay` apart
    BIG = "big"  # 200 MB
    PACKED = "packed"  # 200 MB, packed into a fraction of one
    BOMB = "bomb"  # XML whose entities name each other, a thousand million times; JSON ten thousand lists deep
    BUSY = "busy"  # a SOAP fault ErrorServerBusy with BackOffMilliseconds
    REFUSED = "refused"  # a SOAP fault with the response code `code`
    STATE_EXPIRED = "state-expired"  # ErrorInvalidSyncStateData without a SyncState
    BUSY_ITEM = "busy-item"  # everything was done, but the last response message says ErrorServerBusy
    CONFLICT = "conflict"  # somebody else changed the item: 412
    AWAY = "away"  # the connection is reset and nothing was done; every connection is refused for `delay`
    CLOCK_AHEAD = "clock-ahead"  # the clock that answers show is ahead by `delay`
    LATENCY = "latency"  # the answer is right, and late by `delay` and by `per_item` for each thing that it is about
    CONTROL_CHARACTER = "control-character"  # a reference that XML forbids stands in the first subject
    # What lists and pages of changes may look like
    TWICE = "twice"  # a page tells everything twice
    REVERSED = "reversed"  # a page tells everything in the opposite order
    REPLAYED = "replayed"  # what was answered to the last request for the same, once more
    ENDLESS = "endless"  # where a round ends there is more to come, and more again
    UNKNOWN = "unknown"  # names that nobody has heard of stand wherever something is told
    # Of Graph alone
    PART_THROTTLED = "part-throttled"  # 429 of one part of a batch; of "POST /$batch" itself, its last part
    PART_FAILED = "part-failed"  # 503 of one part of a batch
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - a kind of fault: 401, and the token is worth nothing any more
    FOREIGN_LINK = "foreign-link"  # the links lead to another host
    BAD_ITEM = "bad-item"  # the first thing of a page has values of the wrong kinds


@dataclass(frozen=True, slots=True)
class Fault:
    """`operation` is "*" for any; it strikes `times` times, 0 for always, after letting `after` requests pass.

    Graph's are named by method and path: "GET /users/{id}/mailFolders/{id}/messages/delta", in any case. With a
    `mailbox` it strikes no request for another one. What an application asks for at the token endpoint is TOKEN, which
    has to be named, and is for no mailbox. ValueError says what is wrong with it.
    """

    kind: FaultKind
    operation: str = "*"
    times: int = 1
    after: int = 0
    delay: timedelta = timedelta(seconds=1)  # of latency, drip, Retry-After and BackOffMilliseconds
    code: str = "ErrorInternalServerError"
    at: int | None = None  # of a cut or a reset: after so many bytes; None for the middle, or for none at all
    per_item: timedelta = timedelta(0)  # of latency: so much later for each item that the answer is about
    mailbox: str = ""

    def __post_init__(self) -> None:
        for name, value in (("times", self.times), ("after", self.after), ("at", self.at or 0)):
            if not isinstance(value, int) or value < 0:
                raise ValueError(f"{name} is {value!r}, and has to be a whole number, 0 or more")
        for name in _SECONDS:
            if getattr(self, name) < timedelta(0):
                raise ValueError(f"{name} has to be a number of seconds, 0 or more")

    def is_for(self, operation: str, mailbox: str) -> bool:
        is_asked = (self.operation == "*" and operation != TOKEN) or self.operation.lower() == operation.lower()
        return is_asked and (not self.mailbox or self.mailbox.casefold() == mailbox.casefold())


TOKEN = "token"  # noqa: S105 - the name of a request
_NUMBERS = ("times", "after", "at")
_SECONDS = ("delay", "per_item")


def read_fault(text: str) -> Fault:
    """A fault as people write it, "throttled:operation=GetItem,times=3"; ValueError says what is wrong with it."""
    name, _, rest = text.partition(":")
    kind = kind_named(name)
    given: dict[str, Any] = {}
    known = [one.name for one in fields(Fault) if one.name != "kind"]
    for pair in rest.split(",") if rest else ():
        key, separator, value = pair.partition("=")
        if key not in known or not separator:
            raise ValueError(f"{pair!r} is nothing that a fault has; there are {', '.join(f'{one}=' for one in known)}")
        try:
            given[key] = _number(value) if key in _NUMBERS else _span(value) if key in _SECONDS else value
        except (ValueError, OverflowError):
            what = "a whole number" if key in _NUMBERS else "a number of seconds"
            raise ValueError(f"{key} is {value!r}, and has to be {what}, 0 or more") from None
    return Fault(kind, **given)


def kind_named(name: str) -> FaultKind:
    if name not in set(FaultKind):
        raise ValueError(f"{name!r} is no fault; there are {', '.join(FaultKind)}")
    return FaultKind(name)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError
    return int(text)


def _span(text: str) -> timedelta:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError
    return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Bend:
    """One strike of a fault."""

    fault: Fault

    @property
    def reaches_the_service(self) -> bool:
        """Whether the request is carried out before anything goes wrong."""
        return self.fault.kind not in _INSTEAD

    def lateness(self, items: int) -> float:
        """Seconds that an answer about so many items is late."""
        return (self.fault.delay + items * self.fault.per_item).total_seconds()


# Where nothing is done.
_INSTEAD = {
    *(FaultKind.UNAUTHORIZED, FaultKind.FORBIDDEN, FaultKind.NOT_FOUND, FaultKind.THROTTLED, FaultKind.SERVER_ERROR),
    *(FaultKind.UNAVAILABLE, FaultKind.MOVED, FaultKind.HTML, FaultKind.EMPTY, FaultKind.RESET_BEFORE, FaultKind.BIG),
    *(FaultKind.PACKED, FaultKind.BOMB, FaultKind.BUSY, FaultKind.REFUSED, FaultKind.STATE_EXPIRED, FaultKind.CONFLICT),
    *(FaultKind.PART_THROTTLED, FaultKind.PART_FAILED, FaultKind.TOKEN_REVOKED, FaultKind.AWAY),
}


@dataclass
class _Waiting:
    fault: Fault
    passes: int
    strikes: int


@dataclass
class Faults:
    """The faults that wait for their requests, first come first served."""

    _waiting: list[_Waiting] = field(default_factory=list)
    _bent: dict[str, str] = field(default_factory=dict)
    _failing: dict[str, EwsError] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def inject(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(_Waiting(fault, fault.after, fault.times))

    def show_item_as(self, item_id: str, element: str) -> None:
        """Show an item under an element name that clients do not expect, "SharingMessage" for instance.

        Graph, which has no such names, shows it with values of the wrong kinds.
        """
        with self._lock:
            self._bent[item_id] = element

    def fail_item(self, item_id: str, code: str) -> None:
        """Answer every request for this item with a response code, "ErrorItemCorrupt" for instance."""
        with self._lock:
            self._failing[item_id] = EwsError(code)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._bent.clear()
            self._failing.clear()

    def waiting(self) -> int:
        """How many strikes are still to come; one that never ends counts as one."""
        with self._lock:
            return sum(max(waiting.strikes, 1) for waiting in self._waiting)

    def take(self, operation: str, mailbox: str = "") -> Bend | None:
        """The strike that is this request's, if one is; latency and the like are counted per operation."""
        with self._lock:
            for waiting in self._waiting:
                if not waiting.fault.is_for(operation, mailbox):
                    continue
                if waiting.passes > 0:
                    waiting.passes -= 1
                    continue
                waiting.strikes -= 1
                if waiting.strikes == 0:
                    self._waiting.remove(waiting)
                return Bend(waiting.fault)
        return None

    def awaits(self, kind: FaultKind) -> bool:
        """Whether some request is still to be struck this way."""
        with self._lock:
            return any(waiting.fault.kind is kind for waiting in self._waiting)

    def clock_ahead(self) -> timedelta:
        """How far the clock is wrong that those answers show that no fault strikes: of who asks before logging in."""
        with self._lock:
            wrong = (one for one in self._waiting if one.fault.kind is FaultKind.CLOCK_AHEAD and not one.passes)
            return next((one.fault.delay for one in wrong), timedelta(0))

    def items_bent(self) -> dict[str, str]:
        with self._lock:
            return dict(self._bent)

    def items_failing(self) -> dict[str, EwsError]:
        with self._lock:
            return dict(self._failing)
