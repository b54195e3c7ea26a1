"""`dealtrail audit`: the audit trail of any record, also of those that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import midnight
from daemon.shapes import change_named, change_shape, keyed, local, localised

if TYPE_CHECKING:
    pass

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
    limit: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")] = 50,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List who changed what, the latest first."""
    from daemon.acts import changes_found
    from daemon.cli.records.naming import kind_and_name
    from store.values import Record

    start = midnight(since, session.manner) if since is not None else None
    named = kind_and_name(record, tuple(Record)) if record is not None else None
    with session.reading() as unit:
        changes = changes_found(unit, limit, record=named, by=by, since=start)
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
                    keyed(localised(change.before, session.zone), session.prefix),
                    keyed(localised(change.after, session.zone), session.prefix),
                )
                for change in changes
            ],
            empty="no changes",
        )
