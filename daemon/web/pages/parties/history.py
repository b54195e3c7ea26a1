"""The communication history of an account or contact: what happened with it, and what people add."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.opportunity.histories import history_page
from daemon.web.pages.opportunity.writing import Into, asked_to_write, written
from daemon.web.pages.parties.kinds import Kind
from daemon.web.signing_in import Member
from store.values import ItemKind


def history_of(kind: Kind) -> APIRouter:
    """The pages of one kind's histories."""
    router, path = APIRouter(), f"/{kind.path}"

    @router.get(f"{path}/{{id}}/history")
    def history(visit: Member, id: int) -> Response:
        """Newest first; all of it, or what the address asks for."""
        with visit.reading() as unit:
            one = kind.one(unit, id)
            found = history_page(visit, unit, {kind.record.value: str(id)})
        return visit.page("parties/history.html.j2", status=found.status, one=one, kind=kind, found=found)

    @router.get(f"{path}/{{id}}/write/{{what}}")
    def ask(visit: Member, id: int, what: ItemKind) -> Response:
        return asked_to_write(visit, _into(kind, id), what, Form(), Refusal())

    @router.post(f"{path}/{{id}}/write/{{what}}")
    def write(visit: Member, id: int, what: ItemKind, form: SentForm) -> Response:
        """One more item with this account or contact."""
        return written(visit, _into(kind, id), what, form)

    return router


def _into(kind: Kind, id: int) -> Into:
    return Into({kind.record.value: str(id)}, f"/{kind.path}/{id}")
