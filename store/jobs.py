"""Work that is done once, beside the turns of mailboxes, by whichever process takes it first.

A job is asked for in the transaction that makes it necessary, and its end is committed with what it did. Who holds one
says so by a count that grows; clocks of two machines are never compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from store.bulk import insert_rows
from store.errors import LeaseLost
from store.models import JobRow
from store.repository import Repository
from store.values import Job, Queue

_COLUMNS = [getattr(JobRow, name) for name in Job.__slots__]
_IS_OPEN = JobRow.ended_at.is_(None)


class Jobs(Repository):
    # --- asking for one -----------------------------------------------------------------------------------------------

    def ask(
        self,
        kind: str,
        key: str,
        told: Mapping[str, Any],
        *,
        due_at: datetime,
        content: bytes | None = None,
        user_id: int | None = None,
    ) -> int:
        """Have it done from then on, by whoever is free; its id. One that waits, or is under way, is the same."""
        same = select(JobRow.id).where(JobRow.kind == kind, JobRow.key == key, _IS_OPEN)
        if (known := self._db.scalar(same)) is not None:
            return known
        row = {"kind": kind, "key": key, "told": dict(told), "content": content, "user_id": user_id}
        times = {"asked_at": self._clock(), "due_at": due_at, "lease_owner": None, "ended_at": None, "outcome": None}
        insert_rows(self._db, JobRow, [row | times])
        return self._db.scalars(same).one()

    def is_kept(self, kind: str, wanted: Mapping[str, str]) -> bool:
        """Whether these are asked for, as `keep` would."""
        theirs = select(JobRow.key, JobRow.told).where(JobRow.kind == kind, _IS_OPEN)
        return {key: told.get("settings") for key, told in self._db.execute(theirs)} == dict(wanted)

    def keep(self, kind: str, wanted: Mapping[str, str], now: datetime) -> None:
        """What comes again is asked for: by its key, with what it is told to do. What is told anew is due at once.

        Others of the kind are not asked for any more.
        """
        theirs = select(JobRow.id, JobRow.key, JobRow.told, JobRow.lease_owner).where(JobRow.kind == kind, _IS_OPEN)
        known = {key: (id, told, owner) for id, key, told, owner in self._db.execute(theirs)}
        for key, word in wanted.items():
            told = {"settings": word}
            if key not in known:
                self.ask(kind, key, told, due_at=now)
            elif known[key][1] != told and known[key][2] is None:  # one that is under way ends first
                self._of(known[key][0], told=told, due_at=now, attempts=0, reason="")
        over = [id for key, (id, _, owner) in known.items() if key not in wanted and owner is None]
        if over:
            self._db.execute(delete(JobRow).where(JobRow.id.in_(over)))

    # --- doing it -----------------------------------------------------------------------------------------------------

    def due(self, kinds: Collection[str], now: datetime) -> bool:
        """Whether one of these kinds waits to be taken."""
        return self._db.scalar(select(JobRow.id).where(*_free(kinds, now)).limit(1)) is not None

    def claim(self, owner: str, kinds: Collection[str], now: datetime) -> Job | None:
        """Take the one that is due longest; None where nothing is. Right whoever writes beside it."""
        first = select(JobRow.id).where(*_free(kinds, now)).order_by(JobRow.due_at, JobRow.id).limit(1)
        taken = (
            update(JobRow)
            .where(JobRow.id == first.with_for_update(skip_locked=True).scalar_subquery())
            .values(lease_owner=owner, beat=JobRow.beat + 1, attempts=JobRow.attempts + 1)
            .returning(*_COLUMNS)
        )
        row = self._db.execute(taken).first()
        return Job(**row._mapping) if row is not None else None

    def content(self, job: Job) -> bytes:
        """The file that it is about."""
        return self._db.scalar(select(JobRow.content).where(JobRow.id == job.id)) or b""

    def beat(self, owner: str) -> None:
        """All that this process holds, it works on still."""
        self._db.execute(update(JobRow).where(JobRow.lease_owner == owner, _IS_OPEN).values(beat=JobRow.beat + 1))

    def end(self, job: Job, outcome: Mapping[str, Any], now: datetime) -> None:
        """It is done. Committed with its work, it is done once: raises LeaseLost for who holds it no more."""
        self._held(job, ended_at=now, outcome=dict(outcome), content=None, lease_owner=None, reason="")

    def again(self, job: Job, due_at: datetime) -> None:
        """It is done, or cut short, and comes again then; raises LeaseLost."""
        self._held(job, due_at=due_at, attempts=0, reason="", lease_owner=None)

    def put_off(self, job: Job, reason: str, due_at: datetime) -> None:
        """It did not go well, and is tried again then; raises LeaseLost."""
        self._held(job, due_at=due_at, reason=reason, lease_owner=None)

    def give_up(self, job: Job, reason: str, now: datetime) -> None:
        """It did not go well, and is not tried again; raises LeaseLost."""
        self._held(job, ended_at=now, reason=reason, content=None, lease_owner=None)

    # --- what others hold ---------------------------------------------------------------------------------------------

    def held(self) -> list[Job]:
        """What processes hold, each with how often its holder said that it lives."""
        theirs = select(*_COLUMNS).where(JobRow.lease_owner.is_not(None), _IS_OPEN)
        return [Job(**row._mapping) for row in self._db.execute(theirs)]

    def free(self, job: Job) -> bool:
        """Let others take it, as its holder is dead; False where that one has said meanwhile that it lives."""
        silent = (JobRow.id == job.id, JobRow.lease_owner == job.lease_owner, JobRow.beat == job.beat, _IS_OPEN)
        return bool(self._db.execute(update(JobRow).where(*silent).values(lease_owner=None)).rowcount)

    def release(self, owner: str) -> None:
        """Let others take what this process holds, as it ends."""
        mine = update(JobRow).where(JobRow.lease_owner == owner, _IS_OPEN)
        self._db.execute(mine.values(lease_owner=None, attempts=JobRow.attempts - 1))

    # --- looking at it ------------------------------------------------------------------------------------------------

    def get(self, id: int) -> Job | None:
        row = self._db.execute(select(*_COLUMNS).where(JobRow.id == id)).first()
        return Job(**row._mapping) if row is not None else None

    def queue(self, now: datetime) -> Queue:
        """How all of them stand."""
        open_ones = select(JobRow.kind, JobRow.key, JobRow.lease_owner, JobRow.reason, JobRow.due_at).where(_IS_OPEN)
        rows = self._db.execute(open_ones.order_by(JobRow.due_at, JobRow.id)).all()
        late = [row for row in rows if row.lease_owner is None and row.due_at <= now]
        failing = {f"{row.kind}: {row.key}": row.reason for row in rows if row.reason}
        working = sum(row.lease_owner is not None for row in rows)
        return Queue(len(late), working, len(failing), late[0].due_at if late else None, failing)

    def forget(self, before: datetime) -> int:
        """Those that ended before then; how many."""
        return self._db.execute(delete(JobRow).where(JobRow.ended_at < before)).rowcount

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _held(self, job: Job, **values: Any) -> None:
        mine = (JobRow.id == job.id, JobRow.lease_owner == job.lease_owner, _IS_OPEN)
        if not self._db.execute(update(JobRow).where(*mine).values(**values)).rowcount:
            other = self._db.scalar(select(JobRow.lease_owner).where(JobRow.id == job.id))
            by = f"by {other}" if other else "and is over, or free"
            raise LeaseLost(f"{job.kind} {job.key}", f"was taken over {by}", "what was done of it here is not kept")

    def _of(self, id: int, **values: Any) -> None:
        self._db.execute(update(JobRow).where(JobRow.id == id).values(**values))


def _free(kinds: Collection[str], now: datetime) -> Iterator[Any]:
    yield from (_IS_OPEN, JobRow.lease_owner.is_(None), JobRow.kind.in_(kinds), JobRow.due_at <= now)
