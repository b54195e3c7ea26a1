"""What went over the wire: requests with what they touched, broken promises, and the server's own failures."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Request:
    """One request that reached EWS or Graph, whatever became of it."""

    operation: str  # "" when the body could not be read; of Graph, method and path: "GET /users/{id}/messages/{id}"
    caller: str = ""
    acting: str = ""  # the impersonated mailbox, or the caller
    folders: list[tuple[str, str]] = field(default_factory=list)  # (mailbox, path)
    items: list[tuple[str, str]] = field(default_factory=list)  # (mailbox, item id)
    unknown: list[str] = field(default_factory=list)  # ids of items that nobody has
    status: int = 0
    fault: str = ""  # the injected fault that bent it
    bytes_in: int = 0
    bytes_out: int = 0
    is_part: bool = False  # of a batch
    target: str = ""  # of Graph: path and query as they came in
    headers: dict[str, str] = field(default_factory=dict)  # of Graph, names in lower case; without the token

    def note_folder(self, mailbox: str, path: str) -> None:
        self.folders.append((mailbox, path))

    def note_item(self, mailbox: str, item_id: str) -> None:
        self.items.append((mailbox, item_id))


@dataclass
class Journal:
    """Requests in the order in which they were answered, and everything that should turn a test red."""

    requests: list[Request] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)  # requests and answers that the schema refuses
    crashes: list[str] = field(default_factory=list)  # tracebacks of the simulator itself
    refused_logins: int = 0
    token_requests: int = 0  # of applications, whatever became of them
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)

    def add_violation(self, text: str) -> None:
        with self._lock:
            self.violations.append(text)

    def add_crash(self, text: str) -> None:
        with self._lock:
            self.crashes.append(text)

    def clear(self) -> None:
        """Forget the requests; violations and crashes stay."""
        with self._lock:
            self.requests.clear()
            self.refused_logins = self.token_requests = 0

    def count(self, operation: str | None = None, *, mailbox: str | None = None, folder: str | None = None) -> int:
        """How many requests there were, of this operation, as this mailbox, touching a folder of this path.

        Graph's operations, which have a path in them, are the same in any case.
        """
        wanted = operation.lower() if operation is not None else ""
        with self._lock:
            return sum(
                1
                for request in self.requests
                if (operation is None or request.operation.lower() == wanted)
                and (mailbox is None or request.acting.casefold() == mailbox.casefold())
                and (folder is None or any(path == folder for _, path in request.folders))
            )

    def counts(self) -> Counter[str]:
        """Requests by operation."""
        with self._lock:
            return Counter(request.operation for request in self.requests)

    def by_folder(self, operation: str) -> Counter[tuple[str, str]]:
        """Requests of one operation by (mailbox, folder path)."""
        with self._lock:
            return Counter(
                folder
                for request in self.requests
                if request.operation.lower() == operation.lower()
                for folder in request.folders
            )
