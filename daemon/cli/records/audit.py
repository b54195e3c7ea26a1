"""`dealtrail audit`: the audit trail of any record, also of those that are gone."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.output import say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day
from daemon.shapes import change_named, change_shape, local

if TYPE_CHECKING:
    from store.unit import Unit
    from store.values import Record

app = App(name="audit", help_epilogue=example("dealtrail audit list"))


@app.command(
    name="list",
    help_epilogue=example(
        "dealtrail audit list --record contact:ann@client.example",
        "dealtrail audit list --record OPP-17 --json",
        "dealtrail audit list --by bob --since 2025-03-01",
    ),
)
def list_(
    *,
    record: Annotated[
        str | None, Parameter(help="One record: OPP-17, or KIND:NAME, KIND:ID: account:Fabrikam, list:4.")
    ] = None,
    by: Annotated[str | None, Parameter(help="Only what this user did; or another name that the trail shows.")] = None,
    since: Annotated[str | None, Parameter(help="Only since this date.")] = None,
    limit: Annotated[int, Parameter(validator=Number(gte=1), help="At most this many.")] = 50,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List who changed what, the latest first."""
    asked: dict[str, Any] = {}
    if since is not None:
        start = datetime.combine(day(since, session.zone, session.now()), time(), session.zone)
        asked["since"] = start.astimezone(UTC)
    with session.reading() as unit:
        if record is not None:
            asked["of"] = _record(unit, record)
        if by is not None:
            asked |= _who(unit, by)
        changes = unit.audit.latest(limit, **asked)
    if as_json:
        say_json([change_shape(change, session.prefix) for change in changes])
    else:
        say_table(
            ("when", "by", "record", "field", "from", "to"),
            [
                (
                    local(change.at, session.zone),
                    change.actor,
                    change_named(change, session.prefix),
                    change.field,
                    change.before or "",
                    change.after or "",
                )
                for change in changes
            ],
            empty="no changes",
        )


def _record(unit: Unit, text: str) -> tuple[Record, int]:
    """The record that was named: by its id whether it is there or not, else by its name, wherever it is."""
    from daemon.cli.records.naming import kind_and_name
    from store.errors import InRecycleBin, NotFound
    from store.records.bin import KINDS
    from store.repository import number_of
    from store.values import Record

    kind, name = kind_and_name(text, tuple(Record))
    if (id := number_of(name)) is not None:
        return kind, id
    finders: dict[Record, Any] = {
        Record.OPPORTUNITY: lambda: unit.opportunities.find(name).number,
        Record.ACCOUNT: lambda: unit.accounts.find(name).id,
        Record.CONTACT: lambda: unit.contacts.find(name).id,
        Record.USER: lambda: unit.users.find(name).id,
        Record.STAGE: lambda: unit.stages.find(name).id,
        Record.PROJECT: lambda: unit.projects.find(name).id,
        Record.MARKETING: lambda: unit.marketing.find(name).id,
    }
    try:
        if kind in finders:
            return kind, finders[kind]()
    except InRecycleBin as there:
        return kind, int(there.handle.rpartition(":")[2])
    except NotFound:
        if (gone := unit.audit.named(kind, name)) and len(gone) == 1:
            return kind, gone[0]
        raise
    if kind in KINDS:
        return kind, unit.bin.find(kind, name).id
    raise NotFound(kind.value, name, [f"{kind.value}:ID"])


def _who(unit: Unit, name: str) -> dict[str, Any]:
    from store.errors import NotFound

    try:
        return {"user_id": unit.users.find(name).id}
    except NotFound:
        if unit.audit.has_actor(name):  # dealtrail itself, or a login that is no user's
            return {"actor": name}
        raise
