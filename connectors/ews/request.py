"""The requests that the connector makes, and the properties that it asks for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from lxml import etree

from connectors.characters import clean
from connectors.ews.wire.xml import Element, T, m, t
from connectors.mailbox import HEADERS, Folder, FolderKind
from connectors.ours import IDENTITY_NAME, IDENTITY_SET, ROLE_NAME, TASK_NAME

KEYWORDS = "Keywords"  # the name of the property that holds an item's categories
SENT_BY = "0x5D01"  # the tag of the property that holds who sent a meeting (PidTagSenderSmtpAddress)
SUBJECT = "0x37"
TEXT = "0x1000"  # the tag of the property that holds an item's plain text
FLAGS = "0x0E07"  # the tag of the property that says, among others, whether a message is unsent
INVITED = "33321"  # the number of the property that says whether anybody was invited (PidLidFInvited)
BATCH = 100  # items a request: the gain is in the first hundred
MOST = 512  # changes a list; Exchange gives no more
PAGE = 200  # changes that are read at once: so many as a list may have take as much memory as half the program
WIDER = 1.5  # times as many of a server that answers at once: fewer pages are cheaper by a fiftieth, and take 3 MiB
FOUND = 1000  # items and folders a page of a search; Exchange gives no more

_COMMON = (
    *("item:ItemClass", "item:Subject", "item:Sensitivity", "item:Body", "item:Size", "item:Categories"),
    *("item:HasAttachments", "item:Attachments", "item:LastModifiedTime"),
)
_FIELDS = {
    FolderKind.MAIL: (
        *_COMMON[:-1],
        *("item:DateTimeReceived", "item:DateTimeSent", "item:InReplyTo", "item:IsDraft", "item:ConversationId"),
        *("item:DisplayTo", "item:DisplayCc", "message:From", "message:Sender", "message:ToRecipients"),
        *("message:CcRecipients", "message:BccRecipients", "message:ReplyTo"),
        *("message:InternetMessageId", "message:References", "message:ConversationIndex"),
    ),
    FolderKind.CALENDAR: (
        *_COMMON,
        *("calendar:UID", "calendar:Start", "calendar:End", "calendar:OriginalStart", "calendar:IsAllDayEvent"),
        *("calendar:RecurrenceId", "calendar:DeletedOccurrences", "calendar:IsMeeting"),
        *("calendar:Location", "calendar:IsCancelled", "calendar:CalendarItemType", "calendar:MeetingRequestWasSent"),
        *("calendar:MyResponseType", "calendar:Organizer", "calendar:RequiredAttendees", "calendar:OptionalAttendees"),
    ),
    FolderKind.TASKS: (
        *("item:Subject", "item:Body", "item:Categories", "item:LastModifiedTime"),
        *("item:ReminderDueBy", "item:ReminderIsSet"),
        *("task:DueDate", "task:IsComplete", "task:IsRecurring", "task:Status"),
    ),
}
# What a listing names an item by. The first is the time by which it is sorted.
_LISTED = {
    FolderKind.MAIL: ("item:DateTimeReceived", "message:InternetMessageId"),
    FolderKind.CALENDAR: ("calendar:Start", "calendar:UID", "calendar:CalendarItemType"),
    FolderKind.TASKS: ("item:DateTimeReceived",),
}


def whole(kind: FolderKind, *, is_block_wanted: bool = False) -> list[Element]:
    """The properties that our value of an item in such a folder has; headers by name, or all of them in one block."""
    return list(deepcopy(_whole(kind, is_block_wanted=is_block_wanted)))  # every page asks: a copy is made in no time


@lru_cache(maxsize=2 * len(FolderKind))
def _whole(kind: FolderKind, *, is_block_wanted: bool) -> Element:
    paths = [field(uri) for uri in _FIELDS[kind]]
    if kind is FolderKind.MAIL:
        # By name they cost next to nothing; the list of all headers costs as much again as half the item.
        paths += [transport_headers()] if is_block_wanted else headers()
    else:  # which tasks and meetings we made
        paths.append(identity_path())
    if kind is FolderKind.CALENDAR:
        paths.append(role_path())
        paths.append(t.ExtendedFieldURI(PropertyTag=SENT_BY, PropertyType="String"))
    return t.AdditionalProperties(*paths)


def sync(folder_id: str, cursor: str | None, most: int) -> Element:
    request = m.SyncFolderItems(_shape(m.ItemShape, []), m.SyncFolderId(t.FolderId(Id=folder_id)))
    if cursor is not None:
        request.append(m.SyncState(cursor))
    request.append(m.MaxChangesReturned(str(most)))
    request.append(m.SyncScope("NormalItems"))
    return request


def get_items(ids: Iterable[str], paths: Iterable[Element]) -> Element:
    """Without change keys: the items as they stand now are wanted, whatever they were."""
    holder = m.ItemIds()
    for item_id in ids:
        etree.SubElement(holder, f"{T}ItemId", Id=item_id)
    return m.GetItem(_shape(m.ItemShape, paths, body=True), holder)


def find_items(folder_ids: Sequence[Element], path: Element, value: str, offset: int = 0) -> Element:
    """Ids of the items in these folders whose property equals the value."""
    return m.FindItem(
        _shape(m.ItemShape, []),
        m.IndexedPageItemView(MaxEntriesReturned=str(FOUND), Offset=str(offset), BasePoint="Beginning"),
        m.Restriction(t.IsEqualTo(path, t.FieldURIOrConstant(t.Constant(Value=clean(value))))),
        m.ParentFolderIds(*folder_ids),
        Traversal="Shallow",
    )


def find_categorised(folder_ids: Sequence[Element], most: int) -> Element:
    """Ids of the first items in each of these folders that have any category."""
    return m.FindItem(
        _shape(m.ItemShape, []),
        m.IndexedPageItemView(MaxEntriesReturned=str(most), Offset="0", BasePoint="Beginning"),
        m.Restriction(t.Exists(field("item:Categories"))),
        m.ParentFolderIds(*folder_ids),
        Traversal="Shallow",
    )


def list_items(folder: Folder, offset: int) -> Element:
    """What names the items of a folder, the latest first.

    Sorted and not restricted: Exchange keeps a search for each restriction, and gives a quarter as much at a time.
    """
    latest_first = t.FieldOrder(field(_LISTED[folder.kind][0]), Order="Descending")
    return m.FindItem(
        _shape(m.ItemShape, map(field, _LISTED[folder.kind])),
        m.IndexedPageItemView(MaxEntriesReturned=str(FOUND), Offset=str(offset), BasePoint="Beginning"),
        m.SortOrder(latest_first),
        m.ParentFolderIds(folder_id(folder.id)),
        Traversal="Shallow",
    )


def view_calendar(folder: Folder, start: datetime, end: datetime) -> Element:
    """What names the appointments that touch the stretch, series expanded; the earliest first."""
    return m.FindItem(
        _shape(m.ItemShape, map(field, _LISTED[FolderKind.CALENDAR])),
        m.CalendarView(MaxEntriesReturned=str(FOUND), StartDate=moment(start), EndDate=moment(end)),
        m.ParentFolderIds(folder_id(folder.id)),
        Traversal="Shallow",
    )


def create_item(content: Element, folder: Element) -> Element:
    """Only ever saved: sends nothing to anybody."""
    return m.CreateItem(
        m.SavedItemFolderId(folder),
        m.Items(content),
        MessageDisposition="SaveOnly",
        SendMeetingInvitations="SendToNone",
    )


def update_items(changes: Iterable[Element], version: str) -> Element:
    """Only ever over the version that was read; tells nobody, and sends no receipt."""
    request = m.UpdateItem(
        m.ItemChanges(*changes),
        ConflictResolution="NeverOverwrite",
        MessageDisposition="SaveOnly",
        SendMeetingInvitationsOrCancellations="SendToNone",
    )
    if version not in ("Exchange2010_SP2", "Exchange2013"):  # before Exchange 2013 SP1 it is not part of the protocol
        request.set("SuppressReadReceipts", "true")
    return request


def item_change(item_id: str, change_key: str, updates: Iterable[Element]) -> Element:
    return t.ItemChange(t.ItemId(Id=item_id, ChangeKey=change_key), t.Updates(*updates))


def category_change(tag: str, item_id: str, change_key: str, names: Sequence[str]) -> Element:
    """The change of an item's categories to these. Every stamp is one: it is a copy, which is made in no time."""
    change = deepcopy(_categories_of(tag, are_any=bool(names)))
    change[0].set("Id", item_id)
    change[0].set("ChangeKey", change_key)
    if names:
        categories = change[1][0][1][0]
        for name in names:
            etree.SubElement(categories, f"{T}String").text = clean(name)
    return change


