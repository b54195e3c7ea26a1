"""What Exchange fills in in a message, and what becomes of it when it is sent."""

from __future__ import annotations

import re
from datetime import datetime

from simulator.mailboxes.items import Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.xml import leaf, timestamp


def dress(mailbox: Mailbox, item: Item, now: datetime) -> None:
    """Fill in what every message of the mailbox's owner has; Exchange gives drafts a Message-ID and times as well."""
    me = mailbox_element(mailbox.name, mailbox.address, "Mailbox")
    number = f"{mailbox.number}.{int(now.timestamp())}"
    defaults = {
        "From": f"<t:From>{me}</t:From>",
        "Sender": f"<t:Sender>{me}</t:Sender>",
        "IsRead": leaf("IsRead", "true"),
        "InternetMessageId": leaf("InternetMessageId", f"<{number}@{mailbox.address.rpartition('@')[2]}>"),
        "DateTimeReceived": leaf("DateTimeReceived", timestamp(now)),
        "DateTimeSent": leaf("DateTimeSent", timestamp(now)),
    }
    for name, fragment in defaults.items():
        item.fields.setdefault(name, fragment)


def send(mailbox: Mailbox, item: Item, now: datetime) -> Item:
    """The draft in Sent Items: sent now, under a new id, with all that it carried."""
    mailbox.remove(item)
    dress(mailbox, item, now)
    for name, text in (("IsDraft", "false"), ("IsFromMe", "true")):
        item.put(name, text)
    for name in ("DateTimeReceived", "DateTimeSent"):
        item.put(name, timestamp(now))
    return mailbox.add(item, mailbox.folder("sentitems"))


def invite(mailbox: Mailbox, meeting: Item, now: datetime) -> Item:
    """The invitation to a meeting, in Sent Items; the meeting stays where it is, and counts as sent."""
    request = Item("IPM.Schedule.Meeting.Request")
    for name in ("Subject", "Sensitivity", "Importance", "HasAttachments", "Size", "UID", "Start", "End", "Location"):
        if name in meeting.fields:
            request.fields[name] = meeting.fields[name]
    invited = "".join(meeting.fields.get(name, "") for name in ("RequiredAttendees", "OptionalAttendees"))
    people = "".join(re.findall("<t:Mailbox>.*?</t:Mailbox>", invited))
    request.fields["ToRecipients"] = f"<t:ToRecipients>{people}</t:ToRecipients>"
    request.text = meeting.text
    for name, text in (("IsDraft", "false"), ("IsFromMe", "true")):
        request.put(name, text)
    dress(mailbox, request, now)
    meeting.put("MeetingRequestWasSent", "true")
    mailbox.touch(meeting)
    return mailbox.add(request, mailbox.folder("sentitems"))
