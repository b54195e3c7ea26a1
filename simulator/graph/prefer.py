"""What a client prefers: every Prefer header of a request together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from simulator.graph.errors import GraphError
from simulator.mailboxes.zones import zone_named

_ONE = re.compile(r'\s*([\w.\-]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^,;\s]*))?[^,]*(?:,|$)')


@dataclass
class Preferences:
    immutable_ids: bool = False
    body: str = "html"
    zone: str = ""  # as the client wrote it
    page: int | None = None
    is_minimal: bool = False
    applied: list[str] = field(default_factory=list)

    def apply(self, text: str) -> None:
        """Let the answer say that this was taken into account."""
        if text not in self.applied:
            self.applied.append(text)

    @property
    def zone_info(self) -> ZoneInfo:
        return (zone_named(self.zone) if self.zone else None) or ZoneInfo("UTC")


def preferences(headers: Iterable[str]) -> Preferences:
    """Read them; unknown ones are nobody's business. Raises GraphError for a time zone that does not exist."""
    found = Preferences()
    for name, value in _pairs(", ".join(headers)):
        match name:
            case "idtype" if value.lower() in ("immutableid", "mutableid"):
                found.immutable_ids = value.lower() == "immutableid"
                found.apply(f'IdType="{value}"')
            case "outlook.body-content-type" if value.lower() in ("text", "html"):
                found.body = value.lower()
                found.apply(f'outlook.body-content-type="{value}"')
            case "outlook.timezone" if value:
                if zone_named(value) is None:
                    raise GraphError(
                        400, "TimeZoneNotSupportedException", f"A valid TimeZone value must be specified: '{value}'."
                    )
                found.zone = value
                found.apply(f'outlook.timezone="{value}"')
            case "odata.maxpagesize" if value.isdecimal() and int(value[:9]) > 0:
                found.page = int(value[:9])
            case "return":
                found.is_minimal = value.lower() == "minimal"
    return found


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _ONE.match(text, at)
        if found is None:  # not a preference: on to the next
            comma = text.find(",", at)
            at = len(text) if comma < 0 else comma + 1
            continue
        yield found[1].lower(), (found[2] or "").strip('"')
        at = max(found.end(), at + 1)
