"""What is due of a user on a day or in a week, with what waits for their answer."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from store.errors import NotFound
from store.unit import Unit
from store.values import Actor, Agenda


def agenda_of(
    unit: Unit,
    user: str | None,
    *,
    actor: Actor,
    first: date,
    last: date,
    today: date,
    zone: ZoneInfo,
    limit: int,
) -> Agenda:
    """Of the user who is named, else of whoever acts; of each kind `limit` at most.

    Raises NotFound and Ambiguous for the name, and NotFound where whoever acts is no user.
    """
    if user is None and actor.user_id is None:
        raise NotFound("user", actor.name, [one.name for one in unit.users.all(active_only=True)][:5])
    found = unit.users.get(actor.user_id or 0) if user is None else unit.users.find(user)
    due, has_more = unit.agendas.of(found.id, first, last, today, zone, limit)
    mailbox = unit.agendas.mailbox_of(found.email)
    waiting = unit.reviewing.entries(mailbox_id=mailbox, limit=limit + 1) if mailbox is not None else []
    theirs = [one for one in waiting if not one.asked or found.email in one.asked]
    return Agenda(found, first, last, today, due, theirs[:limit], has_more or len(waiting) > limit)
