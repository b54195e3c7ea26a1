"""Element names of each kind of item in the order in which EWS sends them, and what the two big shapes contain."""

from __future__ import annotations


def _names(text: str) -> list[str]:
    return text.split()


_ITEM = _names(
    """MimeContent ItemId ParentFolderId ItemClass Subject Sensitivity Body Attachments DateTimeReceived Size Categories
    Importance InReplyTo IsSubmitted IsDraft IsFromMe IsResend IsUnmodified InternetMessageHeaders DateTimeSent
    DateTimeCreated ResponseObjects ReminderDueBy ReminderIsSet ReminderNextTime ReminderMinutesBeforeStart DisplayCc
    DisplayTo DisplayBcc HasAttachments ExtendedProperty Culture EffectiveRights LastModifiedName LastModifiedTime
    IsAssociated WebClientReadFormQueryString WebClientEditFormQueryString ConversationId UniqueBody Flag StoreEntryId
    InstanceKey NormalizedBody Preview TextBody IconIndex"""
)

_MESSAGE = _names(
    """Sender ToRecipients CcRecipients BccRecipients IsReadReceiptRequested IsDeliveryReceiptRequested
    ConversationIndex ConversationTopic From InternetMessageId IsRead IsResponseRequested References ReplyTo ReceivedBy
    ReceivedRepresenting"""
)

_CALENDAR_TIMES = _names(
    """Start End OriginalStart IsAllDayEvent LegacyFreeBusyStatus Location When IsMeeting IsCancelled IsRecurring
    MeetingRequestWasSent"""
)

_CALENDAR_REST = _names(
    """Duration TimeZone AppointmentReplyTime AppointmentSequenceNumber AppointmentState Recurrence FirstOccurrence
    LastOccurrence ModifiedOccurrences DeletedOccurrences MeetingTimeZone StartTimeZone EndTimeZone ConferenceType
    AllowNewTimeProposal IsOnlineMeeting MeetingWorkspaceUrl NetShowUrl"""
)

_ATTENDEES = ["CalendarItemType", "MyResponseType", "Organizer", "RequiredAttendees", "OptionalAttendees", "Resources"]

_CALENDAR = [
    *("UID", "RecurrenceId", "DateTimeStamp"),
    *_CALENDAR_TIMES,
    "IsResponseRequested",
    *_ATTENDEES,
    *_CALENDAR_REST,
    *("StartWallClock", "EndWallClock", "StartTimeZoneId", "EndTimeZoneId", "IntendedFreeBusyStatus", "IsOrganizer"),
]

_TASK = _names(
    """ActualWork AssignedTime BillingInformation ChangeCount Companies CompleteDate Contacts DelegationState Delegator
    DueDate IsAssignmentEditable IsComplete IsRecurring IsTeamTask Mileage Owner PercentComplete Recurrence StartDate
    Status StatusDescription TotalWork"""
)

_MEETING_MESSAGE = _names(
    """AssociatedCalendarItemId IsDelegated IsOutOfDate HasBeenProcessed ResponseType UID RecurrenceId DateTimeStamp
    IsOrganizer"""
)

_MEETING_REQUEST = [
    *("MeetingRequestType", "IntendedFreeBusyStatus"),
    *_CALENDAR_TIMES,
    *_ATTENDEES,
    *_CALENDAR_REST,
    *("StartWallClock", "EndWallClock", "StartTimeZoneId", "EndTimeZoneId"),
]

_MEETING_REPLY = ["Start", "End", "Location", "Recurrence", "CalendarItemType"]

_POST = _names("""ConversationIndex ConversationTopic From InternetMessageId IsRead PostedTime References Sender""")

_CONTACT = _names(
    """FileAs FileAsMapping DisplayName GivenName Initials MiddleName Nickname CompleteName CompanyName EmailAddresses
    AbchEmailAddresses PhysicalAddresses PhoneNumbers AssistantName Birthday BusinessHomePage Children Companies
    ContactSource Department Generation ImAddresses JobTitle Manager Mileage OfficeLocation PostalAddressIndex
    Profession SpouseName Surname WeddingAnniversary HasPicture PhoneticFullName PhoneticFirstName PhoneticLastName
    Alias Notes Photo UserSMIMECertificate MSExchangeCertificate DirectoryId ManagerMailbox DirectReports
    AccountName IsAutoUpdateDisabled IsMessengerEnabled Comment ContactShortId ContactType Gender IsHidden ObjectId
    PassportId IsPrivate SourceId TrustLevel CreatedBy Urls Cid SkypeAuthCertificate SkypeContext SkypeId
    SkypeRelationship YomiNickname XboxLiveTag InviteFree HidePresenceAndProfile IsPendingOutbound SupportGroupFeeds
    UserTileHash UnifiedInbox Mris Wlid AbchContactId NotInBirthdayCalendar ShellContactType ImMri
    PresenceTrustLevel OtherMri ProfileLastChanged MobileIMEnabled PartnerNetworkProfilePhotoUrl
    PartnerNetworkThumbnailPhotoUrl PersonId ConversationGuid"""
)

ORDER: dict[str, list[str]] = {
    "Item": _ITEM,
    "Message": _ITEM + _MESSAGE,
    "CalendarItem": _ITEM + _CALENDAR,
    "Task": _ITEM + _TASK,
    "MeetingMessage": _ITEM + _MESSAGE + _MEETING_MESSAGE,
    "MeetingRequest": _ITEM + _MESSAGE + _MEETING_MESSAGE + _MEETING_REQUEST,
    "MeetingResponse": _ITEM + _MESSAGE + _MEETING_MESSAGE + _MEETING_REPLY,
    "MeetingCancellation": _ITEM + _MESSAGE + _MEETING_MESSAGE + _MEETING_REPLY,
    "PostItem": _ITEM + _POST,
    "Contact": _ITEM + _CONTACT,
    "DistributionList": [*_ITEM, "DisplayName", "FileAs", "ContactSource", "Members"],
}

_DEFAULT = {
    *("ItemId", "ParentFolderId", "ItemClass", "Subject", "Sensitivity", "Body", "Attachments", "DateTimeReceived"),
    *("Size", "Categories", "Importance", "IsDraft", "DateTimeSent", "DateTimeCreated", "ReminderIsSet"),
    *("HasAttachments", "ConversationId", "From", "ToRecipients", "CcRecipients", "IsRead", "InternetMessageId"),
    *("Start", "End", "IsAllDayEvent", "LegacyFreeBusyStatus", "Location", "IsMeeting", "IsCancelled", "IsRecurring"),
    *("CalendarItemType", "Organizer", "RequiredAttendees", "OptionalAttendees", "DueDate", "PercentComplete"),
    *("Status", "StartDate", "IsComplete", "ReminderDueBy", "Recurrence"),
}
# What even AllProperties gives only when it is named.
_ONLY_BY_NAME = {
    "MimeContent",
    "TextBody",
    "UniqueBody",
    "NormalizedBody",
    "ExtendedProperty",
    "InternetMessageHeaders",
}


def shape_names(base: str, tag: str) -> set[str]:
    """The element names of a base shape for one kind of item."""
    everything = set(ORDER.get(tag, _ITEM))
    match base:
        case "IdOnly":
            return {"ItemId"}
        case "Default":
            return everything & _DEFAULT
        case _:
            return everything - _ONLY_BY_NAME
