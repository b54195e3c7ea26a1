"""UpdateFolder, MoveFolder, CopyFolder, EmptyFolder, MarkAllItemsAsRead, MarkAsJunk."""

from __future__ import annotations

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.properties import property_key
from simulator.operations.edits import set_extended
from simulator.operations.folders import ID_ONLY, only_child, render_folder
from simulator.operations.refusals import element_name
from simulator.operations.registry import each, operation
from simulator.shapes import item_id
from simulator.soap import EwsError, success
from simulator.xml import M, T

_DELETABLE = {"PermissionSet", "ExtendedProperty", "PolicyTag", "ArchiveTag"}


@operation("UpdateFolder")
def update_folder(call: Call) -> str:
    def answer(change: etree._Element) -> str:
        mailbox, folder = call.folder(change[0])
        if change[0].tag == f"{T}FolderId" and not change[0].get("ChangeKey"):
            raise EwsError("ErrorChangeKeyRequiredForWriteOperations")
        for update in change[1]:
            _update(mailbox, folder, update)
        return success("UpdateFolder", _told(mailbox, folder))

    return each("UpdateFolder", ids(call.element, "FolderChanges"), answer, "<m:Folders/>")


def _update(mailbox: Mailbox, folder: Folder, update: etree._Element) -> None:
    name = element_name(update[0])
    if etree.QName(update).localname != "SetFolderField":
        if name not in _DELETABLE:
            raise EwsError("ErrorInvalidPropertyDelete", f"{name} cannot be deleted.")
        if name == "ExtendedProperty":
            folder.extended.pop(property_key(update[0]), None)
        return
    given = list(update[1].iterchildren(tag=etree.Element))
    if len(given) != 1:
        raise EwsError("ErrorIncorrectUpdatePropertyCount")
    if etree.QName(given[0]).localname != name:
        raise EwsError("ErrorUpdatePropertyMismatch")
    match name:
        case "DisplayName":
            if folder.wellknown:
                raise EwsError("ErrorFolderSave", "A distinguished folder keeps its name.")
            _check_name(mailbox, folder.parent, given[0].text or "", besides=folder)
            mailbox.rename_folder(folder, given[0].text or "")
        case "FolderClass":
            folder.folder_class = given[0].text or folder.folder_class
        case "ExtendedProperty":
            holder = Item()
            set_extended(holder, given[0])
            folder.extended.update(holder.extended)
        case _:
            raise EwsError("ErrorInvalidPropertySet", f"{name} cannot be set.")


@operation("MoveFolder")
def move_folder(call: Call) -> str:
    target, to = call.folder(only_child(call.element, "ToFolderId"), missing="ErrorToFolderNotFound")

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = _relocatable(call, id_element, target, to)
        if folder.wellknown:
            raise EwsError("ErrorMoveDistinguishedFolder", "Distinguished folders cannot be moved.")
        _check_name(mailbox, to, folder.name, besides=folder)
        mailbox.move_folder(folder, to)
        return success("MoveFolder", _told(mailbox, folder))

    return each("MoveFolder", ids(call.element, "FolderIds"), answer, "<m:Folders/>")


@operation("CopyFolder")
def copy_folder(call: Call) -> str:
    target, to = call.folder(only_child(call.element, "ToFolderId"), missing="ErrorToFolderNotFound")

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = _relocatable(call, id_element, target, to)
        _check_name(mailbox, to, folder.name)
        return success("CopyFolder", _told(mailbox, mailbox.copy_folder(folder, to)))

    return each("CopyFolder", ids(call.element, "FolderIds"), answer, "<m:Folders/>")


@operation("EmptyFolder")
def empty_folder(call: Call) -> str:
    how, deep = call.element.get("DeleteType"), call.element.get("DeleteSubFolders") in ("true", "1")

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        if folder.tag in ("CalendarFolder", "ContactsFolder"):
            raise EwsError("ErrorCannotEmptyFolder", "Calendars and contacts are not emptied at once.")
        goal = {"MoveToDeletedItems": "deleteditems", "SoftDelete": "recoverableitemsdeletions"}.get(how or "")
        goes_for_good = goal is None or folder.wellknown == goal
        for item in list(folder.items.values()):
            if goes_for_good or goal is None:
                mailbox.remove(item)
            else:
                mailbox.move(item, mailbox.folder(goal))
        for child in list(mailbox.children(folder)) if deep else ():
            if goes_for_good or goal is None:
                mailbox.remove_folder(child)
            else:
                mailbox.move_folder(child, mailbox.folder(goal))
        return success("EmptyFolder")

    return each("EmptyFolder", ids(call.element, "FolderIds"), answer)


@operation("MarkAllItemsAsRead")
def mark_all_items_as_read(call: Call) -> str:
    is_read = call.element.findtext(f"{M}ReadFlag") in ("true", "1")

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        for item in folder.items.values():
            if "IsRead" in item.fields:
                mailbox.mark_read(item, is_read)
        return success("MarkAllItemsAsRead")

    return each("MarkAllItemsAsRead", ids(call.element, "FolderIds"), answer)


@operation("MarkAsJunk")
def mark_as_junk(call: Call) -> str:
    is_junk, moves = call.element.get("IsJunk") in ("true", "1"), call.element.get("MoveItem") in ("true", "1")

    def answer(id_element: etree._Element) -> str:
        mailbox, item = call.item(id_element)
        if moves:
            item = mailbox.move(item, mailbox.folder("junkemail" if is_junk else "inbox"))
        return success("MarkAsJunk", item_id(item).replace("<t:ItemId", "<m:MovedItemId") if moves else "")

    return each("MarkAsJunk", ids(call.element, "ItemIds"), answer)


def _relocatable(call: Call, id_element: etree._Element, target: Mailbox, to: Folder) -> tuple[Mailbox, Folder]:
    mailbox, folder = call.folder(id_element)
    if target is not mailbox:
        raise EwsError("ErrorCrossMailboxMoveCopy", "Folders cannot change mailbox here.")
    if mailbox.is_within(to, folder):
        raise EwsError("ErrorMoveCopyFailed", "A folder cannot be put into itself.")
    return mailbox, folder


def _check_name(mailbox: Mailbox, parent: Folder | None, name: str, *, besides: Folder | None = None) -> None:
    beside = mailbox.children(parent) if parent is not None else ()
    if any(one is not besides and one.name.casefold() == name.casefold() for one in beside):
        raise EwsError("ErrorFolderExists", "A folder with the specified name already exists.")


def _told(mailbox: Mailbox, folder: Folder) -> str:
    return f"<m:Folders>{render_folder(mailbox, folder, ID_ONLY)}</m:Folders>"
