"""Folders, and the standard set that every mailbox has."""

from __future__ import annotations

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
