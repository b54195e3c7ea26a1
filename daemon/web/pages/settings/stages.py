"""Sales stages, and the activities that they ask for."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import stage_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.pages.settings.lists import place_of, renamed, unknown_act
from daemon.web.pages.settings.typed import as_typed, days_typed
from daemon.web.signing_in import Member, Owner
from daemon.web.visit import Visit
from store.rules.typed import whole_per_cent
from store.unit import Unit

router = APIRouter()


@router.get("/settings/stages")
def stages(visit: Member) -> Response:
    return _stages(visit, Form(), Refusal())


@router.post("/settings/stages")
def change(visit: Owner, form: SentForm) -> Response:
    """Change a stage, or an activity of one, as the button says; owners do."""

    def act(unit: Unit) -> str:
        what, stage, name = form.get("act"), form.get("stage"), form.get("name")
        match what:
            case "add":
                acts.add_stage(unit, name, None, _per_cent(form))
            case "rename":
                if renamed(form, acts.stage_named(unit, stage).name):
                    acts.rename_stage(unit, stage, name)
            case "move":
                acts.move_stage(unit, stage, place_of(form))
            case "probability":
                found = acts.stage_named(unit, stage)
                if changed_by(form, {"probability": as_typed(found.probability)}, found.name):
                    acts.set_probability(unit, stage, _per_cent(form))
            case "default":
                acts.make_default(unit, stage)
            case "delete":
                found, _ = acts.stage_in_use(unit, stage)
                moves = form.has("moves_activities")
                acts.delete_stage(unit, found, form.get("instead") or None, moves_activities=moves)
            case _:
                _change_activity(unit, what, stage, form)
        return "/settings/stages"

    return visit.act(form, act, lambda refused: _stages(visit, form, refused))


def _change_activity(unit: Unit, what: str, stage: str, form: Form) -> None:
    activity, name = form.get("activity"), form.get("name")
    match what:
        case "add activity":
            acts.add_activity(unit, stage, name, days_typed(form), None)
        case "edit activity":
            _, found = acts.activity_named(unit, stage, activity)
            now = {"name": found.name, "days": as_typed(found.days)}
            if changed := changed_by(form, now, found.name):
                typed = {"name": name, "days": days_typed(form)}
                acts.edit_activity(unit, stage, activity, **{field: typed[field] for field in changed})
        case "move activity":
            acts.move_activity(unit, stage, activity, place_of(form))
        case "delete activity":
            acts.delete_activity(unit, stage, activity)
        case other:
            raise unknown_act(other)


def _per_cent(form: Form) -> int | None:
    text = form.get("probability")
    return whole_per_cent("probability", text) if text else None


def _stages(visit: Visit, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = [stage_shape(unit, stage) for stage in acts.stages_found(unit)]
    return visit.page(
        "settings/stages.html.j2",
        stages=shown,
        form=form,
        refused=refused,
    )
