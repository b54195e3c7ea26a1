"""The folders of a mailbox, and searches through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.errors import AccessRefused, FolderGone, MailboxError, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, M, T
from connectors.mailbox import ARCHIVE, Folder, FolderKind

_WELLKNOWN = (
    *("inbox", "drafts", "sentitems", "outbox", "deleteditems", "junkemail", "calendar", "tasks"),
    *("recoverableitemsroot", "recoverableitemsdeletions", "recoverableitemsversions", "recoverableitemspurges"),
    "archivedeleteditems",
)
_WELLKNOWN_SINCE_2013 = (
    *("archiveinbox", "syncissues", "conflicts", "localfailures", "serverfailures", "conversationhistory"),
)
_ROOTS = ("msgfolderroot", "archivemsgfolderroot")

# What is looked through for something that "is there": not what the user threw away.
_THROWN_AWAY = {"deleteditems", "archivedeleteditems"}


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    parent: str
    name: str
    tag: str
    folder_class: str


def folders(connection: Connection) -> list[Folder]:
    """All folders for mail, calendars and tasks, the archive's included, by path."""
    known = _known_ids(connection)
    found: list[Folder] = []
    for root, prefix in (("msgfolderroot", ""), ("archivemsgfolderroot", f"{ARCHIVE}/")):
        root_id = next((folder_id for folder_id, name in known.items() if name == root), None)
        if root_id is not None:
            below = list(_below(connection, request.folder_id(root_id)))
            found += _listed(below, root_id, prefix, known)
        elif root == "msgfolderroot":
            raise BadAnswer("the mailbox does not show its folders")
    return sorted(found, key=lambda folder: (folder.path.casefold(), folder.id))


def find(
    connection: Connection, folder_ids: Sequence[str], path: Element, value: str, only: str | None = None
) -> list[str]:
    """Ids of the items whose property equals the value, folder by folder; `only` is the element that they must be."""
    found: list[str] = []
    for start in range(0, len(folder_ids), request.BATCH):
        batch = folder_ids[start : start + request.BATCH]
        found += search(connection, [request.folder_id(one) for one in batch], path, value, only)
    return list(dict.fromkeys(found))


def search(
    connection: Connection, folder_ids: list[Element], path: Element, value: str, only: str | None = None
) -> Iterator[str]:
    """The same in these folders, as they are found; folders that are gone or closed hold none.

    A server gives as many at a time as it likes, and of each folder another number: the next request begins where the
    one that gave least ended, and what the others give again is passed over.
    """
    offset, given = 0, set[str]()
    while True:
        ends: list[int] = []
        for message in connection.read(request.find_items(folder_ids, path, value, offset)):
            refusal = connection.refusal(message)
            if isinstance(refusal, FolderGone | AccessRefused):
                continue
            if refusal is not None:
                raise refusal
            root, items = root_folder(message, offset=offset)
            if root.get("IncludesLastItemInRange") == "false":
                ends.append(int(root.get("IndexedPagingOffset") or offset + request.FOUND))
            wanted = items if only is None else items.iterfind(f"{T}{only}")
            found = [id[0] for id in map(elements.item_id, wanted) if id and id[0] not in given]
            given.update(found)
            yield from found
        if not ends:
            return
        if min(ends) <= offset:
            raise BadAnswer("the server's search does not come to an end")
        offset = min(ends)


def present(listed: Iterable[Folder]) -> list[Folder]:
    """The folders whose items are there: neither thrown away, nor below a folder that was."""
    by_id = {folder.id: folder for folder in listed}
    gone = {folder.id for folder in by_id.values() if folder.wellknown in _THROWN_AWAY}
    for _ in by_id:  # as deep as they can lie
        below = {folder.id for folder in by_id.values() if folder.parent_id in gone} - gone
        if not below:
            break
        gone |= below
    return [folder for folder in by_id.values() if folder.id not in gone]


def _known_ids(connection: Connection) -> dict[str, str]:
    """Exchange's own names of the folders that this mailbox has, by folder id."""
    names = [*_ROOTS, *_WELLKNOWN]
    if not connection.version.api_version.startswith("Exchange2010"):
        names += _WELLKNOWN_SINCE_2013
    asked = [request.distinguished(name, connection.address) for name in names]
    messages = connection.read(request.get_folders(asked))
    if len(messages) != len(names):
        raise BadAnswer(f"the server gave {len(messages)} answers for {len(names)} folders")
    known: dict[str, str] = {}
    for name, message in zip(names, messages, strict=True):
        refusal = (
            connection.refusal_of_standard_folder(message) if name == "msgfolderroot" else connection.refusal(message)
        )
        if refusal is not None and (name == "msgfolderroot" or _concerns_all(refusal)):
            raise refusal
        folder = message.find(f"{M}Folders/*")
        folder_id = folder.find(f"{T}FolderId") if folder is not None else None
        if folder_id is not None:
            known.setdefault(folder_id.get("Id") or "", name)
    return known


