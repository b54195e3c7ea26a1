"""Drafts over Graph: what every connector promises, but that nobody is invited to a meeting before its user does so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from connectors.mailbox import Appointment, DraftKind, Mailbox
from tests.contract.graph.conftest import GraphUser
from tests.contract.mailbox.drafts import DraftsSuite
from tests.contract.mailbox.user import ANN, EVE, User, a_draft, changes, items, the_folder


class GraphDrafts(DraftsSuite):
    def test_a_meeting_is_drafted_with_its_invitation_not_sent(self, mailbox: Mailbox, outlook: User) -> None:
        """Graph would send it: nobody is invited, and its text says whom to invite."""
        content = a_draft(
            DraftKind.MEETING, body="Agenda", to=(ANN, EVE), categories=("OPP-17 x",), location="Oslo & Bergen"
        )

        item_id = mailbox.create_draft(uuid4(), content)

        [meeting] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])
        assert isinstance(meeting, Appointment)
        assert (meeting.item_id, meeting.subject, meeting.categories) == (item_id, "Your tender", ("OPP-17 x",))
        assert (meeting.start, meeting.end, meeting.location) == (content.start, content.end, "Oslo & Bergen")
        assert meeting.attendees == ()
        lines = ["Agenda", "", "To invite:", "Ann Ångström <Ann@client.example>", "eve@client.example"]
        assert meeting.body.strip().splitlines() == lines
        assert meeting.is_draft
        assert outlook.read(item_id)["folder"] == "Calendar"

    def test_a_sent_meeting_is_a_draft_no_more_and_is_found(self, mailbox: Any, outlook: Any) -> None:
        identity = uuid4()
        draft = mailbox.create_draft(identity, a_draft(DraftKind.MEETING, categories=("OPP-17 x",)))
        calendar, cursor = the_folder(mailbox, "calendar"), changes(mailbox, the_folder(mailbox, "calendar"))[1]

        invite(outlook, draft)

        [meeting] = items(changes(mailbox, calendar, cursor)[0])
        assert (meeting.item_id, meeting.categories, meeting.is_draft) == (draft, ("OPP-17 x",), False)
        assert [person.address for person in meeting.attendees] == ["ann@client.example"]
        assert mailbox.create_draft(identity, a_draft(DraftKind.MEETING)) == draft

    @pytest.mark.parametrize(
        ("kind", "folder", "folder_class"),
        [
            (DraftKind.EMAIL, "Inbox/Later", "IPF.Note"),
            (DraftKind.EMAIL, "Deleted Items", "IPF.Note"),
            (DraftKind.MEETING, "Calendar/Team", "IPF.Appointment"),
            # No calendar shows what was thrown away: an appointment whose answer was lost is made again then.
        ],
    )
    def test_a_draft_is_found_wherever_the_user_took_it(
        self, mailbox: Mailbox, outlook: User, kind: DraftKind, folder: str, folder_class: str
    ) -> None:
        super().test_a_draft_is_found_wherever_the_user_took_it(mailbox, outlook, kind, folder, folder_class)


def invite(outlook: GraphUser, draft: str) -> None:
    """Open a prepared meeting in Outlook, put Ann on it, and send it; of what goes out then nothing is ours."""
    outlook.edit_appointment(draft, attendees=["ann@client.example"])
    outlook.send(draft)
