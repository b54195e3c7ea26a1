"""What appointments were before they were changed: time, place, people and text stay for whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from store.bulk import insert_rows
from store.models import ItemVersionRow
from store.repository import among, chunks, rows_among
from store.values import ItemContent, ItemKind, ItemVersion, Participant

MOST = 100  # versions of one item: whoever's programs change it every minute keep the latest

_SIMPLE = ("replaced_at", "subject", "occurred_at", "ended_at", "is_all_day", "location", "is_cancelled", "body")
_COLUMNS = [getattr(ItemVersionRow, name) for name in _SIMPLE]
_VERSIONS = select(ItemVersionRow.item_id, ItemVersionRow.participants, *_COLUMNS).order_by(ItemVersionRow.id.desc())
_VERSIONS = among(_VERSIONS, ItemVersionRow.item_id)


def keep_versions(db: Connection, replaced: Iterable[tuple[int, ItemVersion]]) -> None:
    """Keep what each of these items was until now; each item once."""
    rows: list[dict[str, Any]] = [
        {"item_id": id, "participants": [asdict(person) for person in version.participants]}
        | {name: getattr(version, name) for name in _SIMPLE}
        for id, version in replaced
    ]
    if not rows:
        return
    insert_rows(db, ItemVersionRow, rows)
    for chunk in chunks(row["item_id"] for row in rows):
        for id in _crowded(db, chunk):
            _forget_oldest(db, id)


def is_replaced(was: ItemVersion, now: ItemContent) -> bool:
    """Whether the content is another than the item had: only appointments change.

    A text that comes only now, or goes because the item is in no history any more, is no change of the appointment.
    """
    if now.kind is not ItemKind.APPOINTMENT or now.is_series:
        return False
    names = [name for name in _SIMPLE if name not in ("replaced_at", "body")] + ["participants"]
    is_other_text = bool(was.body and now.body) and was.body != now.body
    return is_other_text or any(getattr(was, name) != getattr(now, name) for name in names)


def version_of(row: Row[Any], people: Iterable[Participant], replaced_at: datetime) -> ItemVersion:
    """What the columns of an item say that it is, until it is replaced."""
    simple = {name: getattr(row, name) for name in _SIMPLE if name != "replaced_at"}
    return ItemVersion(replaced_at, **simple, participants=tuple(people))


def versions_of(db: Connection, item_ids: Iterable[int]) -> dict[int, tuple[ItemVersion, ...]]:
    """What each item was, the latest first; items that were never another are left out."""
    found: dict[int, list[ItemVersion]] = {}
    for item_id, people, *simple in rows_among(db, _VERSIONS, item_ids):
        found.setdefault(item_id, []).append(_version(people, dict(zip(_SIMPLE, simple, strict=True))))
    return {item_id: tuple(versions) for item_id, versions in found.items()}


def forget_versions(db: Connection, item_ids: Collection[int]) -> None:
    """Nothing of what these items were is left."""
    for chunk in chunks(item_ids):
        db.execute(delete(ItemVersionRow).where(ItemVersionRow.item_id.in_(chunk)))


def empty_versions(db: Connection, item_ids: Select[int]) -> None:
    """No text of what these items were is left."""
    kept = (ItemVersionRow.item_id.in_(item_ids), ItemVersionRow.body != "")
    db.execute(update(ItemVersionRow).where(*kept).values(body=""))


def _version(people: list[dict[str, str]], simple: dict[str, Any]) -> ItemVersion:
    return ItemVersion(**simple, participants=tuple(Participant(**person) for person in people))


def _crowded(db: Connection, ids: Collection[int]) -> list[int]:
    held = select(ItemVersionRow.item_id).where(ItemVersionRow.item_id.in_(ids)).group_by(ItemVersionRow.item_id)
    return list(db.scalars(held.having(func.count() > MOST)))


def _forget_oldest(db: Connection, item_id: int) -> None:
    latest = select(ItemVersionRow.id).where(ItemVersionRow.item_id == item_id)
    oldest_kept = latest.order_by(ItemVersionRow.id.desc()).offset(MOST - 1).limit(1).scalar_subquery()
    db.execute(delete(ItemVersionRow).where(ItemVersionRow.item_id == item_id, ItemVersionRow.id < oldest_kept))
