"""Faults on purpose: the next requests of an operation go wrong in a chosen way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from simulator.soap import EwsError


class FaultKind(StrEnum):
    UNAUTHORIZED = "unauthorized"  # HTTP 401 whatever the password
    SERVER_ERROR = "server-error"  # HTTP 500 with a page of text
    UNAVAILABLE = "unavailable"  # HTTP 503 with Retry-After
    HTML = "html"  # a page of HTML with status 200
    EMPTY = "empty"  # status 200 and nothing in it
    TRUNCATED = "truncated"  # the request is done; the XML ends inside its last item, as if it were all
    CUT = "cut"  # the request is done; the connection ends in the middle of the answer
    RESET_BEFORE = "reset-before"  # the connection is reset and nothing was done
    RESET_AFTER = "reset-after"  # everything was done, then the connection is reset without an answer
    BUSY = "busy"  # a SOAP fault ErrorServerBusy with BackOffMilliseconds
    REFUSED = "refused"  # a SOAP fault with the response code `code`
    STATE_EXPIRED = "state-expired"  # ErrorInvalidSyncStateData without a SyncState
    BUSY_ITEM = "busy-item"  # everything was done, but the last response message says ErrorServerBusy
    CONTROL_CHARACTER = "control-character"  # a reference that XML forbids stands in the first subject
    LATENCY = "latency"  # the answer is right, and late by `delay` and by `per_item` for each thing that it is about
    # Of Graph alone
    THROTTLED = "throttled"  # 429 with Retry-After
    PART_THROTTLED = "part-throttled"  # 429 of one part of a batch; of "POST /$batch" itself, its last part
    PART_FAILED = "part-failed"  # 503 of one part of a batch
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - a kind of fault: 401, and the token is worth nothing any more
    CONFLICT = "conflict"  # 412
    BIG = "big"  # 200 MB of JSON
    DEEP_JSON = "deep-json"  # lists in lists, ten thousand deep
    FOREIGN_LINK = "foreign-link"  # the links lead to another host
    ENDLESS = "endless"  # where a round ends there is more to come, and more again
    BAD_ITEM = "bad-item"  # the first thing of a page has values of the wrong kinds


@dataclass(frozen=True, slots=True)
class Fault:
    """`operation` is "*" for any; it strikes `times` times after letting `after` requests pass.

    Graph's are named by method and path: "GET /users/{id}/mailFolders/{id}/messages/delta", in any case.
    """

    kind: FaultKind
    operation: str = "*"
    times: int = 1
    after: int = 0
    delay: timedelta = timedelta(seconds=1)  # of latency, Retry-After and BackOffMilliseconds
    code: str = "ErrorInternalServerError"
    at: int | None = None  # of a cut: after so many bytes of the answer; None for the middle of it
    per_item: timedelta = timedelta(0)  # of latency: so much later for each item that the answer is about


@dataclass(frozen=True, slots=True)
class Bend:
    """One strike of a fault."""

    fault: Fault

    @property
    def reaches_the_service(self) -> bool:
        """Whether the request is carried out before anything goes wrong."""
        return self.fault.kind in _DONE_FIRST

    def lateness(self, items: int) -> float:
        """Seconds that an answer about so many items is late."""
        return (self.fault.delay + items * self.fault.per_item).total_seconds()


_DONE_FIRST = {
    *(FaultKind.TRUNCATED, FaultKind.CUT, FaultKind.RESET_AFTER, FaultKind.LATENCY),
    *(FaultKind.BUSY_ITEM, FaultKind.CONTROL_CHARACTER, FaultKind.FOREIGN_LINK, FaultKind.BAD_ITEM),
    FaultKind.ENDLESS,
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
        """How many strikes are still to come."""
        with self._lock:
            return sum(waiting.strikes for waiting in self._waiting)

    def take(self, operation: str) -> Bend | None:
        """The strike that is this request's, if one is; latency and the like are counted per operation."""
        with self._lock:
            for waiting in self._waiting:
                wanted = waiting.fault.operation
                if wanted not in ("*", operation) and wanted.lower() != operation.lower():
                    continue
                if waiting.passes > 0:
                    waiting.passes -= 1
                    continue
                waiting.strikes -= 1
                if waiting.strikes <= 0:
                    self._waiting.remove(waiting)
                return Bend(waiting.fault)
        return None

    def items_bent(self) -> dict[str, str]:
        with self._lock:
            return dict(self._bent)

    def items_failing(self) -> dict[str, EwsError]:
        with self._lock:
            return dict(self._failing)
