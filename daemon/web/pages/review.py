"""Review: what waits for a person, with the candidates and the reasons; one click settles a thread."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.link import LinkPolicy
from daemon.web.forms import Refusal, SentForm
from daemon.web.signing_in import Member
from daemon.web.visit import Visit, own_path
from store.unit import Unit

router = APIRouter()

A_PAGE = 25


@router.get("/review")
def waiting(visit: Member, mailbox: str = "", offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> Response:
    return _waiting(visit, mailbox, offset, Refusal())


@router.post("/review/{entry}/resolve")
def resolve(visit: Member, entry: int, form: SentForm) -> Response:
    """Link it to the opportunity that was chosen or typed; others of its thread follow."""

    def act(unit: Unit) -> str:
        typed = form.get("opportunity")
        acts.resolve(unit, entry, [typed], _policy(visit), visit.desk.clock())
        return own_path(form.get("back", "/review"))

    return visit.act(form, act, lambda refused: _waiting(visit, "", 0, refused, entry, form.get("opportunity")))


@router.post("/review/{entry}/dismiss")
def dismiss(visit: Member, entry: int, form: SentForm) -> Response:
    """It belongs to none, with its thread, or that is taken back."""

    def act(unit: Unit) -> str:
        acts.dismiss(unit, entry, _policy(visit), visit.desk.clock(), undo=form.has("undo"))
        return "/review" if form.has("undo") else f"/review?dismissed={entry}"

    return visit.act(form, act, lambda refused: _waiting(visit, "", 0, refused, entry))


@router.post("/review/lost")
def judge_loss(visit: Member, form: SentForm) -> Response:
    """A category that many items lost at once: it was meant, or it was an accident."""

    def act(unit: Unit) -> str:
        mailbox, opportunity = form.get("mailbox"), form.get("opportunity")
        if form.get("judged") == "meant":
            acts.take_off(unit, mailbox, opportunity, visit.desk.prefix, _policy(visit), visit.desk.clock())
        else:
            acts.put_back(unit, mailbox, opportunity, visit.desk.prefix)
        return "/review"

    return visit.act(form, act, lambda refused: _waiting(visit, "", 0, refused))


@router.post("/review/vanished")
def judge_vanished(visit: Member, form: SentForm) -> Response:
    """What vanished at once from a mailbox: it was meant to go, or it was an accident."""

    def act(unit: Unit) -> str:
        acts.judge_vanished(unit, form.get("mailbox"), is_gone=form.get("judged") == "meant")
        return "/review"

    return visit.act(form, act, lambda refused: _waiting(visit, "", 0, refused))


def _waiting(
    visit: Visit, mailbox: str, offset: int, refused: Refusal, entry: int | None = None, typed: str = ""
) -> Response:
    with visit.reading() as unit:
        found = acts.waiting_for_people(unit, mailbox=mailbox or None, rule=None, limit=A_PAGE, offset=offset)
    dismissed = visit.request.query_params.get("dismissed", "")
    return visit.page(
        "review/waiting.html.j2",
        waiting=found.shape(visit.desk.prefix),
        mailbox=mailbox,
        offset=offset,
        a_page=A_PAGE,
        refused=refused,
        refused_entry=entry,
        typed=typed,
        dismissed=int(dismissed) if dismissed.isascii() and dismissed.isdigit() else None,
    )


def _policy(visit: Visit) -> LinkPolicy:
    return bootstrap.policy(visit.desk.settings)
