"""Which folders are watched. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.mailbox import Folder, FolderKind

# Nothing in them is history: unsent, unwanted, thrown away, or the program's own.
NEVER = frozenset(
    {
        "drafts",
        "outbox",
        "junkemail",
        "deleteditems",
        "syncissues",
        "conflicts",
        "localfailures",
        "serverfailures",
        "rssfeeds",
        "conversationhistory",
        "recoverableitemsroot",
        "recoverableitemsdeletions",
        "recoverableitemspurges",
        "recoverableitemsversions",
        "archiverecoverableitemsroot",
        "archivedeleteditems",
    }
)
# Servers that do not name these folders name them in English.
NEVER_BY_PATH = frozenset({"sync issues", "rss feeds", "rss subscriptions", "conversation history"})


@dataclass(frozen=True, slots=True)
class WatchRule:
    """Which folders of a mailbox are looked at; names are paths or Exchange's well-known ones, in lower case."""

    only: frozenset[str] = frozenset()  # empty: all of them
    never: frozenset[str] = frozenset()


def watched(folders: list[Folder], rule: WatchRule) -> set[str]:
    """Ids of the folders to look at: by default all for mail and calendars, and the default Tasks folder.

    Everything below a folder that is left out is left out with it; naming a folder narrows to it and what is below.
    """
    left_out = [f.path.lower() for f in folders if f.wellknown in NEVER or _is_named(f, rule.never)]
    left_out += NEVER_BY_PATH
    named = [f.path.lower() for f in folders if _is_named(f, rule.only)]
    return {f.id for f in folders if _is_watched(f, rule, left_out, named)}


def _is_watched(folder: Folder, rule: WatchRule, left_out: list[str], named: list[str]) -> bool:
    if folder.kind is FolderKind.TASKS:
        return folder.wellknown == "tasks"
    path = folder.path.lower()
    if _is_named(folder, rule.only):
        return not _is_named(folder, rule.never)
    if _is_below(path, left_out):
        return False
    return not rule.only or _is_below(path, named)


def unknown_names(folders: list[Folder], rule: WatchRule) -> list[str]:
    """Names in the rule that no folder answers to."""
    return sorted(
        name for name in rule.only | rule.never if not any(_is_named(folder, frozenset({name})) for folder in folders)
    )


def _is_named(folder: Folder, names: frozenset[str]) -> bool:
    return folder.path.lower() in names or (folder.wellknown or "") in names


def _is_below(path: str, parents: list[str]) -> bool:
    return any(path == parent or path.startswith(parent + "/") for parent in parents)
