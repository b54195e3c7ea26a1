"""Refusals, with Graph's codes and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class GraphError(Exception):
    """The request is refused; what the client is told."""

    def __init__(self, status: int, code: str, message: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message or code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class _Known:
    status: int
    message: str = ""
    headers: dict[str, str] = field(default_factory=dict)


_KNOWN = {
    "ErrorItemNotFound": _Known(404, "The specified object was not found in the store."),
    "ErrorFolderNotFound": _Known(404, "The specified folder could not be found in the store."),
    "ErrorSyncFolderNotFound": _Known(404, "The specified folder could not be found in the store."),
    "ErrorInvalidUser": _Known(404, "The requested user is invalid."),
    "MailboxNotEnabledForRESTAPI": _Known(
        404, "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
    ),
    "ResourceNotFound": _Known(404, "Resource could not be discovered."),
    "Request_ResourceNotFound": _Known(404, "Resource does not exist or one of its queried references is not present."),
    "ErrorAccessDenied": _Known(403, "Access is denied. Check credentials and try again."),
    "ErrorInvalidIdMalformed": _Known(400, "Id is malformed."),
    "ErrorInvalidRequest": _Known(400, "The request is invalid."),
    "ErrorInvalidProperty": _Known(400, "The property is not valid for this object type."),
    "ErrorInvalidRecipients": _Known(400, "At least one recipient isn't valid."),
    "ErrorFolderExists": _Known(409, "A folder with the specified name already exists."),
    "ErrorIrresolvableConflict": _Known(
        412, "The send or update operation could not be performed because the change key passed in the request does "
        "not match the current change key for the item.",
    ),
    "ErrorCorruptData": _Known(500, "Data is corrupt."),
    "ErrorInternalServerError": _Known(500, "An internal server error occurred. The operation failed."),
    "ErrorQuotaExceeded": _Known(507, "The mailbox has exceeded its quota."),
    "ErrorItemCorrupt": _Known(500, "Data is corrupt."),
    "ApplicationThrottled": _Known(429, "Application is over its MailboxConcurrency limit."),
    "InvalidAuthenticationToken": _Known(401, "Access token validation failure."),
    "UnknownError": _Known(503, ""),
    "ErrorMailboxMoveInProgress": _Known(503, "The mailbox is being moved. Try again later."),
    "ErrorMailboxStoreUnavailable": _Known(503, "The mailbox database is temporarily unavailable."),
    "ServiceUnavailable": _Known(503, "The service is temporarily unavailable."),
    "generalException": _Known(500, "General exception while processing."),
    "SyncStateNotFound": _Known(410, "The sync state generation is not found."),
    "ResyncRequired": _Known(410, "Resync required. Replace any local items with the server's version."),
}  # fmt: skip


def refusal(code: str, message: str = "") -> GraphError:
    """The refusal of this code, with the status that belongs to it and, unless given, its usual words."""
    known = _KNOWN.get(code, _Known(400, code))
    return GraphError(known.status, code, message or known.message)


def bad_request(message: str) -> GraphError:
    return GraphError(400, "BadRequest", message)
