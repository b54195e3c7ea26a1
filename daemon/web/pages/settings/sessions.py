"""The browsers in which people are signed in, everybody's: owners see them, and end them."""

from __future__ import annotations

from itertools import groupby

import structlog
from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Refusal, SentForm
from daemon.web.signing_in import Owner, session_key
from daemon.web.visit import NOTHING_REFUSED, Visit
from store.unit import Unit

router = APIRouter()
log = structlog.get_logger()


@router.get("/settings/sessions")
def sessions(visit: Owner) -> Response:
    return _page(visit)


@router.post("/settings/sessions/end")
def end(visit: Owner, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        unit.sessions.revoke(form.get("name"))
        log.info("session ended", by=visit.actor.name)
        return "/settings/sessions"

    return visit.act(form, act, lambda refused: _page(visit, refused))


@router.post("/settings/sessions/end-all")
def end_all(visit: Owner, form: SentForm) -> Response:
    """All of one user's; where that is whoever asks, this one as well."""

    def act(unit: Unit) -> str:
        user, ended = acts.sign_out_user(unit, form.get("user"))
        log.info("sessions ended", user=user.email, ended=ended, by=visit.actor.name)
        return "/settings/sessions"

    return visit.act(form, act, lambda refused: _page(visit, refused))


def _page(visit: Visit, refused: Refusal = NOTHING_REFUSED) -> Response:
    with visit.reading() as unit:
        found = acts.sessions_found(unit, None)
        here = unit.sessions.name_of(session_key(visit.desk, visit.request))
    people = [(user, [one for _, one in theirs]) for user, theirs in groupby(found, key=lambda pair: pair[0])]
    return visit.page("settings/sessions.html.j2", refused=refused, people=people, here=here)