def _concerns_all(refusal: MailboxError) -> bool:
    return isinstance(refusal, Throttled | Unreachable)


def _below(connection: Connection, root: Element) -> Iterator[_Found]:
    offset, is_last = 0, False
    while not is_last:
        message = connection.only(connection.read(request.find_folders(root, offset)))
        holder, listed = root_folder(message, "Folders", offset)
        is_last = holder.get("IncludesLastItemInRange") != "false" or len(listed) == 0
        offset += len(listed)
        for element in listed:
            own, parent = element.find(f"{T}FolderId"), element.find(f"{T}ParentFolderId")
            if own is None or not own.get("Id"):
                raise BadAnswer("the answer holds a folder without an id")
            yield _Found(
                id=own.get("Id") or "",
                parent=(parent.get("Id") or "") if parent is not None else "",
                name=element.findtext(f"{T}DisplayName") or "",
                tag=element.tag.removeprefix(T),
                folder_class=element.findtext(f"{T}FolderClass") or "",
            )


def root_folder(message: Element, kind: str = "Items", offset: int = 0) -> tuple[Element, Element]:
    """What a search says of itself, and what it found."""
    root = message.find(f"{M}RootFolder")
    listed = root.find(f"{T}{kind}") if root is not None else None
    if root is None or listed is None:
        raise BadAnswer("the answer to a search has no result")
    total = root.get("TotalItemsInView") or ""
    if len(listed) == 0 and total.isdecimal() and int(total) > offset:
        raise BadAnswer(f"the answer to a search counts {total} results and holds none")
    return root, listed


def _listed(found: list[_Found], root_id: str, prefix: str, known: dict[str, str]) -> Iterator[Folder]:
    by_id = {folder.id: folder for folder in found}
    lines = {folder.id: list(_line(folder, by_id)) for folder in found}
    kinds = {id: kind for id, line in lines.items() if (kind := _kind(line)) is not None}
    for id, kind in kinds.items():
        folder, *above = lines[id]
        path = prefix + "/".join(one.name for one in reversed(lines[id]))
        parent = next((one for one in above if one.id in kinds), None)
        wellknown = known.get(id) or _by_class(folder, parent)
        yield Folder(id, path, kind, wellknown, parent.id if parent else None)


def _by_class(folder: _Found, parent: _Found | None) -> str | None:
    """A name like Exchange's own for a folder that it has none for, whatever the language it is called in."""
    is_feed = _is_feed(folder) and not (parent and _is_feed(parent))
    return "rssfeeds" if is_feed else None


def _is_feed(folder: _Found) -> bool:
    return folder.folder_class.lower().startswith("ipf.note.outlookhomepage")


def _line(folder: _Found, by_id: dict[str, _Found]) -> Iterator[_Found]:
    """The folder, its parent, and so on up to the root."""
    current: _Found | None = folder
    for _ in range(300):  # Exchange's own limit of depth: no server's mistake makes this endless
        if current is None:
            return
        yield current
        current = by_id.get(current.parent)


def _kind(line: list[_Found]) -> FolderKind | None:
    """By class; a folder without one is what the folder above it is, and for mail at the top."""
    if line[0].tag == "SearchFolder":
        return None
    for folder in line:
        if folder.folder_class:
            return next(
                (kind for start, kind in _CLASSES if folder.folder_class.lower().startswith(start.lower())), None
            )
        if folder.tag in _TAGS:
            return _TAGS[folder.tag]
    return FolderKind.MAIL


_CLASSES = (
    ("IPF.Note", FolderKind.MAIL),
    ("IPF.Imap", FolderKind.MAIL),  # made by an IMAP client
    ("IPF.Appointment", FolderKind.CALENDAR),
    ("IPF.Task", FolderKind.TASKS),
)
_TAGS: dict[str, FolderKind | None] = {
    "CalendarFolder": FolderKind.CALENDAR,
    "TasksFolder": FolderKind.TASKS,
    "ContactsFolder": None,
}
