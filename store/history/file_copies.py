"""Where the contents of files are kept: in the database, or elsewhere under a name that is never used again.

What is new is kept in the database, in the transaction that needs it, and moved from there. Elsewhere a content is
written under a name that was written down before, and counts once a transaction says so: until then it is nobody's,
and what nobody needs any more is left behind, to be taken away later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, func, literal_column, select, update

from store.bulk import insert_rows
from store.errors import NotFound
from store.models import FileContentRow, FileCopyRow, ItemFileRow
from store.repository import Repository, chunks
from store.values import KeptFile, KeptIn, KeptTotal

# Written out, as the indexes say it.
_KEPT = FileCopyRow.state == literal_column("'kept'")
_WRITING = FileCopyRow.state == literal_column("'writing'")
_LEFT = FileCopyRow.state == literal_column("'left'")
_WHERE = select(FileCopyRow.sha256, FileContentRow.size, FileCopyRow.kept_in, FileCopyRow.name).join(
    FileContentRow, FileContentRow.sha256 == FileCopyRow.sha256
)


class FileCopies(Repository):
    def kept(self, sha256: str) -> KeptFile:
        """Where it is kept; raises NotFound."""
        row = self._db.execute(_WHERE.where(_KEPT, FileCopyRow.sha256 == sha256)).one_or_none()
        if row is None:
            raise NotFound("file's content", sha256)
        return _kept(*row)

    def content(self, sha256: str) -> bytes:
        """What the database holds of it: nothing, where it is kept elsewhere."""
        stored = select(FileContentRow.content).where(FileContentRow.sha256 == sha256)
        return self._db.scalar(stored) or b""

    def totals(self) -> Sequence[KeptTotal]:
        """What is kept in each place that holds any."""
        size = func.coalesce(func.sum(FileContentRow.size), 0)
        counted = select(FileCopyRow.kept_in, func.count(), size).where(_KEPT).group_by(FileCopyRow.kept_in)
        rows = self._db.execute(counted.join(FileContentRow, FileContentRow.sha256 == FileCopyRow.sha256))
        found = {KeptIn(kept_in): (count, int(size)) for kept_in, count, size in rows}
        return [KeptTotal(one, *found[one]) for one in KeptIn if one in found]

    def names(self, kept_in: KeptIn, after: str = "", limit: int = 1000) -> Sequence[KeptFile]:
        """What is kept there, some of it, in the order of checksums."""
        there = (_KEPT, FileCopyRow.kept_in == kept_in.value, FileCopyRow.sha256 > after)
        rows = self._db.execute(_WHERE.where(*there).order_by(FileCopyRow.sha256).limit(limit))
        return [_kept(*row) for row in rows]

    def others(self, kept_in: KeptIn) -> set[str]:
        """Names there of what is being written, or was left."""
        there = select(FileCopyRow.name).where(_WRITING | _LEFT, FileCopyRow.kept_in == kept_in.value)
        return set(self._db.scalars(there))

    # --- what comes and goes ------------------------------------------------------------------------------------------

    def enter(self, sha256: str, content: bytes) -> None:
        """Store a content that there is not yet."""
        insert_rows(self._db, FileContentRow, [{"sha256": sha256, "size": len(content), "content": content}])
        self._put(sha256, KeptIn.DATABASE, sha256, "kept")

    def let_go(self, sha256s: Collection[str]) -> None:
        """Remove those contents that no item holds any more; what is kept elsewhere is left behind there."""
        for chunk in chunks(sha256s):
            held = select(ItemFileRow.item_id).where(ItemFileRow.sha256 == FileContentRow.sha256).exists()
            gone = delete(FileContentRow).where(FileContentRow.sha256.in_(chunk), ~held)
            removed = self._db.scalars(gone.returning(FileContentRow.sha256)).all()
            self._leave(FileCopyRow.sha256.in_(removed))

    # --- moving -------------------------------------------------------------------------------------------------------

    def begin(self, kept_in: KeptIn, sha256s: Collection[str]) -> dict[str, str]:
        """Names under which these may be written there, each written down before."""
        names = {sha256: f"{sha256[:2]}/{sha256}.{uuid4().hex[:12]}" for sha256 in sha256s}
        for sha256, name in names.items():
            self._put(sha256, kept_in, name, "writing")
        return names

    def moved_out(self, sha256: str, name: str) -> bool:
        """From now on it is kept where it was written, under that name; False where that came too late: it is nobody's
        file any more, is kept there already, or was taken for given up.
        """
        there = self._db.execute(select(FileCopyRow.kept_in).where(_WRITING, FileCopyRow.name == name)).scalar()
        before = self._db.execute(_WHERE.where(_KEPT, FileCopyRow.sha256 == sha256)).one_or_none()
        if there is None or before is None or before.kept_in == there:
            self._leave(FileCopyRow.name == name, _WRITING)
            return False
        self._leave(FileCopyRow.sha256 == sha256)
        kept = {"state": "kept", "since": self._clock()}
        self._db.execute(update(FileCopyRow).where(FileCopyRow.name == name).values(**kept))
        self._db.execute(update(FileContentRow).where(FileContentRow.sha256 == sha256).values(content=b""))
        return True

    def moved_in(self, sha256: str, content: bytes) -> bool:
        """From now on it is kept in the database; False where it is already, or is nobody's any more."""
        before = self._db.execute(_WHERE.where(_KEPT, FileCopyRow.sha256 == sha256)).one_or_none()
        if before is None or before.kept_in == KeptIn.DATABASE:
            return False
        self._leave(FileCopyRow.sha256 == sha256)
        self._put(sha256, KeptIn.DATABASE, sha256, "kept")
        self._db.execute(update(FileContentRow).where(FileContentRow.sha256 == sha256).values(content=content))
        return True

    # --- what was left ------------------------------------------------------------------------------------------------

    def give_up(self, before: datetime) -> None:
        """Whoever was writing these since then has died: whatever came of it is nobody's."""
        old = update(FileCopyRow).where(_WRITING, FileCopyRow.since < before)
        self._db.execute(old.values(state="left", since=self._clock()))

    def is_any_left(self) -> bool:
        """Whether there is anything that was left behind, or is being written."""
        return self._db.scalar(select(select(FileCopyRow.name).where(_WRITING | _LEFT).exists())) or False

    def left(self, before: datetime, after: str, limit: int) -> list[tuple[KeptIn, str]]:
        """What was left behind before that moment, and is still to be taken away: where, and its name, by names."""
        old = (_LEFT, FileCopyRow.since < before, FileCopyRow.name > after)
        rows = select(FileCopyRow.kept_in, FileCopyRow.name).where(*old).order_by(FileCopyRow.name).limit(limit)
        found = self._db.execute(rows)
        return [(KeptIn(kept_in), name) for kept_in, name in found]

    def taken_away(self, names: Collection[str]) -> None:
        """It is not there any more."""
        for chunk in chunks(names):
            self._db.execute(delete(FileCopyRow).where(_LEFT, FileCopyRow.name.in_(chunk)))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _put(self, sha256: str, kept_in: KeptIn, name: str, state: str) -> None:
        row = {"name": name, "sha256": sha256, "kept_in": kept_in.value, "state": state, "since": self._clock()}
        insert_rows(self._db, FileCopyRow, [row])

    def _leave(self, which: ColumnElement[bool], state: ColumnElement[bool] = _KEPT) -> None:
        """Nobody's any more; of what was in the database nothing is left."""
        in_database = FileCopyRow.kept_in == KeptIn.DATABASE.value
        self._db.execute(delete(FileCopyRow).where(state, which, in_database))
        self._db.execute(update(FileCopyRow).where(state, which).values(state="left", since=self._clock()))


def _kept(sha256: str, size: int, kept_in: str, name: str) -> KeptFile:
    return KeptFile(sha256, size, KeptIn(kept_in), name)
