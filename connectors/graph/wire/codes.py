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
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)

WAIT = timedelta(seconds=10)  # when a busy server does not say how long


def _set(*codes: str) -> frozenset[str]:
    return frozenset(code.casefold() for code in codes)


THROTTLED = _set("ApplicationThrottled", "activityLimitReached", "TooManyRequests", "ErrorServerBusy")
PASSING = _set(
    *("ServiceUnavailable", "UnknownError", "generalException", "ErrorInternalServerError", "ErrorTimeoutExpired"),
    *("ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorInternalServerTransientError", "timeout"),
    *("ErrorConnectionFailedTransientError", "InternalServerError", "BadGateway", "GatewayTimeout"),
)
NO_CURSOR = _set(
    *("SyncStateNotFound", "SyncStateInvalid", "ResyncRequired", "ErrorInvalidSyncStateData", "ErrorSyncStateNotFound"),
    *("ErrorInvalidIdMalformed", "resyncChangesApplyDifferences", "resyncChangesUploadDifferences"),
)
NO_FOLDER = _set("ErrorSyncFolderNotFound", "ErrorFolderNotFound", "ErrorInvalidFolderId", "ErrorParentFolderNotFound")
NO_ITEM = _set(
    "ErrorItemNotFound", "ErrorMessageNotFound", "itemNotFound", "ErrorCalendarOccurrenceIsDeletedFromRecurrence"
)
NO_MAILBOX = _set("ErrorInvalidUser", "Request_ResourceNotFound", "ResourceNotFound", "ErrorNonExistentMailbox")
NOT_HERE = _set("MailboxNotEnabledForRESTAPI", "MailboxNotHostedInExchangeOnline", "OrganizationFromTenantGuidNotFound")
NO_ACCESS = _set(
    *("ErrorAccessDenied", "Authorization_RequestDenied", "AccessDenied", "Forbidden", "accessDenied"),
    *("ErrorUserNotAllowedByPolicy", "ErrorPermissionNotAllowedByPolicy"),
)
NO_TOKEN = _set("InvalidAuthenticationToken", "unauthenticated", "CompactToken", "AuthenticationError")
CHANGED = _set("ErrorIrresolvableConflict", "preconditionFailed", "ErrorChangeKeyRequiredForWriteOperations")

_CONSENT = (
    "grant the application the permission and an administrator's consent (docs/microsoft-365.md), "
    "and for RBAC for Applications the mailbox within its scope"
)


def error_for(
    status: int, code: str, address: str, *, wait: timedelta | None = None, is_delta: bool = False
) -> MailboxError:
    """Ours for an answer of Graph that says no; `is_delta`: to a link, which may just be too old."""
    known = code.casefold()
    named = f"{code or 'no code'}, HTTP {status}"
    if status == 429 or known in THROTTLED:
        return Throttled(address, wait or WAIT)
    if known in NO_FOLDER:
        return FolderGone(address, f"the folder is not there any more ({named})")
    if known in NO_CURSOR or (is_delta and status in (400, 410)):
        return CursorExpired(address, "the server no longer knows how far this folder was read")
    if status == 401:
        if known in NO_TOKEN:
            return CredentialsRefused(address, f"the server does not take the token ({named})", "it is tried again")
        return AccessRefused(address, f"the application has no right to this ({named})", _CONSENT)
    if known in NOT_HERE:
        remedy = "a mailbox on Exchange Server belongs to a server of the kind ews; in the cloud it needs a licence"
        return UnknownMailbox(address, f"Microsoft 365 holds no mailbox of this address ({named})", remedy)
    if known in NO_MAILBOX:
        return UnknownMailbox(address, f"the tenant has no mailbox of this address ({named})", "correct the address")
    if status == 403 or known in NO_ACCESS:
        return AccessRefused(address, f"the application has no right to this ({named})", _CONSENT)
    if status == 412 or known in CHANGED:
        return Conflict(address, "somebody else changed the item meanwhile")
    if status in (404, 410) or known in NO_ITEM:
        return ItemGone(address, f"the item is not there any more ({named})")
    if status >= 500 and not _is_final(known):
        return Unreachable(address, f"the server cannot answer now ({named})")
    return Refused(address, f"the server refuses what is asked of it ({named})")


def _is_final(known: str) -> bool:
    """Whether the server fails over this one item, now and later."""
    return known in _FINAL


_FINAL = _set("ErrorCorruptData", "ErrorContentConversionFailed", "ErrorMimeContentInvalid")
