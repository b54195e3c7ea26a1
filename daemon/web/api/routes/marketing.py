"""Marketing activities, and what they brought."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, marketing_shape, tracked_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.paging import MOST, Asked, listed
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.schemas.records import Binned
from daemon.web.api.taken import Amount, Day, Id, Line, Name, Taken, Word, emptied, named
from store.unit import Unit
from store.values import Record

router = router_of("marketing")


class MarketingAsked(Asked):
    search: Annotated[Word, Query(description="A part of the title.")] = ""
    type: Word | None = None


class BudgetSent(Taken):
    amount: Amount
    currency: Annotated[Line | None, Field(description="EUR where none is named.")] = None


class MarketingEdit(Taken):
    title: Line | None = None
    type: Name | None = None
    start: Day | None = None
    end: Day | None = None
    budget: BudgetSent | None = None

    def values(self) -> dict[str, Any]:
        columns = {"title": "title", "type": "type", "start": "starts_on", "end": "ends_on"}
        sent = {columns[name]: value for name, value in self.given(*columns).items()}
        if "type" in sent:
            sent["type"] = named(self.type)
        if "budget" in self.model_fields_set:
            sent["budget"] = self.budget.amount if self.budget else None
            if self.budget and self.budget.currency is not None:
                sent["currency"] = self.budget.currency
        return emptied(sent, ("title",))


class MarketingNew(MarketingEdit):
    title: Line


@router.get("/marketing", response_model=list[schemas.Marketing])
def listing(call: Reader, asked: Annotated[MarketingAsked, Query()]) -> Response:
    """By title: what `marketing list --json` prints, a page at a time."""
    place = asked.place("marketing", str, int)
    with call.reading() as unit:
        found = acts.marketing_found(unit, asked.search, type=asked.type, limit=asked.limit + 1, place=place)
        page = found[: asked.limit]
        last = unit.marketing.place_of(page[-1].id) if len(found) > len(page) else None
        return listed(call, asked, [marketing_shape(one) for one in page], "marketing", last)


@router.post("/marketing", response_model=schemas.Marketing, status_code=201)
def add(making: Makes, body: MarketingNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        values = body.values()
        id = acts.add_marketing(unit, values.pop("title"), values).id
        return f"/marketing/{id}", lambda unit: _marketing(unit, id)

    return making.make(body, act)


@router.get("/marketing/{marketing}", response_model=schemas.Marketing)
def show(call: Reader, marketing: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _marketing(unit, marketing))


@router.get("/marketing/{marketing}/track", response_model=schemas.Tracked)
def track(call: Reader, marketing: Id, limit: Annotated[int, Query(ge=1, le=MOST)] = 100) -> Response:
    """What it brought, with the opportunities themselves, so many at most."""
    with call.reading() as unit:
        found, sums, opportunities = acts.track_marketing(unit, str(marketing), limit)
        shape = tracked_shape(found, sums, call.shapes(unit).opportunities(opportunities))
        return answer(call.request, Shown(shape))


@router.patch("/marketing/{marketing}", response_model=schemas.Marketing)
def edit(changing: Changes, marketing: Id, body: MarketingEdit) -> Response:
    return changing.change(
        body,
        lambda unit: _marketing(unit, marketing),
        lambda unit: acts.edit_marketing(unit, str(marketing), body.values()),
    )


@router.delete("/marketing/{marketing}", response_model=Binned)
def delete(changing: Changes, marketing: Id) -> Response:
    """Move it to the recycle bin."""
    prefix = changing.call.desk.prefix
    return changing.remove(
        lambda unit: _marketing(unit, marketing),
        lambda unit: binned_shape(acts.delete_record(unit, Record.MARKETING, str(marketing))[0], prefix),
    )


def _marketing(unit: Unit, id: int) -> Shown:
    return Shown(marketing_shape(acts.marketing_named(unit, str(id))))
