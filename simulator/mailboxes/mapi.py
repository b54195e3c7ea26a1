"""MAPI properties that mirror what EWS also shows by name, so that both ways give and set the same value."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from re import search

from simulator.mailboxes.items import Item
from simulator.mailboxes.properties import PROPERTY_SETS, ExtendedValue, PropertyKey
from simulator.xml import moment, timestamp


def extended_value(item: Item, key: PropertyKey) -> ExtendedValue | None:
    """The stored extended property, or the one that a named field of the item stands for."""
    alias = _FIELDS.get(key)
    if alias is not None and alias[0] in item.fields:
        name, kind = alias
        text = item.get(name)
        return ExtendedValue(kind, (_NUMBERS[name].get(text, text) if name in _NUMBERS else text,)) if text else None
    stored = item.extended.get(key)
    if stored is not None:
        return stored
    mirror = _MIRRORS.get(key)
    return mirror(item) if mirror else None


def put_alias(item: Item, key: PropertyKey, text: str) -> str | None:
    """Set the field that a property is an alias of; its name, or None where the property stands for itself.

    Raises ValueError for a time that is none.
    """
    if key == ("", "0x1a"):
        item.item_class = text
        return "ItemClass"
    if key == ("", "0x1000"):
        item.text, item.html = text, None
        return "Body"
    if key == ("", "0xe07"):  # how clients bring in mail that is no draft
        for bit, name in ((1, "IsRead"), (8, "IsDraft")):
            item.put(name, str(bool(int(text) & bit)).lower())
        return "MessageFlags"
    alias = _FIELDS.get(key)
    if alias is None or alias[0] in _KEPT_BY_THE_SERVER:
        return None
    name, kind = alias
    if kind == "SystemTime":
        text = timestamp(moment(text))
    elif kind == "Boolean":
        text = str(text in ("true", "1")).lower()
    for word, number in _NUMBERS.get(name, {}).items():
        if number == text:
            text = word
    item.put(name, text)
    return name


def _person(element: str, part: str) -> Callable[[Item], ExtendedValue | None]:
    def value(item: Item) -> ExtendedValue | None:
        found = search(f"<t:{part}>([^<]*)</t:{part}>", item.fields.get(element, ""))
        return ExtendedValue("String", (unescape(found[1]),)) if found else None

    return value


def _item_class(item: Item) -> ExtendedValue:
    return ExtendedValue("String", (item.item_class,))


def _text(item: Item) -> ExtendedValue | None:
    return ExtendedValue("String", (item.text,)) if item.text else None


def _html(item: Item) -> ExtendedValue | None:
    return ExtendedValue("Binary", (base64.b64encode(item.html.encode()).decode(),)) if item.html else None


def _flags(item: Item) -> ExtendedValue:
    """Read, unsent, with attachments."""
    bits = ((1, "IsRead"), (8, "IsDraft"), (16, "HasAttachments"))
    return ExtendedValue("Integer", (str(sum(bit for bit, name in bits if item.flag(name))),))


def _keywords(item: Item) -> ExtendedValue | None:
    categories = tuple(item.categories)
    return ExtendedValue("StringArray", categories) if categories else None


def _transport_headers(item: Item) -> ExtendedValue | None:
    if not item.headers:
        return None
    return ExtendedValue("String", ("\r\n".join(f"{name}: {value}" for name, value in item.headers) + "\r\n",))


def _global_object_id(item: Item) -> ExtendedValue | None:
    uid = item.get("UID")
    return ExtendedValue("Binary", (base64.b64encode(global_object_id(uid)).decode(),)) if uid else None


def global_object_id(uid: str) -> bytes:
    """The binary meeting identity of a UID ([MS-OXOCAL]: Outlook's own as hex, others wrapped with a marker)."""
    marker = bytes.fromhex("040000008200E00074C5B7101A82E008")
    decoded = b""
    with suppress(ValueError):
        decoded = bytes.fromhex(uid)
    if decoded.startswith(marker):
        return decoded
    wrapped = b"vCal-Uid\x01\0\0\0" + uid.encode() + b"\0"
    return marker + bytes(4) + bytes(16) + len(wrapped).to_bytes(4, "little") + wrapped


_TAGS = {
    "String": {
        0x37: "Subject",
        0x70: "ConversationTopic",
        0xE1D: "ConversationTopic",
        0xE02: "DisplayBcc",
        0xE03: "DisplayCc",
        0xE04: "DisplayTo",
        0x1035: "InternetMessageId",
        0x1039: "References",
        0x1042: "InReplyTo",
        0x3001: "DisplayName",
        0x3613: "FolderClass",
    },
    "SystemTime": {
        0x39: "DateTimeSent",
        0xE06: "DateTimeReceived",
        0x3007: "DateTimeCreated",
        0x3008: "LastModifiedTime",
    },
    "Integer": {0x17: "Importance", 0x36: "Sensitivity", 0xE08: "Size", 0x3602: "TotalCount", 0x3603: "UnreadCount"},
    "Boolean": {0xE1B: "HasAttachments", 0xE69: "IsRead"},
}
_NAMED = {
    "Common": {
        0x8501: ("ReminderMinutesBeforeStart", "Integer"),
        0x8502: ("ReminderDueBy", "SystemTime"),
        0x8503: ("ReminderIsSet", "Boolean"),
    },
    "Task": {
        0x8101: ("Status", "Integer"),
        0x8104: ("StartDate", "SystemTime"),
        0x8105: ("DueDate", "SystemTime"),
        0x811C: ("IsComplete", "Boolean"),
    },
    "Appointment": {
        0x8208: ("Location", "String"),
        0x820D: ("Start", "SystemTime"),
        0x820E: ("End", "SystemTime"),
        0x8215: ("IsAllDayEvent", "Boolean"),
        0x8228: ("RecurrenceId", "SystemTime"),
        0x8229: ("MeetingRequestWasSent", "Boolean"),
    },
}
_NUMBERS = {
    "Importance": {"Low": "0", "Normal": "1", "High": "2"},
    "Sensitivity": {"Normal": "0", "Personal": "1", "Private": "2", "Confidential": "3"},
    "Status": {"NotStarted": "0", "InProgress": "1", "Completed": "2", "WaitingOnOthers": "3", "Deferred": "4"},
}
_KEPT_BY_THE_SERVER = {
    *("DisplayBcc", "DisplayCc", "DisplayTo", "DateTimeCreated", "LastModifiedTime", "Size", "TotalCount"),
    *("UnreadCount", "HasAttachments", "IsComplete", "MeetingRequestWasSent"),
}


def _fields() -> Iterator[tuple[PropertyKey, tuple[str, str]]]:
    for kind, tags in _TAGS.items():
        for tag, name in tags.items():
            yield ("", f"{tag:#x}"), (name, kind)
    for property_set, ids in _NAMED.items():
        for number, (name, kind) in ids.items():
            yield (PROPERTY_SETS[property_set], str(number)), (name, kind)


_FIELDS: dict[PropertyKey, tuple[str, str]] = dict(_fields())
_MIRRORS: dict[PropertyKey, Callable[[Item], ExtendedValue | None]] = {
    ("", "0x1a"): _item_class,
    ("", "0x7d"): _transport_headers,
    ("", "0xe07"): _flags,
    ("", "0x1000"): _text,
    ("", "0x1013"): _html,
    ("", "0x42"): _person("From", "Name"),
    ("", "0x65"): _person("From", "EmailAddress"),
    ("", "0x5d02"): _person("From", "EmailAddress"),
    ("", "0xc1a"): _person("Sender", "Name"),
    ("", "0xc1f"): _person("Sender", "EmailAddress"),
    ("", "0x5d01"): _person("Sender", "EmailAddress"),
    (PROPERTY_SETS["PublicStrings"], "Keywords"): _keywords,
    (PROPERTY_SETS["Meeting"], "3"): _global_object_id,
    (PROPERTY_SETS["Meeting"], "35"): _global_object_id,
}
