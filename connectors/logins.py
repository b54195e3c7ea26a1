"""Logins that mailboxes share: tried by one of them at a time until the server took it, and left alone once refused.

A server locks an account after a few wrong passwords, whoever gives them: thirty mailboxes with one login are one try.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock

from connectors.errors import CertificateRefused, LoginRefused, MailboxError, Throttled, Unreachable

AGAIN = timedelta(hours=1)  # after which a refused login is tried once more

# Connections beside those that mailboxes have anyway, over all mailboxes of a login: Exchange lets one have 27 requests
# under way at once unless it is told otherwise (EwsMaxConcurrency), and others may use the same one.
BESIDE = 12

# What says nothing of the login: it may not have come so far.
_UNHEARD = (CertificateRefused, Throttled, Unreachable)


class Login:
    """One user name with its password, or one application with its secret. For any number of threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._trying = Lock()
        self._is_taken = False
        self._refused: tuple[LoginRefused, datetime, str] | None = None  # with the address that tried it
        self.beside = BoundedSemaphore(BESIDE)  # who opens one takes from it, without waiting

    @contextmanager
    def used_for(self, address: str) -> Iterator[None]:
        """Ask the server within; raises LoginRefused, and asks nothing, where that was its answer within the hour."""
        self._refuse_again(address)
        if self._is_taken:
            with self._listening(address):
                yield
            return
        with self._trying:
            self._refuse_again(address)  # whoever was first may have learned it meanwhile
            with self._listening(address):
                yield

    @contextmanager
    def _listening(self, address: str) -> Iterator[None]:
        try:
            yield
        except LoginRefused as refusal:
            self._is_taken, self._refused = False, (refusal, self._clock(), address)
            raise
        except MailboxError as failure:
            self._is_taken = self._is_taken or not isinstance(failure, _UNHEARD)
            raise
        self._is_taken, self._refused = True, None

    def _refuse_again(self, address: str) -> None:
        if self._refused is None:
            return
        refusal, at, first = self._refused
        if self._clock() >= at + AGAIN:
            return
        # What is said of the application, or of the server, holds for all; what is said of the mailbox, for this one.
        subject = address if refusal.subject == first else refusal.subject
        raise LoginRefused(subject, refusal.reason, refusal.remedy)


class Logins:
    """The logins of one process: what a server said to one is known until the process ends or the hour is over."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._known: dict[Hashable, Login] = {}
        self._lock = Lock()

    def of(self, key: Hashable) -> Login:
        """The login that is told apart by `key`: server, name and secret. Another secret is another login."""
        with self._lock:
            return self._known.setdefault(key, Login(self._clock))
