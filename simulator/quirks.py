"""Ways in which real EWS servers differ from each other, to be switched on one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """All off: the server behaves as documented. Clients must live with any of them on."""

    leave_out: frozenset[str] = frozenset()  # element names that are never sent: "TextBody", "FirstOccurrence" …
    leave_out_of_many: frozenset[str] = frozenset()  # the same, where more than one item is asked for
    fractional_seconds: bool = False
    html_bodies: bool = False  # whatever the client asked for
    forgets_silently: bool = False  # an unknown sync state is answered with everything from the beginning
    accepts_stale_change_keys: bool = False
    read_flags_as_updates: bool = False
    refuses_fields: frozenset[str] = frozenset()  # field URIs for which it refuses a whole GetItem
    no_headers_by_name: bool = False  # only all of a mail's headers together, as they arrived
    no_headers: bool = False  # none of them in any way
    expands_no_series: bool = False  # a view of a calendar does not show the occurrences of series
    shows_instead: frozenset[str] = frozenset({"masters"})  # then: "masters", "exceptions", "first", or none of them
    refuses_views: str = ""  # the code with which it refuses any view of a calendar
    forgets_occurrences: bool = False  # the id of an occurrence is nobody's
    bare_sent_items: bool = False  # no Message-ID, sender, date or headers of what lies in Sent Items
    most_changes: int = 512  # in one page, however many the client wants
