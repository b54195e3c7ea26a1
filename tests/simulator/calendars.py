"""Calendar files, and what a user sees of them in a year."""

from __future__ import annotations

from datetime import UTC, datetime

from simulator.imports.calendar_items import put_calendar
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window
from simulator.xml import moment

BOB = "bob@us.example"


YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    whole = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260901T080000Z\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n{head}{whole}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def a_mailbox(zone: str = "W. Europe Standard Time") -> Mailbox:
    return Mailbox(BOB, "Bob", zone, lambda: datetime(2026, 10, 1, tzinfo=UTC))


def shown(content: bytes, zone: str = "W. Europe Standard Time") -> tuple[list[tuple[str, str]], list[str]]:
    """(subject, start) of every appointment that a user sees in the year, and what was left out."""
    mailbox, problems = a_mailbox(zone), list[str]()
    items = put_calendar(mailbox, content, mailbox.folder("calendar"), problems)
    seen = [one for item in items for one in in_window(mailbox, item, *YEAR)]
    return sorted((one.get("Subject"), f"{moment(one.get('Start')):%m-%d %H:%M}") for one in seen), problems


def starts(content: bytes, zone: str = "W. Europe Standard Time") -> list[str]:
    seen, problems = shown(content, zone)
    assert problems == []
    return sorted(start for _, start in seen)


WEEKLY = "UID:w\nSUMMARY:W\nDTSTART:20261012T080000Z\nDTEND:20261012T090000Z\nRRULE:FREQ=WEEKLY;COUNT=4"


def a_zone(name: str, standard: str, summer: str, october: str = "BYDAY=-1SU;BYMONTH=10") -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:{name}\n"
        f"BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:{summer}\nTZOFFSETTO:{standard}\n"
        f"RRULE:FREQ=YEARLY;{october}\nEND:STANDARD\n"
        f"BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:{standard}\nTZOFFSETTO:{summer}\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )


GOOD = "UID:good\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"
