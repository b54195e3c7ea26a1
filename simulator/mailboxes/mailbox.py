"""One mailbox: folders, items, ids, change numbers and user configurations."""

from __future__ import annotations

import base64
import copy
import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from simulator.mailboxes.events import Events, Thing
from simulator.mailboxes.folders import ARCHIVE, STANDARD
from simulator.mailboxes.items import Departure, Folder, Item
from simulator.xml import leaf, timestamp

Clock = Callable[[], datetime]

_OF_ITEMS, _OF_FOLDERS, _LASTING = "AAMk", "AQMk", "AAkA"  # what ids begin with
_LENGTH = 104


def is_id(text: str) -> bool:
    """Whether a server like this one could have given the id out: whole, and with its parts in agreement.

    Occurrences' and attachments' ids are those of their items with eight characters more for each.
    """
    return text[:4] in (_OF_ITEMS, _OF_FOLDERS) and _is_whole(text)


def is_lasting_id(text: str) -> bool:
    """The same of an id that an item keeps when it moves."""
    return text.startswith(_LASTING) and _is_whole(text)


def _is_whole(text: str) -> bool:
    if len(text) < _LENGTH or (len(text) - _LENGTH) % 8:
        return False
    try:
        content = base64.b64decode(text[4:_LENGTH], validate=True)
        base64.b64decode(text[_LENGTH:], validate=True)
    except ValueError:
        return False
    return content[:32] == content[32:64] and content[:6] == content[69:75]


def is_item_id(text: str) -> bool:
    return is_id(text) and text.startswith(_OF_ITEMS)


def is_folder_id(text: str) -> bool:
    return is_id(text) and text.startswith(_OF_FOLDERS)


