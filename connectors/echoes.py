"""What this process stamped itself: the server tells of it as of any change, and it need not be read again."""

from __future__ import annotations

from threading import Lock

MOST = 10_000  # items; of those before, the echo is read like anything else


class Echoes:
    """Which version each stamp made. Of one mailbox, for any of its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[str, str] = {}
        self._told: dict[str, str] = {}  # since the last page that was a folder's last

    def expect(self, item_id: str, before: str, after: str) -> None:
        """A stamp turned the version `before` into `after`; of a server that does not tell versions apart, nothing."""
        if not after or before == after:
            return
        with self._lock:
            self._told.pop(item_id, None)
            _keep(self._made, item_id, after)

    def is_one(self, item_id: str, change_key: str) -> bool:
        """Whether this version is the stamp's own. A server that is stamped while its pages are read may tell of it in
        two of them; what comes under the same key after the folder's last page is read.
        """
        with self._lock:
            made = self._made.pop(item_id, None)
            if made is None:
                return self._told.get(item_id) == change_key
            if made == change_key:
                _keep(self._told, item_id, made)
            return made == change_key

    def were_told(self) -> None:
        """A folder has no more pages: none of what was told is an echo again."""
        with self._lock:
            self._told.clear()


def _keep(versions: dict[str, str], item_id: str, version: str) -> None:
    versions.pop(item_id, None)
    versions[item_id] = version
    if len(versions) > MOST:
        del versions[next(iter(versions))]
