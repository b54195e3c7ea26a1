"""What is due of anybody, on a day, in a week or in a month."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import Shape, agenda_shape
from daemon.web.forms import Refusal
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.rules.typed import period_of

router = APIRouter()

OF_EACH = 100  # of each kind


@router.get("/agenda")
def agenda(visit: Member, when: str = "", user: str = "") -> Response:
    """This week, and of whoever asks, unless the address says otherwise."""
    refused = Refusal()
    shape: Shape | None = None
    today = visit.manner.today
    with visit.reading() as unit:
        users = [(str(one.id), one.name) for one in acts.users_found(unit, active_only=True)]
        try:
            first, last = period_of("when", when.strip() or "week", visit.manner)
            found = acts.agenda_of(
                unit,
                user or None,
                actor=visit.actor,
                first=first,
                last=last,
                today=today,
                zone=visit.desk.zone,
                limit=OF_EACH,
            )
            shape = agenda_shape(found, visit.desk.prefix)
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
        refused=refused,
    )
