"""One line an hour that says what the turns of it came to: those without news say nothing themselves."""

from __future__ import annotations

from contextvars import Context
from datetime import datetime, timedelta
from threading import Lock

import structlog

AN_HOUR = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Hour:
    """What happened since the last line; for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: datetime | None = None
        self._turns = self._seen = self._paid = self._failed = 0

    def count(self, now: datetime, *, seen: int = 0, paid: int = 0, is_failed: bool = False) -> None:
        """A turn is over; says what the hour came to once it is."""
        with self._lock:
            self._since = self._since or now
            self._turns, self._failed = self._turns + 1, self._failed + is_failed
            self._seen, self._paid = self._seen + seen, self._paid + paid
            if now - self._since < AN_HOUR:
                return
            told = {"turns": self._turns, "seen": self._seen, "paid": self._paid, "failed": self._failed}
            self._since, self._turns, self._seen, self._paid, self._failed = now, 0, 0, 0, 0
        Context().run(lambda: log.info("an hour's turns", **told))  # which is not about the mailbox of this turn
