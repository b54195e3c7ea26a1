"""What opportunities come to, and what is due: as `pipeline`, `forecast`, `report` and `agenda` print it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import (
    agenda_shape,
    groups_shape,
    history_activity_shape,
    people_shape,
    stage_times_shape,
    won_and_lost_shape,
)
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.filtering import Filtered, filtered, meant
from daemon.web.api.paging import MOST
from daemon.web.api.refusing import not_meant
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import reports as schemas
from daemon.web.api.taken import Day, Taken, Word
from store.rules.reports import MOST_DAYS, MOST_MONTHS, MOST_WEEKS
from store.values import Actor

router = router_of("reports")

_MONTHS: Any = Query(ge=1, le=MOST_MONTHS, description="So many months, this one being the last.")
_QUIET: Any = Query(ge=1, le=MOST_DAYS, description="Quiet is after so many days.")
_WEEKS: Any = Query(ge=1, le=MOST_WEEKS, description="The items of so many weeks are counted.")
_LIMIT: Any = Query(ge=1, le=MOST)
_OFFSET: Any = Query(ge=0, le=1_000_000, description="Leave out this many first.")
_BY: Any = Query(description="By month of the close date, or by person and of each by month.")

Forecast = filtered("Forecast", Taken, by=(Annotated[Literal["month", "person"], _BY], "month"))
OfMonths = filtered("OfMonths", Taken, "all", months=(Annotated[int, _MONTHS], acts.MONTHS))
Lately = filtered(
    "Lately",
    Taken,
    quiet_after=(Annotated[int, _QUIET], acts.QUIET_AFTER),
    weeks=(Annotated[int, _WEEKS], 12),
    limit=(Annotated[int, _LIMIT], 50),
    offset=(Annotated[int, _OFFSET], 0),
)


@router.get("/reports/pipeline", response_model=list[schemas.StageSums])
def pipeline(call: Reader, asked: Annotated[Filtered, Query()]) -> Response:
    """Count, total and weighted revenue by sales stage and currency: what `pipeline --json` prints."""
    with call.reading() as unit:
        groups = acts.sums_by_stage(unit, meant(call, unit, asked))
    return json_of(groups_shape("stage", [(one.stage, one.sums) for one in groups]))


@router.get("/reports/forecast", response_model=list[schemas.MonthSums | schemas.PersonSums])
def forecast(call: Reader, asked: Annotated[Forecast, Query()]) -> Response:  # type: ignore[valid-type]
    """The same by month of the close date, or by person: what `forecast --json` prints."""
    return _forecast(call, asked)


def _forecast(call: Call, asked: Any) -> Response:
    with call.reading() as unit:
        wanted = meant(call, unit, asked)
        if asked.by == "person":
            return json_of(people_shape(acts.sums_by_person(unit, wanted)))
        groups = acts.sums_by_month(unit, wanted)
    return json_of(groups_shape("month", [(one.month, one.sums) for one in groups]))


@router.get("/reports/outcomes", response_model=schemas.Outcomes)
def outcomes(call: Reader, asked: Annotated[OfMonths, Query()]) -> Response:  # type: ignore[valid-type]
    """What was won and lost, by the month it was closed in and by source: what `report outcomes --json` prints."""
    return _outcomes(call, asked)


def _outcomes(call: Call, asked: Any) -> Response:
    with call.reading() as unit:
        found = acts.won_and_lost(unit, meant(call, unit, asked), _now(call), months=asked.months)
    return answer(call.request, Shown(won_and_lost_shape(found)))


@router.get("/reports/cycle", response_model=list[schemas.StageTimes])
def cycle(call: Reader, asked: Annotated[OfMonths, Query()]) -> Response:  # type: ignore[valid-type]
    """How long opportunities stayed in each stage: what `report cycle --json` prints."""
    return _cycle(call, asked)


def _cycle(call: Call, asked: Any) -> Response:
    with call.reading() as unit:
        found = acts.times_in_stages(unit, meant(call, unit, asked), _now(call), months=asked.months)
    return json_of(stage_times_shape(found))


@router.get("/reports/activity", response_model=schemas.Liveliness)
def activity(call: Reader, asked: Annotated[Lately, Query()]) -> Response:  # type: ignore[valid-type]
    """Open opportunities, those that are quiet for longest first: what `report activity --json` prints."""
    return _activity(call, asked)


def _activity(call: Call, asked: Any) -> Response:
    options = {"quiet_after": asked.quiet_after, "weeks": asked.weeks, "limit": asked.limit, "offset": asked.offset}
    with call.reading() as unit:
        found = acts.activity_of(unit, meant(call, unit, asked), _now(call), **options)
    return answer(call.request, Shown(history_activity_shape(found, call.desk.prefix)))


def _now(call: Call) -> acts.ReadAt:
    return acts.ReadAt(call.desk.clock(), call.desk.zone)


# --- what is due ------------------------------------------------------------------------------------------------------


class AgendaAsked(Taken):
    first: Annotated[Day | None, Query(description="Today where it is left out.")] = None
    last: Annotated[Day | None, Query(description="The first day where it is left out.")] = None
    user: Annotated[Word | None, Query(description="A colleague's; else that of whose token it is.")] = None
    limit: Annotated[int, Query(ge=1, le=MOST, description="Of each kind at most.")] = 20


@router.get("/agenda", response_model=schemas.Agenda)
def agenda(call: Reader, asked: Annotated[AgendaAsked, Query()]) -> Response:
    """What is due in some days, with what is overdue and what is asked: what `agenda --json` prints."""
    today = _now(call).today
    first = asked.first or today
    last = asked.last or first
    if last < first or last - first > _LONGEST:
        raise not_meant("last", f"it is to be from {first} to {first + _LONGEST}")
    with call.reading() as unit:
        found = acts.agenda_of(
            unit,
            asked.user,
            actor=Actor.of(call.user),
            first=first,
            last=last,
            today=today,
            zone=call.desk.zone,
            limit=asked.limit,
        )
        return answer(call.request, Shown(agenda_shape(found, call.desk.prefix)))


_LONGEST = timedelta(days=3_660)
