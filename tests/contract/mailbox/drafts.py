"""Drafts: made once for their user to send, and found wherever they went."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from connectors.mailbox import (
    Appointment,
    Deleted,
    DraftContent,
    DraftKind,
    Elsewhere,
    Email,
    Mailbox,
    Person,
    TaskContent,
)
from tests.contract.mailbox.user import ANN, EVE, User, a_draft, changes, items, the_folder


class DraftsSuite:
    IDS_SURVIVE_MOVES = False  # whether a moved item is known to be the same, and told where it is
    INVITED: tuple[Person, ...] = (ANN, EVE)  # who of these is invited to a meeting that is prepared for both
    AGENDA = ("Agenda",)  # the lines of its text

    def send_meeting(self, outlook: Any, draft: str) -> None:
        """As its user does, who invites Ann."""
        outlook.send(draft)

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
        assert meeting.attendees[:1] == self.INVITED[:1]
        assert [person.address for person in meeting.attendees] == [person.address for person in self.INVITED]
        assert tuple(meeting.body.strip().splitlines()) == self.AGENDA
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
        [left] = changes(mailbox, drafts, cursor)[0]
        assert isinstance(left, Elsewhere) if self.IDS_SURVIVE_MOVES else left == Deleted(draft)
        assert (email.item_id, email.categories, email.is_draft) == (sent, ("OPP-17 x",), False)
        assert email.message_id
        assert email.sent_at is not None
        assert mailbox.create_draft(identity, a_draft(DraftKind.EMAIL)) == sent

    def test_a_sent_meeting_is_a_draft_no_more_and_is_found(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        draft = mailbox.create_draft(identity, a_draft(DraftKind.MEETING, categories=("OPP-17 x",)))
        calendar, cursor = the_folder(mailbox, "calendar"), changes(mailbox, the_folder(mailbox, "calendar"))[1]

        self.send_meeting(outlook, draft)

        [meeting] = items(changes(mailbox, calendar, cursor)[0])
        assert (meeting.item_id, meeting.categories, meeting.is_draft) == (draft, ("OPP-17 x",), False)
        assert [person.address for person in meeting.attendees] == [ANN.address]
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
