"""Events of one October, as clients of Graph write them and ask for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

OCTOBER = {"startDateTime": "2026-10-01T00:00:00Z", "endDateTime": "2026-11-01T00:00:00Z"}
IDENTITY = "String {6a3b1f5e-8c0d-4b62-9f57-2d1e7c94a0b8} Name dealtrail-identity"
EXPANDED = f"singleValueExtendedProperties($filter=id eq '{IDENTITY}')"


def on(day: int, hour: int = 8, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def event(day: int = 5, **body: Any) -> dict[str, Any]:
    zone = "W. Europe Standard Time"
    return {
        "subject": "Visit",
        "start": {"dateTime": f"2026-10-{day:02}T10:00:00", "timeZone": zone},
        "end": {"dateTime": f"2026-10-{day:02}T11:00:00", "timeZone": zone},
    } | body


def kinds(rows: list[dict[str, Any]]) -> list[str]:
    return ["removed" if "@removed" in row else row["type"] for row in rows]
