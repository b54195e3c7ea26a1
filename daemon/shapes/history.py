"""Items of the communication history: a line of a list, and an item whole. Scripts rely on these keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of
from store.rules.days import day_in, last_day_in

if TYPE_CHECKING:
    from store.unit import Unit
    from store.values import HistoryItem, HistoryLine, Hit, ItemVersion, RecordHit

GONE = "deleted from the calendar"


def line_shape(line: HistoryLine) -> Shape:
    return {
        "id": line.item_id,
        "kind": line.kind.value,
        "at": line.occurred_at,
        "day": day_in(line),
        "subject": line.subject,
        "cancelled": line.is_cancelled,
        "gone": line.is_gone,
        "author": line.author,
        "preview": line.preview,
        "rule": line.rule,
        "evidence": line.evidence,
        "opportunities": list(line.numbers),
    }


def hit_shape(hit: Hit) -> Shape:
    return line_shape(hit.line) | {"snippet": hit.snippet}


def record_hit_shape(hit: RecordHit, prefix: str) -> Shape:
    """A record that a search found; `matched` says by what."""
    return {
        "record": hit.record.value,
        "id": hit.id,
        "named": record_hit_named(hit, prefix),
        "name": hit.name,
        "matched": hit.matched,
        "detail": hit.detail,
    }


def record_hit_named(hit: RecordHit, prefix: str) -> str:
    """As commands name it: OPP-17, account 4."""
    return key_of(hit.id, prefix) if hit.record == "opportunity" else f"{hit.record.value} {hit.id}"


def item_shape(unit: Unit, item: HistoryItem, prefix: str) -> Shape:
    """An item whole, with where it shows."""
    return item_shapes(unit, [item], prefix)[0]


def item_shapes(unit: Unit, items: Sequence[HistoryItem], prefix: str) -> list[Shape]:
    """Many of them, the names of all that they show with read in one go."""
    names = unit.names
    named = _Names(
        contacts=names.contacts(id for item in items for id in item.contacts),
        accounts=names.accounts(id for item in items for id in item.accounts),
        users=names.users(item.task.assigned_to for item in items if item.task),
    )
    return [_item(unit, item, prefix, named) for item in items]


@dataclass(frozen=True, slots=True)
class _Names:
    """What those are called that items show with."""

    contacts: Mapping[int, str]
    accounts: Mapping[int, str]
    users: Mapping[int, tuple[str, str]]  # with the e-mail address


def _item(unit: Unit, item: HistoryItem, prefix: str, named: _Names) -> Shape:
    shape: Shape = {
        "id": item.id,
        "kind": item.kind.value,
        "at": item.occurred_at,
        "day": day_in(item),
        "subject": item.subject,
        "author": item.author,
        **({"sender_clock": item.sender_clock} if item.sender_clock else {}),
        "text": item.body,
        "deleted": item.is_deleted,
        "participants": [asdict(person) for person in item.participants],
        "opportunities": [
            {"number": link.number, "key": key_of(link.number, prefix), "rule": link.rule, "evidence": link.evidence}
            for link in item.links
        ],
        "contacts": [{"id": id, "name": named.contacts[id]} for id in item.contacts],
        "accounts": [{"id": id, "name": named.accounts[id]} for id in item.accounts],
    }
    if item.kind in ("email", "appointment"):
        copies = [copy for found in unit.history.explain(str(item.id)) for copy in found.copies]
        shape["attachments"] = [
            {"name": one.name, "size": one.size, "inline": one.is_inline} for one in item.attachments
        ]
        shape["redacted"] = item.is_redacted
        shape["originals"] = [
            {"mailbox": copy.address, "folder": copy.folder, "gone": copy.pointer.is_gone} for copy in copies
        ]
    if item.kind == "appointment":
        shape |= _appointment(item)
        shape["gone"] = item.is_gone
        shape["before"] = [_version(version) for version in item.versions]
    if item.call:
        direction = "in" if item.call.is_incoming else "out"
        shape |= {"number": item.call.number, "direction": direction, "minutes": item.call.minutes}
    if item.task:
        id = item.task.assigned_to
        name, email = named.users[id] if id else ("", "")
        shape |= {
            "due": item.task.due_on,
            "reminder": item.task.reminder_at,
            "status": item.task.status.value,
            "completed_at": item.task.completed_at,
            "assigned_to": {"id": id, "name": name, "email": email} if id else None,
        }
    if item.file:
        file = item.file
        shape |= {"name": file.name, "size": file.size, "type": file.media_type, "sha256": file.sha256}
    return shape


def _appointment(of: HistoryItem | ItemVersion) -> Shape:
    """What appointments have beside the rest, and had before they were changed."""
    return {
        "until": of.ended_at,
        "last_day": last_day_in(of),
        "location": of.location,
        "cancelled": of.is_cancelled,
    }


def _version(version: ItemVersion) -> Shape:
    return {
        "replaced_at": version.replaced_at,
        "at": version.occurred_at,
        "day": day_in(version),
        "subject": version.subject,
        "text": version.body,
        "participants": [asdict(person) for person in version.participants],
        **_appointment(version),
    }


def state_of(line: HistoryLine) -> str:
    """What became of an appointment, to be put behind its subject."""
    if line.is_cancelled:
        return " (cancelled)"
    return f" ({GONE})" if line.is_gone else ""


def item_named(item: HistoryItem) -> str:
    return f"{item.kind.value} {item.id}: {item.subject or '(no subject)'}"
