"""The folders for mail: the whole tree from one delta, and which of them Exchange has a name of its own for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import msgspec

from connectors.characters import clean
from connectors.errors import (
    AccessRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    NotSupported,
    Refused,
    Unreachable,
)
from connectors.graph.asking import Call, Wire
from connectors.mailbox import Folder, FolderKind

PAGE = 100
_AGAIN = "it is tried again"
_DEEPEST = 300  # Exchange's own limit: no server's mistake makes this endless

# Names that stand for ids. More of them than one batch holds would cost another request.
ROOT = "msgfolderroot"
_WELLKNOWN = (
    *(ROOT, "inbox", "drafts", "sentitems", "outbox", "deleteditems", "junkemail", "archive", "syncissues"),
    *("conflicts", "localfailures", "serverfailures", "conversationhistory", "clutter", "scheduled"),
)
_FEEDS = re.compile(r"\bRSS\b", re.IGNORECASE)


class MailFolder(msgspec.Struct, gc=False, kw_only=True, rename="camel"):
    id: str
    kind: str | None = msgspec.field(name="@odata.type", default=None)
    removed: dict[str, object] | None = msgspec.field(name="@removed", default=None)
    display_name: str | None = None
    parent_folder_id: str | None = None
    child_folder_count: int | None = None
    is_hidden: bool | None = None


class FolderRows(msgspec.Struct, gc=False):
    value: list[MailFolder]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)
    delta_link: str | None = msgspec.field(name="@odata.deltaLink", default=None)


class Id(msgspec.Struct, gc=False):
    id: str


_SELECT = "$select=id,displayName,parentFolderId,childFolderCount,isHidden"


@dataclass
class MailFolders:
    """Those of one mailbox. What is remembered tells what changed among them since."""

    wire: Wire
    link: str = ""  # how far the tree was read
    known: dict[str, tuple[str, str]] = field(default_factory=dict)  # name and parent of each, by id

    def folders(self) -> list[Folder]:
        """All of them, whatever they hold; what is hidden from people, and what is a search, left out."""
        found = {one.id: one for one in self._all() if _is_shown(one)}
        self.known = {one.id: _place(one) for one in found.values()}
        names = self._names()
        root = next((id for id, name in names.items() if name == ROOT), None)
        return [folder for one in found.values() if (folder := _folder(one, found, names, root)) is not None]

    def are_other(self, told: Iterable[MailFolder]) -> bool:
        """Whether what a delta tells is more than that other things were counted in them; takes note of it."""
        is_other = False
        for one in told:
            if one.removed is not None or not _is_shown(one):
                is_other = self.known.pop(one.id, None) is not None or is_other
                continue
            name, parent = self.known.get(one.id, ("", ""))
            place = (one.display_name or name, one.parent_folder_id or parent)
            is_other = is_other or self.known.get(one.id) != place
            self.known[one.id] = place
        return is_other

    def _all(self) -> Iterator[MailFolder]:
        try:
            page = self.wire.ask(Call("mailFolders/delta", _SELECT, prefer=(PREFER,)), FolderRows)
        except (NotSupported, CursorExpired):
            self.link = ""
            yield from self._below("mailFolders")
            return
        seen = set[str]()
        while True:
            yield from (one for one in page.value if one.removed is None)
            link = page.next_link or page.delta_link
            if not link:
                raise Unreachable(self.wire.address, "the server does not say how far the folders were read", _AGAIN)
            self.link = self.wire.without_host(link)
            if page.next_link is None:
                return
            if self.link in seen:
                raise Unreachable(self.wire.address, "the server's list of folders does not come to an end", _AGAIN)
            seen.add(self.link)
            page = self.wire.follow(self.link, FolderRows, (PREFER,))

    def _below(self, path: str) -> Iterator[MailFolder]:
        """The same level by level, where there is no delta of folders."""
        pending, seen = [path], set[str]()
        while pending:
            call = Call(pending.pop(), f"{_SELECT}&$top={PAGE}")
            page = self.wire.ask(call, FolderRows)
            while True:
                for one in page.value:
                    if one.id not in seen:
                        seen.add(one.id)
                        yield one
                        if one.child_folder_count != 0:
                            pending.append(f"mailFolders/{quote(one.id, safe='')}/childFolders")
                if not page.next_link:
                    break
                page = self.wire.follow(self.wire.without_host(page.next_link), FolderRows)

    def _names(self) -> dict[str, str]:
        """Exchange's own names of the folders that this mailbox has, by folder id."""
        calls = [Call(f"mailFolders/{name}", "$select=id") for name in _WELLKNOWN]
        names: dict[str, str] = {}
        for name, answer in zip(_WELLKNOWN, self.wire.ask_many(calls, Id), strict=True):
            if isinstance(answer, Id):
                names.setdefault(answer.id, name)
            elif name == ROOT or not isinstance(answer, ItemGone | FolderGone | Refused | AccessRefused):
                raise answer
        return names


PREFER = f"odata.maxpagesize={PAGE}"


def _is_shown(one: MailFolder) -> bool:
    return not one.is_hidden and "searchfolder" not in (one.kind or "").lower()


def _place(one: MailFolder) -> tuple[str, str]:
    return one.display_name or "", one.parent_folder_id or ""


def _folder(
    one: MailFolder, found: Mapping[str, MailFolder], names: Mapping[str, str], root: str | None
) -> Folder | None:
    line: list[MailFolder] = []
    current: MailFolder | None = one
    while current is not None and current.id != root and len(line) < _DEEPEST:
        line.append(current)
        above = current.parent_folder_id or ""
        if above == root:
            break
        current = found.get(above)
    if one.id == root:
        return None
    if root is not None and line[-1].parent_folder_id != root and root in _parents(found):
        return None  # what is beside the mailbox's tree: the dumpster, what programs keep
    path = "/".join(clean(each.display_name or "") for each in reversed(line))
    wellknown = names.get(one.id)
    if wellknown is None and len(line) == 1 and _FEEDS.search(one.display_name or ""):
        wellknown = "rssfeeds"  # Exchange has no name for it here, and no class is told
    parent = line[1].id if len(line) > 1 else None
    return Folder(one.id, path, FolderKind.MAIL, wellknown, parent)


def _parents(found: Mapping[str, MailFolder]) -> set[str | None]:
    return {one.parent_folder_id for one in found.values()}
