"""What people write into the history themselves: notes and phone logs, and what all such items share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select, update

from store.bulk import insert_rows
from store.errors import NotFound
from store.history.contents import insert_items, item_values, place_anew, placed, update_items
from store.history.index import Indexed
from store.history.items import Items
from store.ids import next_ids
from store.models import ItemCallRow, ItemRow
from store.records.audit import Audit
from store.repository import Repository, known_fields
from store.rules import history as rules
from store.text import fold, prose
from store.values import HistoryItem, HistoryOf, ItemContent, ItemKind, Record

MOST_ANEW = 100  # notes in the recycle bin, each of which was begun anew at one place in Outlook
LONGEST_TITLE = 100  # characters of a note's first line that head it
TABLES = UUID("6f1f6cd4-6d0c-4a62-9a0e-2d5d6c1d8f11")  # names the notes that tables brought
LONGEST_TYPED = 100_000  # characters of a note that goes on below


class Written(Repository):
    """Items of one kind that are made here, each in the history of the record that it is made from."""

    kind: ItemKind

    def get(self, id: int) -> HistoryItem:
        """The item; raises NotFound for one of another kind."""
        return self._beside(Items).get(id, self.kind)

    def _make(self, of: HistoryOf, subject: str, body: str, at: datetime | None = None, *, typed_as: str = "") -> int:
        """A new item's id; `subject` and `body` are checked. What was typed elsewhere is known by `typed_as`."""
        now, actor = self._clock(), self._transaction.actor
        occurred_at = rules.in_time(self.kind.value, at, now) if at else now
        content = ItemContent(
            kind=self.kind,
            identity=typed_as or uuid4().hex,
            fingerprint="",
            occurred_at=occurred_at,
            subject=subject,
            body=body,
            preview=rules.preview(body),
            size=len(body),
        )
        [id] = next_ids(self._db, ItemRow.id, 1)
        made = {"id": id, "author": actor.name, "created_by": actor.user_id}
        insert_items(self._db, [item_values(content, id) | made])
        self._beside(Items).place(id, occurred_at, of, in_bin=bool(typed_as))
        self._beside(Audit).did(Record.ITEM, id, f"added as {self.kind.value}", before=None)
        return id

    def _change(self, before: HistoryItem, changes: Mapping[str, Any]) -> None:
        """Write subject, body and occurred_at, what it is found by, and the audit trail."""
        if not changes:
            return
        after = replace(before, **changes)
        stored = select(ItemRow.search_id, ItemRow.subject, ItemRow.body).where(ItemRow.id == before.id)
        held = Indexed(*self._db.execute(stored).one())
        content = ItemContent(
            self.kind, "", "", after.occurred_at, after.subject, body=after.body, preview=rules.preview(after.body)
        )
        follows = item_values(content, before.id)
        names = ("subject", "folded", "body", "preview", "occurred_at", "search_id")
        update_items(self._db, [held], [{name: follows[name] for name in names} | {"b_id": before.id}])
        if after.occurred_at != before.occurred_at:
            place_anew(self._db, {before.id: placed(after.occurred_at)})
        self._tell(
            before.id,
            {
                "title": (before.subject, after.subject),
                "text": (before.body, after.body),
                "when": (before.occurred_at, after.occurred_at),
            },
        )

    def _tell(self, id: int, changes: Mapping[str, tuple[object, object]]) -> None:
        self._beside(Audit).changed(Record.ITEM, id, changes)


