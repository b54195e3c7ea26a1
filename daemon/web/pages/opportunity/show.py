"""The page of an opportunity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, own_fields
from daemon.web.pages.opportunity.drafting import within
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
        one = found.shape(visit.shapes(unit))
        own = [(each.field.name, each.now) for each in own_fields(unit, Record.OPPORTUNITY, number, visit.language)]
        stages = [(stage.id, stage.name) for stage in acts.stages_found(unit) if stage.kind is StageKind.OPEN]
        templates = [(one.name, one.name) for one in acts.templates_found(unit)] if found.opportunity.is_open else []
        drafts = acts.own_drafts(unit, number)
        users = [(user.id, user.name) for user in acts.users_found(unit, active_only=True)]
    return visit.page(
        "opportunity/show.html.j2",
        one=one,
        own=own,
        stages=stages,
        users=users,
        templates=templates,
        reminds=found.opportunity.activity_reminders,
        drafts=drafts,
        within=within(visit),
        form=form,
        today=visit.manner.today,
        refused=refused,
    )
