"""Tables that are taken in after whoever gave them has gone on: what is asked for, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from daemon.acts.importing import TableGiven, import_table
from daemon.jobs import Came, Done, Work
from daemon.shapes import refused_told
from store.errors import DatabaseError, LeaseLost, NotAllowed, StoreError
from store.values import Actor, Job

if TYPE_CHECKING:
    from daemon.language import Language
    from daemon.tables import Report, Table
    from store.database import Store
    from store.unit import Unit

IMPORT = "import"
SHOWN = 50  # kinds of mistakes, and changes, that are told


def ask_to_import(unit: Unit, table: Table, given: TableGiven, language: Language, prefix: str) -> int:
    """Have a table taken in as soon as somebody is free, as whoever acts; the job's id.

    What came of it is told in `language`. The same table, asked for again while it waits, is the same job.
    """
    told = {
        "table": table.value,
        "name": given.name,
        "currency": given.currency,
        "zone": given.zone.key,
        "delimiter": given.delimiter,
        "encoding": given.encoding,
        "sheet": given.sheet,
        "locale": given.locale,
        "adds_accounts": given.adds_accounts,
        "language": language.locale,
        "prefix": prefix,
    }
    user_id = unit.actor.user_id
    sum_of_it = sha256(given.content + json.dumps(told).encode()).hexdigest()
    return unit.jobs.ask(
        IMPORT, f"{user_id}/{sum_of_it}", told, due_at=unit.clock(), content=given.content, user_id=user_id
    )


def import_work(store: Store) -> Mapping[str, Work]:
    """What does such jobs."""

    def work(job: Job) -> Came:
        return _import(store, job)

    return {IMPORT: work}


def report_told(report: Report, language: Language, prefix: str) -> dict[str, Any]:
    """What became of the rows, in words for whoever gave them: all that a page shows, and that a job keeps."""
    from daemon.language import told
    from daemon.shapes import keyed

    kinds = list(report.wrong.kinds.values())
    return {
        "found": [told(language, "table", one) for one in report.found],
        "program": report.program,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "passed": report.passed,
        "wrong": [replace(one, reason=keyed(one.reason, prefix)).said(report.row, language) for one in kinds[:SHOWN]],
        "wrong_more": max(len(kinds) - SHOWN, 0),
        "changes": []
        if kinds
        else [
            [change.name, [[column, before or "", after or ""] for column, before, after in change.fields]]
            for change in report.changes[:SHOWN]
        ],
    }


def _import(store: Store, job: Job) -> Came:
    """All of it, its end in the same transaction; or nothing, and what is wrong with it."""
    from daemon.language import language_of
    from daemon.tables import Table

    told = job.told
    language, prefix = language_of(told["language"]), told["prefix"]
    try:
        with store.read() as unit:
            actor = _asked_by(unit, job)
            content = unit.jobs.content(job)
        given = TableGiven(
            told["name"],
            content,
            told["currency"],
            ZoneInfo(told["zone"]),
            delimiter=told["delimiter"],
            encoding=told["encoding"],
            sheet=told["sheet"],
            locale=told["locale"],
            adds_accounts=told["adds_accounts"],
        )

        def opened() -> AbstractContextManager[Unit]:
            return store.write(actor)

        def kept(unit: Unit, report: Report) -> None:
            unit.jobs.end(job, report_told(report, language, prefix), unit.clock())

        report = import_table(opened, Table(told["table"]), given, kept=kept)
    except (DatabaseError, LeaseLost):
        raise
    except StoreError as failure:
        return Done({"refused": refused_told(failure, language, prefix), "subject": failure.subject})
    return Done(report_told(report, language, prefix)) if report.wrong.count else None


def _asked_by(unit: Unit, job: Job) -> Actor:
    user = unit.users.get(job.user_id or 0)
    if not user.is_active:
        raise NotAllowed(user.name, "is no user any more", "ask an owner")
    return Actor.of(user)
