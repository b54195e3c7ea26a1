"""The master category list: one XML document in the Calendar's hidden configuration."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass

from lxml import etree

from simulator.mailboxes.mailbox import Mailbox
from simulator.xml import leaf, leaf_text

NAME = "CategoryList"
NAMESPACE = "CategoryList.xsd"
_EMPTY = f'<?xml version="1.0"?><categories default="" lastSavedSession="5" xmlns="{NAMESPACE}"/>'.encode()


def read_list(mailbox: Mailbox) -> bytes | None:
    """The document as it stands; None when the mailbox has none yet."""
    stored = mailbox.configurations.get((mailbox.folder("calendar").id, NAME), {}).get("XmlData")
    return base64.b64decode(leaf_text(stored.decode())) if stored else None


def write_list(mailbox: Mailbox, document: bytes) -> None:
    key = (mailbox.folder("calendar").id, NAME)
    mailbox.configurations.setdefault(key, {})["XmlData"] = leaf(
        "XmlData", base64.b64encode(document).decode()
    ).encode()


def list_names(mailbox: Mailbox) -> list[str]:
    """The names that a person can pick."""
    return [entry.get("name") or "" for entry in _entries(etree.fromstring(read_list(mailbox) or _EMPTY))]


@dataclass(frozen=True, slots=True)
class Entry:
    """One category of the list."""

    guid: str  # without braces
    name: str
    color: int  # -1: none


def entries(mailbox: Mailbox) -> list[Entry]:
    """The categories that a person can pick."""
    return [
        Entry(_guid(entry), entry.get("name") or "", _number(entry.get("color")))
        for entry in _entries(etree.fromstring(read_list(mailbox) or _EMPTY))
    ]


def _guid(entry: etree._Element) -> str:
    """Its own, or one made of its name where another client has given it none."""
    own = (entry.get("guid") or "").strip("{}").lower()
    return own or str(uuid.uuid5(uuid.NAMESPACE_URL, entry.get("name") or ""))


def _number(text: str | None) -> int:
    try:
        return min(24, max(-1, int(text or "-1")))
    except ValueError:
        return -1


def paint(mailbox: Mailbox, name: str, color: int) -> None:
    """Give a category another color."""
    root = etree.fromstring(read_list(mailbox) or _EMPTY)
    for entry in _entries(root):
        if entry.get("name") == name:
            entry.set("color", str(color))
    write_list(mailbox, etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def offer(mailbox: Mailbox, name: str, color: int = 0) -> None:
    """Add a name, as a person does who makes a new category; a name that is there stays as it is."""
    root = etree.fromstring(read_list(mailbox) or _EMPTY)
    if name not in [entry.get("name") for entry in _entries(root)]:
        guid = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, name)}}}"
        etree.SubElement(root, f"{{{NAMESPACE}}}category", name=name, color=str(color), keyboardShortcut="0", guid=guid)
    write_list(mailbox, etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def retire(mailbox: Mailbox, name: str) -> None:
    """Take a name off the list; items keep it."""
    root = etree.fromstring(read_list(mailbox) or _EMPTY)
    for entry in _entries(root):
        if entry.get("name") == name:
            root.remove(entry)
    write_list(mailbox, etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _entries(root: etree._Element) -> list[etree._Element]:
    return list(root.iterchildren(f"{{{NAMESPACE}}}category"))
