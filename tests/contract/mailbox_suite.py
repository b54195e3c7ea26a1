"""What every connector promises: a subclass gives a mailbox, and a person who uses it in Outlook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import pytest

from connectors.errors import Conflict, CursorExpired, FolderGone, ItemGone
from connectors.mailbox import (
    Appointment,
    AppointmentKind,
    CategoryEdit,
    Change,
    Deleted,
    DraftContent,
    DraftKind,
    Email,
    Folder,
    FolderKind,
    Mailbox,
    Person,
    Sensitivity,
    Stamp,
    Stamped,
    Task,
    TaskChange,
    TaskContent,
    TaskEdit,
    Upserted,
)
from connectors.recurrence import Frequency, Rule

REMINDER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
ANN, EVE = Person("Ann@client.example", "Ann Ångström"), Person("eve@client.example")


def a_draft(kind: DraftKind, subject: str = "Your tender", **content: Any) -> DraftContent:
    """As an opportunity makes it, addressed to Ann; an hour long where it has a time."""
    if kind is not DraftKind.EMAIL:
        content = {"start": REMINDER, "end": REMINDER + timedelta(hours=1), **content}
    if kind is not DraftKind.APPOINTMENT:
        content = {"to": (ANN,), **content}
    return DraftContent(kind, subject, **content)


class User(Protocol):
    """A person at the mailbox in Outlook; whatever makes or moves an item gives its new id."""

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
        headers: dict[str, str] | None = None,
        folder: str = "inbox",
    ) -> str: ...
    def appoint(
        self,
        subject: str,
        start: datetime,
        end: datetime | None = None,
        *,
        attendees: Sequence[str] = (),
        location: str = "",
        body: str = "",
        is_sent: bool = True,
        rule: str = "",
    ) -> str: ...
    def occurrence(self, master_id: str, original_start: datetime) -> str: ...
    def edit_appointment(self, item_id: str, *, start: datetime | None = None, subject: str | None = None) -> None: ...
    def make_task(
        self, subject: str, *, due: date | None = None, categories: Sequence[str] = (), body: str = ""
    ) -> str: ...
    def complete_task(self, item_id: str) -> str: ...
    def rename(self, item_id: str, subject: str) -> None: ...
    def write_body(self, item_id: str, text: str) -> None: ...
    def set_categories(self, item_id: str, names: Sequence[str]) -> None: ...
    def set_sensitivity(self, item_id: str, sensitivity: str) -> None: ...
    def mark_read(self, item_id: str, is_read: bool = True) -> None: ...
    def send(self, item_id: str) -> str: ...
    def move(self, item_id: str, folder: str) -> str: ...
    def copy(self, item_id: str, folder: str) -> str: ...
    def delete(self, item_id: str, *, for_good: bool = False) -> None: ...
    def make_folder(self, path: str, folder_class: str = "") -> str: ...
    def delete_folder(self, path: str) -> None: ...
    def offer_category(self, name: str) -> None: ...
    def read(self, item_id: str) -> dict[str, Any]: ...


def the_folder(mailbox: Mailbox, name: str) -> Folder:
    """By Exchange's own name or by path."""
    return next(folder for folder in mailbox.folders() if name in (folder.wellknown, folder.path))


def changes(mailbox: Mailbox, folder: Folder, cursor: str | None = None) -> tuple[list[Change], str]:
    """All changes after the cursor, and the last page's cursor."""
    found: list[Change] = []
    while True:
        page = mailbox.changes(folder, cursor)
        found += page.changes
        cursor = page.cursor
        if page.is_last:
            return found, cursor


def items(found: Sequence[Change]) -> list[Any]:
    return [change.item for change in found if isinstance(change, Upserted)]


