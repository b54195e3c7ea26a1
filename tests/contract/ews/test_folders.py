"""Folders in other languages, with odd names and in odd places."""

from __future__ import annotations

from uuid import uuid4

from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import FolderKind, TaskContent
from simulator.mailboxes.mailbox import Mailbox
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener


def named(simulator: Simulator, name: str, folder_class: str, parent: str = "msgfolderroot") -> str:
    """A folder with this very name, slashes included; its id."""
    mailbox: Mailbox = simulator.mailbox(BOB)
    return mailbox.add_folder(name, folder_class, mailbox.folder(parent)).id


def test_folders_in_another_language_keep_exchanges_own_names(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    german = {"Inbox": "Posteingang", "Junk Email": "Junk-E-Mail", "Calendar": "Kalender", "RSS Feeds": "RSS-Feeds"}
    for name, localized in german.items():
        outlook.rename_folder(name, localized)

    folders = {folder.path: folder for folder in mailbox.folders()}

    assert [folders[name].wellknown for name in german.values()] == ["inbox", "junkemail", "calendar", "rssfeeds"]


def test_each_feed_lies_below_the_feeds(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    outlook.make_folder("RSS Feeds/News", "IPF.Note.OutlookHomepage")

    folders = {folder.path: folder for folder in mailbox.folders()}

    assert folders["RSS Feeds/News"].wellknown is None
    assert folders["RSS Feeds/News"].parent_id == folders["RSS Feeds"].id


def test_a_slash_in_a_name_is_told_from_a_folder_below(simulator: Simulator, mailbox: EwsMailbox) -> None:
    odd = named(simulator, "Inbox/2026", "IPF.Note")
    below = named(simulator, "2026", "IPF.Note", "inbox")

    folders = {folder.id: folder for folder in mailbox.folders()}

    assert folders[odd].path == folders[below].path == "Inbox/2026"
    assert folders[odd].parent_id is None
    assert folders[folders[below].parent_id or ""].wellknown == "inbox"


def test_a_folder_below_one_of_another_kind_belongs_to_the_next_one_above(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.make_folder("Inbox/People", "IPF.Contact")
    outlook.make_folder("Inbox/People/Letters", "IPF.Note")

    folders = {folder.path: folder for folder in mailbox.folders()}

    assert "Inbox/People" not in folders
    assert folders["Inbox/People/Letters"].parent_id == folders["Inbox"].id


def test_the_archives_folders_are_told_beside_the_others(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, "secret", with_archive=True)
    mailbox = opened(simulator)

    folders = {folder.path: folder for folder in mailbox.folders()}

    assert (folders["Online Archive/Inbox"].wellknown, folders["Online Archive/Inbox"].parent_id) == (
        "archiveinbox",
        None,
    )
    assert folders["Online Archive/Deleted Items"].wellknown == "archivedeleteditems"
    assert folders["Online Archive/Inbox"].kind is FolderKind.MAIL


def test_a_task_in_a_folder_that_only_sounds_thrown_away_is_found(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    identity = uuid4()
    made = mailbox.create_task(identity, TaskContent("Call", None, None))
    named(simulator, "Deleted Items/Kept", "IPF.Task")
    moved = outlook.move(made.item_id, "Deleted Items/Kept")

    found = mailbox.find_task(identity)

    assert found is not None
    assert found.item_id == moved
