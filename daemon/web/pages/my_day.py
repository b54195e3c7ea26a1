"""My day: what is due and overdue, what waits for my answer, and what came in on my opportunities since I looked."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import agenda_shape, line_shape
from daemon.web.forms import Refusal, SentForm
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import DueKind

router = APIRouter()

AHEAD = timedelta(days=7)
OF_EACH = 50  # of each kind that is due; and of what came in
LOOKED = "looked_at"  # the preference: the newest item when its user said that they have seen all


@router.get("/day")
def my_day(visit: Member) -> Response:
    return _day(visit, Refusal())


@router.post("/day/done")
def done(visit: Member, form: SentForm) -> Response:
    """Something that is due is done: a task, an activity; a reminder is switched off."""

    def act(unit: Unit) -> str:
        number, id = form.get("number"), _whole(form.get("id"))
        match form.get("kind"):
            case DueKind.TASK:
                acts.finish_task(unit, id)
            case DueKind.PROJECT_TASK:
                unit.project_tasks.done(id)
            case DueKind.ACTIVITY:
                acts.tick_activity(unit, number, str(id), visit.desk.zone, is_done=True)
            case DueKind.REMINDER:
                acts.remind_of(unit, number, None)
            case other:
                raise Invalid("what is due", f"{other!r} cannot be done by itself", "open the opportunity")
        return "/day"

    return visit.act(form, act, lambda refused: _day(visit, refused))


@router.post("/day/seen")
def seen(visit: Member, form: SentForm) -> Response:
    """All that came in up to the item that the page showed last has been seen."""

    def act(unit: Unit) -> str:
        unit.preferences.choose(visit.actor.user_id or 0, LOOKED, str(_whole(form.get("newest"))))
        return "/day"

    return visit.act(form, act, lambda refused: _day(visit, refused))


def _day(visit: Visit, refused: Refusal) -> Response:
    today = visit.manner.today
    looked = visit.preferences.get(LOOKED, "0")
    assert visit.user is not None  # noqa: S101  # members alone come here
    with visit.desk.store.look() as unit:  # before: what comes in meanwhile is shown again rather than never
        newest = unit.arrivals.newest()
    with visit.reading() as unit:
        agenda = acts.agenda_of(
            unit,
            None,
            actor=visit.actor,
            first=today,
            last=today + AHEAD,
            today=today,
            zone=visit.desk.zone,
            limit=OF_EACH,
        )
        arrived = unit.arrivals.of(visit.user, int(looked), OF_EACH)
    return visit.page(
        "day/my_day.html.j2",
        refused=refused,
        agenda=agenda_shape(agenda, visit.desk.prefix),
        arrived=[line_shape(line) for line in arrived],
        newest=newest,
        today=today,
    )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid("form", "was not sent by this page", "go back, and try again")
    return int(text)
