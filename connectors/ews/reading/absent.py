"""What an item's answer does not say, as against what it says that there is none of. Pure.

Exchange leaves out what is empty, of some properties; others it always gives, so that their absence says nothing. What
is there under a name or in a namespace that nobody knows was meant to be said, and was not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Found = Mapping[str, Any]

# By element: the name of the field in our values, and whether Exchange gives the element of every item that was sent,
# received or put into a calendar. Where it does not, the element is left out of an item that has none of it; for that
# see the remarks on the properties in [MS-OXWSCORE] 2.2.4.24 (ItemType), [MS-OXWSMSG] 2.2.4.1 (MessageType) and
# [MS-OXWSMTGS] 2.2.4.9 (CalendarItemType), which call all of them optional, and what exchangelib reads as None.
ALWAYS, WHERE_ANY = True, False
_MAIL = {
    "InternetMessageId": ("message_id", ALWAYS),
    "Subject": ("subject", WHERE_ANY),  # one that was emptied is given empty or not at all
    "From": ("from", ALWAYS),
    "Sender": ("sender", ALWAYS),
    "ToRecipients": ("to", WHERE_ANY),  # who got a blind copy sees no others
    "CcRecipients": ("cc", WHERE_ANY),
    "BccRecipients": ("bcc", WHERE_ANY),
    "ReplyTo": ("reply_to", WHERE_ANY),
    "DateTimeReceived": ("received_at", ALWAYS),
    "DateTimeSent": ("sent_at", ALWAYS),
    "InReplyTo": ("in_reply_to", WHERE_ANY),
    "References": ("references", WHERE_ANY),
    "ConversationId": ("conversation_id", ALWAYS),  # of Exchange 2010 and later
    "ConversationIndex": ("conversation_depth", WHERE_ANY),
    "Sensitivity": ("sensitivity", ALWAYS),
    "ItemClass": ("item_class", ALWAYS),
    "IsDraft": ("is_draft", ALWAYS),
    "HasAttachments": ("has_attachments", ALWAYS),
    "Size": ("size", ALWAYS),
    "Body": ("body", ALWAYS),  # empty where there is no text
}
_CALENDAR = {
    "UID": ("uid", ALWAYS),
    "Subject": ("subject", WHERE_ANY),
    "Start": ("start", ALWAYS),
    "End": ("end", ALWAYS),
    "CalendarItemType": ("kind", ALWAYS),
    "IsAllDayEvent": ("is_all_day", ALWAYS),
    "IsCancelled": ("is_cancelled", ALWAYS),
    "Location": ("location", WHERE_ANY),
    "Organizer": ("organizer", ALWAYS),
    "RequiredAttendees": ("attendees", WHERE_ANY),  # an appointment without anybody else has none
    "OptionalAttendees": ("attendees", WHERE_ANY),
    "Sensitivity": ("sensitivity", ALWAYS),
    "HasAttachments": ("has_attachments", ALWAYS),
    "Size": ("size", ALWAYS),
    "Body": ("body", ALWAYS),
}
_MAIL_NAMES, _CALENDAR_NAMES = frozenset(_MAIL), frozenset(_CALENDAR)
# What a user may take off an item that is there: its absence is followed, unless something stands in its place.
_TAKEN_OFF = frozenset({"location", "attendees"})
_OF_MAIL_THAT_WAS_SENT = frozenset(field for field, is_given in _MAIL.values() if not is_given) | {"from", "message_id"}
_PEOPLE = ("ToRecipients", "CcRecipients", "BccRecipients")
_HEADERS = frozenset({"headers"})
NOTHING: frozenset[str] = frozenset()


Answered = tuple[frozenset[str], frozenset[str], frozenset[str]]


def of_mail(found: Found, strays: Collection[str], is_draft: bool) -> Answered:
    """`untold`, `unclear` and `lacking` of an e-mail; see `connectors.mailbox.Email`."""
    missing = _MAIL_NAMES - found.keys()
    untold = frozenset({_MAIL[name][0] for name in missing})
    if is_draft:  # its writer may take anything off
        kept = untold - _OF_MAIL_THAT_WAS_SENT if "IsDraft" in found else untold
        return kept, NOTHING, NOTHING
    if "from" not in found.get("InternetMessageHeaders", ()):  # which no message comes without
        untold |= _HEADERS
    unclear = {_MAIL[name][0] for name in missing if _is_among(name, strays)} if strays else set[str]()
    if "From" in missing and "Sender" in missing and (strays or _names_somebody(found)):
        unclear.add("from")
    if strays and missing.issuperset(_PEOPLE) and not _are_known(strays):
        unclear.add("to")
    lacking = NOTHING if missing.isdisjoint(_DECISIVE) else _lacking(missing)
    for name, field, shown in _SHOWN:
        if name in missing and (names := found.get(shown)) is not None:
            if not names:  # the server says that there is nobody
                untold -= {field}
            elif ":" not in names:  # "undisclosed-recipients:;"
                lacking |= {field}
    return untold, frozenset(unclear), lacking


def of_appointment(found: Found, strays: Collection[str]) -> Answered:
    """The same of an appointment."""
    missing = _CALENDAR_NAMES - found.keys()
    unclear = {_CALENDAR[name][0] for name in missing if _is_among(name, strays)} if strays else set[str]()
    if "Start" in missing:
        unclear.add("start")
    untold = {_CALENDAR[name][0] for name in missing}
    if not strays or _are_known(strays):
        untold = untold - _TAKEN_OFF | unclear
    return frozenset(untold), frozenset(unclear), frozenset({"uid", "sensitivity"} & untold)


# Of mail: whom an element names, in words that the server gives beside it, "" where it is nobody.
_SHOWN = (("ToRecipients", "to", "DisplayTo"), ("CcRecipients", "cc", "DisplayCc"))
_DECISIVE = frozenset({"Sensitivity", "From", "DateTimeReceived"})


def _lacking(missing: Collection[str]) -> frozenset[str]:
    found = {"sensitivity"} if "Sensitivity" in missing else set[str]()
    if "From" in missing and "Sender" in missing:
        found.add("from")
    if "DateTimeReceived" in missing and "DateTimeSent" in missing:
        found.add("sent_at")
    return frozenset(found)


def _names_somebody(found: Found) -> bool:
    """Whether its headers have a From with anybody in it."""
    return any(char.isalnum() for char in found.get("InternetMessageHeaders", {}).get("from", ""))


def _is_among(name: str, strays: Collection[str]) -> bool:
    """Whether an element stands there under another name, or in another namespace."""
    return any(name.lower() in other.lower() for other in strays)


def _are_known(strays: Collection[str]) -> bool:
    return all(name in _MAIL or name in _CALENDAR for name in strays)


def stray(tag: str, namespace: str) -> str:
    """The name of what should not be there: in a foreign namespace, or under a name that no schema has; else ""."""
    where, _, name = tag.rpartition("}")
    if where[1:] == namespace and name in _schema_names():
        return ""  # not asked for: some servers give more
    return name


_NAMES: set[str] = set()


def _schema_names() -> Collection[str]:
    """Of the properties of items, as the library knows them; they are collected when one is first needed."""
    if not _NAMES:
        from exchangelib.items import ITEM_CLASSES

        uris = (getattr(field, "field_uri", None) for cls in ITEM_CLASSES for field in cls.FIELDS)
        found = {uri.rpartition(":")[2] for uri in uris if isinstance(uri, str)}
        _NAMES.update(found | _UNKNOWN_TO_IT)
    return _NAMES


# Properties of newer schemas that the library leaves out.
_UNKNOWN_TO_IT = {
    *("ItemId", "Flag", "Preview", "NormalizedBody", "TextBody", "InstanceKey", "EntityExtractionResult"),
    *(
        "PolicyTag",
        "ArchiveTag",
        "RetentionDate",
        "NextPredictedAction",
        "GroupingAction",
        "BlockStatus",
        "MimeContent",
    ),
    *("PredictedActionReasons", "IsClutter", "RightsManagementLicenseData", "HasBlockedImages", "IconIndex"),
    *(
        "BlockStatus",
        "Hashtags",
        "Mentions",
        "MentionedMe",
        "MentionsPreview",
        "MentionsEx",
        "AppliedHashtags",
        "LikesPreview",
    ),
    *(
        "BlockStatus",
        "ReceivedOrRenewTime",
        "DocumentId",
        "MimeContentUTF8",
        "MailboxGuids",
        "Likes",
        "Charm",
        "RichContent",
    ),
    *("ReminderMessageData", "ApprovalRequestData", "VotingInformation", "ModernReminders", "Comments", "Apps"),
    *("SortOrderSource", "InboxReminders", "JoinOnlineMeetingUrl", "OnlineMeetingSettings", "EnhancedLocation"),
    *("IsOrganizer", "StartTimeZoneId", "EndTimeZoneId", "StartWallClock", "EndWallClock", "DoNotForwardMeeting"),
    *("ConflictingMeetings", "AdjacentMeetings", "ConflictResolutionAction", "FirstOccurrence", "LastOccurrence"),
    *("ModifiedOccurrences", "DeletedOccurrences", "MeetingTimeZone", "StartTimeZone", "EndTimeZone", "DateTimeStamp"),
    *("InboxRulesFilters", "SystemCategories", "WorkingSetSourcePartition", "ExtendedProperty", "ItemClass"),
    *("TailoredXpEntities", "TravelState", "ClientSeenTime", "ExecuteSearchOptions", "PendingSocialActivityTagIds"),
}
