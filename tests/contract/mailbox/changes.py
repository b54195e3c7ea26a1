"""What happened in a folder since a cursor, and what an item is told to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import CursorExpired, FolderGone
from connectors.mailbox import Appointment, Deleted, Elsewhere, Email, Mailbox, Person, Sensitivity, Upserted
from tests.contract.mailbox.user import REMINDER, User, changes, items, the_folder


class ChangesSuite:
    # What servers do otherwise, each with a reason of its own.
    TELLS_OF_READING = False  # whether a mail that was only read is told again, as it was
    IDS_SURVIVE_MOVES = False  # whether a moved item is known to be the same, and told where it is

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
        before, cursor = changes(mailbox, inbox)
        outlook.mark_read(item_id)

        found, later = changes(mailbox, inbox, cursor)

        assert [replace(one, change_key="") for one in items(found)] == (
            [replace(one, change_key="") for one in items(before)] if self.TELLS_OF_READING else []
        )
        assert changes(mailbox, inbox, later)[0] == []

    def test_a_moved_item_leaves_one_folder_and_comes_into_another(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Inbox/Projects")
        old = outlook.deliver_mail("ann@client.example", "Hello", message_id="<m1@x>")
        inbox, projects = the_folder(mailbox, "inbox"), the_folder(mailbox, "Inbox/Projects")
        cursors = changes(mailbox, inbox)[1], changes(mailbox, projects)[1]
        new = outlook.move(old, "Inbox/Projects")

        left, came = (changes(mailbox, f, c)[0] for f, c in zip((inbox, projects), cursors, strict=True))

        if self.IDS_SURVIVE_MOVES:
            assert (old, left) == (new, [Elsewhere(items(came)[0], projects.id)])
        else:
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
