"""The error codes of Graph: which of our errors each is, and what a person is told of it. Pure.

Compared without case: the same code comes in several spellings. What stands nowhere here is refused with its code.
"""

from __future__ import annotations

from datetime import timedelta

from connectors.errors import (
    AccessRefused,
    Conflict,
    CredentialsRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    MailboxError,
    NotSupported,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)


class MadeBefore(Conflict):
    """An event of the same `transactionId` was made before, with something else in it."""


WAIT = timedelta(seconds=10)  # when a busy server does not say how long


def _set(*codes: str) -> frozenset[str]:
    return frozenset(code.casefold() for code in codes)


THROTTLED = _set("ApplicationThrottled", "activityLimitReached", "TooManyRequests", "ErrorServerBusy")
PASSING = _set(
    *("ServiceUnavailable", "UnknownError", "generalException", "ErrorInternalServerError", "ErrorTimeoutExpired"),
    *("ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorInternalServerTransientError", "timeout"),
    *("ErrorConnectionFailedTransientError", "InternalServerError", "BadGateway", "GatewayTimeout"),
)
OF_A_MAILBOX = _set("ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress")  # and of no other
NO_CURSOR = _set(
    *("SyncStateNotFound", "SyncStateInvalid", "ResyncRequired", "ErrorInvalidSyncStateData", "ErrorSyncStateNotFound"),
    *("resyncChangesApplyDifferences", "resyncChangesUploadDifferences"),
)
NO_FOLDER = _set("ErrorSyncFolderNotFound", "ErrorFolderNotFound", "ErrorInvalidFolderId", "ErrorParentFolderNotFound")
NO_ITEM = _set(
    *("ErrorItemNotFound", "ErrorMessageNotFound", "itemNotFound", "ErrorCalendarOccurrenceIsDeletedFromRecurrence"),
    *("ErrorInvalidIdMalformed", "ErrorInvalidId", "ErrorInvalidIdNotAnItemAttachmentId", "ErrorInvalidIdEmpty"),
    "ErrorInvalidMailboxItemId",  # what belongs to another mailbox, the archive among them
)
NO_MAILBOX = _set(
    "ErrorInvalidUser", "Request_ResourceNotFound", "ResourceNotFound", "ErrorNonExistentMailbox", "UserNotFound"
)
NOT_HERE = _set(
    *("MailboxNotEnabledForRESTAPI", "MailboxNotHostedInExchangeOnline", "OrganizationFromTenantGuidNotFound"),
    *("extensionError", "RESTAPINotEnabledForComponentSharedMailbox"),
)
NO_ACCESS = _set(
    *("ErrorAccessDenied", "Authorization_RequestDenied", "AccessDenied", "Forbidden", "accessDenied"),
    *("ErrorUserNotAllowedByPolicy", "ErrorPermissionNotAllowedByPolicy"),
)
NO_TOKEN = _set("InvalidAuthenticationToken", "unauthenticated", "CompactToken", "AuthenticationError")
QUOTA = _set("ErrorQuotaExceeded", "ErrorSubmissionQuotaExceeded", "ErrorDataSizeLimitExceeded", "QuotaLimitReached")
DAMAGED = _set("ErrorCorruptData", "ErrorItemCorrupt", "ErrorContentConversionFailed", "ErrorMimeContentInvalid")
UNSUPPORTED = _set("notSupported", "NotImplemented", "ErrorUnsupportedPathForQuery", "ErrorInvalidProperty")
USED_BEFORE = _set("ErrorDuplicateTransactionId", "DuplicateTransactionId")
CHANGED = _set("ErrorIrresolvableConflict", "preconditionFailed", "ErrorChangeKeyRequiredForWriteOperations")

_UNSCOPED = ("Tasks.", "User.")  # permissions that hold for the whole tenant: no role limits them to some mailboxes


def _consent(right: str) -> str:
    grant = f"grant the application {right} with an administrator's consent (docs/microsoft-365.md)"
    if right.startswith(_UNSCOPED):
        return grant
    return grant + "; with RBAC for Applications, the mailbox has to be in its scope"


# What a tenant may switch off for programs by their names, or for all of them.
_SWITCHED_OFF = ("odata is disabled", "rest is disabled", "ews is disabled", "ews/rest")
_SWITCH = (
    "let this program in: EwsApplicationAccessPolicy, EwsAllowList and EwsBlockList of the organization and of the "
    "mailbox hold for Graph as well, by the name dealtrail/*"
)
_OUT_OF_SCOPE = ("accesspolicy", "access policy", "raop")


