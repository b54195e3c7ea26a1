"""One request on its way through an operation: who asks, with whose eyes, and what they may see."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lxml import etree

from simulator.journal import Request
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox, is_folder_id, is_id, is_item_id
from simulator.mailboxes.series import find_occurrence, master_of
from simulator.organization import Caller, Organization
from simulator.soap import EwsError
from simulator.streams import Stream
from simulator.xml import M, T


@dataclass
class Call:
    """`acting` is the account whose rights count: the caller's own, or the impersonated one's."""

    organization: Organization
    caller: Caller
    acting: str
    element: etree._Element
    record: Request
    zone: ZoneInfo | None = None
    bent_items: dict[str, str] = field(default_factory=dict)  # item id → the element name that it is shown under
    failing_items: dict[str, EwsError] = field(default_factory=dict)
    server: int = 0  # of several, the one that the request came to
    stream: Stream | None = None  # what follows the answer, where an operation goes on telling

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox of the acting account."""
        mailbox = self.organization.mailbox(self.acting)
        if mailbox is None:
            raise EwsError("ErrorNonExistentMailbox")
        return mailbox

    def folder(self, holder: etree._Element, *, missing: str = "ErrorFolderNotFound") -> tuple[Mailbox, Folder]:
        """The folder that a FolderId or DistinguishedFolderId means, if the acting account may see it."""
        if holder.tag == f"{T}FolderId":
            folder_id = holder.get("Id") or ""
            for mailbox in self.organization.mailboxes.values():
                found = mailbox.folders.get(folder_id)
                if found is not None:
                    self._open(mailbox, missing)
                    return self._noted(mailbox, found)
            if self.organization.find_item(folder_id) is not None or is_item_id(folder_id):
                raise EwsError("ErrorCannotUseItemIdForFolderId")
            _well_formed(folder_id)
            raise EwsError(missing)
        if holder.tag != f"{T}DistinguishedFolderId":
            raise EwsError("ErrorInvalidFolderId", "The folder id is not supported.")
        address = holder.findtext(f"{T}Mailbox/{T}EmailAddress")
        named = self.organization.mailbox(address) if address else self.mailbox
        if named is None:
            raise EwsError("ErrorNonExistentMailbox")
        self._open(named, missing)
        wellknown = named.wellknown(holder.get("Id") or "")
        if wellknown is None:
            raise EwsError(missing)
        return self._noted(named, wellknown)

    def item(self, id_element: etree._Element) -> tuple[Mailbox, Item]:
        """The item that an ItemId, OccurrenceItemId or RecurringMasterItemId means."""
        kind = etree.QName(id_element).localname
        key = {"OccurrenceItemId": "RecurringMasterId", "RecurringMasterItemId": "OccurrenceId"}.get(kind, "Id")
        item_id = id_element.get(key) or ""
        if item_id in self.failing_items:
            raise self.failing_items[item_id]
        found = self.organization.find_item(item_id)
        if found is None:
            self.record.unknown.append(item_id)
            _well_formed(item_id)
            if is_folder_id(item_id):
                raise EwsError("ErrorCannotUseFolderIdForItemId")
            raise EwsError("ErrorItemNotFound")
        mailbox, item = found
        self._open(mailbox, "ErrorItemNotFound")
        self.record.note_item(mailbox.address, item_id)
        if kind == "OccurrenceItemId":
            item = find_occurrence(mailbox, item, int(id_element.get("InstanceIndex") or "0"))
        elif kind == "RecurringMasterItemId":
            item = master_of(item)
        return mailbox, item

    def check_change_key(self, id_element: etree._Element, item: Item) -> bool:
        """True when the request names the item's present version; raises when it names no version at all."""
        given = id_element.get("ChangeKey")
        if not given:
            return False
        try:
            base64.b64decode(given, validate=True)
        except binascii.Error as problem:
            raise EwsError("ErrorInvalidChangeKey") from problem
        return bool(given == item.change_key)

    def _open(self, mailbox: Mailbox, missing: str) -> None:
        """Who may not look into a mailbox is told what somebody is told who asks for what is not there."""
        if not self.organization.may_open(self.acting, mailbox):
            raise EwsError(missing)

    def _noted(self, mailbox: Mailbox, folder: Folder) -> tuple[Mailbox, Folder]:
        self.record.note_folder(mailbox.address, folder.path)
        return mailbox, folder


def _well_formed(given: str) -> None:
    if not given:
        raise EwsError("ErrorInvalidIdEmpty", "Id must be non-empty.")
    if not is_id(given):
        raise EwsError("ErrorInvalidIdMalformed")


def ids(element: etree._Element, path: str) -> Iterator[etree._Element]:
    """The id elements below a messages-namespace holder, `m:ItemIds` for instance."""
    holder = element.find(f"{M}{path}")
    yield from () if holder is None else holder.iterchildren(tag=etree.Element)


@contextmanager
def refusing_bad_values() -> Iterator[None]:
    """A value that does not parse is the sender's fault, not the server's."""
    try:
        yield
    except (ValueError, KeyError) as problem:
        raise EwsError("ErrorInvalidPropertySet", f"A value cannot be understood: {problem}") from problem
