"""Ways in which Graph differs from what Microsoft documents, or may differ where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphQuirks:
    """All off: the server behaves as documented. To be switched on one by one."""

    # Calendars
    refuses_event_deltas: bool = False  # 400, as if they were beta's
    event_deltas_need_a_start: bool = False  # 400 without startDateTime
    views_without_masters: bool = False  # a delta of a view tells no series, only what happens
    drafts: str = "true"  # what isDraft of an event tells: "true" as it is, "never", "always"
    zones: str = "windows"  # originalStartTimeZone: "tzone" as tzone://Microsoft/Utc
    spares_attendees_of_categories: bool = False  # an organizer's PATCH of categories alone mails nobody
    # Tasks
    expands_no_tasks: bool = False  # $expand=linkedResources is refused