def error_for(
    status: int,
    code: str,
    address: str,
    *,
    message: str = "",
    wait: timedelta | None = None,
    is_delta: bool = False,
    right: str = "the permission",
) -> MailboxError:
    """Ours for an answer of Graph that says no; `is_delta`: to a link, which may just be too old.

    `right` is the permission that the request needs. Of the server's own words nothing is told.
    """
    known = code.casefold()
    named = f"{code or 'no code'}, HTTP {status}"
    if status == 429 or known in THROTTLED:
        return Throttled(address, wait or WAIT)
    if is_delta and (status in (400, 410) or known in NO_CURSOR):
        return CursorExpired(address, "the server no longer knows how far this folder was read")
    if is_delta and (status == 404 or known in NO_FOLDER):
        # A forgotten link looks like this as well: whoever asked has to see whether the folder is there.
        return ItemGone(address, f"what the link leads to is not there any more ({named})")
    if known in NO_FOLDER:
        return FolderGone(address, f"the folder is not there any more ({named})")
    if known in NO_CURSOR:
        return CursorExpired(address, "the server no longer knows how far this folder was read")
    if known in NO_TOKEN or (status == 401 and not code):
        return CredentialsRefused(address, f"the server does not take the token ({named})", "it is tried again")
    if status == 401:  # To Do's way to say that a permission is missing
        return AccessRefused(address, f"the application has no right to this ({named})", _consent(right))
    if known in NOT_HERE:
        remedy = "a mailbox on Exchange Server belongs to a server of the kind ews; in the cloud it needs a licence"
        return UnknownMailbox(address, f"Microsoft 365 holds no mailbox of this address ({named})", remedy)
    if known in NO_MAILBOX:
        return UnknownMailbox(address, f"the tenant has no mailbox of this address ({named})", "correct the address")
    if known in NO_ACCESS:
        return _no_access(address, named, message.casefold(), right)
    if known in USED_BEFORE:
        return MadeBefore(address, f"the same was made in the calendar before ({named})")
    if status in (409, 412) or known in CHANGED:
        return Conflict(address, "somebody else changed the item meanwhile")
    if known in QUOTA:  # told with 403 as well, which is no matter of rights then
        return Refused(address, f"the mailbox is full ({named})", "make room in it or raise its quota")
    if known in DAMAGED:
        remedy = "repair the mailbox (New-MailboxRepairRequest), or delete the item in Outlook"
        return Refused(address, f"it is damaged in the mailbox ({named})", remedy)
    if status == 403:
        return _no_access(address, named, message.casefold(), right)
    if status in (404, 410) or known in NO_ITEM:
        return ItemGone(address, f"the item is not there any more ({named})")
    if status == 501 or known in UNSUPPORTED:
        return NotSupported(address, f"the server does not do what is asked of it ({named})", _DEFECT)
    if status >= 500 or known in PASSING or status in (408, 423, 425):
        passing = Unreachable(address, f"the server cannot answer now ({named})", "it is tried again")
        passing.status = status
        passing.may_be_of_all = status >= 500 and known not in OF_A_MAILBOX
        return passing
    if status == 413:
        return Refused(address, f"it is more than the server takes at once ({named})", "shorten it")
    return (NotSupported if status == 400 else Refused)(
        address, f"the server refuses what is asked of it ({named})", _DEFECT
    )


def not_found(refusal: UnknownMailbox) -> Refused:
    """The same, where the mailbox is there: servers say so of single things as well. It need not be gone."""
    named = refusal.reason[refusal.reason.rfind("(") :]
    remedy = "it is tried again; please report it if it lasts"
    return Refused(refusal.subject, f"the server does not find it, and has the mailbox {named}", remedy)


def unreadable(address: str, why: str) -> Refused:
    """One item's answer that cannot be understood."""
    return Refused(address, why, "it is tried again; please report it if it lasts")


_DEFECT = "please report it: the request was not one that this server takes"


def _no_access(address: str, named: str, message: str, right: str) -> AccessRefused:
    """What is known of a refusal by its words, which are Exchange's own and in English."""
    if any(one in message for one in _OUT_OF_SCOPE):
        reason = f"the mailbox is outside of what the application may reach ({named})"
        return AccessRefused(address, reason, "take it into the scope of the application's roles or access policy")
    if any(one in message for one in _SWITCHED_OFF):
        return AccessRefused(address, f"the tenant lets this program use neither EWS nor Graph ({named})", _SWITCH)
    return AccessRefused(address, f"the application has no right to this ({named})", _consent(right))


_RIGHTS = (
    ("todo/", "Tasks.ReadWrite.All"),
    ("mailboxsettings", "MailboxSettings.ReadWrite"),
    ("outlook/mastercategories", "MailboxSettings.ReadWrite"),
    ("translateexchangeids", "User.Read.All"),
    ("calendar", "Calendars.ReadWrite"),
    ("events", "Calendars.ReadWrite"),
)


def right_for(path: str) -> str:
    """The permission that requests to this path below a mailbox need, so that all of them work."""
    low = path.lower()
    return next((right for start, right in _RIGHTS if low.startswith(start)), "Mail.ReadWrite")