class MailboxSuite:
    """Subclasses give the fixtures `mailbox` and `outlook`; the mailbox is empty and belongs to bob@us.example."""

    # --- folders ---

    def test_folders_are_told_by_path_kind_and_their_own_name(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects/Éa")
        outlook.make_folder("Calendar/Team", "IPF.Appointment")

        folders = {folder.path: folder for folder in mailbox.folders()}

        assert (folders["Inbox"].kind, folders["Inbox"].wellknown) == (FolderKind.MAIL, "inbox")
        assert (folders["Inbox/Projects/Éa"].kind, folders["Inbox/Projects/Éa"].wellknown) == (FolderKind.MAIL, None)
        assert folders["Calendar/Team"].kind is FolderKind.CALENDAR
        assert folders["Tasks"].kind is FolderKind.TASKS
        assert folders["Deleted Items"].wellknown == "deleteditems"
        assert "Contacts" not in folders
        assert (folders["Inbox"].parent_id, folders["Inbox/Projects"].parent_id) == (None, folders["Inbox"].id)
        assert folders["Inbox/Projects/Éa"].parent_id == folders["Inbox/Projects"].id

    def test_folders_come_in_the_same_order_and_with_the_same_ids_each_time(self, mailbox: Mailbox) -> None:
        assert list(mailbox.folders()) == list(mailbox.folders())

    # --- news ---

    def test_news_is_everywhere_at_first_and_then_at_least_where_something_happened(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        folders = mailbox.folders()
        first = mailbox.news(folders)
        outlook.deliver_mail("ann@client.example", "Hello", folder="drafts")
        outlook.appoint("Demo", REMINDER)

        second = mailbox.news(folders)

        happened = {the_folder(mailbox, name).id for name in ("drafts", "calendar")}
        assert first.is_everywhere
        assert second.is_everywhere or happened <= second.folder_ids | second.unheard

    def test_news_of_a_move_names_both_folders(self, mailbox: Mailbox, outlook: User) -> None:
        folders = mailbox.folders()
        mail = outlook.deliver_mail("ann@client.example", "Hello")
        mailbox.news(folders)
        outlook.move(mail, "drafts")

        news = mailbox.news(folders)

        both = {the_folder(mailbox, name).id for name in ("inbox", "drafts")}
        assert news.is_everywhere or both <= news.folder_ids | news.unheard

    def test_news_is_told_when_a_folder_was_made(self, mailbox: Mailbox, outlook: User) -> None:
        folders = mailbox.folders()
        mailbox.news(folders)
        outlook.make_folder("Inbox/Projects")

        news = mailbox.news(folders)

        assert news.is_everywhere or news.are_folders_other

    # --- changes ---

    def test_an_email_comes_whole(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.deliver_mail(
            "Ann Ångström <Ann@Client.example>",
            "Your tender",
            "Dear Bob,\nyes.",
            to=["bob@us.example"],
            cc=["Eve <eve@us.example>"],
            message_id="<m1@client.example>",
            in_reply_to="<m0@us.example>",
            headers={
                "Reply-To": "office@client.example",
                "Keywords": "OPP-3 Tender, urgent",
                "Auto-Submitted": "Auto-Replied",
                "Precedence": "Bulk",
                "List-Id": "News <news.client.example>",
            },
        )

        [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

        assert isinstance(email, Email)
        assert email.message_id == "<m1@client.example>"
        assert email.subject == "Your tender"
        assert email.sender == Person("Ann@Client.example", "Ann Ångström")
        assert [person.address for person in (*email.to, *email.cc, *email.reply_to)] == [
            "bob@us.example",
            "eve@us.example",
            "office@client.example",
        ]
        assert (email.in_reply_to, email.references) == ("<m0@us.example>", ("<m0@us.example>",))
        wanted = ("keywords", "auto-submitted", "precedence", "list-id")
        assert {name: email.headers[name] for name in wanted} == {
            "keywords": "OPP-3 Tender, urgent",
            "auto-submitted": "Auto-Replied",
            "precedence": "Bulk",
            "list-id": "News <news.client.example>",
        }
        assert email.body.splitlines()[:2] == ["Dear Bob,", "yes."]
        assert email.received_at is not None
        assert email.received_at.utcoffset() == timedelta(0)
        assert email.size > 0
        assert not email.is_draft

    def test_a_plain_email_has_none_of_the_optional_things(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.deliver_mail("ann@client.example", "Hello")

        [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

        assert not {"auto-submitted", "precedence", "list-id", "keywords"} & set(email.headers)
        assert (email.in_reply_to, email.references, email.bcc, email.categories) == ("", (), (), ())
        assert email.sensitivity is Sensitivity.NORMAL

    def test_categories_and_sensitivity_are_told(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["mine", "OPP-3 Tender"])
        outlook.set_sensitivity(item_id, "Private")

        [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

        assert email.categories == ("mine", "OPP-3 Tender")
        assert email.sensitivity is Sensitivity.PRIVATE

    def test_a_cursor_continues_where_it_stood(self, mailbox: Mailbox, outlook: User) -> None:
        first = outlook.deliver_mail("ann@client.example", "first")
        inbox = the_folder(mailbox, "inbox")
        _, cursor = changes(mailbox, inbox)
        second = outlook.deliver_mail("ann@client.example", "second")
        outlook.delete(first, for_good=True)

        found, later = changes(mailbox, inbox, cursor)

        assert {type(change) for change in found} == {Upserted, Deleted}
        assert [email.item_id for email in items(found)] == [second]
        assert Deleted(first) in found
        assert changes(mailbox, inbox, later)[0] == []

    def test_a_changed_item_comes_again_as_it_stands(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        inbox = the_folder(mailbox, "inbox")
        _, cursor = changes(mailbox, inbox)
        outlook.set_categories(item_id, ["OPP-3"])

        [email] = items(changes(mailbox, inbox, cursor)[0])

        assert (email.item_id, email.categories) == (item_id, ("OPP-3",))

    def test_reading_a_mail_is_no_change(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        inbox = the_folder(mailbox, "inbox")
        _, cursor = changes(mailbox, inbox)
        outlook.mark_read(item_id)

        found, later = changes(mailbox, inbox, cursor)

        assert found == []
        assert changes(mailbox, inbox, later)[0] == []

    def test_a_moved_item_leaves_one_folder_and_comes_into_another(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects")
        old = outlook.deliver_mail("ann@client.example", "Hello", message_id="<m1@x>")
        inbox, projects = the_folder(mailbox, "inbox"), the_folder(mailbox, "Inbox/Projects")
        cursors = changes(mailbox, inbox)[1], changes(mailbox, projects)[1]
        new = outlook.move(old, "Inbox/Projects")

        left, came = (changes(mailbox, f, c)[0] for f, c in zip((inbox, projects), cursors, strict=True))

        assert left == [Deleted(old)]
        assert [(email.item_id, email.message_id) for email in items(came)] == [(new, "<m1@x>")]

    def test_a_deleted_folder_is_told_as_such(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects")
        projects = the_folder(mailbox, "Inbox/Projects")
        outlook.delete_folder("Inbox/Projects")

        with pytest.raises(FolderGone):
            mailbox.changes(projects, None)

    def test_a_cursor_that_makes_no_sense_has_expired(self, mailbox: Mailbox) -> None:
        with pytest.raises(CursorExpired):
            mailbox.changes(the_folder(mailbox, "inbox"), "bm8gc3RhdGU=")

    def test_an_appointment_comes_whole(self, mailbox: Mailbox, outlook: User) -> None:
        start = datetime(2026, 12, 1, 9, tzinfo=UTC)
        outlook.appoint(
            "Demo", start, attendees=["ann@client.example", "eve@us.example"], location="Oslo", body="Minutes"
        )

        [appointment] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])

        assert isinstance(appointment, Appointment)
        assert (appointment.subject, appointment.location) == ("Demo", "Oslo")
        assert (appointment.start, appointment.end) == (start, start + timedelta(hours=1))
        assert [person.address for person in appointment.attendees] == ["ann@client.example", "eve@us.example"]
        assert appointment.organizer is not None
        assert appointment.organizer.address == "bob@us.example"
        assert appointment.uid
        assert appointment.body.strip() == "Minutes"
        assert not appointment.is_draft

    def test_a_meeting_whose_invitation_was_not_sent_is_a_draft(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.appoint("Demo", REMINDER, attendees=["ann@client.example"], is_sent=False)

        [appointment] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])

        assert appointment.is_draft

    # --- reading by id ---

    def test_items_are_read_as_they_stand_in_the_order_asked(self, mailbox: Mailbox, outlook: User) -> None:
        one, two, three = (outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(3))
        inbox = the_folder(mailbox, "inbox")
        outlook.rename(two, "renamed")
        outlook.delete(three, for_good=True)

        found = mailbox.read(inbox, [three, two, one])

        assert found[0] == Deleted(three)
        assert [(email.item_id, email.subject) for email in items(found)] == [(two, "renamed"), (one, "m0")]
        assert set(items(found)) <= set(items(changes(mailbox, inbox)[0]))
        assert list(mailbox.read(inbox, [])) == []

    def test_an_occurrence_is_read_with_the_start_that_its_series_planned(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        plain, moved = (outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in (0, 1))
        outlook.edit_appointment(moved, start=REMINDER + timedelta(days=8))

        found = items(mailbox.read(the_folder(mailbox, "calendar"), [plain, moved]))

        assert [one.kind for one in found] == [AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION]
        assert [one.original_start for one in found] == [REMINDER, REMINDER + timedelta(days=7)]
        assert [one.start for one in found] == [REMINDER, REMINDER + timedelta(days=8)]
        assert len({one.uid for one in found}) == 1

    def test_a_master_tells_which_of_its_occurrences_were_deleted(self, mailbox: Mailbox, outlook: User) -> None:
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        outlook.delete(outlook.occurrence(master, REMINDER + timedelta(weeks=1)))

        [found] = items(mailbox.read(the_folder(mailbox, "calendar"), [master]))

        assert (found.kind, found.original_start) == (AppointmentKind.MASTER, None)
        assert found.deleted_occurrences == (REMINDER + timedelta(weeks=1),)

    # --- listings ---

    def test_a_listing_names_every_email_without_reading_it(self, mailbox: Mailbox, outlook: User) -> None:
        ids = [outlook.deliver_mail("ann@client.example", "m", message_id=f"<m{number}@x>") for number in range(3)]
        inbox = the_folder(mailbox, "inbox")

        found = list(mailbox.listed(inbox))

        assert {(one.item_id, one.identity) for one in found} == {
            (item_id, f"<m{number}@x>") for number, item_id in enumerate(ids)
        }
        emails = {email.item_id: email for email in items(changes(mailbox, inbox)[0])}
        assert {one.item_id: (one.change_key, one.at, one.kind) for one in found} == {
            item_id: (email.change_key, email.received_at, None) for item_id, email in emails.items()
        }
        assert list(mailbox.listed(the_folder(mailbox, "sentitems"))) == []

    def test_a_listing_of_a_calendar_names_masters_and_no_occurrences(self, mailbox: Mailbox, outlook: User) -> None:
        single = outlook.appoint("Single", REMINDER)
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        calendar = the_folder(mailbox, "calendar")
        uids = {one.item_id: one.uid for one in items(changes(mailbox, calendar)[0])}

        found = {one.item_id: (one.identity, one.at, one.kind) for one in mailbox.listed(calendar)}

        assert found == {
            single: (uids[single], REMINDER, AppointmentKind.SINGLE),
            master: (uids[master], REMINDER, AppointmentKind.MASTER),
        }

    def test_a_listing_begins_where_it_is_told_and_names_masters_always(self, mailbox: Mailbox, outlook: User) -> None:
        before, after = (outlook.appoint("Single", REMINDER + timedelta(hours=hours)) for hours in (-1, 0))
        master = outlook.appoint("Weekly", REMINDER - timedelta(weeks=9), rule="FREQ=WEEKLY")
        email = outlook.deliver_mail("ann@client.example", "Hello")
        inbox, calendar = the_folder(mailbox, "inbox"), the_folder(mailbox, "calendar")
        [received] = [one.received_at for one in items(changes(mailbox, inbox)[0])]

        found = {one.item_id for one in mailbox.listed(calendar, REMINDER)}

        assert found == {after, master}
        assert before not in found
        assert [one.item_id for one in mailbox.listed(inbox, received)] == [email]
        assert list(mailbox.listed(inbox, received + timedelta(seconds=1))) == []

    def test_a_deleted_folder_has_no_listing(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Calendar/Team", "IPF.Appointment")
        team = the_folder(mailbox, "Calendar/Team")
        outlook.delete_folder("Calendar/Team")

        with pytest.raises(FolderGone):
            list(mailbox.listed(team))
        with pytest.raises(FolderGone):
            mailbox.occurrences(team, REMINDER, REMINDER + timedelta(days=1))

    def test_the_occurrences_in_a_stretch_are_those_that_really_are_there(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        outlook.appoint("Single", REMINDER)
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY")
        ids = [outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in range(5)]
        outlook.edit_appointment(ids[1], start=REMINDER + timedelta(days=8))
        outlook.edit_appointment(ids[2], start=REMINDER + timedelta(weeks=50))
        outlook.edit_appointment(ids[4], start=REMINDER + timedelta(days=2))
        outlook.delete(ids[3])
        calendar = the_folder(mailbox, "calendar")
        [uid] = {one.identity for one in mailbox.listed(calendar) if one.item_id == master}

        found = list(mailbox.occurrences(calendar, REMINDER, REMINDER + timedelta(weeks=5)))

        assert [(one.item_id, one.at, one.kind) for one in found] == [
            (ids[0], REMINDER, AppointmentKind.OCCURRENCE),
            (ids[4], REMINDER + timedelta(days=2), AppointmentKind.EXCEPTION),
            (ids[1], REMINDER + timedelta(days=8), AppointmentKind.EXCEPTION),
        ]
        assert {one.identity for one in found} == {uid}

    def test_a_series_says_by_what_rule_it_goes_on_and_what_was_changed(self, mailbox: Mailbox, outlook: User) -> None:
        single, master = (
            outlook.appoint("Single", REMINDER),
            outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=5"),
        )
        ids = [outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in range(3)]
        outlook.edit_appointment(ids[1], start=REMINDER + timedelta(days=8))
        outlook.delete(ids[2])
        calendar = the_folder(mailbox, "calendar")
        gone = outlook.appoint("Gone", REMINDER, rule="FREQ=DAILY")
        outlook.delete(gone, for_good=True)

        found, alone, nothing = mailbox.series(calendar, [master, single, gone])

        assert found is not None
        assert (found.item_id, found.start, found.rule) == (
            master,
            REMINDER,
            Rule(Frequency.WEEKLY, weekdays=frozenset({REMINDER.weekday()}), week_start=0, count=5),
        )
        [changed] = found.modified
        assert (changed.item_id, changed.original_start) == (ids[1], REMINDER + timedelta(weeks=1))
        assert changed.start == REMINDER + timedelta(days=8)
        assert found.deleted == {REMINDER + timedelta(weeks=2)}
        assert found.zone is not None
        assert alone is not None
        assert (alone.rule, nothing) == (None, None)

    def test_a_stretch_has_more_occurrences_than_a_server_gives_at_a_time(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        for number in range(8):
            outlook.appoint(f"Daily {number}", REMINDER, rule="FREQ=DAILY")
        outlook.appoint("Whole year", REMINDER, REMINDER + timedelta(days=400))

        found = mailbox.occurrences(the_folder(mailbox, "calendar"), REMINDER, REMINDER + timedelta(days=800))

        assert len(found) == len({one.item_id for one in found}) == 8 * 800

    # --- stamps ---

    def test_a_stamp_stands_behind_the_users_categories(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["zeta", "alpha"])

        [stamped] = mailbox.stamp([Stamp(item_id, add=("OPP-17 Fabrikam",))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("zeta", "alpha", "OPP-17 Fabrikam")
        shown = outlook.read(item_id)
        assert shown["categories"] == ["zeta", "alpha", "OPP-17 Fabrikam"]
        assert shown["change_key"] == stamped.change_key

    def test_a_stamp_marks_nothing_read(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        before = outlook.read(item_id)["is_read"]

        mailbox.stamp([Stamp(item_id, add=("OPP-17",))])

        assert outlook.read(item_id)["is_read"] == before

    def test_an_item_that_is_as_wanted_is_not_written(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["opp-17 another wording"])
        before = outlook.read(item_id)

        [stamped] = mailbox.stamp([Stamp(item_id, add=("OPP-17 Fabrikam",), remove=("OPP-18",))])

        assert stamped == Stamped(item_id, before["change_key"], ("opp-17 another wording",))
        assert outlook.read(item_id) == before

    def test_taking_a_stamp_off_takes_every_wording_of_it(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["mine", "OPP-17 Fabrikam", "opp-17", "OPP-170 other"])

        [stamped] = mailbox.stamp([Stamp(item_id, remove=("OPP-17",))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("mine", "OPP-170 other")
        assert outlook.read(item_id)["categories"] == ["mine", "OPP-170 other"]

    def test_a_stamp_is_reworded_where_it_stands(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["zeta", "opp-17 old", "alpha"])

        [stamped] = mailbox.stamp([Stamp(item_id, reword=("OPP-17 new", "OPP-18 new"))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("zeta", "OPP-17 new", "alpha")
        assert outlook.read(item_id)["categories"] == ["zeta", "OPP-17 new", "alpha"]

    def test_the_last_category_can_be_taken_off(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["OPP-17"])

        mailbox.stamp([Stamp(item_id, remove=("OPP-17",))])

        assert outlook.read(item_id)["categories"] == []

    def test_stamps_are_answered_one_by_one_in_their_order(self, mailbox: Mailbox, outlook: User) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Hello")
        meeting = outlook.appoint("Demo", REMINDER, attendees=["ann@client.example"])
        gone = outlook.deliver_mail("ann@client.example", "gone")
        outlook.delete(gone, for_good=True)

        answers = mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in (meeting, gone, mail)])

        assert [type(answer) for answer in answers] == [Stamped, ItemGone, Stamped]
        assert [outlook.read(one)["categories"] for one in (meeting, mail)] == [["OPP-17"], ["OPP-17"]]

    def test_two_stamps_of_one_item_are_both_paid(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")

        answers = mailbox.stamp([Stamp(item_id, add=("OPP-1",)), Stamp(item_id, add=("OPP-2",))])

        assert [type(answer) for answer in answers] == [Stamped, Stamped]
        assert outlook.read(item_id)["categories"] == ["OPP-1", "OPP-2"]

    # --- searches ---

    def test_every_copy_of_an_email_is_found_wherever_it_is(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects")
        first = outlook.deliver_mail("ann@client.example", "Hello", message_id="<m1@x>")
        outlook.deliver_mail("ann@client.example", "other", message_id="<m2@x>")
        copy = outlook.copy(first, "Inbox/Projects")

        assert set(mailbox.find_email("<m1@x>")) == {first, copy}
        assert list(mailbox.find_email("<nothing@x>")) == []

    def test_a_search_finds_more_than_a_server_gives_at_a_time(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects")
        one = outlook.deliver_mail("ann@client.example", "Hello", message_id="<m1@x>")
        copies = {outlook.copy(one, "Inbox/Projects" if n % 3 else "inbox") for n in range(300)}

        found = list(mailbox.find_email("<m1@x>"))

        assert len(found) == len(set(found)) == 301
        assert set(found) == copies | {one}

    # --- tasks ---

    def test_a_task_is_made_as_told(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        content = TaskContent("Follow up: Ünder (OPP-17)", date(2026, 12, 1), REMINDER, "one\ntwo", ("OPP-17 x",))

        task = mailbox.create_task(identity, content)

        assert (task.identity, task.subject) == (identity, content.subject)
        assert (task.due, task.reminder_at, task.categories) == (content.due, REMINDER, ("OPP-17 x",))
        assert task.body.splitlines() == ["one", "two"]
        assert not task.is_complete
        assert outlook.read(task.item_id)["folder"] == "Tasks"
        assert mailbox.read_task(task.item_id) == task

    def test_a_task_without_reminder_and_due_date_has_none(self, mailbox: Mailbox) -> None:
        task = mailbox.create_task(uuid4(), TaskContent("Call", None, None, is_complete=True))

        assert (task.due, task.reminder_at, task.is_complete) == (None, None, True)

    def test_a_task_is_never_made_twice(self, mailbox: Mailbox) -> None:
        identity = uuid4()
        first = mailbox.create_task(identity, TaskContent("Call", None, None))

        second = mailbox.create_task(identity, TaskContent("Call again", date(2026, 12, 1), None))

        assert second == first

    def test_a_task_is_found_where_the_user_moved_it(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Tasks/Later", "IPF.Task")
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None))
        moved = outlook.move(made.item_id, "Tasks/Later")

        found = mailbox.find_task(identity)

        assert found is not None
        assert found.item_id == moved
        assert mailbox.find_task(uuid4()) is None

    def test_a_task_that_the_user_deleted_is_not_there(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None))
        outlook.delete(made.item_id)

        assert mailbox.find_task(identity) is None
        with pytest.raises(ItemGone):
            mailbox.read_task(made.item_id)

    def test_only_the_named_fields_of_a_task_are_written(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER, "body", ("OPP-17",)))
        outlook.rename(made.item_id, "Call Ann")
        now = mailbox.read_task(made.item_id)

        edited = mailbox.edit_task(
            now.item_id,
            now.change_key,
            TaskEdit(frozenset({"due", "reminder_at"}), TaskContent("never", date(2026, 12, 24), None, "never")),
        )

        assert (edited.subject, edited.body, edited.categories) == ("Call Ann", now.body, ("OPP-17",))
        assert (edited.due, edited.reminder_at) == (date(2026, 12, 24), None)
        assert mailbox.read_task(made.item_id) == edited

    @pytest.mark.parametrize(
        ("field", "content"),
        [
            ("subject", TaskContent("new", None, None)),
            ("due", TaskContent("", None, None)),
            ("reminder_at", TaskContent("", None, REMINDER + timedelta(days=1))),
            ("body", TaskContent("", None, None, "new")),
            ("categories", TaskContent("", None, None, categories=("OPP-18", "mine"))),
            ("categories", TaskContent("", None, None)),
            ("is_complete", TaskContent("", None, None, is_complete=True)),
        ],
    )
    def test_each_field_of_a_task_can_be_written(self, mailbox: Mailbox, field: str, content: TaskContent) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER, "body", ("OPP-17",)))

        edited = mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset({field}), content))

        assert getattr(edited, field) == getattr(content, field)

    def test_a_task_is_found_by_the_identity_that_it_got(self, mailbox: Mailbox) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None, "body"))
        identity = uuid4()

        edited = mailbox.edit_task(
            made.item_id, made.change_key, TaskEdit(frozenset(), TaskContent("", None, None), identity)
        )

        assert (edited.identity, edited.subject, edited.body) == (identity, "Call", made.body)
        assert mailbox.find_task(identity) == edited

    def test_many_tasks_are_written_and_read_each_with_an_answer_of_its_own(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        first, stale, gone, last = (
            mailbox.create_task(uuid4(), TaskContent(name, None, None, "body")) for name in ("a", "b", "c", "d")
        )
        outlook.rename(stale.item_id, "Call Ann")
        outlook.delete(gone.item_id)
        edit = TaskEdit(frozenset({"subject"}), TaskContent("new", None, None))
        nothing = TaskEdit(frozenset(), TaskContent("", None, None))

        edits = [(first, edit), (stale, edit), (gone, edit), (last, nothing)]
        answers = mailbox.edit_tasks([TaskChange(task.item_id, task.change_key, one) for task, one in edits])
        read = mailbox.read_tasks([task.item_id for task in (gone, first, last)])

        assert [type(answer) for answer in answers] == [Task, Conflict, ItemGone, Task]
        assert [type(answer) for answer in read] == [ItemGone, Task, Task]
        assert [answer.subject for answer in read if isinstance(answer, Task)] == ["new", "d"]
        assert answers[0] == read[1]
        assert (mailbox.edit_tasks([]), mailbox.read_tasks([])) == ([], [])

    def test_a_completed_task_can_be_reopened(self, mailbox: Mailbox) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None, is_complete=True))
        reopen = TaskEdit(frozenset({"is_complete"}), TaskContent("", None, None))

        assert not mailbox.edit_task(made.item_id, made.change_key, reopen).is_complete

    def test_a_task_that_changed_meanwhile_is_not_written_over(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
        outlook.rename(made.item_id, "Call Ann")

        with pytest.raises(Conflict):
            mailbox.edit_task(
                made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), TaskContent("mine", None, None))
            )

        assert outlook.read(made.item_id)["subject"] == "Call Ann"

    def test_a_task_that_is_gone_cannot_be_edited(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
        outlook.delete(made.item_id, for_good=True)

        with pytest.raises(ItemGone):
            mailbox.edit_task(
                made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), TaskContent("x", None, None))
            )

    def test_what_users_do_to_tasks_comes_as_changes(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None, "body"))
        folder = the_folder(mailbox, "tasks")
        _, cursor = changes(mailbox, folder)
        outlook.complete_task(made.item_id)
        outlook.make_task("My own", due=date(2026, 12, 3), categories=["OPP-3"], body="mine")

        found = {task.subject: task for task in items(changes(mailbox, folder, cursor)[0])}

        assert all(isinstance(task, Task) for task in found.values())
        assert (found["Call"].identity, found["Call"].is_complete) == (identity, True)
        own = found["My own"]
        assert (own.identity, own.due, own.categories, own.body) == (None, date(2026, 12, 3), ("OPP-3",), "mine")

    # --- drafts ---

    def test_an_email_is_drafted_as_told(self, mailbox: Mailbox, outlook: User) -> None:
        content = a_draft(
            DraftKind.EMAIL, "Ünder & Co", body="Dear Ann,\nhello.", to=(ANN, EVE), categories=("OPP-17 x", "mine")
        )

        item_id = mailbox.create_draft(uuid4(), content)

        [email] = items(changes(mailbox, the_folder(mailbox, "drafts"))[0])
        assert isinstance(email, Email)
        assert (email.item_id, email.subject, email.categories) == (item_id, "Ünder & Co", ("OPP-17 x", "mine"))
        assert email.to[0] == ANN
        assert [person.address for person in email.to] == [ANN.address, EVE.address]
        assert email.body.splitlines() == ["Dear Ann,", "hello."]
        assert email.is_draft
        assert outlook.read(item_id)["folder"] == "Drafts"

    def test_a_meeting_is_drafted_with_its_invitation_not_sent(self, mailbox: Mailbox, outlook: User) -> None:
        content = a_draft(
            DraftKind.MEETING, body="Agenda", to=(ANN, EVE), categories=("OPP-17 x",), location="Oslo & Bergen"
        )

        item_id = mailbox.create_draft(uuid4(), content)

        [meeting] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])
        assert isinstance(meeting, Appointment)
        assert (meeting.item_id, meeting.subject, meeting.categories) == (item_id, "Your tender", ("OPP-17 x",))
        assert (meeting.start, meeting.end, meeting.location) == (content.start, content.end, "Oslo & Bergen")
        assert meeting.attendees[0] == ANN
        assert [person.address for person in meeting.attendees] == [ANN.address, EVE.address]
        assert meeting.body.strip() == "Agenda"
        assert meeting.is_draft
        assert outlook.read(item_id)["folder"] == "Calendar"

    def test_an_appointment_has_nothing_to_send_and_is_no_draft(self, mailbox: Mailbox) -> None:
        content = a_draft(DraftKind.APPOINTMENT, categories=("OPP-17 x",))

        item_id = mailbox.create_draft(uuid4(), content)

        [appointment] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])
        assert isinstance(appointment, Appointment)
        assert (appointment.item_id, appointment.categories) == (item_id, ("OPP-17 x",))
        assert (appointment.start, appointment.end, appointment.attendees) == (content.start, content.end, ())
        assert not appointment.is_draft

    def test_a_draft_with_nothing_but_its_subject_has_nothing_else(self, mailbox: Mailbox) -> None:
        mailbox.create_draft(uuid4(), DraftContent(DraftKind.EMAIL, "Hello", to=(Person("", "without an address"),)))

        [email] = items(changes(mailbox, the_folder(mailbox, "drafts"))[0])

        assert (email.subject, email.to, email.categories, email.body.strip()) == ("Hello", (), (), "")

    @pytest.mark.parametrize("kind", DraftKind)
    def test_a_draft_is_never_made_twice(self, mailbox: Mailbox, outlook: User, kind: DraftKind) -> None:
        identity = uuid4()
        first = mailbox.create_draft(identity, a_draft(kind))
        outlook.rename(first, "as the user has it")

        assert mailbox.create_draft(identity, a_draft(kind, "again")) == first
        assert outlook.read(first)["subject"] == "as the user has it"

    def test_a_sent_draft_comes_as_a_new_email_and_is_found(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        draft = mailbox.create_draft(identity, a_draft(DraftKind.EMAIL, categories=("OPP-17 x",)))
        drafts, cursor = the_folder(mailbox, "drafts"), changes(mailbox, the_folder(mailbox, "drafts"))[1]

        sent = outlook.send(draft)

        [email] = items(changes(mailbox, the_folder(mailbox, "sentitems"))[0])
        assert changes(mailbox, drafts, cursor)[0] == [Deleted(draft)]
        assert (email.item_id, email.categories, email.is_draft) == (sent, ("OPP-17 x",), False)
        assert email.message_id
        assert email.sent_at is not None
        assert mailbox.create_draft(identity, a_draft(DraftKind.EMAIL)) == sent

    def test_a_sent_meeting_is_a_draft_no_more_and_is_found(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        draft = mailbox.create_draft(identity, a_draft(DraftKind.MEETING, categories=("OPP-17 x",)))
        calendar, cursor = the_folder(mailbox, "calendar"), changes(mailbox, the_folder(mailbox, "calendar"))[1]

        outlook.send(draft)

        [meeting] = items(changes(mailbox, calendar, cursor)[0])
        assert (meeting.item_id, meeting.categories, meeting.is_draft) == (draft, ("OPP-17 x",), False)
        assert mailbox.create_draft(identity, a_draft(DraftKind.MEETING)) == draft

    @pytest.mark.parametrize(
        ("kind", "folder", "folder_class"),
        [
            (DraftKind.EMAIL, "Inbox/Later", "IPF.Note"),
            (DraftKind.EMAIL, "Deleted Items", "IPF.Note"),
            (DraftKind.MEETING, "Calendar/Team", "IPF.Appointment"),
            (DraftKind.APPOINTMENT, "Deleted Items", "IPF.Note"),
        ],
    )
    def test_a_draft_is_found_wherever_the_user_took_it(
        self, mailbox: Mailbox, outlook: User, kind: DraftKind, folder: str, folder_class: str
    ) -> None:
        outlook.make_folder(folder, folder_class)
        identity = uuid4()
        moved = outlook.move(mailbox.create_draft(identity, a_draft(kind)), folder)

        assert mailbox.create_draft(identity, a_draft(kind)) == moved

    def test_things_of_different_kinds_may_carry_the_same_identity(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()

        email = mailbox.create_draft(identity, a_draft(DraftKind.EMAIL))
        appointment = mailbox.create_draft(identity, a_draft(DraftKind.APPOINTMENT))
        assert mailbox.find_task(identity) is None
        task = mailbox.create_task(identity, TaskContent("Call", None, None))

        assert [outlook.read(one)["folder"] for one in (email, appointment, task.item_id)] == [
            "Drafts",
            "Calendar",
            "Tasks",
        ]
        assert mailbox.find_task(identity) == task

    # --- the category list ---

    def test_a_mailbox_without_a_list_gets_one(self, mailbox: Mailbox) -> None:
        assert list(mailbox.category_list()) == []

        names = mailbox.edit_category_list(CategoryEdit(add=("OPP new", "OPP-17 Ünder")))

        assert list(names) == ["OPP new", "OPP-17 Ünder"]
        assert list(mailbox.category_list()) == ["OPP new", "OPP-17 Ünder"]

    def test_the_users_own_entries_stay(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.offer_category("Holidays")
        mailbox.edit_category_list(CategoryEdit(add=("OPP-17 old", "OPP-18 lost")))

        names = mailbox.edit_category_list(
            CategoryEdit(rename=(("OPP-17 old", "OPP-17 new"),), remove=("OPP-18 lost",))
        )

        assert list(names) == ["Holidays", "OPP-17 new"]

    def test_the_same_edit_twice_changes_nothing(self, mailbox: Mailbox) -> None:
        edit = CategoryEdit(add=("OPP-17",), rename=(("OPP-1", "OPP-1 x"),), remove=("OPP-2",))
        first = mailbox.edit_category_list(edit)

        assert mailbox.edit_category_list(edit) == first

    # --- the rest ---

    def test_check_names_the_server_and_the_owner(self, mailbox: Mailbox) -> None:
        access = mailbox.check()

        assert access.server
        assert access.display_name == "Bob"

    def test_the_address_is_the_one_it_was_opened_with(self, mailbox: Mailbox) -> None:
        assert mailbox.address == "bob@us.example"
