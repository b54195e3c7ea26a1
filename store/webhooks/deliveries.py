"""What each webhook is to be told, in order, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, or_, select, update

from store.models import DeliveryRow, WebhookRow
from store.models.base import aliased
from store.repository import Repository
from store.rules.webhooks import GIVEN_UP_AFTER, is_given_up, retry_after
from store.values import Delivery, EventKind

_before = aliased(DeliveryRow)
_BEHIND = exists().where(  # of one opportunity each waits for those before it
    _before.webhook_id == DeliveryRow.webhook_id,
    _before.number == DeliveryRow.number,
    _before.id < DeliveryRow.id,
    _before.done_at.is_(None),
)
_DELIVERIES = select(DeliveryRow)


def _due(now: datetime) -> Any:
    return and_(DeliveryRow.done_at.is_(None), DeliveryRow.due_at <= now, ~_BEHIND)


def _sends(now: datetime) -> Any:
    return and_(WebhookRow.paused_at.is_(None), WebhookRow.due_at <= now)


class Deliveries(Repository):
    # --- what is to be sent -------------------------------------------------------------------------------------------

    def webhooks_due(self, now: datetime) -> list[int]:
        """Those that are to be told something now, by id."""
        here = exists().where(DeliveryRow.webhook_id == WebhookRow.id, _due(now))
        return list(self._db.scalars(select(WebhookRow.id).where(_sends(now), here).order_by(WebhookRow.id)))

    def claim(
        self, webhook_id: int, owner: str, lease: timedelta, now: datetime, is_dead: Callable[[str], bool]
    ) -> bool:
        """Whether this process alone sends to the webhook from now on, until the lease ends or is given back."""
        mine = select(WebhookRow.lease_owner, WebhookRow.lease_until).where(WebhookRow.id == webhook_id)
        row = self._db.execute(mine).first()
        if row is None:
            return False
        held_by, until = row
        if held_by is not None and held_by != owner and until is not None and until > now and not is_dead(held_by):
            return False
        self._of(webhook_id, lease_owner=owner, lease_until=now + lease)
        return True

    def release(self, webhook_id: int, owner: str) -> None:
        mine = update(WebhookRow).where(WebhookRow.id == webhook_id, WebhookRow.lease_owner == owner)
        self._db.execute(mine.values(lease_owner=None, lease_until=None))

    def next(self, webhook_id: int, now: datetime) -> Delivery | None:
        """What the webhook is to be told next: of each opportunity what happened first. None where nothing is due."""
        theirs = _DELIVERIES.join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        theirs = theirs.where(DeliveryRow.webhook_id == webhook_id, _sends(now), _due(now))
        found = self._select(theirs.order_by(DeliveryRow.id).limit(1))
        return found[0] if found else None

    # --- what became of it --------------------------------------------------------------------------------------------

    def arrived(self, delivery: Delivery, status: int, now: datetime) -> None:
        """The receiver has it; whatever failed before, it is reached."""
        self._tried(delivery, now, status=status, reason="", done_at=now, is_delivered=True)
        self._of(delivery.webhook_id, failures=0, failing_since=None, reason="", delivered_at=now)

    def failed(
        self, delivery: Delivery, reason: str, now: datetime, status: int | None = None, asked: timedelta | None = None
    ) -> bool:
        """Try it later, the webhook's others too; whether it, or all that the webhook waits for, is given up now."""
        failures, since = self._db.execute(
            select(WebhookRow.failures, WebhookRow.failing_since).where(WebhookRow.id == delivery.webhook_id)
        ).one()
        values = {"status": status, "reason": reason, "due_at": now + retry_after(delivery.attempts + 1, asked)}
        is_over = is_given_up(delivery.tried_at or now, now)
        self._tried(delivery, now, **values, done_at=now if is_over else None)
        is_silent = since is not None and is_given_up(since, now)
        if is_silent:
            waiting = update(DeliveryRow).where(
                DeliveryRow.webhook_id == delivery.webhook_id,
                DeliveryRow.done_at.is_(None),
                DeliveryRow.at <= now - GIVEN_UP_AFTER,
            )
            self._db.execute(waiting.values(done_at=now, reason=reason))
        self._of(
            delivery.webhook_id,
            failures=failures + 1,
            failing_since=since or now,
            reason=reason,
            due_at=now + retry_after(failures + 1, asked),
        )
        return is_over or is_silent

    def gone(self, delivery: Delivery, why: str, now: datetime, status: int) -> None:
        """The receiver wants no more: the webhook is paused until an owner resumes it."""
        self._tried(delivery, now, status=status, reason=why)
        self._of(delivery.webhook_id, paused_at=now, paused_why=why)

    # --- looking at it ------------------------------------------------------------------------------------------------

    def of(self, webhook_id: int, limit: int) -> list[Delivery]:
        """The latest of a webhook, the newest first."""
        theirs = _DELIVERIES.where(DeliveryRow.webhook_id == webhook_id)
        return self._select(theirs.order_by(DeliveryRow.id.desc()).limit(limit))

    def forget(self, before: datetime) -> int:
        """What was done before then, and what waits that long for a webhook that is paused; how many rows."""
        paused = select(WebhookRow.id).where(WebhookRow.paused_at.is_not(None))
        waits = and_(DeliveryRow.done_at.is_(None), DeliveryRow.webhook_id.in_(paused), DeliveryRow.at < before)
        return self._db.execute(delete(DeliveryRow).where(or_(DeliveryRow.done_at < before, waits))).rowcount

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _tried(self, delivery: Delivery, now: datetime, **values: Any) -> None:
        tried = update(DeliveryRow).where(DeliveryRow.id == delivery.id)
        attempts = DeliveryRow.attempts + 1
        self._db.execute(tried.values(attempts=attempts, tried_at=delivery.tried_at or now, **values))

    def _of(self, webhook_id: int, **values: Any) -> None:
        self._db.execute(update(WebhookRow).where(WebhookRow.id == webhook_id).values(**values))

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Delivery]:
        rows = (dict(row._mapping) for row in self._db.execute(statement))
        return [Delivery(**row | {"event": EventKind(row["event"])}) for row in rows]
