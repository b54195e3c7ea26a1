"""Which folders are looked at."""

from __future__ import annotations

import pytest

from connectors.mailbox import Folder, FolderKind
from daemon.link.watch import WatchRule, unknown_names, verdicts, watched

MAIL, CALENDAR, TASKS = FolderKind.MAIL, FolderKind.CALENDAR, FolderKind.TASKS
FOLDERS = [
    Folder("inbox", "Inbox", MAIL, "inbox"),
    Folder("projects", "Inbox/Projects", MAIL, None, "inbox"),
    Folder("sent", "Sent Items", MAIL, "sentitems"),
    Folder("archive", "Archive", MAIL, "archive"),
    Folder("drafts", "Drafts", MAIL, "drafts"),
    Folder("junk", "Junk Email", MAIL, "junkemail"),
    Folder("kept", "Junk Email/Kept", MAIL, None, "junk"),
    Folder("trash", "Deleted Items", MAIL, "deleteditems"),
    Folder("old", "Deleted Items/Old", MAIL, None, "trash"),
    Folder("issues", "Sync Issues", MAIL),
    Folder("conflicts", "Sync Issues/Conflicts", MAIL, None, "issues"),
    Folder("calendar", "Calendar", CALENDAR, "calendar"),
    Folder("team", "Calendar/Team", CALENDAR, None, "calendar"),
    Folder("tasks", "Tasks", TASKS, "tasks"),
    Folder("groceries", "Tasks/Groceries", TASKS, None, "tasks"),
    Folder("a-inbox", "Online Archive/Inbox", MAIL, "archiveinbox"),
    Folder("a-feeds", "Online Archive/RSS Feeds", MAIL),
]
MAILS = {"inbox", "projects", "sent", "archive", "a-inbox"}
ALL = {*MAILS, "calendar", "team", "tasks"}
GERMAN = [
    Folder("inbox", "Posteingang", MAIL, "inbox"),
    Folder("angebote", "Posteingang/Angebote", MAIL, None, "inbox"),
    Folder("trash", "Gelöschte Elemente", MAIL, "deleteditems"),
    Folder("feeds", "RSS-Feeds", MAIL),
    Folder("issues", "Synchronisierungsprobleme", MAIL),
    Folder("conflicts", "Synchronisierungsprobleme/Konflikte", MAIL, None, "issues"),
    Folder("calendar", "Kalender", CALENDAR, "calendar"),
]


def rule(only: str = "", never: str = "", also: str = "") -> WatchRule:
    return WatchRule(*(frozenset(names.split(",")) if names else frozenset[str]() for names in (only, never, also)))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (rule(), ALL),
        (rule(only="inbox"), {"inbox", "projects", "tasks"}),
        (rule(only="Inbox/Projects,calendar"), {"projects", "calendar", "team", "tasks"}),
        (rule(only="deleteditems"), {"trash", "old", "tasks"}),
        (rule(only="Junk Email/Kept"), {"kept", "tasks"}),
        (rule(only="inbox", never="Inbox/Projects"), {"inbox", "tasks"}),
        (rule(only="inbox", also="sentitems"), {"inbox", "projects", "sent", "tasks"}),
        (rule(never="Archive,sentitems"), ALL - {"archive", "sent"}),
        (rule(never="inbox", also="inbox/projects"), ALL - {"inbox"}),
        (rule(never="tasks"), ALL),
        (rule(also="junkemail"), ALL | {"junk", "kept"}),
        (rule(also="Junk Email/Kept"), ALL | {"kept"}),
        (rule(also="deleteditems", never="Deleted Items/Old"), ALL | {"trash"}),
        (rule(also="Sync Issues/Conflicts"), ALL | {"conflicts"}),
        (rule(also="Online Archive/RSS Feeds"), ALL | {"a-feeds"}),
        (rule(only="/INBOX/projects/"), {"projects", "tasks"}),
    ],
)
def test_folders_are_watched_by_default_and_narrowed_or_widened_by_name(asked: WatchRule, expected: set[str]):
    assert watched(FOLDERS, asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (rule(), {"inbox", "angebote", "calendar"}),
        (rule(only="inbox"), {"inbox", "angebote"}),
        (rule(only="inbox/Angebote"), {"angebote"}),
        (rule(only="posteingang/ANGEBOTE"), {"angebote"}),
        (rule(never="Posteingang/Angebote"), {"inbox", "calendar"}),
        (rule(also="Gelo\u0308schte Elemente"), {"inbox", "angebote", "trash", "calendar"}),
    ],
)
def test_folders_in_another_language_go_by_their_own_and_by_exchanges_names(asked: WatchRule, expected: set[str]):
    assert watched(GERMAN, asked) == expected


def test_a_slash_in_a_name_puts_a_folder_below_no_other():
    folders = [
        Folder("trash", "Deleted Items", MAIL, "deleteditems"),
        Folder("odd", "Deleted Items/2026", MAIL),
        Folder("in/out", "In/Out", MAIL),
        Folder("below", "In/Out/Deep", MAIL, None, "in/out"),
    ]

    assert watched(folders, rule()) == {"odd", "in/out", "below"}
    assert watched(folders, rule(only="In/Out")) == {"in/out", "below"}


@pytest.mark.parametrize(
    ("path", "asked", "reason"),
    [
        ("Inbox", rule(), "by default"),
        ("Inbox/Projects", rule(only="inbox"), "below Inbox: named in folders"),
        ("Junk Email", rule(also="junkemail"), "named in include_folders"),
        ("Junk Email", rule(), "left out by default"),
        ("Deleted Items/Old", rule(), "below Deleted Items: left out by default"),
        ("Archive", rule(never="archive"), "named in exclude_folders"),
        ("Archive", rule(only="inbox"), "not among folders"),
        ("Tasks", rule(only="inbox"), "tasks are always followed"),
        ("Tasks/Groceries", rule(), "of tasks only the default folder is followed"),
    ],
)
def test_each_folder_has_its_reason(path: str, asked: WatchRule, reason: str):
    [verdict] = [verdict for verdict in verdicts(FOLDERS, asked) if verdict.folder.path == path]

    assert verdict.reason == reason


def test_a_server_whose_folders_lie_in_a_ring_is_survived():
    folders = [Folder("a", "A", MAIL, None, "b"), Folder("b", "A/B", MAIL, None, "a")]

    assert watched(folders, rule()) == {"a", "b"}


def test_names_that_no_folder_answers_to_are_told_as_they_were_written():
    asked = rule(only="inbox,Inbox/Nowhere", never="Sent Items", also="junkemail,Lost")

    assert unknown_names(FOLDERS, asked) == ["Inbox/Nowhere", "Lost"]
