"""What could not be understood: finding it, having it read again, and saying that it does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from daemon.acts.reviewing import mailbox_named
from store.errors import Ambiguous, Invalid, NotFound
from store.unit import Unit
from store.values import QuarantinedItem

SUBJECT = "item in quarantine"
SHORTEST = 4  # of the characters of a key that name it


def quarantined(unit: Unit, mailbox: str | None = None, *, only: bool | None = None) -> list[QuarantinedItem]:
    """All, or those of a mailbox, the latest first; `only` those that are dismissed, or that are not."""
    of = mailbox_named(unit, mailbox)[0] if mailbox is not None else None
    return [one for one in unit.quarantine.all(of) if only is None or one.is_dismissed is only]


def quarantined_found(unit: Unit, text: str) -> QuarantinedItem:
    """The one that is named by its key, the beginning of it, or the server's id; raises NotFound and Ambiguous."""
    there, asked = unit.quarantine.all(), text.strip()
    key = asked.casefold()
    found = [one for one in there if asked == one.server_id] or [
        one for one in there if len(key) >= SHORTEST and one.key.startswith(key)
    ]
    if len(found) > 1:
        raise Ambiguous(SUBJECT, text, [f"{one.key} in {one.address}" for one in found])
    if not found:
        raise NotFound(SUBJECT, text)
    return found[0]


def read_again(unit: Unit, asked: Sequence[str], mailbox: str | None, now: datetime) -> list[QuarantinedItem]:
    """These, or all of a mailbox, or all, are read again in their mailboxes' next turns, which are due now.

    Dismissed ones only where they are named.
    """
    if asked and mailbox is not None:
        raise Invalid(SUBJECT, "is named together with a mailbox", "name the items, or the mailbox they are in")
    named = {one.key: one for one in (quarantined_found(unit, text) for text in asked)}
    these = list(named.values()) if asked else quarantined(unit, mailbox, only=False)
    by_mailbox: dict[int, list[str]] = {}
    for one in these:
        by_mailbox.setdefault(one.mailbox_id, []).append(one.server_id)
    for mailbox_id, ids in by_mailbox.items():
        unit.quarantine.want(mailbox_id, ids)
    unit.mailboxes.hurry({one.address for one in these}, now)
    wanted = {one.key for one in these}
    return [one for one in unit.quarantine.all() if one.key in wanted]


def dismiss_quarantined(unit: Unit, asked: Sequence[str], *, undo: bool = False) -> list[QuarantinedItem]:
    """They do not matter, or do after all: `status` leaves them out; they are counted, and read again, as before."""
    these = [quarantined_found(unit, text) for text in asked]
    for one in these:
        unit.quarantine.dismiss(one.mailbox_id, one.server_id, is_dismissed=not undo)
    return [quarantined_found(unit, one.key) for one in these]
