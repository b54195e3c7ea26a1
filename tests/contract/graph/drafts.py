"""Drafts over Graph: what every connector promises, but that nobody is invited to a meeting before its user does so."""

from __future__ import annotations

import pytest

from connectors.mailbox import DraftKind, Mailbox
from tests.contract.graph.conftest import GraphUser
from tests.contract.mailbox.drafts import DraftsSuite
from tests.contract.mailbox.user import ANN, User


class GraphDrafts(DraftsSuite):
    """Graph would send an invitation as soon as it is saved: the text says whom to invite."""

    INVITED = ()
    AGENDA = ("Agenda", "", "To invite:", "Ann Ångström <Ann@client.example>", "eve@client.example")

    def send_meeting(self, outlook: GraphUser, draft: str) -> None:
        """Put Ann on it, and send it; of what goes out then nothing is ours."""
        outlook.edit_appointment(draft, attendees=[ANN.address])
        outlook.send(draft)

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
