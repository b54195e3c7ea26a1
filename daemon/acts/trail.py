"""Who changed what, by what people call records and each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from daemon.acts.deleting import record_ever
from store.errors import NotFound
from store.paging import Place
from store.unit import Unit
from store.values import Change, Record

UPGRADE = "upgrade"  # as which migrations write into the audit trail what somebody should check


def changes_found(
    unit: Unit,
    limit: int,
    *,
    record: tuple[Record, str] | None,
    by: str | None,
    since: datetime | None,
    kind: Record | None = None,
    place: Place = (),
) -> Sequence[Change]:
    """Who changed what, the latest first: of one record or kind, by one actor, since then; raises NotFound and
    Ambiguous."""
    asked: dict[str, Any] = {"record": kind} | ({"since": since} if since is not None else {})
    if record is not None:
        asked["of"] = record[0], record_ever(unit, *record)
    if by is not None:
        asked |= actor_named(unit, by)
    return unit.audit.latest(limit, place=place, **asked)


def actor_named(unit: Unit, name: str) -> dict[str, Any]:
    """Whose changes are asked for, as the trail takes it: a user, or another name that it shows; raises NotFound."""
    try:
        return {"user_id": unit.users.find(name).id}
    except NotFound:
        if unit.audit.has_actor(name):  # dealtrail itself, or a login that is no user's
            return {"actor": name}
        raise


def doubts_of_upgrade(unit: Unit, since: datetime, limit: int) -> Sequence[Change]:
    """What an upgrade since then could not know, and somebody should check."""
    return unit.audit.latest(limit, actor=UPGRADE, since=since)
