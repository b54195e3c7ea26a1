"""What happens is written down for the webhooks that want it, in the transaction in which it happens.

No death between the two loses an event: either both are committed or neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Select, select

from store.bulk import insert_rows
from store.models import DeliveryRow, WebhookRow
from store.repository import Repository, among, rows_among
from store.rules.webhooks import event_of
from store.values import EventKind, Opportunity

_WANTED = select(WebhookRow.id, WebhookRow.events).order_by(WebhookRow.id)


@cache
def _kinds() -> Select[int, str]:
    from store.models import ItemRow  # most of what is done with opportunities needs nothing of mail

    return among(select(ItemRow.id, ItemRow.kind), ItemRow.id)


class Linked(NamedTuple):
    """An item that came into an opportunity's history, and by which rule."""

    item_id: int
    number: int
    rule: str


class Telling(Repository):
    def linked(self, links: Sequence[Linked]) -> None:
        """These items came into histories where they were not. Of the items themselves nothing but the kind is told."""
        if not links or EventKind.LINKED not in self._wanted:
            return
        kinds = dict(rows_among(self._db, _kinds(), [link.item_id for link in links]))
        told = [
            (link.number, {"item": {"id": link.item_id, "kind": kinds[link.item_id]}, "rule": link.rule})
            for link in links
        ]
        self._tell(EventKind.LINKED, told)

    def changed(self, before: Opportunity, after: Opportunity) -> None:
        """An opportunity was written, whatever of it changed."""
        kind = event_of(before, after)
        if kind is None:
            return
        moved: dict[int, tuple[str, str]] = {after.number: (before.stage_name, after.stage_name)}
        if kind is EventKind.CLOSED:
            self.closed(moved, won=after.probability == 100, at=after.closed_at)
        else:
            self.moved(kind, moved)

    def moved(self, kind: EventKind, stages: Mapping[int, tuple[str, str]]) -> None:
        """Opportunities went from one stage to another, by number; "" for none."""
        self._tell(kind, [(number, _stages(*of)) for number, of in stages.items()])

    def closed(self, stages: Mapping[int, tuple[str, str]], *, won: bool, at: datetime | None) -> None:
        """The same of those that were closed, all as won or all as lost."""
        more = {"won": won, "closed_at": at.isoformat() if at else None}
        self._tell(EventKind.CLOSED, [(number, _stages(*of) | more) for number, of in stages.items()])

    def test(self, webhook_id: int) -> None:
        """Nothing happened; whether that arrives is what somebody wants to know."""
        self._write(EventKind.TEST, [webhook_id], [(None, {})])

    def _tell(self, kind: EventKind, told: Iterable[tuple[int, dict[str, Any]]]) -> None:
        if webhooks := self._wanted.get(kind):
            self._write(kind, webhooks, list(told))

    @cached_property
    def _wanted(self) -> Mapping[EventKind, Sequence[int]]:
        """The webhooks that want each, asked for once in a transaction."""
        found: dict[EventKind, list[int]] = {}
        for id, events in self._db.execute(_WANTED):
            for event in events:
                found.setdefault(EventKind(event), []).append(id)
        return found

    def _write(
        self, kind: EventKind, webhooks: Sequence[int], told: Sequence[tuple[int | None, dict[str, Any]]]
    ) -> None:
        now, actor = self._clock(), self._transaction.actor
        rows = [
            {
                "webhook_id": webhook_id,
                "message": f"evt_{uuid4().hex}",
                "event": kind.value,
                "number": number,
                "at": now,
                "data": data | {"user_id": actor.user_id},
                "attempts": 0,
                "tried_at": None,
                "due_at": now,
                "status": None,
                "reason": "",
                "done_at": None,
                "is_delivered": False,
            }
            for number, data in told
            for webhook_id in webhooks
        ]
        insert_rows(self._db, DeliveryRow, rows)


def _stages(before: str, after: str) -> dict[str, Any]:
    return {"stage": {"from": before or None, "to": after or None}}
