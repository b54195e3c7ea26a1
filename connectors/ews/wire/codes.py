"""The response codes of EWS: which of our errors each is, and what a person is told of it. Pure.

A server says "not found" of many things. Here stand those that this program can meet, sorted by what is to be done;
what has no class of its own is refused with a sentence that says the code. Codes that belong to operations which are
never asked for (unified messaging, delegates, mail tips …) are among those.
"""

from __future__ import annotations

import re

NO_MAILBOX = frozenset(
    {
        *("ErrorNonExistentMailbox", "ErrorInvalidMailbox", "ErrorInvalidSmtpAddress", "ErrorMissingEmailAddress"),
        *(
            "ErrorCannotFindUser",
            "ErrorMailRecipientNotFound",
            "ErrorNameResolutionNoMailbox",
            "ErrorNonPrimarySmtpAddress",
        ),
        *("ErrorInvalidUserPrincipalName", "ErrorInvalidUserSid", "ErrorInvalidSid", "ErrorMissingExchangePrincipal"),
        *("ErrorUnifiedGroupMailboxNotFound", "ErrorTeamMailboxNotFound", "ErrorEmailAddressMismatch"),
        "ErrorRecipientNotFound",
    }
)
NO_ACCESS = frozenset(
    {
        *("ErrorAccessDenied", "ErrorImpersonateUserDenied", "ErrorImpersonationDenied", "ErrorImpersonationFailed"),
        *(
            "ErrorImpersonationRequired",
            "ErrorNotDelegate",
            "ErrorMailboxCrossSiteAccess",
            "ErrorCallerIsInvalidADAccount",
        ),
        *(
            "ErrorInvalidExchangeImpersonationHeaderData",
            "ErrorMultiLegacyMailboxAccess",
            "ErrorCreateItemAccessDenied",
        ),
        *("ErrorOrganizationAccessBlocked", "ErrorInvalidManagementRoleHeader", "ErrorTokenSerializationDenied"),
        *("ErrorUserNotAllowedByPolicy", "ErrorPermissionNotAllowedByPolicy", "ErrorInvalidAuthorizationContext"),
        *("ErrorSubscriptionAccessDenied", "ErrorCrossSiteRequest"),
    }
)
NO_LOGIN = frozenset(
    {
        *("ErrorAccountDisabled", "ErrorPasswordExpired", "ErrorPasswordChangeRequired", "ErrorInvalidUserInfo"),
        *("ErrorAccountSuspend", "ErrorAccountSuspendShowTierUpgrade", "ErrorInvalidLicense"),
        *("ErrorInvalidClientSecurityContext", "ErrorInvalidSerializedAccessToken", "ErrorLogonAsNetworkServiceFailed"),
        "ErrorInvalidClientAccessTokenRequest",
    }
)
NO_CURSOR = frozenset({"ErrorInvalidSyncStateData"})
NO_FOLDER = frozenset(
    {
        *("ErrorFolderNotFound", "ErrorSyncFolderNotFound", "ErrorInvalidFolderId", "ErrorSavedItemFolderNotFound"),
        *("ErrorParentFolderNotFound", "ErrorToFolderNotFound", "ErrorCannotAccessDeletedPublicFolder"),
        "ErrorManagedFolderNotFound",
    }
)
NO_ITEM = frozenset(
    {
        *("ErrorItemNotFound", "ErrorCalendarOccurrenceIsDeletedFromRecurrence", "ErrorInvalidIdMalformed"),
        *("ErrorInvalidIdNotAnItemAttachmentId", "ErrorInvalidIdEmpty", "ErrorInvalidId", "ErrorInvalidIdXml"),
        *("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", "ErrorInvalidIdMalformedEwsLegacyIdFormat"),
        *("ErrorInvalidIdMonikerTooLong", "ErrorInvalidIdStoreObjectIdTooLong"),
        "ErrorCalendarCannotUpdateDeletedItem",
    }
)
CHANGED = frozenset(
    {
        *("ErrorIrresolvableConflict", "ErrorStaleObject", "ErrorChangeKeyRequired", "ErrorInvalidChangeKey"),
        *("ErrorChangeKeyRequiredForWriteOperations", "ErrorObjectTypeChanged"),
    }
)
# They pass by themselves; exchangelib repeats none of them.
PASSING = frozenset(
    {
        *("ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable", "ErrorMailboxFailover"),
        *("ErrorConnectionFailed", "ErrorConnectionFailedTransientError", "ErrorInternalServerError"),
        *("ErrorInternalServerTransientError", "ErrorTimeoutExpired", "ErrorTooManyObjectsOpened"),
        *("ErrorNotEnoughMemory", "ErrorInsufficientResources", "ErrorADUnavailable", "ErrorADOperation"),
        *("ErrorBatchProcessingStopped", "ErrorCannotGetSourceFolderPath", "ErrorProxyRequestProcessingFailed"),
        *("ErrorProxyCallFailed", "ErrorProxySoapException", "ErrorNoRespondingCASInDestinationSite"),
        *("ErrorExceededConnectionCount", "ErrorExceededSubscriptionCount", "ErrorServiceUnavailable"),
        *("ErrorDataSourceOperation", "ErrorRequestAborted", "ErrorClientDisconnected", "ErrorADSessionFilter"),
        *("ErrorServiceDiscoveryFailed", "ErrorProxyServiceDiscoveryFailed", "ErrorAutoDiscoverFailed"),
        *("ErrorWebRequestInInvalidState", "ErrorWin32InteropError", "ErrorNoApplicableProxyCASServersAvailable"),
        *(
            "ErrorContentIndexingNotEnabled",
            "ErrorSearchFolderNotInitialized",
            "ErrorArchiveMailboxServiceDiscoveryFailed",
        ),
        *("ErrorLocalServerObjectNotFound", "ErrorParsingXMLResponse", "ErrorResponseSchemaValidation"),
        *("ErrorNoDestinationCASDueToVersionMismatch", "ErrorMailboxLogonFailed", "ErrorProxyTokenExpired"),
    }
)
OTHER_VERSION = frozenset(
    {
        *("ErrorInvalidServerVersion", "ErrorInvalidSchemaVersionForMailboxVersion", "ErrorIncorrectSchemaVersion"),
        *("ErrorWrongServerVersion", "ErrorWrongServerVersionDelegate"),
    }
)

