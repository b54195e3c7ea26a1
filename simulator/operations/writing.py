"""CreateItem, UpdateItem, DeleteItem, MoveItem, CopyItem, SendItem."""

from __future__ import annotations

from lxml import etree

from simulator.call import Call, ids, refusing_bad_values
from simulator.mailboxes import appointments, messages, tasks
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mime_content import item_of
from simulator.operations.attachments import attachment_from, note_attachments
from simulator.operations.edits import READ_ONLY, append_element, delete_property, people, set_element
from simulator.operations.refusals import check_home, check_times, check_update
from simulator.operations.registry import each, operation
from simulator.organization import Sent
from simulator.shapes import item_id
from simulator.soap import EwsError, success
from simulator.xml import M, T, leaf

_HOME = {"CalendarItem": "calendar", "Task": "tasks", "Contact": "contacts", "Message": "drafts"}
_DEFAULT_CLASS = {
    "CalendarItem": "IPM.Appointment",
    "Task": "IPM.Task",
    "Contact": "IPM.Contact",
    "PostItem": "IPM.Post",
}


@operation("CreateItem")
def create_item(call: Call) -> str:
    disposition = call.element.get("MessageDisposition")
    invitations = call.element.get("SendMeetingInvitations")
    holder = call.element.find(f"{M}SavedItemFolderId")

    def answer(element: etree._Element) -> str:
        tag = etree.QName(element).localname
        if tag not in _HOME and tag != "PostItem":
            raise EwsError("ErrorInvalidOperation", f"This server does not create a {tag}.")
        if tag == "Message" and disposition is None:
            raise EwsError("ErrorMessageDispositionRequired", "The message disposition is missing.")
        if tag == "CalendarItem" and invitations is None:
            raise EwsError("ErrorSendMeetingInvitationsRequired", "SendMeetingInvitations is missing.")
        mailbox, folder = _target(call, holder, tag)
        check_home(tag, folder)
        mime = element.findtext(f"{T}MimeContent")
        item, arrived = Item(_DEFAULT_CLASS.get(tag, "IPM.Note"), tag=tag), None
        if mime is not None:
            item, arrived = item_of(mailbox, tag, mime, call.organization.clock())
        with refusing_bad_values():
            for child in element.iterchildren(tag=etree.Element):
                if etree.QName(child).localname not in _KEPT_FROM_CREATION:
                    set_element(item, child, call.zone)
            for each_attachment in element.iterfind(f"{T}Attachments/*"):
                item.attachments = [*item.attachments, attachment_from(each_attachment)]
            _complete(call, mailbox, item)
            check_times(item)
        is_sent = _record_sending(call, mailbox, item, "CreateItem", disposition, invitations)
        if is_sent and disposition == "SendOnly":
            return success("CreateItem", "<m:Items/>")
        if is_sent and tag == "Message":
            item.put("IsDraft", "false")
            folder = folder if holder is not None else mailbox.folder("sentitems")
        mailbox.add(item, folder, arrived=arrived)
        return success("CreateItem", f"<m:Items><t:{tag}>{item_id(item)}</t:{tag}></m:Items>")

    return each("CreateItem", ids(call.element, "Items"), answer, "<m:Items/>")


_KEPT_FROM_CREATION = READ_ONLY | {"Attachments", "MimeContent", "ReferenceItemId"}


@operation("UpdateItem")
def update_item(call: Call) -> str:
    resolution = call.element.get("ConflictResolution")
    disposition = call.element.get("MessageDisposition")
    invitations = call.element.get("SendMeetingInvitationsOrCancellations")

    def answer(change: etree._Element) -> str:
        id_element, updates = change[0], change.find(f"{T}Updates")
        mailbox, item = call.item(id_element)
        if item.tag == "CalendarItem" and invitations is None:
            raise EwsError("ErrorSendMeetingInvitationsOrCancellationsRequired", "SendMeetingInvitations is missing.")
        if item.tag == "Message" and disposition is None:
            raise EwsError("ErrorMessageDispositionRequired", "The message disposition is missing.")
        is_current = call.check_change_key(id_element, item)
        if not call.organization.quirks.accepts_stale_change_keys:
            if not id_element.get("ChangeKey"):
                raise EwsError("ErrorChangeKeyRequiredForWriteOperations")
            if resolution == "NeverOverwrite" and not is_current:
                raise EwsError("ErrorIrresolvableConflict")
        with refusing_bad_values():
            item = _apply(call, mailbox, item, () if updates is None else tuple(updates))
        _record_sending(call, mailbox, item, "UpdateItem", disposition, invitations)
        count = "<m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>"
        return success("UpdateItem", f"<m:Items><t:{item.tag}>{item_id(item)}</t:{item.tag}></m:Items>{count}")

    return each("UpdateItem", ids(call.element, "ItemChanges"), answer, "<m:Items/>")


def _apply(call: Call, mailbox: Mailbox, item: Item, updates: tuple[etree._Element, ...]) -> Item:
    """Make the changes; the item whose id the client is told (a completed occurrence of a recurring task is new)."""
    for update in updates:
        check_update(update, item)
    item = appointments.make_exception(mailbox, item)
    changed: set[str] = set()
    for update in updates:
        if etree.QName(update).localname == "DeleteItemField":
            changed.add(delete_property(item, update[0]))
        elif etree.QName(update).localname == "AppendToItemField":
            changed.add(append_element(item, update[1][0], call.zone))
        else:
            changed.add(set_element(item, update[1][0], call.zone))
    check_times(item)
    if changed == {"IsRead"}:
        is_read = item.flag("IsRead")
        item.put("IsRead", str(not is_read).lower())
        mailbox.mark_read(item, is_read)
        return item
    told = item
    if item.tag == "Task" and tasks.settle(item, changed, call.organization.clock()):
        told = tasks.continue_recurring(mailbox, item)
    if item.tag == "CalendarItem":
        appointments.settle(mailbox, item, changed)
    mailbox.touch(item.master or item)
    if item.master is not None:
        item.change_key = item.master.change_key
    return told


