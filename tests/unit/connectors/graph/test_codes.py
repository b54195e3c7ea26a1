"""What each of Graph's refusals means, in a sentence that says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors import waiting
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
from connectors.graph.wire.codes import MadeBefore, error_for, right_for

BOB = "bob@us.example"
CODES: list[tuple[int, str, type[MailboxError]]] = [
    (429, "", Throttled),
    (429, "ApplicationThrottled", Throttled),
    (429, "activityLimitReached", Throttled),
    (401, "InvalidAuthenticationToken", CredentialsRefused),
    (401, "", CredentialsRefused),
    (401, "UnknownError", AccessRefused),
    (403, "ErrorAccessDenied", AccessRefused),
    (403, "Authorization_RequestDenied", AccessRefused),
    (403, "", AccessRefused),
    (404, "ErrorItemNotFound", ItemGone),
    (400, "ErrorInvalidIdMalformed", ItemGone),
    (404, "", ItemGone),
    (404, "ErrorSyncFolderNotFound", FolderGone),
    (404, "ErrorFolderNotFound", FolderGone),
    (404, "ErrorInvalidUser", UnknownMailbox),
    (404, "Request_ResourceNotFound", UnknownMailbox),
    (404, "ResourceNotFound", UnknownMailbox),
    (404, "MailboxNotEnabledForRESTAPI", UnknownMailbox),
    (404, "extensionError", UnknownMailbox),
    (410, "SyncStateNotFound", CursorExpired),
    (410, "ResyncRequired", CursorExpired),
    (400, "SyncStateInvalid", CursorExpired),
    (412, "ErrorIrresolvableConflict", Conflict),
    (409, "ErrorIrresolvableConflict", Conflict),
    (409, "", Conflict),
    (409, "ErrorDuplicateTransactionId", MadeBefore),
    (400, "ErrorDuplicateTransactionId", MadeBefore),
    (403, "ErrorQuotaExceeded", Refused),
    (403, "ErrorItemCorrupt", Refused),
    (403, "ErrorItemNotFound", AccessRefused),
    (507, "ErrorQuotaExceeded", Refused),
    (500, "ErrorCorruptData", Refused),
    (400, "ErrorInvalidRecipients", Refused),
    (400, "ErrorCannotOpenFileAttachment", Refused),
    (400, "ErrorOccurrenceCrossingBoundary", Refused),
    (400, "BadRequest", NotSupported),
    (500, "UnknownError", Unreachable),
    (502, "", Unreachable),
    (501, "NotImplemented", NotSupported),
    (500, "generalException", Unreachable),
    (503, "UnknownError", Unreachable),
    (504, "", Unreachable),
    (502, "BadGateway", Unreachable),
    (418, "Teapot", Refused),
]


@pytest.mark.parametrize(("status", "code", "expected"), CODES)
@pytest.mark.parametrize("spelling", [str, str.lower, str.upper])
def test_a_code_is_one_of_our_errors_in_any_case(
    status: int, code: str, expected: type[MailboxError], spelling: type[str]
) -> None:
    error = error_for(status, spelling(code), BOB, right="Mail.ReadWrite")

    assert isinstance(error, expected)
    assert str(error).startswith(f"{BOB}: ")
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("status", "code", "may_be"),
    [
        (500, "InternalServerError", True),
        (503, "UnknownError", True),
        (502, "", True),
        (503, "ErrorMailboxMoveInProgress", False),
        (503, "errormailboxstoreunavailable", False),
        (408, "timeout", False),
    ],
)
def test_a_passing_error_that_speaks_of_no_mailbox_may_be_of_all(status: int, code: str, may_be: bool) -> None:
    error = error_for(status, code, BOB)

    assert isinstance(error, Unreachable)
    assert error.may_be_of_all == may_be


@pytest.mark.parametrize("status", [403, 507])
@pytest.mark.parametrize("code", ["ErrorQuotaExceeded", "ErrorDataSizeLimitExceeded", "quotaLimitReached"])
def test_a_full_mailbox_is_said_to_be_full_whatever_the_status(status: int, code: str) -> None:
    told = str(error_for(status, code, BOB, right="Mail.ReadWrite"))

    assert "the mailbox is full" in told
    assert "grant" not in told


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (410, "SyncStateNotFound"),
        (410, ""),
        (400, "ErrorInvalidIdMalformed"),
        (400, "BadRequest"),
        (400, ""),
        (400, "resyncRequired"),
        (404, "SyncStateInvalid"),
    ],
)
def test_every_shape_of_a_forgotten_link_begins_anew(status: int, code: str) -> None:
    assert isinstance(error_for(status, code, BOB, is_delta=True), CursorExpired)


@pytest.mark.parametrize("code", ["ErrorSyncFolderNotFound", "ErrorItemNotFound", ""])
def test_a_link_to_something_gone_is_to_be_looked_into(code: str) -> None:
    assert isinstance(error_for(404, code, BOB, is_delta=True), ItemGone)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.", "scope"),
        ("Access to OData is disabled.", "EwsApplicationAccessPolicy"),
        ("Access is denied. Check credentials and try again.", "Mail.ReadWrite"),
    ],
)
def test_a_refusal_by_policy_says_which(message: str, words: str) -> None:
    error = error_for(403, "ErrorAccessDenied", BOB, message=message, right="Mail.ReadWrite")

    assert words in str(error)
    assert message not in str(error)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("messages/AAMk", "Mail.ReadWrite"),
        ("mailFolders/AAMk/messages/delta", "Mail.ReadWrite"),
        ("calendars/AAMk/events", "Calendars.ReadWrite"),
        ("calendarView/delta", "Calendars.ReadWrite"),
        ("events/AAMk", "Calendars.ReadWrite"),
        ("todo/lists", "Tasks.ReadWrite.All"),
        ("outlook/masterCategories", "MailboxSettings.ReadWrite"),
        ("mailboxSettings", "MailboxSettings.ReadWrite"),
        ("translateExchangeIds", "User.Read.All"),
    ],
)
def test_the_right_that_lacks_is_known_by_the_path(path: str, right: str) -> None:
    assert right_for(path) == right


NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0", 0),
        ("1.5", 1.5),
        ("Tue, 01 Dec 2026 10:00:42 GMT", 42),
        ("Tue, 01 Dec 2026 09:00:00 GMT", 0),
        ("999999999999", 3600),
        ("1e300", 3600),
        ("inf", None),
        ("nan", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Tue, 99 Dec 2026 10:00:42 GMT", None),
        ("9" * 5000, 3600),
    ],
    ids=range(16),
)
def test_a_wait_is_understood_in_every_form(written: str | None, seconds: float | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert waiting.asked(written, NOW) == expected
