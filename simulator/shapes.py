"""Which properties a request wants, and items rendered with just those, in the schema's order."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape as escape_html

from lxml import etree

from simulator.call import Call
from simulator.mailboxes.items import Item, attachment_id, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.mapi import extended_value
from simulator.mailboxes.properties import PROPERTY_SETS, PropertyKey, field_name, property_key
from simulator.mailboxes.series import occurrence_element
from simulator.quirks import Quirks
from simulator.schema_order import ORDER, shape_names
from simulator.soap import EwsError
from simulator.xml import M, T, escape, fragment, leaf

_RIGHTS = "".join(
    leaf(name, "true") for name in ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read")
)
RIGHTS = f"<t:EffectiveRights>{_RIGHTS}</t:EffectiveRights>"


@dataclass
class Shape:
    """What an ItemShape asks for. `in_lists` leaves out what Exchange only gives through GetItem."""

    names: set[str]
    body: str = "Best"
    extended: list[tuple[str, PropertyKey]] = field(default_factory=list)  # (path as the request wrote it, key)
    headers: set[str] = field(default_factory=set)  # single Internet headers, in lower case
    base: str = "IdOnly"
    in_lists: bool = False
    _orders: dict[str, list[str]] = field(default_factory=dict)

    def order(self, tag: str) -> list[str]:
        """The wanted element names for this kind of item, as the schema puts them."""
        if tag not in self._orders:
            wanted = self.names | shape_names(self.base, tag)
            if self.in_lists:
                wanted -= _ONLY_THROUGH_GET_ITEM
            self._orders[tag] = [name for name in ORDER.get(tag, ORDER["Item"]) if name in wanted]
        return self._orders[tag]


_ONLY_THROUGH_GET_ITEM = {
    *("Body", "TextBody", "UniqueBody", "NormalizedBody", "MimeContent", "Attachments", "InternetMessageHeaders"),
    *("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo"),
    *("RequiredAttendees", "OptionalAttendees", "Resources", "Recurrence", "FirstOccurrence", "LastOccurrence"),
    *("ModifiedOccurrences", "DeletedOccurrences", "ResponseObjects"),
}


def item_shape(element: etree._Element, *, in_lists: bool = False) -> Shape:
    """Read an ItemShape; raises EwsError for a path that names no property."""
    base = element.findtext(f"{T}BaseShape") or "IdOnly"
    shape = Shape({"ItemId"}, element.findtext(f"{T}BodyType") or "Best", base=base, in_lists=in_lists)
    if element.findtext(f"{T}IncludeMimeContent") in ("true", "1"):
        shape.names.add("MimeContent")
    additional = element.find(f"{T}AdditionalProperties")
    for path in () if additional is None else additional.iterchildren(tag=etree.Element):
        kind = etree.QName(path).localname
        if kind == "FieldURI":
            shape.names.add(field_name(path.get("FieldURI") or ""))
        elif kind == "IndexedFieldURI" and path.get("FieldURI") == "item:InternetMessageHeader":
            shape.names.add("InternetMessageHeaders")
            shape.headers.add((path.get("FieldIndex") or "").lower())
        elif kind == "ExtendedFieldURI":
            try:
                shape.extended.append((fragment(path), property_key(path)))
            except ValueError as problem:
                raise EwsError("ErrorInvalidExtendedProperty", str(problem)) from problem
            shape.names.add("ExtendedProperty")
    return shape


def render(call: Call, mailbox: Mailbox, item: Item, shape: Shape) -> str:
    """The whole element of an item, under its own name."""
    parts = []
    fields = item.fields
    quirks = call.organization.quirks
    left_out = quirks.leave_out
    if quirks.leave_out_of_many and len(call.element.findall(f"{M}ItemIds/*")) > 1:
        left_out = left_out | quirks.leave_out_of_many
    if quirks.no_headers or quirks.no_headers_by_name:
        left_out = left_out | {"InternetMessageHeaders"}
        shape.extended = [one for one in shape.extended if _is_kept(one[1], quirks)]
    if quirks.bare_sent_items and item.tag == "Message" and item.folder.wellknown == "sentitems":
        left_out = left_out | _BARE
        shape = replace(
            shape, extended=[one for one in shape.extended if one[1][0] != PROPERTY_SETS["InternetHeaders"]]
        )
    if call.organization.quirks.html_bodies:
        shape.body = "HTML"
    for name in shape.order(item.tag):
        if name in left_out:
            continue
        special = _SPECIAL.get(name)
        if special is not None:
            parts.append(special(mailbox, item, shape))
        elif name in fields:
            parts.append(fields[name])
    tag = call.bent_items.get(item.id, item.tag)
    content = "".join(parts)
    if call.organization.quirks.fractional_seconds:
        content = _WHOLE_SECONDS.sub(r"\1.123Z<", content)
    return f"<t:{tag}>{content}</t:{tag}>"


_BARE = frozenset({"InternetMessageId", "From", "Sender", "DateTimeSent", "InternetMessageHeaders"})


def _is_kept(key: PropertyKey, quirks: Quirks) -> bool:
    return key[0] != PROPERTY_SETS["InternetHeaders"] and (key != ("", "0x7d") or not quirks.no_headers)


_WHOLE_SECONDS = re.compile(r"(>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z<")


def item_id(item: Item) -> str:
    return f'<t:ItemId Id="{item.id}" ChangeKey="{item.change_key}"/>'


def _item_id(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    return item_id(item)


def _parent(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    folder = item.master.folder if item.master else item.folder
    return f'<t:ParentFolderId Id="{folder.id}" ChangeKey="{folder.change_key}"/>'


def _item_class(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    return leaf("ItemClass", item.item_class)


def _body(_mailbox: Mailbox, item: Item, shape: Shape) -> str:
    wants_html = shape.body == "HTML" or (shape.body == "Best" and item.html is not None)
    if not wants_html:
        return f'<t:Body BodyType="Text" IsTruncated="false">{escape(item.text)}</t:Body>'
    html = item.html
    if html is None:
        html = f'<html><body><div class="PlainText">{_lines(item.text)}</div></body></html>'
    return f'<t:Body BodyType="HTML" IsTruncated="false">{escape(html)}</t:Body>'


def _lines(text: str) -> str:
    return escape_html(text).replace("\r\n", "\n").replace("\n", "<br>\r\n")


def _text_body(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    return f'<t:TextBody BodyType="Text" IsTruncated="false">{escape(item.text)}</t:TextBody>'


def _unique_body(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    return f'<t:UniqueBody BodyType="Text" IsTruncated="false">{escape(item.text)}</t:UniqueBody>'


def _preview(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    return leaf("Preview", " ".join(item.text.split())[:255])


def _mime(mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    from simulator.mime_content import content_of  # which makes items, and they are made by who reads shapes

    return f'<t:MimeContent CharacterSet="UTF-8">{base64.b64encode(content_of(mailbox, item)).decode()}</t:MimeContent>'


def _attachments(_mailbox: Mailbox, item: Item, _shape: Shape) -> str:
    parts = []
    for number, attachment in enumerate(item.attachments):
        if attachment.is_gone:
            continue
        content_id = leaf("ContentId", attachment.content_id) if attachment.content_id else ""
        tag = "ItemAttachment" if attachment.is_item else "FileAttachment"
        parts.append(
            f'<t:{tag}><t:AttachmentId Id="{attachment_id(item, number)}"/>{leaf("Name", attachment.name)}'
            f"{leaf('ContentType', attachment.content_type)}{content_id}{leaf('Size', str(len(attachment.content)))}"
            f"{leaf('LastModifiedTime', item.get('LastModifiedTime'))}"
            f"{leaf('IsInline', str(attachment.is_inline).lower())}</t:{tag}>"
        )
    return f"<t:Attachments>{''.join(parts)}</t:Attachments>" if parts else ""


def _headers(_mailbox: Mailbox, item: Item, shape: Shape) -> str:
    wanted = [(name, value) for name, value in item.headers if not shape.headers or name.lower() in shape.headers]
    if not wanted:
        return ""
    lines = (
        f'<t:InternetMessageHeader HeaderName="{escape(n)}">{escape(v)}</t:InternetMessageHeader>' for n, v in wanted
    )
    return f"<t:InternetMessageHeaders>{''.join(lines)}</t:InternetMessageHeaders>"


def _extended(_mailbox: Mailbox, item: Item, shape: Shape) -> str:
    return extended_elements(item, shape)


def extended_elements(item: Item, shape: Shape) -> str:
    """The extended properties that the shape asks for and the item has."""
    parts = []
    for path, key in shape.extended:
        value = extended_value(item, key)
        if value is None:
            continue
        if value.type.endswith("Array"):
            content = f"<t:Values>{''.join(leaf('Value', one) for one in value.values)}</t:Values>"
        else:
            content = leaf("Value", value.values[0])
        parts.append(f"<t:ExtendedProperty>{path}{content}</t:ExtendedProperty>")
    return "".join(parts)


def _occurrences(name: str) -> Callable[[Mailbox, Item, Shape], str]:
    def element(mailbox: Mailbox, item: Item, _shape: Shape) -> str:
        return occurrence_element(mailbox, item, name)

    return element


def _rights(_mailbox: Mailbox, _item: Item, _shape: Shape) -> str:
    return RIGHTS


def _last_modified_name(mailbox: Mailbox, _item: Item, _shape: Shape) -> str:
    return leaf("LastModifiedName", mailbox.name)


def _received_by(mailbox: Mailbox, _item: Item, shape: Shape) -> str:
    return f"<t:ReceivedBy>{mailbox_element(mailbox.name, mailbox.address, 'Mailbox')}</t:ReceivedBy>"


_SPECIAL: dict[str, Callable[[Mailbox, Item, Shape], str]] = {
    "ItemId": _item_id,
    "ParentFolderId": _parent,
    "ItemClass": _item_class,
    "Body": _body,
    "TextBody": _text_body,
    "UniqueBody": _unique_body,
    "Preview": _preview,
    "MimeContent": _mime,
    "Attachments": _attachments,
    "InternetMessageHeaders": _headers,
    "ExtendedProperty": _extended,
    "EffectiveRights": _rights,
    "LastModifiedName": _last_modified_name,
    "ReceivedBy": _received_by,
    "FirstOccurrence": _occurrences("FirstOccurrence"),
    "LastOccurrence": _occurrences("LastOccurrence"),
    "ModifiedOccurrences": _occurrences("ModifiedOccurrences"),
    "DeletedOccurrences": _occurrences("DeletedOccurrences"),
}
