"""Meetings as users and files make them, and what the history shows of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.values import HistoryItem, HistoryOf
from tests.flow.firm import ANN, BOB, MORNING, Firm

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FIRST = MORNING - 3 * WEEK + HOUR  # a Tuesday, 09:00 UTC; the fourth time is an hour from now


def weekly(firm: Firm, **given: object) -> str:
    """Bob's weekly meeting with Ann, without an end; the id of the series."""
    given = {"attendees": [ANN], "rule": "FREQ=WEEKLY", "body": "Agenda", **given}
    return firm.outlook().appoint("Weekly", FIRST, **given)  # type: ignore[arg-type]  # whatever the test gives


def appointments(firm: Firm, number: int) -> list[HistoryItem]:
    """What the opportunity's history shows, the earliest first."""
    with firm.store.read() as unit:
        lines = unit.items.history(HistoryOf(number=number), limit=500)
        return [unit.items.get(line.item_id) for line in reversed(lines)]


def times(firm: Firm, number: int) -> list[datetime | None]:
    return [item.occurred_at for item in appointments(firm, number)]


def copies(firm: Firm, item_id: int) -> list[tuple[str, bool]]:
    """The mailboxes that hold the item, each with whether its copy is gone."""
    with firm.store.read() as unit:
        found = unit.history.explain(str(item_id))[0].copies
    return sorted((copy.address, copy.pointer.is_gone) for copy in found)


def asked(firm: Firm, operation: str = "FindItem") -> int:
    """How often; whether the server shows categories at all is asked of the Inbox as well, and not counted."""
    requests = list(firm.simulator.journal.requests)
    others = [
        one for one in requests if one.operation == operation and "Inbox" not in [path for _, path in one.folders]
    ]
    return len(others)


def an_event(
    uid: str,
    start: datetime,
    *,
    organizer: str = BOB,
    attendees: tuple[str, ...] = (),
    rule: str = "",
    all_day: bool = False,
) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260301T080000Z"]
    if all_day:
        lines += [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + DAY:%Y%m%d}"]
    else:
        lines += [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + HOUR:%Y%m%dT%H%M%SZ}"]
    lines += [f"RRULE:{rule}"] if rule else []
    lines += ["SUMMARY:Demo", "DESCRIPTION:Agenda", f"ORGANIZER:mailto:{organizer}"]
    lines += [f"ATTENDEE:mailto:{address}" for address in attendees]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()
