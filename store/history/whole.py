"""Items of all six kinds, whole: many in as many statements as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from store.history import views
from store.history.attachments import attachments_of
from store.history.copies import links_of
from store.history.named import not_merged
from store.history.versions import versions_of
from store.models import (
    FileContentRow,
    ItemAccountRow,
    ItemCallRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    ItemTaskRow,
    ParticipantRow,
)
from store.repository import among, rows_among
from store.rules.threads import depth_of
from store.values import (
    CallDetails,
    FileDetails,
    HistoryItem,
    ItemKind,
    Participant,
    Record,
    TaskDetails,
    TaskStatus,
)

_ITEMS = among(
    select(
        ItemRow.id,
        ItemRow.kind,
        ItemRow.occurred_at,
        ItemRow.subject,
        ItemRow.author,
        ItemRow.body,
        ItemRow.ended_at,
        ItemRow.is_all_day,
        ItemRow.location,
        ItemRow.is_cancelled,
        views.GONE.label("is_gone"),
        ItemRow.has_attachments,
        ItemRow.is_redacted,
        ItemRow.created_by,
        ItemRow.deleted_at.is_not(None).label("is_deleted"),
        ItemRow.parents,
        ItemRow.traits,
    ),
    ItemRow.id,
)
_PEOPLE = among(
    select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address, ParticipantRow.name).order_by(
        ParticipantRow.item_id, ParticipantRow.position
    ),
    ParticipantRow.item_id,
)
_CONTACTS = among(
    select(ItemContactRow.item_id, ItemContactRow.contact_id)
    .where(not_merged(Record.CONTACT, ItemContactRow.contact_id))
    .order_by(ItemContactRow.contact_id),
    ItemContactRow.item_id,
)
_ACCOUNTS = among(
    select(ItemAccountRow.item_id, ItemAccountRow.account_id)
    .where(not_merged(Record.ACCOUNT, ItemAccountRow.account_id))
    .order_by(ItemAccountRow.account_id),
    ItemAccountRow.item_id,
)
_TASKS = among(
    select(
        ItemTaskRow.item_id,
        ItemTaskRow.guid,
        ItemTaskRow.due_on,
        ItemTaskRow.reminder_at,
        ItemTaskRow.status,
        ItemTaskRow.completed_at,
        ItemTaskRow.assigned_to,
    ),
    ItemTaskRow.item_id,
)
_CALLS = among(
    select(ItemCallRow.item_id, ItemCallRow.number, ItemCallRow.is_incoming, ItemCallRow.minutes), ItemCallRow.item_id
)
_FILES = among(
    select(ItemFileRow.item_id, ItemFileRow.name, FileContentRow.size, ItemFileRow.media_type, ItemFileRow.sha256).join(
        FileContentRow, FileContentRow.sha256 == ItemFileRow.sha256
    ),
    ItemFileRow.item_id,
)


def whole_items(db: Connection, ids: Sequence[int]) -> list[HistoryItem]:
    """These items in this order, each with where it shows; those that are not there are left out."""
    rows = {row.id: row for row in rows_among(db, _ITEMS, ids)}
    people, contacts, accounts = (_each(db, statement, rows) for statement in (_PEOPLE, _CONTACTS, _ACCOUNTS))
    attachments, links = attachments_of(db, rows), links_of(db, rows)
    details = _details(db, {id: ItemKind(row.kind) for id, row in rows.items()})
    found = []
    for id in ids:
        if (row := rows.get(id)) is None:
            continue
        told = {**row._mapping, "kind": ItemKind(row.kind)}
        parents, traits = told.pop("parents"), told.pop("traits")
        found.append(
            HistoryItem(
                **told,
                depth=depth_of(parents, traits),
                sender_clock=traits.get("clock", ""),
                participants=tuple(Participant(*person) for person in people.get(id, ())),
                attachments=attachments.get(id, ()),
                links=links.get(id, ()),
                contacts=tuple(contact for (contact,) in contacts.get(id, ())),
                accounts=tuple(account for (account,) in accounts.get(id, ())),
                **details.get(id, {}),
            )
        )
    return found


def _details(db: Connection, kinds: Mapping[int, ItemKind]) -> dict[int, dict[str, Any]]:
    """What each has that only items of its kind have."""
    found: dict[int, dict[str, Any]] = {}
    for kind, (name, read) in _OF_KIND.items():
        if ids := [id for id, one in kinds.items() if one is kind]:
            found |= {id: {name: value} for id, value in read(db, ids).items()}
    return found


def _tasks(db: Connection, ids: Iterable[int]) -> dict[int, TaskDetails]:
    return {
        id: TaskDetails(guid, due_on, reminder_at, TaskStatus(status), completed_at, assigned_to)
        for id, guid, due_on, reminder_at, status, completed_at, assigned_to in rows_among(db, _TASKS, ids)
    }


def _calls(db: Connection, ids: Iterable[int]) -> dict[int, CallDetails]:
    return {id: CallDetails(*call) for id, *call in rows_among(db, _CALLS, ids)}


def _files(db: Connection, ids: Iterable[int]) -> dict[int, FileDetails]:
    return {id: FileDetails(*file) for id, *file in rows_among(db, _FILES, ids)}


_OF_KIND: Mapping[ItemKind, tuple[str, Callable[[Connection, list[int]], Mapping[int, Any]]]] = {
    ItemKind.TASK: ("task", _tasks),
    ItemKind.CALL: ("call", _calls),
    ItemKind.FILE: ("file", _files),
    ItemKind.APPOINTMENT: ("versions", versions_of),
}


def _each(db: Connection, statement: Any, ids: Iterable[int]) -> dict[int, list[Any]]:
    """The rows of each item, without its id."""
    found: dict[int, list[Any]] = {}
    for id, *row in rows_among(db, statement, ids):
        found.setdefault(id, []).append(row)
    return found
