"""How a mailbox is leased to whoever is to give it its turn: one statement, that several processes may run at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from store.models import DaemonStateRow, MailboxRow, QuarantineRow, UserRow
from store.models.base import Utc
from store.quarantine import IS_WANTED
from store.state import SIGN
from store.values import Share

OF_A_TURN = (
    MailboxRow.id,
    MailboxRow.address,
    MailboxRow.is_shared,
    MailboxRow.folders_listed_at,
    MailboxRow.offered,
    MailboxRow.failures,
    MailboxRow.due_at,
    MailboxRow.reconciled_at,
    MailboxRow.reconcile_in_full,
    select(UserRow.id)
    .where(UserRow.email == MailboxRow.address, UserRow.is_active)
    .correlate(MailboxRow)
    .scalar_subquery()
    .label("user_id"),
    func.coalesce(select(DaemonStateRow.value).where(DaemonStateRow.name == SIGN).scalar_subquery(), "").label("sign"),
    select(QuarantineRow.mailbox_id)
    .where(IS_WANTED, QuarantineRow.mailbox_id == MailboxRow.id)
    .correlate(MailboxRow)
    .exists()
    .label("has_wanted"),
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What makes the statements for one share others than for another."""

    patterns: int = 0
    has_left_out: bool = False


Asked = tuple[Any, dict[str, Any]]  # a statement, and the values that it is run with


def claim(share: Share, values: dict[str, Any], *, only_due: bool) -> Asked:
    """Lease the most overdue mailbox that is free, or the one that the values name."""
    return _claim(_kind(share), only_due=only_due, is_named="named" in values), _values(share) | values


def next_due(share: Share) -> Asked:
    """When the first of the share's mailboxes is due."""
    return _next_due(_kind(share)), _values(share)


def due(share: Share, now: datetime, limit: int) -> Asked:
    """The addresses of those that are due, whoever holds them."""
    return _due(_kind(share)), _values(share) | {"now": now, "most": limit}


def _kind(share: Share) -> _Kind:
    return _Kind(len(share.patterns), bool(share.without))


def _values(share: Share) -> dict[str, Any]:
    values: dict[str, Any] = {f"like_{number}": _like(one) for number, one in enumerate(share.patterns)}
    return values | ({"without": sorted(share.without)} if share.without else {})


def _like(pattern: str) -> str:
    """`*@oslo.example` as SQL has it."""
    literal = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return literal.replace("*", "%").replace("?", "_")


# --- what every turn asks, written once: to build a statement costs as much as to run it ------------------------------


def _meant(kind: _Kind) -> list[ColumnElement[bool]]:
    """Which mailboxes are in the share, and have turns."""
    wanted: list[ColumnElement[bool]] = [MailboxRow.is_active]
    if kind.patterns:
        address = func.lower(MailboxRow.address)
        likes = (bindparam(f"like_{number}", type_=Text()) for number in range(kind.patterns))
        wanted.append(or_(*(address.like(one, escape="\\") for one in likes)))
    if kind.has_left_out:
        wanted.append(MailboxRow.id.not_in(bindparam("without", expanding=True)))
    return wanted


def _is_due() -> ColumnElement[bool]:
    return MailboxRow.due_at <= bindparam("now", type_=Utc())


_IN_ORDER = (MailboxRow.due_at, MailboxRow.id)


@cache
def _claim(kind: _Kind, *, only_due: bool, is_named: bool) -> ReturningUpdate[Any]:
    owner, now = bindparam("owner", type_=Text()), bindparam("now", type_=Utc())
    is_free = or_(MailboxRow.lease_owner.is_(None), MailboxRow.lease_owner == owner, MailboxRow.lease_until <= now)
    wanted = [*_meant(kind), is_free]
    if only_due:
        wanted.append(_is_due())
    if is_named:
        wanted.append(MailboxRow.address == bindparam("named"))
    next_one = select(MailboxRow.id).where(*wanted).order_by(*_IN_ORDER).limit(1)
    return (
        update(MailboxRow)
        # One that somebody is claiming, or storing a page of, at this moment is not free: nobody waits to see.
        .where(MailboxRow.id == next_one.with_for_update(skip_locked=True).scalar_subquery())
        .values(lease_owner=owner, lease_until=bindparam("until"), due_at=bindparam("next"))
        .returning(*OF_A_TURN)
    )


@cache
def _next_due(kind: _Kind) -> Select[datetime]:
    return select(MailboxRow.due_at).where(*_meant(kind)).order_by(MailboxRow.due_at).limit(1)


@cache
def _due(kind: _Kind) -> Select[str]:
    due = select(MailboxRow.address).where(*_meant(kind), _is_due())
    return due.order_by(*_IN_ORDER).limit(bindparam("most"))