@operation("DeleteItem")
def delete_item(call: Call) -> str:
    how = call.element.get("DeleteType")

    def answer(id_element: etree._Element) -> str:
        mailbox, item = call.item(id_element)
        if item.tag == "CalendarItem":
            cancellations = call.element.get("SendMeetingCancellations")
            if cancellations is None:
                raise EwsError("ErrorSendMeetingCancellationsRequired", "SendMeetingCancellations is missing.")
            _record_sending(call, mailbox, item, "DeleteItem", None, cancellations)
        if item.tag == "Task" and call.element.get("AffectedTaskOccurrences") is None:
            raise EwsError("ErrorAffectedTaskOccurrencesRequired", "AffectedTaskOccurrences is missing.")
        if item.master is not None:
            appointments.delete_occurrence(mailbox, item)
        elif how == "MoveToDeletedItems":
            mailbox.move(item, mailbox.folder("deleteditems"))
        elif how == "SoftDelete":
            mailbox.move(item, mailbox.folder("recoverableitemsdeletions"))
        else:
            mailbox.remove(item)
        return success("DeleteItem")

    return each("DeleteItem", ids(call.element, "ItemIds"), answer)


@operation("MoveItem")
def move_item(call: Call) -> str:
    return _relocate(call, "MoveItem")


@operation("CopyItem")
def copy_item(call: Call) -> str:
    return _relocate(call, "CopyItem")


def _relocate(call: Call, name: str) -> str:
    def answer(id_element: etree._Element) -> str:
        holder = call.element.find(f"{M}ToFolderId")
        if holder is None or len(holder) != 1:
            raise EwsError("ErrorToFolderNotFound", "The target folder is missing.")
        target, folder = call.folder(holder[0], missing="ErrorToFolderNotFound")
        mailbox, item = call.item(id_element)
        if item.master is not None:
            raise EwsError("ErrorCalendarCannotMoveOrCopyOccurrence", "An occurrence stays in its series.")
        if target is not mailbox:
            raise EwsError("ErrorCrossMailboxMoveCopy", "Items cannot change mailbox here.")
        placed = mailbox.move(item, folder) if name == "MoveItem" else mailbox.copy(item, folder)
        told = item_id(placed) if call.element.findtext(f"{M}ReturnNewItemIds") != "false" else ""
        return success(name, f"<m:Items><t:{placed.tag}>{told}</t:{placed.tag}></m:Items>")

    return each(name, ids(call.element, "ItemIds"), answer, "<m:Items/>")


@operation("SendItem")
def send_item(call: Call) -> str:
    def answer(id_element: etree._Element) -> str:
        mailbox, item = call.item(id_element)
        if not call.check_change_key(id_element, item):
            raise EwsError("ErrorChangeKeyRequired" if not id_element.get("ChangeKey") else "ErrorStaleObject")
        _record_sending(call, mailbox, item, "SendItem", "SendItem", None)
        if call.element.get("SaveItemToFolder") == "true":
            messages.send(mailbox, item, call.organization.clock())
        else:
            mailbox.remove(item)
        return success("SendItem")

    return each("SendItem", ids(call.element, "ItemIds"), answer)


def _target(call: Call, holder: etree._Element | None, tag: str) -> tuple[Mailbox, Folder]:
    if holder is not None and len(holder) == 1:
        return call.folder(holder[0], missing="ErrorSavedItemFolderNotFound")
    return call.mailbox, call.mailbox.folder(_HOME.get(tag, "drafts"))


def _complete(call: Call, mailbox: Mailbox, item: Item) -> None:
    """Fill in what the server adds to a new item."""
    now = call.organization.clock()
    for name, text in (("Sensitivity", "Normal"), ("Importance", "Normal")):
        item.fields.setdefault(name, leaf(name, text))
    note_attachments(item)
    item.put("Size", str(len(item.text) + len(item.html or "") + 1000))
    item.fields.setdefault("IsDraft", leaf("IsDraft", str(item.tag == "Message").lower()))
    if item.tag == "Task":
        tasks.settle(item, {"Status", "PercentComplete", "CompleteDate"} & item.fields.keys(), now)
        tasks.dress(item, mailbox.name)
    elif item.tag == "CalendarItem":
        appointments.dress(mailbox, item)
    elif item.tag == "Message":
        messages.dress(mailbox, item, now)


def _record_sending(
    call: Call, mailbox: Mailbox, item: Item, name: str, disposition: str | None, invitations: str | None
) -> bool:
    """Note it when a request sends something to people; True when it does. A meeting knows that it was sent."""
    if item.tag == "CalendarItem":
        how = invitations or "SendToNone"
        recipients = people(item, "RequiredAttendees", "OptionalAttendees", "Resources")
        sends = how != "SendToNone" and bool(recipients)
        if sends:
            item.put("MeetingRequestWasSent", "true")
    else:
        how = disposition or "SaveOnly"
        recipients = people(item, "ToRecipients", "CcRecipients", "BccRecipients")
        sends = how != "SaveOnly" and item.tag == "Message"
    if sends:
        call.organization.sent.append(Sent(mailbox.address, name, how, item.subject, tuple(recipients)))
    return sends
