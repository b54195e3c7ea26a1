"""Taking away what history holds of an e-mail or appointment: its text when it is old, or all but the fact."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from store.history.attachments import attachments_of, names_in, replace_attachments
from store.history.contents import update_items
from store.history.index import Indexed
from store.history.sketches import forget_texts, forget_words
from store.history.versions import empty_versions, forget_versions
from store.models import ItemRow, ParticipantRow, PointerRow
from store.repository import Repository, chunks
from store.rules.words import search_id

AT_ONCE = 200  # items a transaction
_MAIL = ("email", "appointment")
_BARE = {"subject": "", "folded": "", "body": "", "preview": "", "location": "", "has_attachments": False, "size": 0}


class Redacting(Repository):
    def shows_nobody(self, item_id: int) -> bool:
        """Whether nothing but the fact of the item was ever kept: not even who was in it."""
        told = select(ItemRow.id).where(ItemRow.id == item_id, ItemRow.subject == "")
        people = exists().where(ParticipantRow.item_id == ItemRow.id)
        return self._db.scalar(told.where(~people)) is not None

    def redact(self, item_ids: Collection[int]) -> None:
        """Leave nothing but the fact of these: who, when, and what they are linked to. What they were before goes, too.

        Whatever their copies show, it stays so until `lift`.
        """
        for some in chunks(item_ids):
            rows = self._held(ItemRow.id.in_(some))
            self._write(rows, _BARE | {"is_redacted": True}, dict.fromkeys((row.id for row in rows), ""))
            replace_attachments(self._db, {row.id: () for row in rows})
            forget_words(self._db, some)
            forget_versions(self._db, some)

    def lift(self, item_ids: Collection[int]) -> None:
        """Let the next copy that comes in show again what these are."""
        for some in chunks(item_ids):
            held = (ItemRow.id.in_(some), ItemRow.is_redacted | ItemRow.private_since.is_not(None))
            self._db.execute(update(ItemRow).where(*held).values(is_redacted=False, private_since=None))

    def empty_old(self, before: datetime, after: int = 0, *, limit: int = AT_ONCE) -> int | None:
        """Empty the texts of the oldest items from before that moment: where to go on; None when there are no more.

        Subject, people, links and the names of what was attached stay. Items without a date are not old.
        """
        in_time = (ItemRow.search_id > after, ItemRow.search_id < search_id(0, before))
        oldest = select(ItemRow.search_id).where(*in_time).order_by(ItemRow.search_id).limit(limit)
        places = self._db.scalars(oldest).all()
        if not places:
            return None
        stretch = ItemRow.search_id.between(places[0], places[-1])
        rows = self._held(stretch, ItemRow.occurred_at.is_not(None), (ItemRow.body != "") | (ItemRow.preview != ""))
        self._write(rows, {"body": "", "preview": ""})
        old = select(ItemRow.id).where(stretch, ItemRow.occurred_at.is_not(None))
        empty_versions(self._db, old)
        forget_texts(self._db, old)
        return places[-1]

    def _held(self, *which: Any) -> Sequence[Any]:
        columns = (ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)
        return self._db.execute(select(*columns).where(*which, ItemRow.kind.in_(_MAIL))).all()

    def _write(self, rows: Sequence[Any], emptied: Mapping[str, Any], names: Mapping[int, str] | None = None) -> None:
        """Empty these columns, and take the words that were in them out of the index."""
        if not rows:
            return
        attached = attachments_of(self._db, [row.id for row in rows])
        before = [Indexed(row.search_id, row.subject, row.body, names_in(attached.get(row.id, ()))) for row in rows]
        kept = ({"b_id": row.id, "search_id": row.search_id, "subject": row.subject, "body": row.body} for row in rows)
        update_items(self._db, before, [{**values, **emptied} for values in kept], names)
        for some in chunks(row.id for row in rows):  # what copies show is told again when they come again
            told = update(PointerRow).where(PointerRow.item_id.in_(some), PointerRow.shows != "")
            self._db.execute(told.values(shows=""))
