"""Whether a mail that shows no writer has none, or its server does not show who it is: asked once more, by other names.

Programs put mail into mailboxes that nobody wrote: faxes, voice mail, copies of what a system did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from connectors.errors import MailboxError, Refused
from connectors.ews import request
from connectors.ews.lacking.transport import habit_of
from connectors.ews.reading import elements
from connectors.ews.reading.items import fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, T
from connectors.mailbox import Change, Email, Upserted

_AGAIN = 50  # mails that are asked for once more, of those that are read together
_WRITERS = ("message:From", "message:Sender")
# PidTagSentRepresentingName and -EmailAddress, PidTagSenderName and -EmailAddress, and the last two's SMTP addresses.
_TAGS = ("0x42", "0x65", "0xC1A", "0xC1F", "0x5D01", "0x5D02")
_BLOCK = "0x7D"
# A header that names a writer, folded or not, with anything in it but what stands around an address.
_NAMED = re.compile(r"^(?:from|sender)[ \t]*:(?:[ \t<>,;\"']|\r?\n[ \t])*[^\s<>,;\"']", re.MULTILINE | re.IGNORECASE)
_LONGEST_BLOCK = 500_000  # characters


def without_writers(connection: Connection, changes: Sequence[Change]) -> Sequence[Change]:
    """The changes; what was written by nobody does not lack a writer.

    Nobody wrote what has headers, or the flags that every message has, and no writer among all names of one; where a
    server gives neither, what shows none when it is asked for once more, if others' writers are shown.
    """
    habit = habit_of(connection)
    mails = [one.item for one in changes if isinstance(one, Upserted) and isinstance(one.item, Email)]
    habit.shows_writers = habit.shows_writers or any(mail.sender is not None for mail in mails)
    silent = [mail for mail in mails if "from" in mail.lacking and "from" not in mail.unclear][:_AGAIN]
    if not silent:
        return changes
    found = _asked(connection, [mail.item_id for mail in silent])
    nobodys = {
        mail.item_id
        for mail in silent
        if mail.item_id in found and _is_nobodys(found[mail.item_id], mail.headers, shows_others=habit.shows_writers)
    }
    return [_told(change, nobodys) for change in changes] if nobodys else changes


def _asked(connection: Connection, item_ids: Sequence[str]) -> Mapping[str, Element]:
    paths = [request.flags_path(), request.transport_headers(), *map(request.field, _WRITERS)]
    paths += [request.text_of(tag) for tag in _TAGS]
    try:
        answers = list(fetch(connection, item_ids, paths))
    except Refused:
        return {}
    return {id: answer for id, answer in answers if not isinstance(answer, MailboxError)}


def _is_nobodys(told: Element, headers: Mapping[str, str], *, shows_others: bool) -> bool:
    if any(told.find(f"{T}{name}") is not None for name in ("From", "Sender")):
        return False  # left out of what is read together: it is told when the item is read by itself
    if any(elements.extended_text(told, tag) for tag in _TAGS):
        return False
    block = (elements.extended_text(told, _BLOCK) or "")[:_LONGEST_BLOCK]
    if _NAMED.search(block):
        return False
    return bool(block or headers or elements.extended_text(told, request.FLAGS) or shows_others)


def _told(change: Change, nobodys: Collection[str]) -> Change:
    if not isinstance(change, Upserted) or change.item.item_id not in nobodys or not isinstance(change.item, Email):
        return change
    return Upserted(replace(change.item, lacking=change.item.lacking - {"from"}))
