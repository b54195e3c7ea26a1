"""The page of an opportunity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, shown_fields
from daemon.web.pages.opportunity.drafting import within
from daemon.web.pages.opportunity.typed import NOBODY, chosen_of
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.values import Record, StageKind

router = APIRouter()


@router.get("/opportunities/{number}")
def show(visit: Member, number: int) -> Response:
    return shown(visit, number, Refusal(), Form())


def shown(visit: Visit, number: int, refused: Refusal, form: Form) -> Response:
    """Its page, with what was refused of an act and what was typed for it."""
    with visit.reading() as unit:
        found = acts.opportunity_whole(unit, str(number), visit.desk.zone)
        shapes = visit.shapes(unit)
        one = found.shape(shapes)
        own = shown_fields(shapes.held_fields(Record.OPPORTUNITY, number), visit.language)
        stages = [(str(stage.id), stage.name) for stage in acts.stages_found(unit) if stage.kind is StageKind.OPEN]
        drafts = acts.drafts_in(unit, number, visit.user.email if visit.user else "")
        users = [(NOBODY, "-"), *((str(user.id), user.name) for user in acts.users_found(unit, active_only=True))]
    return visit.page(
        "opportunity/show.html.j2",
        one=one,
        own=own,
        now=chosen_of(found.opportunity),
        stages=stages,
        users=users,
        reminds=found.opportunity.activity_reminders,
        drafts=drafts,
        within=within(visit),
        form=form,
        today=visit.manner.today,
        refused=refused,
    )
