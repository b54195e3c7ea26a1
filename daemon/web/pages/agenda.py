"""What is due of anybody, on a day, in a week or in a month."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import Shape, agenda_days_shape
from daemon.web.forms import Refusal
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.rules.typed import period_of

router = APIRouter()

OF_A_DAY = 20  # among others, whose own page has the rest
A_PAGE = 50  # of a day by itself
OF_OVERDUE = 50


@router.get("/agenda")
def agenda(
    visit: Member, when: str = "", user: str = "", offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> Response:
    """This week, and of whoever asks, unless the address says otherwise."""
    refused = Refusal()
    shape: Shape | None = None
    today = visit.manner.today
    with visit.reading() as unit:
        users = [(str(one.id), one.name) for one in acts.users_found(unit, active_only=True)]
        try:
            first, last = period_of("when", when.strip() or "week", visit.manner)
            is_one = first == last
            found = acts.agenda_by_day(
                unit,
                user or None,
                actor=visit.actor,
                first=first,
                last=last,
                today=today,
                zone=visit.desk.zone,
                of_each=A_PAGE if is_one else OF_A_DAY,
                of_overdue=OF_OVERDUE,
                offset=offset if is_one else 0,
            )
            shape = agenda_days_shape(found, visit.desk.prefix)
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "day/agenda.html.j2",
        agenda=shape,
        when=when,
        whose=user or str(visit.actor.user_id),
        users=users,
        today=today,
        offset=offset,
        a_page=A_PAGE,
        refused=refused,
    )
