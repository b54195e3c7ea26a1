"""Whose names are these? What the server's address book says of X.500 addresses, which some items carry."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.characters import clean
from connectors.errors import MailboxError, Throttled, Unreachable
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import T, m


def names_of(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """The Internet address of each name that is one person's; one request each, as the protocol has it."""
    found = {}
    for name in names:
        address = _address(connection, name)
        if address:
            found[name] = address
    return found


def _address(connection: Connection, name: str) -> str:
    asked = m.ResolveNames(m.UnresolvedEntry(clean(name)), ReturnFullContactData="false")
    try:
        messages = connection.read(asked)
    except (Throttled, Unreachable):
        raise
    except MailboxError:  # it has no address book for us, or cannot look there
        return ""
    addresses = {
        holder.findtext(f"{T}EmailAddress") or ""
        for message in messages
        for holder in message.iter(f"{T}Mailbox")
        if (holder.findtext(f"{T}RoutingType") or "SMTP").upper() == "SMTP"
    }
    return addresses.pop() if len(addresses) == 1 else ""
