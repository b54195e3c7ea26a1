"""Time zones by the names that calendars have for them: Windows' own, IANA's, and Microsoft's address of UTC. Pure."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz


@lru_cache(500)
def zone_named(name: str) -> tzinfo | None:
    """The zone that a name means; None where nobody knows it, as those that a user made."""
    if name == "tzone://Microsoft/Utc":
        return UTC
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(win_tz.get(name, name))  # exchangelib's map lacks Windows' newest zones
    return None
