"""The audit trail: who changed what."""

from __future__ import annotations

from datetime import UTC, datetime, time

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import change_shape
from daemon.web.forms import Refusal
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.rules.typed import Toward, day_of
from store.values import Record

router = APIRouter()

A_PAGE = 200


@router.get("/audit")
def trail(visit: Member, by: str = "", since: str = "", kind: str = "", name: str = "") -> Response:
    """Filtered by who did it, since when, and one record: its kind and what it is called."""
    refused = Refusal()
    with visit.reading() as unit:
        try:
            start = None
            if since:
                day = day_of("since", since, visit.manner, Toward.PAST)
                start = datetime.combine(day, time(), visit.desk.zone).astimezone(UTC)
            record = (Record(kind), name) if kind in set(Record) and name else None
            changes = acts.changes_found(unit, A_PAGE, record=record, by=by or None, since=start)
        except DatabaseError:
            raise
        except StoreError as error:
            changes, refused = (), Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "records/audit.html.j2",
        changes=[change_shape(change, visit.desk.prefix) for change in changes],
        asked={"by": by, "since": since, "kind": kind, "name": name},
        kinds=[one.value for one in Record],
        refused=refused,
    )
