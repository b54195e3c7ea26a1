"""CreateAttachment, GetAttachment, DeleteAttachment."""

from __future__ import annotations

import base64
from dataclasses import replace

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.items import Attachment, Item, attachment_id
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.registry import each, operation
from simulator.soap import EwsError, success
from simulator.xml import M, T, escape, leaf

_OWN = 8  # characters that an attachment's id adds to its item's


@operation("CreateAttachment")
def create_attachment(call: Call) -> str:
    parent = call.element.find(f"{M}ParentItemId")

    def answer(element: etree._Element) -> str:
        mailbox, item = call.item(parent)
        new = attachment_from(element)
        item.attachments = [*item.attachments, new]
        _changed(mailbox, item)
        number = len(item.attachments) - 1
        own = f'<t:AttachmentId Id="{attachment_id(item, number)}"{_root(item)}/>'
        tag = etree.QName(element).localname
        return success("CreateAttachment", f"<m:Attachments><t:{tag}>{own}</t:{tag}></m:Attachments>")

    return each("CreateAttachment", ids(call.element, "Attachments"), answer, "<m:Attachments/>")


@operation("GetAttachment")
def get_attachment(call: Call) -> str:
    def answer(id_element: etree._Element) -> str:
        wanted = id_element.get("Id") or ""
        _, item, number = _find(call, wanted)
        return success("GetAttachment", f"<m:Attachments>{_rendered(item.attachments[number], wanted)}</m:Attachments>")

    return each("GetAttachment", ids(call.element, "AttachmentIds"), answer, "<m:Attachments/>")


@operation("DeleteAttachment")
def delete_attachment(call: Call) -> str:
    def answer(id_element: etree._Element) -> str:
        mailbox, item, number = _find(call, id_element.get("Id") or "")
        gone = replace(item.attachments[number], content=b"", is_gone=True)
        item.attachments = [*item.attachments[:number], gone, *item.attachments[number + 1 :]]
        _changed(mailbox, item)
        return success("DeleteAttachment", f"<m:RootItemId{_root(item)}/>")

    return each("DeleteAttachment", ids(call.element, "AttachmentIds"), answer)


def attachment_from(element: etree._Element) -> Attachment:
    """The attachment that a request writes; raises EwsError for content that is no Base64."""
    tag = etree.QName(element).localname
    if tag not in ("FileAttachment", "ItemAttachment"):
        raise EwsError("ErrorInvalidOperation", f"This server does not keep a {tag}.")
    name = element.findtext(f"{T}Name") or ""
    content = element.findtext(f"{T}Content") or element.findtext(f"*/{T}MimeContent") or ""
    if tag == "ItemAttachment" and not content:
        content = base64.b64encode(etree.tostring(element[-1])).decode()
    try:
        data = base64.b64decode(content)
    except ValueError as problem:
        raise EwsError("ErrorInvalidPropertySet", "An attachment's content is not Base64.") from problem
    return Attachment(
        name=name,
        content_type=element.findtext(f"{T}ContentType") or "application/octet-stream",
        content=data,
        content_id=element.findtext(f"{T}ContentId") or "",
        is_inline=element.findtext(f"{T}IsInline") in ("true", "1"),
        is_item=tag == "ItemAttachment",
    )


def note_attachments(item: Item) -> None:
    """Let the item say whether it has any that people see."""
    has = any(not one.is_inline and not one.is_gone for one in item.attachments)
    item.put("HasAttachments", str(has).lower())


def _changed(mailbox: Mailbox, item: Item) -> None:
    note_attachments(item)
    mailbox.touch(item.master or item)


def _root(item: Item) -> str:
    return f' RootItemId="{escape(item.id)}" RootItemChangeKey="{escape(item.change_key)}"'


def _find(call: Call, wanted: str) -> tuple[Mailbox, Item, int]:
    mailbox, item = call.item(etree.Element("ItemId", Id=wanted[:-_OWN]))
    for number, attachment in enumerate(item.attachments):
        if attachment_id(item, number) == wanted and not attachment.is_gone:
            return mailbox, item, number
    raise EwsError("ErrorItemNotFound")


def _rendered(attachment: Attachment, own_id: str) -> str:
    content = base64.b64encode(attachment.content).decode()
    start = (
        f'<t:AttachmentId Id="{own_id}"/>{leaf("Name", attachment.name)}{leaf("ContentType", attachment.content_type)}'
    )
    if attachment.is_item:
        message = f'<t:Message><t:MimeContent CharacterSet="UTF-8">{content}</t:MimeContent></t:Message>'
        return f"<t:ItemAttachment>{start}{message}</t:ItemAttachment>"
    return f"<t:FileAttachment>{start}<t:Content>{content}</t:Content></t:FileAttachment>"
