"""What this process stamped itself: the server tells of it as of any change, and it need not be read again."""

from __future__ import annotations

from threading import Lock

MOST = 10_000  # items; of those before, the echo is read like anything else


class Echoes:
    """Which version each stamp made. Of one mailbox, for any of its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[str, str] = {}

    def expect(self, item_id: str, before: str, after: str) -> None:
        """A stamp turned the version `before` into `after`; of a server that does not tell versions apart, nothing."""
        if not after or before == after:
            return
        with self._lock:
            self._made.pop(item_id, None)
            self._made[item_id] = after
            if len(self._made) > MOST:
                del self._made[next(iter(self._made))]

    def is_one(self, item_id: str, change_key: str) -> bool:
        """Whether this version is the stamp's own. It is told once: what comes later under the same key is read."""
        with self._lock:
            made = self._made.pop(item_id, None)
        return made is not None and made == change_key
