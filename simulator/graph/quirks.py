"""Ways in which Graph differs from what Microsoft documents, or may differ where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphQuirks:
    """All off: the server behaves as documented. To be switched on one by one."""

    # calendars
    events_delta_refused: bool = False  # 400, as if it were beta's
    events_delta_needs_start: bool = False  # 400 without startDateTime
    views_without_masters: bool = False  # a delta of a view tells no series, only what happens
    draft_flag_unreliable: bool = False  # isDraft is false of drafts, and true of what was sent
    zones_of_tzone: bool = False  # originalStartTimeZone is tzone://Microsoft/Utc
    categories_mail_nobody: bool = False  # an organizer's PATCH of categories alone tells no attendee
    # To Do
    todo_expands_nothing: bool = False  # $expand=linkedResources is refused
