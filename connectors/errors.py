"""What can go wrong between us and a mail server; each message is a sentence for the person on call.

`subject` is what the sentence speaks of: the mailbox's address, or the endpoint. No secret and no mail body is
ever part of an error.
"""

from __future__ import annotations

from datetime import timedelta


class MailboxError(Exception):
    """The root: `str()` reads "subject: reason; remedy"."""

    may_be_of_all = False  # told of one mailbox, by what speaks of none: others on the server may hear the same

    def __init__(self, subject: str, reason: str, remedy: str = "") -> None:
        super().__init__(subject, reason, remedy)
        self.subject = subject
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        sentence = f"{self.subject}: {self.reason}"
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


class Throttled(MailboxError):
    """The server asks to wait `retry_after` before anything else is sent."""

    def __init__(self, subject: str, retry_after: timedelta) -> None:
        super().__init__(subject, f"the server asks to wait {retry_after.total_seconds():g} s")
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type[Throttled], tuple[str, timedelta]]:
        return type(self), (self.subject, self.retry_after)


class Unreachable(MailboxError):
    """No usable answer: connection refused or cut, time-out, not EWS at all, or a passing fault of the server."""

    status = 0  # of the HTTP answer that said so; 0 where nothing usable came at all


class CertificateRefused(MailboxError):
    """The server's certificate is not signed by an authority that the configuration trusts."""


class CredentialsRefused(MailboxError):
    """The server does not let this account in. Not retried quickly: accounts get locked."""


class LoginRefused(CredentialsRefused):
    """The server does not take user name, password or token: no mailbox that has the same needs to try."""


class AccessRefused(MailboxError):
    """Logged in, but without the right to this mailbox, folder or item (impersonation or delegation is missing)."""


class UnknownMailbox(MailboxError):
    """The server has no mailbox of this address."""


class CursorExpired(MailboxError):
    """The server no longer knows the cursor: start again from None into the same rows."""


class FolderGone(MailboxError):
    """The watched folder does not exist any more."""


class ItemGone(MailboxError):
    """The item is not there under this id: deleted, or moved (which changes its id)."""


class Conflict(MailboxError):
    """Somebody changed the item since it was read: read again, merge, write again."""


class Refused(MailboxError):
    """The server understood and said no (quota, bad property, read-only …): repeating changes nothing."""


class NotSupported(Refused):
    """The server does not do such a thing, or takes any request for it for wrong: nobody's right or load is in it."""
