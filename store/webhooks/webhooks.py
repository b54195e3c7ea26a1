"""The webhooks of a firm: owners register them, pause them, and let them go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from store.errors import Invalid, NotFound
from store.models import DeliveryRow, WebhookRow
from store.records.audit import Audit
from store.repository import Repository, number_of
from store.rules.webhooks import BOTH_SECRETS, LONGEST, MOST
from store.text import line
from store.values import EventKind, Record, Salts, Webhook

_OF_ONE = DeliveryRow.webhook_id == WebhookRow.id


def _count(*conditions: Any) -> Any:
    return select(func.count()).where(_OF_ONE, *conditions).correlate(WebhookRow).scalar_subquery()


_WEBHOOKS = select(
    WebhookRow,
    _count(DeliveryRow.done_at.is_(None)).label("waiting"),
    _count(DeliveryRow.done_at.is_not(None), DeliveryRow.is_delivered.is_(False)).label("given_up"),
).order_by(WebhookRow.id)

_SUBJECT = "webhook"


class Webhooks(Repository):
    """Where they lead is the firm's own affair, as an address may be a secret by itself: for owners."""

    def all(self) -> list[Webhook]:
        """Those that there are, the oldest first; for owners."""
        self._owners_only("webhook", "webhooks are looked at")
        return self.known()

    def find(self, text: str) -> Webhook:
        """By id; raises NotFound, and NotAllowed for who is no owner."""
        id = number_of(text.strip())
        found = [one for one in self.all() if one.id == id]
        if not found:
            raise NotFound(_SUBJECT, text, [str(one.id) for one in self.all()][:3])
        return found[0]

    def known(self) -> list[Webhook]:
        """The same for the daemon, and for what status tells everybody of them."""
        return self._select(_WEBHOOKS)

    def get(self, id: int) -> Webhook:
        found = self._select(_WEBHOOKS.where(WebhookRow.id == id))
        if not found:
            raise NotFound(_SUBJECT, id)
        return found[0]

    def add(self, url: str, events: Sequence[EventKind], salts: Salts) -> Webhook:
        """Register one; raises NotAllowed for who is no owner, and Invalid."""
        self._owners_only("webhook", "webhooks are registered")
        there = self.known()
        if len(there) >= MOST:
            raise Invalid(_SUBJECT, f"there are {MOST} already, as many as can be", "delete one that is not needed")
        if url in [one.url for one in there]:
            raise Invalid("address", "another webhook has the same", "name another address, or delete that webhook")
        now = self._clock()
        values = {
            "url": line("address", url, longest=LONGEST),
            "events": [event.value for event in events],
            "salt": salts.now,
            "key_sign": salts.key_sign,
            "salt_before": "",
            "created_at": now,
            "created_by": self._transaction.actor.name,
            "paused_why": "",
            "failures": 0,
            "reason": "",
            "due_at": now,
        }
        id = self._db.execute(insert(WebhookRow).values(**values).returning(WebhookRow.id)).scalar_one()
        self._beside(Audit).did(Record.WEBHOOK, id, "added")
        return self.get(id)

    def pause(self, id: int) -> Webhook:
        """Send it nothing until it is resumed; what happens meanwhile waits."""
        self._owners_only("webhook", "webhooks are paused")
        self._change(id, paused_at=self._clock(), paused_why="")
        self._beside(Audit).did(Record.WEBHOOK, id, "paused")
        return self.get(id)

    def resume(self, id: int, *, drops: bool = False) -> Webhook:
        """Send again, at once: what waits and what was given up, or if it `drops` those, what happens from now on."""
        self._owners_only("webhook", "webhooks are resumed")
        now = self._clock()
        self._change(id, paused_at=None, paused_why="", due_at=now, failures=0, failing_since=None, reason="")
        self._beside(Audit).did(Record.WEBHOOK, id, "resumed")
        mine = DeliveryRow.webhook_id == id
        if drops:
            self._db.execute(delete(DeliveryRow).where(mine, DeliveryRow.is_delivered.is_(False)))
        else:
            undone = update(DeliveryRow).where(mine, DeliveryRow.is_delivered.is_(False))
            self._db.execute(undone.values(done_at=None, attempts=0, tried_at=None, due_at=now))
        return self.get(id)

    def new_secret(self, id: int, salts: Salts) -> Webhook:
        """Sign with another secret from now on, and for a while with the one before as well."""
        self._owners_only("webhook", "secrets of webhooks are replaced")
        before = self.get(id)
        until = self._clock() + BOTH_SECRETS
        is_same_key = salts.key_sign == before.salts.key_sign
        self._change(
            id,
            salt=salts.now,
            key_sign=salts.key_sign,
            salt_before=before.salts.now if is_same_key else "",
            salt_before_until=until if is_same_key else None,
            due_at=self._clock(),
        )
        self._beside(Audit).did(Record.WEBHOOK, id, "secret replaced")
        return self.get(id)

    def delete(self, id: int) -> None:
        """With all that it was told and was to be told."""
        self._owners_only("webhook", "webhooks are deleted")
        self.get(id)
        self._db.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == id))
        self._db.execute(delete(WebhookRow).where(WebhookRow.id == id))
        self._beside(Audit).did(Record.WEBHOOK, id, "deleted")

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _change(self, id: int, **values: Any) -> None:
        self.get(id)
        self._db.execute(update(WebhookRow).where(WebhookRow.id == id).values(**values))

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Webhook]:
        return [_webhook(dict(row._mapping)) for row in self._db.execute(statement)]


def _webhook(row: dict[str, Any]) -> Webhook:
    until: datetime | None = row.pop("salt_before_until")
    salts = Salts(row.pop("salt"), row.pop("key_sign"), row.pop("salt_before"), until)
    events = tuple(EventKind(name) for name in row.pop("events"))
    for name in ("lease_owner", "lease_until"):
        row.pop(name)
    return Webhook(**row, events=events, salts=salts)
