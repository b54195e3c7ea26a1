"""GetItem, SyncFolderItems."""

from __future__ import annotations

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.changes import Change, ChangeKind, StateInvalid, changes_after
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.registry import each, operation
from simulator.shapes import Shape, item_shape, render
from simulator.soap import EwsError, SoapFault, failure, response, success
from simulator.xml import M, leaf

_MOST_CHANGES = 512
_INDEXED = "{*}IndexedFieldURI"


@operation("GetItem")
def get_item(call: Call) -> str:
    shape = item_shape(_shape_element(call))
    refused = call.organization.quirks.refuses_fields
    if refused and any(path.get("FieldURI") in refused for path in _shape_element(call).iter("{*}FieldURI", _INDEXED)):
        raise SoapFault("ErrorInvalidPropertyRequest", "The property is not valid for this object type.")

    def answer(id_element: etree._Element) -> str:
        mailbox, item = call.item(id_element)
        return success("GetItem", f"<m:Items>{render(call, mailbox, item, shape)}</m:Items>")

    return each("GetItem", ids(call.element, "ItemIds"), answer, "<m:Items/>")


@operation("SyncFolderItems")
def sync_folder_items(call: Call) -> str:
    shape = item_shape(_shape_element(call), in_lists=True)
    limit = int(call.element.findtext(f"{M}MaxChangesReturned") or "0")
    if not 1 <= limit <= _MOST_CHANGES:
        raise SoapFault("ErrorSchemaValidation", f"MaxChangesReturned is {limit}: the server allows 1 to 512.")
    limit = min(limit, call.organization.quirks.most_changes)
    state = call.element.findtext(f"{M}SyncState") or None
    holder = call.element.find(f"{M}SyncFolderId")
    ignored = {element.get("Id") for element in ids(call.element, "Ignore")}
    try:
        if holder is None or len(holder) != 1:
            raise EwsError("ErrorSyncFolderNotFound")
        mailbox, folder = call.folder(holder[0], missing="ErrorSyncFolderNotFound")
        try:
            page = changes_after(mailbox, folder, state, limit, call.organization.state_epoch)
        except StateInvalid:
            if not call.organization.quirks.forgets_silently:
                raise
            page = changes_after(mailbox, folder, None, limit, call.organization.state_epoch)
    except StateInvalid:
        return response("SyncFolderItems", [lost_state("SyncFolderItems")])
    except EwsError as error:
        return response("SyncFolderItems", [failure("SyncFolderItems", error)])
    told = "".join(_change(call, mailbox, change, shape) for change in page.changes if change.item_id not in ignored)
    return response(
        "SyncFolderItems",
        [
            success(
                "SyncFolderItems",
                f"<m:SyncState>{page.state}</m:SyncState>"
                f"<m:IncludesLastItemInRange>{str(page.is_last).lower()}</m:IncludesLastItemInRange>"
                f"<m:Changes>{told}</m:Changes>",
            )
        ],
    )


def lost_state(operation_name: str, what: str = "Item") -> str:
    """The answer to a sync state that is not known: with an empty one in its place."""
    rest = f"<m:SyncState/><m:IncludesLast{what}InRange>true</m:IncludesLast{what}InRange>"
    return failure(operation_name, EwsError("ErrorInvalidSyncStateData"), rest)


def _change(call: Call, mailbox: Mailbox, change: Change, shape: Shape) -> str:
    item_id = f'<t:ItemId Id="{change.item_id}" ChangeKey="{change.change_key}"/>'
    match change.kind:
        case ChangeKind.DELETE:
            return f"<t:Delete>{item_id}</t:Delete>"
        case ChangeKind.READ_FLAG if change.item is not None and not call.organization.quirks.read_flags_as_updates:
            is_read = leaf("IsRead", change.item.get("IsRead") or "false")
            return f"<t:ReadFlagChange>{item_id}{is_read}</t:ReadFlagChange>"
        case _ if change.item is not None:
            kind = ChangeKind.CREATE if change.kind is ChangeKind.CREATE else ChangeKind.UPDATE
            return f"<t:{kind}>{render(call, mailbox, change.item, shape)}</t:{kind}>"
    return ""


def _shape_element(call: Call) -> etree._Element:
    shape = call.element.find(f"{M}ItemShape")
    if shape is None:
        raise SoapFault("ErrorSchemaValidation", "The request has no ItemShape.")
    return shape
