"""Tables in and out: records from a CSV file or a workbook, and all of one kind as a file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal, get_args

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.language import told
from daemon.shapes import keyed
from daemon.tables import Report, Row, Table, column_told
from daemon.web.forms import Form, Refusal, SentForm, sent_file
from daemon.web.handing_out import handed_out_in_pieces
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, StoreError

router = APIRouter()

SHOWN = 50  # kinds of mistakes, and changes, that are told
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
    """Say what would become of each row, or take all of them in: sent twice, the second finds nothing to change."""
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
        report = acts.import_table(visit.writing, table, given, is_tried=form.get("act") != "import")
    except DatabaseError:
        raise
    except StoreError as error:
        return _page(visit, form, Refusal.of(error, visit.language, visit.desk.prefix), None)
    return _page(visit, form, Refusal(), report)


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


def _page(visit: Visit, form: Form, refused: Refusal, report: Report | None) -> Response:
    is_tried = form.get("act") != "import"
    language, prefix, row = visit.language, visit.desk.prefix, report.row if report else Row.LINE
    kinds = list(report.wrong.kinds.values()) if report else []
    return visit.page(
        "tables/tables.html.j2",
        status=422 if kinds else None,
        tables=[one.value for one in Table],
        given_out=get_args(GivenOut),
        formats=get_args(Format),
        form=form,
        report=report,
        found=[told(language, "table", one) for one in report.found] if report else [],
        wrong=[replace(one, reason=keyed(one.reason, prefix)).said(row, language) for one in kinds[:SHOWN]],
        wrong_more=max(len(kinds) - SHOWN, 0),
        column_told=partial(column_told, language),
        shown=SHOWN,
        is_tried=is_tried,
        refused=refused,
    )
