"""What a server did not tell of an item that is known: it stays as it is stored, and is never taken for empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connectors.mailbox import (
    Appointment,
    AppointmentKind,
    Attachment,
    Change,
    Email,
    Item,
    Person,
    Sensitivity,
    Task,
    Unreadable,
    Upserted,
)
from daemon.context import Cycle
from daemon.lacking import untold
from daemon.link import CLOCK, NEVER, OCCURRENCE, Linkable
from store.values import HeldItem, WatchedFolder

# What most items lack because they have none: looked for in the store only where the folder was read before.
_ORDINARY = frozenset(
    {
        *("subject", "to", "cc", "bcc", "reply_to", "in_reply_to", "references", "location", "attendees", "organizer"),
        *("headers", "conversation_depth"),
    }
)
_WRITTEN = {"from": "From", "to": "To", "cc": "Cc", "bcc": "Bcc", "message_id": "Message-ID", "uid": "UID"}


def with_stored(cycle: Cycle, folder: WatchedFolder, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, each item that is known with what is stored of it in place of what was not told.

    One that is new, and holds something that cannot be read, cannot be read yet: it is tried again like all that could
    not be understood.
    """
    cycle.untold.clear()
    is_anew = folder.cursor is None and folder.pass_started_at is None
    doubtful = [
        item.item_id
        for item in _items(changes)
        if item.unclear or item.lacking or item.untold - (_ORDINARY if is_anew else _N)
    ]
    if not doubtful:
        return tuple(changes)
    with cycle.context.store.read() as unit:
        held = unit.comparing.told(cycle.due.id, doubtful)
    kept = tuple(_kept(change, held) for change in changes)
    for change, now in zip(changes, kept, strict=True):
        if isinstance(change, Upserted) and isinstance(now, Upserted):
            note(cycle, folder, change.item, now.item)
    return kept


def note(cycle: Cycle, folder: WatchedFolder, item: Item, now: Item) -> None:
    """Remember of an item that was read what its server did not tell, for whoever stores it."""
    if isinstance(item, Task) or isinstance(now, Task) or _is_of_a_series(item):
        return
    if lack := untold(item, now, folder.wellknown):
        cycle.untold[item.item_id] = lack


def _is_of_a_series(item: Linkable) -> bool:
    """What is looked at with its series, and said of that."""
    return isinstance(item, Appointment) and item.kind in (AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION)


_N: frozenset[str] = frozenset()


def _items(changes: Sequence[Change]) -> Iterator[Linkable]:
    for change in changes:
        if isinstance(change, Upserted) and isinstance(change.item, Email | Appointment) and _is_doubtful(change.item):
            yield change.item


def _kept(change: Change, held: dict[str, HeldItem]) -> Change:
    if not isinstance(change, Upserted) or not isinstance(change.item, Email | Appointment):
        return change
    item, before = change.item, held.get(change.item.item_id)
    if before is None:
        return Unreadable(item.item_id, _reason(item)) if item.unclear else change
    return Upserted(whole(item, before)) if _is_doubtful(item) else change


def _is_doubtful(item: Linkable) -> bool:
    return bool(item.untold) or (isinstance(item, Appointment) and not item.are_people_told)


def _reason(item: Linkable) -> str:
    fields = sorted(_WRITTEN.get(name, name.replace("_", " ")) for name in item.unclear)
    return f"the server does not show its {' and '.join(fields)} in a form that can be read"


# --- one item ---------------------------------------------------------------------------------------------------------


def whole(item: Linkable, before: HeldItem) -> Linkable:
    """The item with what is stored of it in place of what was not told. Pure."""
    told: dict[str, Any] = {}
    untold = item.untold
    if "subject" in untold:
        told["subject"] = before.subject
    if "body" in untold:
        told |= {"body": before.body or before.preview, "body_is_html": False}
    if "sensitivity" in untold and before.is_private:
        told["sensitivity"] = Sensitivity.PRIVATE
    if "size" in untold:
        told["size"] = before.size
    if "has_attachments" in untold:
        told["has_attachments"] = before.has_attachments
        told["attachments"] = tuple(Attachment(one.name, one.size, one.is_inline) for one in before.attachments)
    if isinstance(item, Email):
        return replace(item, **told | _of_mail(item, before))
    return replace(item, **told | _of_appointment(item, before))


def _of_mail(item: Email, before: HeldItem) -> dict[str, Any]:
    untold, told = item.untold, dict[str, Any]()
    if "message_id" in untold:
        told["message_id"] = _own(before.identity)
    was_draft = before.traits.get(NEVER) == "draft"
    if not was_draft:  # a draft's people may have been taken off before it was sent
        fields = ("to", "cc", "bcc", "reply_to")
        told |= {name: people for name in fields if name in untold and (people := _people(before, name))}
    if "from" in untold and (writer := _people(before, "from")):
        told["sender"] = writer[0]
    if "sender" in untold and (sender := _people(before, "sender")):
        told["sent_by"] = sender[0]
    if "sent_at" in untold:
        told["sent_at"] = before.occurred_at
    if "received_at" in untold and CLOCK in before.traits:
        told["received_at"] = before.occurred_at
    if not item.in_reply_to and not item.references and before.parents:
        told["references"] = before.parents[::-1]
    if "conversation_id" in untold:
        told["conversation_id"] = before.conversation_id
    if "is_draft" in untold and was_draft:
        told["is_draft"] = True
    if "item_class" in untold and before.traits.get(NEVER) == "meeting message":
        told["item_class"] = "IPM.Schedule.Meeting.Request"
    return told


def _of_appointment(item: Appointment, before: HeldItem) -> dict[str, Any]:
    untold, told = item.untold, dict[str, Any]()
    is_occurrence = OCCURRENCE in before.traits
    if "kind" in untold:
        is_changed = before.traits.get(OCCURRENCE) == "changed"
        kind = AppointmentKind.EXCEPTION if is_changed else AppointmentKind.OCCURRENCE
        alone = AppointmentKind.MASTER if before.is_series else AppointmentKind.SINGLE
        told["kind"] = kind if is_occurrence else alone
    if "uid" in untold:
        told["uid"] = before.parents[0] if before.parents else _own(before.identity)
    if item.original_start is None and before.parents:  # an occurrence, or the only one that a person was invited to
        told["original_start"] = _planned(before.identity)
    for name, value in (
        ("start", before.occurred_at),
        ("end", before.ended_at),
        ("is_all_day", before.is_all_day),
        ("is_cancelled", before.is_cancelled),
        ("location", before.location),
    ):
        if name in untold:
            told[name] = value
    if item.organizer is None and (organizer := _people(before, "organizer")):
        told["organizer"] = organizer[0]
    if not item.attendees and ("attendees" in untold or not item.are_people_told):
        told["attendees"] = _people(before, "attendee")
    return told


def _people(before: HeldItem, role: str) -> tuple[Person, ...]:
    return tuple(Person(one.address, one.name) for one in before.participants if one.role == role)


def _own(identity: str) -> str:
    """What the item calls itself; "" where it did not, and was known by its looks."""
    return "" if identity.startswith(("fingerprint:", "digest:")) else identity


def _planned(identity: str) -> datetime | None:
    """When an occurrence of this identity was to be."""
    with suppress(ValueError):
        return datetime.strptime(identity.rpartition(" ")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return None
