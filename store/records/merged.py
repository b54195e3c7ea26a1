"""Who was merged, and into whom."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from store.models import MergeRow
from store.records.hanging import PARTIES
from store.repository import Repository, chunks
from store.values import Record


class Merged(Repository):
    def into(self, record: Record, id: int) -> str:
        """What has kept the one that was merged, as sentences name it; "" where it was not."""
        return self.kept(record, [id]).get(id, "")

    def kept(self, record: Record, ids: Iterable[int]) -> dict[int, str]:
        """The same of many."""
        if record not in PARTIES:
            return {}
        table, found = PARTIES[record].table, dict[int, str]()
        merged = select(MergeRow.merged_id, MergeRow.kept_id, table.name).join(table, table.id == MergeRow.kept_id)
        for chunk in chunks(ids):
            rows = self._db.execute(merged.where(MergeRow.record == record.value, MergeRow.merged_id.in_(chunk)))
            found |= {id: f"{record.value} {kept}, {name}" for id, kept, name in rows}
        return found
