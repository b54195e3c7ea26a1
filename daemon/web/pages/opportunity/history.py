"""The communication history of an opportunity: what happened, why it is here, and what people add."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import item_shape
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.opportunity.histories import history_page
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.addresses import normalise
from store.unit import Unit
from store.values import ItemKind

router = APIRouter()


@router.get("/opportunities/{number}/history")
def history(visit: Member, number: int) -> Response:
    """Newest first; all of it, or what the address asks for."""
    return _history(visit, number, Form(), Refusal())


@router.post("/opportunities/{number}/notes")
def add_note(visit: Member, number: int, form: SentForm) -> Response:
    """A business note in its history."""

    def act(unit: Unit) -> str:
        acts.add_note(unit, {"opportunity": str(number)}, form.get("title"), form.get("text"), at=None)
        return f"/opportunities/{number}/history"

    return visit.act(form, act, lambda refused: _history(visit, number, form, refused))


@router.get("/history/{id}")
def item(visit: Member, id: int) -> Response:
    return _item(visit, id, Refusal())


@router.post("/history/{id}/link")
def link(visit: Member, id: int, form: SentForm) -> Response:
    """To one more opportunity, by hand; or off one."""

    def act(unit: Unit) -> str:
        acts.link_item(unit, id, form.get("opportunity"), is_linked=not form.has("unlink"))
        return f"/history/{id}"

    return visit.act(form, act, lambda refused: _item(visit, id, refused, form.get("opportunity")))


def _history(visit: Visit, number: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = visit.shapes(unit).opportunity(unit.opportunities.find(str(number)))
        found = history_page(visit, unit, {"opportunity": str(number)})
    return visit.page(
        "opportunity/history.html.j2", status=found.status, one=one, found=found, form=form, refused=refused
    )


def _item(visit: Visit, id: int, refused: Refusal, typed: str = "") -> Response:
    with visit.reading() as unit:
        found = unit.items.get(id)
        shape = item_shape(unit, found, visit.desk.prefix)
        why = acts.explained(unit, str(id)) if found.kind in (ItemKind.EMAIL, ItemKind.APPOINTMENT) else []
    own = normalise(visit.user.email) if visit.user else ""
    outlook = acts.opened_at(why, own, visit.desk.web_mail.get(own), visit.desk.zone)
    return visit.page(
        "opportunity/item.html.j2",
        one=shape,
        why=why,
        outlook=outlook,
        refused=refused,
        typed=typed,
    )
