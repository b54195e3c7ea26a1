"""Mailboxes: how the service and every mailbox stand, for people, and what could not be understood."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import refused_told
from daemon.web.forms import Refusal, SentForm
from daemon.web.pages.settings.not_arrived import not_arrived
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.unit import Unit

router = APIRouter()


@router.get("/mailboxes")
def mailboxes(visit: Member) -> Response:
    return _standing(visit, Refusal())


@router.post("/mailboxes/quarantine")
def judge_quarantined(visit: Member, form: SentForm) -> Response:
    """An item that could not be understood is read again, or does not matter, or does after all."""

    def act(unit: Unit) -> str:
        item, judged = form.get("item"), form.get("judged")
        if judged == "retry":
            acts.read_again(unit, [item], None, visit.desk.clock())
        else:
            acts.dismiss_quarantined(unit, [item], undo=judged != "dismiss")
        return "/mailboxes"

    return visit.act(form, act, lambda refused: _standing(visit, refused))


def _standing(visit: Visit, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shape = acts.read_status(unit, visit.desk.prefix, visit.desk.clock())
    hindrance = acts.look_into_silence(visit.desk.store, shape)
    return visit.page(
        "mailboxes/standing.html.j2",
        standing=shape,
        hindrance=refused_told(hindrance, visit.language, visit.desk.prefix) if hindrance else "",
        troubles=acts.troubles_in(shape),
        refused=refused,
        why_not_arrived=partial(not_arrived, visit.language),
    )
