"""Everything that the server knows: mailboxes, who may log in, and who may act for whom."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Clock, Mailbox
from simulator.mailboxes.series import occurrence_by_id
from simulator.quirks import Quirks
from simulator.subscriptions import Subscription, Telling


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: a user, a service account without a mailbox, or an application with a token."""

    name: str
    is_application: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that left, or would have left, the server towards other people."""

    mailbox: str
    operation: str
    how: str  # "SendAndSaveCopy", "SendToAllAndSaveCopy", "SendItem" …
    subject: str
    recipients: tuple[str, ...]


@dataclass
class Organization:
    """The server's state; hold `lock` while touching anything in it."""

    clock: Clock
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)  # by account name in lower case
    applications: dict[tuple[str, str], str] = field(default_factory=dict)  # (tenant, client id) → secret
    impersonation: dict[str, set[str] | None] = field(default_factory=dict)  # None: every mailbox
    delegates: dict[str, set[str]] = field(default_factory=dict)
    directory: dict[str, list[str]] = field(default_factory=dict)  # whose X.500 addresses are, each in lower case
    sent: list[Sent] = field(default_factory=list)
    state_epoch: int = 1
    quirks: Quirks = field(default_factory=Quirks)
    telling: Telling = field(default_factory=Telling)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def mailbox(self, address: str) -> Mailbox | None:
        return self.mailboxes.get(address.casefold())

    def add_mailbox(self, mailbox: Mailbox, password: str | None) -> None:
        self.mailboxes[mailbox.address.casefold()] = mailbox
        if password is not None:
            self.passwords[mailbox.address.casefold()] = password

    def account_name(self, given: str) -> str | None:
        """The account that a person who logs in as `given` means: an address, or DOMAIN\\name."""
        name = given.rpartition("\\")[2].casefold()
        if name in self.passwords:
            return name
        matches = [known for known in self.passwords if known.partition("@")[0] == name]
        return matches[0] if len(matches) == 1 else None

    def may_impersonate(self, caller: Caller, address: str) -> bool:
        allowed: set[str] | None = self.impersonation.get(caller.name.casefold(), set())
        return allowed is None or address.casefold() in allowed

    def may_open(self, name: str, mailbox: Mailbox) -> bool:
        address = mailbox.address.casefold()
        return name.casefold() == address or address in self.delegates.get(name.casefold(), set())

    def find_item(self, item_id: str) -> tuple[Mailbox, Item] | None:
        for mailbox in self.mailboxes.values():
            item = mailbox.items.get(item_id)
            if item is None and not self.quirks.forgets_occurrences:
                item = occurrence_by_id(mailbox, item_id)
            if item is not None:
                return mailbox, item
        return None

    def issue_token(self, tenant: str, client_id: str, secret: str, lifetime: timedelta) -> str | None:
        """A bearer token for an application; None when its id or secret is wrong."""
        expected = self.applications.get((tenant.casefold(), client_id))
        if expected is None or not secrets.compare_digest(expected.encode(), secret.encode()):
            return None
        token = secrets.token_urlsafe(32)
        self._tokens[token] = (client_id, self.clock() + lifetime)
        return token

    def application_of(self, token: str) -> str | None:
        """The client id that a token was issued to; None when it is unknown or has run out."""
        client_id, expires = self._tokens.get(token, ("", None))
        return client_id if expires is not None and self.clock() < expires else None

    def expire_tokens(self) -> None:
        self._tokens.clear()
