"""How long a server asks to wait, in whatever form it says so. Pure."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)  # nobody means more


def asked(retry_after: str | None, now: datetime) -> timedelta | None:
    """Seconds, whole or not, or a date of HTTP; None where there is none, or nonsense."""
    text = (retry_after or "").strip()[:100]
    if not text:
        return None
    with suppress(ValueError):
        seconds = float(text)
        return _bounded(seconds) if math.isfinite(seconds) and seconds >= 0 else None
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        at = parsedate_to_datetime(text)
        return _bounded(((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
    return None


def _bounded(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST.total_seconds()))
