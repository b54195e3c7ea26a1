"""Folders, and the standard set that every mailbox has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulator.mailboxes.items import Item
from simulator.mailboxes.properties import ExtendedValue, PropertyKey


@dataclass(frozen=True, slots=True)
class Departure:
    """An item that left a folder, deleted or moved."""

    item_id: str
    change_key: str
    arrived: datetime
    entered: int
    left: int


@dataclass(eq=False)
class Folder:
    id: str
    change_key: str
    name: str
    folder_class: str
    parent: Folder | None
    wellknown: str | None = None
    items: dict[str, Item] = field(default_factory=dict)
    departures: list[Departure] = field(default_factory=list)
    changed: int = 0  # the mailbox's change number at the last change in here
    extended: dict[PropertyKey, ExtendedValue] = field(default_factory=dict)
    is_archive: bool = False
    is_gone: bool = False

    @property
    def tag(self) -> str:
        for prefix, tag in (("IPF.Appointment", "Calendar"), ("IPF.Contact", "Contacts"), ("IPF.Task", "Tasks")):
            if self.folder_class.startswith(prefix):
                return f"{tag}Folder"
        return "Folder"

    @property
    def path(self) -> str:
        """From the mailbox's root, "Inbox/Projects"; folders outside of what people see begin with their root."""
        names = []
        folder: Folder | None = self
        while folder is not None and folder.wellknown != "msgfolderroot":
            names.append(folder.name)
            folder = folder.parent
        return "/".join(reversed(names))


# (distinguished name, what people see, folder class, parent's distinguished name)
STANDARD = (
    ("root", "root", "", None),
    ("msgfolderroot", "Top of Information Store", "", "root"),
    ("inbox", "Inbox", "IPF.Note", "msgfolderroot"),
    ("drafts", "Drafts", "IPF.Note", "msgfolderroot"),
    ("sentitems", "Sent Items", "IPF.Note", "msgfolderroot"),
    ("deleteditems", "Deleted Items", "IPF.Note", "msgfolderroot"),
    ("outbox", "Outbox", "IPF.Note", "msgfolderroot"),
    ("junkemail", "Junk Email", "IPF.Note", "msgfolderroot"),
    ("calendar", "Calendar", "IPF.Appointment", "msgfolderroot"),
    ("contacts", "Contacts", "IPF.Contact", "msgfolderroot"),
    ("tasks", "Tasks", "IPF.Task", "msgfolderroot"),
    ("notes", "Notes", "IPF.StickyNote", "msgfolderroot"),
    ("journal", "Journal", "IPF.Journal", "msgfolderroot"),
    ("conversationhistory", "Conversation History", "IPF.Note", "msgfolderroot"),
    ("syncissues", "Sync Issues", "IPF.Note", "msgfolderroot"),
    ("conflicts", "Conflicts", "IPF.Note", "syncissues"),
    ("localfailures", "Local Failures", "IPF.Note", "syncissues"),
    ("serverfailures", "Server Failures", "IPF.Note", "syncissues"),
    (None, "RSS Feeds", "IPF.Note.OutlookHomepage", "msgfolderroot"),
    ("searchfolders", "Finder", "", "root"),
    ("recoverableitemsroot", "Recoverable Items", "", "root"),
    ("recoverableitemsdeletions", "Deletions", "IPF.Note", "recoverableitemsroot"),
    ("recoverableitemsversions", "Versions", "IPF.Note", "recoverableitemsroot"),
    ("recoverableitemspurges", "Purges", "IPF.Note", "recoverableitemsroot"),
)
ARCHIVE = (
    ("archiveroot", "root", "", None),
    ("archivemsgfolderroot", "Top of Information Store", "", "archiveroot"),
    ("archiveinbox", "Inbox", "IPF.Note", "archivemsgfolderroot"),
    ("archivedeleteditems", "Deleted Items", "IPF.Note", "archivemsgfolderroot"),
)