@lru_cache(maxsize=16)
def _categories_of(tag: str, *, are_any: bool) -> Element:
    value = t.Categories() if are_any else None  # Exchange has no empty list
    return item_change("", "", [update(tag, "item:Categories", value)])


def update(tag: str, uri: str, value: Element | None) -> Element:
    """One property of an element of this name set to its value; None takes it away."""
    if value is None:
        return t.DeleteItemField(field(uri))
    return t.SetItemField(field(uri), t(tag, value))


def find_folders(root: Element, offset: int = 0) -> Element:
    return m.FindFolder(
        _shape(m.FolderShape, _folder_paths()),
        m.IndexedPageFolderView(MaxEntriesReturned=str(FOUND), Offset=str(offset), BasePoint="Beginning"),
        m.ParentFolderIds(root),
        Traversal="Deep",
    )


def get_folders(folder_ids: Iterable[Element], *uris: str) -> Element:
    return m.GetFolder(_shape(m.FolderShape, [field(uri) for uri in uris]), m.FolderIds(*folder_ids))


def distinguished(name: str, address: str) -> Element:
    """A folder by Exchange's own name, in the mailbox of this address whoever is logged in."""
    return t.DistinguishedFolderId(t.Mailbox(t.EmailAddress(address)), Id=name)


def folder_id(value: str) -> Element:
    return t.FolderId(Id=value)


