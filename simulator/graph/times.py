"""Times as Graph writes them: a local time beside the name of its zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.errors import GraphError
from simulator.mailboxes.zones import windows_name, zone_named

_PREFIX = "tzone://Microsoft/"


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone under the name that the client used for it, Windows' or IANA's."""

    name: str
    zone: ZoneInfo

    @classmethod
    def called(cls, name: str) -> NamedZone:
        """Raises GraphError for a name that nobody knows."""
        zone = zone_named(name.removeprefix(_PREFIX)) if name else None
        if zone is None:
            raise GraphError(
                400,
                "TimeZoneNotSupportedException",
                f"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'.",
            )
        return cls(name, zone)


UTC_ZONE = NamedZone("UTC", ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Given:
    """A time as a request gave it: the moment, the zone that it was given in, and the clock on the wall there."""

    at: datetime
    zone: NamedZone
    local: datetime


def shown_in(at: datetime, zone: NamedZone) -> dict[str, Any]:
    """A moment as dateTimeTimeZone."""
    return _written(at.astimezone(zone.zone).replace(tzinfo=None), zone.name)


def midnight_of(day: date, zone: NamedZone) -> dict[str, Any]:
    """A whole day's begin: the same date in whatever zone it is asked for."""
    return _written(datetime.combine(day, time()), zone.name)


def _written(local: datetime, zone: str) -> dict[str, Any]:
    return {"dateTime": f"{local.isoformat(timespec='microseconds')}0", "timeZone": zone}


def instant(at: datetime) -> str:
    """A moment as DateTimeOffset."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def read(value: Any, name: str, default: NamedZone = UTC_ZONE) -> Given:
    """A dateTimeTimeZone of a request; raises GraphError for one that is none."""
    if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
        raise _refused(name)
    zone = NamedZone.called(value["timeZone"]) if value.get("timeZone") else default
    try:
        written = datetime.fromisoformat(value["dateTime"])
        at = (written if written.tzinfo else written.replace(tzinfo=zone.zone)).astimezone(UTC)
        local = at.astimezone(zone.zone).replace(tzinfo=None) if written.tzinfo else written
    except (ValueError, OverflowError):
        raise _refused(name) from None
    return Given(at, zone, local)


def read_instant(text: str, name: str) -> datetime:
    """A DateTimeOffset of a query; without an offset it is UTC. Raises GraphError."""
    try:
        written = datetime.fromisoformat(text.strip().replace(" ", "+"))  # a plus sign that nobody escaped
        return (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphError(400, "ErrorInvalidParameter", f"The value '{text}' of {name} is not a time.") from None


def windows_zone(zone: ZoneInfo | str) -> str:
    """The Windows name under which Exchange shows a zone."""
    key = zone if isinstance(zone, str) else zone.key
    return windows_name(key) if key else "UTC"


def _refused(name: str) -> GraphError:
    return GraphError(400, "ErrorInvalidPropertySet", f"The value of '{name}' is not a date and time.")
