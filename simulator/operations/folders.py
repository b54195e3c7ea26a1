"""GetFolder, FindFolder, CreateFolder, DeleteFolder, SyncFolderHierarchy."""

from __future__ import annotations

import base64
import json

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.reading import lost_state
from simulator.operations.registry import each, operation
from simulator.restriction import compile_restriction
from simulator.shapes import RIGHTS, Shape, extended_elements, item_shape
from simulator.soap import EwsError, success
from simulator.xml import M, T, leaf

_DEFAULT = {"FolderId", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount", "FolderClass"}
_ALL = _DEFAULT | {"ParentFolderId", "EffectiveRights", "DistinguishedFolderId"}


ID_ONLY = Shape({"FolderId"})


@operation("GetFolder")
def get_folder(call: Call) -> str:
    wanted = _wanted(call.element.find(f"{M}FolderShape"))

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        return success("GetFolder", f"<m:Folders>{render_folder(mailbox, folder, wanted)}</m:Folders>")

    return each("GetFolder", ids(call.element, "FolderIds"), answer, "<m:Folders/>")


@operation("FindFolder")
def find_folder(call: Call) -> str:
    wanted = _wanted(call.element.find(f"{M}FolderShape"))
    deep = call.element.get("Traversal") == "Deep"
    view = call.element.find(f"{M}IndexedPageFolderView")
    offset = int(view.get("Offset") or "0") if view is not None else 0
    limit = int(view.get("MaxEntriesReturned") or "1000") if view is not None else 1000
    restriction = call.element.find(f"{M}Restriction")
    test = compile_restriction(restriction[0]) if restriction is not None else None

    def answer(id_element: etree._Element) -> str:
        mailbox, parent = call.folder(id_element)
        found = list(mailbox.children(parent, deep=deep))
        if test is not None:
            found = [folder for folder in found if test(as_item(mailbox, folder))]
        page = found[offset : offset + limit]
        rendered = "".join(render_folder(mailbox, folder, wanted) for folder in page)
        end = offset + len(page)
        return success(
            "FindFolder",
            f'<m:RootFolder IndexedPagingOffset="{end}" TotalItemsInView="{len(found)}" '
            f'IncludesLastItemInRange="{str(end >= len(found)).lower()}"><t:Folders>{rendered}</t:Folders>'
            "</m:RootFolder>",
        )

    return each("FindFolder", ids(call.element, "ParentFolderIds"), answer)


@operation("CreateFolder")
def create_folder(call: Call) -> str:
    mailbox, parent = call.folder(only_child(call.element, "ParentFolderId"), missing="ErrorParentFolderNotFound")
    default_class = {"CalendarFolder": "IPF.Appointment", "TasksFolder": "IPF.Task", "ContactsFolder": "IPF.Contact"}

    def answer(element: etree._Element) -> str:
        name = element.findtext(f"{T}DisplayName") or ""
        if any(child.name.casefold() == name.casefold() for child in mailbox.children(parent)):
            raise EwsError("ErrorFolderExists", "A folder with the specified name already exists.")
        implied = default_class.get(etree.QName(element).localname, "IPF.Note")
        folder = mailbox.add_folder(name, element.findtext(f"{T}FolderClass") or implied, parent)
        return success("CreateFolder", f"<m:Folders>{render_folder(mailbox, folder, ID_ONLY)}</m:Folders>")

    return each("CreateFolder", ids(call.element, "Folders"), answer, "<m:Folders/>")


@operation("DeleteFolder")
def delete_folder(call: Call) -> str:
    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        if folder.wellknown:
            raise EwsError("ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        if call.element.get("DeleteType") == "MoveToDeletedItems":
            mailbox.move_folder(folder, mailbox.folder("deleteditems"))
        else:
            mailbox.remove_folder(folder)
        return success("DeleteFolder")

    return each("DeleteFolder", ids(call.element, "FolderIds"), answer)


@operation("SyncFolderHierarchy")
def sync_folder_hierarchy(call: Call) -> str:
    """What became of the folders since the state: new ones, renamed or moved ones, and those that are gone."""
    wanted = _wanted(call.element.find(f"{M}FolderShape"))

    def answer(_element: etree._Element) -> str:
        holder = call.element.find(f"{M}SyncFolderId")
        mailbox, top = call.folder(holder[0], missing="ErrorSyncFolderNotFound") if holder is not None else (None, None)
        if mailbox is None or top is None:
            mailbox = call.mailbox
            top = mailbox.folder("msgfolderroot")
        known = _told(call.element.findtext(f"{M}SyncState") or "", call.organization.state_epoch)
        if known is None:
            return lost_state("SyncFolderHierarchy", "Folder")
        present = {folder.id: folder for folder in mailbox.children(top, deep=True)}
        changes = [
            f"<t:{kind}>{render_folder(mailbox, folder, wanted)}</t:{kind}>"
            for folder in present.values()
            if (kind := _change_of(folder, known)) is not None
        ]
        changes += [f'<t:Delete><t:FolderId Id="{gone}"/></t:Delete>' for gone in known.keys() - present.keys()]
        keys = {folder.id: folder.change_key for folder in present.values()}
        state = base64.b64encode(json.dumps([call.organization.state_epoch, keys]).encode()).decode()
        return success(
            "SyncFolderHierarchy",
            f"<m:SyncState>{state}</m:SyncState><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>"
            f"<m:Changes>{''.join(changes)}</m:Changes>",
        )

    return each("SyncFolderHierarchy", [call.element], answer)


def _told(state: str, epoch: int) -> dict[str, str] | None:
    """The change keys of the folders that the client knows; None for a state that is none of this server's."""
    if not state:
        return {}
    try:
        given, keys = json.loads(base64.b64decode(state, validate=True))
    except (ValueError, TypeError):
        return None
    return dict(keys) if given == epoch and isinstance(keys, dict) else None


def _change_of(folder: Folder, known: dict[str, str]) -> str | None:
    if folder.id not in known:
        return "Create"
    return None if known[folder.id] == folder.change_key else "Update"


def as_item(mailbox: Mailbox, folder: Folder) -> Item:
    """The folder with its properties where an item has its own, to be searched and asked for MAPI properties."""
    twin = Item(fields=_values(mailbox, folder), tag=folder.tag)
    twin.extended = folder.extended
    return twin


def _values(mailbox: Mailbox, folder: Folder) -> dict[str, str]:
    parent = folder.parent
    values = {
        "FolderId": f'<t:FolderId Id="{folder.id}" ChangeKey="{folder.change_key}"/>',
        "ParentFolderId": f'<t:ParentFolderId Id="{parent.id}" ChangeKey="{parent.change_key}"/>' if parent else "",
        "FolderClass": leaf("FolderClass", folder.folder_class) if folder.folder_class else "",
        "DisplayName": leaf("DisplayName", folder.name),
        "TotalCount": leaf("TotalCount", str(len(folder.items))),
        "ChildFolderCount": leaf("ChildFolderCount", str(sum(1 for _ in mailbox.children(folder)))),
        "EffectiveRights": RIGHTS,
        "DistinguishedFolderId": leaf("DistinguishedFolderId", folder.wellknown) if folder.wellknown else "",
    }
    if folder.tag in ("Folder", "TasksFolder"):
        unread = sum(1 for item in folder.items.values() if item.fields.get("IsRead") == "<t:IsRead>false</t:IsRead>")
        values["UnreadCount"] = leaf("UnreadCount", str(unread))
    return values


_ORDER = (
    *("FolderId", "ParentFolderId", "FolderClass", "DisplayName", "TotalCount", "ChildFolderCount"),
    *("ExtendedProperty", "EffectiveRights", "DistinguishedFolderId", "UnreadCount"),
)


def render_folder(mailbox: Mailbox, folder: Folder, wanted: Shape) -> str:
    values = _values(mailbox, folder)
    if wanted.extended:
        values["ExtendedProperty"] = extended_elements(as_item(mailbox, folder), wanted)
    content = "".join(values.get(name, "") for name in _ORDER if name in wanted.names)
    return f"<t:{folder.tag}>{content}</t:{folder.tag}>"


def _wanted(element: etree._Element | None) -> Shape:
    if element is None:
        return Shape(set(_ALL))
    shape = item_shape(element)
    base = {"IdOnly": {"FolderId"}, "Default": _DEFAULT}.get(shape.base, _ALL)
    shape.names |= base
    return shape


def only_child(element: etree._Element, name: str) -> etree._Element:
    holder = element.find(f"{M}{name}")
    if holder is None or len(holder) != 1:
        raise EwsError("ErrorInvalidRequest", f"{name} is missing.")
    return holder[0]
