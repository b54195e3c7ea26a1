"""The pages of reports: all of them at a glance, and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from daemon import acts
from daemon.acts import ReadAt
from daemon.shapes import visible
from daemon.web.forms import Refusal
from daemon.web.handing_out import attached
from daemon.web.pages.reports import tables
from daemon.web.pages.reports.asked import Asked, choices, kept
from daemon.web.pictures import Report, spark
from daemon.web.pictures.amounts import forecast_report, pipeline_report
from daemon.web.pictures.cycle import cycle_report
from daemon.web.pictures.outcomes import outcomes_report
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, StoreError
from store.unit import Unit
from store.values import HistoryActivity, OpportunityFilter, StageKind, State

router = APIRouter()

PAGE = 25
KINDS = ("pipeline", "forecast", "outcomes", "cycle", "activity")
OF_OPEN = ("pipeline", "forecast", "activity")  # unless the address says otherwise
IN_MONTHS = ("outcomes", "cycle")


@router.get("/reports")
def overview(visit: Member) -> Response:
    asked, refused = _asked(visit)

    def shown(unit: Unit) -> dict[str, Any]:
        reports = [_report(kind, _found(kind, unit, visit, asked), visit) for kind in KINDS if kind != "activity"]
        found = _found("activity", unit, visit, asked, limit=5)
        return {"reports": reports, "activity": _lively(found)}

    return _page(visit, "reports/overview.html.j2", asked, refused, shown, {"reports": [], "activity": None})


@router.get("/reports/{kind}")
def report(visit: Member, kind: str) -> Response:
    _known(kind)
    asked, refused = _asked(visit)
    if kind == "activity":
        return _page(visit, "reports/activity.html.j2", asked, refused, _activity_of(visit, asked), {"activity": None})

    def shown(unit: Unit) -> dict[str, Any]:
        return {"report": _report(kind, _found(kind, unit, visit, asked), visit)}

    return _page(visit, "reports/report.html.j2", asked, refused, shown, {"report": None}, kind)


@router.get("/reports/{kind}/csv")
def table(visit: Member, kind: str) -> Response:
    """The same numbers for programs; of activity all there are, not a page of them."""
    _known(kind)
    asked = Asked.of(visit.request.query_params)
    with visit.reading() as unit:
        found = _found(kind, unit, visit, asked, limit=None)
    rows = tables.csv_of(_rows(kind, found, visit))
    return Response(rows, media_type="text/csv", headers=attached(f"{kind}.csv"))


def _page(
    visit: Visit,
    template: str,
    asked: Asked,
    refused: Refusal,
    shown: Callable[[Unit], dict[str, Any]],
    nothing: dict[str, Any],
    kind: str = "activity",
) -> Response:
    """The report, or why there is none, with the filter as it was typed."""
    found = nothing
    with visit.reading() as unit:
        offered = choices(unit)
        if not refused.sentence:
            try:
                found = shown(unit)
            except DatabaseError:
                raise
            except StoreError as error:
                refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        template,
        asked=asked,
        refused=refused,
        choices=offered,
        typed=visit.request.query_params,
        kept=kept(visit.request.query_params),
        kind=kind,
        in_months=kind in IN_MONTHS,
        **found,
    )


def _asked(visit: Visit) -> tuple[Asked, Refusal]:
    try:
        return Asked.of(visit.request.query_params), Refusal()
    except StoreError as error:
        return Asked({}, {}), Refusal.of(error, visit.language, visit.desk.prefix)


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise HTTPException(404)


def _found(kind: str, unit: Unit, visit: Visit, asked: Asked, *, limit: int | None = PAGE) -> Any:
    meant = asked.meant(unit, visit.manner, State.OPEN if kind in OF_OPEN else State.ALL)
    read_at = ReadAt(visit.desk.clock(), visit.desk.zone)
    match kind:
        case "pipeline":
            closed = {stage.name for stage in acts.stages_found(unit) if stage.kind is not StageKind.OPEN}
            return [one for one in acts.sums_by_stage(unit, meant) if one.sums or one.stage not in closed]
        case "forecast":
            return acts.sums_by_month(unit, meant)
        case "outcomes":
            return acts.won_and_lost(unit, meant, read_at, months=asked.numbers["months"])
        case "cycle":
            return acts.times_in_stages(unit, meant, read_at, months=asked.numbers["months"])
        case _:
            return _activity(unit, meant, read_at, asked, limit)


def _activity(unit: Unit, meant: OpportunityFilter, at: ReadAt, asked: Asked, limit: int | None) -> HistoryActivity:
    offset = (asked.page - 1) * limit if limit else 0
    quiet_after = asked.numbers["quiet_after"]
    return acts.activity_of(unit, meant, at, quiet_after=quiet_after, limit=limit, offset=offset)


def _report(kind: str, found: Any, visit: Visit) -> Report:
    return _TELLING[kind](found, visit.language)


_TELLING: Mapping[str, Callable[..., Report]] = {
    "pipeline": pipeline_report,
    "forecast": forecast_report,
    "outcomes": outcomes_report,
    "cycle": cycle_report,
}


def _activity_of(visit: Visit, asked: Asked) -> Callable[[Unit], dict[str, Any]]:
    def shown(unit: Unit) -> dict[str, Any]:
        found = _found("activity", unit, visit, asked)
        is_more = asked.page * PAGE < found.count
        return {"activity": _lively(found), "is_more": is_more}

    return shown


def _lively(found: HistoryActivity) -> dict[str, Any]:
    """What was found, no name of which turns what stands beside it, and the bars of each of its lines."""
    lines = tuple(replace(one, title=visible(one.title), party=visible(one.party)) for one in found.lines)
    return {"found": replace(found, lines=lines), "sparks": [spark(one.weeks) for one in found.lines]}


def _rows(kind: str, found: Any, visit: Visit) -> Iterable[dict[str, str]]:
    match kind:
        case "pipeline":
            return tables.pipeline_rows(found)
        case "forecast":
            return tables.forecast_rows(found)
        case "outcomes":
            return tables.outcomes_rows(found)
        case "cycle":
            return tables.cycle_rows(found)
        case _:
            return tables.activity_rows(found, visit.desk.prefix, visit.desk.zone)
