"""What Exchange fills in and keeps consistent in an appointment."""

from __future__ import annotations

import uuid

from simulator.mailboxes.items import Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.xml import leaf


def dress(mailbox: Mailbox, item: Item) -> None:
    """Fill in what every appointment has."""
    has_attendees = any(name in item.fields for name in ("RequiredAttendees", "OptionalAttendees", "Resources"))
    uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{mailbox.address}/{mailbox.number}").hex
    mark = "040000008200E00074C5B7101A82E008" + "0" * 32 + "10000000"
    defaults = {
        "UID": f"{mark}{uid}".upper(),
        "IsAllDayEvent": "false",
        "LegacyFreeBusyStatus": "Busy",
        "IsMeeting": str(has_attendees).lower(),
        "IsCancelled": "false",
        "IsRecurring": "false",
        "MeetingRequestWasSent": "false",
        "CalendarItemType": "RecurringMaster" if "Recurrence" in item.fields else "Single",
        "MyResponseType": "Organizer",
        "AppointmentSequenceNumber": "0",
        "AppointmentState": "1" if has_attendees else "0",
        "IsResponseRequested": "true",
        "ReminderIsSet": "false",
        "ReminderMinutesBeforeStart": "15",
    }
    for name, text in defaults.items():
        item.fields.setdefault(name, leaf(name, text))
    me = mailbox_element(mailbox.name, mailbox.address, "Mailbox")
    item.fields.setdefault("Organizer", f"<t:Organizer>{me}</t:Organizer>")


def settle(mailbox: Mailbox, item: Item, changed: set[str]) -> None:
    """Make what depends on the changed fields agree."""
    has_attendees = any(name in item.fields for name in ("RequiredAttendees", "OptionalAttendees", "Resources"))
    item.put("IsMeeting", str(has_attendees).lower())


def make_exception(mailbox: Mailbox, item: Item) -> Item:
    """The item itself, or, for an occurrence, the exception that carries its own values from now on."""
    return item


def delete_occurrence(mailbox: Mailbox, occurrence: Item) -> None:
    """Take one occurrence out of its series."""
