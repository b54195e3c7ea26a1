"""Drafts in Outlook of whose token it is, who sends them or not: asking for one sends nothing."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Annotated

from pydantic import Field, StrictInt
from starlette.responses import Response

from daemon import acts
from daemon.shapes import draft_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import json_of
from daemon.web.api.changing import Makes
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import Line, Moment, Number, Taken, Text
from store.unit import Unit
from store.values import DraftKind

router = router_of("opportunities")


class DraftSent(Taken):
    kind: DraftKind
    subject: Annotated[Line, Field(description="The opportunity's title where it is left out.")] = ""
    body: Annotated[Text, Field(description="The text that it begins with.")] = ""
    location: Line = ""
    start: Annotated[Moment | None, Field(description="Of a meeting and an appointment, which have one.")] = None
    minutes: Annotated[StrictInt, Field(ge=1, le=100_000)] = 60


@router.get("/opportunities/{opportunity}/drafts", response_model=list[schemas.Draft])
def drafts(call: Reader, opportunity: Number) -> Response:
    """The latest that were asked for about it by whose token it is, newest first."""
    with call.reading() as unit:
        number = acts.number_of(unit, opportunity)
        found = acts.drafts_in(unit, number, acts.own_address(unit))
        return json_of([draft_shape(one, call.desk.prefix) for one in found])


@router.post("/opportunities/{opportunity}/drafts", response_model=schemas.Draft)
def ask(making: Makes, opportunity: Number, body: DraftSent) -> Response:
    """An e-mail, a meeting request or an appointment that lies in Outlook after the daemon's next turn."""
    if (body.start is None) != (body.kind is DraftKind.EMAIL):
        raise Refused(422, "start: a meeting and an appointment have one, an e-mail has none")
    start = body.start.astimezone(UTC) if body.start else None
    end = start + timedelta(minutes=body.minutes) if start else None

    def act(unit: Unit) -> dict[str, object]:
        draft = acts.ask_draft(
            unit,
            opportunity,
            body.kind,
            subject=body.subject,
            body=body.body,
            location=body.location,
            start=start,
            end=end,
        )
        return draft_shape(draft, making.call.desk.prefix)

    return making.do(body, act)
