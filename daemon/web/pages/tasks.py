"""Tasks of all histories, by the day that they are due."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import item_shapes
from daemon.web.forms import Refusal
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.values import HistoryItem, TaskStatus

router = APIRouter()

MOST = 200


@router.get("/tasks")
def tasks(visit: Member, assigned: str = "", state: str = "") -> Response:
    """Open ones of everybody, unless the address asks for others."""
    states = [*(one.value for one in TaskStatus), "all"]
    state = state if state in states else TaskStatus.OPEN.value
    found: Sequence[HistoryItem] = ()
    refused = Refusal()
    with visit.reading() as unit:
        users = [(str(one.id), one.name) for one in acts.users_found(unit, active_only=False)]
        status = None if state == "all" else TaskStatus(state)
        try:
            found = acts.tasks_found(unit, assigned=assigned or None, status=status, limit=MOST + 1)
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
        shown = item_shapes(unit, found[:MOST], visit.desk.prefix)
    return visit.page(
        "day/tasks.html.j2",
        tasks=shown,
        users=users,
        states=states,
        state=state,
        assigned=assigned,
        has_more=len(found) > MOST,
        today=visit.manner.today,
        refused=refused,
    )
