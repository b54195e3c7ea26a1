"""Links that sign somebody in without a proof of who they are: for the demo, on this machine alone."""

from __future__ import annotations

import ipaddress
import secrets
from threading import Lock
from urllib.parse import urlsplit

from config.web_sections import WebSettings


class Welcome:
    """Each link holds once, and as long as this process; raises ValueError where others than this machine reach it."""

    def __init__(self, web: WebSettings) -> None:
        hosts = [web.listen.rpartition(":")[0], urlsplit(web.url).hostname or "localhost"]
        if not all(map(is_loopback, hosts)):
            where = web.url or web.listen
            raise ValueError(f"signing in by itself is for this machine alone, not for {where}")
        self._url = web.url.rstrip("/") or f"http://{web.listen}"
        self._users: dict[str, int] = {}
        self._lock = Lock()

    def link(self, user_id: int) -> str:
        """Where whoever comes first is signed in as this user."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._users[key] = user_id
        return f"{self._url}/welcome/{key}"

    def taken(self, key: str) -> int | None:
        """Whom a link signs in, used up by this; None for one that was used or never was."""
        with self._lock:
            return self._users.pop(key, None)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
