"""Single records and short lists, in the shapes of `--json`."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import Shape, plain, user_shape
from daemon.web.api.access import Reader

router = APIRouter()

LATEST = 10  # items of history that come with a party


@router.get("/opportunities/{opportunity}")
def opportunity(visit: Reader, opportunity: str) -> Response:
    with visit.reading() as unit:
        whole = acts.opportunity_whole(unit, opportunity, visit.desk.zone)
        return _answer(whole.shape(visit.shapes(unit)))


@router.get("/accounts/{account}")
def account(visit: Reader, account: str) -> Response:
    with visit.reading() as unit:
        return _answer(acts.account_whole(unit, account, LATEST).shape(visit.shapes(unit)))


@router.get("/contacts/{contact}")
def contact(visit: Reader, contact: str) -> Response:
    with visit.reading() as unit:
        return _answer(acts.contact_whole(unit, contact, LATEST).shape(visit.shapes(unit)))


@router.get("/users")
def users(visit: Reader) -> Response:
    with visit.reading() as unit:
        return _answer([user_shape(one) for one in acts.users_found(unit, active_only=False)])


def _answer(shape: Shape | list[Shape]) -> Response:
    return Response(json.dumps(shape, default=plain), media_type="application/json")
