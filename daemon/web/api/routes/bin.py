"""The recycle bin, and two that become one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, emptying_shape, merging_shape
from daemon.web.api.access import Reader
from daemon.web.api.changing import Changes, Changing, Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import Refused
from daemon.web.api.routes.parties import account_shown, contact_shown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import Day, Id, Name, Taken
from store.rules.days import begins
from store.unit import Unit
from store.values import Record

router = router_of("recycle bin")

Kind = Literal["opportunity", "account", "contact", "project", "marketing", "item"]


class BinAsked(Asked):
    kind: Kind | None = None


@router.get("/bin", response_model=list[schemas.Binned])
def binned(call: Reader, asked: Annotated[BinAsked, Query()]) -> Response:
    """The latest first: what `bin list --json` prints, a page at a time."""
    order = f"bin {asked.kind}"
    place = asked.place(order, datetime, str, int)
    with call.reading() as unit:
        found, is_more = acts.binned_page(unit, Record(asked.kind) if asked.kind else None, "", asked.limit, 0, place)
    shapes = [binned_shape(one, call.desk.prefix) for one in found]
    return listed(call, asked, shapes, order, found[-1].place if is_more else None)


@router.post("/bin/{kind}/{id}/restore", response_model=schemas.Binned)
def restore(making: Makes, kind: Kind, id: Id) -> Response:
    """Bring a record or an item back whole, with its links; what was merged gets back what was its own."""

    def act(unit: Unit) -> dict[str, Any]:
        restored, _ = acts.restore_record(unit, Record(kind), str(id))
        return binned_shape(restored, making.call.desk.prefix)

    return making.do(None, act)


class EmptySent(Taken):
    before: Annotated[Day | None, Field(description="Only what was deleted before this day.")] = None
    all: Annotated[StrictBool, Field(description="All that is in it.")] = False
    yes: Annotated[StrictBool, Field(description="Do it; else only what would be removed is answered.")] = False


@router.post("/bin/empty", response_model=schemas.Emptied)
def empty(making: Makes, body: EmptySent) -> Response:
    """Remove for good what is in it, which owners do; nothing in Outlook is deleted."""
    desk = making.call.desk
    if (body.before is None) != body.all:
        raise Refused(422, "say what is removed: what was deleted before a day, or all")
    limit = begins(body.before, desk.zone) if body.before else None

    def act(unit: Unit) -> dict[str, Any]:
        return emptying_shape(acts.empty_bin(unit, limit, is_asked=body.yes), desk.prefix, is_done=body.yes)

    return making.do(body, act)


# --- two that become one ----------------------------------------------------------------------------------------------


class MergeSent(Taken):
    """The other one, which goes into the recycle bin; all that hangs on it comes to the one that is kept."""

    merged: Name
    dry_run: Annotated[StrictBool, Field(description="Only say what would become of them.")] = False


@router.post("/accounts/{account}/merge", response_model=schemas.Merged, openapi_extra={TAGGED: False})
def merge_accounts(changing: Changes, account: Id, body: MergeSent) -> Response:
    """Make one of two accounts."""
    return _merge(changing, Record.ACCOUNT, account, body)


@router.post("/contacts/{contact}/merge", response_model=schemas.Merged, openapi_extra={TAGGED: False})
def merge_contacts(changing: Changes, contact: Id, body: MergeSent) -> Response:
    """Make one of two contacts."""
    return _merge(changing, Record.CONTACT, contact, body)


def _merge(changing: Changing, kind: Record, kept: int, body: MergeSent) -> Response:
    call, show = changing.call, account_shown if kind is Record.ACCOUNT else contact_shown

    def act(unit: Unit) -> dict[str, Any]:
        done = acts.merge_parties(unit, kind, str(kept), str(body.merged), is_asked=not body.dry_run)
        return merging_shape(done, is_done=not body.dry_run)

    return changing.told(body, lambda unit: show(call, unit, kept), act)
