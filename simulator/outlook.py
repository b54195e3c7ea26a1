"""What a person does to a mailbox in Outlook. Every act is a change that clients of the server then see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from simulator.described import describe
from simulator.imports.calendar_items import put_calendar
from simulator.imports.sources import put_message
from simulator.mailboxes import appointments, categories, messages, tasks
from simulator.mailboxes.flags import put_flag, read_flag
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import occurrence_at, occurrence_by_id
from simulator.mailboxes.zones import zone_named
from simulator.operations.edits import put_attendees, set_body
from simulator.organization import Organization
from simulator.xml import leaf, moment, timestamp


class Outlook:
    """One person at one mailbox. Items are named by their id; every act that makes or moves one gives its new id.

    Raises KeyError for an item or folder that is not there. Safe to use while clients are connected.
    """

    def __init__(self, organization: Organization, mailbox: Mailbox) -> None:
        self._organization = organization
        self._mailbox = mailbox

    # --- mail ---

    def deliver(self, eml: bytes, folder: str = "inbox") -> str:
        """Receive a message as it came over the Internet."""
        with self._organization.lock:
            item = put_message(self._mailbox, eml, self._organization.clock, self._mailbox.folder(folder))
            self._mailbox.tell_of_mail(item)
            return item.id

    def deliver_mail(
        self,
        sender: str,
        subject: str,
        body: str = "",
        *,
        to: Sequence[str] = (),
        cc: Sequence[str] = (),
        message_id: str = "",
        in_reply_to: str = "",
        sent_at: datetime | None = None,
        headers: dict[str, str] | None = None,
        folder: str = "inbox",
    ) -> str:
        """Receive a plain message; to the mailbox's owner where `to` is empty, now where `sent_at` is None."""
        message = EmailMessage()
        message["From"], message["Subject"] = sender, subject
        message["To"] = ", ".join(to or [self._mailbox.address])
        if cc:
            message["Cc"] = ", ".join(cc)
        message["Date"] = format_datetime(sent_at or self._organization.clock())
        number = f"{self._mailbox.number}.{self._mailbox.address.partition('@')[0]}"
        message["Message-ID"] = message_id or f"<{number}@{sender.rpartition('@')[2].strip('>')}>"
        if in_reply_to:
            message["In-Reply-To"] = message["References"] = in_reply_to
        for name, value in (headers or {}).items():
            message[name] = value
        message.set_content(body)
        return self.deliver(message.as_bytes(), folder)

    def keep(self, item_class: str, subject: str, folder: str = "inbox") -> str:
        """Lay an item of any class into a folder, as people and programs do: a contact, a note, a post, a document."""
        item, now = Item(item_class), self._organization.clock()
        item.put("Subject", subject)
        item.put("DateTimeReceived", timestamp(now))
        with self._organization.lock:
            return self._mailbox.add(item, self._mailbox.folder(folder)).id

    def mark_read(self, item_id: str, is_read: bool = True) -> None:
        with self._organization.lock:
            self._mailbox.mark_read(self._item(item_id), is_read)

    def send(self, item_id: str) -> str:
        """Send a draft, which moves to Sent Items, or a meeting's invitation: the meeting stays, under its id."""
        with self._organization.lock:
            item, now = self._item(item_id), self._organization.clock()
            if item.tag == "CalendarItem" and item.flag("IsMeeting") and not item.flag("MeetingRequestWasSent"):
                messages.invite(self._mailbox, item, now)
                return item.id
            if item.tag == "Message" and item.flag("IsDraft"):
                return messages.send(self._mailbox, item, now).id
            raise ValueError(f"{item_id} is not a draft")

    def flag(self, item_id: str, due: date | None = None) -> None:
        """Flag a mail for follow-up: for that day, or without one."""
        dates = {} if due is None else dict.fromkeys(("StartDate", "DueDate"), self._midnight(due))
        self._edit(item_id, lambda item: put_flag(item, "Flagged", dates))

    def unflag(self, item_id: str) -> None:
        self._edit(item_id, lambda item: put_flag(item, "NotFlagged", {}))

    def complete_flag(self, item_id: str) -> None:
        """Tick a flagged mail off."""
        today = self._organization.clock().astimezone(zone_named(self._mailbox.zone)).date()

        def change(item: Item) -> None:
            put_flag(item, "Complete", read_flag(item)[1] | {"CompleteDate": self._midnight(today)})

        self._edit(item_id, change)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), zone_named(self._mailbox.zone))

    # --- any item ---

    def set_categories(self, item_id: str, names: Sequence[str]) -> None:
        self._edit(item_id, lambda item: setattr(item, "categories", list(names)))

    def add_category(self, item_id: str, name: str) -> None:
        self._edit(item_id, lambda item: setattr(item, "categories", list(dict.fromkeys([*item.categories, name]))))

    def remove_category(self, item_id: str, name: str) -> None:
        self._edit(item_id, lambda item: setattr(item, "categories", [one for one in item.categories if one != name]))

    def set_sensitivity(self, item_id: str, sensitivity: str) -> None:
        """ "Normal", "Personal", "Private" or "Confidential"."""
        self._edit(item_id, lambda item: item.put("Sensitivity", sensitivity))

    def move(self, item_id: str, folder: str) -> str:
        with self._organization.lock:
            return self._mailbox.move(self._item(item_id), self._mailbox.folder(folder)).id

    def copy(self, item_id: str, folder: str) -> str:
        with self._organization.lock:
            return self._mailbox.copy(self._item(item_id), self._mailbox.folder(folder)).id

    def delete(self, item_id: str, *, for_good: bool = False) -> None:
        """Into Deleted Items, or away with it."""
        with self._organization.lock:
            item = self._item(item_id)
            if item.master is not None:
                appointments.delete_occurrence(self._mailbox, item)
            elif for_good or item.folder.wellknown == "deleteditems":
                self._mailbox.remove(item)
            else:
                self._mailbox.move(item, self._mailbox.folder("deleteditems"))

    def make_folder(self, path: str, folder_class: str = "") -> str:
        with self._organization.lock:
            return self._mailbox.make_folder(path, folder_class).id

    def delete_folder(self, path: str) -> None:
        with self._organization.lock:
            self._mailbox.remove_folder(self._mailbox.folder(path))

    def rename_folder(self, path: str, name: str) -> None:
        with self._organization.lock:
            self._mailbox.rename_folder(self._mailbox.folder(path), name)

    def move_folder(self, path: str, to: str) -> None:
        """Put a folder, with all that is in it and below it, into another; into Deleted Items to throw it away."""
        with self._organization.lock:
            self._mailbox.move_folder(self._mailbox.folder(path), self._mailbox.folder(to))

    # --- calendar ---

    def put_calendar(self, ics: bytes, folder: str = "calendar") -> list[str]:
        """Import a calendar file; the ids of the appointments and series masters."""
        with self._organization.lock:
            return [item.id for item in put_calendar(self._mailbox, ics, self._mailbox.folder(folder))]

    def appoint(
        self,
        subject: str,
        start: datetime,
        end: datetime | None = None,
        *,
        attendees: Sequence[str] = (),
        location: str = "",
        body: str = "",
        folder: str = "calendar",
        is_sent: bool = True,
        rule: str = "",
    ) -> str:
        """Make an appointment, an hour long unless told; with attendees and `is_sent`, the invitation has gone out.

        `rule` makes it a series: an iCalendar RRULE, kept in the mailbox's zone ("FREQ=WEEKLY;COUNT=5").
        """
        with self._organization.lock:
            item = Item("IPM.Appointment")
            item.put("Subject", subject)
            item.put("Start", timestamp(start))
            item.put("End", timestamp(end or start + timedelta(hours=1)))
            item.put("Location", location)
            for name, text in (("Sensitivity", "Normal"), ("Importance", "Normal"), ("HasAttachments", "false")):
                item.put(name, text)
            item.put("IsDraft", "false")
            item.put("MeetingRequestWasSent", str(bool(attendees) and is_sent).lower())
            item.put("Size", str(1500 + len(body)))
            item.text = body
            put_attendees(item, "RequiredAttendees", [("", address) for address in attendees])
            appointments.dress(self._mailbox, item)
            if rule:
                appointments.repeat(self._mailbox, item, rule)
            return self._mailbox.add(item, self._mailbox.folder(folder)).id

    def edit_appointment(
        self,
        item_id: str,
        *,
        subject: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        location: str | None = None,
        body: str | None = None,
        attendees: Sequence[str] | None = None,
        is_cancelled: bool | None = None,
    ) -> None:
        """Change what is given; a new start without an end keeps the length. An occurrence becomes an exception."""

        def change(item: Item) -> None:
            if start is not None and end is None:
                length = moment(item.get("End")) - moment(item.get("Start"))
                item.put("End", timestamp(start + length))
            for name, value in (("Subject", subject), ("Location", location)):
                if value is not None:
                    item.put(name, value)
            for name, at in (("Start", start), ("End", end)):
                if at is not None:
                    item.put(name, timestamp(at))
            if body is not None:
                set_body(item, body, is_html=False)
            if attendees is not None:
                put_attendees(item, "RequiredAttendees", [("", address) for address in attendees])
            if is_cancelled is not None:
                item.put("IsCancelled", str(is_cancelled).lower())
            appointments.settle(self._mailbox, item, set())

        self._edit(item_id, change)

    def occurrence(self, master_id: str, original_start: datetime) -> str:
        """The id of one occurrence of a series, by the start that the series planned."""
        with self._organization.lock:
            return occurrence_at(self._mailbox, self._item(master_id), original_start.astimezone(UTC)).id

    # --- tasks ---

    def make_task(
        self,
        subject: str,
        *,
        due: date | None = None,
        reminder_at: datetime | None = None,
        categories: Sequence[str] = (),
        body: str = "",
        folder: str = "tasks",
    ) -> str:
        with self._organization.lock:
            item = Item("IPM.Task")
            item.put("Subject", subject)
            for name, text in (("Sensitivity", "Normal"), ("Importance", "Normal"), ("HasAttachments", "false")):
                item.put(name, text)
            item.text = body
            item.put("Size", str(1000 + len(body)))
            item.categories = list(categories)
            _put_due(item, due)
            _put_reminder(item, reminder_at)
            tasks.settle(item, set(), self._organization.clock())
            tasks.dress(item, self._mailbox.name)
            return self._mailbox.add(item, self._mailbox.folder(folder)).id

    def complete_task(self, item_id: str) -> str:
        """Tick a task off; the id of the completed one (of a recurring task, a new one)."""
        return self._set_status(item_id, "Completed")

    def reopen_task(self, item_id: str) -> str:
        return self._set_status(item_id, "NotStarted")

    def move_due_date(self, item_id: str, due: date | None) -> None:
        self._edit(item_id, lambda item: _put_due(item, due))

    def move_reminder(self, item_id: str, reminder_at: datetime | None) -> None:
        """Another reminder time; None switches it off."""
        self._edit(item_id, lambda item: _put_reminder(item, reminder_at))

    def rename(self, item_id: str, subject: str) -> None:
        self._edit(item_id, lambda item: item.put("Subject", subject))

    def write_body(self, item_id: str, text: str, *, is_html: bool = False) -> None:
        self._edit(item_id, lambda item: set_body(item, text, is_html=is_html))

    def _set_status(self, item_id: str, status: str) -> str:
        with self._organization.lock:
            item = self._item(item_id)
            item.put("Status", status)
            told = item
            if tasks.settle(item, {"Status"}, self._organization.clock()):
                told = tasks.continue_recurring(self._mailbox, item)
            self._mailbox.touch(item)
            return told.id

    # --- the master category list ---

    def category_list(self) -> list[str]:
        with self._organization.lock:
            return categories.list_names(self._mailbox)

    def offer_category(self, name: str) -> None:
        """Make a category of one's own in the master list."""
        with self._organization.lock:
            categories.offer(self._mailbox, name)

    def retire_category(self, name: str) -> None:
        with self._organization.lock:
            categories.retire(self._mailbox, name)

    # --- looking ---

    def items(self, folder: str = "inbox") -> list[dict[str, Any]]:
        """What a person sees in a folder, newest first; see `read`."""
        with self._organization.lock:
            found = sorted(self._mailbox.folder(folder).items.values(), key=_newest_first, reverse=True)
            return [describe(item) for item in found]

    def read(self, item_id: str) -> dict[str, Any]:
        """One item as plain values, JSON's kind: id, folder, kind, subject, categories, dates, people, body …"""
        with self._organization.lock:
            return describe(self._item(item_id))

    def find(self, subject: str) -> list[str]:
        """The ids of all items in the mailbox whose subject contains this, newest first."""
        with self._organization.lock:
            found = [item for item in self._mailbox.items.values() if subject in item.subject]
            return [item.id for item in sorted(found, key=_newest_first, reverse=True)]

    def folders(self) -> list[str]:
        """The paths of everything that a person sees in the folder list."""
        with self._organization.lock:
            root = self._mailbox.folder("msgfolderroot")
            return [folder.path for folder in self._mailbox.children(root, deep=True)]

    def _item(self, item_id: str) -> Item:
        """Whatever the server makes of ids where programs ask for them."""
        found = self._mailbox.items.get(item_id) or occurrence_by_id(self._mailbox, item_id)
        if found is None:
            raise KeyError(f"{self._mailbox.address} has no item {item_id}")
        return found

    def _edit(self, item_id: str, change: Any) -> None:
        with self._organization.lock:
            item = appointments.make_exception(self._mailbox, self._item(item_id))
            change(item)
            self._mailbox.touch(item.master or item)


def _newest_first(item: Item) -> tuple[datetime, int]:
    return item.arrived, item.entered


def _put_due(item: Item, due: date | None) -> None:
    if due is None:
        item.fields.pop("DueDate", None)
    else:
        item.put("DueDate", timestamp(datetime.combine(due, time(), UTC)))


def _put_reminder(item: Item, reminder_at: datetime | None) -> None:
    item.fields["ReminderIsSet"] = leaf("ReminderIsSet", str(reminder_at is not None).lower())
    if reminder_at is not None:
        item.put("ReminderDueBy", timestamp(reminder_at))
