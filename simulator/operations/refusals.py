"""What a well-formed request may still not do to an item, with the code that the server says no with."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.properties import field_name, property_key
from simulator.operations.edits import READ_ONLY
from simulator.soap import EwsError
from simulator.xml import T, moment

_HOMES = {
    "CalendarItem": ("CalendarFolder", "ErrorCannotCreateCalendarItemInNonCalendarFolder"),
    "Contact": ("ContactsFolder", "ErrorCannotCreateContactInNonContactFolder"),
    "DistributionList": ("ContactsFolder", "ErrorCannotCreateContactInNonContactFolder"),
    "Task": ("TasksFolder", "ErrorCannotCreateTaskInNonTaskFolder"),
    "PostItem": ("Folder", "ErrorCannotCreatePostItemInNonMailFolder"),
}
_LONGEST = timedelta(days=5 * 365 + 2)  # of an appointment
_APPENDABLE = {
    *("Body", "ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo"),
    *("RequiredAttendees", "OptionalAttendees", "Resources"),
}
# Container elements of the properties that a path names with an index.
_CONTAINERS = {
    "item:InternetMessageHeader": "InternetMessageHeaders",
    "contacts:EmailAddress": "EmailAddresses",
    "contacts:ImAddress": "ImAddresses",
    "contacts:PhoneNumber": "PhoneNumbers",
    "distributionlist:Members:Member": "Members",
}


def check_home(tag: str, folder: Folder) -> None:
    """Raise where such an item does not belong into such a folder; Deleted Items takes any."""
    needed, code = _HOMES.get(tag, ("", ""))
    if needed and folder.tag != needed and folder.wellknown != "deleteditems":
        raise EwsError(code)


def check_times(item: Item) -> None:
    """Raise for an appointment that ends before it starts, or lasts for years."""
    if item.tag != "CalendarItem" or not item.get("Start") or not item.get("End"):
        return
    length = moment(item.get("End")) - moment(item.get("Start"))
    if length < timedelta():
        raise EwsError("ErrorCalendarEndDateIsEarlierThanStartDate")
    if length > _LONGEST:
        raise EwsError("ErrorCalendarDurationIsTooLong")


def check_update(update: etree._Element, item: Item) -> None:
    """Raise where a change names what cannot be changed, or holds another property than its path."""
    kind, path = etree.QName(update).localname, update[0]
    name = element_name(path)
    if kind == "DeleteItemField":
        if name in READ_ONLY:
            raise EwsError("ErrorInvalidPropertyDelete", f"{name} cannot be deleted.")
        return
    holder = update[1]
    given = list(holder.iterchildren(tag=etree.Element))
    if len(given) != 1:
        raise EwsError("ErrorIncorrectUpdatePropertyCount")
    if etree.QName(given[0]).localname != name or not _same_property(path, given[0]):
        raise EwsError("ErrorUpdatePropertyMismatch")
    if name in READ_ONLY:
        raise EwsError("ErrorInvalidPropertySet", f"{name} cannot be set.")
    if etree.QName(holder).localname not in (item.tag, "Item"):
        raise EwsError("ErrorObjectTypeChanged")
    if kind == "AppendToItemField" and name not in _APPENDABLE:
        raise EwsError("ErrorInvalidPropertyAppend", f"Nothing can be appended to {name}.")


def element_name(path: etree._Element) -> str:
    """The element that holds the property which a path names."""
    kind = etree.QName(path).localname
    if kind == "ExtendedFieldURI":
        return "ExtendedProperty"
    uri = path.get("FieldURI") or ""
    if kind == "IndexedFieldURI":
        return _CONTAINERS.get(uri, "PhysicalAddresses")
    return field_name(uri)


def _same_property(path: etree._Element, element: etree._Element) -> bool:
    """Whether an extended property in an update is the one that its path names."""
    inner = element.find(f"{T}ExtendedFieldURI")
    if etree.QName(path).localname != "ExtendedFieldURI":
        return True
    try:
        return inner is not None and property_key(inner) == property_key(path)
    except ValueError:
        return False
