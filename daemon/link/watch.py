"""Which folders are watched, and why. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
# Exchange 2010 and some servers do not name these by an id, so they are known by what Outlook called them.
NEVER_BY_NAME = frozenset(
    {
        *("sync issues", "synchronisierungsprobleme", "problèmes de synchronisation", "synchronisatieproblemen"),
        *("problemas de sincronización", "problemas de sincronização", "problemi di sincronizzazione"),
        *("synkroniseringsproblem", "synkroniseringsproblemer", "synkronointiongelmat"),
        *("rss feeds", "rss subscriptions", "rss-feeds", "flux rss", "fuentes rss", "feed rss"),
        *("conversation history", "aufgezeichnete unterhaltungen"),
    }
)


@dataclass(frozen=True, slots=True)
class WatchRule:
    """Which folders of a mailbox are looked at, as the configuration names them: by path or Exchange's own name."""

    only: frozenset[str] = frozenset()  # empty: all of them
    never: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()  # although they are left out by default, or not among `only`

    def names(self) -> frozenset[str]:
        return self.only | self.never | self.also


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one folder, and why: the end of a sentence that begins with it."""

    folder: Folder
    is_watched: bool
    reason: str


def verdicts(folders: Sequence[Folder], rule: WatchRule) -> list[Verdict]:
    """Each folder's verdict, in their order: by default all for mail and calendars, and the default Tasks folder.

    A folder that the rule names, or that is left out by default, decides for everything below it as well, down to the
    next one that says otherwise.
    """
    tree = _Tree(folders)
    return [Verdict(folder, *_verdict(folder, tree, rule)) for folder in folders]


def watched(folders: Sequence[Folder], rule: WatchRule) -> set[str]:
    """Ids of the folders to look at."""
    return {verdict.folder.id for verdict in verdicts(folders, rule) if verdict.is_watched}


def unknown_names(folders: Sequence[Folder], rule: WatchRule) -> list[str]:
    """Names in the rule that no folder answers to."""
    tree = _Tree(folders)
    answered = {name for folder in folders for name in tree.names(folder)}
    return sorted(name for name in rule.names() if normalised(name) not in answered)


def normalised(name: str) -> str:
    """A name as it is compared: without case, and without regard to how its accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip().strip("/")).casefold())


def _verdict(folder: Folder, tree: _Tree, rule: WatchRule) -> tuple[bool, str]:
    if folder.kind is FolderKind.TASKS:
        if folder.wellknown == "tasks":
            return True, "tasks are always followed"
        return False, "of tasks only the default folder is followed"
    only, never, also = (frozenset(map(normalised, names)) for names in (rule.only, rule.never, rule.also))
    for above in tree.upwards(folder):
        names = tree.names(above)
        below = "" if above is folder else f"below {above.path}: "
        if names & never:
            return False, f"{below}named in exclude_folders"
        if names & also:
            return True, f"{below}named in include_folders"
        if names & only:
            return True, f"{below}named in folders"
        if above.wellknown in NEVER or tree.top_name(above) in NEVER_BY_NAME:
            return False, f"{below}left out by default"
    if only:
        return False, "not among folders"
    return True, "by default"


class _Tree:
    """The folders by their place: names with a slash in them make paths ambiguous, ids are not."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        self._by_id = {folder.id: folder for folder in folders}
        self._names: dict[str, frozenset[str]] = {}

    def upwards(self, folder: Folder) -> Iterator[Folder]:
        """The folder, the one above it, and so on."""
        seen = set[str]()
        current: Folder | None = folder
        while current is not None and current.id not in seen:
            yield current
            seen.add(current.id)
            current = self._by_id.get(current.parent_id or "")

    def top_name(self, folder: Folder) -> str:
        """The folder's own name when it stands at the top of the mailbox, or of its archive; else ""."""
        return "" if folder.parent_id in self._by_id else normalised(folder.path.rpartition("/")[2])

    def names(self, folder: Folder) -> frozenset[str]:
        """All that it answers to: its path, Exchange's own name, and that of a folder above it with the rest."""
        if folder.id not in self._names:
            named = {folder.path}
            for above in self.upwards(folder):
                if above.wellknown:
                    named.add(above.wellknown + folder.path.removeprefix(above.path))
            self._names[folder.id] = frozenset(map(normalised, named))
        return self._names[folder.id]
