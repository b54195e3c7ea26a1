"""Tokens of programs: one's own, and for owners everybody's."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, StoreError
from store.unit import Unit

router = APIRouter()

DAYS = "90"  # for how long, unless something else is typed


@router.get("/settings/tokens")
def tokens(visit: Member) -> Response:
    return _page(visit, Form(), Refusal())


@router.post("/settings/tokens")
def add(visit: Member, form: SentForm) -> Response:
    """Make one, and show it: in this answer alone, not where it leads to. Sent again, the form makes no other."""
    try:
        with visit.writing() as unit:
            if form.once and unit.sent.first(form.once, visit.actor.user_id or 0) is not None:
                raise Invalid("token", "was made and shown", "make a new one where it was not kept, and revoke this")
            _, token, key = acts.add_token(
                unit, form.get("name"), _days(form.get("days")), may_write=form.get("may") == "write"
            )
    except DatabaseError:
        raise
    except StoreError as error:
        return _page(visit, form, Refusal.of(error, visit.language, visit.desk.prefix))
    return _page(visit, Form(), Refusal(), made=token.name, key=key)


@router.post("/settings/tokens/revoke")
def revoke(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.revoke_token(unit, form.get("id"))
        return "/settings/tokens"

    return visit.act(form, act, lambda refused: _page(visit, Form(), refused))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Invalid("days", f"{text!r} is no number of days", "write one from 1 to 365")
    return int(text)


def _page(visit: Visit, form: Form, refused: Refusal, *, made: str = "", key: str = "") -> Response:
    with visit.reading() as unit:
        found = acts.tokens_found(unit, None if visit.is_owner else str(visit.actor.user_id))
    return visit.page(
        "settings/tokens.html.j2",
        refused=refused,
        form=form,
        found=found,
        made=made,
        key=key,
        days=DAYS,
        now=visit.desk.clock(),
    )
