"""GetFolder, FindFolder, CreateFolder, SyncFolderHierarchy."""

from __future__ import annotations

import base64

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.folders import Folder
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.registry import each, operation
from simulator.shapes import RIGHTS, field_name
from simulator.soap import EwsError, success
from simulator.xml import M, T, leaf

_DEFAULT = {"FolderId", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount", "FolderClass"}
_ALL = _DEFAULT | {"ParentFolderId", "EffectiveRights", "DistinguishedFolderId"}


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
    if restriction is not None:
        raise EwsError("ErrorUnsupportedPathForQuery", "This server does not search for folders by their properties.")

    def answer(id_element: etree._Element) -> str:
        mailbox, parent = call.folder(id_element)
        found = list(mailbox.children(parent, deep=deep))
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
    mailbox, parent = call.folder(_only(call.element, "ParentFolderId"), missing="ErrorParentFolderNotFound")
    default_class = {"CalendarFolder": "IPF.Appointment", "TasksFolder": "IPF.Task", "ContactsFolder": "IPF.Contact"}

    def answer(element: etree._Element) -> str:
        name = element.findtext(f"{T}DisplayName") or ""
        if any(child.name.casefold() == name.casefold() for child in mailbox.children(parent)):
            raise EwsError("ErrorFolderExists", "A folder with the specified name already exists.")
        implied = default_class.get(etree.QName(element).localname, "IPF.Note")
        folder = mailbox.add_folder(name, element.findtext(f"{T}FolderClass") or implied, parent)
        return success("CreateFolder", f"<m:Folders>{render_folder(mailbox, folder, {'FolderId'})}</m:Folders>")

    return each("CreateFolder", ids(call.element, "Folders"), answer, "<m:Folders/>")


@operation("DeleteFolder")
def delete_folder(call: Call) -> str:
    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        if folder.wellknown:
            raise EwsError("ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        mailbox.remove_folder(folder)
        return success("DeleteFolder")

    return each("DeleteFolder", ids(call.element, "FolderIds"), answer)


@operation("SyncFolderHierarchy")
def sync_folder_hierarchy(call: Call) -> str:
    """All folders the first time, then none: the state only remembers which ones were told."""
    wanted = _wanted(call.element.find(f"{M}FolderShape"))

    def answer(_element: etree._Element) -> str:
        holder = call.element.find(f"{M}SyncFolderId")
        mailbox = call.folder(holder[0])[0] if holder is not None else call.mailbox
        root = mailbox.wellknown("msgfolderroot")
        if root is None:
            raise EwsError("ErrorSyncFolderNotFound")
        state = call.element.findtext(f"{M}SyncState") or ""
        try:
            known = set(base64.b64decode(state, validate=True).decode().split())
        except ValueError as problem:
            raise EwsError("ErrorInvalidSyncStateData") from problem
        present = {folder.id: folder for folder in mailbox.children(root, deep=True)}
        created = "".join(
            f"<t:Create>{render_folder(mailbox, folder, wanted)}</t:Create>"
            for folder in present.values()
            if folder.id not in known
        )
        deleted = "".join(f'<t:Delete><t:FolderId Id="{gone}"/></t:Delete>' for gone in known - present.keys())
        new_state = base64.b64encode(" ".join(present).encode()).decode()
        return success(
            "SyncFolderHierarchy",
            f"<m:SyncState>{new_state}</m:SyncState><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>"
            f"<m:Changes>{created}{deleted}</m:Changes>",
        )

    return each("SyncFolderHierarchy", [call.element], answer)


def render_folder(mailbox: Mailbox, folder: Folder, wanted: set[str]) -> str:
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
    return f"<t:{folder.tag}>{''.join(v for k, v in values.items() if k in wanted)}</t:{folder.tag}>"


def _wanted(shape: etree._Element | None) -> set[str]:
    if shape is None:
        return _ALL
    base = shape.findtext(f"{T}BaseShape")
    wanted = {"FolderId"} if base == "IdOnly" else set(_DEFAULT if base == "Default" else _ALL)
    for path in shape.iterfind(f"{T}AdditionalProperties/{T}FieldURI"):
        wanted.add(field_name(path.get("FieldURI") or ""))
    return wanted


def _only(element: etree._Element, name: str) -> etree._Element:
    holder = element.find(f"{M}{name}")
    if holder is None or len(holder) != 1:
        raise EwsError("ErrorInvalidRequest", f"{name} is missing.")
    return holder[0]