def field(uri: str) -> Element:
    return t.FieldURI(FieldURI=uri)


def keywords_path() -> Element:
    """The property behind an item's categories, by its own name."""
    return t.ExtendedFieldURI(
        DistinguishedPropertySetId="PublicStrings", PropertyName=KEYWORDS, PropertyType="StringArray"
    )


def text_path() -> Element:
    """The property behind an item's text, by its own tag."""
    return text_of(TEXT)


def subject_path() -> Element:
    """The property behind an item's subject, by its own tag."""
    return text_of(SUBJECT)


def text_of(tag: str) -> Element:
    """A property that holds a text, by its tag."""
    return t.ExtendedFieldURI(PropertyTag=tag, PropertyType="String")


def flags_path() -> Element:
    return t.ExtendedFieldURI(PropertyTag=FLAGS, PropertyType="Integer")


def invited_path() -> Element:
    return t.ExtendedFieldURI(DistinguishedPropertySetId="Appointment", PropertyId=INVITED, PropertyType="Boolean")


def identity_path() -> Element:
    return t.ExtendedFieldURI(PropertySetId=IDENTITY_SET, PropertyName=IDENTITY_NAME, PropertyType="String")


def role_path() -> Element:
    return t.ExtendedFieldURI(PropertySetId=IDENTITY_SET, PropertyName=ROLE_NAME, PropertyType="String")


def task_path() -> Element:
    return t.ExtendedFieldURI(PropertySetId=IDENTITY_SET, PropertyName=TASK_NAME, PropertyType="String")


def identity_property(identity: UUID) -> Element:
    return t.ExtendedProperty(identity_path(), t.Value(str(identity)))


def identify(tag: str, identity: UUID) -> Element:
    """An element of this name gets a hidden identity."""
    return t.SetItemField(identity_path(), t(tag, identity_property(identity)))


def body(text: str) -> Element:
    return t.Body(clean(text), BodyType="Text")


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def strings(names: Iterable[str]) -> Element | None:
    """Categories; None where there are none, because Exchange has no empty list."""
    values = [t.String(clean(name)) for name in names]
    return t.Categories(*values) if values else None


def _folder_paths() -> list[Element]:
    return [field(f"folder:{name}") for name in ("DisplayName", "FolderClass", "ParentFolderId")]


def headers() -> list[Element]:
    return [_header(name) for name in HEADERS]


def latest(folder: Element, count: int) -> Element:
    """Ids of the latest mail in a folder."""
    return m.FindItem(
        _shape(m.ItemShape, []),
        m.IndexedPageItemView(MaxEntriesReturned=str(count), Offset="0", BasePoint="Beginning"),
        m.SortOrder(t.FieldOrder(field("item:DateTimeReceived"), Order="Descending")),
        m.ParentFolderIds(folder),
        Traversal="Shallow",
    )


def transport_headers() -> Element:
    """All headers as they arrived (PR_TRANSPORT_MESSAGE_HEADERS)."""
    return t.ExtendedFieldURI(PropertyTag="0x007D", PropertyType="String")


def _header(name: str) -> Element:
    return t.IndexedFieldURI(FieldURI="item:InternetMessageHeader", FieldIndex=name)


def _shape(make: Callable[..., Element], paths: Iterable[Element], *, body: bool = False) -> Element:
    shape = make(t.BaseShape("IdOnly"))
    if body:
        shape.append(t.BodyType("Text"))
    additional = t.AdditionalProperties(*paths)
    if len(additional):
        shape.append(additional)
    return shape
