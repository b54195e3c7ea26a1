"""What requests do with events: HTTP, options and ids are the caller's business."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from simulator.graph.calendars import mailing
from simulator.graph.calendars.event_edits import change_event, create_event
from simulator.graph.calendars.events import organizes
from simulator.graph.calendars.mailing import Post, invited
from simulator.graph.errors import GraphError
from simulator.graph.times import read
from simulator.mailboxes import appointments
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.xml import timestamp

ANSWERS = ("accept", "decline", "tentativelyaccept")


def of_transaction(mailbox: Mailbox, body: dict[str, Any], transactions: str) -> Item | None:
    """The event that a POST of the same transactionId has made before, wherever it is by now.

    `transactions` is the quirk; raises GraphError where that is to refuse what makes a different event.
    """
    given = body.get("transactionId")
    if not given:
        return None
    top, away = mailbox.folder("msgfolderroot"), mailbox.folder("deleteditems")
    made = (one for one in mailbox.items.values() if one.tag == "CalendarItem" and one.get("TransactionId") == given)
    found = next((one for one in made if mailbox.is_within(one.folder, top)), None)
    if found is None or (transactions == "forgotten" and mailbox.is_within(found.folder, away)):
        return None
    if transactions == "refused" and found.get("TransactionOf") != _digest(body):
        raise GraphError(
            409,
            "ErrorDuplicateTransactionId",
            "Your request can't be completed. The TransactionId specified in the request has already been used to"
            " create a different event.",
        )
    return found


def create(mailbox: Mailbox, body: dict[str, Any]) -> Item:
    """The appointment that a POST describes, in no folder yet; raises GraphError."""
    item = create_event(mailbox, body)
    if item.get("TransactionId"):
        item.put("TransactionOf", _digest(body))
    return item


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def place(mailbox: Mailbox, folder: Folder, item: Item, post: Post) -> Item:
    """Put a new event into a calendar; its attendees are invited at once."""
    mailing.tell_of_creation(post, item)
    return mailbox.add(item, folder)


def change(mailbox: Mailbox, item: Item, body: dict[str, Any], post: Post, *, spares_categories: bool) -> Item:
    """The event as a PATCH leaves it; an occurrence becomes an exception."""
    before = invited(item)
    is_new_exception = item.get("CalendarItemType") == "Occurrence"
    change_event(mailbox, item, body)
    if is_new_exception:
        appointments.make_exception(mailbox, item)
    mailing.tell_of_change(post, item, body, before, spares_categories=spares_categories)
    touch(mailbox, item)
    return item


def touch(mailbox: Mailbox, item: Item) -> None:
    mailbox.touch(item.master or item)
    if item.master is not None:
        item.change_key = item.master.change_key


def delete(mailbox: Mailbox, item: Item, post: Post, *, for_good: bool = False) -> None:
    """Into Deleted Items, or away with it; the organizer's attendees are told that it is cancelled."""
    mailing.tell_of_deletion(post, item)
    remove(mailbox, item, for_good=for_good)


def remove(mailbox: Mailbox, item: Item, *, for_good: bool = False) -> None:
    if item.master is not None:
        appointments.delete_occurrence(mailbox, item)
    elif for_good:
        mailbox.remove(item)
    else:
        mailbox.move(item, mailbox.folder("deleteditems"))


def act(mailbox: Mailbox, item: Item, name: str, body: dict[str, Any], post: Post) -> None:
    """One of the actions that an event has; raises GraphError where it may not be done."""
    given = {key.lower(): value for key, value in body.items()}
    match name:
        case "accept" | "decline" | "tentativelyaccept":
            _answer(mailbox, item, name, post, sends=given.get("sendresponse") is not False)
        case "cancel":
            if not organizes(item):
                raise GraphError(400, "ErrorInvalidRequest", "You need to be an organizer to cancel a meeting.")
            delete(mailbox, item, post)
        case "forward":
            people = [_address(one) for one in given.get("torecipients") or ()]
            if not people:
                raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is needed.")
            post.send("forward", item, people)
        case "dismissreminder":
            _set(mailbox, item, {"ReminderIsSet": "false"})
        case "snoozereminder":
            at = read(given.get("newremindertime"), "NewReminderTime").at
            _set(mailbox, item, {"ReminderIsSet": "true", "ReminderNextTime": timestamp(at)})
        case "permanentdelete":
            delete(mailbox, item, post, for_good=True)
        case _:
            raise GraphError(400, "BadRequest", f"An event has no action '{name}'.")


def _answer(mailbox: Mailbox, item: Item, name: str, post: Post, *, sends: bool) -> None:
    if organizes(item):
        raise GraphError(
            400, "ErrorInvalidRequest", "Your request can't be completed. You're the organizer of this meeting."
        )
    if item.get("CalendarItemType") == "Occurrence":
        appointments.make_exception(mailbox, item)
    mailing.answer(post, item, name, sends=sends)
    touch(mailbox, item)
    if name == "decline":
        remove(mailbox, item)


def _set(mailbox: Mailbox, item: Item, values: dict[str, str]) -> None:
    item = appointments.make_exception(mailbox, item)
    for name, text in values.items():
        item.put(name, text)
    touch(mailbox, item)


def _address(recipient: Any) -> str:
    person = recipient.get("emailAddress") if isinstance(recipient, dict) else None
    address = person.get("address") if isinstance(person, dict) else None
    if not address:
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
    return str(address)


def make_calendar(mailbox: Mailbox, name: str) -> Folder:
    if not name:
        raise GraphError(400, "ErrorInvalidRequest", "A calendar needs a name.")
    parent = mailbox.folder("msgfolderroot")
    _free(mailbox, parent, name)
    return mailbox.add_folder(name, "IPF.Appointment", parent)


def delete_calendar(mailbox: Mailbox, folder: Folder, *, for_good: bool = False) -> None:
    if folder.wellknown:
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
    if for_good:
        mailbox.remove_folder(folder)
    else:
        mailbox.move_folder(folder, mailbox.folder("deleteditems"))


def _free(mailbox: Mailbox, parent: Folder, name: str) -> None:
    if any(child.name.casefold() == name.casefold() for child in mailbox.children(parent)):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")


_WIDEST = 1825  # days of a view


def window(start: datetime | None, end: datetime | None, *, is_view: bool = True) -> tuple[datetime, datetime]:
    """The window of a view, or of a series' instances; raises GraphError where the request has not both ends of it."""
    if start is None or end is None:
        raise GraphError(
            400,
            "ErrorInvalidParameter",
            "This request requires a time window specified by the query string parameters StartDateTime and"
            " EndDateTime.",
        )
    if end < start:
        raise GraphError(400, "ErrorInvalidParameter", "The end of the time window is before its start.")
    if is_view and end - start > timedelta(days=_WIDEST):
        raise GraphError(
            400,
            "ErrorInvalidRequest",
            "Your request can't be completed. The range between the start and end dates is greater than the allowed"
            f" range. Maximum number of days: {_WIDEST}",
        )
    return start, end