class Mailbox:
    """Not thread-safe: whoever holds the server's lock may use it.

    Item ids share a long beginning and differ in a few characters, in case too, as they do on a real server.
    """

    def __init__(
        self, address: str, name: str, zone: str, clock: Clock, *, with_archive: bool = False, guid: str = ""
    ) -> None:
        self.address = address
        self.name = name
        self.zone = zone  # IANA name
        self.folders: dict[str, Folder] = {}
        self.items: dict[str, Item] = {}
        self.lasting: dict[str, Item] = {}  # the same by the ids that they keep
        self.occurrences: dict[str, tuple[Item, datetime]] = {}  # ids given out: master, original start
        self.configurations: dict[tuple[str, str], dict[str, bytes]] = {}
        self.events = Events()
        self._wellknown: dict[str, Folder] = {}
        self._clock = clock
        self._number = 0
        self._ids = 0
        self._lasting_ids = 0
        self._seed = hashlib.sha256((guid or address.casefold()).encode()).digest()
        for wellknown, folder_name, folder_class, parent in STANDARD + (ARCHIVE if with_archive else ()):
            self._add_folder(folder_name, folder_class, self._wellknown[parent] if parent else None, wellknown)

    # --- folders ---

    def wellknown(self, name: str) -> Folder | None:
        folder = self._wellknown.get(name.lower())
        return None if folder is None or folder.is_gone else folder

    def folder(self, path_or_name: str) -> Folder:
        """A folder by path ("Inbox/Projects") or distinguished name ("inbox"); raises KeyError."""
        found = self.wellknown(path_or_name)
        if found is not None:
            return found
        for folder in self.folders.values():
            if folder.path.casefold() == path_or_name.casefold() and not folder.is_archive:
                return folder
        raise KeyError(f"{self.address} has no folder {path_or_name!r}")

    def make_folder(self, path: str, folder_class: str = "") -> Folder:
        """The folder at this path, made with its parents where it is missing."""
        parent = self._wellknown["msgfolderroot"]
        for name in path.split("/"):
            folder = next((f for f in self.children(parent) if f.name.casefold() == name.casefold()), None)
            parent = folder or self._add_folder(name, folder_class or parent.folder_class or "IPF.Note", parent, None)
        return parent

    def add_folder(self, name: str, folder_class: str, parent: Folder) -> Folder:
        return self._add_folder(name, folder_class, parent, None)

    def remove_folder(self, folder: Folder) -> None:
        """The folder, those below it and all their items are gone for good."""
        for child in list(self.children(folder)):
            self.remove_folder(child)
        for item in list(folder.items.values()):
            self.remove(item)
        folder.is_gone = True
        del self.folders[folder.id]
        self._number += 1
        self._tell("DeletedEvent", folder)

    def rename_folder(self, folder: Folder, name: str) -> None:
        folder.name = name
        folder.change_key = self._change_key()
        self._tell("ModifiedEvent", folder)

    def move_folder(self, folder: Folder, to: Folder) -> None:
        """Put the folder, with all that is in it and below it, into another one."""
        before = Thing.of(folder)
        folder.parent = to
        folder.change_key = self._change_key()
        self._tell("MovedEvent", folder, before)

    def copy_folder(self, folder: Folder, to: Folder) -> Folder:
        """A second folder with copies of all that is in it and below it."""
        twin = self.add_folder(folder.name, folder.folder_class, to)
        for item in list(folder.items.values()):
            self.copy(item, twin)
        for child in list(self.children(folder)):
            if child is not twin:
                self.copy_folder(child, twin)
        return twin

    def is_within(self, folder: Folder | None, outer: Folder) -> bool:
        """Whether a folder is the other one, or lies below it."""
        while folder is not None and folder is not outer:
            folder = folder.parent
        return folder is outer

    def children(self, folder: Folder, *, deep: bool = False) -> Iterator[Folder]:
        for candidate in list(self.folders.values()):
            if candidate.parent is folder:
                yield candidate
                if deep:
                    yield from self.children(candidate, deep=True)

    def seen(self, wellknown: str) -> list[Folder]:
        """The folders like this default one that a person sees, itself first: none that was thrown away."""
        default, away = self.folder(wellknown), self.folder("deleteditems")
        others = [
            folder
            for folder in self.children(self.folder("msgfolderroot"), deep=True)
            if folder.tag == default.tag and folder is not default and not self.is_within(folder, away)
        ]
        return [default, *others]

    def _add_folder(self, name: str, folder_class: str, parent: Folder | None, wellknown: str | None) -> Folder:
        folder = Folder(self._new_id(_OF_FOLDERS), self._change_key(), name, folder_class, parent, wellknown)
        folder.is_archive = parent.is_archive if parent else wellknown == "archiveroot"
        self.folders[folder.id] = folder
        if wellknown:
            self._wellknown[wellknown] = folder
        self._tell("CreatedEvent", folder)
        return folder

    # --- items ---

    def add(self, item: Item, folder: Folder, *, arrived: datetime | None = None) -> Item:
        """Put a new item into a folder; `arrived` decides its place among the newest-first changes."""
        self._put(item, folder, arrived)
        self._tell("CreatedEvent", item)
        return item

    def tell_of_mail(self, item: Item) -> None:
        """It came in from others."""
        self.events.tell("NewMailEvent", self._clock(), item)

    def _put(self, item: Item, folder: Folder, arrived: datetime | None) -> None:
        now = self._clock()
        item.id = self._new_id(_OF_ITEMS)
        item.lasting_id = item.lasting_id or self._new_lasting_id()
        item.folder = folder
        item.came_from = None
        item.arrived = arrived or now
        item.fields.setdefault("DateTimeCreated", leaf("DateTimeCreated", timestamp(now)))
        item.entered = item.modified = self._bump(folder)
        item.change_key = self._change_key()
        item.put("LastModifiedTime", timestamp(now))
        folder.items[item.id] = item
        self.items[item.id] = item
        self.lasting[item.lasting_id] = item

    def touch(self, item: Item) -> None:
        """Record that the item changed: a new change key, and news for whoever follows its folder."""
        item.modified = self._bump(item.folder)
        item.change_key = self._change_key()
        item.put("LastModifiedTime", timestamp(self._clock()))
        self._tell("ModifiedEvent", item)

    def mark_read(self, item: Item, is_read: bool) -> None:
        """Read flags travel on their own and leave the change key alone."""
        if item.flag("IsRead") != is_read:
            item.put("IsRead", "true" if is_read else "false")
            item.marked = self._bump(item.folder)
            self._tell("ModifiedEvent", item)

    def remove(self, item: Item) -> None:
        self._take(item)
        self._tell("DeletedEvent", item)

    def _take(self, item: Item) -> None:
        folder = item.folder
        del folder.items[item.id]
        del self.items[item.id]
        del self.lasting[item.lasting_id]
        left = self._bump(folder)
        folder.departures.append(
            Departure(item.id, item.change_key, item.arrived, item.entered, left, item.lasting_id, item.tag)
        )

    def move(self, item: Item, to: Folder) -> Item:
        """The same item under a new id in another folder."""
        before, came_from = Thing.of(item), item.folder
        self._take(item)
        if to.is_archive != came_from.is_archive:  # another mailbox, behind the scenes
            item.lasting_id = ""
        self._put(item, to, item.arrived)
        item.came_from = came_from
        self._tell("MovedEvent", item, before)
        return item

    def copy(self, item: Item, to: Folder) -> Item:
        twin = copy.copy(item)
        twin.lasting_id = ""
        twin.linked = [dict(one) for one in item.linked]
        twin.steps = [dict(one) for one in item.steps]
        twin.fields = dict(item.fields)
        twin.extended = dict(item.extended)
        twin.written = dict(item.written)
        if item.series is not None:
            twin.put("UID", self.new_uid())
            twin.series = item.series.of(twin)
        self._put(twin, to, item.arrived)
        self._tell("CopiedEvent", twin, Thing.of(item))
        return twin

    def _tell(self, kind: str, thing: Item | Folder, before: Thing | None = None) -> None:
        """News for whoever subscribed; of an item, that its folder counts other items than before as well."""
        now = self._clock()
        self.events.tell(kind, now, thing, before)
        if isinstance(thing, Item):
            self.events.tell("ModifiedEvent", now, thing.folder)

    @property
    def number(self) -> int:
        """The number of the last change in the mailbox."""
        return self._number

    def new_uid(self) -> str:
        """An appointment's identity, as Exchange makes them."""
        unique = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.address}/{self._number}").hex
        return f"040000008200E00074C5B7101A82E008{'0' * 32}10000000{unique}".upper()

    def _bump(self, folder: Folder) -> int:
        self._number += 1
        folder.changed = self._number
        return self._number

    def _change_key(self) -> str:
        self._number += 1
        return base64.b64encode(b"\x09\0\0\0\x16\0\0\0" + self._seed[:8] + self._number.to_bytes(8, "big")).decode()

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return prefix + base64.b64encode(self._seed * 2 + self._ids.to_bytes(5, "big") + self._seed[:6]).decode()

    def _new_lasting_id(self) -> str:
        self._lasting_ids += 1
        number = (1 << 39) + self._lasting_ids
        return _LASTING + base64.b64encode(self._seed * 2 + number.to_bytes(5, "big") + self._seed[:6]).decode()

    def note_occurrence(self, master: Item, original_start: int) -> None:
        """Know one occurrence by its id, as if it had been given out; `original_start` in seconds since 1970."""
        with suppress(ValueError, OverflowError, OSError):
            original = datetime.fromtimestamp(original_start, UTC)
            self.occurrences[self.occurrence_id(master, original)] = master, original

    def occurrence_id(self, master: Item, original_start: datetime) -> str:
        """The id of one occurrence: always the same for the same master id and original start."""
        return master.id + base64.b64encode(int(original_start.timestamp()).to_bytes(6, "big", signed=True)).decode()
