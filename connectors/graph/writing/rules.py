"""Which events may be given categories without anybody getting mail over it. Pure.

Exchange sends an update to attendees when their organizer's copy is changed; that a change of nothing but categories is
spared is said nowhere, and nothing switches it off. Of a series with changed occurrences one update each goes out.
"""

from __future__ import annotations

from typing import Literal

StampMeetings = Literal["safe", "all", "none"]


def why_kept_back(
    rule: StampMeetings, *, is_organizer: bool | None, has_attendees: bool, is_master: bool, has_exceptions: bool
) -> str:
    """Why nothing is written to this event, as a person reads it; "" where it may be stamped.

    `is_organizer` None: nobody knows, and it is taken for one. Of a series whose exceptions are not known, say that it
    has some.
    """
    if rule == "none":
        return "the configuration says that meetings get no categories (stamp_meetings)"
    if rule == "all":
        return ""
    if is_master and has_exceptions:
        return f"a series with changed occurrences, each of which may have attendees of its own: {_MIGHT}"
    if has_attendees and is_organizer is not False:
        return f"a meeting that this mailbox organizes: {_MIGHT}"
    return ""


_MIGHT = "its attendees might get mail over it (stamp_meetings)"
