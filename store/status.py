"""How the mailboxes stand, counted in a constant number of queries, for people and for monitoring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from store.models import (
    CopySumRow,
    ErrandRow,
    FolderRow,
    KeptBackRow,
    MailboxRow,
    PointerRow,
    QuarantineRow,
    ReceiptRow,
    UserRow,
)
from store.values import MailboxStatus, Outcome, Reconciled

NO_MAIL = "no mail"  # as a reason among the skipped: contacts, posts and the like in folders for mail

# What was understood once and is not any more counts as in quarantine, and not as what it was decided to be.
_HELD = select(QuarantineRow.server_id).where(
    QuarantineRow.mailbox_id == PointerRow.mailbox_id, QuarantineRow.server_id == PointerRow.server_id
)
IS_UNDERSTOOD: ColumnElement[bool] = ~_HELD.correlate(PointerRow).exists()
IS_NO_COPY: ColumnElement[bool] = ~_HELD.with_only_columns(PointerRow.id).correlate(QuarantineRow).exists()


def status(db: Connection) -> list[MailboxStatus]:
    """Every mailbox, by address, inactive ones included, forgotten ones left out."""
    outcomes: dict[int, Counter[Outcome]] = {}
    skipped: dict[int, Counter[str]] = {}
    copies: Counter[int] = Counter()
    for mailbox_id, outcome, rule, count in (*_kept(db), *_not_understood(db)):
        if not outcome:
            copies[mailbox_id] += count
            continue
        outcomes.setdefault(mailbox_id, Counter())[Outcome(outcome)] += count
        if outcome == Outcome.SKIPPED:
            skipped.setdefault(mailbox_id, Counter())[rule] += count
    quarantined = _counted(db, QuarantineRow.mailbox_id, QuarantineRow.is_passed_over.is_(False))
    passed_over = _counted(db, QuarantineRow.mailbox_id, QuarantineRow.is_passed_over)
    for mailbox_id, count in passed_over.items():
        outcomes.setdefault(mailbox_id, Counter())[Outcome.SKIPPED] += count
        skipped.setdefault(mailbox_id, Counter())[NO_MAIL] += count
    never_copies = _counted(db, QuarantineRow.mailbox_id, IS_NO_COPY)
    owed = _counted(db, ErrandRow.mailbox_id, ErrandRow.is_parked.is_(False))
    parked = _counted(db, ErrandRow.mailbox_id, ErrandRow.is_parked)
    since = _owed_since(db)
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
        MailboxRow.reconciled_at,
    )
    found: dict[int, Any] = dict(db.execute(select(MailboxRow.id, MailboxRow.reconciled)).all())
    return [
        MailboxStatus(
            **row._mapping,
            user=users.get(row.address, ""),
            outcomes=dict(+outcomes.get(row.id, Counter())),
            skipped=dict((+skipped.get(row.id, Counter())).most_common()),
            quarantined=quarantined[row.id],
            seen=copies[row.id] + never_copies[row.id],
            errands_owed=owed[row.id],
            errands_parked=parked[row.id],
            owed_since=since.get(row.id),
            folders_watched=watched[row.id],
            reconciled=_reconciled(found[row.id]),
        )
        for row in db.execute(select(*columns).where(MailboxRow.is_forgotten.is_(False)).order_by(MailboxRow.address))
    ]


def _owed_since(db: Connection) -> dict[int, datetime]:
    oldest = select(ErrandRow.mailbox_id, func.min(ErrandRow.waits_since)).where(ErrandRow.is_parked.is_(False))
    return dict(db.execute(oldest.group_by(ErrandRow.mailbox_id)).all())


def kept_back(db: Connection) -> dict[int, dict[str, int]]:
    """How many copies get no category, by mailbox and by the reason."""
    # Asked of each that is kept back: SQLite, which does not know how few these are, would look through all copies.
    mailbox = select(PointerRow.mailbox_id).where(
        PointerRow.id == KeptBackRow.pointer_id, PointerRow.is_gone.is_(False)
    )
    kept = select(mailbox.scalar_subquery().label("mailbox_id"), KeptBackRow.reason).subquery()
    counted = select(kept.c.mailbox_id, kept.c.reason, func.count()).where(kept.c.mailbox_id.is_not(None))
    found: dict[int, dict[str, int]] = {}
    for mailbox_id, reason, count in db.execute(counted.group_by(kept.c.mailbox_id, kept.c.reason)):
        found.setdefault(mailbox_id, {})[reason] = count
    return found


def _kept(db: Connection) -> Iterator[tuple[int, str, str, int]]:
    """Copies by mailbox, outcome and rule; all of a mailbox without an outcome."""
    kept = select(CopySumRow.mailbox_id, CopySumRow.outcome, CopySumRow.rule, CopySumRow.many)
    yield from db.execute(kept.where(CopySumRow.many != 0)).all()


def _not_understood(db: Connection) -> Iterator[tuple[int, str, str, int]]:
    """Less of them: those that are in quarantine are not what they were decided to be."""
    # Asked of each in quarantine: SQLite, which does not know how few these are, would look through all copies.
    pointer = select(PointerRow.id).where(
        PointerRow.mailbox_id == QuarantineRow.mailbox_id, PointerRow.server_id == QuarantineRow.server_id
    )
    held = select(QuarantineRow.mailbox_id, pointer.scalar_subquery().label("pointer_id")).subquery()
    by = (held.c.mailbox_id, ReceiptRow.outcome, ReceiptRow.rule)
    decided = select(*by, -func.count()).join(ReceiptRow, ReceiptRow.pointer_id == held.c.pointer_id)
    yield from db.execute(decided.group_by(*by)).all()


def _counted(db: Connection, mailbox: Any, *conditions: Any) -> Counter[int]:
    counts = select(mailbox, func.count()).where(*conditions).group_by(mailbox)
    return Counter(dict(db.execute(counts).all()))


def _reconciled(found: dict[str, Any] | None) -> Reconciled | None:
    return Reconciled(**{**found, "problems": tuple(found["problems"])}) if found else None
