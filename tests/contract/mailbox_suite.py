"""What every connector promises: a subclass gives a mailbox, and a person who uses it in Outlook.

One suite a subject in `mailbox/`; this one is all of them.
"""

from __future__ import annotations

from connectors.mailbox import Mailbox
from tests.contract.mailbox.categories import CategoriesSuite
from tests.contract.mailbox.changes import ChangesSuite
from tests.contract.mailbox.drafts import DraftsSuite
from tests.contract.mailbox.folders import FoldersSuite
from tests.contract.mailbox.listings import ListingsSuite
from tests.contract.mailbox.tasks import TasksSuite


class MailboxSuite(FoldersSuite, ChangesSuite, ListingsSuite, CategoriesSuite, TasksSuite, DraftsSuite):
    """Subclasses give the fixtures `mailbox` and `outlook`; the mailbox is empty and belongs to bob@us.example."""

    def test_check_names_the_server_and_the_owner(self, mailbox: Mailbox) -> None:
        access = mailbox.check()

        assert access.server
        assert access.display_name == "Bob"

    def test_the_address_is_the_one_it_was_opened_with(self, mailbox: Mailbox) -> None:
        assert mailbox.address == "bob@us.example"
