"""Extended properties: one key for all the ways in which a request may name the same property."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

# The names that EWS has for the common property sets; a request may name them by their GUID just as well.
PROPERTY_SETS = {
    "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305",
    "Appointment": "00062002-0000-0000-c000-000000000046",
    "Common": "00062008-0000-0000-c000-000000000046",
    "PublicStrings": "00020329-0000-0000-c000-000000000046",
    "Address": "00062004-0000-0000-c000-000000000046",
    "InternetHeaders": "00020386-0000-0000-c000-000000000046",
    "CalendarAssistant": "11000e07-b51b-40d6-af21-caa85edab1d0",
    "UnifiedMessaging": "4442858e-a9e3-4e80-b900-317a210cc15b",
    "Task": "00062003-0000-0000-c000-000000000046",
    "Sharing": "00062040-0000-0000-c000-000000000046",
}

PropertyKey = tuple[str, str]  # (property set's GUID, name or number), or ("", tag)


@dataclass(frozen=True, slots=True)
class ExtendedValue:
    """Type as MAPI names it ("String", "StringArray" …) and its values as text: exactly one unless it is an array."""

    type: str
    values: tuple[str, ...]


def property_key(path: etree._Element) -> PropertyKey:
    """The key of an ExtendedFieldURI element; raises ValueError when it does not name a property."""
    tag = path.get("PropertyTag")
    if tag:
        return "", f"{int(tag, 0):#x}"
    known = path.get("DistinguishedPropertySetId")
    guid = PROPERTY_SETS[known] if known in PROPERTY_SETS else (path.get("PropertySetId") or "").lower().strip("{}")
    name, number = path.get("PropertyName"), path.get("PropertyId")
    if not guid or (name is None) == (number is None):
        raise ValueError("an ExtendedFieldURI names neither a tag nor a property set with a name or number")
    return named(guid, name) if name is not None else (guid, str(int(number or "0", 0)))


def named(property_set: str, name: str) -> PropertyKey:
    """The key of a named property; names of Internet headers are the same in any case."""
    guid = PROPERTY_SETS.get(property_set, property_set.lower())
    return guid, name.lower() if guid == PROPERTY_SETS["InternetHeaders"] else name


def header_key(header: str) -> PropertyKey:
    return named("InternetHeaders", header)


def field_name(uri: str) -> str:
    """The element that a field URI means: "message:ToRecipients" → ToRecipients."""
    return uri.partition(":")[2]
