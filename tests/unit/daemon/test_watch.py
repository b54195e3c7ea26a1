"""Which folders are looked at."""

from __future__ import annotations

import pytest

from connectors.mailbox import Folder, FolderKind
from daemon.watch import WatchRule, unknown_names, watched

MAIL, CALENDAR, TASKS = FolderKind.MAIL, FolderKind.CALENDAR, FolderKind.TASKS
FOLDERS = [
    Folder("inbox", "Inbox", MAIL, "inbox"),
    Folder("projects", "Inbox/Projects", MAIL),
    Folder("sent", "Sent Items", MAIL, "sentitems"),
    Folder("archive", "Archive", MAIL, "archive"),
    Folder("drafts", "Drafts", MAIL, "drafts"),
    Folder("junk", "Junk Email", MAIL, "junkemail"),
    Folder("trash", "Deleted Items", MAIL, "deleteditems"),
    Folder("old", "Deleted Items/Old", MAIL),
    Folder("issues", "Sync Issues/Conflicts", MAIL),
    Folder("calendar", "Calendar", CALENDAR, "calendar"),
    Folder("team", "Calendar/Team", CALENDAR),
    Folder("tasks", "Tasks", TASKS, "tasks"),
    Folder("groceries", "Tasks/Groceries", TASKS),
]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (WatchRule(), {"inbox", "projects", "sent", "archive", "calendar", "team", "tasks"}),
        (WatchRule(only=frozenset({"inbox"})), {"inbox", "projects", "tasks"}),
        (WatchRule(only=frozenset({"inbox/projects", "calendar"})), {"projects", "calendar", "team", "tasks"}),
        (WatchRule(never=frozenset({"archive", "sentitems"})), {"inbox", "projects", "calendar", "team", "tasks"}),
        (WatchRule(only=frozenset({"deleteditems"})), {"trash", "tasks"}),
        (WatchRule(only=frozenset({"inbox"}), never=frozenset({"inbox/projects"})), {"inbox", "tasks"}),
    ],
)
def test_folders_are_watched_by_default_and_narrowed_or_widened_by_name(rule: WatchRule, expected: set[str]):
    assert watched(FOLDERS, rule) == expected


def test_names_that_no_folder_answers_to_are_told():
    assert unknown_names(FOLDERS, WatchRule(only=frozenset({"inbox", "nowhere"}))) == ["nowhere"]
