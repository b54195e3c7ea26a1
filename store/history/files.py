"""Files in the history: the content of each is kept once (`store.history.file_copies`), and never changes."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select, update

from store.bulk import insert_rows
from store.errors import NotFound
from store.history.file_copies import FileCopies
from store.history.items import Items
from store.history.written import Written
from store.models import FileContentRow, ItemFileRow, ItemRow
from store.repository import known_fields
from store.rules import history as rules
from store.values import HistoryItem, HistoryOf, ItemKind, KeptFile


class Files(Written):
    """Existing files, as they were when they were added."""

    kind = ItemKind.FILE

    def add(self, of: HistoryOf, name: str, content: bytes, text: str = "") -> HistoryItem:
        """A new file in this history. The same content is stored once, under whatever names."""
        fields = rules.checked({"name": name, "body": text})
        sha256 = hashlib.sha256(content).hexdigest()
        known = select(FileContentRow.sha256).where(FileContentRow.sha256 == sha256)
        if self._db.scalar(known) is None:
            self._beside(FileCopies).enter(sha256, content)
        id = self._make(of, fields["name"], fields["body"])
        row = {"item_id": id, "sha256": sha256, "name": fields["name"], "media_type": rules.media_type(fields["name"])}
        insert_rows(self._db, ItemFileRow, [row])
        self._db.execute(update(ItemRow).where(ItemRow.id == id).values(size=len(content)))
        return self.get(id)

    def edit(self, id: int, **changes: Any) -> HistoryItem:
        """Change subject or body: what is said of the file, never the file."""
        before = self._beside(Items).present(id, self.kind)
        known_fields("file", changes, ("subject", "body"))
        self._change(before, rules.checked(changes))
        return self.get(id)

    def kept(self, id: int) -> KeptFile:
        """What is in it, and where that is kept; for another kind of item NotFound."""
        item = self._beside(Items).present(id, self.kind)
        if item.file is None:
            raise NotFound("file", id)
        return self._beside(FileCopies).kept(item.file.sha256)
