"""MAPI properties that mirror what EWS also shows by name, so that both ways give the same value."""

from __future__ import annotations

import base64
from collections.abc import Callable

from simulator.mailboxes.items import Item
from simulator.mailboxes.properties import PROPERTY_SETS, ExtendedValue, PropertyKey


def extended_value(item: Item, key: PropertyKey) -> ExtendedValue | None:
    """The stored extended property, or the one that a named field of the item stands for."""
    stored = item.extended.get(key)
    if stored is not None:
        return stored
    mirror = _MIRRORS.get(key)
    return mirror(item) if mirror else None


def _field(name: str) -> Callable[[Item], ExtendedValue | None]:
    def value(item: Item) -> ExtendedValue | None:
        text = item.get(name)
        return ExtendedValue("String", (text,)) if text else None

    return value


def _text(item: Item) -> ExtendedValue | None:
    return ExtendedValue("String", (item.text,)) if item.text else None


def _item_class(item: Item) -> ExtendedValue:
    return ExtendedValue("String", (item.item_class,))


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
    try:
        decoded = bytes.fromhex(uid)
    except ValueError:
        decoded = b""
    if decoded.startswith(marker):
        return decoded
    wrapped = b"vCal-Uid\x01\0\0\0" + uid.encode() + b"\0"
    return marker + bytes(4) + bytes(16) + len(wrapped).to_bytes(4, "little") + wrapped


_MIRRORS: dict[PropertyKey, Callable[[Item], ExtendedValue | None]] = {
    ("", "0x1a"): _item_class,
    ("", "0x37"): _field("Subject"),
    ("", "0x7d"): _transport_headers,
    ("", "0x1000"): _text,
    ("", "0x1035"): _field("InternetMessageId"),
    ("", "0x1039"): _field("References"),
    ("", "0x1042"): _field("InReplyTo"),
    (PROPERTY_SETS["PublicStrings"], "Keywords"): _keywords,
    (PROPERTY_SETS["Meeting"], "3"): _global_object_id,
    (PROPERTY_SETS["Meeting"], "35"): _global_object_id,
}
