"""Values that a request sets on an item, in the form in which the server keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from zoneinfo import ZoneInfo

from lxml import etree

from simulator.mailboxes.items import Item, mailbox_element, put_strings
from simulator.mailboxes.mapi import put_alias
from simulator.mailboxes.properties import PROPERTY_SETS, ExtendedValue, field_name, property_key
from simulator.soap import EwsError
from simulator.xml import T, clean, fragment, leaf, moment, timestamp

_MOMENTS = {
    *("Start", "End", "StartDate", "DueDate", "CompleteDate", "ReminderDueBy", "DateTimeSent", "DateTimeReceived"),
    *("AssignedTime", "AppointmentReplyTime"),
}
_SWITCHES = {"ReminderIsSet", "AllowNewTimeProposal", "HasAttachments"}  # clients may write 1 and 0
_PEOPLE = {"From", "Sender", "ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo", "Organizer"}
_ATTENDEES = {"RequiredAttendees", "OptionalAttendees", "Resources"}
# What only the server sets.
READ_ONLY = {
    *("ItemId", "ParentFolderId", "DateTimeCreated", "Size", "LastModifiedTime", "LastModifiedName", "HasAttachments"),
    *("IsDraft", "IsSubmitted", "IsFromMe", "ConversationId", "TextBody", "EffectiveRights", "DisplayTo", "DisplayCc"),
    *("IsComplete", "IsRecurring", "StatusDescription", "IsMeeting", "IsCancelled", "CalendarItemType", "Organizer"),
    *("MeetingRequestWasSent", "MyResponseType", "OriginalStart", "FirstOccurrence", "LastOccurrence", "UniqueBody"),
    *("ModifiedOccurrences", "DeletedOccurrences", "InternetMessageHeaders"),
}


def set_element(item: Item, element: etree._Element, zone: ZoneInfo | None) -> str:
    """Set one property from its element in the request; the name of what was set."""
    name: str = etree.QName(element).localname
    if name == "ExtendedProperty":
        return set_extended(item, element)
    if name == "Body":
        set_body(item, element.text or "", is_html=element.get("BodyType") == "HTML")
    elif name == "ItemClass":
        item.item_class = element.text or item.item_class
    elif name in ("Categories", "Companies", "Contacts"):
        put_strings(item, name, [child.text or "" for child in element])
    elif name in _MOMENTS:
        item.put(name, timestamp(moment(element.text or "", zone)))
    elif name in _PEOPLE:
        put_people(item, name, [_person(mailbox) for mailbox in element.iterfind(f"{T}Mailbox")])
    elif name in _ATTENDEES:
        put_attendees(item, name, [_person(mailbox) for mailbox in element.iterfind(f"{T}Attendee/{T}Mailbox")])
    elif name in _SWITCHES or (name.startswith("Is") and name != "IsAssignmentEditable"):
        item.put(name, {"1": "true", "0": "false"}.get(element.text or "", element.text or "false"))
    else:
        item.fields[name] = fragment(element)
    return name


def append_element(item: Item, element: etree._Element, zone: ZoneInfo | None) -> str:
    """Add to a property what the request holds: text to a body, people to a list; the name of what was changed."""
    name: str = etree.QName(element).localname
    if name == "Body":
        set_body(
            item, (item.html if item.html is not None else item.text) + (element.text or ""), is_html=bool(item.html)
        )
        return name
    before = item.fields.get(name, "")
    set_element(item, element, zone)
    start = f"<t:{name}>"
    if before and item.fields.get(name, "").startswith(start):
        item.fields[name] = before.removesuffix(f"</t:{name}>") + item.fields[name].removeprefix(start)
    return name


def delete_property(item: Item, path: etree._Element) -> str:
    """Take away the property that a path names; the name of what went."""
    if etree.QName(path).localname == "ExtendedFieldURI":
        item.extended.pop(property_key(path), None)
        return "ExtendedProperty"
    name = field_name(path.get("FieldURI") or "")
    if name == "Body":
        item.text, item.html = "", None
    else:
        item.fields.pop(name, None)
    return name


def set_body(item: Item, content: str, *, is_html: bool) -> None:
    """Keep the body as it came, and its plain text."""
    content = clean(content)
    item.html = content if is_html else None
    item.text = plain(content) if is_html else content


def put_people(item: Item, name: str, people: Iterable[tuple[str, str]]) -> None:
    """Set a recipient list of (name, address) pairs; an empty one takes the element away."""
    inner = "".join(mailbox_element(*person) for person in people)
    if inner:
        item.fields[name] = f"<t:{name}>{inner}</t:{name}>"
    else:
        item.fields.pop(name, None)


def put_attendees(item: Item, name: str, people: Iterable[tuple[str, str]], response: str = "Unknown") -> None:
    inner = "".join(
        f"<t:Attendee>{mailbox_element(*person)}{leaf('ResponseType', response)}</t:Attendee>" for person in people
    )
    if inner:
        item.fields[name] = f"<t:{name}>{inner}</t:{name}>"
    else:
        item.fields.pop(name, None)


def people(item: Item, *names: str) -> list[str]:
    """The addresses in these recipient or attendee lists."""
    joined = "".join(item.fields.get(name, "") for name in names)
    return [unescape(address) for address in re.findall(r"<t:EmailAddress>([^<]*)</t:EmailAddress>", joined)]


_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6]|blockquote|table)\s*>")
_NOT_TEXT = re.compile(r"(?is)<(script|style|head|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")


def plain(html: str) -> str:
    """The text of an HTML body, a line a block; not a renderer, but never slow."""
    flat = re.sub(r"\s+", " ", html)
    text = unescape(_NOT_TEXT.sub("", _BREAKS.sub("\n", flat)))
    lines = [line.strip() for line in text.replace("\xa0", " ").split("\n")]
    return clean(re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()).replace("\n", "\r\n")


def _person(mailbox: etree._Element) -> tuple[str, str]:
    return mailbox.findtext(f"{T}Name") or "", mailbox.findtext(f"{T}EmailAddress") or ""


def set_extended(item: Item, element: etree._Element) -> str:
    """Keep an extended property, or set what it is an alias of; the name of what was set."""
    path = element.find(f"{T}ExtendedFieldURI")
    if path is None:
        raise EwsError("ErrorInvalidExtendedProperty", "An extended property has no path.")
    key = property_key(path)
    kind = path.get("PropertyType") or "String"
    many = element.find(f"{T}Values")
    single = element.findtext(f"{T}Value") or ""
    values = (single,) if many is None else tuple(child.text or "" for child in many)
    if key == (PROPERTY_SETS["PublicStrings"], "Keywords"):
        item.categories = list(values)
        return "Categories"
    alias = put_alias(item, key, clean(single)) if many is None else None
    if alias is None:
        item.extended[key] = ExtendedValue(kind, tuple(clean(value) for value in values))
    return alias or "ExtendedProperty"
