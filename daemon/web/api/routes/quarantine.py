"""Items that could not be understood, and what is to become of them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import Shape, quarantined_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Makes
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import standing as schemas
from daemon.web.api.taken import Taken, Word
from store.unit import Unit

router = router_of("review, status, audit")

Items = Annotated[list[Word], Field(max_length=1_000, description="By their keys, or the first characters of them.")]
Mailbox = Annotated[Word | None, Query(description="Only of this mailbox: its address or a part.")]


@router.get("/quarantine", response_model=list[schemas.Quarantined])
def quarantined(
    call: Reader,
    mailbox: Mailbox = None,
    all: Annotated[bool, Query(description="Those that were dismissed, too.")] = False,
) -> Response:
    """The latest first: what `quarantine list --json` prints."""
    with call.reading() as unit:
        return json_of([quarantined_shape(one) for one in acts.quarantined(unit, mailbox, only=None if all else False)])


@router.get("/quarantine/{item}", response_model=schemas.Quarantined)
def quarantined_item(call: Reader, item: Annotated[Word, Path(description="Its key.")]) -> Response:
    with call.reading() as unit:
        return answer(call.request, Shown(quarantined_shape(acts.quarantined_found(unit, item))))


class QuarantineJudged(Taken):
    """These; or to read again all of a mailbox, or all."""

    judged: Annotated[
        Literal["retry", "dismiss", "undo"], Field(description="Read again, of no matter, or of matter after all.")
    ]
    items: Items = Field(default_factory=list)
    mailbox: Word | None = None
    all: StrictBool = False


@router.post("/quarantine", response_model=list[schemas.Quarantined])
def judge_quarantined(making: Makes, body: QuarantineJudged) -> Response:
    """Read items again in their mailboxes' next turns, which are due at once; or say that they do not matter.

    Status is fine with those that do not; they stay counted, and are read again.
    """
    is_retry, now = body.judged == "retry", making.call.desk.clock()
    ways = [bool(body.items), body.mailbox is not None, body.all]
    if sum(ways) != 1 or not (is_retry or body.items):
        raise Refused(422, "name the items; or a mailbox, or all, to be read again")

    def act(unit: Unit) -> list[Shape]:
        if is_retry:
            found = acts.read_again(unit, tuple(body.items), body.mailbox, now)
        else:
            found = acts.dismiss_quarantined(unit, tuple(body.items), undo=body.judged == "undo")
        return [quarantined_shape(one) for one in found]

    return making.do(body, act)