_DEFECT = "please report it: the request was not one that this server takes"
# What is refused for good: the reason, and what to do. The first pattern that begins the code counts.
_REFUSED: tuple[tuple[str, str, str], ...] = (
    (r"(Submission)?QuotaExceeded|MessagePerFolderCountReceive|DataSizeLimit|TeamMailboxActive|RulesOverQuota",
     "the mailbox is full", "make room in it or raise its quota"),
    (r"(MessageSize|RequestStreamTooBig|AttachmentSize|AttachmentNest|ExceededMessageLimit|ExceededMaxRecipient|"
     r"MessageBlocked|MessageSubmissionBlocked)",
     "it is more than the server takes at once", "shorten it, or raise the server's limit"),
    (r"(ItemCorrupt|CorruptData|FolderCorrupt|ContentConversionFailed|MimeContentConversionFailed|"
     r"PropertyValidationFailure|ItemPropertyRequestFailed|FolderPropertRequestFailed|PropertyUpdate$)",
     "it is damaged in the mailbox", "repair the mailbox (New-MailboxRepairRequest), or delete the item in Outlook"),
    (r"Virus", "the server's virus scanner holds it back", "see to it in Outlook or in the scanner's quarantine"),
    (r"(ItemSave|FolderSave)", "the server could not save it", "try it by hand in Outlook to see why"),
    (r"(ResultSetTooBig|ExceededFindCountLimit|CalendarViewRangeTooBig|TimeIntervalTooBig|RestrictionToo|QueryFilter)",
     "more was asked for than the server gives at once", "raise the limits of its throttling policy"),
    (r"(InvalidRecipients|MissingRecipients|InvalidContactEmail|InvalidRoutingType|SendAsDenied)",
     "it does not take an address", "correct the address"),
    (r"(NoPublicFolder|PublicFolder|OperationNotAllowedWithPublic|CannotArchiveItemsInPublic)",
     "public folders cannot be read this way", "leave them out with exclude_folders"),
    (r"(ArchiveMailbox|ArchiveFolder|GetRemoteArchive|FindRemoteArchive)",
     "the archive of the mailbox cannot be read", "leave it out with exclude_folders, or see to it on the server"),
    (r"InvalidOperation|InvalidRequest$|SchemaValidation|MissingArgument|InvalidArgument|IncorrectUpdateProperty|"
     r"UpdatePropertyMismatch|InvalidProperty|InvalidRestriction|InvalidPaging|InvalidIndexedPaging|"
     r"InvalidExtendedProperty|Unsupported|RequiredProperty|InvalidValueForProperty|ValueOutOfRange|Calendar|"
     r"CannotCreate|CannotUse|SendMeeting|MessageDisposition|AffectedTask|DuplicateSOAPHeader|NoPropertyTag|"
     r"ParentFolderIdRequired|InvalidLikeRequest|InvalidUpdate|OccurrenceCrossing|OccurrenceTime|Recurrence",
     "it does not take such a request", _DEFECT),
)  # fmt: skip
_ENDINGS = tuple((re.compile(f"Error(?:{pattern})"), reason, remedy) for pattern, reason, remedy in _REFUSED)
_UNNAMED = "look the code up in the documents of the server; dealtrail check tries the mailbox again"


_UNSUPPORTED = re.compile("Error.*(?:NotSupported|NotImplemented)|ErrorCalendarViewRangeTooBig$")


def is_unsupported(code: str) -> bool:
    """Whether the server says that it does not do such a thing, or takes it for wrong, however often it is asked."""
    return refused(code)[1] == _DEFECT or _UNSUPPORTED.match(code) is not None


def refused(code: str) -> tuple[str, str]:
    """Reason and remedy for a code that none of the classes above has; a code that nobody knows included."""
    if not code:
        return "the server refused and does not say why", "look into the server's own log"
    for pattern, reason, remedy in _ENDINGS:
        if pattern.match(code):
            return f"{reason} ({code})", remedy
    return f"the server refused ({code})", _UNNAMED
