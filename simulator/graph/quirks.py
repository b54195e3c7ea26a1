"""Ways in which Graph is seen to differ from what is written of it, to be switched on one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphQuirks:
    """All off: the server behaves as documented. Clients must live with any of them on."""

    # Deltas
    moves: str = "told"  # "removal": what comes in from another folder is not told there
    # What left a folder and came back since: "merged" is told as it is now; "removal", as gone; "removal-first" and
    # "removal-last", as both.
    returns: str = "merged"
    doubts_updates: bool = False  # an update is told as a removal of what is still there
    removals_at_first: bool = False  # of mail: the first round tells also what left before it
    repeats: bool = False  # of mail: a round tells its first row once more at its end
    empty_pages: bool = False  # before each page of a delta, or of a filtered list, comes one that holds nothing
    replays: bool = False  # each round tells once more what the round before told
    updates: str = "selected"  # "changed": an update tells the id and what changed, nothing else
    lags: bool = False  # a change is not told by the first delta after it
    top_limits_rounds: bool = False  # $top is how much a whole round tells, not a page
    # How a forgotten link is refused: "gone", "gone-with-location", "malformed", "delta-token", "folder", "resync"
    # or "state-invalid".
    lost_state: str = "gone"
    no_headers_in_deltas: bool = False
    expand_in_deltas: str = "given"  # "ignored", or "refused" with 500
    most_in_a_page: int = 1000
    links_name: str = ""  # the address of its owner by which links name the mailbox; "": the one that was asked for
    sent_without_headers: bool = False  # what lies in Sent Items has no Internet headers
    most_at_once: int = 0  # requests of one application; more are throttled. 0: as many as come
    # What messages/{id} says of an event's id: "missing", "refused" with 400, or "shown" as the event that it is.
    mistaken: str = "missing"
    # Calendars
    refuses_event_deltas: bool = False  # as if they were beta's
    event_deltas_refusal: tuple[int, str] = (400, "BadRequest")  # by which status and code, where they are
    event_deltas_need_a_start: bool = False  # 400 without startDateTime
    views_without_masters: bool = False  # a delta of a view tells no series, only what happens
    drafts: str = "true"  # what isDraft of an event tells: "true" as it is, "never", "always"
    zones: str = "windows"  # originalStartTimeZone: "tzone" as tzone://Microsoft/Utc
    spares_attendees_of_categories: bool = False  # an organizer's PATCH of categories alone mails nobody
    # What comes of a transactionId that was used before: "returned" is the event that is there, wherever it lies;
    # "forgotten", one that was thrown away is not; "refused", 409 where the event would be a different one.
    transactions: str = "returned"
    # Writing
    conflicts: bool = False  # 412 without If-Match for what was changed by others since it was last read
    # Tasks
    tasks_unauthorized: bool = False  # without the permission, 401 UnknownError instead of 403
    expands_no_tasks: bool = False  # $expand=linkedResources is refused
    # What is added every month: unknown properties, and unknown members of enumerations
    adds: bool = False
