"""What a server says of time: how long it asks to wait, in whatever form, and what its clock shows. Pure."""

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
    at = told_at(text)
    return _bounded((at - now).total_seconds()) if at else None


def told_at(date: str | None) -> datetime | None:
    """When an answer was given, by its server's clock; None where it does not say."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        told = parsedate_to_datetime(date or "")
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return None


def _bounded(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST.total_seconds()))
