"""How all stands, in a handful of counts that are found by indexes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select

from store.models import DeliveryRow, ErrandRow, MailboxRow, QuarantineRow
from store.repository import Repository
from store.values import Standing, WatchedMailbox


class Watching(Repository):
    def standing(self) -> Standing:
        columns = (
            MailboxRow.id,
            MailboxRow.address,
            MailboxRow.due_at,
            MailboxRow.failures,
            MailboxRow.last_error_kind,
            MailboxRow.lease_owner.is_not(None).label("is_leased"),
        )
        known = select(*columns, MailboxRow.is_active).where(MailboxRow.is_forgotten.is_(False))
        rows = self._db.execute(known.order_by(MailboxRow.address)).all()
        owed, given_up, oldest = self._errands()
        quarantined = select(QuarantineRow.is_dismissed, func.count()).where(QuarantineRow.is_passed_over.is_(False))
        held = dict(self._db.execute(quarantined.group_by(QuarantineRow.is_dismissed)).all())
        return Standing(
            mailboxes=tuple(WatchedMailbox(*row[:-1]) for row in rows if row.is_active),
            inactive=sum(not row.is_active for row in rows),
            owed=owed,
            given_up=given_up,
            oldest_due=oldest,
            quarantined=sum(held.values()),
            dismissed=held.get(True, 0),
            undelivered=self._db.scalar(select(func.count()).where(DeliveryRow.done_at.is_(None))) or 0,
        )

    def _errands(self) -> tuple[Counter[str], Counter[str], datetime | None]:
        owed, given_up = Counter[str](), Counter[str]()
        counted = select(ErrandRow.kind, ErrandRow.is_parked, func.count()).group_by(
            ErrandRow.kind, ErrandRow.is_parked
        )
        for kind, is_parked, count in self._db.execute(counted):
            (given_up if is_parked else owed)[kind] += count
        oldest = select(func.min(ErrandRow.waits_since)).where(ErrandRow.is_parked.is_(False))
        return owed, given_up, self._db.scalar(oldest)
