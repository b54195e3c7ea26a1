"""An item: message, appointment or task, held as ready-made XML fragments by element name."""

from __future__ import annotations

import base64
import copy
import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.mailboxes.properties import ExtendedValue, PropertyKey
from simulator.mailboxes.recurrence import Pattern
from simulator.xml import escape, leaf, leaf_text

# Element of the item class, first match wins; everything else is a Message.
_TAG_OF_CLASS = (
    ("IPM.Appointment", "CalendarItem"),
    ("IPM.Task", "Task"),
    ("IPM.Contact", "Contact"),
    ("IPM.DistList", "DistributionList"),
    ("IPM.Post", "PostItem"),
    ("IPM.Schedule.Meeting.Request", "MeetingRequest"),
    ("IPM.Schedule.Meeting.Canceled", "MeetingCancellation"),
    ("IPM.Schedule.Meeting.Resp", "MeetingResponse"),
)


def tag_for(item_class: str) -> str:
    """The element that EWS shows an item of this class as."""
    lowered = item_class.lower()
    for prefix, tag in _TAG_OF_CLASS:
        if lowered == prefix.lower() or lowered.startswith(prefix.lower() + "."):
            return tag
    return "Message"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False
    is_item: bool = False  # a whole message
    is_gone: bool = False  # deleted: it keeps its place, so that the others keep their ids


@dataclass(eq=False)
class Item:
    """`fields` maps an element's name to its whole fragment ("Subject" → "<t:Subject>…</t:Subject>").

    Everything that depends on where the item is (id, change key, folder) or on how it is asked for (body, extended
    properties, attachments) is kept beside it and rendered when asked.
    """

    item_class: str = "IPM.Note"
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""
    html: str | None = None
    extended: dict[PropertyKey, ExtendedValue] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mime: bytes | None = None
    series: Series | None = None
    master: Item | None = None  # of an occurrence, with its
    original: datetime | None = None  # start as the series planned it
    written: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # a day as kept, and the moment it was given
    tag: str = ""

    id: str = ""
    lasting_id: str = ""  # that it keeps wherever it goes in its mailbox
    change_key: str = ""
    linked: list[dict[str, str]] = field(default_factory=list)  # of a task: what programs say it belongs to
    steps: list[dict[str, str]] = field(default_factory=list)  # of a task: a person's list of what to tick off
    folder: Folder = field(init=False, repr=False)
    arrived: datetime = field(init=False, repr=False)  # newest first is by this
    entered: int = 0  # the folder's change number when it came in, was last changed, and last marked (un)read
    modified: int = 0
    marked: int = 0
    came_from: Folder | None = None  # of what was moved here

    def __post_init__(self) -> None:
        self.tag = self.tag or tag_for(self.item_class)

    def get(self, name: str) -> str:
        """The text of a simple field; "" when the item has none."""
        return leaf_text(self.fields.get(name, ""))

    def put(self, name: str, text: str) -> None:
        self.fields[name] = leaf(name, text)

    def flag(self, name: str) -> bool:
        return self.get(name) == "true"

    @property
    def subject(self) -> str:
        return self.get("Subject")

    @property
    def categories(self) -> list[str]:
        return strings(self.fields.get("Categories", ""))

    @categories.setter
    def categories(self, names: list[str]) -> None:
        put_strings(self, "Categories", names)


@dataclass(frozen=True, slots=True)
class Departure:
    """An item that left a folder, deleted or moved."""

    item_id: str
    change_key: str
    arrived: datetime
    entered: int
    left: int
    lasting_id: str = ""
    tag: str = ""


@dataclass(eq=False)
class Folder:
    id: str
    change_key: str
    name: str
    folder_class: str
    parent: Folder | None
    wellknown: str | None = None
    items: dict[str, Item] = field(default_factory=dict)
    departures: list[Departure] = field(default_factory=list)
    changed: int = 0  # the mailbox's change number at the last change in here
    extended: dict[PropertyKey, ExtendedValue] = field(default_factory=dict)
    is_archive: bool = False
    is_gone: bool = False

    @property
    def tag(self) -> str:
        for prefix, tag in (("IPF.Appointment", "Calendar"), ("IPF.Contact", "Contacts"), ("IPF.Task", "Tasks")):
            if self.folder_class.startswith(prefix):
                return f"{tag}Folder"
        return "Folder"

    @property
    def path(self) -> str:
        """From the mailbox's root, "Inbox/Projects"; folders outside of what people see begin with their root."""
        names = []
        folder: Folder | None = self
        while folder is not None and folder.wellknown != "msgfolderroot":
            names.append(folder.name)
            folder = folder.parent
        return "/".join(reversed(names))


@dataclass
class Series:
    """What a master knows beside its own fields; keys are original starts in UTC."""

    pattern: Pattern
    zone: ZoneInfo
    exceptions: dict[datetime, Item] = field(default_factory=dict)
    deleted: set[datetime] = field(default_factory=set)

    def of(self, master: Item) -> Series:
        """The same series for a copy of its master, with exceptions of its own."""
        twin = Series(self.pattern, self.zone, deleted=set(self.deleted))
        for original, one in self.exceptions.items():
            own = twin.exceptions[original] = copy.copy(one)
            own.fields, own.extended = {**one.fields, "UID": master.fields["UID"]}, dict(one.extended)
            own.master = master
        return twin


def attachment_id(item: Item, number: int) -> str:
    """The id of an item's attachment: the item's own, and eight characters more."""
    return item.id + base64.b64encode(b"ATT" + number.to_bytes(3, "big")).decode()


def put_strings(item: Item, name: str, values: list[str]) -> None:
    """Set a list of strings; an empty one takes the element away, as Exchange does."""
    if values:
        item.fields[name] = f"<t:{name}>{''.join(leaf('String', value) for value in values)}</t:{name}>"
    else:
        item.fields.pop(name, None)


def strings(fragment: str) -> list[str]:
    return [leaf_text(part) for part in re.findall("<t:String>[^<]*</t:String>", fragment)]


def mailbox_element(name: str, address: str, kind: str = "OneOff") -> str:
    """A person as `t:Mailbox`; Exchange leaves out what it does not have."""
    parts = [leaf("Name", name or address)] if name or address else []
    if address:
        is_legacy = address.upper().startswith(("/O=", "EX:/"))  # X.500, as Exchange has for its own people
        routing = "EX" if is_legacy else "SMTP"
        parts += [leaf("EmailAddress", address), leaf("RoutingType", routing)]
    parts.append(f"<t:MailboxType>{escape(kind)}</t:MailboxType>")
    return f"<t:Mailbox>{''.join(parts)}</t:Mailbox>"
