"""Tables in and out: records from a CSV file or a workbook, and all of one kind as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, get_args

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.language import refusal_told
from daemon.tables import Table, column_told
from daemon.web.forms import Form, Refusal, SentForm, sent_file
from daemon.web.handing_out import handed_out_in_pieces
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, NotFound, StoreError
from store.unit import Unit

router = APIRouter()

SOON = 2.0  # seconds in which most tables are taken in
GivenOut = Literal["accounts", "contacts", "opportunities", "history"]
Format = Literal["csv", "xlsx", "json"]
KINDS: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@router.get("/tables")
def tables(visit: Member) -> Response:
    return _page(visit, Form(), Refusal(), None)


@router.post("/tables/import")
def take_in(visit: Member, form: SentForm) -> Response:
    """Say what would become of each row; or have all of them taken in, which goes on by itself."""
    try:
        table = _table(form)
        name, content = sent_file(form, visit.desk.settings.history.file_limit_mb)
        given = acts.TableGiven(
            name,
            content,
            visit.desk.settings.records.currency,
            visit.desk.zone,
            encoding=form.get("encoding") or None,
            sheet=form.get("sheet") or None,
            locale=form.get("locale") or None,
            adds_accounts=form.has("adds_accounts"),
        )
        if form.get("act") != "import":
            report = acts.import_table(visit.writing, table, given, is_tried=True)
            return _page(visit, form, Refusal(), acts.report_told(report, visit.language, visit.desk.prefix))
    except DatabaseError:
        raise
    except StoreError as error:
        return _page(visit, form, Refusal.of(error, visit.language, visit.desk.prefix), None)

    def act(unit: Unit) -> str:
        return f"/tables/imports/{acts.ask_to_import(unit, table, given, visit.language, visit.desk.prefix)}"

    answer = visit.act(form, act, lambda refused: _page(visit, form, refused, None))
    visit.desk.jobs.hurry()
    return answer


@router.get("/tables/imports/{id}")
def taken_in(visit: Member, id: int) -> Response:
    """What became of a table that was given: whoever gave it is told, and owners."""
    visit.desk.jobs.wait(SOON)
    with visit.reading() as unit:
        job = unit.jobs.get(id)
    if job is None or job.kind != acts.IMPORT or not (visit.is_owner or job.user_id == visit.actor.user_id):
        raise NotFound("import", id)
    given = {name: [value] for name, value in job.told.items() if isinstance(value, str)}
    form = Form(given | {"act": ["import"]} | ({"adds_accounts": ["yes"]} if job.told["adds_accounts"] else {}))
    if job.ended_at is None or job.outcome is None:
        why = refusal_told(visit.language, job.reason)
        return visit.page("tables/import.html.j2", job=job, state=job.state.value, why=why)
    refused = job.outcome.get("refused", "")
    if refused:
        return _page(visit, form, Refusal(refused, job.outcome["subject"]), None)
    return _page(visit, form, Refusal(), job.outcome)


@router.get("/tables/export")
def give_out(visit: Member, table: GivenOut, format: Format = "csv") -> Response:
    """All of one kind, with the columns that importing reads."""
    with visit.reading() as unit:
        locale = visit.language.locale if format == "csv" else None
        has_mark = format == "csv"  # by which spreadsheets know how it is written
        parts = acts.exported(unit, table, format, zone=visit.desk.zone, locale=locale, has_mark=has_mark)
        return handed_out_in_pieces(parts, KINDS[format], f"{table}.{format}")


def _table(form: Form) -> Table:
    found = [one for one in Table if one.value == form.get("table")]
    if not found:
        raise Invalid("table", "it is not said what the rows are", "accounts, contacts or opportunities")
    return found[0]


def _page(visit: Visit, form: Form, refused: Refusal, report: Mapping[str, Any] | None) -> Response:
    return visit.page(
        "tables/tables.html.j2",
        status=422 if report and report["wrong"] else None,
        tables=[one.value for one in Table],
        given_out=get_args(GivenOut),
        formats=get_args(Format),
        form=form,
        report=report,
        column_told=partial(column_told, visit.language),
        is_tried=form.get("act") != "import",
        refused=refused,
    )
