"""Items that could not be understood, and what is to become of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import quarantined_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Makes
from daemon.web.api.refusing import Refused
from daemon.web.api.schemas import standing as schemas
from daemon.web.api.taken import Taken, Word

router = APIRouter(tags=["review, status, audit"])

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


class RetrySent(Taken):
    """These, or all of a mailbox, or all."""

    items: Items = Field(default_factory=list)
    mailbox: Word | None = None
    all: StrictBool = False


@router.post("/quarantine/retry", response_model=list[schemas.Quarantined])
def retry(making: Makes, body: RetrySent) -> Response:
    """Read them again in their mailboxes' next turns, which are due at once."""
    is_some = bool(body.items) or body.mailbox is not None
    if is_some == body.all:
        raise Refused(422, "name the items that are to be read again, or a mailbox, or all")
    now = making.call.desk.clock()
    return making.do(
        body,
        lambda unit: [quarantined_shape(one) for one in acts.read_again(unit, tuple(body.items), body.mailbox, now)],
    )


class Dismissal(Taken):
    items: Annotated[Items, Field(min_length=1)]
    undo: Annotated[StrictBool, Field(description="They matter after all.")] = False


@router.post("/quarantine/dismiss", response_model=list[schemas.Quarantined])
def dismiss_quarantined(making: Makes, body: Dismissal) -> Response:
    """Say that they do not matter: status is fine with them. They stay counted, and are read again."""
    return making.do(
        body,
        lambda unit: [
            quarantined_shape(one) for one in acts.dismiss_quarantined(unit, tuple(body.items), undo=body.undo)
        ],
    )
