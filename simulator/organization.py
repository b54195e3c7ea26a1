"""Everything that the server knows: mailboxes, who may log in, and who may act for whom."""

from __future__ import annotations

import re
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.x509 import Certificate

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Clock, Mailbox
from simulator.mailboxes.series import occurrence_by_id
from simulator.quirks import Quirks
from simulator.subscriptions import Subscription, Telling

_ENCODED = re.compile(r"\+([0-9a-f]{2})")


def directory_id(address: str) -> str:
    """The object id of a user in the directory."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"user:{address.casefold()}"))


class Audience(StrEnum):
    """What a token opens."""

    EWS = "ews"
    GRAPH = "graph"


@dataclass
class Application:
    """A registered application, and how it may prove itself."""

    secret: str | None = None
    secret_ends: datetime | None = None
    certificates: list[Certificate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Token:
    """Whom it was issued to: an application, or a user of Graph's."""

    client_id: str
    expires: datetime
    audience: Audience | None = None  # None: whatever it is shown to
    user: str = ""


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
    applications: dict[tuple[str, str], Application] = field(default_factory=dict)  # by (tenant, client id)
    grants: dict[str, dict[str, set[str] | None]] = field(default_factory=dict)  # by client id and permission
    unreachable: dict[str, str] = field(default_factory=dict)  # addresses of mailboxes that Graph does not serve
    token_lifetime: timedelta = timedelta(hours=1)  # of what applications are given
    authority_skew: timedelta = timedelta()  # of the clock that certificates' signatures are judged by
    impersonation: dict[str, set[str] | None] = field(default_factory=dict)  # None: every mailbox
    delegates: dict[str, set[str]] = field(default_factory=dict)
    directory: dict[str, list[str]] = field(default_factory=dict)  # whose X.500 addresses are, each in lower case
    sent: list[Sent] = field(default_factory=list)
    state_epoch: int = 1
    quirks: Quirks = field(default_factory=Quirks)
    is_online: bool = False  # its EWS says that it is Exchange Online's
    telling: Telling = field(default_factory=Telling)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _tokens: dict[str, Token] = field(default_factory=dict)

    def mailbox(self, address: str) -> Mailbox | None:
        return self.mailboxes.get(address.casefold())

    def mailbox_of_user(self, user: str) -> Mailbox | None:
        """By address, or by the id that the directory has for the user."""
        found = self.mailboxes.get(user.casefold())
        return found or next(
            (one for one in self.mailboxes.values() if directory_id(one.address) == user.lower()), None
        )

    def smtp_address(self, address: str) -> str:
        """The address in Internet mail of whom the directory has under this X.500 one; any other as it is."""
        if not self.directory:
            return address
        name = address.casefold().removeprefix("ex:")
        if name.startswith("imceaex-"):  # encapsulated for the Internet, as [MS-OXCMAIL] describes
            local = name.removeprefix("imceaex-").rpartition("@")[0].replace("_", "/")
            name = _ENCODED.sub(lambda found: chr(int(found[1], 16)), local)
        known = self.directory.get(name, ())
        return known[0] if len(known) == 1 else address

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

    def has_tenant(self, tenant: str) -> bool:
        return any(known == tenant.casefold() for known, _ in self.applications)

    def authority_now(self) -> datetime:
        """The time on the clock of whoever issues tokens; real, since clients sign and keep them by real times."""
        return datetime.now(UTC) + self.authority_skew

    def permissions(self, client_id: str, address: str) -> frozenset[str]:
        """What an application may do with a mailbox."""
        granted = self.grants.get(client_id, {})
        return frozenset(name for name, only in granted.items() if only is None or address.casefold() in only)

    def issue_token(self, tenant: str, client_id: str, secret: str, lifetime: timedelta) -> str | None:
        """A bearer token for an application; None when its id or secret is wrong."""
        application = self.applications.get((tenant.casefold(), client_id))
        expected = application.secret if application is not None else None
        if expected is None or not secrets.compare_digest(expected.encode(), secret.encode()):
            return None
        return self.new_token(client_id, lifetime, None)

    def new_token(self, client_id: str, lifetime: timedelta, audience: Audience | None, user: str = "") -> str:
        token = secrets.token_urlsafe(32)
        now = self.authority_now() if audience is Audience.GRAPH else self.clock()
        self._tokens[token] = Token(client_id, now + lifetime, audience, user)
        return token

    def token(self, text: str) -> Token | None:
        """What is known of a token, even when it has run out; None when it is unknown."""
        return self._tokens.get(text)

    def application_of(self, token: str) -> str | None:
        """The client id that a token for EWS was issued to; None when it is unknown or has run out."""
        known = self._tokens.get(token)
        if known is None or known.audience is Audience.GRAPH or self.clock() >= known.expires:
            return None
        return known.client_id

    def tokens_given(self) -> list[str]:
        """Those that are still known."""
        return list(self._tokens)

    def forget_token(self, token: str) -> None:
        self._tokens.pop(token, None)

    def expire_tokens(self) -> None:
        self._tokens.clear()
