"""`dealtrail marketing`: campaigns, and the opportunities that name them as their initiator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.output import say, say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day
from daemon.cli.records.changes import changes
from daemon.shapes import Shapes, marketing_shape, tracked_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import MarketingActivity

Which = Annotated[str, Parameter(help="Id or a part of the title.")]
Type = Annotated[str | None, Parameter(name="--type", help="A value of the list of marketing types, or a part of it.")]
Day = Annotated[str | None, Parameter(help="A date: 2025-03-04, today or tomorrow.")]
Budget = Annotated[str | None, Parameter(help="What it may cost: 1234.50.")]
Currency = Annotated[str | None, Parameter(help="Of the budget: EUR (the default), USD, NOK …")]
Count = Annotated[int | None, Parameter(validator=Number(gte=1), help="At most this many.")]

app = App(name="marketing", help_epilogue=example("dealtrail marketing list"))


@app.command(
    help_epilogue=example('dealtrail marketing add "Oslo Fair" --type "trade show" --start 2025-05-01 --budget 1500')
)
def add(
    title: Annotated[str, Parameter(help="What it is called.")],
    *,
    type_: Type = None,
    start: Day = None,
    end: Day = None,
    budget: Budget = None,
    currency: Currency = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a marketing activity."""
    given: dict[str, Any] = {"type_id": type_, "starts_on": start, "ends_on": end}
    given |= {"budget": budget, "currency": currency}
    with session.writing() as unit:
        fields = {name: value for name, value in given.items() if value is not None}
        added = unit.marketing.add(title, **_read(unit, session, fields))
    tell(marketing_shape(added), _line(added), as_json)


@app.command(name="list", help_epilogue=example("dealtrail marketing list", "dealtrail marketing list fair --json"))
def list_(
    search: Annotated[str, Parameter(help="A part of the title.")] = "",
    *,
    type_: Type = None,
    limit: Count = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List marketing activities, by title."""
    with session.reading() as unit:
        type_id = _read(unit, session, {"type_id": type_})["type_id"]
        found = unit.marketing.all(search, type_id=type_id, limit=limit)
    if as_json:
        say_json([marketing_shape(one) for one in found])
        return
    say_table(
        ("id", "title", "type", "start", "end", "budget"),
        [(str(m.id), m.title, m.type, str(m.starts_on or ""), str(m.ends_on or ""), _budget(m)) for m in found],
        empty="no marketing activities" + (" that match" if search or type_ else " yet"),
    )


@app.command(help_epilogue=example("dealtrail marketing show fair"))
def show(marketing: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a marketing activity; `track` shows what it brought."""
    with session.reading() as unit:
        found = unit.marketing.find(marketing)
    if as_json:
        say_json(marketing_shape(found))
        return
    say_fields(_told(found))


@app.command(
    help_epilogue=example(
        "dealtrail marketing edit fair --end 2025-05-03", "dealtrail marketing edit fair --clear budget"
    )
)
def edit(
    marketing: Which,
    *,
    title: Annotated[str | None, Parameter(help="A new title.")] = None,
    type_: Type = None,
    start: Day = None,
    end: Day = None,
    budget: Budget = None,
    currency: Currency = None,
    clear: Annotated[
        tuple[Literal["type", "start", "end", "budget"], ...], Parameter(help="Empty this; can be repeated.")
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a marketing activity, and nothing else."""
    given = {"title": title, "type": type_, "start": start, "end": end, "budget": budget, "currency": currency}
    named = changes(given, clear, empty=dict.fromkeys(("type", "start", "end", "budget")))
    columns = {"type": "type_id", "start": "starts_on", "end": "ends_on"}
    with session.writing() as unit:
        fields = _read(unit, session, {columns.get(name, name): value for name, value in named.items()})
        edited = unit.marketing.edit(unit.marketing.find(marketing).id, **fields)
    tell(marketing_shape(edited), _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail marketing delete fair"))
def delete(marketing: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a marketing activity to the recycle bin; opportunities keep it as their initiator."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.MARKETING, lambda unit: unit.marketing.find(marketing).id, as_json)


@app.command(help_epilogue=example("dealtrail marketing track fair", "dealtrail marketing track fair --json"))
def track(marketing: Which, *, limit: Count = None, as_json: AsJson = False, session: Here) -> None:
    """Show the opportunities that name it as initiator, how many they are, and their expected revenue."""
    from store.values import OpportunityFilter

    with session.reading() as unit:
        found = unit.marketing.find(marketing)
        sums = unit.marketing.track(found.id)
        opportunities = unit.pipeline.page(OpportunityFilter(initiated_marketing_ids=(found.id,)), limit=limit)
        shown = Shapes(unit, session.prefix).opportunities(opportunities)
    if as_json:
        say_json(tracked_shape(found, sums, shown))
        return
    say(found.title, "bold")
    say_table(
        ("key", "title", "stage", "%", "expected revenue"),
        [
            (session.key(o.number), o.title, o.stage_name, str(o.probability), f"{o.expected_revenue:f} {o.currency}")
            for o in opportunities
        ],
        empty="no opportunity names it as its initiator",
    )
    total = ", ".join(f"{sum_:f} {currency}" for currency, sum_ in (sums.expected or {}).items())
    say(f"{sums.count} opportunities ({sums.open} open, {sums.closed} closed), expected revenue {total or '0'}")


def _read(unit: Unit, session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as the record has it."""
    from store.values import ListName

    fields = dict(given)
    if fields.get("type_id") is not None:
        fields["type_id"] = unit.lists.find(ListName.MARKETING_TYPE, fields["type_id"]).id
    for name in ("starts_on", "ends_on"):
        if fields.get(name) is not None:
            fields[name] = day(fields[name], session.zone, session.now())
    return fields


def _budget(one: MarketingActivity) -> str:
    return "" if one.budget is None else f"{one.budget:f} {one.currency}"


def _line(one: MarketingActivity) -> str:
    return f"marketing {one.id}: {one.title}"


def _told(one: MarketingActivity) -> dict[str, str]:
    dates = {"start": str(one.starts_on or ""), "end": str(one.ends_on or "")}
    return {"id": str(one.id), "title": one.title, "type": one.type, **dates, "budget": _budget(one)}
