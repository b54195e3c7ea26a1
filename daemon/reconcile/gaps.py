"""What differs between an item as the server has it and the copy that the store holds of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from connectors.mailbox import Appointment, Change, Deleted, Elsewhere, Email, Listed, PassedOver, Unreadable, Upserted
from daemon.link import facts_of
from store.rules.likeness import is_copy
from store.values import HeldCopy, ItemKind, Pointer, WatchedFolder

NO_GAP = "no gap"  # a mail was read or flagged: nothing that counts is otherwise


class Seen:
    """A set of ids that takes one bit each, up to the greatest."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, id: int) -> None:
        byte, bit = divmod(id, 8)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 1 - len(self._bits)))
        self._bits[byte] |= 1 << bit

    def __contains__(self, id: int) -> bool:
        byte, bit = divmod(id, 8)
        return byte < len(self._bits) and bool(self._bits[byte] >> bit & 1)


def is_as_listed(copy: HeldCopy | None, one: Listed, folder: WatchedFolder) -> bool:
    if copy is None or copy.is_gone:
        return False
    return copy.change_key == one.change_key and copy.folder_id == folder.id


def difference(change: Change, copy: HeldCopy | None, folder: WatchedFolder, back: Collection[str], prefix: str) -> str:
    """What kind of gap it is, or none, though it is to be stored; "" where there is nothing to store.

    `back` are the ids of what is missing in the store under them, and known there under others.
    """
    is_present = copy is not None and not copy.is_gone
    match change:
        case Deleted():
            return "gone" if is_present else ""
        case Elsewhere():
            return "healed" if copy is not None and (copy.is_gone or copy.folder_id == folder.id) else NO_GAP
        case Unreadable() | PassedOver():
            return NO_GAP if is_present else "missed"
        case Upserted(Email() | Appointment() as item):
            if copy is None or copy.is_gone:
                return "healed" if item.item_id in back else "missed"
            if copy.folder_id != folder.id:
                return "healed"
            if copy.change_key == item.change_key:
                return ""
            return "changed" if _is_other(copy, item, prefix) else NO_GAP
        case _:
            return ""


def come_back(
    items: Sequence[Email | Appointment], copies: Sequence[Sequence[Pointer]], stale: Collection[str], seen: Seen
) -> dict[str, str]:
    """Which of these are copies that the store knows as gone, or by a stale id: new id → old one, "" if it was gone.

    `copies` are each item's in this mailbox, of which there may be several: each stands for one, and counts as seen.
    """
    back = {}
    for item, held in zip(items, copies, strict=True):
        free = [copy for copy in held if copy.id not in seen and (copy.is_gone or copy.server_id in stale)]
        if free:
            copy = next((copy for copy in free if copy.server_id == item.item_id), free[-1])
            seen.add(copy.id)
            back[item.item_id] = "" if copy.is_gone else copy.server_id
    return back


def _is_other(copy: HeldCopy, item: Email | Appointment, prefix: str) -> bool:
    """Whether anything differs that counts. The change key of a mail moves for its flags and the like, too."""
    facts = facts_of(item, prefix)
    if facts.kind is ItemKind.APPOINTMENT:
        return True
    if (facts.named, bool(facts.sensitivity)) != (copy.named, copy.is_private):
        return True
    return not is_copy(copy.fingerprint, copy.sketch, facts.fingerprint, facts.sketch)
