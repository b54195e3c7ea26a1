"""Which folders there are, and where something happened."""

from __future__ import annotations

from connectors.mailbox import FolderKind, Mailbox
from tests.contract.mailbox.user import REMINDER, User, the_folder


class FoldersSuite:
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
