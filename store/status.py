"""How the mailboxes stand, counted in a constant number of queries, for people and for monitoring."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from store.models import ErrandRow, FolderRow, MailboxRow, PointerRow, QuarantineRow, ReceiptRow, UserRow
from store.values import MailboxStatus, Outcome


def status(db: Connection) -> list[MailboxStatus]:
    """Every mailbox, by address, inactive ones included."""
    outcomes: dict[int, Counter[Outcome]] = {}
    skipped: dict[int, Counter[str]] = {}
    by_rule = (
        select(PointerRow.mailbox_id, ReceiptRow.outcome, ReceiptRow.rule, func.count())
        .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
        .group_by(PointerRow.mailbox_id, ReceiptRow.outcome, ReceiptRow.rule)
    )
    for mailbox_id, outcome, rule, count in db.execute(by_rule):
        outcomes.setdefault(mailbox_id, Counter())[Outcome(outcome)] += count
        if outcome == Outcome.SKIPPED:
            skipped.setdefault(mailbox_id, Counter())[rule] += count
    copies = _counted(db, PointerRow.mailbox_id)
    quarantined = _counted(db, QuarantineRow.mailbox_id)
    owed = _counted(db, ErrandRow.mailbox_id, ErrandRow.is_parked.is_(False))
    parked = _counted(db, ErrandRow.mailbox_id, ErrandRow.is_parked)
    watched = _counted(db, FolderRow.mailbox_id, FolderRow.is_watched)
    users = dict(db.execute(select(UserRow.email, UserRow.name).where(UserRow.is_active)).all())
    columns = (
        MailboxRow.id,
        MailboxRow.address,
        MailboxRow.is_shared,
        MailboxRow.is_active,
        MailboxRow.due_at,
        MailboxRow.lease_owner,
        MailboxRow.failures,
        MailboxRow.last_error,
        MailboxRow.last_error_kind,
    )
    return [
        MailboxStatus(
            **row._mapping,
            user=users.get(row.address, ""),
            outcomes=dict(outcomes.get(row.id, {})),
            skipped=dict(skipped.get(row.id, Counter()).most_common()),
            quarantined=quarantined[row.id],
            seen=copies[row.id] + quarantined[row.id],
            errands_owed=owed[row.id],
            errands_parked=parked[row.id],
            folders_watched=watched[row.id],
        )
        for row in db.execute(select(*columns).order_by(MailboxRow.address))
    ]


def _counted(db: Connection, mailbox: Any, *conditions: Any) -> Counter[int]:
    counts = select(mailbox, func.count()).where(*conditions).group_by(mailbox)
    return Counter(dict(db.execute(counts).all()))