class Notes(Written):
    """Business notes."""

    kind = ItemKind.NOTE

    def add(self, of: HistoryOf, title: str, text: str = "", *, at: datetime | None = None) -> HistoryItem:
        """A new note in this history, now or at an earlier time."""
        fields = rules.checked({"subject": title, "body": text})
        return self.get(self._make(of, fields["subject"], fields["body"], at))

    def edit(self, id: int, **changes: Any) -> HistoryItem:
        """Change subject, body or occurred_at."""
        before = self._beside(Items).present(id, self.kind)
        known_fields("note", changes, ("subject", "body", "occurred_at"))
        if changes.get("occurred_at"):
            rules.in_time("note", changes["occurred_at"], self._clock())
        self._change(before, rules.checked(changes))
        return self.get(id)

    def typed(self, of: HistoryOf, where: UUID, title: str, text: str, *, is_more: bool = False) -> HistoryItem:
        """What a user typed at one place in Outlook: one note, however often it is told, which goes on as they write.

        What `is_more` stands below what the note has already: its place was empty before. Where that note is in the
        recycle bin, another one.
        """
        for number in range(MOST_ANEW):
            identity = uuid5(where, str(number)).hex
            here = (ItemRow.identity == identity, ItemRow.kind == self.kind.value)
            id = self._db.scalar(select(ItemRow.id).where(*here))
            if id is None:
                fields = rules.checked({"subject": title, "body": text})
                return self.get(self._make(of, fields["subject"], fields["body"], typed_as=identity))
            if not (note := self.get(id)).is_deleted:
                break
        if note.is_deleted or (note.subject, note.body) == (title, text) or (is_more and text in note.body):
            return note
        if is_more and len(note.body) + len(text) < LONGEST_TYPED:
            title, text = note.subject, f"{note.body}\n{text}"
        return self.edit(note.id, subject=title, body=text)

    def taken_in(self, of: HistoryOf, text: str) -> bool:
        """Whether a table's text became a note of this history: the same text does once, also after it was edited or
        deleted here.
        """
        body = prose("notes", text)
        if not body:
            return False
        whose = f"{of.number} {of.account_id} {of.contact_id}"
        identity = uuid5(TABLES, f"{whose}\n{fold(' '.join(body.split()))}").hex
        if self._db.scalar(select(ItemRow.id).where(ItemRow.identity == identity, ItemRow.kind == self.kind.value)):
            return False
        title = next(line for line in body.splitlines() if line.strip()).strip()
        title = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
        fields = rules.checked({"subject": title.replace("\t", " "), "body": "" if title == body else body})
        self._make(of, fields["subject"], fields["body"], typed_as=identity)
        return True


class Calls(Written):
    """Phone logs."""

    kind = ItemKind.CALL

    def add(
        self,
        of: HistoryOf,
        title: str,
        text: str = "",
        *,
        number: str = "",
        is_incoming: bool = False,
        minutes: int | None = None,
        at: datetime | None = None,
    ) -> HistoryItem:
        """A new phone log in this history: a call that was made or taken, now or at an earlier time."""
        fields = rules.checked({"subject": title, "body": text, "number": number, "minutes": minutes})
        id = self._make(of, fields["subject"], fields["body"], at)
        row = {"item_id": id, "number": fields["number"], "is_incoming": is_incoming, "minutes": minutes}
        insert_rows(self._db, ItemCallRow, [row])
        return self.get(id)

    def edit(self, id: int, **changes: Any) -> HistoryItem:
        """Change subject, body, occurred_at, number, is_incoming or minutes."""
        before = self._beside(Items).present(id, self.kind)
        if before.call is None:
            raise NotFound("call", id)
        own = ("number", "is_incoming", "minutes")
        known_fields("call", changes, ("subject", "body", "occurred_at", *own))
        if changes.get("occurred_at"):
            rules.in_time("call", changes["occurred_at"], self._clock())
        fields = rules.checked(changes)
        self._change(before, {name: value for name, value in fields.items() if name not in own})
        if theirs := {name: value for name, value in fields.items() if name in own}:
            self._db.execute(update(ItemCallRow).where(ItemCallRow.item_id == id).values(**theirs))
            words = {"number": "number", "is_incoming": "incoming", "minutes": "minutes"}
            self._tell(id, {words[name]: (getattr(before.call, name), value) for name, value in theirs.items()})
        return self.get(id)
