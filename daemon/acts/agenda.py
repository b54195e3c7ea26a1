"""What is due of a user on a day or in a week, with what waits for their answer."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from store.errors import NotFound
from store.unit import Unit
from store.values import Actor, Agenda, AgendaByDay, AgendaDay, Due, ReviewEntry, User

QUESTIONS = 100  # that are counted beside an agenda by day


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
    found = _whose(unit, user, actor)
    due, has_more = unit.agendas.of(found.id, first, last, today, zone, limit)
    questions, are_more = _questions(unit, found, limit)
    return Agenda(found, first, last, today, due, questions, has_more or are_more)


def agenda_by_day(
    unit: Unit,
    user: str | None,
    *,
    actor: Actor,
    first: date,
    last: date,
    today: date,
    zone: ZoneInfo,
    of_each: int,
    of_overdue: int,
    offset: int = 0,
) -> AgendaByDay:
    """So much of each day behind the first `offset`; with what is overdue where today is among them and nothing before.

    What is not there is on the page of a day by itself, or leads there: `earlier` and `later`. Raises as `agenda_of`.
    """
    found, agendas = _whose(unit, user, actor), unit.agendas
    begin = today if first <= today <= last else first  # what is before today is overdue
    days = [begin + timedelta(days=count) for count in range((last - begin).days + 1)]
    some = agendas.on_each(found.id, days, zone, offset + of_each + 1)
    shown = [AgendaDay(day, due[offset : offset + of_each], len(due) > offset + of_each) for day, due in some.items()]
    earlier = later = None
    overdue: list[Due] = []
    if not first <= today <= last:
        earlier = agendas.nearest(found.id, first, zone, before=True)
        later = agendas.nearest(found.id, last, zone, before=False)
    elif not offset:
        overdue = agendas.overdue(found.id, today, zone, of_overdue + 1)
        if len(overdue) > of_overdue:
            overdue = overdue[1:]
            earlier = overdue[0].day
    questions, _ = _questions(unit, found, QUESTIONS)
    return AgendaByDay(found, first, last, today, overdue, shown, earlier, later, questions)


def _whose(unit: Unit, user: str | None, actor: Actor) -> User:
    if user is None and actor.user_id is None:
        raise NotFound("user", actor.name, [one.name for one in unit.users.all(active_only=True)][:5])
    return unit.users.get(actor.user_id or 0) if user is None else unit.users.find(user)


def _questions(unit: Unit, user: User, limit: int) -> tuple[list[ReviewEntry], bool]:
    """Those that wait for the user, so many at most, and whether more wait in their mailbox."""
    mailbox = unit.agendas.mailbox_of(user.email)
    waiting = unit.reviewing.entries(mailbox_id=mailbox, limit=limit + 1) if mailbox is not None else []
    return [one for one in waiting if not one.asked or user.email in one.asked][:limit], len(waiting) > limit
