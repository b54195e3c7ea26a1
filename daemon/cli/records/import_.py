"""`dealtrail import`: records from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import FAILED, WrongUse
from daemon.cli.base.output import complain, say, say_json, say_raw, say_table
from daemon.cli.base.session import AsJson, Here, Session, example
from daemon.shapes import explained_shape, import_shape, keyed, many

if TYPE_CHECKING:
    from daemon.acts import TableGiven
    from daemon.tables import Report, Table

SHOWN = 50  # kinds of mistakes, and changes, that are told one by one
LARGEST_MAP = 1_000_000

app = App(
    name="import",
    help_epilogue=example(
        "dealtrail import accounts accounts.csv --dry-run",
        "dealtrail import contacts outlook.csv --explain",
        "dealtrail import contacts contacts.xlsx --sheet Kunden --skip-bad",
        "dealtrail import opportunities deals.csv --locale de --map our-map.toml",
    ),
)


@app.default
def import_(
    table: Annotated[Literal["accounts", "contacts", "opportunities"], Parameter(help="What the rows are.")],
    file: Annotated[Path, Parameter(help="The table: CSV or .xlsx whose first row names the columns; docs/import.md.")],
    *,
    dry_run: Annotated[bool, Parameter(help="Say what would be done and what is wrong, and change nothing.")] = False,
    explain: Annotated[bool, Parameter(help="Say what each column would become; change nothing.")] = False,
    map_: Annotated[
        Path | None, Parameter(name="--map", help="A file (.toml or a table) that says what columns become.")
    ] = None,
    save_map: Annotated[Path | None, Parameter(help="With --explain: write the proposed map into this file.")] = None,
    skip_bad: Annotated[bool, Parameter(help="Take in the rows that are right; write the others to a file.")] = False,
    left_out: Annotated[
        Path | None, Parameter(help="That file; else beside the table, with .left-out.csv behind its name.")
    ] = None,
    locale: Annotated[str | None, Parameter(help="How dates and numbers are written: en-US, en-GB, de, nb …")] = None,
    add_accounts: Annotated[bool, Parameter(help="Add accounts that rows name and that are not there.")] = False,
    delimiter: Annotated[
        Literal[",", ";", "|", "tab"] | None, Parameter(help="What parts the cells; found unless named.")
    ] = None,
    encoding: Annotated[str | None, Parameter(help="How its text is written; found unless named.")] = None,
    sheet: Annotated[str | None, Parameter(help="Which sheet of a workbook, if there are several.")] = None,
    force: Annotated[bool, Parameter(help="Replace a file of left-out rows, or a map, that is there.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> int | None:
    """Take in a table: rows add records or bring them up to date; when any row is wrong, nothing is taken in."""
    from daemon.acts import TableGiven, import_table
    from daemon.cli.base.files import read_file, write_file
    from daemon.tables import LARGEST, Table

    if save_map is not None and not explain:
        raise WrongUse("--save-map writes the map that --explain proposes: give both")
    if left_out is not None and not skip_bad:
        raise WrongUse("--left-out names the file of --skip-bad: give both")
    given = TableGiven(
        file.name,
        read_file(file, LARGEST),
        session.settings.records.currency,
        session.zone,
        delimiter="\t" if delimiter == "tab" else delimiter,
        encoding=encoding,
        sheet=sheet,
        locale=locale,
        map=(map_.name, read_file(map_, LARGEST_MAP)) if map_ else None,
        adds_accounts=add_accounts,
    )
    if explain:
        return _explain(session, Table(table), given, save_map, force, as_json)
    rest = left_out or file.with_name(f"{file.name}.left-out.csv")
    report = import_table(
        session.writing,
        Table(table),
        given,
        is_tried=dry_run,
        save_left_out=(lambda content: write_file(rest, content, force=force)) if skip_bad else None,
    )
    is_taken_in = not dry_run and (not report.wrong.count or (skip_bad and report.right > 0))
    if as_json:
        say_json(_shape(report, is_taken_in))
    else:
        _say(table, file.name, report, is_tried=dry_run, is_taken_in=is_taken_in)
    if not report.wrong.count:
        return None
    if not as_json:
        _complain(file.name, report, session.prefix)
    if is_taken_in:
        if not as_json:
            say(f"{many(report.left_out, 'row')} left out: {rest}")
        return None
    if not as_json:
        complain([f"{file.name}: nothing was taken in: {many(report.wrong.count, 'thing', 'is', 'are')} wrong"])
        lacks_account = any(one.reason.startswith("account: there is none") for one in report.wrong.kinds.values())
        if lacks_account and not add_accounts:
            complain([f"{file.name}: accounts that are not there are added by: --add-accounts"])
    return FAILED


def _say(table: str, name: str, report: Report, *, is_tried: bool, is_taken_in: bool) -> None:
    of = f", with the columns of {report.program}" if report.program else ""
    say(f"{name}: {', '.join(report.found)}{of}")
    if report.passed:
        say(f"passed over: {', '.join(report.passed)}")
    if not (is_taken_in or is_tried):
        return
    told = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    say(f"{table}: {told}{' (nothing was changed: a dry run)' if is_tried else ''}")
    if is_tried and report.added:
        say(f"  would be added: {report.row}{'s' if report.added > 1 else ''} {report.added_lines}")
    if report.changes:
        say(f"  changed: {', '.join(f'{name} {count}' for name, count in report.changed.most_common())}")
    for change in report.changes[:SHOWN]:
        what = ", ".join(f"{column} {_brief(before)} → {_brief(after)}" for column, before, after in change.fields)
        say(f"  {report.row} {change.line}, {change.name}: {what}")
    if report.updated > SHOWN:
        say(f"  and {report.updated - SHOWN} more; --json tells {len(report.changes)}")


def _brief(text: str) -> str:
    shown = " ".join(text.split())
    return repr(shown if len(shown) <= 60 else f"{shown[:59]}…")


def _complain(name: str, report: Report, prefix: str) -> None:
    kinds = list(report.wrong.kinds.values())
    complain(keyed(f"{name}, {kind.said(report.row)}", prefix) for kind in kinds[:SHOWN])
    if len(kinds) > SHOWN:
        complain([f"and {len(kinds) - SHOWN} more kinds of mistakes; --json tells them"])


def _shape(report: Report, is_taken_in: bool) -> object:
    counts = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "left_out": report.left_out,
    }
    return import_shape(
        counts,
        [(one.line, one.column, one.reason) for one in report.problems],
        [(one.column, one.reason, one.lines.count, one.lines.ranges) for one in report.wrong.kinds.values()],
        [(one.line, one.name, one.fields) for one in report.changes],
        found=", ".join(report.found),
        program=report.program,
        passed_over=report.passed,
        is_taken_in=is_taken_in,
    )


def _explain(
    session: Session, table: Table, given: TableGiven, save_map: Path | None, force: bool, as_json: bool
) -> int | None:
    from daemon.acts import explain_table
    from daemon.cli.base.files import write_file

    told = explain_table(session.reading, table, given)
    if save_map is not None and told.map:
        write_file(save_map, told.map.encode(), force=force)
    if as_json:
        rows = [(one.heading, one.becomes, one.example, one.remark, one.proposed) for one in told.columns]
        say_json(explained_shape(told.found, told.program, rows, told.map))
        return None
    of = f", with the columns of {told.program}" if told.program else ""
    say(f"{given.name}: {told.found}{of}")
    say_table(
        ("column", "becomes", "for example"),
        [(one.heading, _becomes(one.becomes, one.remark), one.example) for one in told.columns],
    )
    if not told.map:
        return None
    say()
    if save_map is not None:
        say(f"The map is in {save_map}: go over it, and use it with --map {save_map}")
    else:
        say("A map for what is unknown: save it, go over it, and use it with --map FILE (--save-map FILE writes it)")
        say_raw(told.map)
    return None


def _becomes(becomes: str, remark: str) -> str:
    if not becomes:
        return "unknown"
    return ("passed over" if becomes == "-" else becomes) + (f" (asked: {remark})" if remark else "")
