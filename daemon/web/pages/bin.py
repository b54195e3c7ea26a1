"""The recycle bin."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, emptying_shape, handle_of
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.places import page_of
from daemon.web.signing_in import Member, Owner
from daemon.web.visit import Visit
from store.errors import Invalid
from store.records.bin import KINDS
from store.rules.days import begins
from store.rules.typed import Toward, day_of
from store.unit import Unit
from store.values import Record

router = APIRouter()

A_PAGE = 100
LOOKED_AT = 200  # records, before the bin is emptied: what becomes of more than these is said of these


@router.get("/bin")
def binned(
    visit: Member, q: str = "", kind: str = "", offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0
) -> Response:
    """All that is there, of one kind, or with a part of the name."""
    return _bin(visit, q, kind, offset, Refusal())


@router.post("/bin/restore")
def restore(visit: Member, form: SentForm) -> Response:
    """Bring a record or an item of the history back, and show it."""

    def act(unit: Unit) -> str:
        kind, _, id = form.get("handle").partition(":")
        if kind not in set(Record) or not (id.isascii() and id.isdigit() and len(id) < 19):
            raise Invalid("record", "none is named", "go back, and try again")
        if kind == Record.ITEM:
            acts.restore_item(unit, int(id))
        else:
            acts.restore_record(unit, Record(kind), id)
        return page_of(kind, int(id))

    return visit.act(form, act, lambda refused: _bin(visit, "", "", 0, refused))


@router.get("/bin/empty")
def plan(visit: Owner, before: str = "") -> Response:
    """What would be removed for good, and what would stay, first."""
    return _empty(visit, before, Refusal())


@router.post("/bin/empty")
def empty(visit: Owner, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.empty_bin(unit, _midnight(visit, form.get("before")), is_asked=True)
        return "/bin"

    return visit.act(form, act, lambda refused: _empty(visit, form.get("before"), refused))


def _bin(visit: Visit, q: str, kind: str, offset: int, refused: Refusal) -> Response:
    kinds = [one.value for one in KINDS]
    with visit.reading() as unit:
        found, has_more = acts.binned_page(unit, Record(kind) if kind in kinds else None, q, A_PAGE, offset)
    return visit.page(
        "records/bin.html.j2",
        binned=[binned_shape(one, visit.desk.prefix) | {"handle": handle_of(one)} for one in found],
        asked={name: text for name, text in (("q", q), ("kind", kind)) if text},
        kinds=kinds,
        offset=offset,
        a_page=A_PAGE,
        has_more=has_more,
        refused=refused,
    )


def _empty(visit: Visit, before: str, refused: Refusal) -> Response:
    with visit.reading() as unit:
        try:
            until = _midnight(visit, before)
        except Invalid as error:
            until, refused = None, Refusal.of(error, visit.language, visit.desk.prefix)
        emptying = acts.look_before_emptying(unit, until, LOOKED_AT)
    return visit.page(
        "records/empty_bin.html.j2",
        emptying=emptying_shape(emptying, visit.desk.prefix, is_done=False),
        beyond=emptying.beyond,
        before=before,
        form=Form(),
        refused=refused,
    )


def _midnight(visit: Visit, text: str) -> datetime | None:
    """The beginning of the day that was typed; None for none."""
    if not text:
        return None
    return begins(day_of("before", text, visit.manner, Toward.PAST), visit.desk.zone)
