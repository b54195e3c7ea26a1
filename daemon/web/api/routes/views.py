"""Views that are shared with everybody: a filter of opportunities with its order and columns. Owners share them."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import view_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.refusing import not_meant, unknown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import standing as schemas
from daemon.web.api.taken import Id, Line, Taken
from store.rules.typed import Manner
from store.unit import Unit
from store.values import SortBy

router = router_of("views")


class ViewSent(Taken):
    """One of its name is from then on this."""

    name: Line
    query: Annotated[str, Field(max_length=4_000, description="As in an address: stage=Proposal&sort=close-date.")]
    columns: Annotated[
        list[Line], Field(default_factory=list, max_length=50, description="None for those that whoever looks chose.")
    ]


@router.get("/views", response_model=list[schemas.View])
def views(call: Reader) -> Response:
    """By name."""
    with call.reading() as unit:
        return json_of([view_shape(one) for one in acts.shared_views(unit)])


@router.get("/views/{view}", response_model=schemas.View)
def view(call: Reader, view: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _view(unit, view))


@router.post("/views", response_model=schemas.View, status_code=201)
def share(making: Makes, body: ViewSent) -> Response:
    """Share one; a date or number that can be meant in two ways is refused: all are to see the same."""
    desk = making.call.desk

    def act(unit: Unit) -> tuple[str, Any]:
        given = _read(body.query)
        manner = Manner(desk.clock(), desk.zone)
        id = acts.share_view(unit, body.name, body.query, "\n".join(body.columns), given, manner).id
        return f"/views/{id}", lambda unit: _view(unit, id)

    return making.make(body, act)


@router.delete("/views/{view}", response_model=schemas.View)
def withdraw(changing: Changes, view: Id) -> Response:
    """Share it no longer; those who copied it keep theirs."""
    return changing.remove(lambda unit: _view(unit, view), lambda unit: view_shape(acts.withdraw_view(unit, view)))


def _read(query: str) -> dict[str, list[str]]:
    """What it asks for; raises Refused for what no list knows."""
    try:
        given = parse_qs(query, max_num_fields=200)
    except ValueError:
        raise not_meant("query", "it asks for too much") from None
    if unknown_ones := sorted(given.keys() - {*acts.ASKED, "sort", "desc"}):
        raise not_meant("query", f"{unknown_ones[0]} is nothing that a list is asked for")
    if (sort := given.get("sort", [SortBy.NUMBER])[0]) not in set(SortBy):
        raise not_meant("query", f"{sort} is nothing to sort by; there are {', '.join(SortBy)}")
    return given


def _view(unit: Unit, id: int) -> Shown:
    for one in acts.shared_views(unit):
        if one.id == id:
            return Shown(view_shape(one))
    raise unknown("view", id)
