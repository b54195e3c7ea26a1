"""What a browser has to bring back in time, once, and cannot make up."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

LASTS = timedelta(minutes=10)
_RANDOM, _SEAL = 16, 24  # bytes


class Challenges:
    """Signed by a key of this process, so that whoever asks for many leaves nothing behind; only what was used is kept.

    One of before a restart is refused, and asked for anew.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._used: dict[bytes, int] = {}  # until when it would hold
        self._lock = Lock()

    def new(self, purpose: str) -> bytes:
        ends = int((self._clock() + LASTS).timestamp()).to_bytes(8, "big")
        content = ends + secrets.token_bytes(_RANDOM)
        return content + self._seal(purpose, content)

    def take(self, purpose: str, challenge: bytes) -> bool:
        """Whether it is one of ours for this purpose, in time, and comes for the first time."""
        content, seal = challenge[: 8 + _RANDOM], challenge[8 + _RANDOM :]
        if not hmac.compare_digest(seal, self._seal(purpose, content)):
            return False
        now, ends = self._clock().timestamp(), int.from_bytes(content[:8], "big")
        with self._lock:
            self._used = {one: until for one, until in self._used.items() if until > now}
            if ends <= now or content in self._used:
                return False
            self._used[content] = ends
        return True

    def _seal(self, purpose: str, content: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"\0" + content, hashlib.sha256)[:_SEAL]
