"""The audit trail: who changed what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import change_shape
from daemon.web.forms import Refusal
from daemon.web.pages.places import page_of
from daemon.web.signing_in import Member
from store.errors import DatabaseError, Invalid, StoreError
from store.rules.days import begins
from store.rules.typed import Toward, day_of
from store.values import Record

router = APIRouter()

A_PAGE, MOST = 200, 5_000


@router.get("/audit")
def trail(
    visit: Member,
    by: str = "",
    since: str = "",
    kind: str = "",
    name: str = "",
    most: Annotated[int, Query(ge=1, le=MOST)] = A_PAGE,
) -> Response:
    """Filtered by who did it, since when, and a kind of record, or one record of it by what it is called."""
    refused = Refusal()
    with visit.reading() as unit:
        try:
            start = None
            if since:
                day = day_of("since", since, visit.manner, Toward.PAST)
                start = begins(day, visit.desk.zone)
            of = Record(kind) if kind in set(Record) else None
            record = (of, name) if of and name else None
            if name and not of:
                raise Invalid("kind", "none is named", "choose what kind of record it is")
            changes = acts.changes_found(unit, most + 1, record=record, by=by or None, since=start, kind=of)
        except DatabaseError:
            raise
        except StoreError as error:
            changes, refused = (), Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "records/audit.html.j2",
        changes=[change_shape(change, visit.desk.prefix) for change in changes[:most]],
        more=min(most + A_PAGE, MOST) if len(changes) > most and most < MOST else 0,
        page_of=page_of,
        asked={"by": by, "since": since, "kind": kind, "name": name},
        kinds=[one.value for one in Record],
        refused=refused,
    )
