"""What waits for a person, how everything stands, and who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.link import REVIEWED, LinkPolicy
from daemon.shapes import Shape, change_shape, loss_judged_shape, status_shape, vanished_judged_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Makes
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import not_meant
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import standing as schemas
from daemon.web.api.taken import Day, Id, Name, Taken, Word
from store.rules.days import begins
from store.unit import Unit
from store.values import Record

router = router_of("review, status, audit")


@router.get("/status", response_model=schemas.Status)
def status(call: Reader) -> Response:
    """What `status --json` prints; `ok` says whether anything needs a person."""
    with call.reading() as unit:
        standing = acts.read_status(unit, call.desk.prefix, call.desk.clock())
    acts.look_into_silence(call.desk.store, standing)
    return answer(call.request, Shown(status_shape(standing, is_fine=not acts.troubles(standing, call.desk.zone))))


# --- review -----------------------------------------------------------------------------------------------------------


class ReviewAsked(Asked):
    mailbox: Annotated[Word | None, Query(description="Its address or a part.")] = None
    rule: Annotated[Word | None, Query(description=f"Why it waits: {', '.join(REVIEWED)} …")] = None


@router.get("/review", response_model=schemas.Waiting)
def waiting(call: Reader, asked: Annotated[ReviewAsked, Query()]) -> Response:
    """What `review list --json` prints, a page of entries at a time."""
    place = asked.place("review", int, str)
    known = (*REVIEWED, acts.LOST, acts.VANISHED)
    if asked.rule is not None and asked.rule not in known:
        raise not_meant("rule", f"{asked.rule!r} is no reason to wait for a person; there are {', '.join(known)}")
    with call.reading() as unit:
        found = acts.waiting_for_people(unit, mailbox=asked.mailbox, rule=asked.rule, limit=asked.limit, place=place)
    last = found.entries[-1].place if found.has_more else None
    return listed(call, asked, found.shape(call.desk.prefix), "review", last)


class Resolving(Taken):
    opportunities: Annotated[list[Name], Field(min_length=1, max_length=100, description="Where it belongs.")]


@router.post("/review/{entry}/resolve", response_model=schemas.Resolved)
def resolve(making: Makes, entry: Id, body: Resolving) -> Response:
    """Link what waits to opportunities; others of its thread follow."""
    desk, named = making.call.desk, [str(one) for one in body.opportunities]
    return making.do(
        body,
        lambda unit: acts.resolve(unit, entry, named, _policy(making.call), desk.clock()).resolved(desk.prefix),
    )


class Dismissing(Taken):
    undo: StrictBool = False


@router.post("/review/{entry}/dismiss", response_model=schemas.Dismissed)
def dismiss(making: Makes, entry: Id, body: Dismissing) -> Response:
    """It belongs to none, with its thread, or that is taken back."""
    return making.do(
        body,
        lambda unit: acts.dismiss(
            unit, entry, _policy(making.call), making.call.desk.clock(), undo=body.undo
        ).dismissed(undo=body.undo),
    )


class LossJudging(Taken):
    """A category that many items of a mailbox lost at once."""

    mailbox: Annotated[Word, Field(description="Its address or a part.")]
    opportunity: Annotated[Name, Field(description='Whose category it is; or "question".')]
    meant: Annotated[StrictBool, Field(description="Whether its user took it off; else they get it back.")]


@router.post("/review/lost", response_model=schemas.LossJudged)
def judge_loss(making: Makes, body: LossJudging) -> Response:
    """Say whether it was meant: what `review take-off` and `review put-back` do."""
    desk = making.call.desk

    def act(unit: Unit) -> Shape:
        named = body.mailbox, str(body.opportunity), desk.prefix
        if body.meant:
            return loss_judged_shape(*acts.take_off(unit, *named, _policy(making.call), desk.clock()))
        return loss_judged_shape(*acts.put_back(unit, *named))

    return making.do(body, act)


class VanishedJudging(Taken):
    """Items or tasks of a mailbox that vanished together."""

    mailbox: Annotated[Word, Field(description="Its address or a part.")]
    meant: Annotated[StrictBool, Field(description="Whether they were to go; else the history stays as it is.")]


@router.post("/review/vanished", response_model=schemas.VanishedJudged)
def judge_vanished(making: Makes, body: VanishedJudging) -> Response:
    """Say whether it was meant: what `review gone` and `review keep` do."""

    def act(unit: Unit) -> Shape:
        address, items, tasks = acts.judge_vanished(unit, body.mailbox, is_gone=body.meant)
        return vanished_judged_shape(address, is_gone=body.meant, items=items, tasks=tasks)

    return making.do(body, act)


def _policy(call: Call) -> LinkPolicy:
    return bootstrap.policy(call.desk.settings)


# --- audit ------------------------------------------------------------------------------------------------------------


class AuditAsked(Asked):
    record: Annotated[Word | None, Query(description="KIND:ID or KIND:NAME: opportunity:17, account:Fabrikam.")] = None
    by: Annotated[Word | None, Query(description="A user, or another name that the trail shows.")] = None
    since: Day | None = None


@router.get("/audit", response_model=list[schemas.Change])
def audit(call: Reader, asked: Annotated[AuditAsked, Query()]) -> Response:
    """The latest first: what `audit list --json` prints, a page at a time."""
    by_time = asked.since is not None
    order = f"audit {by_time}"
    place = asked.place(order, *([datetime, int] if by_time else [int]))
    since = begins(asked.since, call.desk.zone) if asked.since else None
    with call.reading() as unit:
        found = acts.changes_found(
            unit, asked.limit + 1, record=_record(asked.record), by=asked.by, since=since, place=place
        )
        page = found[: asked.limit]
        last = unit.audit.place_of(page[-1], by_time=by_time) if len(found) > len(page) else None
    return listed(call, asked, [change_shape(one, call.desk.prefix) for one in page], order, last)


def _record(text: str | None) -> tuple[Record, str] | None:
    if text is None:
        return None
    kind, _, name = text.partition(":")
    if kind not in set(Record) or not name.strip():
        raise not_meant("record", f"{text!r} names none; write KIND:NAME with a kind of {', '.join(Record)}")
    return Record(kind), name.strip().rpartition("-")[2] if kind == Record.OPPORTUNITY else name.strip()
